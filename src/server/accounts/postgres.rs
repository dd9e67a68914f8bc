//! Accounts on PostgreSQL, in the database of the vaults.

use super::{
    Accounts, Founded, GrantId, INVITE_US, Member, Membership, NewInvite, NewToken, Role, Scopes, Token,
    User, sql,
};
use crate::protocol::ids::{ActorId, Digest, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::server::store::postgres::{self, PgStore};
use crate::server::store::{NewVault, StoreError, int, natural};
use async_trait::async_trait;
use sqlx::Row as _;
use sqlx::postgres::{PgConnection, PgPool, PgRow};
use subtle::ConstantTimeEq as _;

/// The accounts in the database of a [`PgStore`].
pub struct PgAccounts {
    pool: PgPool,
}

impl PgAccounts {
    /// The accounts beside the vaults of `store`.
    pub fn of(store: &PgStore) -> Self {
        Self { pool: store.pool() }
    }
}

mod own {
    use crate::server::store::sql::statements;

    statements! {
        /// Its row is the lock of the exchange: who waits for it finds it used.
        OPEN_INVITE =
            "SELECT secret_sha256, user_name, admin, scopes FROM invites
             WHERE invite_id = $1 AND used_us IS NULL AND expires_us > $2 FOR UPDATE";
    }
}

/// Every statement of the accounts, with its name.
pub fn statements() -> impl Iterator<Item = (&'static str, &'static str)> {
    sql::ALL.iter().chain(own::ALL).copied()
}

#[async_trait]
impl Accounts for PgAccounts {
    async fn server_name(&self, wanted: &str) -> Result<String, StoreError> {
        let known = sql::SERVER_NAME;
        if let Some(name) = sqlx::query_scalar(known).fetch_optional(&self.pool).await? {
            return Ok(name);
        }
        sqlx::query(sql::NAME_SERVER).bind(wanted).execute(&self.pool).await?;
        Ok(sqlx::query_scalar(known).fetch_one(&self.pool).await?)
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query(sql::USERS).fetch_all(&self.pool).await?;
        rows.iter().map(|row| to_user(row, 0)).collect()
    }

    async fn add_user(&self, user: &User) -> Result<bool, StoreError> {
        let mut connection = self.pool.acquire().await?;
        add_user(&mut connection, user).await
    }

    async fn disable_user(&self, name: &str, since_us: Option<u64>) -> Result<bool, StoreError> {
        let done =
            sqlx::query(sql::DISABLE_USER).bind(name).bind(since_us.map(int)).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }

    async fn add_invite(&self, invite: &NewInvite) -> Result<(), StoreError> {
        sqlx::query(sql::ADD_INVITE)
            .bind(&invite.id[..])
            .bind(invite.secret_hash.as_bytes())
            .bind(&invite.user)
            .bind(i64::from(invite.admin))
            .bind(i64::from(invite.scopes.bits()))
            .bind(int(invite.created_us))
            .bind(int(invite.expires_us))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn end_invites(&self, now_us: u64) -> Result<(), StoreError> {
        sqlx::query(sql::END_INVITES).bind(int(now_us)).execute(&self.pool).await?;
        Ok(())
    }

    async fn end_recovery_invites(&self, user: &str, now_us: u64) -> Result<(), StoreError> {
        sqlx::query(sql::END_RECOVERY_INVITES)
            .bind(user)
            .bind(int(now_us))
            .bind(int(INVITE_US))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn redeem(
        &self,
        (id, secret_hash): (GrantId, Digest),
        token: &NewToken,
        new_user: ActorId,
    ) -> Result<Option<User>, StoreError> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query(own::OPEN_INVITE)
            .bind(&id[..])
            .bind(int(token.created_us))
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let kept: Vec<u8> = row.try_get(0)?;
        if !bool::from(kept.ct_eq(secret_hash.as_bytes())) {
            return Ok(None);
        }
        let name: String = row.try_get(1)?;
        let admin = row.try_get::<i64, _>(2)? == 1;
        let user = User { id: new_user, name, admin, created_us: token.created_us, disabled_us: None };
        add_user(&mut tx, &user).await?;
        let (user_row, user) = user_named(&mut tx, &user.name).await?;
        if user.disabled_us.is_some() {
            return Ok(None);
        }
        sqlx::query(sql::USE_INVITE).bind(&id[..]).bind(int(token.created_us)).execute(&mut *tx).await?;
        add_token(&mut tx, token, (user_row, row.try_get(3)?)).await?;
        tx.commit().await?;
        Ok(Some(user))
    }

    async fn token(&self, id: GrantId) -> Result<Option<Token>, StoreError> {
        let row = sqlx::query(sql::TOKEN).bind(&id[..]).fetch_optional(&self.pool).await?;
        row.as_ref().map(to_token).transpose()
    }

    async fn touch_token(&self, id: GrantId, now_us: u64, expires_us: u64) -> Result<(), StoreError> {
        sqlx::query(sql::TOUCH_TOKEN)
            .bind(&id[..])
            .bind(int(now_us))
            .bind(int(expires_us))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn tokens_of(&self, user: ActorId) -> Result<Vec<Token>, StoreError> {
        let rows = sqlx::query(sql::TOKENS_OF).bind(user.as_bytes()).fetch_all(&self.pool).await?;
        rows.iter().map(to_token).collect()
    }

    async fn revoke_token(&self, user: ActorId, id: GrantId, now_us: u64) -> Result<bool, StoreError> {
        let done = sqlx::query(sql::REVOKE_TOKEN)
            .bind(&id[..])
            .bind(user.as_bytes())
            .bind(int(now_us))
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn found(&self, vault: &NewVault, user: ActorId) -> Result<Founded, StoreError> {
        let mut tx = self.pool.begin().await?;
        let there: Option<i64> =
            sqlx::query_scalar(sql::VAULT).bind(vault.owner.as_bytes()).fetch_optional(&mut *tx).await?;
        if there.is_some() {
            let role = role(&mut tx, vault.owner, user).await?;
            return Ok(if role.is_some() { Founded::Had } else { Founded::Taken });
        }
        let id = match postgres::add_vault(&mut tx, vault).await {
            Err(StoreError::Sql(failed)) if is_taken(&failed) => {
                // Somebody else made it since.
                tx.rollback().await?;
                let role = self.role(vault.owner, user).await?;
                return Ok(if role.is_some() { Founded::Had } else { Founded::Taken });
            }
            made => made?,
        };
        sqlx::query(sql::ADD_MEMBER)
            .bind(id)
            .bind(user.as_bytes())
            .bind(i64::from(Role::Owner as u8))
            .bind(int(vault.created_us))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Founded::Made)
    }

    async fn role(&self, owner: OwnerId, user: ActorId) -> Result<Option<Role>, StoreError> {
        role(&mut *self.pool.acquire().await?, owner, user).await
    }

    async fn members_of(&self, owner: OwnerId) -> Result<Vec<Member>, StoreError> {
        let rows = sqlx::query(sql::MEMBERS_OF).bind(owner.as_bytes()).fetch_all(&self.pool).await?;
        let member = |row: &PgRow| {
            let since_us = natural(row.try_get(1)?)?;
            Ok(Member { user: to_user(row, 2)?, role: to_role(row.try_get(0)?)?, since_us })
        };
        rows.iter().map(member).collect()
    }

    async fn vaults_of(&self, user: ActorId) -> Result<Vec<Membership>, StoreError> {
        let rows = sqlx::query(sql::VAULTS_OF).bind(user.as_bytes()).fetch_all(&self.pool).await?;
        rows.iter().map(to_membership).collect()
    }

    async fn card(&self, owner: OwnerId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(sqlx::query_scalar(sql::CARD).bind(owner.as_bytes()).fetch_optional(&self.pool).await?)
    }

    async fn put_card(
        &self,
        user: ActorId,
        (owner, card): (OwnerId, &[u8]),
        now_us: u64,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(sql::PUT_CARD)
            .bind(user.as_bytes())
            .bind(owner.as_bytes())
            .bind(card)
            .bind(int(now_us))
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn quota(&self, owner: OwnerId) -> Result<Option<u64>, StoreError> {
        let sql = sql::QUOTA;
        let bytes: Option<i64> =
            sqlx::query_scalar(sql).bind(owner.as_bytes()).fetch_optional(&self.pool).await?;
        bytes.map(natural).transpose()
    }

    async fn set_quota(&self, owner: OwnerId, bytes: Option<u64>) -> Result<(), StoreError> {
        let done = match bytes {
            Some(bytes) => {
                sqlx::query(sql::SET_QUOTA)
                    .bind(owner.as_bytes())
                    .bind(int(bytes))
                    .execute(&self.pool)
                    .await?
            }
            None => {
                sqlx::query(sql::NO_QUOTA).bind(owner.as_bytes()).execute(&self.pool).await?;
                return Ok(());
            }
        };
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::UnknownVault) }
    }
}

fn is_taken(failed: &sqlx::Error) -> bool {
    failed.as_database_error().is_some_and(|failed| failed.is_unique_violation())
}

/// Adds a user unless its name or id is taken.
async fn add_user(connection: &mut PgConnection, user: &User) -> Result<bool, StoreError> {
    let done = sqlx::query(sql::ADD_USER)
        .bind(user.id.as_bytes())
        .bind(&user.name)
        .bind(i64::from(user.admin))
        .bind(int(user.created_us))
        .bind(user.disabled_us.map(int))
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A user's row number, and the user.
async fn user_named(connection: &mut PgConnection, name: &str) -> Result<(i64, User), StoreError> {
    let row = sqlx::query(sql::USER_NAMED).bind(name).fetch_one(connection).await?;
    Ok((row.try_get(0)?, to_user(&row, 1)?))
}

async fn add_token(
    connection: &mut PgConnection,
    token: &NewToken,
    (user, scopes): (i64, i64),
) -> Result<(), StoreError> {
    sqlx::query(sql::ADD_TOKEN)
        .bind(&token.id[..])
        .bind(token.secret_hash.as_bytes())
        .bind(user)
        .bind(&token.label)
        .bind(scopes)
        .bind(int(token.created_us))
        .bind(int(token.expires_us))
        .execute(connection)
        .await?;
    Ok(())
}

async fn role(
    connection: &mut PgConnection,
    owner: OwnerId,
    user: ActorId,
) -> Result<Option<Role>, StoreError> {
    let role: Option<i64> = sqlx::query_scalar(sql::ROLE)
        .bind(owner.as_bytes())
        .bind(user.as_bytes())
        .fetch_optional(connection)
        .await?;
    role.map(to_role).transpose()
}

fn to_role(number: i64) -> Result<Role, StoreError> {
    u8::try_from(number).ok().and_then(Role::from_byte).ok_or(StoreError::BadRow("role"))
}

/// A user from five columns, the first of them at `at`.
fn to_user(row: &PgRow, at: usize) -> Result<User, StoreError> {
    let id: Vec<u8> = row.try_get(at)?;
    let disabled: Option<i64> = row.try_get(at + 4)?;
    Ok(User {
        id: ActorId::from_slice(&id).ok_or(StoreError::BadRow("user id"))?,
        name: row.try_get(at + 1)?,
        admin: row.try_get::<i64, _>(at + 2)? == 1,
        created_us: natural(row.try_get(at + 3)?)?,
        disabled_us: disabled.map(natural).transpose()?,
    })
}

fn to_token(row: &PgRow) -> Result<Token, StoreError> {
    let (id, hash): (Vec<u8>, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
    let (used, revoked): (Option<i64>, Option<i64>) = (row.try_get(5)?, row.try_get(7)?);
    let scopes = u32::try_from(row.try_get::<i64, _>(3)?).ok().and_then(Scopes::from_bits);
    Ok(Token {
        id: GrantId::try_from(id).map_err(|_| StoreError::BadRow("token id"))?,
        secret_hash: Digest::from_slice(&hash).ok_or(StoreError::BadRow("token hash"))?,
        label: row.try_get(2)?,
        scopes: scopes.ok_or(StoreError::BadRow("scopes"))?,
        created_us: natural(row.try_get(4)?)?,
        last_used_us: used.map(natural).transpose()?,
        expires_us: natural(row.try_get(6)?)?,
        revoked_us: revoked.map(natural).transpose()?,
        user: to_user(row, 8)?,
    })
}

fn to_membership(row: &PgRow) -> Result<Membership, StoreError> {
    let owner: Vec<u8> = row.try_get(0)?;
    Ok(Membership {
        owner: OwnerId::from_slice(&owner).ok_or(StoreError::BadRow("owner id"))?,
        kind: match row.try_get::<i16, _>(1)? {
            1 => OwnerKind::User,
            2 => OwnerKind::Team,
            _ => return Err(StoreError::BadRow("vault")),
        },
        role: to_role(row.try_get(2)?)?,
        log_size: natural(row.try_get(3)?)?,
    })
}
