//! The built-in literals that every text is searched for, besides the anchors of the rules' shapes.

use super::prefilter::{Hiding, Special};

/// Stems of names. Case variants are listed, as the searcher compares exactly.
pub(super) const STEMS: [&str; 105] = [
    "Pass",
    "Auth(",
    ".login(",
    "PDO(",
    "mysqli",
    "şifre",
    "Şifre",
    "heslo",
    "lösenord",
    "assw",
    "ASSW",
    "assp",
    "ASSP",
    "pass",
    "PASS",
    "_pas",
    "cret",
    "CRET",
    "OKEN",
    "pi_k",
    "PI_K",
    "piKe",
    "pike",
    "PIKE",
    "PIKe",
    "pi-k",
    "pi-K",
    "PI-K",
    "pi k",
    "PI k",
    "PI K",
    "_key",
    "_KEY",
    "rKey",
    "tKey",
    "sKey",
    "eKey",
    "gKey",
    "nKey",
    "dKey",
    "-key",
    "-Key",
    ".key=",
    "s key",
    "n key",
    "g key",
    "auth",
    "AUTH",
    "redential",
    "REDENTIAL",
    "_SID",
    "ivkey",
    "ivKey",
    "IVKEY",
    "WIF",
    "wif",
    "pwd=",
    "PWD=",
    "Pwd=",
    "pwd\"",
    "pwd'",
    "pwd:",
    "PWD:",
    "Pwd:",
    "pwd ",
    "_pw",
    "_PW",
    "pw=",
    "pw:",
    "psk=",
    "PSK=",
    "SALT",
    "IED BY",
    "ied by",
    "ogin with",
    "reds: ",
    "ennwort",
    "contrase",
    "senha",
    "achtwoord",
    "hasło",
    "parola",
    "пароль",
    "Пароль",
    "密码",
    "密碼",
    "パスワード",
    "비밀번호",
    // Not `tokens`, which counts them in every line.
    "oken\"",
    "oken'",
    "oken`",
    "oken=",
    "oken:",
    "oken ",
    "oken\\",
    "oken>",
    "oken]",
    "oken%",
    "oken?",
    "ession=",
    "essionid=",
    "ESSID=",
    "ESSIONID=",
    "ect.sid=",
    "oken\u{1b}",
];

/// Anchors of structures.
pub(super) const SPECIALS: [(&str, Special); 24] = [
    ("://", Special::UrlPassword),
    ("BEGIN ", Special::PrivateKey),
    ("-END ", Special::PrivateKey),
    ("Private-Lines", Special::Putty),
    ("Bearer ", Special::Authorization),
    ("bearer ", Special::Authorization),
    ("Basic ", Special::Authorization),
    ("basic ", Special::Authorization),
    ("kty\"", Special::Jwk),
    ("kty\\", Special::Jwk),
    ("kty'", Special::Jwk),
    ("kty:", Special::Jwk),
    (" -u ", Special::CurlUser),
    (" -u'", Special::CurlUser),
    ("redis-cli", Special::CommandFlag),
    ("sshpass", Special::CommandFlag),
    ("mysql", Special::CommandFlag),
    ("mariadb", Special::CommandFlag),
    ("docker login", Special::CommandFlag),
    ("ldapsearch", Special::CommandFlag),
    ("sqlcmd", Special::CommandFlag),
    ("sig=", Special::Sas),
    ("BEARER ", Special::Authorization),
    ("BASIC ", Special::Authorization),
];

/// What can hide an anchor from a search of the raw bytes; [`super::view::hides_at`] looks closer at what is written by number.
pub(super) fn hiding() -> Vec<(Vec<u8>, Hiding)> {
    const FIXED: [(&str, Hiding); 8] = [
        ("\\u00", Hiding::Unicode),
        ("x1b[", Hiding::Colour),
        ("x1B[", Hiding::Colour),
        ("033[", Hiding::Colour),
        ("\\e[", Hiding::Colour),
        ("\\E[", Hiding::Colour),
        ("^[[", Hiding::Number),
        ("\u{feff}", Hiding::Number),
    ];
    let mut all: Vec<(Vec<u8>, Hiding)> =
        FIXED.into_iter().map(|(literal, hiding)| (literal.as_bytes().to_vec(), hiding)).collect();
    let mut number = |start: &str, last: u8| all.push(([start.as_bytes(), &[last]].concat(), Hiding::Number));
    for hex in (b'0'..=b'9').chain(b'a'..=b'f').chain(b'A'..=b'F') {
        ["%2", "%3", "%4", "%5", "%6", "%7"].into_iter().for_each(|start| number(start, hex));
    }
    for digit in (b'0'..=b'9').chain(*b"xX") {
        number("&#", digit);
    }
    for digit in b'0'..=b'7' {
        ["\\x", "\\0", "\\1"].into_iter().for_each(|start| number(start, digit));
    }
    let mut bytes = |bytes: [u8; 3], hiding| all.push((bytes.to_vec(), hiding));
    (0x8b..=0x8f).chain(0xaa..=0xae).for_each(|last| bytes([0xe2, 0x80, last], Hiding::Number));
    (0xa0..=0xa4).for_each(|last| bytes([0xe2, 0x81, last], Hiding::Number));
    for third in 0x20..0x7f {
        [b'[', b']', b'P', b'_', b'^', b'(', b')', b'#']
            .into_iter()
            .for_each(|second| bytes([0x1b, second, third], Hiding::Colour));
    }
    all
}
