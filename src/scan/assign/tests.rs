use super::*;
use crate::scan::anchors::STEMS;

/// Name and value at each stem that is searched for, where the cheap look lets it pass.
fn read_at_stems(text: &str) -> Vec<(String, String)> {
    let places = STEMS.iter().flat_map(|stem| text.match_indices(stem).map(|(at, _)| at));
    places
        .filter(|at| may_be_assigned(text.as_bytes(), *at))
        .filter_map(|at| read(text.as_bytes(), at))
        .map(|found| (found.name, text[found.value].to_owned()))
        .collect()
}

/// Text, name, value.
const READ: &[(&str, &str, &str)] = &[
    ("DB_PASSWORD=p@ss,w0rd;x\nY=2", "dbpassword", "p@ss,w0rd;x"),
    ("export API_PASSWORD='a b'", "apipassword", "a b"),
    ("password: hunter2 # note", "password", "hunter2"),
    ("\"password\": \"a\\\"b\",", "password", "a\\\"b"),
    ("{password: 'x1', b: 2}", "password", "x1"),
    ("x --password hunter2 y", "password", "hunter2"),
    ("x --password=hunter2 y", "password", "hunter2"),
    ("<password>hunter2</password>", "password", "hunter2"),
    ("<add key=\"Password\" value=\"hunter2\"/>", "password", "hunter2"),
    ("setenv(\"PASSWORD\", \"hunter2\")", "password", "hunter2"),
    ("const password: string = \"hunter2\";", "password", "hunter2"),
    ("the password is hunter2.", "password", "hunter2"),
    ("machine a.example login bob password hunter2", "password", "hunter2"),
    ("machine a\n  login bob\n  password hunter2\n", "password", "hunter2"),
    ("url?password=hunter2&b=1", "password", "hunter2"),
    ("env[\"PASSWORD\"] = b\"hunter2\"", "password", "hunter2"),
    ("variable \"password\" {\n  type = string\n  default   = \"hunter2\"\n}", "password", "hunter2"),
    ("ENV DB_PASSWORD hunter2", "dbpassword", "hunter2"),
    ("set -gx DB_PASSWORD hunter2", "dbpassword", "hunter2"),
    ("setx DB_PASSWORD hunter2", "dbpassword", "hunter2"),
    ("$env:DB_PASSWORD = \"hunter2\"", "dbpassword", "hunter2"),
    ("password: |\n  hunter2\nx: y", "password", "hunter2"),
    ("- name: DB_PASSWORD\n  value: hunter2\n", "dbpassword", "hunter2"),
    ("{\"name\":\"DB_PASSWORD\",\"value\":\"hunter2\"}", "dbpassword", "hunter2"),
    ("{\"Key\": \"DB_PASSWORD\", \"Type\": \"x\", \"Value\": \"hunter2\"}", "dbpassword", "hunter2"),
    ("<key>Password</key>\n\t<string>hunter2</string>", "password", "hunter2"),
    ("<property><name>fs.s3a.secret.key</name><value>hunter2</value>", "fss3asecretkey", "hunter2"),
    ("<Password Type=\"Text\">hunter2</Password>", "password", "hunter2"),
    ("<password><![CDATA[hunter2]]></password>", "password", "hunter2"),
    ("<entry key=\"db.password\">hunter2</entry>", "dbpassword", "hunter2"),
    ("Server=x;Database=y;Password=hun ter2;Timeout=3", "password", "hun ter2"),
    ("DRIVER={x};PASSWORD={hun;ter2};", "password", "hun;ter2"),
    ("ALTER USER x WITH PASSWORD 'it''s2'", "password", "it''s2"),
    ("define('DB_PASSWORD', 'hunter2');", "dbpassword", "hunter2"),
    ("os.environ.get(\"DB_PASSWORD\", \"hunter2\")", "dbpassword", "hunter2"),
    ("process.env.DB_PASSWORD || 'hunter2'", "processenvdbpassword", "hunter2"),
    ("${DB_PASSWORD:-hunter2}", "dbpassword", "hunter2"),
    ("conn.setPassword(\"hunter2\")", "connsetpassword", "hunter2"),
    ("ConvertTo-SecureString \"hunter2\" -AsPlainText", "converttosecurestring", "hunter2"),
    ("aws configure set aws_secret_key hunter2", "awssecretkey", "hunter2"),
    ("put-parameter --name \"/db/password\" --value \"hunter2\"", "password", "hunter2"),
    ("use hunter2 as the admin password please", "adminpassword", "hunter2"),
    ("use `hunter2` as your password", "password", "hunter2"),
    ("credentials: admin / hunter2", "password", "hunter2"),
    ("username/password: admin/hunter2", "password", "hunter2"),
    ("My API key: `hunter2`", "apikey", "hunter2"),
    ("**Password:** hunter2", "password", "hunter2"),
    ("Das Passwort lautet hunter2", "passwort", "hunter2"),
    ("la contraseña es hunter2", "password", "hunter2"),
    ("пароль: hunter2", "password", "hunter2"),
    ("密码：hunter2", "password", "hunter2"),
    ("| password | `hunter2` |", "password", "hunter2"),
    ("[\"--password\", \"hunter2\"]", "password", "hunter2"),
    ("\"db_password\": {\"sensitive\": true, \"value\": \"hunter2\"}", "dbpassword", "hunter2"),
    ("config/app.yml:12:  password: hun,ter2", "password", "hun,ter2"),
    ("+  password = \"hunter2\"", "password", "hunter2"),
    ("password = ConvertTo-SecureString \"hunter2\" -AsPlainText", "password", "hunter2"),
    ("requirepass hunter2", "requirepass", "hunter2"),
    ("smtp.login(\"bob@host.org\", \"hunter2x\")", "password", "hunter2x"),
    ("requests.get(url, auth=(\"maria\", \"hunter2x\"))", "password", "hunter2x"),
    ("page.getByLabel('Password').fill('hunter2x')", "password", "hunter2x"),
    ("INSERT INTO users (name, password) VALUES ('bob', 'hunter2x')", "password", "hunter2x"),
    ("| id | password |\n|----|----------|\n| 1 | hunter2x |\n", "password", "hunter2x"),
    ("const DB_PASSWORD: &'static str = \"hunter2x\";", "dbpassword", "hunter2x"),
    ("password=\"Ninja\"x2\"", "password", "Ninja\"x2"),
    ("Authorization: Token abc123def", "authorization", "abc123def"),
    ("AWS Secret Access Key [None]: abc123def", "secretaccesskey", "abc123def"),
    ("the root password of db.host.org was Tokyo705!", "rootpassword", "Tokyo705!"),
    ("password: 'x' + y", "password", "x"),
    ("eth.private.key = abc123def", "ethprivatekey", "abc123def"),
    ("id,user,password\n1,bob,hunter2x\n", "password", "hunter2x"),
    ("\"id\",\"user\",\"password\"\n\"1\",\"bob\",\"hunter2x\"\n", "password", "hunter2x"),
    ("id\tuser\tpassword\n1\tbob\thunter2x\n", "password", "hunter2x"),
    ("id|user|password\n1|bob|hunter2x\n", "password", "hunter2x"),
    (" id | password\n----+----------\n 1 | NULL\n 2 | hunter2x\n", "password", "hunter2x"),
    ("3|db_password|hunter2x\n4|port|1\n", "dbpassword", "hunter2x"),
    ("db_password\thunter2x\n", "dbpassword", "hunter2x"),
    ("key,value\ndb_password,hunter2x\n", "dbpassword", "hunter2x"),
    ("|DB_PASSWORD|hunter2x|\n", "dbpassword", "hunter2x"),
    ("| `DB_PASSWORD` | of the main database | `hunter2` |", "dbpassword", "hunter2"),
    ("~ password = \"hunter2\" -> \"hunter3\"", "password", "hunter3"),
    ("~ password = \"hunter2\" -> (sensitive value)", "password", "hunter2"),
    ("The new password:\n\n```\nhunter2x\n```\n", "password", "hunter2x"),
    ("password:\n  hunter2x\nport: 1", "password", "hunter2x"),
    ("password: &pw \"hunter2\"", "password", "hunter2"),
    ("password: Some(\n    \"hunter2\",\n)", "password", "hunter2"),
    ("password: 'aB3dE5fG7hJ9kL1mN3pQ5='", "password", "aB3dE5fG7hJ9kL1mN3pQ5="),
    ("{\"Name\": \"/prod/db/password\", \"Value\": \"hunter2\"}", "password", "hunter2"),
    ("form-data; name=\"password\"\r\n\r\nhunter2\r\n--x", "password", "hunter2"),
    ("<th>Password</th><td>hunter2</td>", "password", "hunter2"),
    ("[\"password\"]=>\n  string(7) \"hunter2\"", "password", "hunter2"),
    ("s:8:\"password\";s:7:\"hunter2\";", "password", "hunter2"),
    ("DB_PASSWORD    REG_SZ    hunter2", "dbpassword", "hunter2"),
    ("char password[] = \"hunter2\";", "password", "hunter2"),
    ("db_password=[hunter2] host=[x]", "dbpassword", "hunter2"),
    ("\"PGPASSWORD=hunter2! psql -h db\"", "pgpassword", "hunter2!"),
    ("\"DB_PASSWORD=hunter2!  \nPORT=1\"", "dbpassword", "hunter2!"),
];

#[test]
fn reads_every_syntax() {
    let mut failures = Vec::new();
    for (text, name, value) in READ {
        let found = read_at_stems(text);
        if !found.contains(&((*name).to_owned(), (*value).to_owned())) {
            failures.push(format!("{text}: {found:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn reads_nothing_where_nothing_is_assigned() {
    for text in [
        "the password of",
        "password",
        "password)",
        "forgot password?",
        "user::password::new",
        "password, user",
        "password:\n  enabled: true",
        "id,password\n",
        "echo 'somepass' | gnome-keyring-daemon --unlock",
        "  (s instanceof Minipass ||\n  s instanceof node_stream_1.default ||\n  s == 1)",
    ] {
        assert_eq!(read_at_stems(text), [], "{text}");
    }
}
