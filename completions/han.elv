
use builtin;
use str;

set edit:completion:arg-completer[han] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'han'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'han'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand init 'Create a vault and show its recovery sheet'
            cand sync 'Bring new session data into the vault'
            cand status 'Say where each vault stands and what is due'
            cand list 'List sessions'
            cand show 'Print one session'
            cand restore 'Write sessions back so that `claude --resume` finds them'
            cand export 'Write sessions to one encrypted archive, or decrypted as text'
            cand import 'Bring an archive into the vault'
            cand verify 'Check every hash, seal, chain and signature, and name each bad item'
            cand audit 'Read and verify the log of what was done to the vault, and by whom'
            cand scan 'Look for secrets in files; exits 1 when one is found'
            cand redact 'Write a copy of a file or folder without its secrets'
            cand rescan 'Look again, by newer rules, for secrets in what the vault holds'
            cand rotate 'Change the vault''s secret or its keys'
            cand keys 'Work with the keys of a vault on this machine'
            cand devices 'Work with the machines that use a vault'
            cand share 'Let somebody read one session, by a key sealed to that person'
            cand shares 'List what was shared, by you and with you, or take it back'
            cand copy 'Move a vault from its folder to a server: the same objects, sessions and log'
            cand login 'Take an invite of a server, and keep this machine''s token for it'
            cand logout 'Give this machine''s token for a server back'
            cand whoami 'Say whom this machine''s token stands for'
            cand serve 'Keep vaults for others: a server, which can read none of them'
            cand admin 'Keep the accounts of a server, on its own machine'
            cand team 'Work with teams: their vaults and the people in them'
            cand vault 'Work with the vaults of the configuration'
            cand prune 'Drop old generations of sessions'
            cand move 'Move sessions into another vault, and shred them in the one that they come from'
            cand shred 'Delete sessions from the vault for ever, and retire the keys that open copies of them'
            cand doctor 'Say what is wrong, and the command that mends it'
            cand hook 'Work with the Claude Code hooks that sync in the background'
            cand completions 'Print the completions of a shell'
            cand man 'Print a manual page, or write them all'
            cand rules 'Work with the rules that find secrets'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;init'= {
            cand --recovery-out 'Write the recovery sheet to this new file (mode 0600) instead of the terminal'
            cand --device-name 'This machine''s name in the vault, instead of its host name'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;sync'= {
            cand --session 'Only this session (its id, or the first part of it); may be repeated'
            cand --project 'Only sessions of this project folder; may be repeated'
            cand --since 'Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w'
            cand --include 'Also sync these files, besides those that the configuration names; may be repeated'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand -n 'Show what would go where, and every redaction; send nothing'
            cand --dry-run 'Show what would go where, and every redaction; send nothing'
            cand --full 'Read every session again instead of trusting the state of the last run'
            cand --watch 'Go on until stopped, syncing as sessions change'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;status'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;list'= {
            cand --project 'Only sessions of this project folder'
            cand --since 'Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --stored 'Only what the vault holds'
            cand --local 'Only what lies on this machine; needs no key'
            cand --versions 'Every generation that the vault holds of the session'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;show'= {
            cand --shared 'What was shared with you instead: a share of han shares, or the file of a share bundle'
            cand --from 'Whom it is from, the first time: that person''s contact code (`-` reads it from standard input), or team:NAME/MEMBER'
            cand --format 'How to print it'
            cand --generation 'An older generation, as `list ID --versions` numbers them'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --accept-changed-key 'The person of --from has another identity than this machine knew, and said so by another way'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;restore'= {
            cand --shared 'What was shared with you instead: a share of han shares, or the file of a share bundle'
            cand --from 'Whom it is from, the first time: that person''s contact code (`-` reads it from standard input), or team:NAME/MEMBER'
            cand --to 'Write under this Claude Code folder'
            cand --map 'The project that lay in OLD lies in NEW here; may be repeated'
            cand --generation 'An older generation, as `list ID --versions` numbers them'
            cand --include 'Also restore these files; the history is merged into the one that is there; may be repeated'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --all 'Every session of the vault'
            cand --accept-changed-key 'The person of --from has another identity than this machine knew, and said so by another way'
            cand -f 'Replace files that differ, after moving them aside'
            cand --force 'Replace files that differ, after moving them aside'
            cand -n 'Say what would be written; write nothing'
            cand --dry-run 'Say what would be written; write nothing'
            cand --all-versions 'Every generation; the older ones get a suffix and cannot be resumed'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;export'= {
            cand -o 'Write to this file; `-` is standard output'
            cand --output 'Write to this file; `-` is standard output'
            cand --session 'Only this session (its id, or the first part of it); may be repeated'
            cand --project 'Only sessions of this project folder; may be repeated'
            cand --since 'Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w'
            cand --format 'What to write'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --all 'Every session of the vault (as when no selection is given)'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;import'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;verify'= {
            cand --sample 'Open only this share of the objects, chosen at random (1 to 100)'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;audit'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand log 'List what the log says: when, who, what, how it ended, and from where'
            cand verify 'Read the whole log and check everything that it names against it'
            cand export 'Write the log to a folder that others verify without han'
            cand fingerprint 'Print what two people compare to know that they see the same vault'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;audit;log'= {
            cand --since 'Only since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w'
            cand --actor 'Only by this actor or token: its id, or the first part of it'
            cand --session 'Only about this session: its id, or the first part of it'
            cand --action 'Only this action, as the ACTION column names it; may be repeated'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --denied 'Only what was denied'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;audit;verify'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;audit;export'= {
            cand -o 'The folder, which must not be there yet'
            cand --out 'The folder, which must not be there yet'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;audit;fingerprint'= {
            cand --size 'Of the first N leaves of the log instead of all that this machine has verified'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;audit;help'= {
            cand log 'List what the log says: when, who, what, how it ended, and from where'
            cand verify 'Read the whole log and check everything that it names against it'
            cand export 'Write the log to a folder that others verify without han'
            cand fingerprint 'Print what two people compare to know that they see the same vault'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;audit;help;log'= {
        }
        &'han;audit;help;verify'= {
        }
        &'han;audit;help;export'= {
        }
        &'han;audit;help;fingerprint'= {
        }
        &'han;audit;help;help'= {
        }
        &'han;scan'= {
            cand --format 'How to print findings'
            cand --min-confidence 'Leave out findings of which the rule is less sure'
            cand --baseline 'Leave out the findings of this earlier JSON report'
            cand --rules 'Also use the rules of this file: han''s own format, or a gitleaks configuration; may be repeated'
            cand --sensitivity 'How much evidence a finding needs'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --pii 'Also look for personal data: e-mail addresses, phone, account and card numbers'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;redact'= {
            cand -o 'The copy; nothing may be there yet'
            cand --output 'The copy; nothing may be there yet'
            cand --rules 'Also use the rules of this file: han''s own format, or a gitleaks configuration; may be repeated'
            cand --sensitivity 'How much evidence a finding needs'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --pii 'Also look for personal data: e-mail addresses, phone, account and card numbers'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;rescan'= {
            cand --session 'Only this session (its id, or the first part of it); may be repeated'
            cand --project 'Only sessions of this project folder; may be repeated'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand -n 'Show what would be cut; change nothing'
            cand --dry-run 'Show what would be cut; change nothing'
            cand --full 'Also what these very rules have scanned before'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;rotate'= {
            cand --new-passphrase-file 'Read the new secret from this file'
            cand --new-passphrase-fd 'Read the new secret from this open file descriptor'
            cand --new-passphrase-command 'Read the new secret from the output of this command (run without a shell)'
            cand --recovery-out 'Write the new recovery sheet to this new file (mode 0600)'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --data-key 'Make a new data key instead, and wrap every content key anew; the secret stays'
            cand --content 'Seal these sessions (or all) anew under fresh content keys, and delete what that supersedes'
            cand --compromised 'The secret, a machine or a key may be known to others: replace everything at once, without the 30 days'
            cand --due 'Only what the policy says is due: data keys are made anew, an old secret is reported (exit 1)'
            cand --status 'Say how old each key is and what is due; change nothing'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;keys'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the keys of the vault, how old they are and what is due; needs no secret'
            cand recovery-sheet 'Show the recovery sheet again'
            cand unlock 'Open an existing vault on this machine and remember where it is'
            cand repair 'Put a lost or damaged keyfile back, and settle an interrupted change of the secret'
            cand forget 'Remove the vault''s secret from this machine'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;keys;list'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;keys;recovery-sheet'= {
            cand --recovery-out 'Write the recovery sheet to this new file (mode 0600) instead of the terminal'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --qr 'Show what opens the vault as a QR code on the terminal'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;keys;unlock'= {
            cand --code 'The code that `han devices add` printed on another machine, or that of the recovery sheet; `-` reads it, or the text of a whole sheet, from standard input'
            cand --device-name 'This machine''s name in the vault, instead of its host name'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;keys;repair'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;keys;forget'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;keys;help'= {
            cand list 'List the keys of the vault, how old they are and what is due; needs no secret'
            cand recovery-sheet 'Show the recovery sheet again'
            cand unlock 'Open an existing vault on this machine and remember where it is'
            cand repair 'Put a lost or damaged keyfile back, and settle an interrupted change of the secret'
            cand forget 'Remove the vault''s secret from this machine'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;keys;help;list'= {
        }
        &'han;keys;help;recovery-sheet'= {
        }
        &'han;keys;help;unlock'= {
        }
        &'han;keys;help;repair'= {
        }
        &'han;keys;help;forget'= {
        }
        &'han;keys;help;help'= {
        }
        &'han;devices'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand add 'Print the code with which another machine opens the vault'
            cand list 'List the machines that wrote to the vault'
            cand revoke 'Stop accepting what a machine writes'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;devices;add'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;devices;list'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;devices;revoke'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;devices;help'= {
            cand add 'Print the code with which another machine opens the vault'
            cand list 'List the machines that wrote to the vault'
            cand revoke 'Stop accepting what a machine writes'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;devices;help;add'= {
        }
        &'han;devices;help;list'= {
        }
        &'han;devices;help;revoke'= {
        }
        &'han;devices;help;help'= {
        }
        &'han;share'= {
            cand --with 'For whom: the code that han team fingerprint shows to that person (`-` reads it from standard input), or team:NAME/MEMBER'
            cand --expires 'How long it may be opened: 12h, 30d, 8w, at most 400d'
            cand --bundle 'Write the session to this new file, for somebody without an account on the vault''s server'
            cand --card 'The person''s card, where no server has it'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --accept-changed-key 'The person has another identity than this machine knew, and said so by another way'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;shares'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand revoke 'Take a share back, and give its session a fresh key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;shares;revoke'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;shares;help'= {
            cand revoke 'Take a share back, and give its session a fresh key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;shares;help;revoke'= {
        }
        &'han;shares;help;help'= {
        }
        &'han;copy'= {
            cand --to 'The server''s address'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;login'= {
            cand --invite 'The invite; `-` reads it from standard input. Without it the token of this machine is checked'
            cand --recover 'Come back with nothing but the recovery sheet, which lies in this file; `-` reads it from standard input'
            cand --device-name 'This machine''s name on the server, instead of its host name'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --insecure-http 'Send the token in the clear, on a network that you trust'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;logout'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;whoami'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;serve'= {
            cand --listen 'Listen on this address; port 0 takes a free one'
            cand --data 'Keep everything in this folder, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --name 'The server''s name in the logs of its vaults, set at the first start for ever; the host''s name by default'
            cand --url 'The address by which clients reach the server, for the invites that it prints'
            cand --tls-cert 'Speak TLS with this certificate chain (PEM)'
            cand --tls-key 'The private key of the certificate (PEM)'
            cand --trusted-proxy 'Believe what this proxy (an address or a network) says of a client''s address; may be repeated'
            cand --quota 'What a vault may take up: bytes, or 500MB, 20GB'
            cand --metrics 'Tell Prometheus metrics at /metrics of this address, which should be reachable by nobody else'
            cand --rate-token 'Requests a second taken with one token, ten times as many in a burst; 0 is no limit'
            cand --rate-address 'Requests a second taken from one address without a valid token; 0 is no limit'
            cand --log-format 'How the log on standard error is written'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --insecure-http 'Speak plain HTTP to other machines too, behind a proxy that speaks TLS'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand user 'Work with the users of the server'
            cand invite 'Invite a user, or another machine of one'
            cand token 'Work with the tokens of users'
            cand verify 'Look whether logs, refs and objects fit together'
            cand collect 'Remove what nothing needs any more, as the server itself does every hour'
            cand retention 'Say or set how long the server keeps what it may remove'
            cand backup 'Copy the whole server into two archives, while it runs'
            cand expire-keys 'Remove archives of keys that are older than they should get'
            cand restore 'Bring a server back from its two archives'
            cand doctor 'Look whether the server has what it needs'
            cand rotate-log-key 'Change the key that signs the heads of all logs'
            cand downgrade 'Bring the tables to an older format, for an older han'
            cand migrate 'Move the server from SQLite to PostgreSQL, and its objects to another place'
            cand member 'Work with the members of a vault'
            cand quota 'Say or set what a vault may take up'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;user'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the users'
            cand disable 'Lock a user out; the vaults stay'
            cand enable 'Let a user in again'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;user;list'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;user;disable'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;user;enable'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;user;help'= {
            cand list 'List the users'
            cand disable 'Lock a user out; the vaults stay'
            cand enable 'Let a user in again'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;user;help;list'= {
        }
        &'han;admin;user;help;disable'= {
        }
        &'han;admin;user;help;enable'= {
        }
        &'han;admin;user;help;help'= {
        }
        &'han;admin;invite'= {
            cand --url 'The address by which clients reach the server'
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --admin 'A new user may invite others'
            cand --create-only 'The token only makes new sessions, and reads nothing but the keyfile and the log: for CI'
            cand --read-only 'The token only reads'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;token'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the tokens of a user'
            cand revoke 'Revoke a token; a running server takes it for up to 30 seconds more'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;token;list'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;token;revoke'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;token;help'= {
            cand list 'List the tokens of a user'
            cand revoke 'Revoke a token; a running server takes it for up to 30 seconds more'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;token;help;list'= {
        }
        &'han;admin;token;help;revoke'= {
        }
        &'han;admin;token;help;help'= {
        }
        &'han;admin;verify'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --rebuild 'Make rows anew that only show what stands elsewhere, where they do not fit'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;collect'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --dry-run 'Say what would go, and change nothing'
            cand --sweep 'Compare the object store with the tables too, as the server does every week'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;retention'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Show what counts'
            cand set 'Set how many days something is kept'
            cand run 'Remove now what was kept long enough'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;retention;show'= {
            cand --of 'Only of this vault: its owner id, as `han status` shows it'
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;retention;set'= {
            cand --of 'Of this vault alone: its owner id'
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;retention;run'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --dry-run 'Say what would go, and change nothing'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;retention;help'= {
            cand show 'Show what counts'
            cand set 'Set how many days something is kept'
            cand run 'Remove now what was kept long enough'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;retention;help;show'= {
        }
        &'han;admin;retention;help;set'= {
        }
        &'han;admin;retention;help;run'= {
        }
        &'han;admin;retention;help;help'= {
        }
        &'han;admin;backup'= {
            cand --to 'The folder for data.tar and keys.tar, absent or empty'
            cand --keys-to 'The folder for keys.tar instead, absent or empty: it is kept apart, and not as long'
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;expire-keys'= {
            cand --days 'Archives that are as many days old, or older, go; never the newest'
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand -n 'Say what would go; remove nothing'
            cand --dry-run 'Say what would go; remove nothing'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;restore'= {
            cand --from 'The folder with data.tar and keys.tar'
            cand --keys 'The archive of keys, where it does not lie beside the other'
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;doctor'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;rotate-log-key'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;downgrade'= {
            cand --to 'The format of the tables that the older han knows; 0 removes them all'
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --destroy-data 'Also where ciphertext or leaves of logs are lost by it'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;migrate'= {
            cand --to 'The new database, postgres://USER@HOST/NAME; PGPASSWORD may hold the password'
            cand --to-objects 'The new place for objects: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; they stay without it'
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;member'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the members of a vault'
            cand set 'Give a user a role in a team''s vault'
            cand remove 'Take the role of a user away'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;member;list'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;member;set'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;member;remove'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;member;help'= {
            cand list 'List the members of a vault'
            cand set 'Give a user a role in a team''s vault'
            cand remove 'Take the role of a user away'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;member;help;list'= {
        }
        &'han;admin;member;help;set'= {
        }
        &'han;admin;member;help;remove'= {
        }
        &'han;admin;member;help;help'= {
        }
        &'han;admin;quota'= {
            cand --data 'The folder of the server, instead of the folder server of han''s data folder'
            cand --database 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password'
            cand --objects 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;admin;help'= {
            cand user 'Work with the users of the server'
            cand invite 'Invite a user, or another machine of one'
            cand token 'Work with the tokens of users'
            cand verify 'Look whether logs, refs and objects fit together'
            cand collect 'Remove what nothing needs any more, as the server itself does every hour'
            cand retention 'Say or set how long the server keeps what it may remove'
            cand backup 'Copy the whole server into two archives, while it runs'
            cand expire-keys 'Remove archives of keys that are older than they should get'
            cand restore 'Bring a server back from its two archives'
            cand doctor 'Look whether the server has what it needs'
            cand rotate-log-key 'Change the key that signs the heads of all logs'
            cand downgrade 'Bring the tables to an older format, for an older han'
            cand migrate 'Move the server from SQLite to PostgreSQL, and its objects to another place'
            cand member 'Work with the members of a vault'
            cand quota 'Say or set what a vault may take up'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;admin;help;user'= {
            cand list 'List the users'
            cand disable 'Lock a user out; the vaults stay'
            cand enable 'Let a user in again'
        }
        &'han;admin;help;user;list'= {
        }
        &'han;admin;help;user;disable'= {
        }
        &'han;admin;help;user;enable'= {
        }
        &'han;admin;help;invite'= {
        }
        &'han;admin;help;token'= {
            cand list 'List the tokens of a user'
            cand revoke 'Revoke a token; a running server takes it for up to 30 seconds more'
        }
        &'han;admin;help;token;list'= {
        }
        &'han;admin;help;token;revoke'= {
        }
        &'han;admin;help;verify'= {
        }
        &'han;admin;help;collect'= {
        }
        &'han;admin;help;retention'= {
            cand show 'Show what counts'
            cand set 'Set how many days something is kept'
            cand run 'Remove now what was kept long enough'
        }
        &'han;admin;help;retention;show'= {
        }
        &'han;admin;help;retention;set'= {
        }
        &'han;admin;help;retention;run'= {
        }
        &'han;admin;help;backup'= {
        }
        &'han;admin;help;expire-keys'= {
        }
        &'han;admin;help;restore'= {
        }
        &'han;admin;help;doctor'= {
        }
        &'han;admin;help;rotate-log-key'= {
        }
        &'han;admin;help;downgrade'= {
        }
        &'han;admin;help;migrate'= {
        }
        &'han;admin;help;member'= {
            cand list 'List the members of a vault'
            cand set 'Give a user a role in a team''s vault'
            cand remove 'Take the role of a user away'
        }
        &'han;admin;help;member;list'= {
        }
        &'han;admin;help;member;set'= {
        }
        &'han;admin;help;member;remove'= {
        }
        &'han;admin;help;quota'= {
        }
        &'han;admin;help;help'= {
        }
        &'han;team'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand fingerprint 'Show one''s own identity and the contact code that others invite by; publish the card'
            cand create 'Make a team''s vault, with oneself as its owner'
            cand invite 'Let somebody into the team, by the person''s contact code'
            cand join 'Open a team''s vault on this machine, by the code that an invitation gave'
            cand members 'List the members of the team'
            cand role 'Give a member another role'
            cand remove 'Take a member out, and change the team''s secret and data key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;team;fingerprint'= {
            cand --server 'Publish the card on this server, instead of that of the personal vault'
            cand --card-out 'Also write the card to this new file, for a team in a folder'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;team;create'= {
            cand --as 'What the team calls you, instead of your name on the server'
            cand --recovery-out 'Write the recovery sheet to this new file (mode 0600) instead of the terminal'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;team;invite'= {
            cand --as 'What the team calls that person: a-z, 0-9, ''.'', ''_'' and ''-'''
            cand --role 'owner, admin, member or reader'
            cand --card 'The person''s card, where no server has it'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --accept-changed-key 'The person has another identity than this machine knew, and said so by another way'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;team;join'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;team;members'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;team;role'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;team;remove'= {
            cand --new-passphrase-file 'Read the new secret from this file'
            cand --new-passphrase-fd 'Read the new secret from this open file descriptor'
            cand --new-passphrase-command 'Read the new secret from the output of this command (run without a shell)'
            cand --recovery-out 'Write the new recovery sheet to this new file (mode 0600)'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;team;help'= {
            cand fingerprint 'Show one''s own identity and the contact code that others invite by; publish the card'
            cand create 'Make a team''s vault, with oneself as its owner'
            cand invite 'Let somebody into the team, by the person''s contact code'
            cand join 'Open a team''s vault on this machine, by the code that an invitation gave'
            cand members 'List the members of the team'
            cand role 'Give a member another role'
            cand remove 'Take a member out, and change the team''s secret and data key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;team;help;fingerprint'= {
        }
        &'han;team;help;create'= {
        }
        &'han;team;help;invite'= {
        }
        &'han;team;help;join'= {
        }
        &'han;team;help;members'= {
        }
        &'han;team;help;role'= {
        }
        &'han;team;help;remove'= {
        }
        &'han;team;help;help'= {
        }
        &'han;vault'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the vaults of the configuration'
            cand rename 'Rename a vault on this machine'
            cand retention 'Say how long sessions stay in a vault, or show it'
            cand delete 'Delete a vault with every session in it, and forget its secret on this machine'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;vault;list'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;vault;rename'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;vault;retention'= {
            cand --keep-days 'Sessions that were synced in these last days stay'
            cand --keep-last 'So many of the sessions that were synced last stay'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --off 'All sessions stay, as without any setting'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;vault;delete'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;vault;help'= {
            cand list 'List the vaults of the configuration'
            cand rename 'Rename a vault on this machine'
            cand retention 'Say how long sessions stay in a vault, or show it'
            cand delete 'Delete a vault with every session in it, and forget its secret on this machine'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;vault;help;list'= {
        }
        &'han;vault;help;rename'= {
        }
        &'han;vault;help;retention'= {
        }
        &'han;vault;help;delete'= {
        }
        &'han;vault;help;help'= {
        }
        &'han;prune'= {
            cand --keep-generations 'How many generations of each session stay'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --retention 'Shred the sessions that are past the vault''s retention (han vault retention)'
            cand -n 'Say what would go; drop nothing'
            cand --dry-run 'Say what would go; drop nothing'
            cand -y 'Do not ask where most sessions would go, or the only copy of one'
            cand --yes 'Do not ask where most sessions would go, or the only copy of one'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;move'= {
            cand --to 'The vault that they go to'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;shred'= {
            cand --level '1 deletes; 2 also retires the data key that copies open under; 3 also the secret, at once'
            cand --recovery-out 'With --level 3: write the new recovery sheet to this new file (mode 0600)'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --all 'Every session of the vault'
            cand --resume 'Go on with a shred that was interrupted'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;doctor'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;hook'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand install 'Add the hooks to Claude Code''s settings.json'
            cand uninstall 'Take the hooks out of settings.json again'
            cand status 'Say which hooks are there and whether something silences them'
            cand run 'Take a hook event from standard input (Claude Code calls this)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;hook;install'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;hook;uninstall'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;hook;status'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;hook;run'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;hook;help'= {
            cand install 'Add the hooks to Claude Code''s settings.json'
            cand uninstall 'Take the hooks out of settings.json again'
            cand status 'Say which hooks are there and whether something silences them'
            cand run 'Take a hook event from standard input (Claude Code calls this)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;hook;help;install'= {
        }
        &'han;hook;help;uninstall'= {
        }
        &'han;hook;help;status'= {
        }
        &'han;hook;help;run'= {
        }
        &'han;hook;help;help'= {
        }
        &'han;completions'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;man'= {
            cand --out 'Write every page into this folder'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;rules'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the rules, or what the configuration allows'
            cand explain 'Say what a rule finds, and how'
            cand test 'Check a rule file and run the examples of its rules'
            cand allow 'Let a finding that is no secret stand, from now on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;rules;list'= {
            cand --rules 'Also list the rules of this file; may be repeated'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --allowed 'List what the configuration allows instead'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;rules;explain'= {
            cand --rules 'Also look in the rules of this file; may be repeated'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;rules;test'= {
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;rules;allow'= {
            cand --rule 'What this rule finds'
            cand --path 'What stands in these files, or in sessions of these folders (a pattern such as ~/work/*/fixtures/**)'
            cand --fingerprint 'The value of this fingerprint, as han scan prints it'
            cand --at 'The value found in this line of a file; takes its fingerprint'
            cand --reason 'Why, for whoever reads the configuration'
            cand --config 'Read this configuration file instead of the one in the configuration folder'
            cand --vault 'Use this vault of the configuration file'
            cand --remote 'The vault''s place: a folder on a local file system, or the address of a server'
            cand --secret-store 'Where the vault''s secret is kept on this machine'
            cand --passphrase-file 'Read the vault''s secret from this file'
            cand --passphrase-fd 'Read the vault''s secret from this open file descriptor'
            cand --passphrase-command 'Read the vault''s secret from the output of this command (run without a shell)'
            cand --claude-dir 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude'
            cand --log-file 'Append the log to this file instead of standard error'
            cand --progress 'How progress is shown on standard error'
            cand --lock-wait 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m'
            cand --color 'When to use colours'
            cand --json 'Print one JSON document on standard output, and errors as JSON on standard error'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand -v 'Log what is done to standard error; twice for more'
            cand --verbose 'Log what is done to standard error; twice for more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'han;rules;help'= {
            cand list 'List the rules, or what the configuration allows'
            cand explain 'Say what a rule finds, and how'
            cand test 'Check a rule file and run the examples of its rules'
            cand allow 'Let a finding that is no secret stand, from now on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;rules;help;list'= {
        }
        &'han;rules;help;explain'= {
        }
        &'han;rules;help;test'= {
        }
        &'han;rules;help;allow'= {
        }
        &'han;rules;help;help'= {
        }
        &'han;help'= {
            cand init 'Create a vault and show its recovery sheet'
            cand sync 'Bring new session data into the vault'
            cand status 'Say where each vault stands and what is due'
            cand list 'List sessions'
            cand show 'Print one session'
            cand restore 'Write sessions back so that `claude --resume` finds them'
            cand export 'Write sessions to one encrypted archive, or decrypted as text'
            cand import 'Bring an archive into the vault'
            cand verify 'Check every hash, seal, chain and signature, and name each bad item'
            cand audit 'Read and verify the log of what was done to the vault, and by whom'
            cand scan 'Look for secrets in files; exits 1 when one is found'
            cand redact 'Write a copy of a file or folder without its secrets'
            cand rescan 'Look again, by newer rules, for secrets in what the vault holds'
            cand rotate 'Change the vault''s secret or its keys'
            cand keys 'Work with the keys of a vault on this machine'
            cand devices 'Work with the machines that use a vault'
            cand share 'Let somebody read one session, by a key sealed to that person'
            cand shares 'List what was shared, by you and with you, or take it back'
            cand copy 'Move a vault from its folder to a server: the same objects, sessions and log'
            cand login 'Take an invite of a server, and keep this machine''s token for it'
            cand logout 'Give this machine''s token for a server back'
            cand whoami 'Say whom this machine''s token stands for'
            cand serve 'Keep vaults for others: a server, which can read none of them'
            cand admin 'Keep the accounts of a server, on its own machine'
            cand team 'Work with teams: their vaults and the people in them'
            cand vault 'Work with the vaults of the configuration'
            cand prune 'Drop old generations of sessions'
            cand move 'Move sessions into another vault, and shred them in the one that they come from'
            cand shred 'Delete sessions from the vault for ever, and retire the keys that open copies of them'
            cand doctor 'Say what is wrong, and the command that mends it'
            cand hook 'Work with the Claude Code hooks that sync in the background'
            cand completions 'Print the completions of a shell'
            cand man 'Print a manual page, or write them all'
            cand rules 'Work with the rules that find secrets'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'han;help;init'= {
        }
        &'han;help;sync'= {
        }
        &'han;help;status'= {
        }
        &'han;help;list'= {
        }
        &'han;help;show'= {
        }
        &'han;help;restore'= {
        }
        &'han;help;export'= {
        }
        &'han;help;import'= {
        }
        &'han;help;verify'= {
        }
        &'han;help;audit'= {
            cand log 'List what the log says: when, who, what, how it ended, and from where'
            cand verify 'Read the whole log and check everything that it names against it'
            cand export 'Write the log to a folder that others verify without han'
            cand fingerprint 'Print what two people compare to know that they see the same vault'
        }
        &'han;help;audit;log'= {
        }
        &'han;help;audit;verify'= {
        }
        &'han;help;audit;export'= {
        }
        &'han;help;audit;fingerprint'= {
        }
        &'han;help;scan'= {
        }
        &'han;help;redact'= {
        }
        &'han;help;rescan'= {
        }
        &'han;help;rotate'= {
        }
        &'han;help;keys'= {
            cand list 'List the keys of the vault, how old they are and what is due; needs no secret'
            cand recovery-sheet 'Show the recovery sheet again'
            cand unlock 'Open an existing vault on this machine and remember where it is'
            cand repair 'Put a lost or damaged keyfile back, and settle an interrupted change of the secret'
            cand forget 'Remove the vault''s secret from this machine'
        }
        &'han;help;keys;list'= {
        }
        &'han;help;keys;recovery-sheet'= {
        }
        &'han;help;keys;unlock'= {
        }
        &'han;help;keys;repair'= {
        }
        &'han;help;keys;forget'= {
        }
        &'han;help;devices'= {
            cand add 'Print the code with which another machine opens the vault'
            cand list 'List the machines that wrote to the vault'
            cand revoke 'Stop accepting what a machine writes'
        }
        &'han;help;devices;add'= {
        }
        &'han;help;devices;list'= {
        }
        &'han;help;devices;revoke'= {
        }
        &'han;help;share'= {
        }
        &'han;help;shares'= {
            cand revoke 'Take a share back, and give its session a fresh key'
        }
        &'han;help;shares;revoke'= {
        }
        &'han;help;copy'= {
        }
        &'han;help;login'= {
        }
        &'han;help;logout'= {
        }
        &'han;help;whoami'= {
        }
        &'han;help;serve'= {
        }
        &'han;help;admin'= {
            cand user 'Work with the users of the server'
            cand invite 'Invite a user, or another machine of one'
            cand token 'Work with the tokens of users'
            cand verify 'Look whether logs, refs and objects fit together'
            cand collect 'Remove what nothing needs any more, as the server itself does every hour'
            cand retention 'Say or set how long the server keeps what it may remove'
            cand backup 'Copy the whole server into two archives, while it runs'
            cand expire-keys 'Remove archives of keys that are older than they should get'
            cand restore 'Bring a server back from its two archives'
            cand doctor 'Look whether the server has what it needs'
            cand rotate-log-key 'Change the key that signs the heads of all logs'
            cand downgrade 'Bring the tables to an older format, for an older han'
            cand migrate 'Move the server from SQLite to PostgreSQL, and its objects to another place'
            cand member 'Work with the members of a vault'
            cand quota 'Say or set what a vault may take up'
        }
        &'han;help;admin;user'= {
            cand list 'List the users'
            cand disable 'Lock a user out; the vaults stay'
            cand enable 'Let a user in again'
        }
        &'han;help;admin;user;list'= {
        }
        &'han;help;admin;user;disable'= {
        }
        &'han;help;admin;user;enable'= {
        }
        &'han;help;admin;invite'= {
        }
        &'han;help;admin;token'= {
            cand list 'List the tokens of a user'
            cand revoke 'Revoke a token; a running server takes it for up to 30 seconds more'
        }
        &'han;help;admin;token;list'= {
        }
        &'han;help;admin;token;revoke'= {
        }
        &'han;help;admin;verify'= {
        }
        &'han;help;admin;collect'= {
        }
        &'han;help;admin;retention'= {
            cand show 'Show what counts'
            cand set 'Set how many days something is kept'
            cand run 'Remove now what was kept long enough'
        }
        &'han;help;admin;retention;show'= {
        }
        &'han;help;admin;retention;set'= {
        }
        &'han;help;admin;retention;run'= {
        }
        &'han;help;admin;backup'= {
        }
        &'han;help;admin;expire-keys'= {
        }
        &'han;help;admin;restore'= {
        }
        &'han;help;admin;doctor'= {
        }
        &'han;help;admin;rotate-log-key'= {
        }
        &'han;help;admin;downgrade'= {
        }
        &'han;help;admin;migrate'= {
        }
        &'han;help;admin;member'= {
            cand list 'List the members of a vault'
            cand set 'Give a user a role in a team''s vault'
            cand remove 'Take the role of a user away'
        }
        &'han;help;admin;member;list'= {
        }
        &'han;help;admin;member;set'= {
        }
        &'han;help;admin;member;remove'= {
        }
        &'han;help;admin;quota'= {
        }
        &'han;help;team'= {
            cand fingerprint 'Show one''s own identity and the contact code that others invite by; publish the card'
            cand create 'Make a team''s vault, with oneself as its owner'
            cand invite 'Let somebody into the team, by the person''s contact code'
            cand join 'Open a team''s vault on this machine, by the code that an invitation gave'
            cand members 'List the members of the team'
            cand role 'Give a member another role'
            cand remove 'Take a member out, and change the team''s secret and data key'
        }
        &'han;help;team;fingerprint'= {
        }
        &'han;help;team;create'= {
        }
        &'han;help;team;invite'= {
        }
        &'han;help;team;join'= {
        }
        &'han;help;team;members'= {
        }
        &'han;help;team;role'= {
        }
        &'han;help;team;remove'= {
        }
        &'han;help;vault'= {
            cand list 'List the vaults of the configuration'
            cand rename 'Rename a vault on this machine'
            cand retention 'Say how long sessions stay in a vault, or show it'
            cand delete 'Delete a vault with every session in it, and forget its secret on this machine'
        }
        &'han;help;vault;list'= {
        }
        &'han;help;vault;rename'= {
        }
        &'han;help;vault;retention'= {
        }
        &'han;help;vault;delete'= {
        }
        &'han;help;prune'= {
        }
        &'han;help;move'= {
        }
        &'han;help;shred'= {
        }
        &'han;help;doctor'= {
        }
        &'han;help;hook'= {
            cand install 'Add the hooks to Claude Code''s settings.json'
            cand uninstall 'Take the hooks out of settings.json again'
            cand status 'Say which hooks are there and whether something silences them'
            cand run 'Take a hook event from standard input (Claude Code calls this)'
        }
        &'han;help;hook;install'= {
        }
        &'han;help;hook;uninstall'= {
        }
        &'han;help;hook;status'= {
        }
        &'han;help;hook;run'= {
        }
        &'han;help;completions'= {
        }
        &'han;help;man'= {
        }
        &'han;help;rules'= {
            cand list 'List the rules, or what the configuration allows'
            cand explain 'Say what a rule finds, and how'
            cand test 'Check a rule file and run the examples of its rules'
            cand allow 'Let a finding that is no secret stand, from now on'
        }
        &'han;help;rules;list'= {
        }
        &'han;help;rules;explain'= {
        }
        &'han;help;rules;test'= {
        }
        &'han;help;rules;allow'= {
        }
        &'han;help;help'= {
        }
    ]
    $completions[$command]
}
