-- Refuses while there is an origin to lose, unless the session says `SET han.destroy_data = 'yes'`.
DO $$
BEGIN
    IF current_setting('han.destroy_data', true) = 'yes' THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM log_origins) THEN RAISE EXCEPTION 'sealed_origins_would_be_lost'; END IF;
END $$;
DROP TABLE log_origins;
DROP FUNCTION han_refuse_origin_change();
