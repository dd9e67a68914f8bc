//! The statements of PostgreSQL alone: lists come in as arrays, and the head row is the vault's write lock.

use super::sql::statements;

statements! {
    /// Binds: owner id. Waits for the lock as long as `lock_timeout` says, and then reads the newest row.
    LOCK_VAULT =
        "SELECT h.vault, h.edge FROM log_heads h
         WHERE h.vault = (SELECT id FROM vaults WHERE owner_id = $1) FOR UPDATE";
    NODES =
        "SELECT idx, hash FROM log_nodes WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
         AND idx = ANY($2)";
    ORIGINS =
        "SELECT sha256, sealed FROM log_origins WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
         AND sha256 = ANY($2)";
    PINNED =
        "SELECT sha256 FROM objects WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
         AND sha256 = ANY($2) AND pinned_until_us >= $3 AND condemned_us IS NULL";
    STANDING = "SELECT name, version, kind FROM refs WHERE vault = $1 AND name = ANY($2)";
    REFS =
        "SELECT name, version, kind, field1, field2, field3 FROM refs
         WHERE vault = $1 AND name = ANY($2) ORDER BY name";
    MOVES =
        "WITH bodies (name, version, seq) AS
            (SELECT name, version, seq FROM refs WHERE vault = $1 AND name = ANY($2)
             UNION ALL SELECT name, version, seq FROM replaced_refs WHERE vault = $1 AND name = ANY($2))
         SELECT l.seq, l.body FROM unnest($2::text[], $3::bigint[]) WITH ORDINALITY AS a (name, version, at)
         JOIN bodies b ON b.name = a.name AND b.version = a.version
         JOIN log_leaves l ON l.vault = $1 AND l.seq = b.seq
         ORDER BY a.at";
    /// The ref name ends the leaf: see `protocol::leaf` for its place.
    NEWEST_MOVE =
        "SELECT seq, body FROM log_leaves WHERE vault = $1 AND class = $2
         AND substring(body FROM 210) = convert_to($3, 'UTF8') ORDER BY seq DESC LIMIT 1";
    /// Leaves and nodes in one round trip. Binds: vault, first position, class, times, bodies, leaf hashes, first
    /// node, nodes.
    APPEND =
        "WITH leaves AS (
            INSERT INTO log_leaves (vault, seq, created_at, class, body, leaf_hash)
            SELECT $1, $2 + a.at - 1,
               coalesce(timestamptz 'epoch' + a.time_us * interval '1 microsecond', now()), $3, a.body, a.hash
            FROM unnest($4::bigint[], $5::bytea[], $6::bytea[]) WITH ORDINALITY AS a (time_us, body, hash, at))
         INSERT INTO log_nodes (vault, idx, hash)
         SELECT $1, $7 + a.at - 1, a.hash FROM unnest($8::bytea[]) WITH ORDINALITY AS a (hash, at)";
    FORGET_REPLACED_OF = "DELETE FROM replaced_refs WHERE vault = $1 AND name = ANY($2)";
    /// Keeps the bodies of the names in `$9` (all parts of a statement see the rows as they were before it), then
    /// writes new ones. Binds: vault, names, versions, kinds, positions, the three fields, names whose bodies are
    /// kept, now.
    MOVE_REFS =
        "WITH kept AS (
            INSERT INTO replaced_refs
               (vault, name, version, kind, seq, field1, field2, field3, replaced_us)
            SELECT vault, name, version, kind, seq, field1, field2, field3, $10::bigint FROM refs
            WHERE vault = $1 AND name = ANY($9))
         INSERT INTO refs (vault, name, version, kind, seq, field1, field2, field3)
         SELECT $1, m.* FROM unnest($2::text[], $3::bigint[], $4::smallint[], $5::bigint[],
            $6::bytea[], $7::bytea[], $8::bytea[]) AS m
         ON CONFLICT (vault, name) DO UPDATE SET version = excluded.version, kind = excluded.kind,
            seq = excluded.seq, field1 = excluded.field1, field2 = excluded.field2,
            field3 = excluded.field3";
    HOLD_OBJECTS =
        "INSERT INTO objects (vault, sha256, size)
         SELECT DISTINCT $1::bigint, h.* FROM unnest($2::bytea[], $3::bigint[]) AS h
         ON CONFLICT (vault, sha256) DO UPDATE SET size = excluded.size, condemned_us = NULL";
    HOLD =
        "INSERT INTO ref_objects (vault, sha256, name)
         SELECT DISTINCT $1::bigint, h.* FROM unnest($2::bytea[], $3::text[]) AS h
         ON CONFLICT (vault, sha256, name) DO UPDATE SET dropped_us = NULL";
    DROP_HELD =
        "UPDATE ref_objects r SET dropped_us = $4 FROM unnest($2::bytea[], $3::text[]) AS d (sha256, name)
         WHERE r.vault = $1 AND r.sha256 = d.sha256 AND r.name = d.name AND r.dropped_us IS NULL";
    RELEASE = "DELETE FROM ref_objects WHERE vault = $1 AND name = ANY($2) RETURNING sha256";
    RELEASE_DROPPED =
        "DELETE FROM ref_objects
         WHERE vault = $1 AND name = ANY($2) AND dropped_us IS NOT NULL RETURNING sha256";
    CONDEMN_AT_ONCE =
        "UPDATE objects SET condemned_us = 0, pinned_until_us = 0
         WHERE vault = $1 AND sha256 = ANY($2)
         AND NOT EXISTS (SELECT 1 FROM ref_objects r WHERE r.vault = $1 AND r.sha256 = objects.sha256)";
    PIN =
        "INSERT INTO objects (vault, sha256, size, pinned_until_us)
         SELECT DISTINCT $1::bigint, p.*, $4::bigint FROM unnest($2::bytea[], $3::bigint[]) AS p
         ON CONFLICT (vault, sha256) DO UPDATE SET condemned_us = NULL,
            pinned_until_us = greatest(objects.pinned_until_us, excluded.pinned_until_us)";
    CONDEMN =
        "UPDATE objects SET condemned_us = $2
         WHERE vault = $1 AND sha256 = ANY($3)
         AND condemned_us IS NULL AND pinned_until_us <= $2
         AND NOT EXISTS (SELECT 1 FROM ref_objects r WHERE r.vault = $1 AND r.sha256 = objects.sha256)";
    KNOWN = "SELECT sha256 FROM objects WHERE vault = $1 AND sha256 = ANY($2)";
    /// Binds: vault, names, versions, contents, nonces, keys, first times, newest times.
    SHOW_SESSIONS =
        "INSERT INTO synced_sessions (vault, session, version, encrypted_content, content_nonce, key_id,
            size_bytes, created_us, updated_us)
         SELECT $1::bigint, a.session, a.version, a.content, a.nonce, a.key,
            coalesce((SELECT sum(o.size) FROM ref_objects r
               JOIN objects o ON o.vault = r.vault AND o.sha256 = r.sha256
               WHERE r.vault = $1 AND r.name = a.session AND r.dropped_us IS NULL), 0), a.first, a.newest
         FROM unnest($2::text[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bigint[], $8::bigint[])
            AS a (session, version, content, nonce, key, first, newest)
         ON CONFLICT (vault, session) DO UPDATE SET version = excluded.version,
            encrypted_content = excluded.encrypted_content, content_nonce = excluded.content_nonce,
            key_id = excluded.key_id, size_bytes = excluded.size_bytes, updated_us = excluded.updated_us";
    HIDE_SESSIONS = "DELETE FROM synced_sessions WHERE vault = $1 AND session = ANY($2)";
    VERSION =
        "SELECT current_setting('server_version'),
            (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
    /// Binds: channel, payloads.
    NOTIFY = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload";
    MAKE_PARTITIONS = "SELECT han_make_log_partitions(now(), $1)";
    STRAY_LEAVES = "SELECT EXISTS (SELECT 1 FROM log_leaves_default)";
    ENGINE = "SELECT current_setting('server_version_num')::integer / 10000";
    /// Whether there are migrations, and whether there are tables of somebody else.
    TABLES =
        "SELECT to_regclass('public._sqlx_migrations') IS NOT NULL,
            EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public')";
    FORMAT = "SELECT coalesce(max(version), 0)::bigint FROM public._sqlx_migrations WHERE success";
}
