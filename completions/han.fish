# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_han_global_optspecs
    string join \n config= vault= remote= secret-store= passphrase-file= passphrase-fd= passphrase-command= claude-dir= json q/quiet v/verbose log-file= progress= lock-wait= color= h/help V/version
end

function __fish_han_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_han_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_han_using_subcommand
    set -l cmd (__fish_han_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c han -n "__fish_han_needs_command" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_needs_command" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_needs_command" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_needs_command" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_needs_command" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_needs_command" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_needs_command" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_needs_command" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_needs_command" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_needs_command" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_needs_command" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_needs_command" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_needs_command" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_needs_command" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_needs_command" -s V -l version -d 'Print version'
complete -c han -n "__fish_han_needs_command" -f -a "init" -d 'Create a vault and show its recovery sheet'
complete -c han -n "__fish_han_needs_command" -f -a "sync" -d 'Bring new session data into the vault'
complete -c han -n "__fish_han_needs_command" -f -a "status" -d 'Say where each vault stands and what is due'
complete -c han -n "__fish_han_needs_command" -f -a "list" -d 'List sessions'
complete -c han -n "__fish_han_needs_command" -f -a "show" -d 'Print one session'
complete -c han -n "__fish_han_needs_command" -f -a "restore" -d 'Write sessions back so that `claude --resume` finds them'
complete -c han -n "__fish_han_needs_command" -f -a "export" -d 'Write sessions to one encrypted archive, or decrypted as text'
complete -c han -n "__fish_han_needs_command" -f -a "import" -d 'Bring an archive into the vault'
complete -c han -n "__fish_han_needs_command" -f -a "verify" -d 'Check every hash, seal, chain and signature, and name each bad item'
complete -c han -n "__fish_han_needs_command" -f -a "audit" -d 'Read and verify the log of what was done to the vault, and by whom'
complete -c han -n "__fish_han_needs_command" -f -a "scan" -d 'Look for secrets in files; exits 1 when one is found'
complete -c han -n "__fish_han_needs_command" -f -a "redact" -d 'Write a copy of a file or folder without its secrets'
complete -c han -n "__fish_han_needs_command" -f -a "rescan" -d 'Look again, by newer rules, for secrets in what the vault holds'
complete -c han -n "__fish_han_needs_command" -f -a "rotate" -d 'Change the vault\'s secret or its keys'
complete -c han -n "__fish_han_needs_command" -f -a "keys" -d 'Work with the keys of a vault on this machine'
complete -c han -n "__fish_han_needs_command" -f -a "devices" -d 'Work with the machines that use a vault'
complete -c han -n "__fish_han_needs_command" -f -a "share" -d 'Let somebody read one session, by a key sealed to that person'
complete -c han -n "__fish_han_needs_command" -f -a "shares" -d 'List what was shared, by you and with you, or take it back'
complete -c han -n "__fish_han_needs_command" -f -a "copy" -d 'Move a vault from its folder to a server: the same objects, sessions and log'
complete -c han -n "__fish_han_needs_command" -f -a "login" -d 'Take an invite of a server, and keep this machine\'s token for it'
complete -c han -n "__fish_han_needs_command" -f -a "logout" -d 'Give this machine\'s token for a server back'
complete -c han -n "__fish_han_needs_command" -f -a "whoami" -d 'Say whom this machine\'s token stands for'
complete -c han -n "__fish_han_needs_command" -f -a "serve" -d 'Keep vaults for others: a server, which can read none of them'
complete -c han -n "__fish_han_needs_command" -f -a "admin" -d 'Keep the accounts of a server, on its own machine'
complete -c han -n "__fish_han_needs_command" -f -a "team" -d 'Work with teams: their vaults and the people in them'
complete -c han -n "__fish_han_needs_command" -f -a "vault" -d 'Work with the vaults of the configuration'
complete -c han -n "__fish_han_needs_command" -f -a "prune" -d 'Drop old generations of sessions'
complete -c han -n "__fish_han_needs_command" -f -a "move" -d 'Move sessions into another vault, and shred them in the one that they come from'
complete -c han -n "__fish_han_needs_command" -f -a "shred" -d 'Delete sessions from the vault for ever, and retire the keys that open copies of them'
complete -c han -n "__fish_han_needs_command" -f -a "doctor" -d 'Say what is wrong, and the command that mends it'
complete -c han -n "__fish_han_needs_command" -f -a "hook" -d 'Work with the Claude Code hooks that sync in the background'
complete -c han -n "__fish_han_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c han -n "__fish_han_needs_command" -f -a "man" -d 'Print a manual page, or write them all'
complete -c han -n "__fish_han_needs_command" -f -a "rules" -d 'Work with the rules that find secrets'
complete -c han -n "__fish_han_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand init" -l recovery-out -d 'Write the recovery sheet to this new file (mode 0600) instead of the terminal' -r -F
complete -c han -n "__fish_han_using_subcommand init" -l device-name -d 'This machine\'s name in the vault, instead of its host name' -r
complete -c han -n "__fish_han_using_subcommand init" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand init" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand init" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand init" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand init" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand init" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand init" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand init" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand init" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand init" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand init" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand init" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand init" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand init" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand init" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand sync" -l session -d 'Only this session (its id, or the first part of it); may be repeated' -r
complete -c han -n "__fish_han_using_subcommand sync" -l project -d 'Only sessions of this project folder; may be repeated' -r -F
complete -c han -n "__fish_han_using_subcommand sync" -l since -d 'Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w' -r
complete -c han -n "__fish_han_using_subcommand sync" -l include -d 'Also sync these files, besides those that the configuration names; may be repeated' -r -f -a "history\t''
memory\t''
plans\t''
file-history\t''
paste-cache\t''"
complete -c han -n "__fish_han_using_subcommand sync" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand sync" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand sync" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand sync" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand sync" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand sync" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand sync" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand sync" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand sync" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand sync" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand sync" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand sync" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand sync" -s n -l dry-run -d 'Show what would go where, and every redaction; send nothing'
complete -c han -n "__fish_han_using_subcommand sync" -l full -d 'Read every session again instead of trusting the state of the last run'
complete -c han -n "__fish_han_using_subcommand sync" -l watch -d 'Go on until stopped, syncing as sessions change'
complete -c han -n "__fish_han_using_subcommand sync" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand sync" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand sync" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand status" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand status" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand status" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand status" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand status" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand status" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand status" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand status" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand status" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand status" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand status" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand status" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand status" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand status" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand status" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand list" -l project -d 'Only sessions of this project folder' -r -F
complete -c han -n "__fish_han_using_subcommand list" -l since -d 'Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w' -r
complete -c han -n "__fish_han_using_subcommand list" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand list" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand list" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand list" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand list" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand list" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand list" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand list" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand list" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand list" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand list" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand list" -l stored -d 'Only what the vault holds'
complete -c han -n "__fish_han_using_subcommand list" -l local -d 'Only what lies on this machine; needs no key'
complete -c han -n "__fish_han_using_subcommand list" -l versions -d 'Every generation that the vault holds of the session'
complete -c han -n "__fish_han_using_subcommand list" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand list" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand show" -l shared -d 'What was shared with you instead: a share of han shares, or the file of a share bundle' -r
complete -c han -n "__fish_han_using_subcommand show" -l from -d 'Whom it is from, the first time: that person\'s contact code (`-` reads it from standard input), or team:NAME/MEMBER' -r
complete -c han -n "__fish_han_using_subcommand show" -l format -d 'How to print it' -r -f -a "text\t'For reading on the terminal'
json\t'One document'
jsonl\t'The lines of the transcript'
markdown\t'Markdown'
html\t'One self-contained page'"
complete -c han -n "__fish_han_using_subcommand show" -l generation -d 'An older generation, as `list ID --versions` numbers them' -r
complete -c han -n "__fish_han_using_subcommand show" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand show" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand show" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand show" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand show" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand show" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand show" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand show" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand show" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand show" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand show" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand show" -l accept-changed-key -d 'The person of --from has another identity than this machine knew, and said so by another way'
complete -c han -n "__fish_han_using_subcommand show" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand show" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand show" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand restore" -l shared -d 'What was shared with you instead: a share of han shares, or the file of a share bundle' -r
complete -c han -n "__fish_han_using_subcommand restore" -l from -d 'Whom it is from, the first time: that person\'s contact code (`-` reads it from standard input), or team:NAME/MEMBER' -r
complete -c han -n "__fish_han_using_subcommand restore" -l to -d 'Write under this Claude Code folder' -r -F
complete -c han -n "__fish_han_using_subcommand restore" -l map -d 'The project that lay in OLD lies in NEW here; may be repeated' -r
complete -c han -n "__fish_han_using_subcommand restore" -l generation -d 'An older generation, as `list ID --versions` numbers them' -r
complete -c han -n "__fish_han_using_subcommand restore" -l include -d 'Also restore these files; the history is merged into the one that is there; may be repeated' -r -f -a "history\t''
memory\t''
plans\t''
file-history\t''
paste-cache\t''"
complete -c han -n "__fish_han_using_subcommand restore" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand restore" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand restore" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand restore" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand restore" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand restore" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand restore" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand restore" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand restore" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand restore" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand restore" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand restore" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand restore" -l all -d 'Every session of the vault'
complete -c han -n "__fish_han_using_subcommand restore" -l accept-changed-key -d 'The person of --from has another identity than this machine knew, and said so by another way'
complete -c han -n "__fish_han_using_subcommand restore" -s f -l force -d 'Replace files that differ, after moving them aside'
complete -c han -n "__fish_han_using_subcommand restore" -s n -l dry-run -d 'Say what would be written; write nothing'
complete -c han -n "__fish_han_using_subcommand restore" -l all-versions -d 'Every generation; the older ones get a suffix and cannot be resumed'
complete -c han -n "__fish_han_using_subcommand restore" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand restore" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand restore" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand export" -s o -l output -d 'Write to this file; `-` is standard output' -r -F
complete -c han -n "__fish_han_using_subcommand export" -l session -d 'Only this session (its id, or the first part of it); may be repeated' -r
complete -c han -n "__fish_han_using_subcommand export" -l project -d 'Only sessions of this project folder; may be repeated' -r -F
complete -c han -n "__fish_han_using_subcommand export" -l since -d 'Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w' -r
complete -c han -n "__fish_han_using_subcommand export" -l format -d 'What to write' -r -f -a "archive\t'One file of ciphertext that opens offline with the vault\'s secret'
jsonl\t'The redacted session files, decrypted'
markdown\t'Markdown, decrypted'
html\t'One self-contained page, decrypted'"
complete -c han -n "__fish_han_using_subcommand export" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand export" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand export" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand export" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand export" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand export" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand export" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand export" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand export" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand export" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand export" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand export" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand export" -l all -d 'Every session of the vault (as when no selection is given)'
complete -c han -n "__fish_han_using_subcommand export" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand export" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand export" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand import" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand import" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand import" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand import" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand import" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand import" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand import" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand import" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand import" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand import" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand import" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand import" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand import" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand import" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand import" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand verify" -l sample -d 'Open only this share of the objects, chosen at random (1 to 100)' -r
complete -c han -n "__fish_han_using_subcommand verify" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand verify" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand verify" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand verify" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand verify" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand verify" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand verify" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand verify" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand verify" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand verify" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand verify" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand verify" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand verify" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand verify" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -f -a "log" -d 'List what the log says: when, who, what, how it ended, and from where'
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -f -a "verify" -d 'Read the whole log and check everything that it names against it'
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -f -a "export" -d 'Write the log to a folder that others verify without han'
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -f -a "fingerprint" -d 'Print what two people compare to know that they see the same vault'
complete -c han -n "__fish_han_using_subcommand audit; and not __fish_seen_subcommand_from log verify export fingerprint help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l since -d 'Only since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l actor -d 'Only by this actor or token: its id, or the first part of it' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l session -d 'Only about this session: its id, or the first part of it' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l action -d 'Only this action, as the ACTION column names it; may be repeated' -r -f -a "init\t''
sync\t''
rotate_secret\t''
rotate_data_key\t''
repair_keys\t''
prune\t''
shred\t''
import\t''
roster\t''
export\t''
read_refs\t''
read_objects\t''
read_log\t''
put_objects\t''
commit\t''
collect\t''
adopt\t''
erase_origins\t''
member\t''
identity\t''
share\t''
deliver\t''
open\t''
unshare\t''"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l denied -d 'Only what was denied'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -s o -l out -d 'The folder, which must not be there yet' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l size -d 'Of the first N leaves of the log instead of all that this machine has verified' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from fingerprint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "log" -d 'List what the log says: when, who, what, how it ended, and from where'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Read the whole log and check everything that it names against it'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write the log to a folder that others verify without han'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "fingerprint" -d 'Print what two people compare to know that they see the same vault'
complete -c han -n "__fish_han_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand scan" -l format -d 'How to print findings' -r -f -a "text\t'One finding a line'
json\t'One document'
sarif\t'SARIF 2.1.0, for code review tools'"
complete -c han -n "__fish_han_using_subcommand scan" -l min-confidence -d 'Leave out findings of which the rule is less sure' -r -f -a "low\t'Everything'
medium\t'Likely secrets'
high\t'Only near certain ones'"
complete -c han -n "__fish_han_using_subcommand scan" -l baseline -d 'Leave out the findings of this earlier JSON report' -r -F
complete -c han -n "__fish_han_using_subcommand scan" -l rules -d 'Also use the rules of this file: han\'s own format, or a gitleaks configuration; may be repeated' -r -F
complete -c han -n "__fish_han_using_subcommand scan" -l sensitivity -d 'How much evidence a finding needs' -r -f -a "strict\t'Also values that a name alone makes suspect'
standard\t'Known shapes, and values by name where they look like secrets'
permissive\t'Known shapes and structures only'"
complete -c han -n "__fish_han_using_subcommand scan" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand scan" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand scan" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand scan" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand scan" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand scan" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand scan" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand scan" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand scan" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand scan" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand scan" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand scan" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand scan" -l pii -d 'Also look for personal data: e-mail addresses, phone, account and card numbers'
complete -c han -n "__fish_han_using_subcommand scan" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand scan" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand scan" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand scan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand redact" -s o -l output -d 'The copy; nothing may be there yet' -r -F
complete -c han -n "__fish_han_using_subcommand redact" -l rules -d 'Also use the rules of this file: han\'s own format, or a gitleaks configuration; may be repeated' -r -F
complete -c han -n "__fish_han_using_subcommand redact" -l sensitivity -d 'How much evidence a finding needs' -r -f -a "strict\t'Also values that a name alone makes suspect'
standard\t'Known shapes, and values by name where they look like secrets'
permissive\t'Known shapes and structures only'"
complete -c han -n "__fish_han_using_subcommand redact" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand redact" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand redact" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand redact" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand redact" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand redact" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand redact" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand redact" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand redact" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand redact" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand redact" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand redact" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand redact" -l pii -d 'Also look for personal data: e-mail addresses, phone, account and card numbers'
complete -c han -n "__fish_han_using_subcommand redact" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand redact" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand redact" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand redact" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand rescan" -l session -d 'Only this session (its id, or the first part of it); may be repeated' -r
complete -c han -n "__fish_han_using_subcommand rescan" -l project -d 'Only sessions of this project folder; may be repeated' -r -F
complete -c han -n "__fish_han_using_subcommand rescan" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand rescan" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand rescan" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand rescan" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand rescan" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand rescan" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand rescan" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand rescan" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand rescan" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand rescan" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand rescan" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand rescan" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand rescan" -s n -l dry-run -d 'Show what would be cut; change nothing'
complete -c han -n "__fish_han_using_subcommand rescan" -l full -d 'Also what these very rules have scanned before'
complete -c han -n "__fish_han_using_subcommand rescan" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand rescan" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand rescan" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand rescan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand rotate" -l new-passphrase-file -d 'Read the new secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand rotate" -l new-passphrase-fd -d 'Read the new secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand rotate" -l new-passphrase-command -d 'Read the new secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand rotate" -l recovery-out -d 'Write the new recovery sheet to this new file (mode 0600)' -r -F
complete -c han -n "__fish_han_using_subcommand rotate" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand rotate" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand rotate" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand rotate" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand rotate" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand rotate" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand rotate" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand rotate" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand rotate" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand rotate" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand rotate" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand rotate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand rotate" -l data-key -d 'Make a new data key instead, and wrap every content key anew; the secret stays'
complete -c han -n "__fish_han_using_subcommand rotate" -l content -d 'Seal these sessions (or all) anew under fresh content keys, and delete what that supersedes'
complete -c han -n "__fish_han_using_subcommand rotate" -l compromised -d 'The secret, a machine or a key may be known to others: replace everything at once, without the 30 days'
complete -c han -n "__fish_han_using_subcommand rotate" -l due -d 'Only what the policy says is due: data keys are made anew, an old secret is reported (exit 1)'
complete -c han -n "__fish_han_using_subcommand rotate" -l status -d 'Say how old each key is and what is due; change nothing'
complete -c han -n "__fish_han_using_subcommand rotate" -s y -l yes -d 'Do not ask'
complete -c han -n "__fish_han_using_subcommand rotate" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand rotate" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand rotate" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -f -a "list" -d 'List the keys of the vault, how old they are and what is due; needs no secret'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -f -a "recovery-sheet" -d 'Show the recovery sheet again'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -f -a "unlock" -d 'Open an existing vault on this machine and remember where it is'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -f -a "repair" -d 'Put a lost or damaged keyfile back, and settle an interrupted change of the secret'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -f -a "forget" -d 'Remove the vault\'s secret from this machine'
complete -c han -n "__fish_han_using_subcommand keys; and not __fish_seen_subcommand_from list recovery-sheet unlock repair forget help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l recovery-out -d 'Write the recovery sheet to this new file (mode 0600) instead of the terminal' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l qr -d 'Show what opens the vault as a QR code on the terminal'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from recovery-sheet" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l code -d 'The code that `han devices add` printed on another machine, or that of the recovery sheet; `-` reads it, or the text of a whole sheet, from standard input' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l device-name -d 'This machine\'s name in the vault, instead of its host name' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from unlock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from repair" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -s y -l yes -d 'Do not ask'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the keys of the vault, how old they are and what is due; needs no secret'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "recovery-sheet" -d 'Show the recovery sheet again'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "unlock" -d 'Open an existing vault on this machine and remember where it is'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "repair" -d 'Put a lost or damaged keyfile back, and settle an interrupted change of the secret'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "forget" -d 'Remove the vault\'s secret from this machine'
complete -c han -n "__fish_han_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -f -a "add" -d 'Print the code with which another machine opens the vault'
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -f -a "list" -d 'List the machines that wrote to the vault'
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -f -a "revoke" -d 'Stop accepting what a machine writes'
complete -c han -n "__fish_han_using_subcommand devices; and not __fish_seen_subcommand_from add list revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from help" -f -a "add" -d 'Print the code with which another machine opens the vault'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the machines that wrote to the vault'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Stop accepting what a machine writes'
complete -c han -n "__fish_han_using_subcommand devices; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand share" -l with -d 'For whom: the code that han team fingerprint shows to that person (`-` reads it from standard input), or team:NAME/MEMBER' -r
complete -c han -n "__fish_han_using_subcommand share" -l expires -d 'How long it may be opened: 12h, 30d, 8w, at most 400d' -r
complete -c han -n "__fish_han_using_subcommand share" -l bundle -d 'Write the session to this new file, for somebody without an account on the vault\'s server' -r -F
complete -c han -n "__fish_han_using_subcommand share" -l card -d 'The person\'s card, where no server has it' -r -F
complete -c han -n "__fish_han_using_subcommand share" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand share" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand share" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand share" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand share" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand share" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand share" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand share" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand share" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand share" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand share" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand share" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand share" -l accept-changed-key -d 'The person has another identity than this machine knew, and said so by another way'
complete -c han -n "__fish_han_using_subcommand share" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand share" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand share" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand share" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -f -a "revoke" -d 'Take a share back, and give its session a fresh key'
complete -c han -n "__fish_han_using_subcommand shares; and not __fish_seen_subcommand_from revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Take a share back, and give its session a fresh key'
complete -c han -n "__fish_han_using_subcommand shares; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand copy" -l to -d 'The server\'s address' -r
complete -c han -n "__fish_han_using_subcommand copy" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand copy" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand copy" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand copy" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand copy" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand copy" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand copy" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand copy" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand copy" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand copy" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand copy" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand copy" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand copy" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand copy" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand copy" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand login" -l invite -d 'The invite; `-` reads it from standard input. Without it the token of this machine is checked' -r
complete -c han -n "__fish_han_using_subcommand login" -l recover -d 'Come back with nothing but the recovery sheet, which lies in this file; `-` reads it from standard input' -r -F
complete -c han -n "__fish_han_using_subcommand login" -l device-name -d 'This machine\'s name on the server, instead of its host name' -r
complete -c han -n "__fish_han_using_subcommand login" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand login" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand login" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand login" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand login" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand login" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand login" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand login" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand login" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand login" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand login" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand login" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand login" -l insecure-http -d 'Send the token in the clear, on a network that you trust'
complete -c han -n "__fish_han_using_subcommand login" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand login" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand login" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand logout" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand logout" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand logout" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand logout" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand logout" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand logout" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand logout" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand logout" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand logout" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand logout" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand logout" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand logout" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand logout" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand logout" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand logout" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand whoami" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand whoami" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand whoami" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand whoami" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand whoami" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand whoami" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand whoami" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand whoami" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand whoami" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand whoami" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand whoami" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand whoami" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand whoami" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand whoami" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand whoami" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand serve" -l listen -d 'Listen on this address; port 0 takes a free one' -r
complete -c han -n "__fish_han_using_subcommand serve" -l data -d 'Keep everything in this folder, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand serve" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand serve" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand serve" -l name -d 'The server\'s name in the logs of its vaults, set at the first start for ever; the host\'s name by default' -r
complete -c han -n "__fish_han_using_subcommand serve" -l url -d 'The address by which clients reach the server, for the invites that it prints' -r
complete -c han -n "__fish_han_using_subcommand serve" -l tls-cert -d 'Speak TLS with this certificate chain (PEM)' -r -F
complete -c han -n "__fish_han_using_subcommand serve" -l tls-key -d 'The private key of the certificate (PEM)' -r -F
complete -c han -n "__fish_han_using_subcommand serve" -l trusted-proxy -d 'Believe what this proxy (an address or a network) says of a client\'s address; may be repeated' -r
complete -c han -n "__fish_han_using_subcommand serve" -l quota -d 'What a vault may take up: bytes, or 500MB, 20GB' -r
complete -c han -n "__fish_han_using_subcommand serve" -l metrics -d 'Tell Prometheus metrics at /metrics of this address, which should be reachable by nobody else' -r
complete -c han -n "__fish_han_using_subcommand serve" -l rate-token -d 'Requests a second taken with one token, ten times as many in a burst; 0 is no limit' -r
complete -c han -n "__fish_han_using_subcommand serve" -l rate-address -d 'Requests a second taken from one address without a valid token; 0 is no limit' -r
complete -c han -n "__fish_han_using_subcommand serve" -l log-format -d 'How the log on standard error is written' -r -f -a "auto\t'Text on a terminal, JSON elsewhere'
json\t'One JSON object a line'
text\t'For reading'"
complete -c han -n "__fish_han_using_subcommand serve" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand serve" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand serve" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand serve" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand serve" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand serve" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand serve" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand serve" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand serve" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand serve" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand serve" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand serve" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand serve" -l insecure-http -d 'Speak plain HTTP to other machines too, behind a proxy that speaks TLS'
complete -c han -n "__fish_han_using_subcommand serve" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand serve" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand serve" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "user" -d 'Work with the users of the server'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "invite" -d 'Invite a user, or another machine of one'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "token" -d 'Work with the tokens of users'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "verify" -d 'Look whether logs, refs and objects fit together'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "collect" -d 'Remove what nothing needs any more, as the server itself does every hour'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "retention" -d 'Say or set how long the server keeps what it may remove'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "backup" -d 'Copy the whole server into two archives, while it runs'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "expire-keys" -d 'Remove archives of keys that are older than they should get'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "restore" -d 'Bring a server back from its two archives'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "doctor" -d 'Look whether the server has what it needs'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "rotate-log-key" -d 'Change the key that signs the heads of all logs'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "downgrade" -d 'Bring the tables to an older format, for an older han'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "migrate" -d 'Move the server from SQLite to PostgreSQL, and its objects to another place'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "member" -d 'Work with the members of a vault'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "quota" -d 'Say or set what a vault may take up'
complete -c han -n "__fish_han_using_subcommand admin; and not __fish_seen_subcommand_from user invite token verify collect retention backup expire-keys restore doctor rotate-log-key downgrade migrate member quota help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -f -a "list" -d 'List the users'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -f -a "disable" -d 'Lock a user out; the vaults stay'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -f -a "enable" -d 'Let a user in again'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from user" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l url -d 'The address by which clients reach the server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l admin -d 'A new user may invite others'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l create-only -d 'The token only makes new sessions, and reads nothing but the keyfile and the log: for CI'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l read-only -d 'The token only reads'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from invite" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -f -a "list" -d 'List the tokens of a user'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -f -a "revoke" -d 'Revoke a token; a running server takes it for up to 30 seconds more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from token" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l rebuild -d 'Make rows anew that only show what stands elsewhere, where they do not fit'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l dry-run -d 'Say what would go, and change nothing'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l sweep -d 'Compare the object store with the tables too, as the server does every week'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from collect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -f -a "show" -d 'Show what counts'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -f -a "set" -d 'Set how many days something is kept'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -f -a "run" -d 'Remove now what was kept long enough'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from retention" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l to -d 'The folder for data.tar and keys.tar, absent or empty' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l keys-to -d 'The folder for keys.tar instead, absent or empty: it is kept apart, and not as long' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l days -d 'Archives that are as many days old, or older, go; never the newest' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -s n -l dry-run -d 'Say what would go; remove nothing'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from expire-keys" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l from -d 'The folder with data.tar and keys.tar' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l keys -d 'The archive of keys, where it does not lie beside the other' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from rotate-log-key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l to -d 'The format of the tables that the older han knows; 0 removes them all' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l destroy-data -d 'Also where ciphertext or leaves of logs are lost by it'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from downgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l to -d 'The new database, postgres://USER@HOST/NAME; PGPASSWORD may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l to-objects -d 'The new place for objects: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; they stay without it' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -f -a "list" -d 'List the members of a vault'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -f -a "set" -d 'Give a user a role in a team\'s vault'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -f -a "remove" -d 'Take the role of a user away'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from member" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l data -d 'The folder of the server, instead of the folder server of han\'s data folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l database -d 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l objects -d 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from quota" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "user" -d 'Work with the users of the server'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "invite" -d 'Invite a user, or another machine of one'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "token" -d 'Work with the tokens of users'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Look whether logs, refs and objects fit together'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "collect" -d 'Remove what nothing needs any more, as the server itself does every hour'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "retention" -d 'Say or set how long the server keeps what it may remove'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "backup" -d 'Copy the whole server into two archives, while it runs'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "expire-keys" -d 'Remove archives of keys that are older than they should get'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Bring a server back from its two archives'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "doctor" -d 'Look whether the server has what it needs'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "rotate-log-key" -d 'Change the key that signs the heads of all logs'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "downgrade" -d 'Bring the tables to an older format, for an older han'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "migrate" -d 'Move the server from SQLite to PostgreSQL, and its objects to another place'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "member" -d 'Work with the members of a vault'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "quota" -d 'Say or set what a vault may take up'
complete -c han -n "__fish_han_using_subcommand admin; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -f -a "fingerprint" -d 'Show one\'s own identity and the contact code that others invite by; publish the card'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -f -a "create" -d 'Make a team\'s vault, with oneself as its owner'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -f -a "invite" -d 'Let somebody into the team, by the person\'s contact code'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -f -a "join" -d 'Open a team\'s vault on this machine, by the code that an invitation gave'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -f -a "members" -d 'List the members of the team'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -f -a "role" -d 'Give a member another role'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -f -a "remove" -d 'Take a member out, and change the team\'s secret and data key'
complete -c han -n "__fish_han_using_subcommand team; and not __fish_seen_subcommand_from fingerprint create invite join members role remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l server -d 'Publish the card on this server, instead of that of the personal vault' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l card-out -d 'Also write the card to this new file, for a team in a folder' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from fingerprint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l as -d 'What the team calls you, instead of your name on the server' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l recovery-out -d 'Write the recovery sheet to this new file (mode 0600) instead of the terminal' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l as -d 'What the team calls that person: a-z, 0-9, \'.\', \'_\' and \'-\'' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l role -d 'owner, admin, member or reader' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l card -d 'The person\'s card, where no server has it' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l accept-changed-key -d 'The person has another identity than this machine knew, and said so by another way'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from invite" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from join" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from members" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from role" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l new-passphrase-file -d 'Read the new secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l new-passphrase-fd -d 'Read the new secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l new-passphrase-command -d 'Read the new secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l recovery-out -d 'Write the new recovery sheet to this new file (mode 0600)' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Do not ask'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "fingerprint" -d 'Show one\'s own identity and the contact code that others invite by; publish the card'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a team\'s vault, with oneself as its owner'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "invite" -d 'Let somebody into the team, by the person\'s contact code'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "join" -d 'Open a team\'s vault on this machine, by the code that an invitation gave'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "members" -d 'List the members of the team'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "role" -d 'Give a member another role'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Take a member out, and change the team\'s secret and data key'
complete -c han -n "__fish_han_using_subcommand team; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -f -a "list" -d 'List the vaults of the configuration'
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -f -a "rename" -d 'Rename a vault on this machine'
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -f -a "retention" -d 'Say how long sessions stay in a vault, or show it'
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -f -a "delete" -d 'Delete a vault with every session in it, and forget its secret on this machine'
complete -c han -n "__fish_han_using_subcommand vault; and not __fish_seen_subcommand_from list rename retention delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l keep-days -d 'Sessions that were synced in these last days stay' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l keep-last -d 'So many of the sessions that were synced last stay' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l off -d 'All sessions stay, as without any setting'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from retention" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the vaults of the configuration'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename a vault on this machine'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from help" -f -a "retention" -d 'Say how long sessions stay in a vault, or show it'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a vault with every session in it, and forget its secret on this machine'
complete -c han -n "__fish_han_using_subcommand vault; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand prune" -l keep-generations -d 'How many generations of each session stay' -r
complete -c han -n "__fish_han_using_subcommand prune" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand prune" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand prune" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand prune" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand prune" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand prune" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand prune" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand prune" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand prune" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand prune" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand prune" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand prune" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand prune" -l retention -d 'Shred the sessions that are past the vault\'s retention (han vault retention)'
complete -c han -n "__fish_han_using_subcommand prune" -s n -l dry-run -d 'Say what would go; drop nothing'
complete -c han -n "__fish_han_using_subcommand prune" -s y -l yes -d 'Do not ask where most sessions would go, or the only copy of one'
complete -c han -n "__fish_han_using_subcommand prune" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand prune" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand prune" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand move" -l to -d 'The vault that they go to' -r
complete -c han -n "__fish_han_using_subcommand move" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand move" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand move" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand move" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand move" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand move" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand move" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand move" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand move" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand move" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand move" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand move" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand move" -s y -l yes -d 'Do not ask'
complete -c han -n "__fish_han_using_subcommand move" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand move" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand move" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand move" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand shred" -l level -d '1 deletes; 2 also retires the data key that copies open under; 3 also the secret, at once' -r
complete -c han -n "__fish_han_using_subcommand shred" -l recovery-out -d 'With --level 3: write the new recovery sheet to this new file (mode 0600)' -r -F
complete -c han -n "__fish_han_using_subcommand shred" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand shred" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand shred" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand shred" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand shred" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand shred" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand shred" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand shred" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand shred" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand shred" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand shred" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand shred" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand shred" -l all -d 'Every session of the vault'
complete -c han -n "__fish_han_using_subcommand shred" -l resume -d 'Go on with a shred that was interrupted'
complete -c han -n "__fish_han_using_subcommand shred" -s y -l yes -d 'Do not ask'
complete -c han -n "__fish_han_using_subcommand shred" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand shred" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand shred" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand shred" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand doctor" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand doctor" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand doctor" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand doctor" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand doctor" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand doctor" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand doctor" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand doctor" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand doctor" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand doctor" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand doctor" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand doctor" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand doctor" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand doctor" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand doctor" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -f -a "install" -d 'Add the hooks to Claude Code\'s settings.json'
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -f -a "uninstall" -d 'Take the hooks out of settings.json again'
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -f -a "status" -d 'Say which hooks are there and whether something silences them'
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -f -a "run" -d 'Take a hook event from standard input (Claude Code calls this)'
complete -c han -n "__fish_han_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from install" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from help" -f -a "install" -d 'Add the hooks to Claude Code\'s settings.json'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from help" -f -a "uninstall" -d 'Take the hooks out of settings.json again'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from help" -f -a "status" -d 'Say which hooks are there and whether something silences them'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from help" -f -a "run" -d 'Take a hook event from standard input (Claude Code calls this)'
complete -c han -n "__fish_han_using_subcommand hook; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand completions" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand completions" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand completions" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand completions" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand completions" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand completions" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand completions" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand completions" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand completions" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand completions" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand completions" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand completions" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand completions" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand completions" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand completions" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand man" -l out -d 'Write every page into this folder' -r -F
complete -c han -n "__fish_han_using_subcommand man" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand man" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand man" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand man" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand man" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand man" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand man" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand man" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand man" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand man" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand man" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand man" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand man" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand man" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand man" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -f -a "list" -d 'List the rules, or what the configuration allows'
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -f -a "explain" -d 'Say what a rule finds, and how'
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -f -a "test" -d 'Check a rule file and run the examples of its rules'
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -f -a "allow" -d 'Let a finding that is no secret stand, from now on'
complete -c han -n "__fish_han_using_subcommand rules; and not __fish_seen_subcommand_from list explain test allow help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l rules -d 'Also list the rules of this file; may be repeated' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l allowed -d 'List what the configuration allows instead'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l rules -d 'Also look in the rules of this file; may be repeated' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l rule -d 'What this rule finds' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l path -d 'What stands in these files, or in sessions of these folders (a pattern such as ~/work/*/fixtures/**)' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l fingerprint -d 'The value of this fingerprint, as han scan prints it' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l at -d 'The value found in this line of a file; takes its fingerprint' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l reason -d 'Why, for whoever reads the configuration' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l config -d 'Read this configuration file instead of the one in the configuration folder' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l vault -d 'Use this vault of the configuration file' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l remote -d 'The vault\'s place: a folder on a local file system, or the address of a server' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l secret-store -d 'Where the vault\'s secret is kept on this machine' -r -f -a "keyring\t'The platform\'s keyring'
file\t'A file that only this user can read'
command\t'Nowhere: a command of the configuration gives it at each run'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l passphrase-file -d 'Read the vault\'s secret from this file' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l passphrase-fd -d 'Read the vault\'s secret from this open file descriptor' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l passphrase-command -d 'Read the vault\'s secret from the output of this command (run without a shell)' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l claude-dir -d 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l log-file -d 'Append the log to this file instead of standard error' -r -F
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l progress -d 'How progress is shown on standard error' -r -f -a "auto\t'A bar on a terminal, after half a second; nothing elsewhere'
json\t'One JSON object a line'
none\t'Nothing'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l lock-wait -d 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m' -r
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -l json -d 'Print one JSON document on standard output, and errors as JSON on standard error'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -s q -l quiet -d 'Say nothing but results and errors'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -s v -l verbose -d 'Log what is done to standard error; twice for more'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from allow" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the rules, or what the configuration allows'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from help" -f -a "explain" -d 'Say what a rule finds, and how'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from help" -f -a "test" -d 'Check a rule file and run the examples of its rules'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from help" -f -a "allow" -d 'Let a finding that is no secret stand, from now on'
complete -c han -n "__fish_han_using_subcommand rules; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "init" -d 'Create a vault and show its recovery sheet'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "sync" -d 'Bring new session data into the vault'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "status" -d 'Say where each vault stands and what is due'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "list" -d 'List sessions'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "show" -d 'Print one session'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "restore" -d 'Write sessions back so that `claude --resume` finds them'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "export" -d 'Write sessions to one encrypted archive, or decrypted as text'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "import" -d 'Bring an archive into the vault'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "verify" -d 'Check every hash, seal, chain and signature, and name each bad item'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "audit" -d 'Read and verify the log of what was done to the vault, and by whom'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "scan" -d 'Look for secrets in files; exits 1 when one is found'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "redact" -d 'Write a copy of a file or folder without its secrets'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "rescan" -d 'Look again, by newer rules, for secrets in what the vault holds'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "rotate" -d 'Change the vault\'s secret or its keys'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "keys" -d 'Work with the keys of a vault on this machine'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "devices" -d 'Work with the machines that use a vault'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "share" -d 'Let somebody read one session, by a key sealed to that person'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "shares" -d 'List what was shared, by you and with you, or take it back'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "copy" -d 'Move a vault from its folder to a server: the same objects, sessions and log'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "login" -d 'Take an invite of a server, and keep this machine\'s token for it'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "logout" -d 'Give this machine\'s token for a server back'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "whoami" -d 'Say whom this machine\'s token stands for'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "serve" -d 'Keep vaults for others: a server, which can read none of them'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "admin" -d 'Keep the accounts of a server, on its own machine'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "team" -d 'Work with teams: their vaults and the people in them'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "vault" -d 'Work with the vaults of the configuration'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "prune" -d 'Drop old generations of sessions'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "move" -d 'Move sessions into another vault, and shred them in the one that they come from'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "shred" -d 'Delete sessions from the vault for ever, and retire the keys that open copies of them'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "doctor" -d 'Say what is wrong, and the command that mends it'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "hook" -d 'Work with the Claude Code hooks that sync in the background'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "completions" -d 'Print the completions of a shell'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "man" -d 'Print a manual page, or write them all'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "rules" -d 'Work with the rules that find secrets'
complete -c han -n "__fish_han_using_subcommand help; and not __fish_seen_subcommand_from init sync status list show restore export import verify audit scan redact rescan rotate keys devices share shares copy login logout whoami serve admin team vault prune move shred doctor hook completions man rules help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "log" -d 'List what the log says: when, who, what, how it ended, and from where'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "verify" -d 'Read the whole log and check everything that it names against it'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "export" -d 'Write the log to a folder that others verify without han'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "fingerprint" -d 'Print what two people compare to know that they see the same vault'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "list" -d 'List the keys of the vault, how old they are and what is due; needs no secret'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "recovery-sheet" -d 'Show the recovery sheet again'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "unlock" -d 'Open an existing vault on this machine and remember where it is'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "repair" -d 'Put a lost or damaged keyfile back, and settle an interrupted change of the secret'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "forget" -d 'Remove the vault\'s secret from this machine'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from devices" -f -a "add" -d 'Print the code with which another machine opens the vault'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from devices" -f -a "list" -d 'List the machines that wrote to the vault'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from devices" -f -a "revoke" -d 'Stop accepting what a machine writes'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from shares" -f -a "revoke" -d 'Take a share back, and give its session a fresh key'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "user" -d 'Work with the users of the server'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "invite" -d 'Invite a user, or another machine of one'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "token" -d 'Work with the tokens of users'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "verify" -d 'Look whether logs, refs and objects fit together'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "collect" -d 'Remove what nothing needs any more, as the server itself does every hour'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "retention" -d 'Say or set how long the server keeps what it may remove'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "backup" -d 'Copy the whole server into two archives, while it runs'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "expire-keys" -d 'Remove archives of keys that are older than they should get'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "restore" -d 'Bring a server back from its two archives'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "doctor" -d 'Look whether the server has what it needs'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "rotate-log-key" -d 'Change the key that signs the heads of all logs'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "downgrade" -d 'Bring the tables to an older format, for an older han'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "migrate" -d 'Move the server from SQLite to PostgreSQL, and its objects to another place'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "member" -d 'Work with the members of a vault'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from admin" -f -a "quota" -d 'Say or set what a vault may take up'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "fingerprint" -d 'Show one\'s own identity and the contact code that others invite by; publish the card'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "create" -d 'Make a team\'s vault, with oneself as its owner'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "invite" -d 'Let somebody into the team, by the person\'s contact code'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "join" -d 'Open a team\'s vault on this machine, by the code that an invitation gave'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "members" -d 'List the members of the team'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "role" -d 'Give a member another role'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from team" -f -a "remove" -d 'Take a member out, and change the team\'s secret and data key'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from vault" -f -a "list" -d 'List the vaults of the configuration'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from vault" -f -a "rename" -d 'Rename a vault on this machine'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from vault" -f -a "retention" -d 'Say how long sessions stay in a vault, or show it'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from vault" -f -a "delete" -d 'Delete a vault with every session in it, and forget its secret on this machine'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from hook" -f -a "install" -d 'Add the hooks to Claude Code\'s settings.json'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from hook" -f -a "uninstall" -d 'Take the hooks out of settings.json again'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from hook" -f -a "status" -d 'Say which hooks are there and whether something silences them'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from hook" -f -a "run" -d 'Take a hook event from standard input (Claude Code calls this)'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from rules" -f -a "list" -d 'List the rules, or what the configuration allows'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from rules" -f -a "explain" -d 'Say what a rule finds, and how'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from rules" -f -a "test" -d 'Check a rule file and run the examples of its rules'
complete -c han -n "__fish_han_using_subcommand help; and __fish_seen_subcommand_from rules" -f -a "allow" -d 'Let a finding that is no secret stand, from now on'
