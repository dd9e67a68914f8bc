//! Passwords among the arguments of commands that do not name them.

use std::ops::Range;

use super::judge::{self, Quoting, Weigh};

/// How a command takes its password.
#[derive(Clone, Copy)]
enum Form {
    /// Behind an option, apart or not.
    Apart(&'static [u8]),
    /// Behind an option, never apart.
    Tight(&'static [u8]),
    /// Behind an option and a user: `-U user%password`.
    User(&'static [u8], u8),
    /// The second word behind another: `add_user bob password`.
    Second(&'static [u8]),
    /// The last of these words on the line: `htpasswd -b file user password`.
    Last(&'static [u8]),
    /// Written into its standard input: `echo password | command`, `command <<< password`.
    Piped,
    /// Between a colon and the anchor: `user:password@tcp(host)`.
    Before,
    /// The last of five parts of a line of `.pgpass`.
    Pgpass,
    /// Behind a user in a list: `chpasswd: {list: "root:password"}`.
    Listed,
    /// Between the slash and the `@` of an Oracle URL: `jdbc:oracle:thin:user/password@//host`.
    Slashed,
    /// Behind the colon that follows the anchor's user: `]:587 user:password`.
    Mapped,
}

/// The anchors of commands, each with how it takes its password.
const COMMANDS: [(&[u8], Form); 61] = [
    (b"chpasswd", Form::Listed),
    (b"ssh-keygen", Form::Apart(b" -N")),
    (b"ssh-keygen", Form::Apart(b" -P")),
    (b"gh secret set", Form::Piped),
    (b"secret put", Form::Piped),
    (b"jdbc:oracle:", Form::Slashed),
    (b" /user:", Form::Second(b" /user:")),
    (b"nmcli ", Form::Apart(b" password")),
    (b"redis-cli", Form::Apart(b" -a")),
    (b"sshpass", Form::Apart(b" -p")),
    (b"mysql", Form::Tight(b" -p")),
    (b"mariadb", Form::Tight(b" -p")),
    (b"docker login", Form::Apart(b" -p")),
    (b"docker login", Form::Piped),
    (b"podman login", Form::Apart(b" -p")),
    (b"podman login", Form::Piped),
    (b"registry login", Form::Apart(b" -p")),
    (b"oc login", Form::Apart(b" -p")),
    (b"az login", Form::Apart(b" -p")),
    (b"ldapsearch", Form::Apart(b" -w")),
    (b"ldapadd", Form::Apart(b" -w")),
    (b"ldapmodify", Form::Apart(b" -w")),
    (b"ldapwhoami", Form::Apart(b" -w")),
    (b"ldapdelete", Form::Apart(b" -w")),
    (b"ldappasswd", Form::Apart(b" -w")),
    (b"sqlcmd", Form::Apart(b" -P")),
    (b"zip -", Form::Apart(b" -P")),
    (b"7z ", Form::Tight(b" -p")),
    (b"7za ", Form::Tight(b" -p")),
    (b"7zz ", Form::Tight(b" -p")),
    (b"rar a", Form::Tight(b" -p")),
    (b"rar a", Form::Tight(b" -hp")),
    (b"rar x", Form::Tight(b" -p")),
    (b"mongo", Form::Apart(b" -p")),
    (b"mosquitto_", Form::Apart(b" -P")),
    (b"ipmitool", Form::Apart(b" -P")),
    (b"psexec", Form::Apart(b" -p")),
    (b"PsExec", Form::Apart(b" -p")),
    (b"cqlsh", Form::Apart(b" -p")),
    (b"evil-winrm", Form::Apart(b" -p")),
    (b"freerdp", Form::Apart(b" /p:")),
    (b"rdesktop", Form::Apart(b" -p")),
    (b"lftp", Form::User(b" -u", b',')),
    (b"http -a", Form::User(b" -a", b':')),
    (b"https -a", Form::User(b" -a", b':')),
    (b"--proxy-user", Form::User(b"--proxy-user", b':')),
    (b" --user ", Form::User(b" --user", b':')),
    (b" --user=", Form::User(b" --user=", b':')),
    (b"smbclient", Form::User(b" -U", b'%')),
    (b"rpcclient", Form::User(b" -U", b'%')),
    (b"rabbitmqctl", Form::Second(b"add_user")),
    (b"rabbitmqctl", Form::Second(b"change_password")),
    (b"wpa_passphrase", Form::Second(b"wpa_passphrase")),
    (b"htpasswd", Form::Last(b" -")),
    (b"net user", Form::Second(b"net user")),
    (b"kinit", Form::Piped),
    (b"chpasswd", Form::Piped),
    (b"sudo -S", Form::Piped),
    (b"@tcp(", Form::Before),
    (b":5432:", Form::Pgpass),
    (b"]:587 ", Form::Mapped),
];

/// How far behind a command its option is looked for.
const REACH: usize = 240;

/// A cheap look at raw bytes: may the command at `at` have a password?
pub fn may_be_flag(raw: &[u8], at: usize) -> bool {
    let rest = raw.get(at..raw.len().min(at + REACH)).unwrap_or_default();
    let here = COMMANDS.iter().filter(|(command, _)| rest.starts_with(command));
    here.into_iter().any(|(_, form)| match form {
        Form::Apart(option) | Form::Tight(option) | Form::User(option, _) => {
            memchr::memmem::find(rest, option.trim_ascii_start()).is_some()
        }
        Form::Listed => memchr::memmem::find(rest, b"list").is_some(),
        Form::Slashed => rest.contains(&b'/') && rest.contains(&b'@'),
        Form::Second(_) | Form::Last(_) | Form::Before | Form::Pgpass | Form::Mapped => true,
        Form::Piped => {
            let head = raw.get(at.saturating_sub(REACH)..at).unwrap_or_default();
            memchr::memmem::find(rest, b"<<<").is_some() || memchr::memchr(b'|', head).is_some()
        }
    })
}

/// The password of the command at `at`.
pub fn flag(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..text.len().min(at + REACH))?;
    let line = rest.split(|b| *b == b'\n').next()?;
    let own = line.get(..memchr::memmem::find(line, b" | ").unwrap_or(line.len()))?;
    COMMANDS.iter().filter(|(command, _)| rest.starts_with(command)).find_map(|(command, form)| match form {
        Form::Apart(option) => option_value(own, option, true).and_then(|found| password(text, at + found)),
        Form::Tight(option) => option_value(own, option, false).and_then(|found| password(text, at + found)),
        Form::User(option, sign) => {
            let found = option_value(own, option, true)?;
            second_part(text, at + found, *sign)
        }
        Form::Second(verb) => {
            let found = memchr::memmem::find(own, verb)? + verb.len();
            password(text, at + after_words(own, found, 1)?)
        }
        Form::Last(option) => {
            let found = memchr::memmem::find(own, option)?;
            own.get(found + 2..)?.split(|b| *b == b' ').next()?.contains(&b'b').then_some(())?;
            password(text, at + after_words(own, found, 3)?)
        }
        Form::Piped => piped(text, at, own.len()),
        Form::Before => before(text, at),
        Form::Pgpass => pgpass(text, at + command.len()),
        Form::Mapped => second_part(text, at + command.len(), b':'),
        Form::Slashed => slashed(text, at + command.len()),
        Form::Listed => {
            let found = memchr::memmem::find(rest, b"list")? + 4;
            let skipped =
                |b: &&u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b':' | b'|' | b'-' | b'[');
            let start = found + rest.get(found..)?.iter().take_while(skipped).count();
            second_part(text, at + start, b':')
        }
    })
}

/// Where the value of an option begins.
fn option_value(line: &[u8], option: &[u8], apart: bool) -> Option<usize> {
    for found in memchr::memmem::find_iter(line, option) {
        let after = found + option.len();
        let spaces = line.get(after..)?.iter().take_while(|b| **b == b' ').count();
        let signed = matches!(option.last(), Some(b':' | b'='));
        if spaces > usize::from(apart) || (apart && spaces == 0 && !signed && !starts_quoted(line, after)) {
            continue;
        }
        return Some(after + spaces);
    }
    None
}

fn starts_quoted(line: &[u8], at: usize) -> bool {
    line.get(at).is_some_and(|b| matches!(b, b'"' | b'\'' | b'='))
}

/// Where the word begins that `count` words and spaces separate from `at`.
fn after_words(line: &[u8], at: usize, count: usize) -> Option<usize> {
    let mut at = at;
    for i in 0..=count {
        at += line.get(at..)?.iter().take_while(|b| **b == b' ').count();
        if i < count {
            at += line.get(at..)?.iter().take_while(|b| **b != b' ').count();
        }
    }
    (at < line.len()).then_some(at)
}

/// The argument at `start`, without quotes, if it is a password.
fn password(text: &[u8], start: usize) -> Option<Range<usize>> {
    let start = start + usize::from(text.get(start) == Some(&b'='));
    let rest = text.get(start..text.len().min(start + REACH))?;
    let (open, len, quoting) = word(rest);
    let value = rest.get(open..open + len)?;
    judge::is_secret(value, Weigh::Password, quoting).then_some(start + open..start + open + len)
}

/// The part behind `sign` of the argument at `start`.
fn second_part(text: &[u8], start: usize, sign: u8) -> Option<Range<usize>> {
    let rest = text.get(start..text.len().min(start + REACH))?;
    let (open, len, quoting) = word(rest);
    let pair = rest.get(open..open + len)?;
    let at = memchr::memchr(sign, pair)? + 1;
    let value = pair.get(at..)?;
    if value.is_empty() && open == 0 && matches!(rest.get(len), Some(b'"' | b'\'')) {
        // Only the password is quoted.
        return password(text, start + len);
    }
    if value.is_empty() {
        // A token in place of a user, without a password.
        let key = pair.get(..at - 1)?;
        let secret = judge::is_secret(key, Weigh::Key, quoting);
        return secret.then_some(start + open..start + open + key.len());
    }
    judge::is_secret(value, Weigh::Password, quoting).then_some(start + open + at..start + open + len)
}

/// A shell word: how many bytes of quote stand before it, its length, how it is quoted.
fn word(rest: &[u8]) -> (usize, usize, Quoting) {
    let quote = rest.first().copied().filter(|b| matches!(b, b'"' | b'\''));
    let body = rest.get(usize::from(quote.is_some())..).unwrap_or_default();
    let ends = |b: &u8| match quote {
        Some(quote) => *b == quote || *b == b'\n',
        None => b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b';' | b'&' | b')'),
    };
    let len = body.iter().position(ends).unwrap_or(body.len());
    let quoting = if quote.is_some() { Quoting::Quoted } else { Quoting::Config };
    (usize::from(quote.is_some()), len, quoting)
}

/// `echo PASSWORD | command`, `printf '%s' PASSWORD | command`, `command ... <<< PASSWORD`. Of `user:password` the
/// password.
fn piped(text: &[u8], at: usize, len: usize) -> Option<Range<usize>> {
    let own = text.get(at..at + len)?;
    if let Some(found) = memchr::memmem::find(own, b"<<<") {
        let start = at + found + 3;
        return password(text, start + usize::from(text.get(start) == Some(&b' ')));
    }
    let from = at.saturating_sub(REACH);
    let head = text.get(from..at)?.trim_ascii_end();
    // `sudo`, `npx wrangler`.
    let pipe = memchr::memrchr(b'|', head)?;
    let words = head.get(pipe + 1..)?;
    (words.len() < 24 && words.iter().all(|b| b.is_ascii_lowercase() || *b == b' ')).then_some(())?;
    let head = head.get(..pipe)?.trim_ascii_end();
    let line = memchr::memrchr(b'\n', head).map_or(0, |at| at + 1);
    let tail = head.get(line..)?;
    let behind = |word: &[u8]| memchr::memmem::rfind(tail, word).map(|found| line + found + word.len());
    let mut start = behind(b"echo ").max(behind(b"printf "))?;
    for skipped in [&b"-n "[..], b"-e ", b"'%s' ", b"\"%s\" ", b"'%s\\n' ", b"%s "] {
        if head.get(start..).is_some_and(|rest| rest.starts_with(skipped)) {
            start += skipped.len();
        }
    }
    let (open, len, quoting) = word(head.get(start..)?);
    let value = head.get(start + open..start + open + len)?;
    let user =
        value.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
    let skipped = if value.get(user) == Some(&b':') && user > 0 { user + 1 } else { 0 };
    let value = value.get(skipped..)?;
    let start = from + start + open + skipped;
    judge::is_secret(value, Weigh::Password, quoting).then_some(start..start + value.len())
}

/// `user:PASSWORD@tcp(host)`.
fn before(text: &[u8], at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(REACH);
    let head = text.get(from..at)?;
    let word =
        head.iter().rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'/' | b'='));
    let word = word.map_or(0, |at| at + 1);
    // The sign may stand in the password itself.
    let start = [
        word,
        head.iter()
            .rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`'))
            .map_or(0, |at| at + 1),
    ]
    .into_iter()
    .find_map(|word| memchr::memchr(b':', head.get(word..)?).map(|colon| word + colon + 1))?;
    let value = head.get(start..)?;
    judge::is_secret(value, Weigh::Password, Quoting::Config).then_some(from + start..at)
}

/// `thin:user/PASSWORD@//host`, where `at` is behind `jdbc:oracle:`.
fn slashed(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..text.len().min(at + REACH))?;
    let word = rest.get(
        ..rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'`')).unwrap_or(rest.len()),
    )?;
    let start = memchr::memchr(b'/', word)? + 1;
    let end = memchr::memmem::rfind(word, b"@//").or_else(|| memchr::memrchr(b'@', word))?;
    let value = word.get(start..end)?;
    judge::is_secret(value, Weigh::Password, Quoting::Quoted).then_some(at + start..at + end)
}

/// `host:5432:database:user:PASSWORD`, where `at` is behind the port.
fn pgpass(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..text.len().min(at + REACH))?;
    let line = rest.get(..memchr::memchr2(b'\n', b'"', rest).unwrap_or(rest.len()))?;
    let mut start = 0;
    for _ in 0..2 {
        let part = line.get(start..)?;
        let colon = memchr::memchr(b':', part)?;
        part.get(..colon)?.iter().all(|b| b.is_ascii_graphic()).then_some(())?;
        start += colon + 1;
    }
    let value = line.get(start..)?.trim_ascii_end();
    judge::is_secret(value, Weigh::Password, Quoting::Quoted).then_some(at + start..at + start + value.len())
}

/// The password of `curl -u user:password`, where `at` is the space before `-u`.
pub fn curl_user(text: &[u8], at: usize) -> Option<Range<usize>> {
    second_part(text, at + 4 - usize::from(text.get(at + 3) != Some(&b' ')), b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands() {
        let cases = [
            ("redis-cli -h cache -a Zx7kq2Lm9v", Some("Zx7kq2Lm9v")),
            ("mysql -uroot -pXq7mZx9Ka db", Some("Xq7mZx9Ka")),
            ("mysql -u root -p shop2024x", None),
            ("unzip -P 'V1I}3d2Zjx1j{[' out.zip", None),
            ("zip -P Xq7mZx9Ka2 -r out.zip dir", Some("Xq7mZx9Ka2")),
            ("7z x -pLisbon943! backup.7z", Some("Lisbon943!")),
            ("mongosh -u root -p 'Chicken40032#' admin", Some("Chicken40032#")),
            ("mosquitto_pub -u app -P 'TokyoTurtle8001#' -t x", Some("TokyoTurtle8001#")),
            ("freerdp /v:host /u:bob /p:'Sunshine829!x'", Some("Sunshine829!x")),
            ("lftp -u jenkins,crLHnqy2KVHivhBI sftp://host", Some("crLHnqy2KVHivhBI")),
            ("http -a sa:6Q2up+Tbx= host", Some("6Q2up+Tbx=")),
            ("smbclient //h/s -U 'bob%Xq7mZx9Ka'", Some("Xq7mZx9Ka")),
            ("rabbitmqctl add_user app 'Xq7mZx9Ka!'", Some("Xq7mZx9Ka!")),
            ("htpasswd -bc file bob Xq7mZx9Ka", Some("Xq7mZx9Ka")),
            ("kinit bob@CORP <<< V3V1QzIYUZwkTD", Some("V3V1QzIYUZwkTD")),
            ("docker login -u bob -p Rt7kq2Lm9v ghcr.io", Some("Rt7kq2Lm9v")),
            (":5432:*:app:Velvet banana 923!\n", Some("Velvet banana 923!")),
            ("]:587 bob@host.org:Mysql2020#x", Some("Mysql2020#x")),
            ("rabbitmqctl list_users", None),
            ("ssh-keygen -t ed25519 -N 'Xq7mZx9Ka!' -f id", Some("Xq7mZx9Ka!")),
            ("ssh-keygen -t ed25519 -N '' -f id", None),
            ("chpasswd: {list: \"root:Xq7mZx9Ka\"}", Some("Xq7mZx9Ka")),
            ("chpasswd:\n  list: |\n    root:Xq7mZx9Ka\n", Some("Xq7mZx9Ka")),
            ("jdbc:oracle:thin:app/Xq7mZx9Ka@//db:1521/ORCL", Some("Xq7mZx9Ka")),
            ("jdbc:oracle:thin:app/Xq7m@Zx9Ka@//db:1521/ORCL", Some("Xq7m@Zx9Ka")),
            ("jdbc:oracle:thin:@//db:1521/ORCL", None),
            ("nmcli dev wifi connect office password 'Xq7mZx9Ka!'", Some("Xq7mZx9Ka!")),
            ("redis-cli -p 6379 -a \"$REDIS_AUTH\"", None),
        ];
        for (text, want) in cases {
            let at = text.find(|c: char| c != ' ').unwrap();
            let found = flag(text.as_bytes(), at).map(|r| &text[r]);
            assert_eq!(found, want, "{text}");
        }
        let piped = [
            (
                "echo 'Lantern5ut221wizard' | docker login -u x --password-stdin",
                "docker",
                Some("Lantern5ut221wizard"),
            ),
            ("echo 'bob:Xq7mZx9Ka!' | sudo chpasswd", "chpasswd", Some("Xq7mZx9Ka!")),
            ("echo Xq7mZx9Ka | sudo -S apt update", "sudo", Some("Xq7mZx9Ka")),
            ("alice:TRU36+arIUxRvUIf@tcp(10.1.1.1:3306)/", "@tcp(", Some("TRU36+arIUxRvUIf")),
            ("cat list | sudo -S tee x", "sudo", None),
            ("echo Xq7mZx9Ka | gh secret set DB_PASSWORD", "gh", Some("Xq7mZx9Ka")),
            ("cat key | gh secret set DB_PASSWORD", "gh", None),
            ("echo Xq7mZx9Ka | npx wrangler secret put DB_PASSWORD", "secret put", Some("Xq7mZx9Ka")),
            ("net use Z: \\\\host\\share /user:CORP\\bob Xq7mZx9Ka", " /user:", Some("Xq7mZx9Ka")),
        ];
        for (text, anchor, want) in piped {
            let at = text.find(anchor).unwrap();
            assert!(want.is_none() || may_be_flag(text.as_bytes(), at), "{text}");
            assert_eq!(flag(text.as_bytes(), at).map(|r| &text[r]), want, "{text}");
        }
    }

    #[test]
    fn curl() {
        let text = b"curl -u 'svc:Kp7mZx9Ka!4' https://api -u \"$USER:$PASS\"";
        assert_eq!(curl_user(text, 4), Some(13..24));
        assert_eq!(curl_user(b" -u bob:Kp7mZx9Ka4 x", 0), Some(8..18));
        assert_eq!(curl_user(b" -u bob:'Kp7mZx9Ka4' x", 0), Some(9..19));
        assert_eq!(curl_user(b" -u '123e4567-e89b-12d3-a456-426614174000:' x", 0), Some(5..41));
        assert_eq!(curl_user(b" -u 'development:' x", 0), None);
    }
}
