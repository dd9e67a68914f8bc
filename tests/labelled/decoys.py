"""What only looks like a secret, or stands where one would: all of it must stay. `f(rng) -> (text, value that must stay whole)`."""

import json

import draw


def _t(*templates):
    """A template that must stay whole where it is one line; else the part of it that is marked with `⟨…⟩`."""

    def make(rng):
        text = draw.fill(rng, rng.choice(templates))
        if "\n" in text and "⟨" in text:
            return text.replace("⟨", "").replace("⟩", ""), text[text.index("⟨") + 1 : text.index("⟩")]
        text = text.replace("⟨", "").replace("⟩", "")
        return text, text

    return make


def _b64_of(make):
    def decoy(rng):
        value = draw.b64(make(rng))
        return rng.choice([f"payload: {value}", f"data:application/octet-stream;base64,{value}", value]), value

    return decoy


def _text_bytes(rng):
    return (" ".join(draw.words(rng, 14)) + ".\n" + " ".join(draw.words(rng, 9)) + ".\n").encode()


def _png(rng):
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0" + draw.raw(rng, rng.randint(200, 600))


def _svg(rng):
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{rng.randint(8, 64)}" height="16"><path d="M{rng.randint(1, 9)} 8l4-4 4 4z" fill="#{draw.pick(rng, "hex", 6)}"/></svg>'.encode()


def _public_pem(rng):
    body = draw.wrapped(draw.b64(draw.der_like(rng, 290)), 64)
    label = rng.choice(["PUBLIC KEY", "RSA PUBLIC KEY"])
    text = f"-----BEGIN {label}-----\n{body}\n-----END {label}-----"
    return text, body.split("\n")[1]


def _certificate(rng):
    body = draw.wrapped(draw.b64(draw.der_like(rng, 700)), 64)
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----", body.split("\n")[2]


def _csr(rng):
    body = draw.wrapped(draw.b64(draw.der_like(rng, 500)), 64)
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{body}\n-----END CERTIFICATE REQUEST-----", body.split("\n")[1]


def _pgp_public(rng):
    body = draw.wrapped(draw.b64(draw.raw(rng, 400)), 64)
    return f"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{body}\n-----END PGP PUBLIC KEY BLOCK-----", body.split("\n")[1]


def _ssh_public(rng):
    value = rng.choice(["ssh-ed25519 " + draw.b64(b"\0\0\0\x0bssh-ed25519\0\0\0 " + draw.raw(rng, 32)), "ssh-rsa " + draw.b64(b"\0\0\0\x07ssh-rsa" + draw.raw(rng, 270))])
    return f"{value} dev@laptop", value


def _age_public(rng):
    value = draw.bech32("age", draw.raw(rng, 32))
    return f"age -r {value} -o out.age secrets.tar", value


def _jwk_public(rng):
    x = draw.b64u(draw.raw(rng, 32))
    return json.dumps({"kty": "EC", "crv": "P-256", "x": x, "y": draw.b64u(draw.raw(rng, 32)), "use": "sig", "kid": draw.pick(rng, "b62", 12)}), x


def _schema(rng):
    value = '"password": {"type": "string", "minLength": %d, "description": "The password of the user"}' % rng.randint(6, 12)
    return '{"type": "object", "properties": {' + value + '}, "required": ["password"]}', value


def _minified(rng):
    names = [draw.pick(rng, "low", 1) for _ in range(6)]
    value = f"function {names[0]}({names[1]}){{var {names[2]}={names[1]}.token||{names[1]}.secret;return {names[2]}?{names[3]}(\"auth\",{names[2]}):null}}var {names[4]}=!0,{names[5]}=void 0;"
    return value, value


def _camel(rng):
    first, second, third = draw.words(rng, 3)
    return first + second.title() + third.title()


def _identifier(rng):
    value = rng.choice([_camel(rng) + "Provider", "get_" + "_".join(draw.words(rng, 2)), _camel(rng)[:1].upper() + _camel(rng)[1:] + "Service"])
    return rng.choice([f"token: {value}", f"password = {value}", f"secret: {value},", f"apiKey: {value};", f"const token = {value};"]), value


def _call(rng):
    a, b = draw.words(rng, 2)
    value = rng.choice([f"get{a.title()}Password(user)", f"{a}.get_secret('{b}')", f"await fetch{a.title()}Token({b}.id)", f"{a}Store.getPassword({b})", f"{a}_vault.read(\"{b}\")", f"hash_password({b}.password)"])
    return rng.choice([f"password = {value}", f"const token = {value};", f"    secret := {value}", f"let api_key = {value};"]), value


def _annotation(rng):
    word = draw.words(rng, 1)[0].title()
    return _t(f"password: ⟨Optional[{word}Password] = None⟩", f"apiKey: ⟨Promise<{word}Secret | undefined>⟩;", f"token: ⟨Option<{word}Token>⟩,", f"secretKey?: ⟨{word}KeyType | null⟩;", "def login(user: str, ⟨password: str = \"\"⟩) -> bool:", f"password ⟨*{word.lower()}string⟩ `json:\"password\"`")(rng)


def _i18n(rng):
    value = rng.choice(["Enter your password", "Please enter a new password", "Your password must have at least 8 characters", "Passwort vergessen?", "Mot de passe oublié ?", "Introduce tu contraseña", "パスワードを入力してください", "请输入您的密码", "Введите пароль", "Wachtwoord vergeten?", "Your session has expired", "Forgot your password?"])
    return rng.choice([f'"password": "{value}"', f"password_label: {value}", f"passwordPlaceholder: '{value}',", f'<string name="password">{value}</string>', f'msgid "password"\nmsgstr "{value}"']), value


def _prose(rng):
    value = rng.choice([
        "The password is stored as a hash and never logged.", "If the token is missing or expired the server answers 401.", "Never commit a secret to the repository; use the vault instead.",
        "I rotated the API key yesterday, the old one is revoked.", "password authentication failed for user \"postgres\"", "The token is read from the environment, the secret is optional.",
        "We support passwordless login with passkeys.", "The secret key is passed to the constructor as an argument.", "Ask an admin for the access token before you continue.",
        "Password: must contain upper case, lower case and digits", "the auth token was invalid, please log in again", "Set a strong password before going to production",
        "The API key should be kept private and rotated regularly.", "each token is counted once and the password field is ignored"])
    return f"{' '.join(draw.words(rng, 3)).title()}. {value}", value


def _regex(rng):
    value = rng.choice([r"ghp_[A-Za-z0-9]{36}", r"AKIA[0-9A-Z]{16}", r"sk-ant-[a-z0-9]+-[A-Za-z0-9_-]{93}AA", r"xox[baprs]-[0-9a-zA-Z-]{10,48}", r"(?i)password\s*[:=]\s*['\"]?([^'\"\s]+)", r"-----BEGIN (RSA|EC) PRIVATE KEY-----", r"eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+", r"^(?=.*[A-Z])(?=.*\d).{8,}$", r"sk_(live|test)_[0-9a-zA-Z]{24,}", r"(token|secret|api[_-]?key)\W+(\w{16,})"])
    return rng.choice([f"pattern: '{value}'", f"re.compile(r'{value}')", f"const SECRET_RE = /{value}/;", f"grep -rE '{value}' src/"]), value


def _log_ids(rng):
    value = draw.fill(rng, rng.choice(["request_id={hex:32}", "trace_id={hex:32} span_id={hex:16}", "session_id={uuid}", "txn={b36:26}", "job={uuid} attempt=2", "correlationId={b62:22}"]))
    return f"2026-02-11T09:{rng.randint(10, 59)}:03Z INFO handled {value} in {rng.randint(2, 99)}ms", value


def _pod(rng):
    value = f"{'-'.join(draw.words(rng, 2))}-{draw.pick(rng, 'hex', rng.choice([9, 10]))}-{draw.pick(rng, 'b36', 5)}"
    return f"{value}   1/1   Running   0   {rng.randint(1, 99)}d", value


def _reference(rng):
    up = draw.words(rng, 1)[0].upper()
    low = up.lower()
    name, value = rng.choice([
        ("PASSWORD=", f"${{{up}_PASSWORD}}"), ("api_key: ", f"{{{{ .Values.{low}.apiKey }}}}"), ("token: ", f"${{{{ secrets.{up}_TOKEN }}}}"), ("password: ", f"{{{{ {low}_password }}}}"),
        ("DB_PASS=", f"${up}_DB_PASS"), ("secret = ", f"process.env.{up}_SECRET"), ("apiKey: ", f"process.env.{up}_API_KEY!,"), ("SECRET_KEY = ", f"os.environ['{up}_SECRET_KEY']"),
        ("password = ", f"os.getenv(\"{up}_PASSWORD\")"), ("token = ", f"var.{low}_token"), ("password = ", f"module.{low}.db_password"), ("secret = ", f"data.aws_secretsmanager_secret_version.{low}.secret_string"),
        ("password = ", f"random_password.{low}.result"), ("API_KEY=", f"op://Private/{low}/credential"), ("password: ", f"vault:secret/data/{low}#password"), ("token: ", f"${{env:{up}_TOKEN}}"),
        ("let key = ", f"env!(\"{up}_API_KEY\");"), ("key := ", f"os.Getenv(\"{up}_SECRET\")"), ("password: ", f"<%= ENV['{up}_PASSWORD'] %>"), ("secretKey = ", f"System.getenv(\"{up}_SECRET_KEY\");"),
        ("password: ", f"!Ref {up.title()}Password"), ("password: ", f"'{{{{resolve:secretsmanager:{low}/db:SecretString:password}}}}'"), ("token=", f"$(cat /run/secrets/{low}_token)"), ("PASSWORD=", f"`pass show {low}/db`"), ("password: ", f"%({low}_password)s"),
        ("api_key = ", f"config.{low}.api_key"), ("password = ", f"self.{low}_password"), ("token: ", f"this.{low}Service.token,"), ("ApiKey = ", f"Configuration[\"{up.title()}:ApiKey\"];"), ("password = ", f"st.secrets[\"{low}_password\"]")])
    return name + value, value


def _placeholder(rng):
    low = draw.words(rng, 1)[0]
    value = rng.choice([f"your-{low}-api-key", f"<your-{low}-token>", f"YOUR_{low.upper()}_API_KEY", f"YOUR_{low.upper()}_SECRET_HERE", "changeme", "xxxxxxxxxxxxxxxxxxxxxxxx", "****************", "REPLACE_ME", f"replace-with-{low}-key", f"[your {low} password]",
                        "sk-ant-api03-...", "sk-...", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "sk_test_xxxxxxxxxxxxxxxxxxxxxxxx", "<password>", "<YOUR_SECRET>", "********", "TODO", "<redacted>", "[REDACTED]", "${API_KEY}", "••••••••••••", "insert-your-key-here", "AKIAXXXXXXXXXXXXXXXX", "example-api-key", "your_secret_key_here", "ENTER_YOUR_TOKEN", "put-your-token-here"])
    name = rng.choice(["API_KEY=", "password: ", "SECRET_KEY = ", "token: ", '"apiKey": ', "export TOKEN="])
    return name + (f'"{value}"' if name.startswith('"') or rng.random() < 0.4 else value), value


DECOYS = {
    "placeholder": _placeholder,
    "reference": _reference,
    "aws-example-id": _t("aws_access_key_id = ⟨AKIAIOSFODNN7EXAMPLE⟩", "AWS_ACCESS_KEY_ID=⟨AKIAIOSFODNN7EXAMPLE⟩", "AKIAI44QH8DHBEXAMPLE"),
    "aws-example-secret": _t("aws_secret_access_key = ⟨wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY⟩"),
    "arn": _t("arn:aws:iam::{dig:12}:role/ci-deploy-{b62:8}", "arn:aws:secretsmanager:eu-west-1:{dig:12}:secret:prod/db-{b62:6}", "secret_arn = ⟨arn:aws:kms:us-east-1:{dig:12}:key/{uuid}⟩"),
    "vault-path": _t("vault kv get ⟨secret/data/{word}/prod/database⟩", "password_path: ⟨secret/{word}/db/password⟩"),
    "uuid": _t("id: ⟨{uuid}⟩", "\"deviceId\": \"⟨{uuid}⟩\"", "request ⟨{uuid}⟩ done", "{uuid}"),
    "git-sha": _t("commit ⟨{hex:40}⟩", "HEAD is now at ⟨{hex:9}⟩ fix build", "uses: actions/checkout@⟨{hex:40}⟩", "Merge ⟨{hex:40}⟩ into main", "index ⟨{hex:7}..{hex:7}⟩ 100644"),
    "npm-integrity": _t("\"integrity\": \"⟨sha512-{b64:86}==⟩\"", "      integrity: ⟨sha512-{b64:86}==⟩"),
    "sri-hash": _t("<script src=\"a.js\" integrity=\"⟨sha384-{b64:64}⟩\" crossorigin=\"anonymous\"></script>"),
    "go-sum": _t("github.com/{word}/{word} v1.{nz:1}.0 ⟨h1:{b64:43}=⟩", "golang.org/x/{word} v0.{nz:1}.0/go.mod ⟨h1:{b64:43}=⟩"),
    "cargo-checksum": _t("name = \"{word}\"\nversion = \"1.0.{nz:1}\"\nchecksum = \"⟨{hex:64}⟩\""),
    "docker-digest": _t("FROM node:20@⟨sha256:{hex:64}⟩", "Digest: ⟨sha256:{hex:64}⟩", "image: ghcr.io/acme/{word}@⟨sha256:{hex:64}⟩"),
    "sha256-file": _t("⟨{hex:64}⟩  dist/{word}.tar.gz", "sha256: ⟨{hex:64}⟩", "SHA256({word}.zip)= ⟨{hex:64}⟩"),
    "md5": _t("md5sum: ⟨{hex:32}⟩", "⟨{hex:32}⟩  {word}.iso"),
    "pip-hash": _t("    --hash=sha256:⟨{hex:64}⟩ \\"),
    "etag": _t("ETag: ⟨\"{hex:32}\"⟩", "etag: ⟨W/\"{hex:5}-{b64:27}\"⟩", "If-None-Match: ⟨\"{hex:40}\"⟩"),
    "csp-nonce": _t("script-src 'nonce-⟨{b64:22}==⟩'", "<script nonce=\"⟨{b64:22}==⟩\">"),
    "traceparent": _t("traceparent: ⟨00-{hex:32}-{hex:16}-01⟩", "X-Amzn-Trace-Id: ⟨Root=1-{hex:8}-{hex:24}⟩"),
    "anthropic-ids": _t("id ⟨msg_01{b62:22}⟩", "request ⟨req_011{b62:21}⟩ failed", "<tool-use-id>⟨toolu_01{b62:22}⟩</tool-use-id>"),
    "openai-ids": _t("\"id\": \"⟨chatcmpl-{b62:29}⟩\"", "call_id: ⟨call_{b62:24}⟩", "asst_{b62:24}", "run_{b62:24}"),
    "stripe-ids": _t("customer: ⟨cus_{b62:14}⟩", "price ⟨price_1{b62:23}⟩", "charge ⟨ch_3{b62:23}⟩ refunded", "acct_1{b62:16}", "evt_1{b62:23}"),
    "stripe-publishable": _t("STRIPE_PUBLISHABLE_KEY=⟨pk_live_51{b62:97}⟩", "const stripe = Stripe('⟨pk_test_{b62:24}⟩');"),
    "posthog-public": _t("posthog.init('⟨phc_{b62:43}⟩')", "NEXT_PUBLIC_POSTHOG_KEY=⟨phc_{b62:43}⟩"),
    "sentry-dsn": _t("SENTRY_DSN=⟨https://{hex:32}@o{dig:6}.ingest.sentry.io/{dig:7}⟩", "dsn: \"⟨https://{hex:32}@o{dig:6}.ingest.us.sentry.io/{dig:16}⟩\""),
    "public-pem": _public_pem, "certificate": _certificate, "certificate-request": _csr, "pgp-public": _pgp_public, "ssh-public": _ssh_public, "age-recipient": _age_public, "jwk-public": _jwk_public,
    "known-hosts": _t("github.com ssh-ed25519 ⟨AAAAC3NzaC1lZDI1NTE5AAAAI{b64:43}⟩", "|1|{b64:27}=|{b64:27}= ssh-rsa ⟨AAAAB3NzaC1yc2EAAAADAQABAAABgQC{b64:100}⟩"),
    "key-fingerprint": _t("The fingerprint is ⟨SHA256:{b64:43}⟩.", "256 ⟨SHA256:{b64:43}⟩ dev@laptop (ED25519)", "key fingerprint ⟨{HEX:4} {HEX:4} {HEX:4} {HEX:4} {HEX:4}  {HEX:4} {HEX:4} {HEX:4} {HEX:4} {HEX:4}⟩"),
    "identifier-after-name": _identifier, "call-after-name": _call, "type-annotation": _annotation, "i18n": _i18n, "prose": _prose, "regex": _regex, "json-schema": _schema, "minified-js": _minified,
    "css": _t(".{word}-token ⟨{ color: #{hex:6}; padding: {nz:1}px }⟩", "--token-color-{word}: ⟨#{hex:6}⟩;", ".password-{word}__input:focus ⟨{ outline: {nz:1}px solid }⟩"),
    "file-path": _t("/home/dev/{word}/src/{word}/password_reset/token_service.py", "reading ⟨/Users/dev/work/{word}/secrets/README.md⟩", "key_file = ⟨/etc/ssl/private/{word}.key⟩", "password_file: ⟨/run/secrets/{word}_password⟩", "C:\\Users\\dev\\{word}\\AppData\\Local\\token_cache.db"),
    "url-plain": _t("https://docs.{word}.io/guides/authentication/api-keys#{word}", "https://github.com/acme/{word}/blob/{hex:40}/src/auth/token.rs#L{nz:1}4", "https://{word}.s3.amazonaws.com/{hex:32}/logo.png", "https://www.npmjs.com/package/{word}-token-provider"),
    "url-ids": _t("https://www.figma.com/file/⟨{b62:22}⟩/Design", "https://docs.google.com/document/d/⟨1{b64u:43}⟩/edit", "https://youtu.be/⟨{b64u:11}⟩", "https://www.notion.so/acme/Plan-⟨{hex:32}⟩"),
    "base64-text": _b64_of(_text_bytes), "base64-png": lambda rng: (lambda v: (f"data:image/png;base64,{v}", v))(draw.b64(_png(rng))), "base64-svg": lambda rng: (lambda v: (f"url(data:image/svg+xml;base64,{v})", v))(draw.b64(_svg(rng))),
    "email": _t("contact ⟨{word}.{word}@example.com⟩ for access", "Author: Dev <⟨{word}@corp.net⟩>"),
    "phone": _t("call ⟨+49 30 {dig:8}⟩", "tel: ⟨+1-555-{dig:3}-{dig:4}⟩"),
    "timestamp": _t("expires_at: ⟨2026-0{nz:1}-1{nz:1}T10:22:{nz:1}0.{dig:6}Z⟩", "token_expires_at: ⟨17{dig:8}⟩", "password_changed_at = ⟨2026-0{nz:1}-02 11:0{nz:1}:00⟩"),
    "semver": _t("\"@acme/token-utils\": \"⟨^{nz:1}.{nz:1}.{dig:2}-beta.{nz:1}⟩\"", "tokenizers==⟨0.{nz:1}.{nz:1}⟩", "secret-service = \"⟨{nz:1}.0.{nz:1}⟩\""),
    "key-chord": _t("key: ⟨ctrl+shift+down⟩", "\"key\": \"⟨ctrl+k ctrl+shift+{low:1}⟩\"", "keybinding = \"⟨cmd+shift+alt+{low:1}⟩\"", "hotkey: ⟨Meta+Shift+ArrowUp⟩"),
    "hex-colour": _t("primaryKeyColor: ⟨#{hex:6}⟩", "--token-bg: ⟨#{hex:8}⟩;", "token_colors: [\"⟨#{HEX:6}⟩\"]"),
    "test-name": _t("test_password_reset_token_expires_after_{nz:1}_hours PASSED", "--- PASS: ⟨TestTokenRefresh/{word}_secret_rotation⟩ (0.0{nz:1}s)", "✓ rejects an invalid password for {word} users ({nz:1} ms)"),
    "log-with-ids": _log_ids, "pod-name": _pod,
    "k8s-resource-name": _t("secretName: ⟨{word}-tls-credentials⟩", "secretKeyRef:\n  name: ⟨{word}-db-secret⟩\n  key: password", "serviceAccountToken: ⟨{word}-sa-token⟩", "imagePullSecrets:\n  - name: ⟨registry-{word}-credentials⟩"),
    "sql-column": _t("SELECT id, ⟨password_hash, reset_token⟩ FROM users_{word}", "ALTER TABLE {word} ADD COLUMN ⟨api_token VARCHAR(255) NOT NULL⟩;", "password ⟨VARCHAR(64) DEFAULT NULL⟩,", "CREATE INDEX idx_{word}_token ON sessions(⟨token_hash⟩)"),
    "passwordless": _t("passwordless: ⟨true⟩ # {word}", "auth_method = \"⟨passwordless_{word}⟩\"", "PASSWORDLESS_LOGIN=⟨enabled_for_{word}⟩"),
    "tokenizer": _t("tokenizer: ⟨bert-base-{word}-uncased⟩", "\"tokenizer_class\": \"⟨LlamaTokenizerFast{nz:1}⟩\"", "pad_token: ⟨<|endoftext|>⟩ # {word}", "eos_token = \"⟨</s>⟩\" # {word}", "tokenizer = AutoTokenizer.from_pretrained(\"⟨{word}/{word}-7b⟩\")"),
    "token-count": _t("max_tokens: ⟨{nz:1}096⟩", "input_tokens={nz:1}{dig:4} output_tokens=⟨{nz:1}{dig:3}⟩", "\"cache_read_input_tokens\":⟨{nz:1}{dig:5}⟩", "tokens used: ⟨{nz:1}{dig:4}⟩"),
    "csrf-name": _t("<input type=\"hidden\" name=\"⟨csrf_token⟩\" id=\"{word}\">", "xsrfCookieName: '⟨XSRF-TOKEN⟩', // {word}", "headers['⟨X-CSRF-Token⟩'] // {word}"),
    "password-policy": _t("password_policy = \"⟨min:{nz:1}2,upper,lower,digit⟩\"", "passwordMinLength: ⟨1{nz:1}⟩", "password_expiry: ⟨{nz:1}0d⟩", "PASSWORD_HASHERS = ['⟨django.contrib.auth.hashers.Argon2PasswordHasher⟩'] # {word}"),
    "boolean-after-name": _t("use_token: ⟨true⟩ # {word}", "password_required = ⟨false⟩ # {word}", "secret_rotation_enabled: ⟨yes⟩ # {word}", "api_key = ⟨None⟩  # {word}", "\"password\": ⟨null⟩, \"{word}\": 1"),
    "cli-help": _t("  --password ⟨<PASSWORD>⟩   The password of {word}", "  -p, --password=⟨PASSWORD⟩  {word} password", "usage: {word} ⟨[--token TOKEN]⟩ [--api-key KEY]"),
    "token-kind": _t("token_type: ⟨Bearer⟩ # {word}", "\"token_type\":\"⟨bearer⟩\",\"{word}\":1", "grant_type=⟨refresh_token⟩&{word}=1", "Authorization: Bearer ⟨<token>⟩ # {word}", "response_type: ⟨id_token token⟩ {word}"),
    "enum-member": _t("TokenType.⟨REFRESH_{up:6}⟩", "case Token.⟨StringLiteral{word}⟩:", "SecretKind::⟨{up:1}{word}Credential⟩ =>", "token: ⟨SyntaxKind.CloseBraceToken⟩, // {word}"),
    "import-path": _t("import {word} from '⟨@acme/{word}-secret-manager⟩'", "from ⟨{word}.auth.tokens⟩ import TokenStore", "use ⟨crate::{word}::secret::Password⟩;", "require('⟨passport-{word}-token⟩')"),
    "ui-attribute": _t("<input type=\"password\" placeholder=\"⟨Your {word} password⟩\" />", "<label for=\"password\">⟨Password for {word}⟩</label>", "autoComplete=\"⟨current-password⟩\" id=\"{word}\"", "data-testid=\"⟨password-{word}-input⟩\""),
    "firebase-web-ids": _t("appId: \"⟨1:{dig:12}:web:{hex:22}⟩\"", "measurementId: \"⟨G-{B36:10}⟩\"", "messagingSenderId: \"⟨{dig:12}⟩\"", "GTM-{B36:7}"),
    "analytics-site-key": _t("googleAnalytics: ⟨UA-{dig:8}-1⟩", "site_id = ⟨{dig:7}⟩", "data-domain=\"⟨{word}.io⟩\""),
    "aws-resource-ids": _t("instance ⟨i-{hex:17}⟩ running", "subnet-{hex:17}", "vpc-{hex:17}", "ami: ⟨ami-{hex:17}⟩", "sg-{hex:17}", "{dig:12}.dkr.ecr.eu-west-1.amazonaws.com/{word}"),
    "cloud-resource-path": _t("projects/{word}-{dig:6}/secrets/db-password/versions/latest", "/subscriptions/{uuid}/resourceGroups/{word}", "keyVaultSecretId: ⟨https://{word}.vault.azure.net/secrets/db-password⟩"),
    "mac-ip": _t("{hex:2}:{hex:2}:{hex:2}:{hex:2}:{hex:2}:{hex:2}", "inet6 ⟨fe80::{hex:4}:{hex:4}:{hex:4}:{hex:4}⟩/64"),
    "ulid-nanoid": _t("id: ⟨01{crock:24}⟩", "key={"+"⟨item-{b64u:21}⟩"+"}", "_id: ObjectId('⟨{hex:24}⟩')"),
    "blockchain-address": _t("to: ⟨0x{hex:40}⟩", "tx ⟨0x{hex:64}⟩ mined", "contract deployed at ⟨0x{hex:40}⟩"),
    "webpack-chunk": _t("dist/assets/index-⟨{b64u:8}⟩.js  {nz:1}4.2 kB", "static/chunks/main-⟨{hex:16}⟩.js", "/_next/static/⟨{b64u:21}⟩/_buildManifest.js"),
    "source-map": _t("\"mappings\": \"⟨AAAA,SAAS,{up:4},CAAC,{up:4};EACrB,{up:4},OAAO,{up:5}⟩\""),
    "commented-doc": _t("# api_key: the key of {word} (required)", "// token is refreshed by {word} every hour", "/** @param password the password of {word} */", "@param token ⟨the token that {word} gave⟩"),
    "version-hash": _t("nix-store: ⟨/nix/store/{b36:32}-{word}-1.0⟩", "go: ⟨v0.0.0-2026021{nz:1}1203{nz:1}4-{hex:12}⟩", "homebrew bottle: ⟨{hex:64}⟩ sonoma"),
    "env-no-secret": _t("NODE_ENV=⟨production_{word}⟩", "KEYBOARD_LAYOUT=⟨{word}-intl⟩", "AUTHOR_NAME=⟨{word} {word}⟩", "PRIMARY_KEY=⟨{word}_id⟩", "MONKEY_PATCH=⟨{word}⟩", "TOKEN_LIMIT=⟨{nz:1}000⟩", "SECRETARY=⟨{word}⟩"),
    "query-cursor": _t("?page={nz:1}&sort=token_asc&filter={word}", "GET /api/tokens?limit={nz:1}0&order=created_{word} 200"),
    "markdown-link": _t("[How to create an API key](⟨https://docs.{word}.com/api-keys/create⟩)", "See [password reset](⟨./docs/{word}/password-reset.md⟩)"),
    "shell-read": _t("read -s -p \"⟨Password for {word}: ⟩\" PW", "echo \"⟨Missing {word} token⟩\" >&2", "if [ -z \"⟨$DEPLOY_TOKEN⟩\" ]; then echo {word}; fi"),
    "git-lfs-pointer": _t("oid sha256:⟨{hex:64}⟩\nsize {nz:1}{dig:5}"),
    "machine-id": _t("machine-id: ⟨{hex:32}⟩", "serial: ⟨{B36:12}⟩", "bootid={uuid}"),
}
