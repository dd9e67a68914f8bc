//! Shares that go on: a session gets fresh content keys when the data key changes, when somebody seals it anew or takes
//! another share of it back, and other people may come to sign it. Its sender's client then seals each open share of it
//! anew, under the name that it has, for the same person and until the same moment. Nobody else can: the recipient takes
//! the sender's signature and no other.
//!
//! What was looked at stands in the state folder, so that a look which finds nothing new asks nobody.

use super::{Sealed, ShareOptions, put, signers, terms};
use crate::crypto::sign::VerifyingKey;
use crate::ops::error::{OpError, chain};
use crate::ops::identity::{self, Contacts};
use crate::ops::open::{Connection, OpenVault, Profile};
use crate::ops::place::RemotePlace;
use crate::ops::standing;
use crate::ops::view::{Reader, SessionView};
use crate::protocol::card::Card;
use crate::protocol::envelope::{Envelope, EnvelopeBody};
use crate::protocol::ids::{ActorId, Digest, EnvelopeId, KeyId, OwnerId, SessionTag};
use crate::protocol::refs::RefName;
use crate::protocol::sharing::{EnvelopeEntry, Fetched};
use crate::remote::RemoteError;
use crate::vault::envelope::{
    self, EnvelopeError, Recipient, Sender, SharedSession, Standing, Wanted, seal_session,
};
use crate::vault::identity::{Identity, verify_card};
use minicbor::{Decode, Encode};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// The name of the file that says what was looked at.
const FILE: &str = "shares";

/// What a user is told whose shares are signed by another identity from now on.
pub const CONFIRM: &str = "your identity is another one: whom you share with confirms it by your new contact code (han team fingerprint, then \
                           --from CODE --accept-changed-key)";

/// What stood when the shares were looked at last.
#[derive(Clone, Default, Encode, Decode)]
#[cbor(map)]
struct Kept {
    /// The size of the log then.
    #[n(0)]
    size: u64,
    /// The leaves about envelopes in it.
    #[n(1)]
    leaves: u64,
    /// The open shares.
    #[n(2)]
    marks: Vec<Mark>,
}

/// One open share.
#[derive(Clone, Encode, Decode)]
#[cbor(map)]
struct Mark {
    #[n(0)]
    id: EnvelopeId,
    #[n(1)]
    session: RefName,
    #[n(2)]
    recipient: ActorId,
    /// Microseconds.
    #[n(3)]
    expires_us: u64,
    /// Whether this user made it; unknown before it was looked at.
    #[n(4)]
    mine: Option<bool>,
    /// As of when it was right.
    #[n(5)]
    at: At,
    /// What it holds, where that is known here.
    #[n(6)]
    gist: Option<Digest>,
    /// For whom it is, as this user has said.
    #[n(7)]
    terms: Option<Agreed>,
}

/// What this user has agreed to by a share. It stays here because a later identity of this user, made where the one
/// before may be in other hands, cannot take that one's word for it.
#[derive(Clone, Copy, Encode, Decode)]
#[cbor(map)]
struct Agreed {
    #[n(0)]
    recipient: OwnerId,
    /// SHA-256 of the receiving key.
    #[n(1)]
    key: Digest,
    /// Seconds of Unix time.
    #[n(2)]
    not_after: u64,
}

impl Agreed {
    fn of(body: &EnvelopeBody) -> Self {
        Self { recipient: body.recipient, key: body.recipient_key, not_after: body.not_after }
    }
}

/// The versions of what a share depends on: the session's ref, keyfile, roster.
#[derive(Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
struct At {
    #[n(0)]
    session: u64,
    #[n(1)]
    keyfile: u64,
    #[n(2)]
    roster: u64,
}

/// What was found of the shares of a vault.
pub struct Look {
    kept: Kept,
    /// Of the marks, those which something has happened to.
    due: Vec<usize>,
}

/// What became of the shares of a vault.
#[derive(Default)]
pub struct KeptUp {
    /// Those that were sealed anew.
    pub renewed: Vec<EnvelopeId>,
    /// Whether they are signed by another identity than before, which their recipients must confirm.
    pub signed_anew: bool,
    /// Those of this user that could not be, and why.
    pub failed: Vec<(EnvelopeId, String)>,
}

/// Writes down what was shared just now. Who gets it as a file is no concern of a server.
pub fn note(profile: &Profile, sealed: &Sealed, recipient: ActorId) -> Result<(), OpError> {
    let Sealed { envelope, view, reader, .. } = sealed;
    let body = &envelope.body;
    let roster = reader.keys.roster().map_or(0, |roster| roster.version());
    let mut kept = load(profile)?;
    kept.marks.push(Mark {
        id: body.id,
        session: RefName::session(view.tag),
        recipient,
        expires_us: body.not_after.saturating_add(1).saturating_mul(1_000_000),
        mine: Some(true),
        at: At { session: view.version, keyfile: reader.keys.keyfile_version, roster },
        gist: Some(gist(view, &signers(reader, view))),
        terms: Some(Agreed::of(body)),
    });
    standing::save(profile, FILE, &kept)
}

fn load(profile: &Profile) -> Result<Kept, OpError> {
    match standing::load(profile, FILE) {
        // Nothing but what a look finds again.
        Err(OpError::State(_)) => Ok(Kept::default()),
        other => Ok(other?.unwrap_or_default()),
    }
}

/// Whether the shares were looked at when the log had this size. In a folder nobody is handed anything.
pub fn is_settled(profile: &Profile, place: &RemotePlace, size: u64) -> Result<bool, OpError> {
    Ok(!matches!(place, RemotePlace::Server(_)) || load(profile)?.size == size)
}

/// Looks at the open shares of a vault; asks for the list only where the log tells of something new.
pub async fn look(connection: &Connection, now: u64) -> Result<Look, OpError> {
    let mut kept = load(&connection.profile)?;
    let follow = &connection.follow;
    if kept.leaves != follow.shares() {
        kept.marks = listed(connection, kept.marks).await?;
        kept.leaves = follow.shares();
    }
    kept.marks.retain(|mark| mark.expires_us / 1_000_000 > now);
    kept.size = follow.size();
    let mut due = Vec::new();
    for (index, mark) in (0..).zip(&kept.marks).filter(|(_, mark)| mark.mine != Some(false)) {
        let behind = at(connection, &mark.session)?.is_some_and(|at| at != mark.at);
        due.extend(behind.then_some(index));
    }
    let look = Look { kept, due };
    if look.due.is_empty() {
        look.save(&connection.profile)?;
    }
    Ok(look)
}

impl Look {
    /// Whether there is nothing to seal anew.
    pub fn is_settled(&self) -> bool {
        self.due.is_empty()
    }

    fn save(&self, profile: &Profile) -> Result<(), OpError> {
        standing::save(profile, FILE, &self.kept)
    }
}

/// The open shares, with what was known of them.
async fn listed(connection: &Connection, known: Vec<Mark>) -> Result<Vec<Mark>, OpError> {
    let list = match connection.remote.envelopes().await {
        Ok(list) => list.envelopes,
        // A role that may not see them has none.
        Err(RemoteError::Refused(_) | RemoteError::NotAuthorised(_)) => Vec::new(),
        Err(other) => return Err(other.into()),
    };
    let mark = |entry: &EnvelopeEntry| {
        let open = entry.status.is_open() && entry.recipient != ActorId::default();
        let session = entry.session.clone().filter(|_| open)?;
        let fresh = Mark {
            id: entry.id,
            session,
            recipient: entry.recipient,
            expires_us: entry.expires_us,
            mine: None,
            at: At::default(),
            gist: None,
            terms: None,
        };
        Some(known.iter().find(|mark| mark.id == entry.id).cloned().unwrap_or(fresh))
    };
    Ok(list.iter().filter_map(mark).collect())
}

/// What a share of this session depends on now; none where the session was shredded.
fn at(connection: &Connection, session: &RefName) -> Result<Option<At>, OpError> {
    let roster = connection.roster.as_ref().map_or(0, |roster| roster.version());
    let keyfile = connection.keyfile.version;
    let state = connection.follow.state(session)?.filter(|state| !state.tombstone);
    Ok(state.map(|state| At { session: state.version, keyfile, roster }))
}

/// Seals anew what [`look`] found to be behind, as far as this user made it.
pub async fn keep_up(
    vault: OpenVault,
    place: &RemotePlace,
    mut look: Look,
    now: u64,
) -> Result<(OpenVault, KeptUp), OpError> {
    let mut done = KeptUp::default();
    let profile = vault.connection.profile.clone();
    let me = match (vault.keys.identity(), &profile.person) {
        (Some(me), _) => Some(Arc::clone(me)),
        (None, Some(person)) => identity::local(person, now)?,
        (None, None) => None,
    };
    // Who has no identity here made none of them.
    let Some(me) = me else { return Ok((vault, done)) };
    let may_write = vault.require_write();
    let OpenVault { connection, keys, slot } = vault;
    let reader = Reader {
        keys: Arc::new(keys),
        follow: Arc::new(connection.follow.clone()),
        remote: Arc::clone(&connection.remote),
    };
    let scene = Scene { reader: &reader, connection: &connection, place, me: &me, now };
    for index in std::mem::take(&mut look.due) {
        let Some(mark) = look.kept.marks.get_mut(index) else { continue };
        match scene.renew(mark, &may_write).await {
            Ok(Renewed::Again { signed_anew }) => {
                done.signed_anew |= signed_anew;
                done.renewed.push(mark.id);
            }
            Ok(Renewed::AsItWas) => {}
            Err(error) => done.failed.push((mark.id, chain(&error))),
        }
    }
    let keys = Arc::into_inner(reader.keys).ok_or(OpError::Worker)?;
    let mut vault = OpenVault { connection, keys, slot };
    if !done.renewed.is_empty() {
        vault.connection.refresh().await?;
        vault.connection.remember()?;
    }
    // What failed is looked at again by the next run.
    look.kept.size = if done.failed.is_empty() { vault.connection.follow.size() } else { 0 };
    look.kept.leaves = vault.connection.follow.shares();
    look.save(&profile)?;
    Ok((vault, done))
}

/// What became of one share.
enum Renewed {
    /// Nothing: it holds what it should, or is somebody else's.
    AsItWas,
    /// It was sealed anew, by another identity or the same.
    Again { signed_anew: bool },
}

/// Who seals what anew.
struct Scene<'a> {
    reader: &'a Reader,
    connection: &'a Connection,
    place: &'a RemotePlace,
    me: &'a Identity,
    now: u64,
}

impl Scene<'_> {
    /// Seals a share anew where it must be; writes down what was found of it.
    async fn renew(&self, mark: &mut Mark, may_write: &Result<(), OpError>) -> Result<Renewed, OpError> {
        let remote = &self.reader.remote;
        let at = at(self.connection, &mark.session)?;
        let (Some(tag), Some(at)) = (mark.session.session_tag(), at) else {
            return Ok(Renewed::AsItWas);
        };
        let actor = ActorId(self.connection.profile.device.0);
        let Fetched::Envelope(bytes) = remote.fetch_envelope(actor, mark.id).await? else {
            return Ok(Renewed::AsItWas);
        };
        let old = Envelope::parse(&bytes).map_err(EnvelopeError::from)?.body;
        if old.sender != self.me.owner() {
            mark.mine = Some(false);
            return Ok(Renewed::AsItWas);
        }
        mark.mine = Some(true);
        let agreed = self.agreed(mark, tag, &bytes)?;
        let Some(view) = self.reader.session(tag).await? else { return Ok(Renewed::AsItWas) };
        let signers = signers(self.reader, &view);
        let gist = gist(&view, &signers);
        let own = Digest::of(&self.me.card().sign);
        let signed_anew = old.sender_key != own;
        let right = mark.gist == Some(gist) || (mark.gist.is_none() && self.is_right(&old, &view));
        if right && !signed_anew {
            (mark.at, mark.gist) = (at, Some(gist));
            return Ok(Renewed::AsItWas);
        }
        if let Err(OpError::MayNotWrite { vault, why }) = may_write {
            return Err(OpError::MayNotWrite { vault: vault.clone(), why });
        }
        let card = self.card(&agreed, signed_anew).await?;
        let options = ShareOptions { id: String::new(), not_after: agreed.not_after, now: self.now };
        let shared = SharedSession {
            tag,
            keys: view.session_keys.iter().map(|key| key.content_key()).collect(),
            signers,
            least_version: view.manifest.version,
            again: Some(mark.id),
        };
        let to = Recipient { owner: card.owner, receive: &card.receive };
        let sealed = seal_session((&Sender::of(self.me), &to), terms(self.reader, &options), &shared)?;
        put(&**remote, (actor, Some(mark.recipient)), &sealed).await?;
        (mark.at, mark.gist) = (at, Some(gist));
        Ok(Renewed::Again { signed_anew })
    }

    /// What this user has agreed to: as the envelope says where the present identity signed it, which the server that
    /// keeps it cannot forge; else as this machine has it.
    fn agreed(&self, mark: &mut Mark, tag: SessionTag, bytes: &[u8]) -> Result<Agreed, OpError> {
        let own = |owner: OwnerId, key: &Digest| own(self.me, owner, key);
        let wanted = Wanted { vault: Some(self.reader.owner()), session: Some(tag) };
        let agreed = match (envelope::check(bytes, wanted, &own, self.now), mark.terms) {
            (Ok(checked), _) => Agreed::of(&checked.body),
            (Err(EnvelopeError::SignerUnknown(_)), Some(agreed)) => agreed,
            (Err(EnvelopeError::SignerUnknown(_)), None) => {
                let what = "an earlier identity of yours signed it: share the session anew";
                return Err(OpError::NotFound(what.into()));
            }
            (Err(refused), _) => return Err(refused.into()),
        };
        mark.terms = Some(agreed);
        Ok(agreed)
    }

    /// Whether an envelope that this machine did not seal holds what it should: under the data key in force, so that no
    /// vault key is newer. Who may sign for a team it does not say to anybody but its recipient.
    fn is_right(&self, old: &EnvelopeBody, view: &SessionView) -> bool {
        let ids = view.session_keys.iter().map(|key| KeyId(key.content_key().id()));
        self.connection.roster.is_none()
            && old.epoch == self.reader.keys.active_dek_version()
            && ids.eq(old.keys.iter().copied())
    }

    /// The card with the key that the share is for. Where this user has another identity, it is handed out to whom it
    /// concerns.
    async fn card(&self, agreed: &Agreed, publish: bool) -> Result<Card, OpError> {
        let same = |card: &Card| card.owner == agreed.recipient && Digest::of(&card.receive) == agreed.key;
        let state = self.connection.profile.state.parent();
        let known = state.map(|state| Contacts::of(state).get(agreed.recipient)).transpose()?.flatten();
        let client = match self.place {
            RemotePlace::Server(server) => Some(server.client()?),
            _ => None,
        };
        if let (Some(client), true) = (&client, publish) {
            client.put_card(self.me.card()).await?;
        }
        if let Some(known) = known.filter(same) {
            return Ok(known);
        }
        let handed = match client {
            Some(client) => client.card(agreed.recipient).await?,
            None => None,
        };
        let handed = handed.filter(|card| same(card) && verify_card(card).is_ok());
        handed.ok_or_else(|| {
            OpError::NotFound("its recipient has another identity now: share the session anew".into())
        })
    }
}

/// What is known of a key: whether it is this user's.
fn own(me: &Identity, owner: OwnerId, key: &Digest) -> Standing {
    match VerifyingKey::from_bytes(&me.card().sign) {
        Ok(mine) if owner == me.owner() && Digest::of(&mine.to_bytes()) == *key => Standing::Good(mine),
        _ => Standing::Unknown,
    }
}

/// What a share of a session as it is now holds: the ids of its content keys, and who may sign.
fn gist(view: &SessionView, signers: &[VerifyingKey]) -> Digest {
    let mut hash = Sha256::new();
    for key in view.session_keys.iter() {
        hash.update(key.content_key().id());
    }
    hash.update([0; 16]);
    for signer in signers {
        hash.update(signer.to_bytes());
    }
    Digest(hash.finalize().into())
}
