//! Opening sealed origins: from where a request came, for whoever holds the vault's keys.

use super::keyfile::Keys;
use crate::crypto::hpke;
use crate::protocol::origin::{self, Origin, Sealed};

/// A sealed origin that these keys do not open, or that is none.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the sealed origin does not open")]
pub struct NotOpened;

impl Keys {
    /// Opens a sealed origin of this vault with the audit key that it was sealed to.
    pub fn open_origin(&self, sealed: &[u8]) -> Result<Origin, NotOpened> {
        let sealed = Sealed::parse(sealed).map_err(|_| NotOpened)?;
        let info = origin::info(self.owner());
        let open = |key| hpke::open(key, &info, &sealed.encapsulated, &sealed.ciphertext).ok();
        let plain = self.audits.values().rev().find_map(open).ok_or(NotOpened)?;
        Origin::from_plain(&plain).map_err(|_| NotOpened)
    }
}
