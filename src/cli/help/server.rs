//! Of the commands about servers.

help!(
    LOGIN,
    LOGIN_LONG,
    "  han login https://han.example.org --invite INVITE
  han login https://han.example.org --invite - < invite.txt
  han login https://han.example.org --recover sheet.txt         on an empty machine
  han login https://han.example.org                             checks the token",
    "What it does:
  The invite is exchanged for a token of this machine, which goes to the keyring, or with
  --secret-store file to a 0600 file. The token lets this machine store and fetch ciphertext; it
  opens nothing. It ends after 90 days without use. Where this machine has no vault yet, the next
  han init or han sync makes one on the server.
  With --recover the recovery sheet is all that is needed: its login is exchanged for a token, its
  code says what the vault must look like, its secret opens it. The login works once, and only that
  of the newest sheet; what else is on a sheet opens the vault after that too.
  Whoever reads a process list may see an invite on the command line; it works once, so use it at
  once, or give it with --invite -.

JSON:
  {\"server\", \"user\", \"token\": {\"id\", \"label\", \"scopes\", \"created\", \"expires\"},
   \"vaults\": [{\"owner\", \"kind\"}]}"
);
help!(
    COPY,
    COPY_LONG,
    "  han login https://han.example.org --invite INVITE
  han copy --to https://han.example.org",
    "What it does:
  Everything is checked on this machine, then objects, sessions and the log go over as they are,
  and the server signs the same log. This machine uses the server from then on; the folder stays,
  and is not used any more. Interrupted, the same command goes on.

JSON:
  {\"vault\", \"owner\", \"to\", \"refs\", \"objects\", \"sent\", \"bytes\", \"leaves\"}"
);
help!(LOGOUT, "  han logout\n  han logout https://han.example.org");
help!(
    WHOAMI,
    WHOAMI_LONG,
    "  han whoami\n  han whoami --json",
    "JSON:
  {\"server\", \"user\", \"token\": {\"id\", \"label\", \"scopes\", \"created\", \"expires\"},
   \"vaults\": [{\"owner\", \"kind\"}]}"
);
help!(
    SERVE,
    SERVE_LONG,
    "  han serve                                        on this machine only, data in han's folder
  han serve --listen 0.0.0.0:8426 --tls-cert chain.pem --tls-key key.pem
  han serve --insecure-http --trusted-proxy 10.0.0.2 --url https://han.example.org
  HAN_DATABASE=postgres://han:...@db/han han serve --objects s3://sessions",
    "What it is:
  A server that keeps vaults for others and can read none of them: it stores ciphertext and wrapped
  keys, and a log that it cannot rewrite unseen. The first start prints how to invite the first
  user, as does every start until there is one. It ends on SIGTERM or SIGINT: requests under way
  have 30 seconds, a second signal quits at once.

Its folder:
  han.db (SQLite), objects/ (ciphertext), log.key (signs the heads of every log: keep it), lock.

Several nodes:
  With --database and --objects only log.key and lock lie in the folder, and any number of servers
  share the rest; all of them need the same log.key. HAN_DATABASE and HAN_OBJECTS say the same, and
  keep a password out of the list of processes. The object store finds its key as its own tools do:
  AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, GOOGLE_SERVICE_ACCOUNT, AZURE_STORAGE_ACCOUNT_KEY.
  An address may say ?endpoint=URL&region=NAME&allow_http=true. The store is tried at every start.

JSON:
  {\"listening\", \"invite\": text or null, \"command\": how to use it, or null}"
);

help!(
    ADMIN,
    "  han admin invite ann
  han admin user list
  han admin token list ann
  han admin quota 3fa43e1d784a8b758224107d6c446743 20GB
  han admin backup --to /backup/2026-11-23
  han admin doctor"
);
help!(
    ADMIN_VERIFY,
    ADMIN_VERIFY_LONG,
    "  han admin verify\n  han admin verify --data /srv/han --json\n  han admin verify --rebuild",
    "What it does:
  For every vault: computes the tree anew from all leaves and compares it with each stored node and
  with the signed head; compares each ref with its newest leaf; looks for the objects that refs
  hold; compares the tables that only show what stands elsewhere (encryption_keys, key_secrets,
  cryptographic_keys, synced_sessions) with what they show.
  Changes nothing, and may run beside the server. With --rebuild rows of those tables that do not
  fit are made anew first; nothing else is changed.

JSON:
  {\"vaults\": [{\"owner\", \"leaves\", \"refs\", \"objects\", \"flaws\": [text]}]}

Exit codes:
  0  all fits together
  6  something does not"
);
help!(
    ADMIN_COLLECT,
    ADMIN_COLLECT_LONG,
    "  han admin collect --dry-run
  han admin collect --sweep",
    "What it does:
  Condemns objects that no ref needs and nothing pins; removes those that were condemned 7 days
  ago, and bodies that were replaced 30 days ago (han admin retention sets other times). A put or a
  check of a condemned object takes that back. A server that runs does this by itself every hour,
  one node at a time; beside one that is at it just now this command is refused.
  --sweep lists the object store: removes objects that no commit ever named and that are older
  than 48 hours, and finds objects that refs need and that are gone. A server does it every week.
  What is removed is said in the log of its vault, as a number.

JSON:
  {\"dry_run\", \"bodies\", \"condemned\", \"objects\", \"orphans\", \"bytes\", \"origins\",
   \"missing\"}

Exit codes:
  0  done
  4  a server is at it
  6  objects that refs need are gone"
);
help!(
    ADMIN_RETENTION,
    "  han admin retention show
  han admin retention set replaced 90
  han admin retention run --dry-run"
);
help!(
    ADMIN_RETENTION_SHOW,
    ADMIN_RETENTION_SHOW_LONG,
    "  han admin retention show
  han admin retention show --of 3fa43e1d784a8b758224107d6c446743",
    "What is kept:
  replaced   bodies of refs, and objects, that a later move replaced; 30 days
  condemned  objects that no ref needs any more; 7 days more
  origins    from where requests came, sealed; forever
  envelopes  shares and sealed secrets that ended; 90 days (the log keeps their leaves)
  tokens     tokens that were revoked or expired; forever
  invites    invites that expired; forever
  All times are the server's. Sessions are not among it: to end one takes a tombstone that a client
  signs (han shred); the server cannot sign one, and cannot tell old sessions from new ones but by
  when they moved.

JSON:
  {\"policies\": [{\"owner\": id, or null for all vaults, \"what\", \"days\": number, or null for ever}]}"
);
help!(
    ADMIN_RETENTION_SET,
    ADMIN_RETENTION_SET_LONG,
    "  han admin retention set replaced 90
  han admin retention set replaced forever --of 3fa43e1d784a8b758224107d6c446743
  han admin retention set tokens 365
  han admin retention set replaced default",
    "JSON:
  As of han admin retention show."
);
help!(
    ADMIN_RETENTION_RUN,
    ADMIN_RETENTION_RUN_LONG,
    "  han admin retention run --dry-run
  han admin retention run",
    "JSON:
  {\"dry_run\", \"bodies\", \"condemned\", \"objects\", \"bytes\", \"origins\",
   \"envelopes\", \"tokens\", \"invites\"}"
);
help!(
    ADMIN_BACKUP,
    ADMIN_BACKUP_LONG,
    "  han admin backup --to /backup/2026-11-23 --keys-to /safe/2026-11-23
  HAN_DATABASE=postgres://han@db/han han admin backup --objects s3://sessions --to /backup/today",
    "What it does:
  Writes two archives into a new folder, while the server runs: data.tar with all tables of one
  moment (from SQLite and PostgreSQL alike) and every object that a ref needs or needed lately, and
  keys.tar with log.key and the keyfiles. Keep the two apart: with data.tar alone nobody can even
  guess at a secret, and in keys.tar there is no session. han admin restore needs both.
  Each object is compared with its name on the way.

JSON:
  {\"objects\", \"bytes\", \"shredded\": [id], \"lost\": [id]}

Exit codes:
  0  all of it was copied
  6  the server has lost objects that refs need; the rest was copied
  7  objects were shredded meanwhile; the rest was copied"
);
help!(
    ADMIN_EXPIRE_KEYS,
    ADMIN_EXPIRE_KEYS_LONG,
    "  han admin expire-keys /safe --days 30 --dry-run
  han admin expire-keys /safe --days 30",
    "What it does:
  Removes each keys.tar of han admin backup beneath the folder, under whatever name, that is as many
  days old as it says itself; never the newest. It is overwritten first; what snapshots and disks
  keep of it is out of reach.

Why:
  What was shredded stands in every data backup of before, closed by keys that have retired since.
  Those keys stand in the key backups of that time: once these are gone too, no backup opens it. A
  data backup comes back only with the keys of its own time, so that data backups which are to come
  back live no longer than key backups do.

JSON:
  {\"dry_run\", \"removed\": [{\"path\", \"created\"}], \"kept\", \"newest_is_old\": whether the one that
   stays should have gone by its age}"
);
help!(
    ADMIN_RESTORE,
    ADMIN_RESTORE_LONG,
    "  han admin restore --from /backup/2026-11-23 --data /srv/han
  han admin restore --from /backup/data --keys /safe/keys.tar --database postgres://han@db/han",
    "What it does:
  Brings a server back into a folder, and a database and object store where they are given, all of
  which must be empty; from SQLite to PostgreSQL and back too. Then it looks at everything as han
  admin verify does: each Merkle root is computed anew.
  To clients the server looks like one that was rolled back, as it must: they refuse it until their
  owner says so.

JSON:
  {\"objects\", \"keyfiles\", \"rebuilt\", \"vaults\": as of han admin verify}

Exit codes:
  0  all came back and fits together
  4  there is something already
  6  an archive is damaged, or something does not fit"
);
help!(
    ADMIN_DOCTOR,
    ADMIN_DOCTOR_LONG,
    "  han admin doctor\n  han admin doctor --data /srv/han --json",
    "What it looks at:
  How long 20 syncs of the disk take; free room; whether the object store does what is needed; the
  engine and the format of its tables; clocks; the age of the log key; when collection and sweep
  were last done, and whether objects were missing.

JSON:
  {\"checks\": [{\"check\", \"level\": ok, note or problem, \"message\"}]}

Exit codes:
  0  nothing needs doing
  1  something does"
);
help!(
    ADMIN_ROTATE_LOG_KEY,
    ADMIN_ROTATE_LOG_KEY_LONG,
    "  han admin rotate-log-key\n  han admin rotate-log-key --data /srv/han --json",
    "What it does:
  Makes a new log key, lets the old one sign it, and signs the heads of all logs with it. The old
  key's secret half is gone then. Clients that pinned the old key, or one of the last eight, come
  to the new one by themselves. The server must be stopped; where there are several nodes, stop all
  of them, change the key on one, and copy its log.key to the others before they start again. On
  PostgreSQL use the role that owns the tables.

JSON:
  {\"before\": hex, \"log_key\": hex}

Exit codes:
  0  done
  4  a server uses the folder"
);
help!(
    ADMIN_DOWNGRADE,
    ADMIN_DOWNGRADE_LONG,
    "  han admin downgrade --to 3
  han admin downgrade --to 0 --destroy-data",
    "What it does:
  Undoes the changes that later versions made to the tables, so that an older han can use them. The
  server must be stopped. Where ciphertext or leaves of logs would be lost it refuses and changes
  nothing, unless --destroy-data is given.

Exit codes:
  0  done
  4  data would be lost"
);
help!(
    ADMIN_MIGRATE,
    ADMIN_MIGRATE_LONG,
    "  han admin migrate --to postgres://han@db.internal/han
  han admin migrate --to postgres://han@db.internal/han --to-objects s3://sessions",
    "What it does:
  Copies the objects that are not there yet, each checked against its name; then every row in one
  transaction into the new database, which must be empty; then looks at all of it as han admin
  verify does. The server must be stopped. Nothing is taken away from the old one: should it fail,
  start that again. Afterwards serve the same folder with --database and --objects; log.key stays
  in it.

JSON:
  {\"objects\", \"rows\", \"vaults\": as of han admin verify}

Exit codes:
  0  all was moved and fits together
  6  something does not"
);
help!(ADMIN_USER, "  han admin user list\n  han admin user disable ann");
help!(
    ADMIN_USER_LIST,
    ADMIN_USER_LIST_LONG,
    "  han admin user list\n  han admin user list --data /srv/han --json",
    "JSON:
  {\"users\": [{\"name\", \"id\", \"admin\", \"created\", \"disabled\": time or null,
   \"vaults\": [{\"owner\", \"kind\", \"role\", \"log_size\", \"stored_bytes\", \"quota_bytes\"}]}]}"
);
help!(ADMIN_USER_DISABLE, "  han admin user disable ann");
help!(ADMIN_USER_ENABLE, "  han admin user enable ann");
help!(
    ADMIN_INVITE,
    ADMIN_INVITE_LONG,
    "  han admin invite ann --url https://han.example.org
  han admin invite ann --create-only          a token for CI that only adds",
    "The invite:
  It gives one token, within 72 hours. Of it only a hash is kept: it is shown this once.

JSON:
  {\"invite\", \"url\", \"expires\"}"
);
help!(
    ADMIN_TOKEN,
    "  han admin token list ann\n  han admin token revoke ann 1488a2f5d46d4be09b2b0bb49130a304"
);
help!(
    ADMIN_TOKEN_LIST,
    ADMIN_TOKEN_LIST_LONG,
    "  han admin token list ann",
    "JSON:
  {\"tokens\": [{\"id\", \"label\", \"scopes\", \"created\", \"last_used\", \"expires\",
   \"revoked\"}]}"
);
help!(ADMIN_TOKEN_REVOKE, "  han admin token revoke ann 1488a2f5d46d4be09b2b0bb49130a304");
help!(
    ADMIN_QUOTA,
    ADMIN_QUOTA_LONG,
    "  han admin quota 3fa43e1d784a8b758224107d6c446743
  han admin quota 3fa43e1d784a8b758224107d6c446743 20GB
  han admin quota 3fa43e1d784a8b758224107d6c446743 none     the default of han serve --quota",
    "JSON:
  {\"owner\", \"stored_bytes\", \"quota_bytes\": its own, or null}"
);
help!(
    ADMIN_MEMBER,
    "  han admin member list OWNER
  han admin member set OWNER bob reader
  han admin member remove OWNER bob"
);
help!(
    ADMIN_MEMBER_LIST,
    ADMIN_MEMBER_LIST_LONG,
    "  han admin member list 0123456789abcdef0123456789abcdef",
    "JSON:
  {\"members\": [{\"user\", \"id\", \"role\", \"since\"}]}"
);
help!(
    ADMIN_MEMBER_SET,
    ADMIN_MEMBER_SET_LONG,
    "  han admin member set 0123456789abcdef0123456789abcdef bob member",
    "What it does:
  Says what the server lets the user do in the vault: owner and admin all, member no keys, reader
  only reads. It opens nothing: that takes the vault's secret. The vault's log tells that its
  members changed. A personal vault has one user, and each vault an owner at least. A running
  server knows it within 30 seconds."
);
help!(ADMIN_MEMBER_REMOVE, "  han admin member remove 0123456789abcdef0123456789abcdef bob");
