//! Envelopes in the tables: one text of SQL and of code for both engines.

use super::{StoreError, natural, to_name, to_owner};
use crate::protocol::ids::{ActorId, Digest, EnvelopeId, ObjectId, OwnerId};
use crate::protocol::refs::RefName;
use crate::protocol::sharing::{EnvelopeEntry, EnvelopeStatus, Opening, OpeningAt};
use async_trait::async_trait;
use std::collections::HashMap;

/// An envelope as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptEnvelope {
    /// Its name.
    pub id: EnvelopeId,
    /// The session; none where it holds a team's secret.
    pub session: Option<RefName>,
    /// The user who put it.
    pub sender: ActorId,
    /// The user whom it is for.
    pub recipient: ActorId,
    /// SHA-256 of the key that it is sealed to.
    pub recipient_key: Digest,
    /// Its bytes.
    pub sealed: Vec<u8>,
    /// As stored: never [`EnvelopeStatus::Expired`], which is a matter of time.
    pub status: EnvelopeStatus,
    /// When it was put.
    pub created_us: u64,
    /// When it ends.
    pub expires_us: u64,
}

impl KeptEnvelope {
    /// How far it has come at this time.
    pub fn status_at(&self, now_us: u64) -> EnvelopeStatus {
        status_at(self.status, self.expires_us, now_us)
    }
}

/// What is stored, at a time. What was revoked stays revoked.
pub fn status_at(stored: EnvelopeStatus, expires_us: u64, now_us: u64) -> EnvelopeStatus {
    if stored != EnvelopeStatus::Revoked && now_us >= expires_us { EnvelopeStatus::Expired } else { stored }
}

/// Whose envelopes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Those of a vault.
    Vault(OwnerId),
    /// Those for a user, of any vault.
    Recipient(ActorId),
}

/// Reading. Contract: as of [`super::Store`].
#[async_trait]
pub trait Envelopes: Send + Sync {
    /// The newest envelopes with their openings, at most `limit`; statuses as stored.
    async fn envelopes(&self, whose: Whose, limit: usize) -> Result<Vec<EnvelopeEntry>, StoreError>;

    /// One envelope.
    async fn envelope(&self, owner: OwnerId, id: EnvelopeId) -> Result<Option<KeptEnvelope>, StoreError>;

    /// Whether an envelope that is open at `now_us` lets this user read this ref.
    async fn grants_ref(
        &self,
        owner: OwnerId,
        user: ActorId,
        (name, now_us): (&RefName, u64),
    ) -> Result<bool, StoreError>;

    /// Whether an envelope that is open at `now_us` lets this user read an object, which its ref must hold.
    async fn grants_object(
        &self,
        owner: OwnerId,
        user: ActorId,
        (id, now_us): (ObjectId, u64),
    ) -> Result<bool, StoreError>;
}

/// Writing, in a transaction on one vault.
#[async_trait]
pub trait WriteEnvelopes: Send {
    /// One envelope, as it stands in this transaction.
    async fn kept_envelope(&mut self, id: EnvelopeId) -> Result<Option<KeptEnvelope>, StoreError>;

    /// How many envelopes of the vault are open.
    async fn open_envelopes(&mut self, now_us: u64) -> Result<u64, StoreError>;

    /// Keeps an envelope, whose id must be new.
    async fn add_envelope(&mut self, envelope: &KeptEnvelope) -> Result<(), StoreError>;

    /// Puts other bytes, sealed to this key, in the place of those of an envelope.
    async fn replace_envelope(&mut self, envelope: &KeptEnvelope) -> Result<(), StoreError>;

    /// Sets how far an envelope has come; `revoked_us` where it was revoked.
    async fn set_envelope(
        &mut self,
        id: EnvelopeId,
        status: EnvelopeStatus,
        revoked_us: Option<u64>,
    ) -> Result<(), StoreError>;

    /// Removes envelopes that ended at `before_us` or earlier, with what was said of opening them, at most `limit`; tells
    /// how many.
    async fn forget_envelopes(&mut self, before_us: u64, limit: usize) -> Result<u64, StoreError>;

    /// How many attempts to open an envelope are written down.
    async fn openings(&mut self, id: EnvelopeId) -> Result<u64, StoreError>;

    /// Writes an attempt down; a second one of a token at the same time is the first.
    async fn add_opening(
        &mut self,
        id: EnvelopeId,
        (token, now_us): ([u8; 16], u64),
        opening: Opening,
    ) -> Result<(), StoreError>;
}

pub(in crate::server) mod sql {
    use crate::server::store::sql::statements;

    statements! {
        ENVELOPES_OF =
            "SELECT v.owner_id, e.id, e.session, e.sender, e.recipient, e.status, e.created_us, e.expires_us,
                e.revoked_us
             FROM envelopes e JOIN vaults v ON v.id = e.vault
             WHERE e.vault = (SELECT id FROM vaults WHERE owner_id = $1)
             ORDER BY e.created_us DESC, e.id LIMIT $2";
        ENVELOPES_FOR =
            "SELECT v.owner_id, e.id, e.session, e.sender, e.recipient, e.status, e.created_us, e.expires_us,
                e.revoked_us
             FROM envelopes e JOIN vaults v ON v.id = e.vault WHERE e.recipient = $1
             ORDER BY e.created_us DESC, e.id LIMIT $2";
        OPENINGS_OF =
            "SELECT v.owner_id, d.envelope, d.opened_us, d.signature_ok, d.decrypted
             FROM envelope_decryptions d JOIN vaults v ON v.id = d.vault
             WHERE d.vault = (SELECT id FROM vaults WHERE owner_id = $1) ORDER BY d.opened_us";
        OPENINGS_FOR =
            "SELECT v.owner_id, d.envelope, d.opened_us, d.signature_ok, d.decrypted
             FROM envelopes e JOIN envelope_decryptions d ON d.vault = e.vault AND d.envelope = e.id
             JOIN vaults v ON v.id = e.vault WHERE e.recipient = $1 ORDER BY d.opened_us";
        ENVELOPE =
            "SELECT id, session, sender, recipient, recipient_key, sealed, status, created_us, expires_us
             FROM envelopes WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1) AND id = $2";
        GRANTS_REF =
            "SELECT EXISTS (SELECT 1 FROM envelopes
             WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1) AND session = $3 AND recipient = $2
             AND status <> 5 AND expires_us > $4)";
        GRANTS_OBJECT =
            "SELECT EXISTS (SELECT 1 FROM ref_objects r
             JOIN envelopes e ON e.vault = r.vault AND e.session = r.name
             WHERE r.vault = (SELECT id FROM vaults WHERE owner_id = $1) AND r.sha256 = $3
             AND r.dropped_us IS NULL AND e.recipient = $2 AND e.status <> 5 AND e.expires_us > $4)";
        KEPT_ENVELOPE =
            "SELECT id, session, sender, recipient, recipient_key, sealed, status, created_us, expires_us
             FROM envelopes WHERE vault = $1 AND id = $2";
        OPEN_ENVELOPES =
            "SELECT count(*) FROM envelopes WHERE vault = $1 AND status <> 5 AND expires_us > $2";
        ADD_ENVELOPE =
            "INSERT INTO envelopes (vault, id, session, sender, recipient, recipient_key, sealed, status,
                created_us, expires_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        REPLACE_ENVELOPE =
            "UPDATE envelopes SET sealed = $3, recipient_key = $4 WHERE vault = $1 AND id = $2";
        SET_ENVELOPE = "UPDATE envelopes SET status = $3, revoked_us = $4 WHERE vault = $1 AND id = $2";
        /// What ended: what expired or was revoked by then; the secret of a team also where it was taken up, or another
        /// one was sealed to the same person, and it is as old as that. In the order of their ids, so that both take
        /// the same ones.
        FORGET_OPENINGS =
            "DELETE FROM envelope_decryptions WHERE vault = $1 AND envelope IN (
                SELECT id FROM envelopes WHERE vault = $1 AND coalesce(revoked_us, expires_us) <= $2
                UNION SELECT e.id FROM envelopes e WHERE e.vault = $1 AND e.session IS NULL AND e.created_us <= $2
                    AND (e.status = 3 OR EXISTS (SELECT 1 FROM envelopes n WHERE n.vault = $1 AND n.session IS NULL
                        AND n.recipient = e.recipient AND n.created_us > e.created_us))
                ORDER BY id LIMIT $3)";
        FORGET_ENVELOPES =
            "DELETE FROM envelopes WHERE vault = $1 AND id IN (
                SELECT id FROM envelopes WHERE vault = $1 AND coalesce(revoked_us, expires_us) <= $2
                UNION SELECT e.id FROM envelopes e WHERE e.vault = $1 AND e.session IS NULL AND e.created_us <= $2
                    AND (e.status = 3 OR EXISTS (SELECT 1 FROM envelopes n WHERE n.vault = $1 AND n.session IS NULL
                        AND n.recipient = e.recipient AND n.created_us > e.created_us))
                ORDER BY id LIMIT $3)";
        COUNT_OPENINGS = "SELECT count(*) FROM envelope_decryptions WHERE vault = $1 AND envelope = $2";
        ADD_OPENING =
            "INSERT INTO envelope_decryptions (vault, envelope, opened_us, token, signature_ok, decrypted)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    }
}

/// A row of the lists.
pub(super) type EntryCells = (Vec<u8>, Vec<u8>, Option<String>, Vec<u8>, Vec<u8>, i64, i64, i64, Option<i64>);
/// A row of openings.
pub(super) type OpeningCells = (Vec<u8>, Vec<u8>, i64, i64, i64);
/// A row with the envelope itself.
pub(super) type KeptCells = (Vec<u8>, Option<String>, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, i64, i64, i64);

const BAD: StoreError = StoreError::BadRow("envelope");

fn status(number: i64) -> Result<EnvelopeStatus, StoreError> {
    EnvelopeStatus::ALL.into_iter().find(|status| status_number(*status) == number).ok_or(BAD)
}

/// The column `status`.
pub(super) fn status_number(status: EnvelopeStatus) -> i64 {
    match status {
        EnvelopeStatus::Pending => 1,
        EnvelopeStatus::Delivered => 2,
        EnvelopeStatus::Opened => 3,
        EnvelopeStatus::Expired => 4,
        EnvelopeStatus::Revoked => 5,
    }
}

fn actor(bytes: &[u8]) -> Result<ActorId, StoreError> {
    ActorId::from_slice(bytes).ok_or(BAD)
}

/// The entries of a list with their openings.
pub(super) fn entries(
    rows: Vec<EntryCells>,
    openings: Vec<OpeningCells>,
) -> Result<Vec<EnvelopeEntry>, StoreError> {
    let mut by_envelope: HashMap<(Vec<u8>, Vec<u8>), Vec<OpeningAt>> = HashMap::new();
    for (vault, id, time, signature_ok, decrypted) in openings {
        let opening = Opening { signature_ok: signature_ok == 1, decrypted: decrypted == 1 };
        by_envelope.entry((vault, id)).or_default().push(OpeningAt { time_us: natural(time)?, opening });
    }
    let entry = |(vault, id, session, sender, recipient, number, created, expires, revoked): EntryCells| {
        Ok(EnvelopeEntry {
            vault: to_owner(&vault)?,
            id: EnvelopeId::from_slice(&id).ok_or(BAD)?,
            session: session.as_deref().map(to_name).transpose()?,
            sender: actor(&sender)?,
            recipient: actor(&recipient)?,
            status: status(number)?,
            created_us: natural(created)?,
            expires_us: natural(expires)?,
            revoked_us: revoked.map(natural).transpose()?,
            openings: by_envelope.remove(&(vault, id)).unwrap_or_default(),
        })
    };
    rows.into_iter().map(entry).collect()
}

pub(super) fn kept(
    (id, session, sender, recipient, key, sealed, number, created, expires): KeptCells,
) -> Result<KeptEnvelope, StoreError> {
    Ok(KeptEnvelope {
        id: EnvelopeId::from_slice(&id).ok_or(BAD)?,
        session: session.as_deref().map(to_name).transpose()?,
        sender: actor(&sender)?,
        recipient: actor(&recipient)?,
        recipient_key: Digest::from_slice(&key).ok_or(BAD)?,
        sealed,
        status: status(number)?,
        created_us: natural(created)?,
        expires_us: natural(expires)?,
    })
}

/// [`Envelopes`] of a store with a `pool`.
macro_rules! envelopes {
    ($store:ty) => {
        #[async_trait::async_trait]
        impl envelopes::Envelopes for $store {
            async fn envelopes(
                &self,
                whose: envelopes::Whose,
                limit: usize,
            ) -> Result<Vec<crate::protocol::sharing::EnvelopeEntry>, StoreError> {
                let (list, openings, id) = match whose {
                    envelopes::Whose::Vault(owner) => {
                        (envelopes::sql::ENVELOPES_OF, envelopes::sql::OPENINGS_OF, owner.0)
                    }
                    envelopes::Whose::Recipient(user) => {
                        (envelopes::sql::ENVELOPES_FOR, envelopes::sql::OPENINGS_FOR, user.0)
                    }
                };
                let rows = sqlx::query_as(list).bind(&id[..]).bind(int(limit as u64)).fetch_all(&self.pool);
                let rows: Vec<envelopes::EntryCells> = rows.await?;
                let openings: Vec<envelopes::OpeningCells> =
                    sqlx::query_as(openings).bind(&id[..]).fetch_all(&self.pool).await?;
                envelopes::entries(rows, openings)
            }

            async fn envelope(
                &self,
                owner: OwnerId,
                id: crate::protocol::ids::EnvelopeId,
            ) -> Result<Option<envelopes::KeptEnvelope>, StoreError> {
                let row = sqlx::query_as(envelopes::sql::ENVELOPE)
                    .bind(&owner.0[..])
                    .bind(&id.0[..])
                    .fetch_optional(&self.pool)
                    .await?;
                row.map(envelopes::kept).transpose()
            }

            async fn grants_ref(
                &self,
                owner: OwnerId,
                user: crate::protocol::ids::ActorId,
                (name, now_us): (&RefName, u64),
            ) -> Result<bool, StoreError> {
                let granted = sqlx::query_scalar(envelopes::sql::GRANTS_REF)
                    .bind(&owner.0[..])
                    .bind(&user.0[..])
                    .bind(name.as_str())
                    .bind(int(now_us))
                    .fetch_one(&self.pool)
                    .await?;
                Ok(granted)
            }

            async fn grants_object(
                &self,
                owner: OwnerId,
                user: crate::protocol::ids::ActorId,
                (id, now_us): (ObjectId, u64),
            ) -> Result<bool, StoreError> {
                let granted = sqlx::query_scalar(envelopes::sql::GRANTS_OBJECT)
                    .bind(&owner.0[..])
                    .bind(&user.0[..])
                    .bind(&id.0[..])
                    .bind(int(now_us))
                    .fetch_one(&self.pool)
                    .await?;
                Ok(granted)
            }
        }
    };
}
pub(super) use envelopes;

/// [`WriteEnvelopes`] of a transaction with a row number `vault` and a `line` to its connection.
macro_rules! write_envelopes {
    ($write:ty) => {
        #[async_trait::async_trait]
        impl envelopes::WriteEnvelopes for $write {
            async fn kept_envelope(
                &mut self,
                id: crate::protocol::ids::EnvelopeId,
            ) -> Result<Option<envelopes::KeptEnvelope>, StoreError> {
                let row = sqlx::query_as(envelopes::sql::KEPT_ENVELOPE).bind(self.vault).bind(&id.0[..]);
                row.fetch_optional(self.line()?).await?.map(envelopes::kept).transpose()
            }

            async fn open_envelopes(&mut self, now_us: u64) -> Result<u64, StoreError> {
                let count =
                    sqlx::query_scalar(envelopes::sql::OPEN_ENVELOPES).bind(self.vault).bind(int(now_us));
                natural(count.fetch_one(self.line()?).await?)
            }

            async fn add_envelope(&mut self, envelope: &envelopes::KeptEnvelope) -> Result<(), StoreError> {
                sqlx::query(envelopes::sql::ADD_ENVELOPE)
                    .bind(self.vault)
                    .bind(&envelope.id.0[..])
                    .bind(envelope.session.as_ref().map(|name| name.as_str()))
                    .bind(&envelope.sender.0[..])
                    .bind(&envelope.recipient.0[..])
                    .bind(&envelope.recipient_key.0[..])
                    .bind(&envelope.sealed)
                    .bind(envelopes::status_number(envelope.status))
                    .bind(int(envelope.created_us))
                    .bind(int(envelope.expires_us))
                    .execute(self.line()?)
                    .await?;
                Ok(())
            }

            async fn replace_envelope(
                &mut self,
                envelope: &envelopes::KeptEnvelope,
            ) -> Result<(), StoreError> {
                sqlx::query(envelopes::sql::REPLACE_ENVELOPE)
                    .bind(self.vault)
                    .bind(&envelope.id.0[..])
                    .bind(&envelope.sealed)
                    .bind(&envelope.recipient_key.0[..])
                    .execute(self.line()?)
                    .await?;
                Ok(())
            }

            async fn set_envelope(
                &mut self,
                id: crate::protocol::ids::EnvelopeId,
                status: crate::protocol::sharing::EnvelopeStatus,
                revoked_us: Option<u64>,
            ) -> Result<(), StoreError> {
                sqlx::query(envelopes::sql::SET_ENVELOPE)
                    .bind(self.vault)
                    .bind(&id.0[..])
                    .bind(envelopes::status_number(status))
                    .bind(revoked_us.map(int))
                    .execute(self.line()?)
                    .await?;
                Ok(())
            }

            async fn forget_envelopes(&mut self, before_us: u64, limit: usize) -> Result<u64, StoreError> {
                let limit = i64::try_from(limit).unwrap_or(i64::MAX);
                let mut gone = 0;
                for statement in [envelopes::sql::FORGET_OPENINGS, envelopes::sql::FORGET_ENVELOPES] {
                    let done = sqlx::query(statement).bind(self.vault).bind(int(before_us)).bind(limit);
                    gone = done.execute(self.line()?).await?.rows_affected();
                }
                Ok(gone)
            }

            async fn openings(&mut self, id: crate::protocol::ids::EnvelopeId) -> Result<u64, StoreError> {
                let count =
                    sqlx::query_scalar(envelopes::sql::COUNT_OPENINGS).bind(self.vault).bind(&id.0[..]);
                natural(count.fetch_one(self.line()?).await?)
            }

            async fn add_opening(
                &mut self,
                id: crate::protocol::ids::EnvelopeId,
                (token, now_us): ([u8; 16], u64),
                opening: crate::protocol::sharing::Opening,
            ) -> Result<(), StoreError> {
                sqlx::query(envelopes::sql::ADD_OPENING)
                    .bind(self.vault)
                    .bind(&id.0[..])
                    .bind(int(now_us))
                    .bind(&token[..])
                    .bind(i64::from(opening.signature_ok))
                    .bind(i64::from(opening.decrypted))
                    .execute(self.line()?)
                    .await?;
                Ok(())
            }
        }
    };
}
pub(super) use write_envelopes;
