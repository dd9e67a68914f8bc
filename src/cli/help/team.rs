//! `han team`.

help!(
    TEAM,
    "  han team fingerprint                          your contact code
  han team create acme --remote https://han.example
  han team invite CONTACT-CODE --as ben --vault team:acme
  han team members --vault team:acme"
);
help!(
    TEAM_FINGERPRINT,
    TEAM_FINGERPRINT_LONG,
    "  han team fingerprint
  han team fingerprint --server https://han.example
  han team fingerprint --card-out ann.card      for a team whose vault is a folder",
    "The contact code:
  It names your identity: the keys that sign what you write to teams and that receive what others
  send you. It holds no secret. Pass it to whoever invites you by a way that the server does not
  control, such as a message or a call: with it no server can hand out other keys in your name.
  The words say the same as the fingerprint, for reading them to each other.

What it does:
  The identity lies in your personal vault; an older vault gets one now. The card, which is its
  public part, is published on the server of the personal vault, or the one that --server names.

JSON:
  {\"contact_code\", \"fingerprint\": hex, \"words\", \"owner\", \"server\": address or null, \"card\": path or
   null}"
);
help!(
    TEAM_CREATE,
    TEAM_CREATE_LONG,
    "  han team create acme --remote https://han.example
  han team create acme --remote /mnt/shared/acme --as ann",
    "What it does:
  A team has a vault of its own, with its own secret and keys, and a roster: the signed list of its
  members. You become its owner. Members are known by the identities of their personal vaults, so
  you need one. Without --remote the vault is made on the server of your personal vault, or, where
  that is a folder, in a folder of this machine.
  The secret goes to the secret store, and its recovery sheet is shown once, as han init does.

Which sessions go there:
  Only those that a [[route]] of the configuration names; all others stay in your personal vault.
    [[route]]
    remote = \"github.com/acme/*\"
    vault = \"team:acme\"

JSON:
  {\"vault\", \"owner\", \"remote\", \"secret_store\", \"recovery_sheet\": path or null, \"member\"}"
);
help!(
    TEAM_INVITE,
    TEAM_INVITE_LONG,
    "  han team invite CONTACT-CODE --as ben --vault team:acme
  han team invite CONTACT-CODE --as cid --role reader
  han team invite CONTACT-CODE --as dan --card dan.card     for a team in a folder",
    "What it does:
  The card of that person is fetched from the server (or read from --card) and refused unless it is
  the one that the code names. Then the person is put on the roster, which you sign, and the server
  is told to let the person in. Where that fails on the way, the same command goes on.
  The code that it prints is for that person: han team join. It holds no secret: the
  team's secret is sealed to that person's identity, and lies on the server or in the folder for 30
  days.

Roles:
  owner    may do all; a team keeps at least one, and should have two
  admin    may do all but change owners and admins
  member   reads and writes sessions
  reader   reads; what a reader signs is refused by everybody
  By the keys alone a reader could write: it is the signed roster that everybody holds it to.

JSON:
  {\"code\", \"member\", \"role\", \"roster\": added, renewed or unchanged,
   \"secret\": sealed or by hand, \"command\"}"
);
help!(
    TEAM_JOIN,
    TEAM_JOIN_LONG,
    "  han team join TEAM-CODE --vault team:acme --remote https://han.example
  han team join - --vault team:acme --remote /mnt/shared/acme",
    "What it does:
  The vault is opened on this machine with the team's secret: that which an owner sealed to
  you, else one that is asked for (or read by --passphrase-file, -fd or -command). A secret
  from an envelope is taken only where it opens the keys that are in force. The code says which
  vault it is and what state it had, so that nobody can show you another one. You need a personal
  vault: your identity is in it.
  Nothing of yours goes there until a [[route]] of the configuration says so.

JSON:
  {\"vault\", \"owner\", \"remote\", \"secret_store\", \"member\": your name on the roster or null, \"role\"}"
);
help!(
    TEAM_MEMBERS,
    TEAM_MEMBERS_LONG,
    "  han team members --vault team:acme
  han team members --json",
    "What is shown:
  The roster, after every signature of it was checked. SERVER is the role that the server holds the
  person to, where it differs: han team invite or han team role, given again, tells it.

JSON:
  {\"vault\", \"version\", \"members\": [{\"name\", \"role\", \"you\", \"fingerprint\": hex, \"owner\",
   \"since\", \"server_role\": role, or null where it has none or the vault is in a folder}]}"
);
help!(
    TEAM_ROLE,
    TEAM_ROLE_LONG,
    "  han team role ben admin --vault team:acme
  han team role ann owner",
    "What it does:
  The change is signed into the roster, and the server is told. Only an owner makes owners and
  admins. What a member wrote before it became a reader still counts.

JSON:
  {\"member\", \"role\", \"changed\"}"
);
help!(
    TEAM_REMOVE,
    TEAM_REMOVE_LONG,
    "  han team remove ben --vault team:acme
  han team remove ben --yes --recovery-out acme-sheet.txt",
    "What it does, in this order:
  1. The removal is signed into the roster: nothing that the person signs from then on counts.
  2. The server is told, and gives the person nothing of the team any more.
  3. The team gets a new secret, without a window for the old one, new vault and audit keys, and a
     new data key under which every content key is wrapped anew.
  Interrupted at any point, the same command goes on. Sessions that the person wrote before stay,
  and count. For the members that stay the new secret lies sealed with the vault: their next sync
  takes it up.

What it cannot do:
  Who copied the vault reads that copy with the old secret for ever, and whoever kept a session's
  content key opens that session until it is sealed anew: han rotate --content. The key that names
  sessions stays: who had it can tell whether a session of a known id is there.

JSON:
  {\"member\", \"removed\", \"secret_changed\", \"recovery_sheet\": path or null,
   \"data_key\": {\"version\", \"begun\", \"moved\", \"retired\"}, \"shares_ended\": shares of the team's
   sessions, with or by the person, that were taken back}"
);
