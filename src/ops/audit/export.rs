//! The log as a folder that others verify without han: with openssl and a few lines of any language.
//!
//! ```text
//! checkpoint        the signed head (C2SP checkpoint), byte for byte
//! log.pub           the log key: 32 bytes, Ed25519
//! log.pem           the same as PEM (RFC 8410), for openssl
//! leaves.ndjson     one JSON object a line: seq, class, body (hex), what the body says, and the sealed origin (hex)
//! tile/...          hashes and entries as c2sp.org/tlog-tiles lays them out
//! ```

use super::{hash_of, read};
use crate::crypto::secret::random_bytes;
use crate::local::atomic;
use crate::ops::error::OpError;
use crate::ops::open::{OpenVault, follow_on};
use crate::ops::progress::Progress;
use crate::protocol::checkpoint::Checkpoint;
use crate::protocol::ids::Digest;
use crate::protocol::leaf::{Class, Leaf, Outcome};
use crate::protocol::merkle::{CompactRange, NodeHash};
use crate::protocol::tiles::{Kind, Tile, entry};
use crate::remote::Event;
use crate::vault::follow::Follow;
use base64::Engine as _;
use serde_json::json;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// What stands before an Ed25519 key in its DER form (RFC 8410, section 4).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// How often a log may grow while its head is asked for.
const ATTEMPTS: usize = 8;

/// What was written.
pub struct Written {
    /// Leaves.
    pub leaves: u64,
    /// The root over them.
    pub root: Digest,
    /// Tiles.
    pub tiles: u64,
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> OpError {
    let path = path.to_owned();
    move |source| OpError::Io { path, source }
}

/// Writes the log of a connected vault to `dir`, which must not be there; it appears whole or not at all.
///
/// # Errors
/// Those of reading the log, or [`OpError::Usage`] where `dir` is there already.
pub async fn run(vault: &OpenVault, dir: &Path, progress: &dyn Progress) -> Result<Written, OpError> {
    if fs::symlink_metadata(dir).is_ok() {
        return Err(OpError::Usage(format!("{} is there already; give a new folder", dir.display())));
    }
    let unfinished = Unfinished::create(dir)?;
    let written = write(vault, unfinished.path(), progress).await?;
    unfinished.finish(dir)?;
    Ok(written)
}

/// A folder beside its place, which goes when it is not finished.
struct Unfinished(Option<PathBuf>);

impl Unfinished {
    fn create(dir: &Path) -> Result<Self, OpError> {
        let mut random = [0u8; 8];
        random_bytes(&mut random)?;
        let name = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = dir.with_file_name(format!(".{name}.{}", hex::encode(random)));
        atomic::create_private_folder(&path).map_err(OpError::File)?;
        Ok(Self(Some(path)))
    }

    fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    fn finish(mut self, dir: &Path) -> Result<(), OpError> {
        fs::rename(self.path(), dir).map_err(io(dir))?;
        self.0 = None;
        let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
        atomic::sync_folder(parent.unwrap_or(Path::new("."))).map_err(OpError::File)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // Where it cannot be removed the failure that led here is the one to tell.
            let _ = fs::remove_dir_all(path);
        }
    }
}

async fn write(vault: &OpenVault, dir: &Path, progress: &dyn Progress) -> Result<Written, OpError> {
    let connection = &vault.connection;
    let remote = &*connection.remote;
    let (head, follow) = head(vault).await?;
    let key = connection.pin.log_key.0;
    put(&dir.join("checkpoint"), &head)?;
    put(&dir.join("log.pub"), &key)?;
    put(&dir.join("log.pem"), pem(&key).as_bytes())?;
    let path = dir.join("leaves.ndjson");
    let mut out = BufWriter::new(fs::File::create_new(&path).map_err(io(&path))?);
    let (mut hashes, mut entries) = (Vec::new(), Vec::new());
    read(remote, &follow, progress, |class, leaf, event| {
        hashes.push(hash_of(class, event));
        entries.push((event.class, Digest::of(&event.body).0));
        writeln!(out, "{}", line(class, &leaf, event)).map_err(io(&path))
    })
    .await?;
    let written = out.into_inner().map_err(|failed| io(&path)(failed.into_error()))?;
    written.sync_all().map_err(io(&path))?;
    let tiles = tiles(dir, hashes, &entries)?;
    Ok(Written { leaves: follow.size(), root: follow.root(), tiles })
}

/// The signed head, and the log followed to it: the log may have grown since the vault was connected, by this very
/// program's reads too.
async fn head(vault: &OpenVault) -> Result<(Vec<u8>, Follow), OpError> {
    let connection = &vault.connection;
    let mut follow = connection.follow.clone();
    for _ in 0..ATTEMPTS {
        let head = connection.remote.head().await?;
        let seen = Checkpoint::verify(&head.checkpoint, &connection.pin.log_key.0)?;
        if seen.size < follow.size() {
            return Err(OpError::Rollback { shown: seen.size, pinned: follow.size() });
        }
        if seen.size == follow.size() {
            let same = seen.root == follow.root().0;
            return if same { Ok((head.checkpoint, follow)) } else { Err(OpError::Rewritten) };
        }
        if let Some(next) = follow_on(&*connection.remote, &follow).await? {
            follow = next;
        }
    }
    Err(OpError::Conflict)
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), OpError> {
    let mut file = fs::File::create_new(path).map_err(io(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io(path))
}

fn pem(key: &[u8; 32]) -> String {
    let der = [&SPKI[..], key].concat();
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
}

fn line(class: Class, leaf: &Leaf, event: &Event) -> serde_json::Value {
    json!({
        "seq": leaf.seq,
        "class": class as u8,
        "body": hex::encode(&event.body),
        "time_us": leaf.time_us,
        "actor": hex::encode(leaf.actor.0),
        "token": hex::encode(leaf.token),
        "action": leaf.action.name(),
        "outcome": if leaf.outcome == Outcome::Done { "done" } else { "denied" },
        "ref": leaf.moved.as_ref().map(|moved| moved.name.as_str()),
        "version": leaf.moved.as_ref().map(|moved| moved.version),
        "count": leaf.count,
        "sealed_origin": event.origin.as_ref().map(hex::encode),
    })
}

/// Writes every tile of the tree over these leaves; returns how many.
fn tiles(dir: &Path, hashes: Vec<NodeHash>, entries: &[(u8, [u8; 32])]) -> Result<u64, OpError> {
    let size = hashes.len() as u64;
    let mut levels = vec![hashes];
    while let Some(next) = levels.last().filter(|level| level.len() >= 256).map(|level| parents(level)) {
        levels.push(next);
    }
    let mut count = 0;
    for tile in Tile::all(size) {
        let from = usize::try_from(tile.first()).unwrap_or(usize::MAX);
        let to = from.saturating_add(usize::try_from(tile.width).unwrap_or(usize::MAX));
        let bytes: Option<Vec<u8>> = match tile.kind {
            Kind::Entries => entries
                .get(from..to)
                .map(|all| all.iter().flat_map(|(class, hash)| entry(*class, hash)).collect()),
            Kind::Hashes(level) => {
                levels.get(usize::from(level)).and_then(|level| level.get(from..to)).map(<[_]>::concat)
            }
        };
        let path = dir.join("tile").join(tile.to_string());
        fs::create_dir_all(path.parent().unwrap_or(dir)).map_err(io(&path))?;
        put(&path, &bytes.unwrap_or_default())?;
        count += 1;
    }
    Ok(count)
}

/// The roots of each 256 hashes, as far as they are full.
fn parents(level: &[NodeHash]) -> Vec<NodeHash> {
    let root = |hashes: &[NodeHash; 256]| {
        let mut range = CompactRange::new();
        for hash in hashes {
            range.append(*hash);
        }
        range.root()
    };
    level.as_chunks::<256>().0.iter().map(root).collect()
}
