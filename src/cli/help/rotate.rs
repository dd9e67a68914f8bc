//! `han rotate`.

help!(
    ROTATE,
    ROTATE_LONG,
    "  han rotate                      a new secret
  han rotate --data-key           a new data key; the secret stays
  han rotate --content 0a1b2c3d   the session itself, under a fresh content key
  han rotate --compromised        everything at once: somebody else may know the secret
  han rotate --due                what the policy asks for; nothing when nothing is due
  han rotate --status             how old each key is",
    "The new secret:
  It is generated unless given, goes to the vault's secret store, and its recovery sheet is shown
  once (without a terminal: written 0600 beside the store). Where the secret is in no store, it
  must be given, or --recovery-out named: it is in your hands before the vault changes. An
  interrupted rotation goes on when run again; at every moment one secret works. The old secret
  reads for 30 days what it could read, and writes nothing. On other machines: han keys unlock.

The new data key:
  Every content key moves under it, then the old one retires; sessions are not sent again. It may
  be stopped at any point and goes on when run again, and other machines may sync meanwhile. A
  machine that still has the old secret reads nothing more once its data keys are retired.

Content sealed anew:
  --content opens the sessions (all, where none is named), seals them again under fresh content
  keys, which are born under a new data key, and deletes what that supersedes: for a content key
  that leaked by itself. It may be stopped at any point and goes on when run again.

When it may be known to others:
  --compromised replaces the secret without the 30 days, the account key where there is one, the
  vault key, the audit key and the data key. Of the personal vault it also makes a new identity and
  revokes the tokens of your other machines on a server. It asks first; without a terminal it needs
  --yes. Interrupted, the same command goes on.
  Teams of which you are an owner take the new identity up at once, or at the next sync. In others
  you write nothing until somebody has confirmed it: an owner or admin, to whom you give your new
  code by another way, runs: han team invite CODE --as NAME --accept-changed-key.

What rotation cannot do:
  Whoever kept old ciphertext and the old secret reads what they could read before. The key that
  names the sessions stays: who had it can tell whether a session of a known id is in the vault.

JSON:
  {\"rotated\": [\"secret\" or \"data-key\"], \"epoch\", \"recovery_sheet\": path or null,
   \"data_key\": {\"version\", \"begun\", \"moved\", \"retired\"} or null, \"due\": [what is overdue]}
  --compromised: both, \"resumed\", \"revoked_tokens\": [label], null where the vault gives none,
   \"teams\": [{\"vault\", \"identity\": known, renewed, unconfirmed, no_member or unknown}]
  --status: {\"keys\": [{\"what\", \"version\", \"status\", \"created\", \"age_days\", \"due\"}],
   \"content_keys\", \"remaining\": how many stand under an old data key,
   \"content_under_way\": sessions of an interrupted --content, or null}
  --content: {\"rotated\", \"sessions\", \"done_before\", \"segments\", \"bytes_stored\",
   \"left\": [object], \"data_key\", \"failed\": [{\"item\", \"code\", \"message\"}]}"
);
