//! Sharing a session: sealing its content keys to a person, handing them over by the vault's server or in a file, and
//! taking that back.

pub mod living;

use super::error::OpError;
use super::list;
use super::open::{OpenVault, fetch};
use super::revise::{self, Revision};
use super::view::{Reader, SessionView};
use crate::crypto::sign::VerifyingKey;
use crate::protocol::cbor;
use crate::protocol::envelope::Envelope;
use crate::protocol::ids::{ActorId, Digest, EnvelopeId, ObjectId, SessionTag};
use crate::protocol::refs::{Action, Commit, ManifestPointer, Ref, RefBody, RefName};
use crate::protocol::sharing::{EnvelopeEntry, EnvelopeStatus, PutEnvelope};
use crate::remote::bundle::BundleWriter;
use crate::remote::{Remote, Swap};
use crate::vault::author::Signer;
use crate::vault::envelope::{Recipient, Sender, SharedSession, Terms, seal_session};
use crate::vault::frame::Framer;
use crate::vault::manifest::Writer;
use crate::vault::meta::Meta;
use bytes::Bytes;
use std::io::Write;
use std::sync::Arc;

/// Attempts to give a session a fresh key while others write to it.
const ATTEMPTS: usize = 8;

/// What to share, and until when.
pub struct ShareOptions {
    /// The session's uuid, or the first part of it.
    pub id: String,
    /// The last second of Unix time at which it may be opened.
    pub not_after: u64,
    /// Seconds of Unix time.
    pub now: u64,
}

/// A session sealed for somebody.
pub struct Sealed {
    /// The envelope.
    pub envelope: Envelope,
    /// What is known of the session.
    pub meta: Meta,
    /// The session, opened.
    pub view: SessionView,
    /// A reader of the vault as it was then.
    pub reader: Reader,
}

/// Seals the content keys of a session for a person.
pub async fn seal(
    reader: &Reader,
    (sender, recipient): (&Sender<'_>, &Recipient<'_>),
    options: &ShareOptions,
) -> Result<Sealed, OpError> {
    let (reader, view, meta) = list::open(reader, &options.id).await?;
    let shared = SharedSession {
        tag: view.tag,
        keys: view.session_keys.iter().map(|key| key.content_key()).collect(),
        signers: signers(&reader, &view),
        least_version: view.manifest.version,
        again: None,
    };
    let envelope = seal_session((sender, recipient), terms(&reader, options), &shared)?;
    Ok(Sealed { envelope, meta, view, reader })
}

fn terms(reader: &Reader, options: &ShareOptions) -> Terms {
    Terms {
        vault: reader.owner(),
        created: options.now,
        not_after: options.not_after,
        epoch: reader.keys.active_dek_version(),
    }
}

/// The keys by which the recipient takes the session's manifest: the one that signed it as it is now, and those that may
/// sign it from now on. Keys that were replaced or left with their member are not among them.
fn signers(reader: &Reader, view: &SessionView) -> Vec<VerifyingKey> {
    let member = |key: &[u8; 32]| VerifyingKey::from_bytes(key).ok();
    let mut keys: Vec<VerifyingKey> = match (view.signer, reader.keys.roster()) {
        (Signer::Member(_, now), Some(roster)) => {
            let writers = roster.members().filter(|member| member.role.may_write());
            member(&now).into_iter().chain(writers.filter_map(|one| member(&one.card.sign))).collect()
        }
        (Signer::Member(_, now), None) => member(&now).into_iter().collect(),
        (Signer::VaultKey(replaced), _) => {
            let counts = |at: &Option<u64>| at.is_none() || *at == replaced;
            reader.keys.vault_keys().filter(|(_, at)| counts(at)).map(|(key, _)| *key).collect()
        }
    };
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(*key));
    keys
}

/// Has the vault's keeper hold the envelope for a user (nobody where it goes as a file), which the log records.
pub async fn put(
    remote: &dyn Remote,
    (actor, recipient): (ActorId, Option<ActorId>),
    envelope: &Envelope,
) -> Result<(), OpError> {
    let recipient = recipient.unwrap_or_default();
    Ok(remote.put_envelope(&PutEnvelope { actor, recipient, envelope: cbor::encode(envelope) }).await?)
}

/// Writes a session with its envelope and the sender's card to `to`; gives the bytes.
pub async fn write_bundle(sealed: &Sealed, card: &[u8], to: &mut (dyn Write + Send)) -> Result<u64, OpError> {
    let io = |failed| OpError::Io { path: "the share bundle".into(), source: failed };
    let name = RefName::session(sealed.view.tag);
    let remote = &sealed.reader.remote;
    let found = fetch(&**remote, &name).await?.filter(|found| found.version == sealed.view.version);
    // Somebody wrote between: what is sealed would not open the newer state for certain.
    let found = found.ok_or(OpError::Conflict)?;
    let RefBody::Session { manifest, meta, .. } = found.body else { return Err(OpError::Conflict) };
    let body = RefBody::Session { wraps: Vec::new(), manifest, meta };
    let bare = Ref { name, version: found.version, body };
    let mut writer = BundleWriter::begin(to, card, &cbor::encode(&sealed.envelope), &bare).map_err(io)?;
    let mut objects = sealed.view.manifest.objects();
    objects.extend(sealed.view.pointer.map(|ManifestPointer { id, .. }| id));
    for id in objects {
        let content: Bytes = remote.get(id).await?;
        if ObjectId::of(&content) != id {
            return Err(crate::remote::RemoteError::Damaged(id).into());
        }
        writer.object(&content).map_err(io)?;
    }
    writer.end().map_err(io)
}

/// The one envelope of a list whose id begins with `prefix`.
pub fn find<'a>(list: &'a [EnvelopeEntry], prefix: &str) -> Result<&'a EnvelopeEntry, OpError> {
    let mut all = list.iter().filter(|entry| entry.id.to_string().starts_with(prefix));
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(OpError::NotFound(format!("no share begins with {prefix}"))),
        _ => Err(OpError::Usage(format!("several shares begin with {prefix}: give more of its id"))),
    }
}

/// What a revocation did.
pub struct Revoked {
    /// The envelope.
    pub id: EnvelopeId,
    /// How far it had come.
    pub was: EnvelopeStatus,
    /// Whether the session has a key from now on that was not handed out; not where it was shredded since.
    pub renewed: bool,
}

/// Takes an envelope back: first its recipient loses access, then the session gets a fresh content key.
pub async fn revoke(vault: OpenVault, prefix: &str, now: u64) -> Result<(OpenVault, Revoked), OpError> {
    vault.require_write()?;
    let remote = Arc::clone(&vault.connection.remote);
    let actor = ActorId(vault.connection.profile.device.0);
    let list = remote.envelopes().await?.envelopes;
    let entry = find(&list, prefix)?;
    remote.revoke_envelope(actor, entry.id).await?;
    let tag = entry.session.as_ref().and_then(RefName::session_tag);
    let (vault, renewed) = match tag {
        Some(tag) => renew(vault, tag, now).await?,
        None => (vault, false),
    };
    Ok((vault, Revoked { id: entry.id, was: entry.status, renewed }))
}

/// Gives a session a fresh content key: what is written to it from now on, its manifest and metadata first, opens by no
/// key that was handed out before. `false` where the session is no more.
async fn renew(mut vault: OpenVault, tag: SessionTag, now: u64) -> Result<(OpenVault, bool), OpError> {
    let name = RefName::session(tag);
    for _ in 0..ATTEMPTS {
        vault.connection.refresh().await?;
        vault = vault.reopen(now)?;
        if !vault.connection.follow.stands(&name)? {
            return Ok((vault, false));
        }
        let OpenVault { connection, keys, slot } = vault;
        let keys = Arc::new(keys);
        let reader = Reader {
            keys: Arc::clone(&keys),
            follow: Arc::new(connection.follow.clone()),
            remote: Arc::clone(&connection.remote),
        };
        let sealed = next(&reader, tag, (writer(&connection), connection.seen_head())).await;
        drop(reader);
        let keys = Arc::into_inner(keys).ok_or(OpError::Worker)?;
        vault = OpenVault { connection, keys, slot };
        let sealed = match sealed {
            Err(OpError::Conflict) => continue,
            other => other?,
        };
        if commit(&mut vault, sealed).await? {
            vault.connection.remember()?;
            return Ok((vault, true));
        }
    }
    Err(OpError::Conflict)
}

fn writer(connection: &super::open::Connection) -> Writer {
    Writer { device: connection.profile.device, name: connection.profile.device_name.clone() }
}

/// The session's next manifest, the same but for its key.
async fn next(
    reader: &Reader,
    tag: SessionTag,
    writer: (Writer, crate::vault::manifest::SeenHead),
) -> Result<revise::Sealed, OpError> {
    let name = RefName::session(tag);
    let found = fetch(&*reader.remote, &name).await?.ok_or(OpError::Conflict)?;
    let mut meta = reader.meta(&found)?.ok_or(OpError::Conflict)?;
    let mut view = reader.open(&found).await?;
    view.session_keys.renew(&reader.keys, tag).map_err(OpError::object("content keys"))?;
    let mut manifest = view.manifest.clone();
    let mut framer = Framer::try_new().map_err(|e| OpError::object("manifest")(e.into()))?;
    let revision = Revision {
        tag,
        keys: (&reader.keys, &view.session_keys),
        before: Some(&view),
        writer,
        action: Action::Sync,
    };
    revise::seal(revision, &mut manifest, &mut meta, &mut framer)
}

/// Commits it; `false` where the session or the keyfile had moved.
async fn commit(vault: &mut OpenVault, sealed: revise::Sealed) -> Result<bool, OpError> {
    if let Some((id, bytes)) = sealed.object {
        vault.connection.remote.put(id, bytes.into()).await?;
    }
    let wanted: Vec<(RefName, [Digest; 3])> =
        vec![(sealed.change.name.clone(), sealed.change.body.field_hashes())];
    let commit = Commit {
        keyfile_version: vault.keys.keyfile_version,
        actor: ActorId(vault.connection.profile.device.0),
        changes: vec![sealed.change],
    };
    match vault.connection.remote.commit(&commit).await? {
        Swap::Done(receipt) => {
            vault.connection.accept(&receipt, &wanted).await?;
            Ok(true)
        }
        Swap::Conflict { .. } => Ok(false),
    }
}
