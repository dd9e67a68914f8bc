-- Refuses while there is ciphertext or a leaf to lose, unless the session says `SET han.destroy_data = 'yes'`.
DO $$
BEGIN
    IF current_setting('han.destroy_data', true) = 'yes' THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM refs) THEN RAISE EXCEPTION 'ciphertext_of_refs_would_be_lost'; END IF;
    IF EXISTS (SELECT FROM replaced_refs) THEN RAISE EXCEPTION 'ciphertext_of_replaced_refs_would_be_lost'; END IF;
    IF EXISTS (SELECT FROM objects) THEN RAISE EXCEPTION 'objects_would_be_lost'; END IF;
    IF EXISTS (SELECT FROM log_leaves) THEN RAISE EXCEPTION 'log_leaves_would_be_lost'; END IF;
END $$;

-- The role han_app may serve other databases of the same cluster, and pgcrypto other tables: both stay.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        REVOKE ALL ON _sqlx_migrations FROM han_app;
    END IF;
END $$;
DROP FUNCTION han_make_log_partitions(timestamptz, integer);
DROP TABLE log_nodes;
DROP TABLE log_leaves;
DROP TABLE log_heads;
DROP TABLE ref_objects;
DROP TABLE objects;
DROP TABLE replaced_refs;
DROP TABLE refs;
DROP TABLE vaults;
DROP FUNCTION han_guard_log(regclass);
DROP FUNCTION han_refuse_log_change();
DROP FUNCTION han_refuse_ref_change();
