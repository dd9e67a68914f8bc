-- Store format 1 on PostgreSQL 15 or later. Every byte of content below is ciphertext or public by design: the
-- server holds no key that opens it. "Sealed under" names the key of docs/format.md, section 3. The tables are
-- those of migrations/sqlite with the same names; the comments are kept in the database itself, so that
-- whoever looks at it there reads what is sealed under what.
--
-- All tables lie in the schema `public`. Who runs this file owns them; the server itself needs no more than
-- the role `han_app`, which can append to the log and cannot change it.

CREATE EXTENSION IF NOT EXISTS pgcrypto;

CREATE TABLE vaults (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id bytea NOT NULL UNIQUE CHECK (octet_length(owner_id) = 16),
    kind smallint NOT NULL CHECK (kind IN (1, 2)),
    created_us bigint NOT NULL
);
COMMENT ON TABLE vaults IS 'One row for each vault: everything of one owner.';
COMMENT ON COLUMN vaults.id IS 'Row number, used by the other tables instead of the 16-byte owner id.';
COMMENT ON COLUMN vaults.owner_id IS 'Random bytes made by the client at init; bound into every seal of the vault. Public.';
COMMENT ON COLUMN vaults.kind IS '1 a person''s vault, 2 a team''s.';
COMMENT ON COLUMN vaults.created_us IS 'Server time of creation, in microseconds since 1970.';

CREATE TABLE refs (
    vault bigint NOT NULL REFERENCES vaults (id),
    name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    version bigint NOT NULL CHECK (version > 0),
    kind smallint NOT NULL CHECK (kind IN (1, 2, 3)),
    seq bigint NOT NULL,
    field1 bytea NOT NULL,
    field2 bytea NOT NULL,
    field3 bytea NOT NULL,
    PRIMARY KEY (vault, name)
);
-- Ciphertext does not compress: do not try.
ALTER TABLE refs ALTER field1 SET STORAGE EXTERNAL, ALTER field2 SET STORAGE EXTERNAL,
    ALTER field3 SET STORAGE EXTERNAL;
COMMENT ON TABLE refs IS 'Refs: the only things that move, by compare-and-swap on version.';
COMMENT ON COLUMN refs.vault IS 'The vault.';
COMMENT ON COLUMN refs.name IS 'keyfile, roster, or s/ and an HMAC of the session''s uuid under the index key: the server learns that a session exists, not which. Compared byte by byte.';
COMMENT ON COLUMN refs.version IS 'Rises by one with every move; the first is 1.';
COMMENT ON COLUMN refs.kind IS '1 signed structure, 2 session, 3 tombstone (final).';
COMMENT ON COLUMN refs.seq IS 'The log leaf of the move that brought this body.';
COMMENT ON COLUMN refs.field1 IS 'kind 1: keyfile or roster; its key wraps are sealed under KEKs, which come from the secret alone. kind 2: content-key wraps, sealed under a data key (DEK) of the keyfile. kind 3: the signed tombstone; nothing sealed.';
COMMENT ON COLUMN refs.field2 IS 'kind 2: the manifest (or id and length of the object that holds it), sealed under the content key''s manifest key. Empty otherwise.';
COMMENT ON COLUMN refs.field3 IS 'kind 2: display metadata, sealed under the content key''s metadata key. Empty otherwise.';

CREATE TABLE replaced_refs (
    vault bigint NOT NULL REFERENCES vaults (id),
    name text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    kind smallint NOT NULL,
    seq bigint NOT NULL,
    field1 bytea NOT NULL,
    field2 bytea NOT NULL,
    field3 bytea NOT NULL,
    replaced_us bigint NOT NULL,
    PRIMARY KEY (vault, name, version)
);
ALTER TABLE replaced_refs ALTER field1 SET STORAGE EXTERNAL, ALTER field2 SET STORAGE EXTERNAL,
    ALTER field3 SET STORAGE EXTERNAL;
CREATE INDEX replaced_refs_by_age ON replaced_refs (vault, replaced_us);
COMMENT ON TABLE replaced_refs IS 'Bodies that a later move replaced, kept 30 days so that an operator can undo a client''s fault. A tombstone removes those of its ref at once.';
COMMENT ON COLUMN replaced_refs.vault IS 'The vault.';
COMMENT ON COLUMN replaced_refs.name IS 'As in refs.';
COMMENT ON COLUMN replaced_refs.version IS 'The version that this body had.';
COMMENT ON COLUMN replaced_refs.kind IS 'As in refs.';
COMMENT ON COLUMN replaced_refs.seq IS 'As in refs.';
COMMENT ON COLUMN replaced_refs.field1 IS 'Sealed as in refs.';
COMMENT ON COLUMN replaced_refs.field2 IS 'Sealed as in refs.';
COMMENT ON COLUMN replaced_refs.field3 IS 'Sealed as in refs.';
COMMENT ON COLUMN replaced_refs.replaced_us IS 'Server time of the move that replaced it.';

CREATE TABLE objects (
    vault bigint NOT NULL REFERENCES vaults (id),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    size bigint NOT NULL,
    pinned_until_us bigint NOT NULL DEFAULT 0,
    condemned_us bigint,
    PRIMARY KEY (vault, sha256)
);
CREATE INDEX objects_condemned ON objects (vault, condemned_us) WHERE condemned_us IS NOT NULL;
COMMENT ON TABLE objects IS 'Objects that a ref names or a client asked about. The bytes lie in the object store under their hash, sealed under a content key''s segment or manifest key; an object without a row here is an upload whose commit has not come.';
COMMENT ON COLUMN objects.vault IS 'The vault.';
COMMENT ON COLUMN objects.sha256 IS 'SHA-256 of the ciphertext, which is the object''s name.';
COMMENT ON COLUMN objects.size IS 'Length of the ciphertext (padded by the client) in bytes.';
COMMENT ON COLUMN objects.pinned_until_us IS 'Not collected before this server time, in microseconds.';
COMMENT ON COLUMN objects.condemned_us IS 'Since when nothing refers to it; deleted 7 days later. NULL while it is needed. 0 after a shred.';

CREATE TABLE ref_objects (
    vault bigint NOT NULL,
    sha256 bytea NOT NULL,
    name text COLLATE "C" NOT NULL,
    dropped_us bigint,
    PRIMARY KEY (vault, sha256, name),
    FOREIGN KEY (vault, sha256) REFERENCES objects (vault, sha256),
    FOREIGN KEY (vault, name) REFERENCES refs (vault, name)
);
CREATE INDEX ref_objects_by_ref ON ref_objects (vault, name);
CREATE INDEX ref_objects_dropped ON ref_objects (vault, dropped_us) WHERE dropped_us IS NOT NULL;
COMMENT ON TABLE ref_objects IS 'Which ref needs which object.';
COMMENT ON COLUMN ref_objects.vault IS 'The vault.';
COMMENT ON COLUMN ref_objects.sha256 IS 'The object.';
COMMENT ON COLUMN ref_objects.name IS 'The ref.';
COMMENT ON COLUMN ref_objects.dropped_us IS 'Server time at which the ref dropped it; the row then lasts 30 days, as long as the replaced body that may name the object. NULL while the ref holds it.';

CREATE TABLE log_heads (
    vault bigint PRIMARY KEY REFERENCES vaults (id),
    size bigint NOT NULL,
    edge bytea NOT NULL,
    checkpoint bytea NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE log_heads IS 'The head of each vault''s log. Its row is the vault''s write lock: who writes takes it FOR UPDATE, so nothing crosses vaults.';
COMMENT ON COLUMN log_heads.vault IS 'The vault.';
COMMENT ON COLUMN log_heads.size IS 'Number of leaves.';
COMMENT ON COLUMN log_heads.edge IS 'The right edge of the Merkle tree: size (8 bytes), then the roots of its complete subtrees.';
COMMENT ON COLUMN log_heads.checkpoint IS 'The signed checkpoint of this size (C2SP signed note), byte for byte.';

-- The key of a partitioned table must hold the partition key; that (vault, seq) is unique all the same is kept by
-- the locked head row, which alone gives out positions.
CREATE TABLE log_leaves (
    vault bigint NOT NULL REFERENCES vaults (id),
    seq bigint NOT NULL CHECK (seq >= 0),
    created_at timestamptz NOT NULL,
    class smallint NOT NULL CHECK (class BETWEEN 1 AND 255),
    body bytea NOT NULL,
    leaf_hash bytea NOT NULL CONSTRAINT leaf_hash_is_of_the_body CHECK (leaf_hash = digest(
        '\x00'::bytea || set_byte('\x00'::bytea, 0, class) || digest(body, 'sha256'), 'sha256')),
    PRIMARY KEY (vault, seq, created_at)
) PARTITION BY RANGE (created_at);
COMMENT ON TABLE log_leaves IS 'The log: one leaf for each event, byte for byte. Append-only. One partition for each month, made three months ahead.';
COMMENT ON COLUMN log_leaves.vault IS 'The vault.';
COMMENT ON COLUMN log_leaves.seq IS 'Position in the vault''s log, from 0.';
COMMENT ON COLUMN log_leaves.created_at IS 'The time that the leaf names, by the server''s clock: chooses the partition.';
COMMENT ON COLUMN log_leaves.class IS '1 ref move; others in protocol::leaf. Part of the Merkle leaf data.';
COMMENT ON COLUMN log_leaves.body IS 'The leaf body. It names actor, action, ref and hashes of ciphertext; nothing in it is sealed.';
COMMENT ON COLUMN log_leaves.leaf_hash IS 'RFC 6962 leaf hash of the class byte and SHA-256 of the body, as the tree has it.';

CREATE TABLE log_nodes (
    vault bigint NOT NULL REFERENCES vaults (id),
    idx bigint NOT NULL CHECK (idx >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (vault, idx)
);
COMMENT ON TABLE log_nodes IS 'The hash of every complete subtree of the Merkle tree, in the order of completion. Append-only.';
COMMENT ON COLUMN log_nodes.vault IS 'The vault.';
COMMENT ON COLUMN log_nodes.idx IS 'Number of the node (protocol::merkle::node_count).';
COMMENT ON COLUMN log_nodes.hash IS 'RFC 6962 hash.';

-- A log that can be edited proves nothing. A TRUNCATE trigger of a partitioned table does not guard its
-- partitions, and the row triggers that they inherit go with DETACH: each partition has both of its own. ALWAYS:
-- session_replication_role = replica does not pass by them.
CREATE FUNCTION han_refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
COMMENT ON FUNCTION han_refuse_log_change() IS 'Refuses every change of a row of the log.';

CREATE FUNCTION han_guard_log(guarded regclass) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER kept_rows BEFORE UPDATE OR DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION han_refuse_log_change()', guarded);
    EXECUTE format('CREATE TRIGGER kept_table BEFORE TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION han_refuse_log_change()', guarded);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER kept_rows', guarded);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER kept_table', guarded);
END $$;
COMMENT ON FUNCTION han_guard_log(regclass) IS 'Makes a table of the log append-only.';

SELECT han_guard_log('log_nodes');
-- The partitioned table itself, and with it a partition that somebody attaches by hand.
CREATE TRIGGER kept_rows_of_all BEFORE UPDATE OR DELETE ON log_leaves
    FOR EACH ROW EXECUTE FUNCTION han_refuse_log_change();
CREATE TRIGGER kept_table BEFORE TRUNCATE ON log_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION han_refuse_log_change();
CREATE TABLE log_leaves_default PARTITION OF log_leaves DEFAULT;
SELECT han_guard_log('log_leaves_default');
COMMENT ON TABLE log_leaves_default IS 'Leaves of a month without a partition. A row in it is a fault to look into: partitions are made ahead.';

CREATE FUNCTION han_make_log_partitions(since timestamptz, ahead integer) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first_day timestamp := date_trunc('month', least(since, now()) AT TIME ZONE 'UTC');
    last_day timestamp := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => least(ahead, 24));
    partition text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('han_make_log_partitions'));
    FOR first_day IN SELECT generate_series(first_day, last_day, interval '1 month') LOOP
        partition := 'log_leaves_' || to_char(first_day, 'YYYY_MM');
        CONTINUE WHEN to_regclass(partition) IS NOT NULL;
        BEGIN
            EXECUTE format('CREATE TABLE %I PARTITION OF log_leaves FOR VALUES FROM (%L) TO (%L)', partition,
                first_day AT TIME ZONE 'UTC', (first_day + interval '1 month') AT TIME ZONE 'UTC');
        EXCEPTION WHEN check_violation THEN
            -- Leaves of that month lie in the default partition, and stay there.
            RAISE WARNING 'no partition % can be made: log_leaves_default holds leaves of that month', partition;
            CONTINUE;
        END;
        PERFORM han_guard_log(partition::regclass);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
COMMENT ON FUNCTION han_make_log_partitions(timestamptz, integer) IS 'Makes the partitions from the month of a time (this month at the latest) to so many months ahead, and returns how many are new. Runs as the owner of the tables.';
REVOKE ALL ON FUNCTION han_make_log_partitions(timestamptz, integer) FROM PUBLIC;
SELECT han_make_log_partitions(now(), 3);

-- A tombstone is final, in the tables too.
CREATE FUNCTION han_refuse_ref_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a tombstone is final' USING ERRCODE = 'restrict_violation';
    END IF;
    RAISE EXCEPTION 'refs are never removed' USING ERRCODE = 'restrict_violation';
END $$;
COMMENT ON FUNCTION han_refuse_ref_change() IS 'Refuses to remove a ref, or to move one that is a tombstone.';
CREATE TRIGGER tombstone_is_final BEFORE UPDATE ON refs FOR EACH ROW WHEN (OLD.kind = 3)
    EXECUTE FUNCTION han_refuse_ref_change();
CREATE TRIGGER never_removed BEFORE DELETE ON refs FOR EACH ROW EXECUTE FUNCTION han_refuse_ref_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON refs FOR EACH STATEMENT
    EXECUTE FUNCTION han_refuse_ref_change();
ALTER TABLE refs ENABLE ALWAYS TRIGGER tombstone_is_final;
ALTER TABLE refs ENABLE ALWAYS TRIGGER never_removed;
ALTER TABLE refs ENABLE ALWAYS TRIGGER never_truncated;

-- What the server itself needs. Where the one who migrates may not make roles, an administrator makes it
-- before (docs/self-hosting.md); where it is absent, the server runs as the owner of the tables.
DO $$
BEGIN
    CREATE ROLE han_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN
    NULL;
END $$;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        RETURN;
    END IF;
    GRANT SELECT, INSERT ON vaults, log_leaves, log_nodes TO han_app;
    GRANT SELECT ON log_leaves_default TO han_app;
    GRANT SELECT, INSERT, UPDATE ON log_heads, refs TO han_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON replaced_refs, objects, ref_objects TO han_app;
    GRANT EXECUTE ON FUNCTION han_make_log_partitions(timestamptz, integer) TO han_app;
    GRANT SELECT ON _sqlx_migrations TO han_app;
END $$;
