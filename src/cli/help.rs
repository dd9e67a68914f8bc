//! Examples and stable formats of every command: the end of its help and of its manual page. A line that
//! begins at the margin and ends in a colon is a heading; pages in man/ make sections of them.

/// Defines the short form (`-h`) and the long one (`--help`, the manual page).
macro_rules! help {
    ($short:ident, $examples:literal) => {
        pub(in crate::cli) const $short: &str = concat!("Examples:\n", $examples);
    };
    ($short:ident, $long:ident, $examples:literal, $more:literal) => {
        pub(in crate::cli) const $short: &str = concat!("Examples:\n", $examples);
        pub(in crate::cli) const $long: &str = concat!("Examples:\n", $examples, "\n\n", $more);
    };
}

mod audit;
mod erase;
mod rotate;
mod server;
mod share;
mod team;

pub(in crate::cli) use audit::*;
pub(in crate::cli) use erase::*;
pub(in crate::cli) use rotate::*;
pub(in crate::cli) use server::*;
pub(in crate::cli) use share::*;
pub(in crate::cli) use team::*;

help!(
    HAN,
    HAN_LONG,
    "  han sync                  back up every session; the first run makes a vault on this machine
  han list                  see what there is
  han restore ID            bring a session back, then: claude --resume ID
  han hook install          sync by itself after every answer",
    "Exit status:
  0   done
  1   something was found, or nothing matched
  2   the command line or the configuration is wrong
  3   wrong secret, or not authorised
  4   conflict: something else is there already, or another han holds the lock
  5   the vault cannot be reached
  6   corrupt or tampered data
  7   partly done, or a file could not be read or written
  8   the vault shows an older state than was seen (rollback)
  9   two machines were shown different histories (fork)
  10  the vault's log was rewritten
  70  a bug in han
  With several causes the first of 10, 9, 8, 6, 3, 4, 5, 7 is given.

JSON:
  With --json standard output holds one document, described with each command; keys stay.
  Errors go to standard error: {\"error\": {\"code\", \"message\", \"hint\"}}
  code is one of usage, nothing_matched, wrong_secret, not_authorised, conflict, busy, unreachable,
  tampered, partly, io, rollback, fork, rewritten, bug; hint is null where there is none.
  With --progress json standard error also gets lines of {\"stage\", \"done\", \"total\"} and {\"note\"}.

Environment:
  HAN_CONFIG              the configuration file, as --config
  HAN_VAULT               the vault, as --vault
  HAN_REMOTE              the vault's place, as --remote
  HAN_PASSPHRASE_FILE     as --passphrase-file
  HAN_PASSPHRASE_COMMAND  as --passphrase-command
  HAN_TOKEN_FILE          a file with the token for a server
  HAN_DATABASE, HAN_OBJECTS
                          of a server, as --database and --objects
  HAN_LOG                 off, error, warn, info, debug or trace
  CLAUDE_CONFIG_DIR       the Claude Code folder, as --claude-dir
  NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM
                          colours
  Flags win over variables, variables over the configuration file. No variable holds a vault's
  secret.

Files:
  $XDG_CONFIG_HOME/han/config.toml  (~/.config/han/config.toml)  settings:
    default_vault = \"personal\"
    device_name = \"laptop\"
    [vault.personal]                        written by han itself
    remote = \"/mnt/backup/han\"              a folder on a local file system, or a server's address
    secret_store = \"keyring\"                or file, or command with passphrase_command
    [server.\"https://han.example\"]          written by han login
    token_store = \"keyring\"                or file
    [[route]]                               unmatched projects go to the personal vault
    remote = \"github.com/acme/*\"            or path = \"~/private/**\"
    vault = \"team:acme\"                     or \"none\"
    [policy]
    data_key_days = 90
    secret_days = 365
    [files]                                 none by default
    include = [\"history\", \"memory\"]       also plans, file-history, paste-cache
    [redaction]
    sensitivity = \"standard\"                or strict, permissive
    pii = false                             true: personal data is cut too
    rules = [\"team-rules.toml\"]             besides rules.toml in this folder
    [[redaction.allow]]                     what is no secret (han rules allow)
    rule = \"assigned-password\"              rule, path, fingerprint: all that is given must fit
    path = \"~/work/*/fixtures/**\"
  $XDG_DATA_HOME/han   (~/.local/share/han)  the embedded vault, the file secret store, the key of
                                             fingerprints (allow.key)
  $XDG_STATE_HOME/han  (~/.local/state/han)  caches, locks; can be made anew"
);

help!(
    INIT,
    INIT_LONG,
    "  han init                              a vault on this machine, its secret in the keyring
  han init --remote /mnt/backup/han     a vault in another folder
  han init --secret-store file --recovery-out ~/han-recovery.txt",
    "The secret:
  It is generated unless --passphrase-file, -fd or -command gives one, and the recovery sheet is
  shown once. Without the secret nobody can open the vault: keep the sheet.
  Keys of an existing vault are never overwritten.

JSON:
  {\"vault\", \"owner\", \"remote\", \"secret_store\", \"recovery_sheet\": path or null}"
);

help!(
    SYNC,
    SYNC_LONG,
    "  han sync                        everything that changed
  han sync --dry-run              what would go where, and every redaction
  han sync --session 0a1b2c3d     one session
  han sync --project . --since 7d",
    "What it does:
  New whole lines are read, redacted, compressed, encrypted and sent. Nothing is written under the
  Claude folder. The first run makes a vault on this machine, where there is none yet.
  A vault that cannot be synced is told with its cause, and the others go on.
  --full also asks the vault for every object of the sessions that lie here, and stores again what
  it has lost.

JSON:
  {\"sent\", \"unchanged\", \"held_back\", \"redactions\": {type: n}, \"bytes_read\", \"bytes_stored\",
   \"resealed\": [{\"session\", \"redactions\", \"segments\", \"left\", \"keys_shredded\",
   \"keys_kept\"}], \"behind\", \"shares_renewed\": shares of yours that were sealed anew,
   \"failed\": [{\"session\", \"code\", \"message\"}],
   \"failed_vaults\": [{\"vault\", \"code\", \"message\", \"hint\"}]}
  resealed: uploaded parts that held a value which was confirmed later; behind: sessions that older
  rules have scanned. --dry-run: also \"findings\" as han scan has them, with \"session\" and
  \"description\", and \"allowed_findings\"."
);

help!(
    STATUS,
    STATUS_LONG,
    "  han status
  han status --json | jq .last_failure",
    "What it does:
  It needs no secret: it follows each vault's signed log and reads what is public of its keys.
  A background sync that failed is told first.

JSON:
  {\"vaults\": [{\"name\", \"owner\", \"remote\", \"secret_store\", \"local\": {\"synced\", \"changed\", \"new\"},
   \"last_verified\", \"sessions\", \"bytes_stored\", \"log_size\", \"keyfile_version\",
   \"data_key_since\", \"secret_since\",
   \"keys\": [{\"purpose\", \"version\", \"id\", \"before\"}], \"error\": null or {\"code\", \"message\"}}],
   \"behind\": sessions that older rules have scanned,
   \"last_sync\": time or null, \"last_failure\": {\"time\", \"code\", \"message\"} or null,
   \"due\": [{\"what\", \"since\", \"command\"}]}"
);

help!(
    LIST,
    LIST_LONG,
    "  han list                           here and in the vaults
  han list --local                   on this machine; needs no key
  han list --stored --since 30d      in the vaults
  han list 0a1b2c3d --versions       every generation of one session",
    "State:
  local     on this machine alone
  changed   in a vault, with something new here
  synced    in a vault as it is here
  stored    in a vault alone
  excluded  kept on this machine by a route to none

JSON:
  {\"sessions\": [{\"id\", \"vault\", \"project\", \"cwd\", \"title\", \"branch\", \"updated\",
   \"lines\", \"bytes\", \"device\", \"state\"}],
   \"damaged\": [{\"vault\", \"item\", \"code\", \"message\"}]}
  id is the full session id; lines and device are null for what no vault holds.
  --versions: {\"id\", \"vault\", \"versions\": [{\"path\", \"generation\", \"current\", \"device\", \"bytes\",
   \"bytes_stored\", \"ruleset\"}]}"
);

help!(
    SHOW,
    SHOW_LONG,
    "  han show 0a1b2c3d
  han show 0a1b2c3d --format markdown > session.md
  han show 0a1b2c3d --format jsonl | jq -r .type
  han show 0a1b2c3d --generation 2
  han show --shared 3f2a91c0 --from CONTACT-CODE",
    "What is shown:
  The session as the vault holds it, redacted. Text folds tool calls and results; subagents and
  tool results follow as sections of their own.

JSON:
  --format json, which --json implies:
  {\"id\", \"project\", \"cwd\", \"title\", \"files\": [{\"path\", \"generation\", \"lines\": [...]}]}
  A line is an object as it stands, or a string where it is not JSON; a binary file has bytes in
  place of lines."
);

help!(
    RESTORE,
    RESTORE_LONG,
    "  han restore 0a1b2c3d                        then: claude --resume ID
  han restore --all --to ~/.claude
  han restore 0a1b2c3d --map /home/me/app=/Users/me/app
  han restore 0a1b2c3d --dry-run",
    "Existing files:
  A local file that the vault continues is continued. One that differs is left alone (exit 7 when
  others were restored, 4 when nothing was); --force moves it aside first.

JSON:
  {\"restored\", \"unchanged\", \"files\": [path], \"failed\": [{\"session\", \"code\", \"message\"}]}"
);

help!(
    EXPORT,
    EXPORT_LONG,
    "  han export -o sessions.han                          everything, encrypted
  han export --session 0a1b2c3d --format html -o pages/    one session, decrypted
  han export --project . --format jsonl -o sessions/",
    "Formats:
  archive is ciphertext: it opens offline with the vault's secret (han import, han verify FILE).
  jsonl, markdown and html are decrypted and redacted; a folder takes one file a session.

JSON:
  {\"sessions\", \"bytes\", \"output\"}"
);

help!(
    IMPORT,
    IMPORT_LONG,
    "  han import sessions.han
  han import --vault personal - < sessions.han",
    "JSON:
  {\"imported\", \"unchanged\", \"failed\": [{\"session\", \"code\", \"message\"}]}"
);

help!(
    VERIFY,
    VERIFY_LONG,
    "  han verify                    the whole vault
  han verify --sample 5         open 5 % of the objects
  han verify sessions.han       an archive, offline",
    "JSON:
  {\"checked\", \"bad\": [{\"item\", \"code\", \"message\"}]}"
);

help!(
    SCAN,
    SCAN_LONG,
    "  han scan                                    the sessions on this machine
  han scan src/ --format sarif > han.sarif
  han scan . --rules gitleaks.toml --min-confidence medium
  han scan . --format json > base.json; han scan . --baseline base.json",
    "What is shown:
  Values are masked: at most their first and last two characters are shown. Links are not followed;
  images and other binary files are counted, not scanned. A finding of the baseline is known by its
  path, rule and value (by fingerprint, or masked), wherever in the file it stands.

What is left out:
  What the configuration allows ([[redaction.allow]], han rules allow). In source files also lines
  marked han:allow or han:allow(RULE), and files that a .hanignore names (it has the syntax of
  .gitignore); neither counts in transcripts. How much of each was left out is told.

SARIF:
  2.1.0, as GitHub code scanning takes it: run it in the top folder of the repository, so that the
  paths are relative to it.

JSON:
  --format json, which --json implies:
  {\"findings\": [{\"path\", \"line\", \"column\", \"leaf\", \"rule\", \"type\", \"confidence\", \"masked\",
   \"fingerprint\": text or null}], \"allowed\": [the same with \"allowed_by\", \"entry\"], \"files\",
   \"unscanned\": [path], \"ignored\": [path], \"failed\": [{\"path\", \"message\"}], \"fingerprint_key\"}"
);

help!(
    REDACT,
    REDACT_LONG,
    "  han redact session.jsonl -o shared.jsonl
  han redact ~/.claude/projects -o shared/
  han redact notes/ -o shared/ --pii --rules team-rules.toml",
    "What is written:
  The same relative paths, each secret replaced by a marker such as [REDACTED:github-token]; lines
  of .jsonl files stay as many, and JSON. Files that cannot be scanned (images), and files that a
  .hanignore names, are copied as they are and named; so is each finding that you allow. Links are
  left out. Nothing that is there already is replaced.

JSON:
  {\"files\", \"redactions\": {type: n}, \"allowed\": [finding], \"ignored\": [path],
   \"unscanned\": [path], \"failed\": n}"
);

help!(
    RESCAN,
    RESCAN_LONG,
    "  han rescan --dry-run              what newer rules would cut out of the vault
  han rescan
  han rescan --session 0a1b2c3d",
    "What it does:
  Sessions that older rules (or other rules of yours) have scanned are opened and scanned again.
  Where something is found, the segments that change are sealed again under a fresh content key,
  as a new generation, and what they supersede is deleted from the vault: shred level 1. Level 2
  needs han rotate --data-key. It may be stopped at any point and run again. Exports, backups and
  other copies made before, and the files under the Claude folder, are not touched.
  A session that is damaged or cannot be made safe is named and left as it is (exit status 7).

JSON:
  {\"rules_version\", \"scanned\", \"current\", \"changed\", \"redactions\": {type: n},
   \"level\": 1, or 0 where something superseded is left, or null,
   \"sessions\": [{\"session\", \"redactions\", \"thinking_dropped\", \"segments\",
   \"bytes_stored\", \"superseded\", \"bytes_superseded\", \"left\", \"keys_shredded\",
   \"keys_kept\"}],
   \"failed\": [{\"session\", \"code\", \"message\"}]}; with --dry-run also \"findings\"."
);

help!(
    DOCTOR,
    DOCTOR_LONG,
    "  han doctor
  han doctor --json",
    "JSON:
  {\"checks\": [{\"check\", \"ok\", \"level\", \"message\", \"command\": what mends it, or null}]}
  level is ok, note or problem. Exit status 1 where there is a problem."
);

help!(
    KEYS,
    "  han keys list
  han keys unlock --remote /mnt/backup/han      open an existing vault on a new machine"
);
help!(
    KEYS_LIST,
    KEYS_LIST_LONG,
    "  han keys list
  han keys list --json",
    "JSON:
  {\"keys\": [{\"id\", \"purpose\", \"algorithm\", \"status\", \"version\", \"created\",
   \"rotated\": time or null, \"expires\": time or null, \"age_days\", \"due\",
   \"here\": opens, closed, lost, damaged, or null where no secret here is of this vault}]}
  purpose is one of secret, data, index, vault, audit;
  status one of active, retiring, retired, revoked."
);
help!(
    KEYS_SHEET,
    KEYS_SHEET_LONG,
    "  han keys recovery-sheet
  han keys recovery-sheet --recovery-out /media/usb/han.txt
  han keys recovery-sheet --qr                  for a telephone",
    "JSON:
  {\"recovery_sheet\": path or null}"
);
help!(
    KEYS_UNLOCK,
    KEYS_UNLOCK_LONG,
    "  han keys unlock --remote /mnt/backup/han
  han keys unlock --remote /mnt/backup/han --code CODE --passphrase-file secret.txt
  han keys unlock --vault team:acme --remote /srv/acme
  han keys unlock --remote /mnt/backup/han --code - < recovery-sheet.txt",
    "What is checked:
  A code says what another machine had seen of the vault: any older or other state is refused.
  Without one this is a first contact: the secret proves that the vault is the right one, but an
  older state of it would look the same. A vault that this machine knows keeps what it knows of
  it; there the command takes a secret that was changed elsewhere.

JSON:
  {\"vault\", \"owner\", \"remote\", \"secret_store\", \"first_contact\"}"
);
help!(
    KEYS_REPAIR,
    KEYS_REPAIR_LONG,
    "  han keys repair",
    "JSON:
  {\"keyfile\": \"intact\" or \"put_back\", \"pending\": \"none\", \"promoted\", \"dropped\" or \"kept\"}"
);
help!(
    KEYS_FORGET,
    KEYS_FORGET_LONG,
    "  han keys forget --vault team:acme",
    "What goes:
  The secret, the key that was derived from it, the account key and the pin leave this machine; han
  keys unlock brings them back. Where no recovery sheet was made here and no other machine wrote
  since the secret is in force, nothing is known to hold it: then it needs --yes.

JSON:
  {\"forgotten\": the vault, \"known_holders\": [who else is known to hold the secret]}"
);

help!(
    DEVICES,
    "  han devices list
  han devices add                 then on the other machine: han keys unlock --code CODE"
);
help!(
    DEVICES_ADD,
    DEVICES_ADD_LONG,
    "  han devices add",
    "The code:
  It holds no secret. With it the other machine knows that it sees this vault, and no older state.

JSON:
  {\"code\", \"owner\", \"remote\", \"login\": how the other machine gets a token of the server, or null,
   \"login_expires\", \"command\"}"
);
help!(
    DEVICES_LIST,
    DEVICES_LIST_LONG,
    "  han devices list
  han devices list --json",
    "JSON:
  {\"devices\": [{\"id\", \"name\", \"this\", \"added\", \"last_seen\", \"revoked\": time or null}],
   \"tokens\": [{\"id\", \"label\", \"scopes\", \"created\", \"last_used\", \"expires\", \"revoked\"}], or null
   for a vault in a folder}"
);
help!(
    DEVICES_REVOKE,
    DEVICES_REVOKE_LONG,
    "  han devices revoke old-laptop",
    "What it does:
  On a server the machine's token is revoked: it reaches the vault no more. Whoever has the machine
  may still know the vault's secret: han rotate. A vault in a folder gives its machines no tokens.

JSON:
  {\"revoked\": id of the token}"
);

help!(VAULT, "  han vault list\n  han vault rename personal home");
help!(
    VAULT_LIST,
    VAULT_LIST_LONG,
    "  han vault list
  han vault list --json",
    "JSON:
  {\"vaults\": [{\"name\", \"default\", \"owner\", \"remote\", \"secret_store\", \"kind\"}]}"
);
help!(VAULT_RENAME, "  han vault rename personal home");

help!(HOOK, "  han hook install\n  han hook status");
help!(HOOK_INSTALL, "  han hook install\n  han hook install --claude-dir ~/work/.claude");
help!(HOOK_UNINSTALL, "  han hook uninstall");
help!(
    HOOK_STATUS,
    HOOK_STATUS_LONG,
    "  han hook status
  han hook status --json",
    "JSON:
  {\"settings\": path, \"installed\": [event], \"missing\": [event], \"stale\": [path of another han],
   \"silenced_by\": [reason]}
  Exit status 1 where a hook is missing or silenced."
);
help!(HOOK_RUN, "  echo '{\"session_id\": \"...\", \"hook_event_name\": \"Stop\"}' | han hook run");

help!(
    COMPLETIONS,
    "  han completions bash > ~/.local/share/bash-completion/completions/han
  han completions zsh > ~/.zfunc/_han
  han completions fish > ~/.config/fish/completions/han.fish"
);
help!(MAN, "  han man sync | man -l -\n  han man --out ~/.local/share/man/man1");

help!(
    RULES,
    "  han rules list
  han rules explain github-token
  han rules allow --fingerprint 3f9a0c51d2e84b7760a1c9ee"
);
help!(
    RULES_LIST,
    RULES_LIST_LONG,
    "  han rules list
  han rules list --rules gitleaks.toml --json
  han rules list --allowed",
    "JSON:
  {\"version\", \"rules\": [{\"id\", \"type\", \"confidence\", \"description\", \"optional\", \"origin\"}]}
  Rules of your own have \"keywords\" and \"regex\" too.
  --allowed: {\"file\", \"allowed\": [{\"rule\", \"path\", \"fingerprint\", \"reason\", \"line\"}]}"
);
help!(RULES_EXPLAIN, "  han rules explain github-token");
help!(
    RULES_TEST,
    RULES_TEST_LONG,
    "  han rules test ~/.config/han/rules.toml
  han rules test gitleaks.toml",
    "A rule file:
  [[rule]]
  id = \"acme-token\"                      small letters, digits and -
  description = \"A deploy token of ACME\"
  regex = '\\bacme_([a-z0-9]{32})\\b'      the first group is what is cut, else all of it
  keywords = [\"acme_\"]                   one must stand in the text; derived where not given
  confidence = \"high\"                    low, medium (default), high
  examples = [\"key = acme_...\"]
  counter_examples = [\"acme_short\"]
  Also: type (in the marker; default: the id), secret_group, entropy, path, allow (patterns over
  the value), stopwords. Files of gitleaks are read as they are; they have no examples.

Exit status 1 where an example fails, 2 where the file has a mistake.

JSON:
  {\"rules\", \"examples\": [{\"rule\", \"kind\", \"number\", \"passed\", \"found\": [masked]}]}"
);
help!(
    RULES_ALLOW,
    RULES_ALLOW_LONG,
    "  han rules allow --fingerprint 3f9a0c51d2e84b7760a1c9ee --reason 'a public key'
  han rules allow --at tests/fixture.env:12
  han rules allow --rule assigned-password --path '~/work/*/fixtures/**'",
    "What is written:
  One [[redaction.allow]] of the configuration file; the rest of it and its comments stay. All that
  one entry names must fit. To take it back, delete it: han rules list --allowed shows the lines.

The fingerprint:
  HMAC-SHA-256 of the value under a random key of this machine (allow.key in han's data folder,
  mode 0600), cut to 96 bits. Without the key nobody learns from it whether a guess is the value.

JSON:
  {\"file\", \"entries\": [{\"rule\", \"path\", \"fingerprint\", \"new\"}]}"
);

#[cfg(test)]
mod tests {
    use crate::cli::args::Cli;
    use clap::CommandFactory as _;

    /// Every help text of a command and those beneath it.
    fn texts(command: &clap::Command, into: &mut Vec<String>) {
        let ends = [command.get_after_help(), command.get_after_long_help()];
        into.extend(ends.into_iter().flatten().map(ToString::to_string));
        command.get_subcommands().for_each(|child| texts(child, into));
    }

    #[test]
    fn lines_fit_a_hundred_columns_and_every_command_has_an_example() {
        let mut all = Vec::new();
        texts(&Cli::command(), &mut all);
        for text in all {
            assert!(
                text.starts_with("Examples:\n  han ") || text.starts_with("Examples:\n  echo "),
                "{text}"
            );
            for line in text.lines() {
                assert!(line.chars().count() <= 99, "{line}");
            }
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
