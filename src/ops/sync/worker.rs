//! One worker: what it needs to seal and store, kept between sessions.

use super::SyncFailure;
use crate::ops::error::OpError;
use crate::ops::view::Reader;
use crate::protocol::ids::{DeviceId, ObjectId};
use crate::redact::Redacted;
use crate::scan::Ruleset;
use crate::scan::allow::AllowList;
use crate::vault::content::SessionKey;
use crate::vault::frame::Framer;
use crate::vault::manifest::{SeenHead, Segment, Writer};
use crate::vault::segment::{self, At};
use std::sync::Arc;
use tokio::runtime::Handle;

/// What the workers of one round share: nothing in it changes while they run.
#[derive(Clone)]
pub(super) struct Shared {
    /// Reads sessions.
    pub(super) reader: Reader,
    /// The rules.
    pub(super) rules: Arc<Ruleset>,
    /// What the user allows.
    pub(super) allow: Arc<AllowList>,
    /// This device.
    pub(super) device: DeviceId,
    /// Written into manifests.
    pub(super) writer: Writer,
    /// Written into manifests.
    pub(super) seen: SeenHead,
    /// Whether to only look.
    pub(super) dry_run: bool,
    /// Nanoseconds since 1970.
    pub(super) now_ns: i64,
}

/// A worker's own tools.
pub(super) struct Worker {
    pub(super) shared: Shared,
    pub(super) handle: Handle,
    pub(super) framer: Framer,
    /// Bytes of objects stored for the session at hand.
    pub(super) stored: u64,
    /// How to open an object just made, before its manifest exists.
    pub(super) made: Vec<ObjectId>,
}

impl Worker {
    pub(super) fn try_new(shared: Shared, handle: Handle) -> Result<Self, OpError> {
        let framer = Framer::try_new().map_err(|source| OpError::object("compressor")(source.into()))?;
        Ok(Self { shared, handle, framer, stored: 0, made: Vec::new() })
    }

    /// Seals and stores one piece of a file.
    pub(super) fn seal_segment(
        &mut self,
        piece: &Redacted,
        at: &At,
        key: &SessionKey,
    ) -> Result<Segment, OpError> {
        let sealed = segment::seal(piece, at, key, &mut self.framer);
        let (object, entry) = sealed.map_err(OpError::object("segment"))?;
        self.put(entry.object, object)?;
        Ok(entry)
    }

    /// Stores an object that a ref will name.
    pub(super) fn put(&mut self, id: ObjectId, object: Vec<u8>) -> Result<(), OpError> {
        self.stored += object.len() as u64;
        self.handle.block_on(self.shared.reader.remote.put(id, object.into()))?;
        self.made.push(id);
        Ok(())
    }
}

/// A failure that stops one session and lets the others go on, or everything.
pub(super) fn is_fatal(failure: &SyncFailure) -> bool {
    match failure {
        SyncFailure::Op(OpError::Remote(error)) => {
            !matches!(error, crate::remote::RemoteError::Damaged(_) | crate::remote::RemoteError::NotFound(_))
        }
        SyncFailure::Op(OpError::Random(_) | OpError::Worker) => true,
        _ => false,
    }
}
