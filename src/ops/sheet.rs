//! The recovery sheet: everything that opens a vault when this machine is gone, on one page.

mod qr;

pub use qr::{QrCode, qr, short_text};

use super::error::OpError;
use super::open::Profile;
use crate::crypto::secret::{AccountKey, Passphrase};
use crate::crypto::sheet::{self, SheetError};
use crate::protocol::token::{ID_LEN, SECRET_LEN};
use crate::vault::pin::Pin;
use zeroize::Zeroizing;

/// The sheet's first line.
pub const TITLE: &str = "HAN RECOVERY SHEET";

/// How the text of an invite begins.
const INVITE: &str = "hiv_";

/// What the sheet says.
pub struct Sheet<'a> {
    /// The vault.
    pub profile: &'a Profile,
    /// Where it lies, as a person would say it.
    pub place: &'a str,
    /// The secret.
    pub secret: &'a Passphrase,
    /// The account key, where the vault has one.
    pub account: Option<&'a AccountKey>,
    /// The invite that lets a new machine log in to the server, where the vault is on one.
    pub invite: Option<&'a str>,
    /// What another machine checks the vault against.
    pub pin: &'a Pin,
    /// The day, as `2026-11-22`.
    pub day: &'a str,
}

/// The device code of a pin: what a second machine needs beside the place and the secret.
pub fn device_code(pin: &Pin) -> Result<Zeroizing<String>, OpError> {
    sheet::encode(&pin.to_bytes()).map_err(|error| code_error(&error))
}

/// Reads a device code, or the code of a whole recovery sheet.
pub fn read_code(text: &str) -> Result<Pin, OpError> {
    let bytes = sheet::decode(text).map_err(|error| code_error(&error))?;
    Pin::from_bytes(&bytes).map_err(|_| OpError::Usage("that code is not one of han's device codes".into()))
}

fn code_error(error: &SheetError) -> OpError {
    OpError::Usage(format!("device code: {error}"))
}

/// The sheet as text.
pub fn text(with: &Sheet<'_>) -> Result<Zeroizing<String>, OpError> {
    let mut out = Zeroizing::new(String::with_capacity(2048));
    let secret = std::str::from_utf8(with.secret.expose())
        .map_err(|_| OpError::Usage("the secret is not text and cannot be written on a sheet".into()))?;
    let code = device_code(with.pin)?;
    out.push_str(TITLE);
    out.push_str("\n\n");
    for (label, value) in [
        ("Vault", with.profile.name.as_str()),
        ("Owner", &with.profile.owner.to_string()),
        ("Place", with.place),
        ("Date", with.day),
    ] {
        out.push_str(&format!("  {label:<7}{value}\n"));
    }
    out.push_str("\nSecret (whoever has it reads everything; without it nobody does):\n\n");
    // One write of the secret into a buffer that is wiped; `format!` would leave a copy behind.
    out.push_str("  ");
    out.push_str(secret);
    out.push('\n');
    if let Some(account) = with.account {
        let key = sheet::encode(account.secret().expose()).map_err(|error| code_error(&error))?;
        out.push_str("\nAccount key (needed beside the secret):\n\n");
        push_lines(&mut out, &key);
    }
    out.push_str("\nCode (tells another machine that it has the right vault):\n\n");
    push_lines(&mut out, &code);
    if let Some(invite) = with.invite {
        out.push_str("\nLogin (lets one new machine log in to the server, once):\n\n");
        push_lines(&mut out, &login_code(invite)?);
        out.push_str("\nTo open the vault on another machine, with this sheet in a file:\n\n");
        out.push_str(&format!("  han login {} --recover FILE", with.place));
        out.push_str("\n\nA machine that is logged in already needs the code and the secret alone:\n\n");
    } else {
        out.push_str("\nTo open the vault on another machine:\n\n");
    }
    out.push_str(&format!("  han keys unlock --vault {} --remote {}", with.profile.name, with.place));
    out.push_str(
        " --code -\n\nthen type the code and the secret when asked. Keep this sheet on paper or offline.\n",
    );
    Ok(out)
}

/// An invite in the letters of a sheet, which tell a slip of the pen.
fn login_code(invite: &str) -> Result<Zeroizing<String>, OpError> {
    let unfit = || OpError::Usage("the server gave no invite for the sheet".into());
    let (id, secret) = invite.strip_prefix(INVITE).and_then(|rest| rest.split_once('_')).ok_or_else(unfit)?;
    let mut bytes = Zeroizing::new([0; ID_LEN + SECRET_LEN]);
    let (to_id, to_secret) = bytes.split_at_mut(ID_LEN);
    hex::decode_to_slice(id, to_id).map_err(|_| unfit())?;
    hex::decode_to_slice(secret, to_secret).map_err(|_| unfit())?;
    sheet::encode(bytes.as_slice()).map_err(|error| code_error(&error))
}

/// The invite of a sheet's login code.
pub fn read_login(text: &str) -> Result<Zeroizing<String>, OpError> {
    let bytes = sheet::decode(text).map_err(|error| code_error(&error))?;
    match bytes.split_at_checked(ID_LEN) {
        Some((id, secret)) if secret.len() == SECRET_LEN => {
            let secret = Zeroizing::new(hex::encode(secret));
            Ok(Zeroizing::new(format!("{INVITE}{}_{}", hex::encode(id), secret.as_str())))
        }
        _ => Err(OpError::Usage("that is no login code of a recovery sheet".into())),
    }
}

fn push_lines(out: &mut Zeroizing<String>, lines: &str) {
    for line in lines.lines() {
        out.push_str("  ");
        out.push_str(line);
        out.push('\n');
    }
}
