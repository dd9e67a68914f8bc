//! What a new machine is given: a device code, or a whole recovery sheet (`ops::sheet` writes both).

use crate::crypto::secret::{AccountKey, Passphrase, Secret};
use crate::crypto::{sheet as lines, words};
use crate::ops::error::OpError;
use crate::ops::sheet;
use crate::vault::pin::Pin;
use zeroize::Zeroizing;

/// What a code or a sheet gave.
pub struct Code {
    /// What the vault is known by.
    pub pin: Pin,
    /// The secret, where the text was a whole sheet.
    pub secret: Option<Passphrase>,
    /// The account key, where the sheet has one.
    pub account: Option<AccountKey>,
    /// The invite to the server, where the sheet has one.
    pub invite: Option<Zeroizing<String>>,
    /// What the vault is called on the sheet.
    pub vault: Option<String>,
}

/// Reads a device code on one line or several, or the whole text of a recovery sheet.
pub fn read(text: &str) -> Result<Code, OpError> {
    if !text.lines().any(|line| line.trim() == sheet::TITLE) {
        let pin = sheet::read_code(text)?;
        return Ok(Code { pin, secret: None, account: None, invite: None, vault: None });
    }
    let gap = |what: &str| OpError::Usage(format!("the recovery sheet has no {what}"));
    let pin = sheet::read_code(&section(text, "Code (").ok_or_else(|| gap("code"))?)?;
    let account = match section(text, "Account key (") {
        Some(typed) => {
            let bytes = lines::decode(&typed).ok();
            let key = bytes.and_then(|bytes| Secret::from_slice(&bytes));
            Some(AccountKey::new(key.ok_or_else(|| gap("readable account key"))?))
        }
        None => None,
    };
    let secret = section(text, "Secret (").ok_or_else(|| gap("secret"))?;
    let secret = Zeroizing::new(secret.trim_end_matches('\n').as_bytes().to_vec());
    let invite = section(text, "Login (").map(|typed| sheet::read_login(&typed)).transpose()?;
    let vault = text.lines().find_map(|line| line.trim().strip_prefix("Vault "));
    let vault = vault.map(|name| name.trim().to_owned());
    Ok(Code { pin, secret: Some(words::normalise(Passphrase::new(secret))), account, invite, vault })
}

/// The indented lines under a heading at the margin, without their indentation of two.
fn section(text: &str, heading: &str) -> Option<Zeroizing<String>> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(heading));
    lines.next()?;
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    let indented = |line: &&str| line.starts_with("  ");
    for line in lines.skip_while(|line| line.is_empty()).take_while(indented) {
        out.push_str(line.get(2..).unwrap_or_default());
        out.push('\n');
    }
    Some(out)
}
