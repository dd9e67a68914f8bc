//! What was shared with this user: one session of somebody else's vault, read with what an envelope gave.
//!
//! A guest has no keyfile and no log of that vault. What vouches for the session is its manifest's signature by a key
//! that the sender named in the envelope; what a server could still do is show an older state of the session, no older
//! than when it was shared. The session becomes a [`Reader`] of a vault that holds nothing else, so that showing and
//! restoring are the same as everywhere.

use super::error::OpError;
use super::identity::Contacts;
use super::server::ServerPlace;
use super::share;
use super::view::Reader;
use crate::crypto::sign::VerifyingKey;
use crate::protocol::card::{Card, Contact};
use crate::protocol::cbor;
use crate::protocol::envelope::Envelope;
use crate::protocol::header::Context;
use crate::protocol::ids::{ActorId, Digest, OwnerId};
use crate::protocol::refs::{ManifestPointer, Ref, RefBody, RefName};
use crate::protocol::sharing::{Fetched, Opening};
use crate::remote::bundle::{BundleError, BundleRemote};
use crate::remote::http::HttpRemote;
use crate::remote::one::OneRef;
use crate::remote::{Remote, RemoteError};
use crate::vault::content::SessionKeys;
use crate::vault::envelope::{self, EnvelopeError, OpenedSession, Receiver, Standing, Wanted};
use crate::vault::follow::{Follow, RefState};
use crate::vault::identity::{Identity, verify_successor};
use crate::vault::keyfile::Keys;
use crate::vault::object::{self, ObjectError};
use std::path::Path;
use std::sync::Arc;

/// Who opens what was shared.
pub struct Guest<'a> {
    /// This user.
    pub me: &'a Identity,
    /// The people whom this machine knows.
    pub contacts: &'a Contacts,
    /// Whom it is said to be from, where that is somebody new here.
    pub from: Option<Contact>,
    /// Another identity of somebody known was confirmed by another way.
    pub changed_is_right: bool,
    /// Seconds of Unix time.
    pub now: u64,
}

/// A reader of what was shared on a server; says there how opening it ended.
pub async fn on_server(guest: &Guest<'_>, server: &ServerPlace, prefix: &str) -> Result<Reader, OpError> {
    let nobody = ActorId::default();
    let inbox = HttpRemote::new(server.client()?, OwnerId::default()).inbox(nobody).await?;
    let entry = share::find(&inbox.envelopes, prefix)?;
    let remote: Arc<dyn Remote> = Arc::new(HttpRemote::new(server.client()?, entry.vault));
    let bytes = match remote.fetch_envelope(nobody, entry.id).await? {
        Fetched::Envelope(bytes) => bytes,
        Fetched::Expired => return Err(EnvelopeError::Expired.into()),
        Fetched::Revoked => return Err(EnvelopeError::Revoked.into()),
    };
    let body = Envelope::parse(&bytes).map_err(EnvelopeError::from)?.body;
    if body.id != entry.id {
        return Err(EnvelopeError::Damaged("its name").into());
    }
    let handed = server.client()?.card(body.sender).await?;
    let session = entry.session.as_ref().and_then(RefName::session_tag);
    let opened = guest.open(&bytes, handed, Wanted { vault: Some(entry.vault), session });
    let (signature_ok, decrypted) = match &opened {
        Ok(_) => (true, true),
        Err(OpError::Envelope(refused)) => refused.outcome(),
        Err(_) => (false, false),
    };
    let told = remote.report_opening(nobody, (entry.id, Opening { signature_ok, decrypted })).await;
    let opened = opened?;
    told?;
    reader(opened, remote).await
}

/// A reader of a share bundle.
pub async fn in_bundle(guest: &Guest<'_>, path: &Path) -> Result<Reader, OpError> {
    let bundle = BundleRemote::open(path).map_err(|refused| match refused {
        BundleError::Io(source) => OpError::Io { path: path.into(), source },
        other => OpError::Archive(format!("{}: {other}", path.display())),
    })?;
    let handed: Card =
        cbor::decode(&bundle.card).map_err(|_| OpError::Archive(format!("{}: its card", path.display())))?;
    let wanted = Wanted { vault: None, session: bundle.name().session_tag() };
    let opened = guest.open(&bundle.envelope, Some(handed), wanted)?;
    reader(opened, Arc::new(bundle)).await
}

impl Guest<'_> {
    /// Opens an envelope. `handed` is the card of its sender as it came along: nothing of it is believed that no code or
    /// earlier contact vouches for.
    fn open(&self, bytes: &[u8], handed: Option<Card>, wanted: Wanted) -> Result<OpenedSession, OpError> {
        let sender = Envelope::parse(bytes).map_err(EnvelopeError::from)?.body.sender;
        if let Some(contact) = &self.from {
            if contact.owner != sender {
                return Err(EnvelopeError::SignerUnknown(sender).into());
            }
            let card = self.contacts.judge(contact, handed.clone(), self.changed_is_right)?;
            self.contacts.pin(&card)?;
        }
        let known = self.contacts.get(sender)?;
        let signers = |owner: OwnerId, key: &Digest| standing(known.as_ref(), handed.as_ref(), (owner, key));
        let receiver = Receiver { owner: self.me.owner(), seed: self.me.receive() };
        Ok(envelope::open_session(bytes, &receiver, wanted, (&signers, self.now))?)
    }
}

/// What is known of a key by the card that is pinned here, and by the one that is handed out now.
fn standing(known: Option<&Card>, handed: Option<&Card>, (owner, key): (OwnerId, &Digest)) -> Standing {
    let Some(card) = known.filter(|card| card.owner == owner && Digest::of(&card.sign) == *key) else {
        return Standing::Unknown;
    };
    let Ok(signer) = VerifyingKey::from_bytes(&card.sign) else { return Standing::Unknown };
    match handed {
        Some(new) if verify_successor(card, new).is_ok() => Standing::Revoked(signer),
        _ => Standing::Good(signer),
    }
}

/// A reader of the session that an envelope opens, and of nothing else.
pub async fn reader(opened: OpenedSession, remote: Arc<dyn Remote>) -> Result<Reader, OpError> {
    let (tag, owner) = (opened.body.session, opened.body.vault);
    let name = RefName::session(tag);
    let what = || format!("shared session {name}");
    if remote.owner() != owner {
        return Err(OpError::AnotherVault { wanted: owner, found: remote.owner() });
    }
    let found = remote.get_ref(&name).await?;
    let found = found.ok_or_else(|| RemoteError::NotFound("the session that was shared".into()))?;
    let RefBody::Session { manifest, meta, .. } = found.body else {
        return Err(OpError::NotFound("the session that was shared was shredded".into()));
    };
    let context = manifest_context(&*remote, &manifest).await.map_err(|error| match error {
        OpError::Object { source, .. } => OpError::object(what())(source),
        other => other,
    })?;
    if context.seq < opened.least_version {
        return Err(OpError::object(what())(ObjectError::Mismatch("time, before it was shared,")));
    }
    let keys = Keys::of_guest((owner, tag), &opened.signers)?;
    let content = SessionKeys::of_envelope(&keys, tag, opened.keys).map_err(OpError::object(what()))?;
    if !content.iter().any(|key| object::key_id(key.manifest_key().secret()) == context.key) {
        return Err(OpError::KeyNotShared);
    }
    let body = RefBody::Session { wraps: content.to_field(), manifest, meta };
    let state = RefState {
        version: found.version,
        fields: body.field_hashes(),
        tombstone: false,
        manifest_seq: 0,
        prev_manifest: context.prev,
        seq: 0,
        manifests: context.seq,
        meta_seq: 0,
    };
    let follow = Follow::of_ref(owner, name.clone(), state);
    let one = OneRef::new(remote, Ref { name, version: found.version, body });
    Ok(Reader { keys: Arc::new(keys), follow: Arc::new(follow), remote: Arc::new(one) })
}

/// The header of the manifest, wherever it lies.
async fn manifest_context(remote: &dyn Remote, field: &[u8]) -> Result<Context, OpError> {
    let parse = |bytes: &[u8]| Context::parse(bytes).map_err(ObjectError::from);
    let Some(pointer) = ManifestPointer::parse(field) else {
        return parse(field).map_err(OpError::object("manifest"));
    };
    let object = remote.get(pointer.id).await?;
    let whole = object.len() as u64 == pointer.len && Digest::of(&object).0 == pointer.id.0;
    if !whole {
        return Err(OpError::object("manifest")(ObjectError::Tampered));
    }
    parse(&object).map_err(OpError::object("manifest"))
}
