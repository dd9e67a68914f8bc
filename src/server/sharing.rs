//! Envelopes: kept, given to whom they are for, reported on, revoked. Each of these leaves a leaf in the transaction
//! that did it. What an envelope holds nobody here can open; what it lets its recipient read is decided here.

use super::commit::By;
use super::events::keep_origin;
use super::store::envelopes::{KeptEnvelope, Whose, status_at};
use super::store::{Standing, Write};
use super::{Refusal, Service, ServiceError};
use crate::protocol::envelope::{BadEnvelope, Envelope, EnvelopeKind};
use crate::protocol::ids::{ActorId, Digest, EnvelopeId, ObjectId, OwnerId};
use crate::protocol::leaf::{BodyKind, Class, Leaf, Outcome, RefMove};
use crate::protocol::refs::{Action, RefName};
use crate::protocol::sharing::{
    EnvelopeStatus, Envelopes, Fetched, MAX_ENVELOPE_DAYS, MAX_ENVELOPE_LIST, MAX_OPEN_ENVELOPES,
    MAX_OPENINGS, Opening,
};

const SECOND_US: u64 = 1_000_000;
const DAY_US: u64 = 24 * super::HOUR_US;

/// What of a vault an envelope lets its recipient read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked<'a> {
    /// One ref.
    Ref(&'a RefName),
    /// One object.
    Object(ObjectId),
    /// The envelope itself.
    Envelope(EnvelopeId),
}

/// What a leaf says beside who acted.
struct Said {
    action: Action,
    /// See [`Opening::bits`]; 0 where nothing was opened.
    bits: u64,
    outcome: Outcome,
}

impl Said {
    fn done(action: Action) -> Self {
        Self { action, bits: 0, outcome: Outcome::Done }
    }
}

impl Service {
    /// Keeps an envelope for a user. One that is kept already with the same bytes stays as it is; other bytes take its
    /// place where its sender sealed the same session anew for the same person, until the same moment.
    pub async fn put_envelope(
        &self,
        owner: OwnerId,
        by: impl Into<By<'_>>,
        (recipient, bytes): (ActorId, &[u8]),
    ) -> Result<(), ServiceError> {
        let by = by.into();
        let kept = kept(owner, (by.caller.actor, recipient), bytes, self.now_us())?;
        let sealed = self.sealed_by(owner, by).await?;
        let mut tx = self.store.write(owner).await?;
        if let Some(there) = tx.kept_envelope(kept.id).await? {
            let same = (&there.sealed, there.recipient) == (&kept.sealed, recipient);
            if same || !goes_on(&there, &kept) {
                tx.abandon().await?;
                return if same { Ok(()) } else { Err(Refusal::Envelope("its id is taken").into()) };
            }
            tx.replace_envelope(&kept).await?;
            self.say(&mut *tx, (owner, by, sealed), &kept, Said::done(Action::Share)).await?;
            return Ok(tx.commit().await?);
        }
        if let Some(name) = &kept.session {
            let stands = tx.standing(&[name]).await?.get(name).copied();
            if !matches!(stands, Some(Standing { kind: BodyKind::Session, .. })) {
                return Err(Refusal::Envelope("there is no such session in the vault").into());
            }
        }
        if tx.open_envelopes(kept.created_us).await? >= MAX_OPEN_ENVELOPES {
            return Err(Refusal::Envelope("the vault has too many open ones").into());
        }
        tx.add_envelope(&kept).await?;
        self.say(&mut *tx, (owner, by, sealed), &kept, Said::done(Action::Share)).await?;
        Ok(tx.commit().await?)
    }

    /// The newest envelopes of a vault.
    pub async fn envelopes(&self, owner: OwnerId) -> Result<Envelopes, ServiceError> {
        self.list(Whose::Vault(owner)).await
    }

    /// The newest envelopes for a user, of whatever vault.
    pub async fn inbox(&self, user: ActorId) -> Result<Envelopes, ServiceError> {
        self.list(Whose::Recipient(user)).await
    }

    async fn list(&self, whose: Whose) -> Result<Envelopes, ServiceError> {
        let mut envelopes = self.store.envelopes(whose, MAX_ENVELOPE_LIST + 1).await?;
        let more = envelopes.len() > MAX_ENVELOPE_LIST;
        envelopes.truncate(MAX_ENVELOPE_LIST);
        let now_us = self.now_us();
        for entry in &mut envelopes {
            entry.status = status_at(entry.status, entry.expires_us, now_us);
        }
        Ok(Envelopes { envelopes, more })
    }

    /// An envelope by its name, if there is one; when its recipient asks for the first time, it is delivered.
    pub async fn fetch_envelope(
        &self,
        owner: OwnerId,
        by: impl Into<By<'_>>,
        id: EnvelopeId,
    ) -> Result<Option<Fetched>, ServiceError> {
        let by = by.into();
        let Some(found) = self.store.envelope(owner, id).await? else { return Ok(None) };
        match found.status_at(self.now_us()) {
            EnvelopeStatus::Expired => return Ok(Some(Fetched::Expired)),
            EnvelopeStatus::Revoked => return Ok(Some(Fetched::Revoked)),
            EnvelopeStatus::Pending if found.recipient == by.caller.actor => {}
            _ => return Ok(Some(Fetched::Envelope(found.sealed))),
        }
        let sealed = self.sealed_by(owner, by).await?;
        let mut tx = self.store.write(owner).await?;
        // Whoever came between has delivered it, or revoked it.
        let now = tx.kept_envelope(id).await?;
        match now.map(|now| now.status) {
            Some(EnvelopeStatus::Pending) => {
                tx.set_envelope(id, EnvelopeStatus::Delivered, None).await?;
                self.say(&mut *tx, (owner, by, sealed), &found, Said::done(Action::Deliver)).await?;
                tx.commit().await?;
            }
            Some(EnvelopeStatus::Revoked) => {
                tx.abandon().await?;
                return Ok(Some(Fetched::Revoked));
            }
            _ => tx.abandon().await?,
        }
        Ok(Some(Fetched::Envelope(found.sealed)))
    }

    /// Writes down what the recipient found on opening; `false` where there is no such envelope for who says so. Beyond
    /// [`MAX_OPENINGS`] nothing more is written.
    pub async fn report_opening(
        &self,
        owner: OwnerId,
        by: impl Into<By<'_>>,
        (id, opening): (EnvelopeId, Opening),
    ) -> Result<bool, ServiceError> {
        let by = by.into();
        let sealed = self.sealed_by(owner, by).await?;
        let mut tx = self.store.write(owner).await?;
        let found = tx.kept_envelope(id).await?.filter(|found| found.recipient == by.caller.actor);
        let Some(found) = found else {
            tx.abandon().await?;
            return Ok(false);
        };
        if tx.openings(id).await? >= MAX_OPENINGS {
            tx.abandon().await?;
            return Ok(true);
        }
        let now_us = self.now_us();
        tx.add_opening(id, (by.caller.token, now_us), opening).await?;
        if opening.is_good() && found.status_at(now_us).is_open() {
            tx.set_envelope(id, EnvelopeStatus::Opened, None).await?;
        }
        let outcome = if opening.is_good() { Outcome::Done } else { Outcome::Denied };
        let said = Said { action: Action::Open, bits: opening.bits(), outcome };
        self.say(&mut *tx, (owner, by, sealed), &found, said).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Takes an envelope back: from then on it is not given out, and lets nobody read. `false` where there is none;
    /// one that was revoked before stays so.
    pub async fn revoke_envelope(
        &self,
        owner: OwnerId,
        by: impl Into<By<'_>>,
        id: EnvelopeId,
    ) -> Result<bool, ServiceError> {
        let by = by.into();
        let sealed = self.sealed_by(owner, by).await?;
        let mut tx = self.store.write(owner).await?;
        let found = tx.kept_envelope(id).await?;
        let open = found.as_ref().filter(|found| found.status != EnvelopeStatus::Revoked);
        let Some(open) = open else {
            tx.abandon().await?;
            return Ok(found.is_some());
        };
        tx.set_envelope(id, EnvelopeStatus::Revoked, Some(self.now_us())).await?;
        self.say(&mut *tx, (owner, by, sealed), open, Said::done(Action::Unshare)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Whether an envelope lets this user read what is asked for, at this time. An envelope itself is for its recipient
    /// also after its end, so that it can be said why it is not given out.
    pub async fn lets_read(
        &self,
        owner: OwnerId,
        user: ActorId,
        asked: Asked<'_>,
    ) -> Result<bool, ServiceError> {
        let now_us = self.now_us();
        Ok(match asked {
            Asked::Ref(name) => self.store.grants_ref(owner, user, (name, now_us)).await?,
            Asked::Object(id) => self.store.grants_object(owner, user, (id, now_us)).await?,
            Asked::Envelope(id) => {
                self.store.envelope(owner, id).await?.is_some_and(|found| found.recipient == user)
            }
        })
    }

    async fn sealed_by(&self, owner: OwnerId, by: By<'_>) -> Result<Option<Vec<u8>>, ServiceError> {
        match by.origin {
            Some(origin) => self.sealed_origin(owner, origin).await,
            None => Ok(None),
        }
    }

    async fn say(
        &self,
        tx: &mut dyn Write,
        (owner, by, sealed): (OwnerId, By<'_>, Option<Vec<u8>>),
        about: &KeptEnvelope,
        said: Said,
    ) -> Result<(), ServiceError> {
        let origin = keep_origin(tx, sealed.as_deref(), self.now_us()).await?;
        let leaf = Leaf {
            owner,
            seq: 0,
            time_us: 0,
            actor: by.caller.actor,
            token: by.caller.token,
            action: said.action,
            outcome: said.outcome,
            moved: Some(RefMove {
                name: about.session.clone().unwrap_or_else(RefName::keyfile),
                version: said.bits,
                kind: BodyKind::Signed,
                fields: [Digest::of(&about.sealed), Digest::default(), Digest::default()],
            }),
            count: 1,
            origin,
        };
        self.append_leaves(tx, vec![(Class::Share, leaf)]).await
    }
}

/// Whether an envelope is another one sealed anew: of the same session, between the same people, until the same moment,
/// and not over. What nobody here handed out (a bundle has no recipient here) is in a file that cannot change.
fn goes_on(there: &KeptEnvelope, anew: &KeptEnvelope) -> bool {
    let people = |bytes: &[u8]| Envelope::parse(bytes).ok().map(|one| (one.body.sender, one.body.recipient));
    let same = (there.sender, there.recipient, &there.session, there.expires_us)
        == (anew.sender, anew.recipient, &anew.session, anew.expires_us);
    same && there.session.is_some()
        && there.recipient != ActorId::default()
        && there.status_at(anew.created_us).is_open()
        && people(&there.sealed) == people(&anew.sealed)
}

/// Checks an envelope's form and times, and what it is for.
fn kept(
    owner: OwnerId,
    (sender, recipient): (ActorId, ActorId),
    bytes: &[u8],
    now_us: u64,
) -> Result<KeptEnvelope, Refusal> {
    let body = match Envelope::parse(bytes) {
        Ok(envelope) => envelope.body,
        Err(BadEnvelope::Newer(_)) => return Err(Refusal::Envelope("it has a later format")),
        Err(BadEnvelope::Structure(_) | BadEnvelope::Form(_)) => {
            return Err(Refusal::Envelope("it is not one"));
        }
    };
    if body.vault != owner {
        return Err(Refusal::Envelope("it is for another vault"));
    }
    let expires_us = body.not_after.saturating_add(1).saturating_mul(SECOND_US);
    if expires_us <= now_us {
        return Err(Refusal::Envelope("its time is over already"));
    }
    if expires_us > now_us.saturating_add(MAX_ENVELOPE_DAYS * DAY_US) {
        return Err(Refusal::Envelope("it would count for more than 400 days"));
    }
    Ok(KeptEnvelope {
        id: body.id,
        session: (body.kind == EnvelopeKind::Session).then(|| RefName::session(body.session)),
        sender,
        recipient,
        recipient_key: body.recipient_key,
        sealed: bytes.to_vec(),
        status: EnvelopeStatus::Pending,
        created_us: now_us,
        expires_us,
    })
}
