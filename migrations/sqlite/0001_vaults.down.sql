-- Refuses while there is ciphertext or a leaf to lose, unless the session made the table temp.han_destroy_data: the
-- checks below fail, and the transaction with them.
CREATE TEMP TABLE refused (
    refs INTEGER CONSTRAINT ciphertext_of_refs_would_be_lost CHECK (refs = 0),
    replaced INTEGER CONSTRAINT ciphertext_of_replaced_refs_would_be_lost CHECK (replaced = 0),
    objects INTEGER CONSTRAINT objects_would_be_lost CHECK (objects = 0),
    leaves INTEGER CONSTRAINT log_leaves_would_be_lost CHECK (leaves = 0)
);
INSERT INTO refused
SELECT
    (SELECT count(*) FROM main.refs),
    (SELECT count(*) FROM main.replaced_refs),
    (SELECT count(*) FROM main.objects),
    (SELECT count(*) FROM main.log_leaves)
WHERE NOT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE name = 'han_destroy_data');
DROP TABLE temp.refused;

DROP TABLE log_nodes;
DROP TABLE log_leaves;
DROP TABLE log_heads;
DROP TABLE ref_objects;
DROP TABLE objects;
DROP TABLE replaced_refs;
DROP TABLE refs;
DROP TABLE vaults;

PRAGMA user_version = 0;
