"""The kinds of secrets: tokens of tokens.txt, tokens with checksums, passwords of many shapes, and secrets that have their
own syntax (headers, connection strings, key files)."""

import dataclasses
import json
import pathlib
import random
import textwrap

import draw

HOSTS = ["db.internal", "cache-2.prod.internal", "10.4.0.17", "mq.corp.net", "pg-main.eu-west-1.rds.internal", "registry.corp.io"]
USERS = ["app", "svc_billing", "deploy", "root", "admin", "ci-bot", "postgres", "api_user"]


@dataclasses.dataclass(frozen=True)
class Secret:
    """`value` is what must be hidden; `frame`, where the secret has a syntax of its own, is a text that holds it."""

    kind: str
    value: str
    name: str
    traits: frozenset = frozenset()
    frame: str | None = None

    def has(self, trait):
        return trait in self.traits

    @property
    def simple(self):
        """Needs no quotes in a shell or a configuration file."""
        return all(c.isascii() and (c.isalnum() or c in "_-./+=~:@%") for c in self.value)


def _tokens():
    out = {}
    for line in (pathlib.Path(__file__).parent / "tokens.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, name, template, how = line.split()
            out[kind] = _token(kind, name, template, how)
    return out


def _token(kind, name, template, how):
    traits = frozenset({"token", how})

    def make(rng):
        value = draw.fill(rng, template)
        if kind.startswith("aws-access-key") or kind.startswith("aws-temp"):
            value = value[:-1] + rng.choice("BCDFGHJKLMNPQRSTVWXZ")
        return Secret(kind, value, name, traits)

    return make


def _made(kind, name, value, how="shape"):
    return lambda rng: Secret(kind, value(rng), name, frozenset({"token", how}))



CHECKED = {
    "github-pat": ("GITHUB_TOKEN", lambda r: draw.base62_crc("ghp_", draw.pick(r, "b62", 30))),
    "github-oauth": ("GH_TOKEN", lambda r: draw.base62_crc("gho_", draw.pick(r, "b62", 30))),
    "github-user": ("GITHUB_USER_TOKEN", lambda r: draw.base62_crc("ghu_", draw.pick(r, "b62", 30))),
    "github-server": ("GITHUB_TOKEN", lambda r: draw.base62_crc("ghs_", draw.pick(r, "b62", 30))),
    "github-refresh": ("GITHUB_REFRESH_TOKEN", lambda r: draw.base62_crc("ghr_", draw.pick(r, "b62", 70))),
    "npm-token": ("NPM_TOKEN", lambda r: draw.base62_crc("npm_", draw.pick(r, "b62", 30))),
    "bitcoin-wif": ("WALLET_PRIVKEY", lambda r: draw.base58check(b"\x80" + draw.raw(r, 32) + b"\x01")),
    "bitcoin-wif-old": ("WIF", lambda r: draw.base58check(b"\x80" + draw.raw(r, 32))),
    "bitcoin-xprv": ("XPRV", lambda r: draw.base58check(bytes.fromhex("0488ade4") + b"\0" * 9 + draw.raw(r, 32) + b"\0" + draw.raw(r, 32))),
    "age-key": ("AGE_SECRET_KEY", lambda r: draw.bech32("age-secret-key-", draw.raw(r, 32)).upper()),
    "nostr-nsec": ("NOSTR_NSEC", lambda r: draw.bech32("nsec", draw.raw(r, 32))),
    "jwt": ("ACCESS_TOKEN", draw.jwt),
    "supabase-service-role": ("SUPABASE_SERVICE_ROLE_KEY", lambda r: draw.jwt(r, {"iss": "supabase", "ref": draw.pick(r, "low", 20), "role": "service_role", "iat": 1690000000, "exp": 2005000000}, {"alg": "HS256", "typ": "JWT"})),
    "turso-token": ("TURSO_AUTH_TOKEN", lambda r: draw.jwt(r, {"a": "rw", "id": draw.uuid(r)}, {"alg": "EdDSA", "typ": "JWT"})),
    "onepassword-service": ("OP_SERVICE_ACCOUNT_TOKEN", lambda r: "ops_" + draw.b64u(json.dumps({"signInAddress": "my.1password.com", "userAuth": {"method": "SRPg-4096"}, "email": draw.pick(r, "low", 12) + "@1passwordserviceaccounts.com", "srpX": draw.pick(r, "hex", 64), "secretKey": "A3-" + draw.pick(r, "B36", 26)}).encode())),
    "sentry-org": ("SENTRY_AUTH_TOKEN", lambda r: "sntrys_" + draw.b64(json.dumps({"iat": r.randint(1600000000, 1790000000) + 0.5, "url": "https://sentry.io", "region_url": "https://us.sentry.io", "org": draw.pick(r, "low", 8)}).encode()).rstrip("=") + "_" + draw.pick(r, "b64u", 43)),
    "grafana-cloud": ("GRAFANA_CLOUD_TOKEN", lambda r: "glc_" + draw.b64(json.dumps({"o": str(r.randint(100000, 999999)), "n": "ci-" + draw.pick(r, "low", 5), "k": draw.pick(r, "b62", 24), "m": {"r": "us"}}).encode())),
    "grafana-legacy": ("GRAFANA_API_KEY", lambda r: draw.b64(json.dumps({"k": draw.pick(r, "b62", 32), "n": "ci" + draw.pick(r, "low", 4), "id": 1}).encode())),
    "lemonsqueezy-key": ("LEMONSQUEEZY_API_KEY", lambda r: draw.jwt(r, {"aud": draw.uuid(r), "jti": draw.pick(r, "hex", 80), "scopes": []}, {"typ": "JWT", "alg": "RS256"})),
    "teamcity-token": ("TEAMCITY_TOKEN", lambda r: draw.b64(b'{"typ": "TCV2"}') + "." + draw.pick(r, "b64u", 36) + "." + draw.b64(draw.uuid(r).encode()).rstrip("=")),
    "discord-bot": ("DISCORD_TOKEN", lambda r: draw.b64(str(r.randint(10**18, 14 * 10**17 + 10**18)).encode()).rstrip("=") + ".G" + draw.pick(r, "b62", 5) + "." + draw.pick(r, "b64u", 38)),
    "cloudflared-tunnel": ("TUNNEL_TOKEN", lambda r: draw.b64(json.dumps({"a": draw.pick(r, "hex", 32), "t": draw.uuid(r), "s": draw.b64(draw.raw(r, 32))}, separators=(",", ":")).encode())),
    "mapbox-secret": ("MAPBOX_SECRET_TOKEN", lambda r: "sk." + draw.b64u(json.dumps({"u": draw.pick(r, "low", 9), "a": draw.pick(r, "b36", 25)}, separators=(",", ":")).encode()) + "." + draw.pick(r, "b64u", 22)),
}


# -- passwords

def _strong(rng):
    size = rng.randint(12, 20)
    body = [rng.choice(draw.ALPHABETS["b62"]) for _ in range(size)]
    for mark in rng.sample("!@#%^*-_+?.", rng.randint(1, 3)):
        body[rng.randrange(1, size)] = mark
    return "".join(body)


def _worded(rng):
    first, second = draw.words(rng, 2)
    mark = rng.choice(["!", "#", "@", "-", "_", "$", "."])
    return rng.choice([
        f"{first.title()}{mark}{second.title()}{rng.randint(10, 9999)}",
        f"{first}{rng.randint(100, 9999)}{mark}{second.title()}",
        f"{first.title()}{second.title()}{rng.randint(10, 99)}{mark}{mark}",
    ])


def _leet(rng):
    word = "".join(draw.words(rng, 2)).replace("a", "4").replace("e", "3").replace("o", "0").replace("s", "$")
    return word[:1].upper() + word[1:] + rng.choice("!?#") + str(rng.randint(10, 999))


def _foreign(rng):
    letters = rng.choice(["äöüßéèçñ", "жщфюядблк", "日本語鍵暗号秘密"])
    body = list(draw.pick(rng, "b62", rng.randint(10, 14)))
    for _ in range(rng.randint(2, 4)):
        body.insert(rng.randrange(1, len(body)), rng.choice(letters))
    return "".join(body) + rng.choice("!#7")


PASSWORDS = {
    "password-strong": _strong,
    "password-alnum": lambda r: draw.pick(r, "b62", r.randint(10, 24)),
    "password-worded": _worded,
    "password-leet": _leet,
    "password-short": lambda r: draw.pick(r, "alpha", 3) + draw.pick(r, "dig", 2) + draw.pick(r, "b62", 2) + r.choice("!#%*9x"),
    "password-long": lambda r: "".join(r.choice(draw.ALPHABETS["b62"] + "!#%*+-.:=@^_~") for _ in range(r.randint(66, 120))),
    "password-specials": lambda r: "".join(r.choice("!@#%^&*()-_=+[]{};:,.?/~|<>") + draw.pick(r, "b62", r.randint(1, 3)) for _ in range(r.randint(5, 8))),
    "password-quotes": lambda r: draw.pick(r, "b62", 6) + r.choice("'\"`") + draw.pick(r, "b62", 4) + r.choice(["\\", "$"]) + draw.pick(r, "b62", 5),
    "password-unicode": _foreign,
    "password-hex": lambda r: draw.pick(r, "hex", r.choice([16, 20, 24, 32])),
    "password-base64": lambda r: draw.b64(draw.raw(r, r.choice([16, 20, 24, 32]))),
    "passphrase-hyphens": lambda r: "-".join(draw.words(r, r.randint(4, 6))) + r.choice(["", f"-{r.randint(10, 99)}"]),
    "passphrase-spaces": lambda r: " ".join(draw.words(r, r.randint(4, 6))),
    "password-uuid": draw.uuid,
}
PASSWORD_NAMES = ["DB_PASSWORD", "POSTGRES_PASSWORD", "MYSQL_ROOT_PASSWORD", "REDIS_PASSWORD", "SMTP_PASSWORD", "ADMIN_PASSWORD", "PASSWORD", "RABBITMQ_DEFAULT_PASS", "LDAP_BIND_PASSWORD", "KEYSTORE_PASSWORD", "SUDO_PASSWORD", "VPN_PASSWORD", "GRAFANA_ADMIN_PASSWORD", "SSH_PASSPHRASE", "DB_PWD", "MONGO_PASSWD"]


def _password(kind, value):
    def make(rng):
        text = value(rng)
        traits = {"password"} | ({"spaced"} if " " in text else set()) | ({"nasty"} if any(c in text for c in "'\"`\\$") else set())
        return Secret(kind, text, rng.choice(PASSWORD_NAMES), frozenset(traits))

    return make


# -- secrets with their own syntax: (value, frame)

def _framed(kind, make_pair):
    def make(rng):
        value, frame = make_pair(rng)
        return Secret(kind, value, "", frozenset({"framed"}), frame)

    return make


def _sure(rng):
    """A password that stands in a URL or a connection string as it is."""
    return rng.choice([draw.pick(rng, "b62", rng.randint(12, 24)), _strong(rng).translate(str.maketrans("@#%^?+!", "abcdefg")), "-".join(draw.words(rng, 3)) + draw.pick(rng, "dig", 2)])


def _pair(template):
    """A frame made from a template with `§V`, `§U`, `§H`, `§W`."""

    def make(rng):
        value = _sure(rng)
        return value, _set(rng, template).replace("§V", value)

    return make


def _set(rng, template):
    template = template.replace("§U", rng.choice(USERS)).replace("§H", rng.choice(HOSTS))
    return template.replace("§W", draw.words(rng, 1)[0])


def _drawn(template, value):
    def make(rng):
        text = value(rng)
        return text, _set(rng, template).replace("§V", text)

    return make


def _t(template):
    return lambda rng: draw.fill(rng, template)


def _basic(rng):
    value = draw.b64(f"{rng.choice(USERS)}:{_strong(rng)}".encode())
    return value, _set(rng, rng.choice(["Authorization: Basic §V", "> authorization: Basic §V", '"Authorization": "Basic §V"', "-H 'Authorization: Basic §V'", "Proxy-Authorization: Basic §V"])).replace("§V", value)


def _docker_auth(rng):
    value = draw.b64(f"{rng.choice(USERS)}:{draw.fill(rng, 'dckr_pat_{b64u:27}') if rng.random() < .3 else _strong(rng)}".encode())
    host = rng.choice(["https://index.docker.io/v1/", "ghcr.io", "registry.corp.io", "quay.io"])
    doc = {"auths": {host: {"auth": value}}}
    return value, rng.choice([json.dumps(doc), json.dumps(doc, indent=2), json.dumps(doc, indent="\t")])


def _sas(rng):
    value = draw.b64(draw.raw(rng, 32)).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    query = f"sv=2022-11-02&ss=bfqt&srt=sco&sp=rwdlacup&se=2026-12-31T23:59:59Z&st=2025-01-01T00:00:00Z&spr=https&sig={value}"
    return value, f"https://{draw.pick(rng, 'low', 9)}.blob.core.windows.net/{draw.words(rng, 1)[0]}/data.csv?{query}"


def _flat_key(prefix, size, suffix):
    return lambda rng: prefix + draw.b64(draw.raw(rng, size)) + suffix


def _cookie(name, value):
    return _drawn(f"Cookie: theme=dark; {name}=§V; lang=en", value)


def _set_cookie(name, value):
    return _drawn(f"Set-Cookie: {name}=§V; Path=/; HttpOnly; Secure; SameSite=Lax", value)


def _wordpress(rng):
    value = draw.pick(rng, "wp", 63).strip().replace("\\", "x") + "z"
    return value, f"define( '{rng.choice(['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'LOGGED_IN_SALT'])}',         '{value}' );"


def _odbc(rng):
    value = _sure(rng)
    return value, _set(rng, rng.choice(["Driver={ODBC Driver 18 for SQL Server};Server=tcp:§H,1433;Database=§W;Uid=§U;Pwd=§V;Encrypt=yes;", "DRIVER={PostgreSQL Unicode};SERVER=§H;PORT=5432;DATABASE=§W;UID=§U;PWD=§V", "Driver={ODBC Driver 17 for SQL Server};Server=§H;Database=§W;UID=§U;PWD={§V};"])).replace("§V", value)


def _wireguard(rng):
    value = draw.b64(draw.raw(rng, 32))
    return value, f"[Interface]\nPrivateKey = {value}\nAddress = 10.8.0.2/32\n\n[Peer]\nPublicKey = {draw.b64(draw.raw(rng, 32))}\nAllowedIPs = 0.0.0.0/0"


def _wireguard_psk(rng):
    value = draw.b64(draw.raw(rng, 32))
    return value, f"[Peer]\nPublicKey = {draw.b64(draw.raw(rng, 32))}\nPresharedKey = {value}\nEndpoint = vpn.corp.net:51820"


def _jwk(rng):
    value = draw.b64u(draw.raw(rng, 32))
    doc = {"kty": "EC", "crv": "P-256", "x": draw.b64u(draw.raw(rng, 32)), "y": draw.b64u(draw.raw(rng, 32)), "d": value, "kid": draw.pick(rng, "b62", 12)}
    return value, rng.choice([json.dumps(doc), json.dumps(doc, indent=2)])


def _jwk_oct(rng):
    value = draw.b64u(draw.raw(rng, 32))
    return value, json.dumps({"kty": "oct", "k": value, "alg": "HS256"})


def _url_password(scheme, tail="/§W"):
    return _pair(f"{scheme}://§U:§V@§H{tail}")


def _encoded_url_password(rng):
    import urllib.parse
    value = _strong(rng) + rng.choice("#@/")
    return value, _set(rng, "postgresql://§U:§V@§H:5432/§W").replace("§V", urllib.parse.quote(value, safe=""))


def _mnemonic(rng):
    value = " ".join(draw.words(rng, rng.choice([12, 24])))
    return value, rng.choice([f'MNEMONIC="{value}"', f'mnemonic: "{value}"', f"seed phrase: {value}", f'"mnemonic": "{value}"'])


FRAMED = {
    "postgres-url": _pair("DATABASE_URL=postgres://§U:§V@§H:5432/§W?sslmode=require"),
    "postgres-url-encoded": _encoded_url_password,
    "mysql-url": _url_password("mysql"),
    "mongodb-url": _pair("mongodb+srv://§U:§V@cluster0.§W.mongodb.net/?retryWrites=true"),
    "redis-url": _pair("redis://default:§V@§H:6379/0"),
    "redis-url-no-user": _pair("REDIS_URL=rediss://:§V@§H:6380"),
    "amqp-url": _url_password("amqps", ":5671/vh"),
    "git-remote-url": _drawn("https://x-access-token:§V@github.com/acme/§W.git", lambda r: draw.base62_crc("ghs_", draw.pick(r, "b62", 30))),
    "git-credentials": _pair("https://§U:§V@git.corp.net"),
    "ftp-url": _url_password("ftp"),
    "smtp-url": _pair("MAILER_DSN=smtp://§U:§V@§H:587"),
    "proxy-url": _pair("export HTTPS_PROXY=http://§U:§V@proxy.corp.net:3128"),
    "sqlalchemy-url": _pair("create_engine('mssql+pyodbc://§U:§V@§H/§W?driver=ODBC+Driver+18')"),
    "clickhouse-url": _pair("clickhouse://§U:§V@§H:9440/§W?secure=true"),
    "jdbc-query": _pair("jdbc:postgresql://§H:5432/§W?user=§U&password=§V&ssl=true"),
    "jdbc-semicolon": _pair("jdbc:sqlserver://§H:1433;databaseName=§W;user=§U;password=§V;encrypt=true"),
    "jdbc-oracle": _pair("jdbc:oracle:thin:§U/§V@//§H:1521/ORCL"),
    "odbc": _odbc,
    "ado-net": _pair("Server=§H;Database=§W;User Id=§U;Password=§V;TrustServerCertificate=True;"),
    "libpq-keywords": _pair("host=§H port=5432 dbname=§W user=§U password=§V sslmode=require"),
    "pgpass": _pair("§H:5432:§W:§U:§V"),
    "my-cnf": _pair("[client]\nuser = §U\npassword = §V\nhost = §H"),
    "azure-storage-connection": _drawn("DefaultEndpointsProtocol=https;AccountName=§W01;AccountKey=§V;EndpointSuffix=core.windows.net", lambda r: draw.b64(draw.raw(r, 64))),
    "azure-servicebus-connection": _drawn("Endpoint=sb://§W.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=§V", lambda r: draw.b64(draw.raw(r, 32))),
    "azure-iothub-connection": _drawn("HostName=§W.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=§V", lambda r: draw.b64(draw.raw(r, 32))),
    "azure-appconfig-connection": _drawn("Endpoint=https://§W.azconfig.io;Id=a1b2-l0-s0:Zq;Secret=§V", lambda r: draw.b64(draw.raw(r, 32))),
    "azure-cosmos-connection": _drawn("AccountEndpoint=https://§W.documents.azure.com:443/;AccountKey=§V;", lambda r: draw.b64(draw.raw(r, 64))),
    "azure-sas": _sas,
    "aws-credentials-file": _drawn("[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = §V\nregion = eu-west-1", _t("{b64:40}")),
    "basic-header": _basic,
    "bearer-opaque": _drawn("Authorization: Bearer §V", _t("{b64u:40-64}")),
    "bearer-opaque-hex": _drawn("authorization: Bearer §V", _t("{hex:40-64}")),
    "bearer-json": _drawn('{"headers": {"Authorization": "Bearer §V"}}', _t("{b62:48}")),
    "token-header": _drawn("Authorization: Token §V", _t("{hex:40}")),
    "x-api-key-header": _drawn("x-api-key: §V", _t("{b62:32-40}")),
    "x-auth-token-header": _drawn("X-Auth-Token: §V", _t("{b64u:48}")),
    "private-token-header": _drawn("PRIVATE-TOKEN: §V", _t("{b64u:20}")),
    "netrc": _pair("machine api.§W.io login §U password §V"),
    "netrc-lines": _pair("machine git.corp.net\n  login §U\n  password §V"),
    "docker-auth": _docker_auth,
    "npmrc-auth": _drawn("//registry.npmjs.org/:_authToken=§V", draw.uuid),
    "npmrc-basic": _drawn("//registry.corp.io/:_password=§V\n//registry.corp.io/:username=§U", lambda r: draw.b64(_strong(r).encode())),
    "npmrc-legacy-auth": _drawn("_auth=§V\nemail=dev@corp.net", lambda r: draw.b64(f"ci:{_strong(r)}".encode())),
    "yarnrc-token": _drawn('npmRegistries:\n  "https://npm.corp.io":\n    npmAuthToken: "§V"', draw.uuid),
    "pypirc": _pair("[pypi]\nusername = §U\npassword = §V"),
    "maven-settings": _pair("<server>\n  <id>releases</id>\n  <username>§U</username>\n  <password>§V</password>\n</server>"),
    "curl-user": _pair("curl -s -u §U:§V https://api.§W.io/v1/me"),
    "wget-password": _pair("wget --user=§U --password=§V https://files.corp.net/§W.tgz"),
    "sshpass": _pair("sshpass -p '§V' ssh §U@§H"),
    "mysql-short-flag": _pair("mysql -h §H -u §U -p§V §W < dump.sql"),
    "pgpassword": _pair("PGPASSWORD=§V psql -h §H -U §U §W"),
    "redis-cli": _pair("redis-cli -h §H -a §V ping"),
    "docker-login": _pair("docker login registry.corp.io -u §U -p §V"),
    "htpasswd-cli": _pair("htpasswd -b /etc/nginx/.htpasswd §U §V"),
    "ldapsearch": _pair("ldapsearch -x -H ldap://§H -D cn=admin,dc=corp -w §V -b dc=corp"),
    "sqlcmd": _pair("sqlcmd -S §H -U §U -P §V -Q 'select 1'"),
    "openssl-pass": _pair("openssl enc -aes-256-cbc -pbkdf2 -pass pass:§V -in §W.tar -out §W.enc"),
    "chpasswd": _pair("echo '§U:§V' | chpasswd"),
    "alter-role": _pair("ALTER ROLE §U WITH PASSWORD '§V';"),
    "identified-by": _pair("CREATE USER '§U'@'%' IDENTIFIED BY '§V';"),
    "slack-webhook": _drawn("https://hooks.slack.com/services/§V", _t("T{B36:10}/B{B36:10}/{b62:24}")),
    "discord-webhook": _drawn("https://discord.com/api/webhooks/§V", _t("{nz:1}{dig:18}/{b64u:68}")),
    "teams-webhook": _drawn("https://corp.webhook.office.com/webhookb2/§V", _t("{uuid}@{uuid}/IncomingWebhook/{hex:32}/{uuid}")),
    "google-chat-webhook": _drawn("https://chat.googleapis.com/v1/spaces/AAAAb1cD2e/messages?token=§V", _t("{b64u:43}")),
    "zapier-webhook": _drawn("https://hooks.zapier.com/hooks/catch/§V/", _t("{nz:1}{dig:6}/{b36:7}")),
    "sentry-dsn-secret": _drawn("SENTRY_DSN=https://a1b2c3d4e5f60718293a4b5c6d7e8f90:§V@sentry.corp.net/4", _t("{hex:32}")),
    "session-connect-sid": _cookie("connect.sid", _t("s%3A{b64u:32}.{b62:43}")),
    "session-jsessionid": _cookie("JSESSIONID", _t("{HEX:32}")),
    "session-phpsessid": _cookie("PHPSESSID", _t("{b36:26}")),
    "session-generic": _cookie("session", _t("{b64u:64}")),
    "session-sessionid": _set_cookie("sessionid", _t("{b36:32}")),
    "session-laravel": _set_cookie("laravel_session", lambda r: draw.b64u(json.dumps({"iv": draw.b64(draw.raw(r, 16)), "value": draw.b64(draw.raw(r, 64)), "mac": draw.pick(r, "hex", 64)}).encode())),
    "session-aspnet": _cookie(".AspNetCore.Cookies", _t("CfDJ8{b64u:180}")),
    "session-auth-token": _set_cookie("auth_token", _t("{hex:40}")),
    "wordpress-key": _wordpress,
    "wireguard-private": _wireguard,
    "wireguard-preshared": _wireguard_psk,
    "jwk-private": _jwk,
    "jwk-symmetric": _jwk_oct,
    "wallet-mnemonic": _mnemonic,
    "terraform-credentials": _drawn('credentials "app.terraform.io" {\n  token = "§V"\n}', _t("{b62:14}.atlasv1.{b62:67}")),
    "ansible-vars": _pair("ansible_user: §U\nansible_become_pass: §V\nansible_port: 22"),
    "spring-properties": _pair("spring.datasource.url=jdbc:mysql://§H/§W\nspring.datasource.username=§U\nspring.datasource.password=§V"),
    "rclone-config": _drawn("[§W]\ntype = s3\nprovider = Minio\naccess_key_id = minio\nsecret_access_key = §V", _t("{b62:32}")),
    "kubectl-from-literal": _pair("kubectl create secret generic §W --from-literal=password=§V"),
    "helm-set": _pair("helm upgrade §W ./chart --set postgresql.auth.password=§V"),
    "k8s-env-pair": _pair("        - name: DB_PASSWORD\n          value: §V"),
    "k8s-env-pair-quoted": _drawn('  - name: API_SECRET_KEY\n    value: "§V"', _t("{b62:40}")),
    "docker-run-env": _pair("docker run -d -e POSTGRES_PASSWORD=§V -p 5432:5432 postgres:16"),
    "compose-list-env": _pair("    environment:\n      - POSTGRES_USER=§U\n      - POSTGRES_PASSWORD=§V"),
    "gh-secret-set": _drawn('gh secret set DEPLOY_TOKEN --body "§V"', _t("{b62:40}")),
    "snowflake-url": _pair("snowflake://§U:§V@xy12345.eu-west-1/§W"),
    "kubeadm-token": _drawn("kubeadm join 10.0.0.4:6443 --token §V --discovery-token-ca-cert-hash sha256:" + "0" * 64, _t("{b36:6}.{b36:16}")),
    "aws-configure": _drawn("AWS Access Key ID [None]: AKIAIOSFODNN7EXAMPLE\nAWS Secret Access Key [None]: §V\nDefault region name [None]: eu-west-1", _t("{b64:40}")),
    "aws-configure-set": _drawn("aws configure set aws_secret_access_key §V --profile §W", _t("{b64:40}")),
    "gpg-passphrase": _pair("gpg --batch --yes --passphrase §V -d §W.gpg"),
    "keytool": _pair("keytool -list -keystore §W.jks -storepass §V"),
    "ssh-keygen": _pair("ssh-keygen -t ed25519 -N '§V' -f ~/.ssh/§W"),
    "mongosh": _pair("mongosh --host §H -u §U -p §V --authenticationDatabase admin"),
    "az-login": _pair("az login --service-principal -u 0f1e2d3c-aaaa-bbbb-cccc-0123456789ab -p §V --tenant corp.net"),
    "git-extraheader": _drawn('git config http.extraheader "AUTHORIZATION: bearer §V"', _t("{b62:52}")),
    "heroku-config": _drawn("heroku config:set JWT_SECRET=§V -a §W", _t("{b62:44}")),
    "fly-secrets": _pair("fly secrets set DATABASE_PASSWORD=§V -a §W"),
    "docker-registry-secret": _pair("kubectl create secret docker-registry regcred --docker-server=§H --docker-username=§U --docker-password=§V"),
    "password-stdin": _pair("echo '§V' | docker login ghcr.io -u §U --password-stdin"),
    "sudo-stdin": _pair("echo '§V' | sudo -S systemctl restart §W"),
    "nuget-config": _pair('<packageSourceCredentials>\n  <corp>\n    <add key="Username" value="§U" />\n    <add key="ClearTextPassword" value="§V" />\n  </corp>\n</packageSourceCredentials>'),
    "appsettings": _pair('{\n  "ConnectionStrings": {\n    "Default": "Server=§H;Database=§W;User Id=§U;Password=§V;"\n  }\n}'),
    "composer-auth": _pair('{"http-basic": {"repo.corp.net": {"username": "§U", "password": "§V"}}}'),
    "composer-github": _drawn('{"github-oauth": {"github.com": "§V"}}', _t("{hex:40}")),
    "pip-index-url": _pair("[global]\nindex-url = https://§U:§V@pypi.corp.net/simple"),
    "cargo-credentials": _drawn('[registries.corp]\ntoken = "§V"', _t("{b62:40}")),
    "gem-credentials": _drawn("---\n:rubygems_api_key: §V", _t("{hex:40}")),
    "gh-hosts": _drawn("github.com:\n    user: §U\n    oauth_token: §V\n    git_protocol: https", lambda r: draw.base62_crc("gho_", draw.pick(r, "b62", 30))),
    "s3cmd": _drawn("[default]\naccess_key = minio\nsecret_key = §V\nhost_base = §H", _t("{b62:40}")),
    "gradle-signing": _pair("signing.keyId=24875D73\nsigning.password=§V\nsigning.secretKeyRingFile=/home/dev/.gnupg/secring.gpg"),
    "ansible-extra-vars": _pair('ansible-playbook site.yml --extra-vars "db_password=§V env=prod"'),
    "rabbitmqctl": _pair("rabbitmqctl add_user §U §V"),
    "influx-token": _drawn("influx query --token §V 'from(bucket: \"§W\")'", _t("{b64u:86}==")),
    "graphql-variable": _pair('{"query":"mutation Login($p: String!){login(password:$p){ok}}","variables":{"user":"§U","password":"§V"}}'),
    "form-body": _pair("POST /login HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\nusername=§U&password=§V&remember=1"),
    "oauth-token-response": _drawn('{"token_type":"Bearer","expires_in":3600,"access_token":"§V","scope":"read"}', _t("{b64u:64}")),
    "oauth-refresh-response": _drawn('{"token_type":"Bearer","expires_in":3600,"refresh_token":"§V","id":7}', _t("{b64u:80}")),
    "login-dialogue": _pair("§H login: §U\nPassword: §V\nLast login: Mon Mar  2 10:11:12"),
    "totp-uri": _drawn("otpauth://totp/Corp:§U?secret=§V&issuer=Corp", _t("{b32:32}")),
    "smtp-auth-plain": _drawn("AUTH PLAIN §V", lambda r: draw.b64(f"\0{r.choice(USERS)}\0{_strong(r)}".encode())),
    "properties-jaas": _pair("sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"§U\" password=\"§V\";"),
    "nginx-proxy-basic": _drawn('proxy_set_header Authorization "Basic §V";', lambda r: draw.b64(f"{r.choice(USERS)}:{_strong(r)}".encode())),
    "vault-kv-put": _pair("vault kv put secret/§W password=§V"),
    "systemd-environment": _pair('Environment="DB_PASSWORD=§V"\nExecStart=/usr/bin/§W'),
    "jenkins-binding": _pair("withEnv(['DB_PASSWORD=§V']) {\n  sh './§W.sh'\n}"),
    "github-actions-env": _pair("      - run: ./deploy.sh\n        env:\n          DEPLOY_PASSWORD: §V"),
    "rails-master-key-file": _drawn("$ cat config/master.key\n§V", _t("{hex:32}")),
    "heroku-auth-token": _drawn("$ heroku auth:token\n§V", draw.uuid),
    "aws-key-csv": _drawn("Access key ID,Secret access key\nAKIAIOSFODNN7EXAMPLE,§V", _t("{b64:40}")),
    "telegram-url": _drawn("https://api.telegram.org/bot§V/sendMessage?chat_id=42", _t("{nz:1}{dig:9}:AA{b64u:33}")),
    "codecov-bash": _drawn("bash <(curl -s https://codecov.io/bash) -t §V", draw.uuid),
    "twilio-client-call": _drawn('client = Client("AC0f1e2d3c4b5a69788796a5b4c3d2e1f0", "§V")', _t("{hex:32}")),
    "hardhat-accounts": _drawn('accounts: ["0x§V"]', _t("{hex:64}")),
    "gh-secret-pipe": _pair("echo '§V' | gh secret set DEPLOY_PASSWORD"),
    "mysqli-connect": _pair("$db = mysqli_connect('§H', '§U', '§V', '§W');"),
    "net-use": _pair("net use Z: \\\\§H\\share /user:CORP\\§U §V"),
    "cifs-options": _pair("//§H/share /mnt cifs username=§U,password=§V,uid=1000 0 0"),
    "requirepass": _pair("requirepass §V"),
    "cloud-init-chpasswd": _pair('chpasswd: {list: "root:§V"}'),
    "wifi-psk": _pair('network={\n    ssid="corp-§W"\n    psk="§V"\n}'),
}


# -- secrets of several lines; `frame` is the file, `value` its secret lines

def _pem(label, size, lines=64, head="", dashes="-----"):
    def make(rng):
        body = draw.wrapped(draw.b64(draw.der_like(rng, size)), lines)
        return body, f"{dashes}BEGIN {label}{dashes}\n{head}{body}\n{dashes}END {label}{dashes}"

    return make


def _openssh(rng):
    body = draw.b64(b"openssh-key-v1\0" + b"\0\0\0\x04none" * 2 + draw.raw(rng, 230))
    body = draw.wrapped(body, 70)
    return body, f"-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----"


def _pgp(rng):
    body = draw.wrapped(draw.b64(b"\x95\x05\x86\x04" + draw.raw(rng, 700)), 64) + "\n=" + draw.pick(rng, "b64", 4)
    return body, f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{body}\n-----END PGP PRIVATE KEY BLOCK-----"


def _putty(rng):
    body = draw.wrapped(draw.b64(draw.raw(rng, 130)), 64)
    public = draw.wrapped(draw.b64(draw.raw(rng, 150)), 64)
    return body, "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: imported\nPublic-Lines: %d\n%s\nPrivate-Lines: %d\n%s\nPrivate-MAC: %s" % (
        public.count("\n") + 1, public, body.count("\n") + 1, body, draw.pick(rng, "hex", 64))


def _openvpn(rng):
    body = draw.wrapped(draw.pick(rng, "hex", 512), 32)
    return body, f"-----BEGIN OpenVPN Static key V1-----\n{body}\n-----END OpenVPN Static key V1-----"


def _kubeconfig(rng):
    value = draw.b64(f"-----BEGIN RSA PRIVATE KEY-----\n{draw.wrapped(draw.b64(draw.der_like(rng, 600)), 64)}\n-----END RSA PRIVATE KEY-----\n".encode())
    # The first characters are those of the certificate, too, which stays.
    return value[16:], textwrap.dedent(f"""\
        apiVersion: v1
        kind: Config
        users:
        - name: admin
          user:
            client-certificate-data: {draw.b64(b"-----BEGIN CERTIFICATE-----" + draw.raw(rng, 60))}
            client-key-data: {value}""")


def _kubeconfig_token(rng):
    value = draw.jwt(rng, {"iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:default:ci"}, {"alg": "RS256", "kid": draw.pick(rng, "b64u", 20)})
    return value, f"users:\n- name: ci\n  user:\n    token: {value}\ncontexts: []"


def _service_account(rng):
    body = draw.wrapped(draw.b64(draw.der_like(rng, 1216)), 64)
    doc = {"type": "service_account", "project_id": "acme-" + draw.pick(rng, "dig", 6), "private_key_id": draw.pick(rng, "hex", 40), "private_key": f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n", "client_email": "ci@acme.iam.gserviceaccount.com", "client_id": draw.pick(rng, "dig", 21)}
    return body, json.dumps(doc, indent=2)


def _solana(rng):
    value = ",".join(str(rng.randrange(256)) for _ in range(64))
    return value, f"$ cat ~/.config/solana/id.json\n[{value}]"


MULTILINE = {
    "pem-rsa": _pem("RSA PRIVATE KEY", 1190),
    "pem-pkcs8": _pem("PRIVATE KEY", 1216),
    "pem-pkcs8-short": _pem("PRIVATE KEY", 138),
    "pem-ec": _pem("EC PRIVATE KEY", 121),
    "pem-dsa": _pem("DSA PRIVATE KEY", 446),
    "pem-encrypted": _pem("ENCRYPTED PRIVATE KEY", 1300),
    "pem-rsa-encrypted": _pem("RSA PRIVATE KEY", 1190, head="Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,9F2C41D07A5E8B36C1D4E7F80A2B5C6D\n\n"),
    "openssh": _openssh,
    "pgp-private": _pgp,
    "putty-key": _putty,
    "openvpn-static": _openvpn,
    "kubeconfig-client-key": _kubeconfig,
    "kubeconfig-token": _kubeconfig_token,
    "gcp-service-account": _service_account,
    "solana-keypair": _solana,
}


def _block(kind, make_pair):
    def make(rng):
        value, frame = make_pair(rng)
        return Secret(kind, value, "PRIVATE_KEY", frozenset({"block"}), frame)

    return make


def everything():
    """All kinds: name to a function that draws one secret."""
    out = _tokens()
    for kind, (name, value) in CHECKED.items():
        out[kind] = _made(kind, name, value)
    out |= {kind: _password(kind, value) for kind, value in PASSWORDS.items()}
    out |= {kind: _framed(kind, pair) for kind, pair in FRAMED.items()}
    out |= {kind: _block(kind, pair) for kind, pair in MULTILINE.items()}
    return out


if __name__ == "__main__":
    for kind, make in everything().items():
        made = make(random.Random(kind))
        print(kind, repr(made.frame or made.value)[:110])
