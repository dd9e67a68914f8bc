//! The statements of SQLite alone: lists come in as one JSON text.

use super::sql::statements;

statements! {
    NODES =
        "SELECT idx, hash FROM log_nodes WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
         AND idx IN (SELECT value FROM json_each($2))";
    ORIGINS =
        "SELECT sha256, sealed FROM log_origins WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
         AND sha256 IN (SELECT unhex(value) FROM json_each($2))";
    PINNED =
        "SELECT sha256 FROM objects WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
         AND sha256 IN (SELECT unhex(value) FROM json_each($2)) AND pinned_until_us >= $3
         AND condemned_us IS NULL";
    VAULT = "SELECT id FROM vaults WHERE owner_id = $1";
    EDGE = "SELECT edge FROM log_heads WHERE vault = $1";
    STANDING =
        "SELECT name, version, kind FROM refs
         WHERE vault = $1 AND name IN (SELECT value FROM json_each($2))";
    REFS =
        "SELECT name, version, kind, field1, field2, field3 FROM refs
         WHERE vault = $1 AND name IN (SELECT value FROM json_each($2)) ORDER BY name";
    MOVES = "SELECT l.seq, l.body FROM
            (SELECT key AS at, value ->> 0 AS name, value ->> 1 AS version FROM json_each($2)) AS asked
         CROSS JOIN log_leaves l ON l.vault = $1 AND l.seq = coalesce(
            (SELECT seq FROM refs
             WHERE vault = $1 AND name = asked.name AND version = asked.version),
            (SELECT seq FROM replaced_refs
             WHERE vault = $1 AND name = asked.name AND version = asked.version))
         ORDER BY asked.at";
    /// The ref name ends the leaf: see `protocol::leaf` for its place.
    NEWEST_MOVE =
        "SELECT seq, body FROM log_leaves WHERE vault = $1 AND class = $2
         AND CAST(substr(body, 210) AS TEXT) = $3 ORDER BY seq DESC LIMIT 1";
    APPEND_LEAVES =
        "INSERT INTO log_leaves (vault, seq, class, body)
         SELECT $1, $2 + key, $3, substr($5, value ->> 0, value ->> 1) FROM json_each($4)";
    APPEND_NODES =
        "INSERT INTO log_nodes (vault, idx, hash)
         SELECT $1, $2 + key, substr($4, value, 32) FROM json_each($3)";
    KEEP_REPLACED =
        "INSERT INTO replaced_refs
            (vault, name, version, kind, seq, field1, field2, field3, replaced_us)
         SELECT vault, name, version, kind, seq, field1, field2, field3, $3 FROM refs
         WHERE vault = $1 AND name IN (SELECT value FROM json_each($2))";
    FORGET_REPLACED_OF =
        "DELETE FROM replaced_refs
         WHERE vault = $1 AND name IN (SELECT value FROM json_each($2))";
    /// Binds: vault; rows of name, version, kind, leaf, and place and length of each field; the fields one after
    /// another.
    PUT_REFS =
        "WITH asked AS MATERIALIZED
            (SELECT value ->> 0 AS name, value ->> 1 AS version, value ->> 2 AS kind, value ->> 3 AS seq,
                substr($3, value ->> 4, value ->> 5) AS field1, substr($3, value ->> 6, value ->> 7) AS field2,
                substr($3, value ->> 8, value ->> 9) AS field3 FROM json_each($2))
         INSERT INTO refs (vault, name, version, kind, seq, field1, field2, field3)
         SELECT $1, name, version, kind, seq, field1, field2, field3 FROM asked WHERE true
         ON CONFLICT (vault, name) DO UPDATE SET version = excluded.version, kind = excluded.kind,
            seq = excluded.seq, field1 = excluded.field1, field2 = excluded.field2,
            field3 = excluded.field3";
    HOLD_OBJECTS =
        "INSERT INTO objects (vault, sha256, size)
         SELECT $1, unhex(value ->> 1), value ->> 2 FROM json_each($2) WHERE true
         ON CONFLICT (vault, sha256) DO UPDATE SET size = excluded.size, condemned_us = NULL";
    HOLD =
        "INSERT INTO ref_objects (vault, sha256, name)
         SELECT $1, unhex(value ->> 1), value ->> 0 FROM json_each($2) WHERE true
         ON CONFLICT (vault, sha256, name) DO UPDATE SET dropped_us = NULL";
    DROP_HELD =
        "UPDATE ref_objects SET dropped_us = $3 FROM json_each($2) AS asked
         WHERE vault = $1 AND sha256 = unhex(asked.value ->> 1) AND name = asked.value ->> 0
         AND dropped_us IS NULL";
    RELEASE =
        "DELETE FROM ref_objects WHERE vault = $1 AND name IN (SELECT value FROM json_each($2))
         RETURNING sha256";
    RELEASE_DROPPED =
        "DELETE FROM ref_objects
         WHERE vault = $1 AND name IN (SELECT value FROM json_each($2)) AND dropped_us IS NOT NULL
         RETURNING sha256";
    CONDEMN_AT_ONCE =
        "UPDATE objects SET condemned_us = 0, pinned_until_us = 0
         WHERE vault = $1 AND sha256 IN (SELECT unhex(value) FROM json_each($2))
         AND NOT EXISTS (SELECT 1 FROM ref_objects r WHERE r.vault = $1 AND r.sha256 = objects.sha256)";
    PIN =
        "INSERT INTO objects (vault, sha256, size, pinned_until_us)
         SELECT $1, unhex(value ->> 0), value ->> 1, $3 FROM json_each($2) WHERE true
         ON CONFLICT (vault, sha256) DO UPDATE SET condemned_us = NULL,
            pinned_until_us = max(pinned_until_us, excluded.pinned_until_us)";
    CONDEMN =
        "UPDATE objects SET condemned_us = $2
         WHERE vault = $1 AND sha256 IN (SELECT unhex(value) FROM json_each($3))
         AND condemned_us IS NULL AND pinned_until_us <= $2
         AND NOT EXISTS (SELECT 1 FROM ref_objects r WHERE r.vault = $1 AND r.sha256 = objects.sha256)";
    KNOWN =
        "SELECT sha256 FROM objects
         WHERE vault = $1 AND sha256 IN (SELECT unhex(value) FROM json_each($2))";
    /// Binds: vault, rows of name, version, content, nonce, key, first and newest time.
    SHOW_SESSIONS =
        "WITH asked AS MATERIALIZED
            (SELECT value ->> 0 AS name, value ->> 1 AS version, value ->> 2 AS content, value ->> 3 AS nonce,
                value ->> 4 AS key, value ->> 5 AS first, value ->> 6 AS newest FROM json_each($2))
         INSERT INTO synced_sessions (vault, session, version, encrypted_content, content_nonce, key_id,
            size_bytes, created_us, updated_us)
         SELECT $1, name, version, unhex(content), unhex(nonce), unhex(key),
            coalesce((SELECT sum(o.size) FROM ref_objects r
               JOIN objects o ON o.vault = r.vault AND o.sha256 = r.sha256
               WHERE r.vault = $1 AND r.name = asked.name AND r.dropped_us IS NULL), 0),
            first, newest FROM asked WHERE true
         ON CONFLICT (vault, session) DO UPDATE SET version = excluded.version,
            encrypted_content = excluded.encrypted_content, content_nonce = excluded.content_nonce,
            key_id = excluded.key_id, size_bytes = excluded.size_bytes, updated_us = excluded.updated_us";
    HIDE_SESSIONS =
        "DELETE FROM synced_sessions WHERE vault = $1 AND session IN (SELECT value FROM json_each($2))";
    VERSION = "SELECT sqlite_version()";
    SHRINK = "PRAGMA incremental_vacuum";
    FORMAT = "PRAGMA user_version";
}
