//! The recovery sheet and the device code: what a new machine needs to open a vault and to know that it is
//! the right one.
//!
//! A device code is the pin alone, in the encoding of [`crypto::sheet`](crate::crypto::sheet), and no secret.
//! The sheet is a text for people that holds the secret too; its sections are read back by [`read`]:
//! a heading at the margin, then indented lines up to an empty one.

use crate::crypto::secret::{AccountKey, Passphrase, Secret};
use crate::crypto::sheet::{self, SheetError};
use crate::crypto::words;
use crate::ops::error::OpError;
use crate::vault::pin::Pin;
use zeroize::Zeroizing;

const TITLE: &str = "han recovery sheet";
const SECRET: &str = "SECRET";
const ACCOUNT: &str = "ACCOUNT KEY";
const PIN: &str = "PIN";

/// What a recovery sheet says.
pub struct Sheet<'a> {
    /// The vault's name on this machine.
    pub vault: &'a str,
    /// Where it lies.
    pub place: &'a str,
    /// When the sheet was made, for people.
    pub made: &'a str,
    /// The secret.
    pub secret: &'a Passphrase,
    /// The account key, where the vault has one.
    pub account: Option<&'a AccountKey>,
    /// What the vault is known by.
    pub pin: &'a Pin,
}

/// Writes the sheet.
pub fn write(sheet: &Sheet<'_>) -> Result<Zeroizing<String>, OpError> {
    let mut text = Zeroizing::new(String::with_capacity(4096));
    text.push_str(TITLE);
    text.push_str("\n\n");
    let owner = sheet.pin.owner.to_string();
    for (name, value) in
        [("vault", sheet.vault), ("owner", &owner), ("place", sheet.place), ("made", sheet.made)]
    {
        text.push_str(&format!("{name:<8}{}\n", plain(value)));
    }
    section(&mut text, SECRET, "", secret_lines(sheet.secret).as_str());
    if let Some(account) = sheet.account {
        let lines = sheet::encode(account.secret().expose())?;
        section(&mut text, ACCOUNT, " (needed beside the secret)", lines.as_str());
    }
    let note = " (no secret: shows a new machine that it sees the right vault)";
    section(&mut text, PIN, note, sheet::encode(&sheet.pin.to_bytes())?.as_str());
    text.push_str(
        "\nWithout the secret nobody can open the vault, and whoever has it can: keep this sheet away from it.\n\
         On a new machine:\n  han keys unlock --remote PLACE --code @FILE-WITH-THIS-SHEET\n",
    );
    Ok(text)
}

/// A secret that a person typed or that was generated is text; other bytes are written as a code.
fn secret_lines(secret: &Passphrase) -> Zeroizing<String> {
    let text = std::str::from_utf8(secret.expose()).ok();
    match text.filter(|text| !text.chars().any(char::is_control) && text.trim() == *text) {
        Some(text) => Zeroizing::new(text.to_owned()),
        None => Zeroizing::new("(not text: keep the file or command that it comes from)".to_owned()),
    }
}

fn section(text: &mut Zeroizing<String>, heading: &str, note: &str, lines: &str) {
    text.push('\n');
    text.push_str(heading);
    text.push_str(note);
    text.push('\n');
    for line in lines.lines() {
        text.push_str("  ");
        text.push_str(line);
        text.push('\n');
    }
}

/// One line of foreign text without anything that could pass for a section.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

/// The device code: the pin on one line, fit for an argument.
pub fn device_code(pin: &Pin) -> Result<String, OpError> {
    Ok(sheet::encode(&pin.to_bytes())?.replace('\n', "-"))
}

/// What a code or a sheet gave.
pub struct Code {
    /// What the vault is known by.
    pub pin: Pin,
    /// The secret, where the text was a whole sheet.
    pub secret: Option<Passphrase>,
    /// The account key, where the sheet has one.
    pub account: Option<AccountKey>,
}

/// Reads a device code, the pin lines of a sheet, or a whole sheet.
pub fn read(text: &str) -> Result<Code, OpError> {
    if !text.lines().any(|line| line.trim() == TITLE) {
        return Ok(Code { pin: read_pin(text)?, secret: None, account: None });
    }
    let pin = read_pin(&lines_of(text, PIN).ok_or(SheetError::Empty)?)?;
    let account = match lines_of(text, ACCOUNT) {
        Some(lines) => {
            let bytes = sheet::decode(&lines)?;
            Some(AccountKey::new(Secret::from_slice(&bytes).ok_or(OpError::BadCode)?))
        }
        None => None,
    };
    let secret = lines_of(text, SECRET).filter(|lines| !lines.trim_start().starts_with("(not text"));
    let secret = secret.map(|lines| {
        let bytes = Zeroizing::new(lines.trim().as_bytes().to_vec());
        words::normalise(Passphrase::new(bytes))
    });
    Ok(Code { pin, secret, account })
}

fn read_pin(text: &str) -> Result<Pin, OpError> {
    Pin::from_bytes(&sheet::decode(text)?).map_err(|_| OpError::BadCode)
}

/// The indented lines under a heading.
fn lines_of(text: &str, heading: &str) -> Option<Zeroizing<String>> {
    let mut lines = text.lines().skip_while(|line| {
        let rest = line.strip_prefix(heading);
        !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
    });
    lines.next()?;
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    for line in lines.take_while(|line| line.starts_with([' ', '\t'])) {
        out.push_str(line.trim());
        out.push('\n');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::{Digest, OwnerId};

    fn pin() -> Pin {
        Pin {
            format: 1,
            owner: OwnerId([9; 16]),
            keyfile_version: 3,
            keyfile_hash: Digest([1; 32]),
            vault_key: Digest([2; 32]),
            log_key: Digest([3; 32]),
            size: 12_345,
            root: Digest([4; 32]),
        }
    }

    fn pass(text: &str) -> Passphrase {
        Passphrase::new(Zeroizing::new(text.as_bytes().to_vec()))
    }

    fn written(secret: &Passphrase, account: Option<&AccountKey>, place: &str) -> Zeroizing<String> {
        write(&Sheet { vault: "personal", place, made: "2027-01-15", secret, account, pin: &pin() }).unwrap()
    }

    #[test]
    fn a_device_code_is_one_word_and_comes_back() {
        let code = device_code(&pin()).unwrap();
        assert!(code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
        let read = read(&code.to_lowercase()).unwrap();
        assert_eq!(read.pin, pin());
        assert!(read.secret.is_none() && read.account.is_none());
        let mut wrong = code.clone().into_bytes();
        wrong[40] = if wrong[40] == b'7' { b'8' } else { b'7' };
        assert!(matches!(super::read(std::str::from_utf8(&wrong).unwrap()), Err(OpError::Code(_))));
    }

    #[test]
    fn a_sheet_comes_back_whole() {
        let account = AccountKey::random().unwrap();
        let text = written(&pass("two words"), Some(&account), "/mnt/x\nPIN\n  AAAA");
        let code = read(&text).unwrap();
        assert_eq!(code.pin, pin());
        assert!(code.secret.unwrap().ct_eq(&pass("two words")));
        assert!(code.account.unwrap().secret().ct_eq(account.secret()));
    }

    #[test]
    fn a_secret_that_is_no_text_is_not_written() {
        let text = written(&Passphrase::new(Zeroizing::new(vec![0xff, 0])), None, "/x");
        let code = read(&text).unwrap();
        assert!(code.secret.is_none() && code.account.is_none());
    }

    #[test]
    fn a_damaged_sheet_is_refused() {
        let text = written(&pass("x"), None, "/x");
        let cut = text.replace("\nPIN", "\nPEN");
        assert!(matches!(read(&cut), Err(OpError::Code(SheetError::Empty))));
        assert!(read("").is_err() && read("han").is_err());
    }
}
