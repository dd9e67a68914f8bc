"""The positions a secret stands in: syntaxes that give it a name, and wrappings that change the text around and in it.

A syntax is `f(rng, secret) -> (text, value)`, where `value` is how the secret is written in the decoded text. A wrapping is
`f(rng, text, value) -> text` over a text that holds the value. `None` says that the secret does not fit there."""

import base64
import html
import json
import re
import shlex
import urllib.parse

import draw

FILES = ["src/config.ts", "app/settings.py", "deploy/prod.env", "config/database.yml", "infra/main.tf", "cmd/server/main.go", "README.md"]


def _parts(name):
    return name.lower().split("_")


def camel(name):
    first, *rest = _parts(name)
    return first + "".join(word.title() for word in rest)


def snake(name):
    return name.lower()


def kebab(name):
    return name.lower().replace("_", "-")


def _named(secret):
    return secret.has("token") or secret.has("password")


def _quoted(secret, quote='"'):
    """The value between quotes, as a C-like language writes it; `None` where that would need interpolation rules."""
    body = secret.value.replace("\\", "\\\\").replace(quote, "\\" + quote)
    return quote + body + quote, body


def env(rng, s):
    if not _named(s):
        return None
    lead = rng.choice(["", "", "export "])
    if s.simple and rng.random() < 0.6:
        return f"{lead}{s.name}={s.value}", s.value
    if "'" not in s.value:
        return f"{lead}{s.name}='{s.value}'", s.value
    text, body = _quoted(s)
    return f"{lead}{s.name}={text}", body


def yaml(rng, s):
    if not _named(s):
        return None
    key = rng.choice([snake, camel, kebab])(s.name)
    if s.simple and not s.value.isdigit() and rng.random() < 0.5:
        value = s.value
    elif "'" not in s.value and rng.random() < 0.5:
        value = f"'{s.value}'"
    else:
        value, body = _quoted(s)
        return f"production:\n  host: db.internal\n  {key}: {value}\n  pool: 5", body
    return f"production:\n  host: db.internal\n  {key}: {value}\n  pool: 5", s.value


def toml(rng, s):
    if not _named(s):
        return None
    value, body = (f"'{s.value}'", s.value) if "'" not in s.value and rng.random() < 0.3 else _quoted(s)
    return f"[service]\nenabled = true\n{rng.choice([snake, kebab])(s.name)} = {value}\ntimeout = 30", body


def json_text(rng, s):
    if not _named(s):
        return None
    doc = {"host": "api.internal", rng.choice([snake, camel, str])(s.name): s.value, "retries": 3}
    text = json.dumps(doc, ensure_ascii=False, indent=rng.choice([None, 2, 4]))
    return text, json.dumps(s.value, ensure_ascii=False)[1:-1]


def xml_element(rng, s):
    if not _named(s):
        return None
    tag = rng.choice([camel, snake, kebab])(s.name)
    return f"<server>\n  <id>releases</id>\n  <{tag}>{html.escape(s.value, quote=False)}</{tag}>\n</server>", s.value


def xml_attribute(rng, s):
    if not _named(s):
        return None
    value = html.escape(s.value)
    return rng.choice([f'<add key="{camel(s.name)}" value="{value}" />', f'<datasource name="main" {camel(s.name)}="{value}" pool="4"/>',
                       f'<property name="{snake(s.name)}" value="{value}"/>']), s.value


def ini(rng, s):
    if not _named(s):
        return None
    style = rng.choice(["{s} = {v}", "{d}={v}", "{d}: {v}"])
    line = style.format(s=snake(s.name), d=".".join(_parts(s.name)), v=s.value)
    return f"[main]\nhost = 10.0.0.4\n{line}\nport = 5432", s.value


def cli_flag(rng, s):
    if not _named(s):
        return None
    value = shlex.quote(s.value)
    if "'\"'\"'" in value:
        return None
    flag = "--" + kebab(s.name)
    if s.has("password"):
        flag = rng.choice([flag, "--password", "--db-password", "--passwd"])
    return f"$ {rng.choice(['mytool deploy', 'acmectl login', './run.sh', 'npx create-app'])} --region eu {flag}{rng.choice([' ', '='])}{value} --verbose", s.value


def prose(rng, s):
    if not _named(s):
        return None
    value = rng.choice(["{}", "`{}`", '"{}"', "'{}'"])
    if s.has("spaced") or s.has("nasty"):
        value = rng.choice(["`{}`", '"{}"'])
    value = value.format(s.value)
    what = " ".join(_parts(s.name))
    if s.has("password"):
        return rng.choice([f"The database password is {value} on staging.", f"ok, password: {value} for the admin user", f"log in with user admin and password {value} please",
                           f"I changed the password to {value} yesterday", f"use the passphrase {value} to unlock it", f"the {what} is {value}"]), s.value
    return rng.choice([f"here is the {what}: {value}", f"use this {what} {value} when you call the API", f"The {what} is {value}, please keep it",
                       f"my {what} = {value}", f"Set the {what} to {value} and try again"]), s.value


def terraform(rng, s):
    if not _named(s):
        return None
    value, body = _quoted(s)
    return rng.choice([f'resource "aws_db_instance" "main" {{\n  engine   = "postgres"\n  {snake(s.name)} = {value}\n}}',
                       f'variable "{snake(s.name)}" {{\n  type    = string\n  default = {value}\n}}',
                       f'{snake(s.name)}    = {value}']), body


def dockerfile(rng, s):
    if not _named(s):
        return None
    if s.simple:
        return rng.choice([f"FROM node:20\nENV {s.name}={s.value}\nRUN npm ci", f"FROM alpine\nENV {s.name} {s.value}\nCMD run", f"ARG {s.name}={s.value}"]), s.value
    value, body = _quoted(s)
    return f"FROM node:20\nENV {s.name}={value}\nRUN npm ci", body


def k8s_secret(rng, s):
    if not _named(s):
        return None
    data = draw.b64(s.value.encode())
    return f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: app-secrets\ntype: Opaque\ndata:\n  {rng.choice([str, snake, kebab])(s.name)}: {data}\n", s.value


def k8s_string(rng, s):
    if not _named(s):
        return None
    value, body = _quoted(s)
    return f"kind: Secret\nstringData:\n  {rng.choice([str, snake, kebab])(s.name)}: {value}\n", body


def yaml_pair(rng, s):
    if not _named(s):
        return None
    value, body = _quoted(s)
    return f"        env:\n          - name: {s.name}\n            value: {value}\n          - name: PORT\n            value: \"8080\"", body


CODE = {
    "python": ["{u} = {v}", "client = Client({l}={v}, timeout=10)", "os.environ[\"{u}\"] = {v}", "    self.{l} = {v}", "config = {{'{l}': {v}}}"],
    "javascript": ["const {c} = {v};", "export const {u} = {v};", "  {c}: {v},", "process.env.{u} = {v};", "new Client({{ {c}: {v} }})"],
    "go": ["\t{c} := {v}", "const {c} = {v}", "os.Setenv(\"{u}\", {v})", "\t{p}: {v},"],
    "java": ["private static final String {u} = {v};", "String {c} = {v};", "props.put(\"{d}\", {v});", "builder.{c}({v})"],
    "ruby": ["{l} = {v}", "ENV['{u}'] = {v}", "  {l}: {v},", "config.{l} = {v}"],
    "rust": ["const {u}: &str = {v};", "let {l} = {v};", "std::env::set_var(\"{u}\", {v});", "    {l}: {v}.to_string(),"],
    "csharp": ["private const string {p} = {v};", "var {c} = {v};", "options.{p} = {v};"],
    "php": ["${c} = {v};", "define('{u}', {v});", "    '{l}' => {v},", "putenv({e});"],
}


def _code(language):
    def place(rng, s):
        if not _named(s):
            return None
        quote = "'" if language in ("python", "javascript", "ruby", "php") and rng.random() < 0.5 else '"'
        value, body = _quoted(s, quote)
        name = camel(s.name)
        line = rng.choice(CODE[language]).format(u=s.name, l=snake(s.name), c=name, p=name[:1].upper() + name[1:], d=".".join(_parts(s.name)), v=value, e=f"{quote}{s.name}={body}{quote}")
        return line, body

    return place


def shell_code(rng, s):
    if not _named(s) or "'" in s.value:
        return None
    return rng.choice([f"local {snake(s.name)}='{s.value}'", f"{s.name}='{s.value}' ./deploy.sh", f": \"${{{s.name}:={s.value}}}\"" if s.simple else f"readonly {s.name}='{s.value}'", f"set -x {s.name} '{s.value}'"]), s.value


def http_header(rng, s):
    if not s.has("token") or any(c in s.value for c in " \n"):
        return None
    if s.has("shape"):
        return rng.choice([f"Authorization: Bearer {s.value}", f"X-Api-Key: {s.value}", f"{'-'.join(w.title() for w in _parts(s.name))}: {s.value}", f"Authorization: token {s.value}"]), s.value
    return rng.choice([f"X-Api-Key: {s.value}", f"Authorization: Bearer {s.value}", f"X-{'-'.join(w.title() for w in _parts(s.name))}: {s.value}"]), s.value


def url_query(rng, s):
    if not s.has("token") or not s.simple:
        return None
    key = rng.choice(["api_key", "access_token", "token", "apikey", snake(s.name)]) if s.has("shape") else rng.choice(["api_key", "access_token", "apikey", snake(s.name)])
    return f"GET https://api.example-corp.io/v2/items?limit=10&{key}={urllib.parse.quote(s.value, safe='')}&page=2", s.value


def url_userinfo(rng, s):
    if s.has("spaced") or not (s.has("password") or s.has("shape")) or not s.value.isascii():
        return None
    value = urllib.parse.quote(s.value, safe="")
    return rng.choice([f"postgres://app:{value}@db.internal:5432/main", f"git clone https://oauth2:{value}@git.corp.net/team/app.git", f"redis://default:{value}@cache.internal:6379", f"https://deploy:{value}@nexus.corp.net/repository/npm/"]), s.value


def curl(rng, s):
    if not _named(s) or "'" in s.value or s.has("nasty"):
        return None
    if s.has("password"):
        return f"curl -X POST https://api.corp.net/login -d '{json.dumps({'user': 'admin', 'password': s.value}, ensure_ascii=False)}'", json.dumps(s.value, ensure_ascii=False)[1:-1]
    return rng.choice([f"curl -s -H 'Authorization: Bearer {s.value}' https://api.corp.net/v1/items", f"curl https://api.corp.net/v1 -H \"X-Api-Key: {s.value}\"", f"curl -u '{s.value}:' https://api.corp.net/v1/charges"]), s.value


def log_line(rng, s):
    if not _named(s) or s.has("spaced"):
        return None
    stamp = f"2026-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}T1{rng.randint(0, 9)}:22:{rng.randint(10, 59)}.{rng.randint(100, 999)}Z"
    key = snake(s.name)
    return rng.choice([f"{stamp} INFO  starting with {key}={s.value} region=eu", f"[{stamp}] DEBUG config loaded: {key}: {s.value}", f'{stamp} WARN  auth failed {{"{key}":{json.dumps(s.value, ensure_ascii=False)}}}']), \
        s.value if not s.has("nasty") else None


def markdown_table(rng, s):
    if not _named(s) or "|" in s.value or "`" in s.value:
        return None
    value = rng.choice(["`{}`", "{}"]).format(s.value)
    return f"| Variable | Value |\n|---|---|\n| PORT | 8080 |\n| {s.name} | {value} |", s.value


def markdown_code(rng, s):
    made = rng.choice([env, yaml, json_text])(rng, s)
    return made and (f"Put this in your config:\n\n```\n{made[0]}\n```\n", made[1])


def html_entities(rng, s):
    made = json_text(rng, s) if _named(s) else None
    return made and (f"<pre>{html.escape(made[0])}</pre>", made[1])


def sql(rng, s):
    if not _named(s) or "'" in s.value or "\\" in s.value:
        return None
    return rng.choice([f"INSERT INTO settings (name, value) VALUES ('{snake(s.name)}', '{s.value}');", f"UPDATE config SET {snake(s.name)} = '{s.value}' WHERE id = 1;"]), s.value


def sql_where(rng, s):
    """The value stands before its name."""
    if not _named(s) or "'" in s.value or "\\" in s.value:
        return None
    return f"UPDATE settings SET value = '{s.value}' WHERE name = '{snake(s.name)}';", s.value


def csv_rows(rng, s):
    if not _named(s) or s.has("spaced") or any(c in s.value for c in ",\"'"):
        return None
    return f"id,email,{snake(s.name)},created\n1,ops@corp.net,{s.value},2026-01-02", s.value


def query_result(rng, s):
    """What psql and mysql print."""
    if not _named(s) or "|" in s.value:
        return None
    name = snake(s.name)
    return rng.choice([f"  id  |    {name}\n------+---------------\n    1 | {s.value}\n(1 row)",
                       f"+-----+-----------------+\n| id  | {name} |\n+-----+-----------------+\n|   1 | {s.value} |\n+-----+-----------------+",
                       f"-[ RECORD 1 ]---\nid       | 1\n{name} | {s.value}"]), s.value


def chat(rng, s):
    if not s.has("password") or s.has("spaced") or s.has("nasty"):
        return None
    return rng.choice([f'We changed the password from the default to "{s.value}".', f"The default password ({s.value}) was never changed", f"creds: admin / {s.value}",
                       f"das Passwort für den Server ist: {s.value}", f"Mot de passe : {s.value}"]), s.value


def heredoc(rng, s):
    made = env(rng, s)
    return made and (f"cat > .env <<'EOF'\nPORT=3000\n{made[0]}\nEOF", made[1])


def python_repr(rng, s):
    if not _named(s) or s.has("nasty"):
        return None
    if rng.random() < 0.3 and s.value.isascii():
        return f"{{'host': 'db', '{snake(s.name)}': {s.value.encode()!r}}}", s.value
    return f"environ({{'HOME': '/root', '{s.name}': {s.value!r}, 'LANG': 'C'}})", s.value


def bare(rng, s):
    return (s.value, s.value) if s.has("shape") else None


def env_dump(rng, s):
    """`env` or `printenv` output: no quotes at all."""
    if not _named(s) or s.has("spaced"):
        return None
    return f"SHELL=/bin/bash\nPWD=/app\n{s.name}={s.value}\nLANG=C.UTF-8", s.value


NEIGHBOURS = [("“", "”"), ("‘", "’"), ("「", "」"), ("密钥：", "，请保管"), ("🔑", "🔒"), ("\u200b", "\u200b"), ("\u00a0", "\u00a0"), ("«", "»"), ("→", "…"), ("ключ", "далее"), ("\ufeff", ""), ("—", "—"), ("é", "é")]
NAMED = ["{n}: “{v}”", "{n} = ‘{v}’", "{n}：{v}", "{n}:\u00a0{v}", "{n}={v}\u200b", "🔑 {n}={v} ✅", "「{n}」：「{v}」", "{n} → {v}", "“{n}”: “{v}”,", "{n}={v}，"]


def unicode_neighbours(rng, s):
    """Letters, quotes and signs beyond ASCII right beside the secret, or between its name and it."""
    if s.has("shape") and rng.random() < 0.7:
        before, after = rng.choice(NEIGHBOURS)
        return f"{' '.join(draw.words(rng, 2))} {before}{s.value}{after} {draw.words(rng, 1)[0]}", s.value
    if not _named(s) or s.has("spaced") or s.has("nasty"):
        return None
    return rng.choice(NAMED).format(n=rng.choice([str, snake, camel])(s.name), v=s.value), s.value


SYNTAXES = {
    "bare": bare, "env": env, "env-dump": env_dump, "yaml": yaml, "toml": toml, "json": json_text, "xml-element": xml_element, "xml-attribute": xml_attribute,
    "ini-properties": ini, "cli-flag": cli_flag, "prose": prose, "terraform": terraform, "dockerfile": dockerfile,
    "k8s-secret-base64": k8s_secret, "k8s-string-data": k8s_string, "yaml-name-value": yaml_pair, "code-shell": shell_code,
    "http-header": http_header, "url-query": url_query, "url-userinfo": url_userinfo, "curl": curl, "log-line": log_line,
    "markdown-table": markdown_table, "markdown-code": markdown_code, "html-entities": html_entities, "sql": sql, "heredoc": heredoc,
    "sql-where": sql_where, "csv": csv_rows, "query-result": query_result, "chat": chat, "python-repr": python_repr, "unicode-neighbours": unicode_neighbours,
} | {f"code-{language}": _code(language) for language in CODE}
EASY = ["env", "json", "yaml", "toml", "code-python", "code-javascript", "ini-properties"]


def telling(rng, secret):
    """A text in which the secret tells for what it is: its frame, or an easy syntax, or nothing but itself."""
    if secret.frame:
        return secret.frame, secret.value
    if secret.has("shape") and rng.random() < 0.35:
        return rng.choice(["{}", "token {} ok", "got {}"]).format(secret.value), secret.value
    for _ in range(8):
        made = SYNTAXES[rng.choice(EASY)](rng, secret)
        if made and made[1]:
            return made
    return None


# -- wrappings

def _around(rng, text):
    before = "\n".join(f"{' '.join(draw.words(rng, 4))}" for _ in range(rng.randint(1, 3)))
    return f"{before}\n{text}\n{' '.join(draw.words(rng, 3))}"


def cat_n(rng, text, value):
    lines, start = _around(rng, text).split("\n"), rng.choice([1, 7, 98, 412])
    return "\n".join(f"{number:6}→{line}" for number, line in enumerate(lines, start))


def cat_tab(rng, text, value):
    lines, start = _around(rng, text).split("\n"), rng.choice([1, 7, 98])
    return "\n".join(f"{number:6}\t{line}" for number, line in enumerate(lines, start))


def grep_n(rng, text, value):
    path, start = rng.choice(FILES), rng.randint(1, 300)
    with_path = rng.random() < 0.7
    return "\n".join(f"{path}:{n}:{line}" if with_path else f"{n}:{line}" for n, line in enumerate(text.split("\n"), start))


def diff(rng, text, value):
    lines = text.split("\n")
    mark = rng.choice("+-")
    return f"diff --git a/.env b/.env\n--- a/.env\n+++ b/.env\n@@ -1,4 +1,{4 + len(lines)} @@\n PORT=3000\n" + "\n".join(mark + line for line in lines) + "\n HOST=localhost"


def ansi_before(rng, text, value):
    if "\n" in value or value not in text:
        return None
    code = rng.choice(["\x1b[32m", "\x1b[0;31m", "\x1b[1m", "\x1b[38;5;214m", "\x1b[38;2;10;200;90m"])
    return text.replace(value, f"{code}{value}\x1b[0m")


def grep_color(rng, text, value):
    if "\n" in value or len(value) < 12 or value not in text:
        return None
    first = rng.randint(0, max(1, len(value) // 2))
    last = first + rng.randint(2, 8)
    shown = f"{value[:first]}\x1b[01;31m\x1b[K{value[first:last]}\x1b[m\x1b[K{value[last:]}"
    return f"\x1b[35m\x1b[K{rng.choice(FILES)}\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K" + text.replace(value, shown)


def terminal_wrap(rng, text, value):
    """A line filled so that the width falls within the value; wrapped as a terminal's copy is, by a bare newline."""
    line = next((line for line in text.split("\n") if value in line), None)
    if line is None or len(value) < 20:
        return None
    width = rng.choice([80, 80, 100, 120, 132])
    at = line.index(value)
    inside = rng.randint(6, len(value) - 4)
    lead = width - inside - at
    while lead < 0:
        lead += width
    if lead:
        filler = " ".join(draw.words(rng, lead // 4 + 2))[: lead - 1] + " "
        line = filler + line
    folded = "\n".join(line[i : i + width] for i in range(0, len(line), width))
    return f"$ ./run.sh\n{folded}\ndone"


def _folded(rng, text, value, width):
    """The lines of the text's line that holds the value, broken within it."""
    line = next((line for line in text.split("\n") if value in line), None)
    if line is None or len(value) < 20:
        return None
    inside = rng.randint(6, len(value) - 4)
    lead = (width - inside - line.index(value)) % width
    if lead:
        line = " ".join(draw.words(rng, lead // 4 + 2))[: lead - 1] + " " + line
    return [line[i : i + width] for i in range(0, len(line), width)]


def hanging_wrap(rng, text, value):
    """As tools wrap their own output: what goes on is indented."""
    lines = _folded(rng, text, value, rng.choice([64, 80, 100]))
    return lines and "output\n" + "\n    ".join(lines) + "\ndone"


def quoted_wrap(rng, text, value):
    lines = _folded(rng, text, value, rng.choice([60, 72, 76]))
    return lines and "\n".join("> " + line for line in lines) + "\n\ndone"


def boxed_wrap(rng, text, value):
    width = rng.choice([60, 76, 96])
    lines = _folded(rng, text, value, width)
    return lines and "╭" + "─" * (width + 2) + "╮\n" + "\n".join(f"│ {line:{width}} │" for line in lines) + "\n╰" + "─" * (width + 2) + "╯"


def percent_form(rng, text, value):
    return f"data={urllib.parse.quote_plus(text)}&submit=1"


def html_escaped(rng, text, value):
    """JSON as programs write it that show it in web pages."""
    shown = json.dumps({"data": text}, ensure_ascii=False)
    for sign in "<>&'=":
        shown = shown.replace(sign, f"\\u{ord(sign):04x}")
    return shown


def percent_specials(rng, text, value):
    shown = urllib.parse.quote(text, safe="")
    return f"https://app.corp.net/callback?next={shown}&lang=en" if shown != text else None


def percent_all(rng, text, value):
    return "payload=" + "".join(f"%{byte:02X}" for byte in text.encode())


def escaped_twice(rng, text, value):
    return json.dumps({"ok": True, "output": text}, ensure_ascii=rng.random() < 0.3)


def escaped_thrice(rng, text, value):
    return json.dumps({"result": escaped_twice(rng, text, value)}, ensure_ascii=False)


def base64_env(rng, text, value):
    if "\n" not in text and rng.random() < 0.7:
        text = f"PORT=3000\nNODE_ENV=production\n{text}\n"
    return draw.b64(text.encode())


def base64_in_text(rng, text, value):
    data = draw.b64(f"# service\nHOST=localhost\n{text}\n".encode())
    return rng.choice([f"$ base64 -w0 .env\n{data}\n$", f"echo {data} | base64 -d > .env", f"data: {data}", f"content: !!binary {data}"])


def base64_wrapped(rng, text, value):
    return "$ base64 .env\n" + draw.wrapped(draw.b64(f"HOST=localhost\nNODE_ENV=production\n{text}\n".encode()), 76) + "\n$"


def base64_url_safe(rng, text, value):
    return "state=" + base64.urlsafe_b64encode(f"PORT=3000\n{text}\n".encode()).decode().rstrip("=")


def base64_twice(rng, text, value):
    return draw.b64(draw.b64(f"PORT=3000\n{text}\n".encode()).encode())


def crlf(rng, text, value):
    return f"PORT=3000\n{text}\nHOST=x\n".replace("\n", "\r\n")


WRAPPINGS = {
    "cat-n-arrow": cat_n, "cat-n-tab": cat_tab, "grep-n": grep_n, "diff": diff, "ansi-before": ansi_before, "grep-color-split": grep_color,
    "terminal-wrap": terminal_wrap, "hanging-wrap": hanging_wrap, "quoted-wrap": quoted_wrap, "boxed-wrap": boxed_wrap, "percent-form": percent_form, "json-html-escaped": html_escaped, "percent-specials": percent_specials, "percent-all": percent_all, "json-escaped-twice": escaped_twice,
    "json-escaped-thrice": escaped_thrice, "base64-env": base64_env, "base64-in-text": base64_in_text, "base64-wrapped": base64_wrapped,
    "base64-url-safe": base64_url_safe, "base64-twice": base64_twice, "crlf": crlf,
}
# Several lines cannot stand here.
NO_BLOCKS = {"ansi-before", "grep-color-split", "terminal-wrap", "hanging-wrap", "quoted-wrap", "boxed-wrap"}
