//! This installation's id: random, made once, kept in the state folder.

use super::error::OpError;
use crate::crypto::secret::random_bytes;
use crate::local::atomic;
use crate::protocol::ids::DeviceId;
use std::path::Path;

/// Reads the device id, or makes one.
pub fn load_or_create(state: &Path) -> Result<DeviceId, OpError> {
    let path = state.join("device");
    if let Some(bytes) = atomic::read_private(&path, 64)?
        && let Some(id) = std::str::from_utf8(&bytes).ok().and_then(|text| DeviceId::parse(text.trim()).ok())
    {
        return Ok(id);
    }
    let mut id = [0u8; 16];
    random_bytes(&mut id)?;
    let id = DeviceId(id);
    atomic::create_private_folder(state)?;
    atomic::write_private(&path, format!("{id}\n").as_bytes())?;
    Ok(id)
}
