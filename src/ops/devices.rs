//! The machines that use a vault, as far as the vault shows them: by who signed the manifests.

use super::error::OpError;
use super::progress::Progress;
use super::view::Reader;
use crate::protocol::ids::DeviceId;
use crate::protocol::refs::{RefBody, RefName};
use std::collections::BTreeMap;

/// Refs in one page.
const PAGE: usize = 256;

/// A machine that wrote to the vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Its name, as it last gave it.
    pub name: String,
    /// The first and the last of its syncs that still show: seconds of Unix time, by its own clock.
    pub first: u64,
    /// See `first`.
    pub last: u64,
    /// Sessions whose newest version it wrote.
    pub sessions: u64,
}

/// The writers of all current manifests. A machine all of whose sessions were since written by others does
/// not show, nor does one that only reads.
pub async fn list(reader: &Reader, progress: &dyn Progress) -> Result<Vec<Device>, OpError> {
    let mut devices: BTreeMap<DeviceId, Device> = BTreeMap::new();
    let mut after = RefName::roster();
    progress.begin("reading manifests", Some(reader.follow.ref_count()));
    loop {
        let page = reader.remote.list_refs(Some(&after), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.name.clone();
        for found in page.iter().filter(|found| matches!(found.body, RefBody::Session { .. })) {
            // Written after this client looked: the next listing shows it.
            let seen = reader.follow.state(&found.name)?.is_some_and(|state| state.version >= found.version);
            if !seen {
                continue;
            }
            let writer = reader.open(found).await?.manifest.writer;
            let synced = reader.meta(found)?.map_or(0, |meta| meta.synced);
            note(&mut devices, (writer.device, writer.name), synced);
        }
        progress.add(page.len() as u64);
    }
    progress.done();
    let mut devices: Vec<Device> = devices.into_values().collect();
    devices.sort_by_key(|device| std::cmp::Reverse(device.last));
    Ok(devices)
}

fn note(devices: &mut BTreeMap<DeviceId, Device>, (id, name): (DeviceId, String), synced: u64) {
    let fresh = || Device { id, name: name.clone(), first: synced, last: synced, sessions: 0 };
    let device = devices.entry(id).or_insert_with(fresh);
    device.sessions += 1;
    device.first = device.first.min(synced);
    if synced >= device.last {
        device.last = synced;
        device.name = name;
    }
}
