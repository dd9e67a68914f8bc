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
  moves under it, so that copies of the vault do not open with today's keys. Level 3: the secret
  too (and the account key), without the 30 days; every machine needs the new one.
  It asks first; without a terminal it needs --yes. It may stop at any point; --resume goes on.
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
