//! Moving, shredding and deleting.

help!(
    MOVE,
    MOVE_LONG,
    "  han move 0a1b2c3d --to team:acme
  han move 0a1b2c3d --vault team:acme --to personal --yes",
    "What it does:
  The session is sealed again in the other vault, under that vault's keys, compared there byte by
  byte, and only then shredded in the one that it comes from (level 1). Stopped at any point it is
  in one of the two, or in both: run it again. From then on this machine sends the session to the
  other vault; another machine that has it learns so by the same command, whole id and all.
  It asks first; without a terminal it needs --yes. Whoever has a copy of the vault that it was in,
  or was given the session, may hold it still.

JSON:
  {\"from\", \"to\", \"sessions\": [{\"session\", \"bytes_stored\", \"apart\": whether the other vault
   had another history, \"shredded\", \"left\": [object]}]}"
);

help!(
    SHRED,
    SHRED_LONG,
    "  han shred 0a1b2c3d                  one session
  han shred 0a1b2c3d 4e5f --level 2
  han shred --all --level 3 --yes
  han shred --resume                  go on with one that was interrupted",
    "What it does:
  Level 1: the session's objects and content keys are deleted from the vault, at once, and a signed
  tombstone stands in its place. Level 2: the data key is made anew and every other content key
  moves under it, so that copies of the vault do not open by today's keys. Level 3: the secret too
  (and the account key), without the 30 days; every machine needs the new one.
  It asks first; without a terminal it needs --yes. It may be stopped anywhere: --resume goes on.
  The level that was reached is said, and what is out of reach: exports, backups and other copies
  made before, whoever was given the session, and the files under the Claude folder.
  A shredded id never comes back: the next sync leaves it out, and a vault that shows it again is
  refused. To keep the conversation after all, give it a new id: claude --resume ID --fork-session.

JSON:
  {\"sessions\", \"ended\": shredded before, \"level\": the one that was reached, 0 where the vault
   still gives objects out, \"objects\", \"left\": [object], \"unread\",
   \"data_key\": as han rotate has it, or null, \"epoch\": of the new secret, or null,
   \"recovery_sheet\": path or null}"
);

help!(
    VAULT_DELETE,
    VAULT_DELETE_LONG,
    "  han vault delete team:old
  han vault delete team:old --yes",
    "What goes:
  A vault in a folder goes with its folder. On a server every session is shredded; the keyfile and
  the log stay, and open nothing any more. Then this machine forgets the secret, and that it ever
  sent the sessions: a vault that is made anew gets them all. Nothing under the Claude folder is
  touched. It asks first; without a terminal it needs --yes, and stopped at any point it goes on
  when run again. Exports, backups and other copies made before are out of reach.

JSON:
  {\"deleted\", \"folder\": whether the folder is gone, \"sessions\": shredded on a server, or null}"
);
help!(
    VAULT_RETENTION,
    VAULT_RETENTION_LONG,
    "  han vault retention                              what is kept
  han vault retention --keep-days 365
  han vault retention --keep-days 90 --keep-last 200
  han vault retention --off",
    "What it does:
  Writes into the configuration of this machine how long sessions stay in the vault: a session stays
  that either of the two keeps. Nothing goes by it before han prune --retention, and without it all
  sessions stay for ever. In a team only an owner or admin sets and carries it out.

JSON:
  {\"vault\", \"keep_days\": number or null, \"keep_last\": number or null}"
);
help!(
    PRUNE,
    PRUNE_LONG,
    "  han prune --keep-generations 3 --dry-run
  han prune --keep-generations 3
  han prune --retention --dry-run          the sessions that are past the vault's retention
  han prune --retention --yes",
    "What goes with --keep-generations:
  Of each file the generations beyond the newest N. The one that restore takes always stays, and so
  do both sides of a divergence in the newest generation. The vault keeps what was dropped for 30
  days and a week more; a later prune removes it from the disk.

What goes with --retention:
  Sessions that neither --keep-days nor --keep-last of han vault retention keeps: each is shredded
  (level 1) as han shred does it, for ever. The age is that of the last sync, as the machine that
  synced it has signed. What does not open stays, and so does what somebody syncs meanwhile, and
  history, plans and memory. It asks where more than half of all sessions would go, or where this
  machine has no file of one, so that the vault's may be the only copy; without a terminal it needs
  --yes. Stopped at any point it goes on when run again.

JSON:
  {\"sessions\", \"generations\", \"bytes\", \"bytes_removed\", \"failed\": [{\"item\", \"code\", \"message\"}]}
  --retention: {\"vault\", \"retention\": {\"keep_days\", \"keep_last\"}, \"dry_run\", \"past\": [{\"session\",
   \"synced\", \"bytes\", \"only_copy\"}], \"stay\", \"unread\", \"shredded\": [id], \"moved\": [id],
   \"level\": 1 where all is gone, \"left\": objects that can still be had}"
);
