//! The statements that both engines understand word for word: binds are `$1`, times are integers, and lists come
//! in by each engine's own means (see `sqlite_sql` and `postgres_sql`).

/// Declares statements, and all of them together for the test that prepares each on its engine.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub(in crate::server) const $name: &str = $sql;)*
        /// Every statement above, with its name.
        pub(in crate::server) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
pub(in crate::server) use statements;

statements! {
    ADD_VAULT = "INSERT INTO vaults (owner_id, kind, created_us) VALUES ($1, $2, $3) RETURNING id";
    ADD_HEAD = "INSERT INTO log_heads (vault, size, edge, checkpoint) VALUES ($1, 0, $2, $3)";
    OWNERS = "SELECT owner_id FROM vaults ORDER BY id";
    HEAD =
        "SELECT checkpoint, coalesce((SELECT version FROM refs WHERE vault = h.vault AND name = 'keyfile'), 0)
         FROM log_heads h WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)";
    LOG_SIZE = "SELECT size FROM log_heads WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)";
    LEAVES =
        "SELECT class, body FROM log_leaves WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
         AND seq >= $2 AND seq < $3 ORDER BY seq";
    MOVED_SINCE =
        "SELECT EXISTS (SELECT 1 FROM log_leaves
         WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1) AND seq >= $2 AND class = 1)";
    KEEP_ORIGIN =
        "INSERT INTO log_origins (vault, sha256, sealed, created_us) VALUES ($1, $2, $3, $4)";
    ERASE_ORIGINS = "DELETE FROM log_origins WHERE vault = $1 AND created_us <= $2";
    GET_REF =
        "SELECT name, version, kind, field1, field2, field3 FROM refs
         WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1) AND name = $2";
    LIST_REFS =
        "SELECT name, version, kind, field1, field2, field3 FROM refs
         WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1) AND name > $2 ORDER BY name LIMIT $3";
    HELD =
        "SELECT name, sha256 FROM ref_objects
         WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1) AND dropped_us IS NULL
         AND name >= $2 AND name <= $3 ORDER BY name";
    STORED_BYTES =
        "WITH v (id) AS (SELECT id FROM vaults WHERE owner_id = $1) SELECT CAST(
           (SELECT coalesce(sum(size), 0) FROM objects, v WHERE vault = v.id)
         + (SELECT coalesce(sum(length(field1) + length(field2) + length(field3)), 0)
            FROM refs, v WHERE vault = v.id)
         + (SELECT coalesce(sum(length(field1) + length(field2) + length(field3)), 0)
            FROM replaced_refs, v WHERE vault = v.id) AS BIGINT)";
    LOG_KEY = "SELECT public_key FROM log_keys";
    CLAIM_LOG_KEY = "INSERT INTO log_keys (public_key, since_us) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    REPLACE_LOG_KEY = "UPDATE log_keys SET public_key = $2, since_us = $3 WHERE public_key = $1";
    /// The kind of a vault, for each of its members.
    MEMBERS =
        "SELECT v.kind, u.user_id, m.role FROM vaults v LEFT JOIN members m ON m.vault = v.id
         LEFT JOIN users u ON u.id = m.\"user\" WHERE v.id = $1";
    SET_MEMBER =
        "INSERT INTO members (vault, \"user\", role, since_us)
         SELECT $1, id, CAST($3 AS BIGINT), CAST($4 AS BIGINT) FROM users WHERE user_id = $2
         ON CONFLICT (vault, \"user\") DO UPDATE SET role = excluded.role, since_us = excluded.since_us";
    REMOVE_MEMBER =
        "DELETE FROM members WHERE vault = $1 AND \"user\" = (SELECT id FROM users WHERE user_id = $2)";
    SET_HEAD = "UPDATE log_heads SET size = $2, edge = $3, checkpoint = $4 WHERE vault = $1";
    FORGET_REPLACED_REFS = "DELETE FROM replaced_refs WHERE vault = $1 AND replaced_us <= $2";
    FORGET_DROPPED_OBJECTS = "DELETE FROM ref_objects WHERE vault = $1 AND dropped_us <= $2";
    CONDEMN_ALL =
        "UPDATE objects SET condemned_us = $2
         WHERE vault = $1 AND condemned_us IS NULL AND pinned_until_us <= $2
         AND NOT EXISTS (SELECT 1 FROM ref_objects r WHERE r.vault = $1 AND r.sha256 = objects.sha256)";
    TAKE_CONDEMNED =
        "DELETE FROM objects WHERE vault = $1 AND sha256 IN
            (SELECT sha256 FROM objects WHERE vault = $1 AND condemned_us <= $2 LIMIT $3)
         RETURNING sha256, size";
}
