//! The help of sharing.

help!(
    SHARE,
    SHARE_LONG,
    "  han share 0a1b2c3d --with CONTACT-CODE
  han share 0a1b2c3d --with CONTACT-CODE --expires 7d
  han share 0a1b2c3d --with team:acme/ben
  han share 0a1b2c3d --with CONTACT-CODE --bundle session.share",
    "What it does:
  Seals the keys of this one session to that person and signs them. The person needs no role in the
  vault: the server lets that user read this session, also what is synced to it later, and nothing
  else, until the share ends. That person runs: han show --shared SHARE (or han restore).
  With --bundle the session as it is now goes into a file, encrypted for that person alone.

The contact code:
  han team fingerprint prints it; have it given to you by a way that no server stands on. It names
  the person's keys, so that no server can put others in their place. The first time pins it.
  A member of a team that you have joined needs none: the team's signed roster has the keys.

When the session gets another key:
  A session's key changes when the vault's data key rolls (every 90 days), when the session is sealed
  anew or another share of it is revoked; in a team other people may come to sign it. Then this
  command's share is sealed anew under its own name, by the rotation or the next han sync of whoever
  made it; it goes on and ends when it was to end. Until then its readers are told that the session
  has moved on. After han rotate --compromised they must confirm your new contact code.

What it cannot do:
  A share ends; what its recipient has read or restored by then stays there. A bundle that was
  handed over cannot be called back, and its end is judged by its reader's clock.

JSON:
  {\"share\", \"session\", \"vault\", \"expires\", \"recipient\": the id of the person's vault,
   \"bundle\": the file or null, \"bytes\": of the bundle or null}"
);
help!(
    SHARES,
    SHARES_LONG,
    "  han shares
  han shares --json
  han shares revoke 3f2a91c0",
    "What is listed:
  What was shared from the vault, and what others shared with you on its server. STATUS is pending,
  delivered (fetched), opened (its reader says that it opened, and that your signature was right),
  expired or revoked, by the server's clock. The log has each step: han audit log.

JSON:
  {\"sent\": [SHARE], \"received\": [SHARE], \"more\": whether older ones are left out}
  SHARE is {\"share\", \"vault\", \"session\": uuid, where it is known, \"ref\", \"user\": the other side's
  user id, \"status\", \"created\", \"expires\", \"revoked\", \"openings\": [{\"time\", \"signature_ok\",
  \"decrypted\"}]}; user is null where the share went as a file, ref where it holds a team's secret."
);
help!(
    SHARES_REVOKE,
    SHARES_REVOKE_LONG,
    "  han shares revoke 3f2a91c0",
    "What it does:
  From then on the server gives the recipient neither the share nor the session. Then the session
  gets a fresh key: its manifest and everything that is synced to it later open by no key that was
  handed out. What was synced before stays sealed under the old key, and whoever has read, kept or
  restored it has it. If it is interrupted, run it again.

JSON:
  {\"share\", \"was\": the status before, \"renewed\": whether the session has a fresh key}"
);
