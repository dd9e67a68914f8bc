//! One worker: what it needs to seal and store, kept between sessions.

use super::SyncFailure;
use crate::crypto::kdf;
use crate::ops::error::OpError;
use crate::ops::view::Reader;
use crate::protocol::header::Kind;
use crate::protocol::ids::{DeviceId, ObjectId, SessionTag};
use crate::redact::{Redacted, Redactor};
use crate::remote::pipelined::Pipelined;
use crate::remote::{Remote, RemoteError};
use crate::scan::allow::AllowList;
use crate::scan::{ConfirmedValues, Ruleset};
use crate::vault::content::SessionKey;
use crate::vault::frame::Framer;
use crate::vault::manifest::{SeenHead, Segment, Writer};
use crate::vault::object::{self, Place};
use crate::vault::segment::{self, At};
use std::sync::Arc;
use tokio::runtime::Handle;

/// What the workers of one round share: nothing in it changes while they run.
#[derive(Clone)]
pub(in crate::ops) struct Shared {
    /// Reads sessions.
    pub(in crate::ops) reader: Reader,
    /// The rules.
    pub(in crate::ops) rules: Arc<Ruleset>,
    /// What the user allows.
    pub(in crate::ops) allow: Arc<AllowList>,
    /// This device.
    pub(in crate::ops) device: DeviceId,
    /// Written into manifests.
    pub(in crate::ops) writer: Writer,
    /// Written into manifests.
    pub(in crate::ops) seen: SeenHead,
    /// Whether to only look.
    pub(in crate::ops) dry_run: bool,
    /// Whether to look for what the vault lost.
    pub(in crate::ops) full: bool,
    /// Nanoseconds since 1970.
    pub(in crate::ops) now_ns: i64,
}

/// A worker's own tools.
pub(in crate::ops) struct Worker {
    pub(in crate::ops) shared: Shared,
    pub(in crate::ops) handle: Handle,
    pub(in crate::ops) framer: Framer,
    /// Bytes of objects stored for the session at hand.
    pub(in crate::ops) stored: u64,
    /// How to open an object just made, before its manifest exists.
    pub(in crate::ops) made: Vec<ObjectId>,
    /// The remote, with several objects on their way at one time.
    sending: Arc<Pipelined>,
}

/// How many workers prepare sessions at one time at most.
pub(in crate::ops) fn most_workers() -> usize {
    std::thread::available_parallelism().map_or(2, |n| n.get()).clamp(1, 8)
}

impl Worker {
    pub(in crate::ops) fn try_new(mut shared: Shared, handle: Handle) -> Result<Self, OpError> {
        let framer = Framer::try_new().map_err(|source| OpError::object("compressor")(source.into()))?;
        let sending = Arc::new(Pipelined::new(Arc::clone(&shared.reader.remote), most_workers()));
        shared.reader.remote = Arc::clone(&sending) as Arc<dyn Remote>;
        Ok(Self { shared, handle, framer, stored: 0, made: Vec::new(), sending })
    }

    /// Begins a session; what an earlier one that failed left on its way is given up.
    pub(in crate::ops) fn begin(&mut self) {
        self.stored = 0;
        self.made.clear();
        self.handle.block_on(self.sending.abandon());
    }

    /// Waits until every object is stored: a ref may name them then.
    pub(in crate::ops) fn settle(&self) -> Result<(), OpError> {
        Ok(self.handle.block_on(self.sending.settle())?)
    }

    /// Seals and stores one piece of a file.
    pub(in crate::ops) fn seal_segment(
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

    /// The values that earlier runs on this machine confirmed in a session. State that does not open counts as
    /// none: the values are then found again where they stand.
    pub(in crate::ops) fn open_confirmed(&self, tag: SessionTag, sealed: &[u8]) -> Option<ConfirmedValues> {
        let keys = &self.shared.reader.keys;
        let key = kdf::local_key(keys.index(), &self.shared.device.0);
        let (_, plain) = object::open(key.secret(), (Kind::Meta, keys.owner(), tag), sealed).ok()?;
        ConfirmedValues::from_bytes(&plain).ok()
    }

    /// Seals what a redactor confirmed in a session, for this machine alone.
    pub(in crate::ops) fn seal_confirmed(
        &self,
        tag: SessionTag,
        redactor: &Redactor,
    ) -> Result<Vec<u8>, OpError> {
        if redactor.confirmed().is_empty() {
            return Ok(Vec::new());
        }
        let keys = &self.shared.reader.keys;
        let key = kdf::local_key(keys.index(), &self.shared.device.0);
        let place = Place::new(Kind::Meta, keys.owner(), tag);
        let sealed =
            object::seal(key.secret(), &place.context(key.secret()), &redactor.confirmed().to_bytes());
        sealed.map_err(OpError::object("local state"))
    }

    /// Stores an object that a ref will name.
    pub(in crate::ops) fn put(&mut self, id: ObjectId, object: Vec<u8>) -> Result<(), OpError> {
        self.stored += object.len() as u64;
        self.handle.block_on(self.shared.reader.remote.put(id, object.into()))?;
        self.made.push(id);
        Ok(())
    }
}

/// A failure that stops one session and lets the others go on, or everything.
pub(in crate::ops) fn is_fatal(failure: &SyncFailure) -> bool {
    matches!(failure, SyncFailure::Op(error) if is_fatal_op(error))
}

/// The same for an error that is not of a local file.
pub(in crate::ops) fn is_fatal_op(error: &OpError) -> bool {
    match error {
        OpError::Remote(error) => !matches!(error, RemoteError::Damaged(_) | RemoteError::NotFound(_)),
        OpError::Random(_) | OpError::Worker | OpError::KeptLog(_) => true,
        _ => false,
    }
}
