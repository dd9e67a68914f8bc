"""More of what must stay: code, commands and headers that speak of secrets without holding one, and public material that looks random."""

import json

import draw
from decoys import _t


def _source_map(rng):
    doc = {"version": 3, "sources": [f"../src/{draw.words(rng, 1)[0]}.ts"], "names": [], "mappings": "AAAA,SAAS" + draw.pick(rng, "up", 4)}
    value = draw.b64(json.dumps(doc, separators=(",", ":")).encode())
    return f"//# sourceMappingURL=data:application/json;base64,{value}", value


def _json_state(rng):
    value = draw.b64u(json.dumps({"page": rng.randint(1, 99), "sort": "name", "filter": draw.words(rng, 1)[0], "view": "list"}, separators=(",", ":")).encode())
    return f"GET /items?cursor={value}&limit=20", value


def _font(rng):
    value = draw.b64(b"wOF2" + draw.raw(rng, rng.randint(200, 500)))
    return f"src: url(data:font/woff2;base64,{value}) format('woff2');", value


def _dkim(rng):
    value = draw.b64(draw.der_like(rng, 162))
    return f'mail._domainkey IN TXT "v=DKIM1; k=rsa; p={value}"', value


def _user_table(rng):
    name = draw.words(rng, 1)[0]
    text = f"| password | string | yes | The password of the {name} user |"
    return "| Field | Type | Required | Description |\n|---|---|---|---|\n" + text, text


CONTEXT = {
    "header-reference": _t('-H "Authorization: Bearer $TOKEN" https://api.{word}.io', "Authorization: Bearer ${API_KEY}", "headers: { Authorization: `Bearer ${{word}Token}` }", "headers={'X-Api-Key': settings.{word}_key}", 'req.Header.Set("Authorization", "Bearer "+{word}Token)', 'curl -H "Authorization: Bearer YOUR_TOKEN" https://{word}.io/v1'),
    "url-placeholder-password": _t("postgres://user:password@localhost:5432/{word}", "https://user:pass@example.com/{word}", "redis://:${REDIS_PASSWORD}@{word}:6379", "mysql://{word}:<password>@db/app", "mongodb://$USER:$PASS@{word}:27017", "amqp://guest:guest@localhost/{word}"),
    "url-no-password": _t("postgres://{word}@db.internal:5432/app", "redis://{word}-cache:6379/0", "ssh://git@github.com:22/acme/{word}.git", "git@github.com:acme/{word}.git", "mongodb://localhost:27017/{word}", "https://{word}.internal:8443/@scope/pkg@2.0.1"),
    "flag-without-value": _t("docker login --username {word} --password-stdin", "--token-file /var/run/secrets/{word}/token", "vault login -method=oidc role={word}", "gh auth login --with-token < {word}.txt", "mysql -u {word} -p", "--api-key-env {up:6}_API_KEY", "psql -U {word} -W app", "sudo -S -p '' {word}"),
    "cli-variable": _t('mysql -u root -p"$MYSQL_PASS" {word}', "sshpass -e ssh {word}@host", "curl -u \"$USER:$PASS\" https://{word}.io", "redis-cli -a \"$REDIS_PW\" get {word}", "docker login -u {word} -p ${DOCKER_PW}", "PGPASSWORD=$PGPASS psql -h {word}"),
    "prompt-call": _t('password = getpass.getpass("Password for {word}: ")', 'const password = await prompt("{word} password?");', "read -rsp 'Token for {word}: ' TOKEN", 'let secret = rpassword::prompt_password("{word}: ")?;', "password = input('{word} password: ')"),
    "comparison": _t("if token == {word}_token:", "if (password !== {word}Password) return;", "assert secret is not None, '{word}'", "if apiKey == \"\" { return err{word} }", "unless password == {word}_confirmation", "token != nil && token.{word} > 0"),
    "interpolation": _t("f\"token={{word}_token}\"", "printf 'password=%s\\n' \"${word}\"", "log.Printf(\"token=%s user=%s\", {word}, u)", "`password=${{word}}`", "format!(\"secret={}\", {word})", "\"api_key={}\".format({word})"),
    "masked": _t("password=[FILTERED] user={word}", "token: **** ({word})", "Authorization: Bearer *** # {word}", "api_key=<hidden> {word}", "secret_key = \"[redacted]\" # {word}", "password: (sensitive value) # {word}", "PASSWORD=•••••••• {word}"),
    "sql-parameter": _t("SELECT id FROM {word} WHERE token = $1", "UPDATE {word} SET password = ? WHERE id = ?", "WHERE api_key = :api_key AND {word} = 1", "INSERT INTO {word} (token, secret) VALUES (%s, %s)", "SELECT secret_name FROM {word}_secrets LIMIT 5"),
    "field-declaration": _t("private final String password; // {word}", "public string ApiKey { get; set; } // {word}", "Password string `json:\"password\" db:\"{word}\"`", "pub secret_key: SecretString, // {word}", "password: Mapped[str] = mapped_column()  # {word}", "token = models.CharField(max_length=64)  # {word}", "password: z.string().min(8), // {word}", "t.string :password_digest, null: false # {word}"),
    "annotation-value": _t("@Value(\"${{word}.db.password}\")", "[FromHeader(Name = \"X-Api-Key\")] string {word}", "@RequestParam(\"access_token\") String {word}", "#[arg(long, env = \"{up:6}_TOKEN\")]", "#[serde(rename = \"apiKey\")] {word}: String"),
    "env-names": _t("secrets: [GITHUB_TOKEN, NPM_TOKEN, {up:5}_KEY]", "required = [\"API_KEY\", \"DB_PASSWORD\", \"{up:6}\"]", "unset AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN {up:5}", "missing env: STRIPE_SECRET_KEY, {up:6}_TOKEN", "secrets: inherit # {word}"),
    "session-environment": _t("SSH_AUTH_SOCK=/tmp/ssh-{b62:12}/agent.{dig:4}", "XDG_SESSION_ID={nz:1} XDG_SEAT={word}", "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus,guid={hex:32}", "TERM_SESSION_ID=w0t0p0:{uuid}", "SESSION_MANAGER=local/{word}:@/tmp/.ICE-unix/{dig:4}"),
    "response-ids": _t("x-request-id: {uuid}", "cf-ray: {hex:16}-FRA", "x-amz-id-2: {b64:75}=", "x-amzn-requestid: {uuid}", "x-github-request-id: {HEX:4}:{HEX:5}:{HEX:7}:{HEX:7}:{HEX:8}", "x-vercel-id: fra1::{b36:5}-{dig:13}-{hex:12}", "x-amz-version-id: {b62:32}"),
    "websocket-key": _t("Sec-WebSocket-Key: {b64:22}==", "Sec-WebSocket-Accept: {b64:27}="),
    "harmless-cookie": _t("Cookie: theme=dark; lang=en-{up:2}; tz={word}", "Cookie: _ga=GA1.2.{dig:9}.{dig:10}; _gid=GA1.2.{dig:9}.{dig:10}", "Set-Cookie: locale={word}; Path=/; SameSite=Lax", "cookie: consent={b62:2}yes; sidebar_state=open_{word}"),
    "container-ids": _t("{hex:12}   postgres:16   \"docker-entrypoint.s…\"   Up {nz:1} hours   {word}_db", "Container {hex:64} started", "kubectl get pod -o uid {uuid}", "resourceVersion: \"{dig:9}\" # {word}"),
    "dkim-record": _dkim, "source-map-inline": _source_map, "json-cursor": _json_state, "font-data": _font, "parameter-table": _user_table,
    "site-verification": _t("google-site-verification={b64u:43}", "\"v=spf1 include:_spf.{word}.com ~all\"", "MS=ms{dig:8} {word}"),
    "cert-fingerprint": _t("SHA1 Fingerprint={HEX:2}:{HEX:2}:{HEX:2}:{HEX:2}:{HEX:2}:{HEX:2}:{HEX:2}:{HEX:2}", "serial={HEX:32}", "gpg: key {HEX:16}: public key \"{word}\" imported", "X509v3 Subject Key Identifier: {HEX:2}:{HEX:2}:{HEX:2}:{HEX:2}:{HEX:2}:{HEX:2}"),
    "css-prefix": _t("class=\"sk-circle-fade-dot sk-{word}-grid\"", ".sk-cube-grid-{word} { animation: sk-bounce 1s }", "className=\"sk-chasing-dots-{word}-large-rounded\""),
    "prefix-in-prose": _t("Tokens start with ghp_ or github_pat_ ({word})", "the key looks like sk-ant-api03-… in {word}", "AKIA... ids are for users, ASIA... for {word} roles", "Slack bot tokens begin with xoxb- ({word})", "A JWT starts with eyJ, see {word}"),
    "model-name": _t("model: claude-sonnet-4-5-2025{dig:4}", "\"model\": \"gpt-4o-mini-2024-{dig:2}-18\"", "api_version: 2024-{dig:2}-15-preview", "tokenizer_file: {word}-v2-tokenizer.json"),
    "ssh-config": _t("IdentityFile ~/.ssh/id_ed25519_{word}", "PasswordAuthentication no # {word}", "PubkeyAuthentication yes # {word}", "ssl_certificate_key /etc/ssl/private/{word}.key;", "AuthorizedKeysFile .ssh/authorized_keys # {word}"),
    "parameter-path": _t("/prod/{word}/db/password", "\"SecretId\": \"prod/{word}/main\"", "aws ssm get-parameter --name /{word}/api-key --with-decryption", "gcloud secrets versions access latest --secret={word}-db-password", "valueFrom: arn:aws:ssm:eu-west-1:{dig:12}:parameter/{word}"),
    "client-id": _t("client_id: {uuid}", "GOOGLE_CLIENT_ID={dig:12}-{b36:32}.apps.googleusercontent.com", "tenant_id = \"{uuid}\"", "applicationId: {uuid}", "GITHUB_CLIENT_ID=Iv1.{hex:16}", "subscription_id = \"{uuid}\""),
    "key-id": _t("key_id = \"{uuid}\"", "kms_key_id: {uuid}", "token_id: {uuid}", "\"keyId\": \"{hex:16}\"", "secret_version_id: {uuid}"),
    "i18n-key": _t("t('auth.{word}.password.reset.title')", "key: 'settings.security.{word}.token.label'", "'login.form.password_{word}': 'Password',", "id: \"{word}.api_key.created.message\""),
    "kubernetes-noise": _t("kubernetes.io/service-account-token: {word}", "type: kubernetes.io/dockerconfigjson # {word}", "secret/{word}-tls created", "NAME: default-token-{b36:5}", "serviceaccount/{word} patched"),
    "terraform-attribute": _t("kms_key_id = aws_kms_key.{word}.arn", "secret_id = aws_secretsmanager_secret.{word}.id", "sensitive = true # {word}_password", "password_wo_version = {nz:1} # {word}", "(known after apply) # random_password.{word}"),
    "state-words": _t("password: unchanged # {word}", "token: expired # {word}", "secret: missing # {word}", "api_key: required # {word}", "password: invalid # {word}", "token: not found # {word}", "credentials: provided # {word}"),
    "windows-guid": _t("CLSID\\{{HEX:8}-{HEX:4}-{HEX:4}-{HEX:4}-{HEX:12}}", "PublicKeyToken={hex:16}, Version=4.0.0.0", "SID S-1-5-21-{dig:10}-{dig:10}-{dig:9}-1001", "ProductCode: {uuid}"),
    "svg-path": _t("<path d=\"M{nz:1}.{dig:2} {nz:1}2.{dig:1}c.{dig:2}-.{dig:2} 1.{dig:1}-{nz:1}.2 {dig:1}.{dig:2}-1.{dig:2}l-{nz:1}.{dig:2} 4.{dig:1}z\"/>"),
    "long-number": _t("total: {nz:1}{dig:14} bytes in {word}", "snowflake {nz:1}{dig:18}", "offset={dig:12} partition={nz:1} {word}", "0.{dig:16} loss at step {nz:1}{dig:3}"),
    "test-output-hash": _t("    expected: {hex:40} ({word})", "Snapshot {word} written, obsolete hash {hex:8}", "cache key: linux-{word}-{hex:64}", "Cache restored from key: node-modules-{hex:64}", "chunk {hex:20} ({word}) 12.3 kB"),
    "emoji-prose-foreign": _t("Das Passwort wird nie gespeichert ({word}).", "Le jeton d'accès a expiré, reconnectez-vous ({word}).", "パスワードは8文字以上で入力してください ({word})", "密码不能为空 ({word})", "La contraseña no coincide ({word}).", "Неверный пароль или токен ({word})"),
    "token-endpoint": _t("token_uri: https://oauth2.googleapis.com/token # {word}", "tokenUrl: https://login.microsoftonline.com/{uuid}/oauth2/v2.0/token", "token_endpoint=\"https://auth.{word}.io/oauth/token\"", "passwordResetUrl: https://{word}.io/reset?lang=en"),
    "credentials-name": _t("credentialsId: '{word}-deploy-key'", "existingSecret: {word}-postgresql", "secret: {word}-release-redis", "passwordSecretKeyRef: {name: {word}-db, key: password}", "credentials-provider: {word}-default"),
    "pinned-public-key": _t("--pinnedpubkey 'sha256//{b64:43}='", "pin-sha256=\"{b64:43}=\"; max-age=5184000", "--discovery-token-ca-cert-hash sha256:{hex:64}"),
    "ci-commit": _t("GITHUB_SHA={hex:40}", "CI_COMMIT_SHA={hex:40}", "SENTRY_RELEASE={hex:40}", "VERCEL_GIT_COMMIT_SHA={hex:40}", "BUILD_ID={uuid}"),
    "passwd-file": _t("root:x:0:0:root:/root:/bin/bash # {word}", "{word}:x:1000:1000:{word},,,:/home/{word}:/bin/zsh", "chown -R {word}:{word} /srv/app", "image: postgres:16-alpine # {word}", "USER {word}:1000"),
    "wallet-public": _t("bc1q{bech:38}", "xpub661MyMwAqRbcF{b58:95}", "npub1{bech:58}", "ipfs://Qm{b58:44}", "bafybei{b32l:52}", "mint: {b58:44}"),
    "wireguard-public": _t("PublicKey = {b64:42}8=", "peer: {b64:42}8=", "wg set wg0 peer {b64:42}8= allowed-ips 10.0.0.2/32"),
    "vapid-public": _t("VAPID_PUBLIC_KEY=B{b64u:86}", "applicationServerKey: 'B{b64u:86}'"),
    "site-key": _t("RECAPTCHA_SITE_KEY=6L{b64u:38}", "TURNSTILE_SITE_KEY=0x4AAAA{b64u:17}", "HCAPTCHA_SITEKEY={uuid}", "data-sitekey=\"6L{b64u:38}\""),
    "publishable-key": _t("SUPABASE_PUBLISHABLE_KEY=sb_publishable_{b64u:22}_{b64u:8}", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=pk_test_{b62:42}", "STRIPE_PK=pk_live_51{b62:97}", "publishableKey: 'pk_live_{b62:24}'"),
    "minisign-public": _t("minisign -Vm {word}.tar.gz -P RWQ{b64:53}", "untrusted comment: minisign public key {HEX:16}\n⟨RWQ{b64:53}⟩"),
    "tooling-switches": _t("TOKENIZERS_PARALLELISM=false # {word}", "NPM_CONFIG_PROVENANCE=true # {word}", "session_timeout: 30m # {word}", "token_ttl = 3600s # {word}", "ACCESS_TOKEN_EXPIRE_MINUTES = {nz:1}0 # {word}", "PASSWORD_MIN_LENGTH=1{nz:1} # {word}"),
    "passphrase-prompt": _t("Enter passphrase for key '/home/{word}/.ssh/id_ed25519':", "[sudo] password for {word}:", "Password for 'https://{word}@github.com':", "{word}@10.0.0.7's password:"),
    "cache-key-expression": _t("key: ${{ runner.os }}-{word}-${{ hashFiles('**/Cargo.lock') }}", "cache-key: v2-deps-{word}-{{ checksum \"package-lock.json\" }}", ":key=\"item.{word}Id\"", "key={`row-${{word}.id}`}"),
    "api-path": _t("POST /api/v1/auth/token/refresh?tenant={word} 201", "GET /users/{uuid}/tokens 200", "router.post('/password/reset/:token', {word})", "/oauth2/authorize?response_type=code&scope={word}"),
    "xml-reference": _t("<password>${env.{word}_PASSWORD}</password>", "<add key=\"ApiKey\" value=\"#{{word}ApiKey}#\" />", "<property name=\"password\" value=\"${db.{word}.password}\"/>", "<secretRef name=\"{word}-secret\"/>"),
    "yaml-reference": _t("password: *{word}_password", "api_key: !Sub '${{word}Key}'", "secret: !GetAtt {word}Secret.Arn", "token: (( grab secrets.{word} ))", "password: '{{ vault_{word}_password }}'", "api_key: ${ssm:/{word}/api-key}", "secretKey: $(params.{word}-key)"),
    "rust-go-code": _t("let token = tokens.next().ok_or({word}Error)?;", "token := lexer.Next(); {word}(token)", "fn secret(&self) -> &Secret<{word}>", "password.zeroize(); // {word}", "let key = KeyCode::{word};", "secret, err := client.AccessSecretVersion(ctx, {word}Req)", "for token in {word}.split_whitespace() {"),
    "web-code": _t("const [password, setPassword] = useState(''); // {word}", "await page.fill('#password', {word}.password)", "localStorage.getItem('{word}_token')", "type Secret = z.infer<typeof {word}Schema>;", "token?.cancel({word})", "formData.append('password', {word}Input.value)", "const token = req.headers['{word}-token'];"),
}
