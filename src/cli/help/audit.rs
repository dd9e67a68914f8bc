//! `han audit`.

help!(
    AUDIT,
    "  han audit log --since 7d
  han audit verify"
);
help!(
    AUDIT_LOG,
    AUDIT_LOG_LONG,
    "  han audit log --since 7d
  han audit log --denied
  han audit log --session 6f1c --json",
    "What is in it:
  Every move of a session or of the keys, every export, and, on a server, reads and denials: one
  line a minute for each actor, token and operation, with a count. ACTOR is the user on a server,
  the device in a folder. FROM is the address and program of the (first) request. The server sealed
  it to the vault's keys, so that whoever holds them reads it and the server does not; it may be
  erased.
  In a folder nothing is known of reads.
  The whole log is read and must make the root that the server signed before a line is printed.

JSON:
  {\"leaves\": [{\"seq\", \"time\",
   \"class\": ref_move, export, read, denial, member, erasure, removal or share,
   \"actor\", \"token\", \"action\", \"ref\", \"version\", \"outcome\": done or denied, \"count\",
   \"origin\": known, sealed, erased or none, \"address\", \"agent\",
   \"keys\": [{\"purpose\", \"version\", \"id\", \"before\": the id that it followed, or null}]}]}
  What does not apply is null."
);
help!(
    AUDIT_VERIFY,
    AUDIT_VERIFY_LONG,
    "  han audit verify
  han audit verify --json",
    "What is checked:
  That the log goes on from what this machine saw before; that every leaf of it, read whole, leads
  to the root that the server signed; that each ref has the body that its newest leaf names, with
  signatures of the vault's keys; and that the log has every head that another device signed into
  what it wrote. Objects are asked for, not read: han verify reads them.

Exit status:
  0   the server did what it says
  6   tampered: a ref or leaf that is not what the log says, an older body, or a head that nobody
      signed
  8   rollback or truncation: the log is shorter than what this machine verified before
  9   fork: another device verified a head that this log does not have
  10  rewritten: the log does not go on from what was verified, or its leaves do not make its root

JSON:
  {\"leaves\", \"root\": hex, \"checked\", \"bad\": [{\"item\", \"code\", \"message\"}]}"
);
help!(
    AUDIT_EXPORT,
    AUDIT_EXPORT_LONG,
    "  han audit export -o audit-2026
  head -n 3 audit-2026/checkpoint > text
  tail -n 1 audit-2026/checkpoint | cut -d' ' -f3 | base64 -d | tail -c 64 > signature
  openssl pkeyutl -verify -rawin -pubin -inkey audit-2026/log.pem -in text -sigfile signature",
    "The folder:
  checkpoint     the signed head: origin, size and root, and the signature (C2SP checkpoint)
  log.pub        the log key, 32 bytes; log.pem is the same for openssl
  leaves.ndjson  a JSON object a line: {\"seq\", \"class\", \"body\": hex, \"time_us\", \"actor\", \"token\",
                 \"action\", \"outcome\", \"ref\", \"version\", \"count\", \"sealed_origin\": hex or null}
  tile/          the tree as tiles (c2sp.org/tlog-tiles)
  It holds no secret and opens nothing. Origins stay sealed. Whoever verifies it must know the log
  key from elsewhere: han audit fingerprint.

JSON:
  {\"folder\", \"leaves\", \"root\": hex, \"tiles\"}"
);
help!(
    AUDIT_FINGERPRINT,
    AUDIT_FINGERPRINT_LONG,
    "  han audit fingerprint
  han audit fingerprint --size 1200      what the log was when it had 1200 leaves",
    "What it is for:
  A server could show two people two vaults. Whoever reads the same lines to each other, over
  another channel, sees the same one. Where the sizes differ, the larger side gives --size of the
  smaller. Without --size nothing is asked of the server.

JSON:
  {\"vault\", \"vault_key\": hex, \"log_key\": hex, \"size\", \"root\": hex}"
);
