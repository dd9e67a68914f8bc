//! The statements of the accounts that both engines understand word for word.

use crate::server::store::sql::statements;

statements! {
    SERVER_NAME = "SELECT name FROM server WHERE id = 1";
    NAME_SERVER = "INSERT INTO server (id, name) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
    USERS = "SELECT user_id, name, admin, created_us, disabled_us FROM users ORDER BY name";
    DISABLE_USER = "UPDATE users SET disabled_us = $2 WHERE name = $1";
    ADD_INVITE =
        "INSERT INTO invites (invite_id, secret_sha256, user_name, admin, scopes, created_us, expires_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    END_INVITES =
        "UPDATE invites SET expires_us = $1 WHERE used_us IS NULL AND expires_us > $1
         AND NOT EXISTS (SELECT 1 FROM users WHERE name = user_name)";
    END_RECOVERY_INVITES =
        "UPDATE invites SET expires_us = $2 WHERE user_name = $1 AND used_us IS NULL AND expires_us > $2
         AND expires_us - created_us > $3";
    MEMBERS_OF =
        "SELECT m.role, m.since_us, u.user_id, u.name, u.admin, u.created_us, u.disabled_us
         FROM members m JOIN users u ON u.id = m.\"user\"
         WHERE m.vault = (SELECT id FROM vaults WHERE owner_id = $1) ORDER BY u.name";
    USE_INVITE = "UPDATE invites SET used_us = $2 WHERE invite_id = $1";
    ADD_USER =
        "INSERT INTO users (user_id, name, admin, created_us, disabled_us) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING";
    USER_NAMED = "SELECT id, user_id, name, admin, created_us, disabled_us FROM users WHERE name = $1";
    ADD_TOKEN =
        "INSERT INTO tokens (token_id, secret_sha256, \"user\", label, scopes, created_us, expires_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    TOKEN =
        "SELECT t.token_id, t.secret_sha256, t.label, t.scopes, t.created_us, t.last_used_us,
            t.expires_us, t.revoked_us, u.user_id, u.name, u.admin, u.created_us, u.disabled_us
         FROM tokens t JOIN users u ON u.id = t.\"user\" WHERE t.token_id = $1";
    TOUCH_TOKEN = "UPDATE tokens SET last_used_us = $2, expires_us = $3 WHERE token_id = $1";
    TOKENS_OF =
        "SELECT t.token_id, t.secret_sha256, t.label, t.scopes, t.created_us, t.last_used_us,
            t.expires_us, t.revoked_us, u.user_id, u.name, u.admin, u.created_us, u.disabled_us
         FROM tokens t JOIN users u ON u.id = t.\"user\" WHERE u.user_id = $1 ORDER BY t.created_us DESC";
    REVOKE_TOKEN =
        "UPDATE tokens SET revoked_us = coalesce(revoked_us, $3)
         WHERE token_id = $1 AND \"user\" = (SELECT id FROM users WHERE user_id = $2)";
    VAULT = "SELECT id FROM vaults WHERE owner_id = $1";
    ADD_MEMBER =
        "INSERT INTO members (vault, \"user\", role, since_us)
         SELECT $1, id, $3, $4 FROM users WHERE user_id = $2";
    ROLE =
        "SELECT role FROM members WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
         AND \"user\" = (SELECT id FROM users WHERE user_id = $2)";
    VAULTS_OF =
        "SELECT v.owner_id, v.kind, m.role, h.size FROM members m
         JOIN vaults v ON v.id = m.vault JOIN log_heads h ON h.vault = v.id
         WHERE m.\"user\" = (SELECT id FROM users WHERE user_id = $1) ORDER BY v.id";
    CARD = "SELECT card FROM cards WHERE owner_id = $1";
    PUT_CARD =
        "INSERT INTO cards (\"user\", owner_id, card, updated_us)
         SELECT u.id, $2, $3, $4 FROM users u WHERE u.user_id = $1
         AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.owner_id = $2 AND c.\"user\" <> u.id)
         ON CONFLICT (\"user\") DO UPDATE
         SET owner_id = excluded.owner_id, card = excluded.card, updated_us = excluded.updated_us";
    QUOTA = "SELECT bytes FROM quotas WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)";
    SET_QUOTA =
        "INSERT INTO quotas (vault, bytes) SELECT id, $2 FROM vaults WHERE owner_id = $1
         ON CONFLICT (vault) DO UPDATE SET bytes = excluded.bytes";
    NO_QUOTA = "DELETE FROM quotas WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)";
}
