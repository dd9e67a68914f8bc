//! The recovery sheet as a QR code on a terminal: a telephone keeps what a printer would.

use super::{Sheet, TITLE, code_error, device_code, login_code, push_lines};
use crate::crypto::sheet;
use crate::ops::error::OpError;
use qrcode::{Color, EcLevel};
use zeroize::Zeroizing;

/// Light modules on each side, which a reader needs to find the code.
const QUIET: usize = 4;

/// A square of modules. What is in it is secret: no Debug. The encoder keeps copies of its own that are not wiped, so
/// that it is made only when somebody asks to see it.
pub struct QrCode {
    modules: Zeroizing<Vec<bool>>,
    width: usize,
}

impl QrCode {
    /// Modules on one side, the quiet ones too.
    pub fn width(&self) -> usize {
        self.width + 2 * QUIET
    }

    /// Whether the module in this column and row is dark.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let (Some(x), Some(y)) = (x.checked_sub(QUIET), y.checked_sub(QUIET)) else { return false };
        x < self.width && self.modules.get(y * self.width + x).copied().unwrap_or(false)
    }

    /// The code in half blocks, black on white whatever the terminal's colours are: two rows of modules a line.
    pub fn lines(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(self.width() * self.width() * 2));
        for y in (0..self.width()).step_by(2) {
            out.push_str("\x1b[30;107m");
            for x in 0..self.width() {
                out.push(match (self.is_dark(x, y), self.is_dark(x, y + 1)) {
                    (true, true) => '\u{2588}',
                    (true, false) => '\u{2580}',
                    (false, true) => '\u{2584}',
                    (false, false) => ' ',
                });
            }
            out.push_str("\x1b[0m\n");
        }
        out
    }
}

/// The sheet as a QR code of its [`short_text`].
///
/// # Errors
/// Where the secret is not text, or too long for a code.
pub fn qr(with: &Sheet<'_>) -> Result<QrCode, OpError> {
    let text = short_text(with)?;
    let too_long = |_| OpError::Usage("the sheet is too long for a QR code; give --recovery-out FILE".into());
    let code = qrcode::QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).map_err(too_long)?;
    let width = code.width();
    let modules = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
    Ok(QrCode { modules: Zeroizing::new(modules), width })
}

/// The parts of a sheet that open the vault, as `han keys unlock --code -` reads them.
///
/// # Errors
/// Where the secret is not text.
pub fn short_text(with: &Sheet<'_>) -> Result<Zeroizing<String>, OpError> {
    let secret = std::str::from_utf8(with.secret.expose())
        .map_err(|_| OpError::Usage("the secret is not text and cannot be in a QR code".into()))?;
    let mut out = Zeroizing::new(String::with_capacity(1024));
    out.push_str(TITLE);
    out.push_str("\nVault ");
    out.push_str(&with.profile.name);
    out.push_str("\nSecret (\n  ");
    out.push_str(secret);
    if let Some(account) = with.account {
        out.push_str("\nAccount key (\n");
        let key = sheet::encode(account.secret().expose()).map_err(|error| code_error(&error))?;
        push_lines(&mut out, &key);
    } else {
        out.push('\n');
    }
    out.push_str("Code (\n");
    push_lines(&mut out, &device_code(with.pin)?);
    if let Some(invite) = with.invite {
        out.push_str("Login (\n");
        push_lines(&mut out, &login_code(invite)?);
    }
    Ok(out)
}
