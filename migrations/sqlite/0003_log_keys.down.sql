-- The key lies in the files of the nodes too: the next start of a node writes it here again.
DROP TABLE log_keys;

PRAGMA user_version = 2;
