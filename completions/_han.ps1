
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'han' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'han'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'han' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Create a vault and show its recovery sheet')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring new session data into the vault')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say where each vault stands and what is due')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List sessions')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one session')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Write sessions back so that `claude --resume` finds them')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write sessions to one encrypted archive, or decrypted as text')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Bring an archive into the vault')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check every hash, seal, chain and signature, and name each bad item')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Read and verify the log of what was done to the vault, and by whom')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Look for secrets in files; exits 1 when one is found')
            [CompletionResult]::new('redact', 'redact', [CompletionResultType]::ParameterValue, 'Write a copy of a file or folder without its secrets')
            [CompletionResult]::new('rescan', 'rescan', [CompletionResultType]::ParameterValue, 'Look again, by newer rules, for secrets in what the vault holds')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Change the vault''s secret or its keys')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'Work with the keys of a vault on this machine')
            [CompletionResult]::new('devices', 'devices', [CompletionResultType]::ParameterValue, 'Work with the machines that use a vault')
            [CompletionResult]::new('share', 'share', [CompletionResultType]::ParameterValue, 'Let somebody read one session, by a key sealed to that person')
            [CompletionResult]::new('shares', 'shares', [CompletionResultType]::ParameterValue, 'List what was shared, by you and with you, or take it back')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Move a vault from its folder to a server: the same objects, sessions and log')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Take an invite of a server, and keep this machine''s token for it')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Give this machine''s token for a server back')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Say whom this machine''s token stands for')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Keep vaults for others: a server, which can read none of them')
            [CompletionResult]::new('admin', 'admin', [CompletionResultType]::ParameterValue, 'Keep the accounts of a server, on its own machine')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Work with teams: their vaults and the people in them')
            [CompletionResult]::new('vault', 'vault', [CompletionResultType]::ParameterValue, 'Work with the vaults of the configuration')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Drop old generations of sessions')
            [CompletionResult]::new('move', 'move', [CompletionResultType]::ParameterValue, 'Move sessions into another vault, and shred them in the one that they come from')
            [CompletionResult]::new('shred', 'shred', [CompletionResultType]::ParameterValue, 'Delete sessions from the vault for ever, and retire the keys that open copies of them')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Say what is wrong, and the command that mends it')
            [CompletionResult]::new('hook', 'hook', [CompletionResultType]::ParameterValue, 'Work with the Claude Code hooks that sync in the background')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page, or write them all')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'Work with the rules that find secrets')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;init' {
            [CompletionResult]::new('--recovery-out', '--recovery-out', [CompletionResultType]::ParameterName, 'Write the recovery sheet to this new file (mode 0600) instead of the terminal')
            [CompletionResult]::new('--device-name', '--device-name', [CompletionResultType]::ParameterName, 'This machine''s name in the vault, instead of its host name')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;sync' {
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Only this session (its id, or the first part of it); may be repeated')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Only sessions of this project folder; may be repeated')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Also sync these files, besides those that the configuration names; may be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would go where, and every redaction; send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would go where, and every redaction; send nothing')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Read every session again instead of trusting the state of the last run')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Go on until stopped, syncing as sessions change')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;status' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;list' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Only sessions of this project folder')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--stored', '--stored', [CompletionResultType]::ParameterName, 'Only what the vault holds')
            [CompletionResult]::new('--local', '--local', [CompletionResultType]::ParameterName, 'Only what lies on this machine; needs no key')
            [CompletionResult]::new('--versions', '--versions', [CompletionResultType]::ParameterName, 'Every generation that the vault holds of the session')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;show' {
            [CompletionResult]::new('--shared', '--shared', [CompletionResultType]::ParameterName, 'What was shared with you instead: a share of han shares, or the file of a share bundle')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Whom it is from, the first time: that person''s contact code (`-` reads it from standard input), or team:NAME/MEMBER')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it')
            [CompletionResult]::new('--generation', '--generation', [CompletionResultType]::ParameterName, 'An older generation, as `list ID --versions` numbers them')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--accept-changed-key', '--accept-changed-key', [CompletionResultType]::ParameterName, 'The person of --from has another identity than this machine knew, and said so by another way')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;restore' {
            [CompletionResult]::new('--shared', '--shared', [CompletionResultType]::ParameterName, 'What was shared with you instead: a share of han shares, or the file of a share bundle')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Whom it is from, the first time: that person''s contact code (`-` reads it from standard input), or team:NAME/MEMBER')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Write under this Claude Code folder')
            [CompletionResult]::new('--map', '--map', [CompletionResultType]::ParameterName, 'The project that lay in OLD lies in NEW here; may be repeated')
            [CompletionResult]::new('--generation', '--generation', [CompletionResultType]::ParameterName, 'An older generation, as `list ID --versions` numbers them')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Also restore these files; the history is merged into the one that is there; may be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every session of the vault')
            [CompletionResult]::new('--accept-changed-key', '--accept-changed-key', [CompletionResultType]::ParameterName, 'The person of --from has another identity than this machine knew, and said so by another way')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Replace files that differ, after moving them aside')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace files that differ, after moving them aside')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be written; write nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be written; write nothing')
            [CompletionResult]::new('--all-versions', '--all-versions', [CompletionResultType]::ParameterName, 'Every generation; the older ones get a suffix and cannot be resumed')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;export' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file; `-` is standard output')
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Only this session (its id, or the first part of it); may be repeated')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Only sessions of this project folder; may be repeated')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to write')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every session of the vault (as when no selection is given)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;import' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;verify' {
            [CompletionResult]::new('--sample', '--sample', [CompletionResultType]::ParameterName, 'Open only this share of the objects, chosen at random (1 to 100)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;audit' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'List what the log says: when, who, what, how it ended, and from where')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read the whole log and check everything that it names against it')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the log to a folder that others verify without han')
            [CompletionResult]::new('fingerprint', 'fingerprint', [CompletionResultType]::ParameterValue, 'Print what two people compare to know that they see the same vault')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;audit;log' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w')
            [CompletionResult]::new('--actor', '--actor', [CompletionResultType]::ParameterName, 'Only by this actor or token: its id, or the first part of it')
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Only about this session: its id, or the first part of it')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only this action, as the ACTION column names it; may be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--denied', '--denied', [CompletionResultType]::ParameterName, 'Only what was denied')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;audit;verify' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;audit;export' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The folder, which must not be there yet')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'The folder, which must not be there yet')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;audit;fingerprint' {
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Of the first N leaves of the log instead of all that this machine has verified')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;audit;help' {
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'List what the log says: when, who, what, how it ended, and from where')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read the whole log and check everything that it names against it')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the log to a folder that others verify without han')
            [CompletionResult]::new('fingerprint', 'fingerprint', [CompletionResultType]::ParameterValue, 'Print what two people compare to know that they see the same vault')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;audit;help;log' {
            break
        }
        'han;audit;help;verify' {
            break
        }
        'han;audit;help;export' {
            break
        }
        'han;audit;help;fingerprint' {
            break
        }
        'han;audit;help;help' {
            break
        }
        'han;scan' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print findings')
            [CompletionResult]::new('--min-confidence', '--min-confidence', [CompletionResultType]::ParameterName, 'Leave out findings of which the rule is less sure')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Leave out the findings of this earlier JSON report')
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'Also use the rules of this file: han''s own format, or a gitleaks configuration; may be repeated')
            [CompletionResult]::new('--sensitivity', '--sensitivity', [CompletionResultType]::ParameterName, 'How much evidence a finding needs')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--pii', '--pii', [CompletionResultType]::ParameterName, 'Also look for personal data: e-mail addresses, phone, account and card numbers')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;redact' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The copy; nothing may be there yet')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The copy; nothing may be there yet')
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'Also use the rules of this file: han''s own format, or a gitleaks configuration; may be repeated')
            [CompletionResult]::new('--sensitivity', '--sensitivity', [CompletionResultType]::ParameterName, 'How much evidence a finding needs')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--pii', '--pii', [CompletionResultType]::ParameterName, 'Also look for personal data: e-mail addresses, phone, account and card numbers')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;rescan' {
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Only this session (its id, or the first part of it); may be repeated')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Only sessions of this project folder; may be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be cut; change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be cut; change nothing')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Also what these very rules have scanned before')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;rotate' {
            [CompletionResult]::new('--new-passphrase-file', '--new-passphrase-file', [CompletionResultType]::ParameterName, 'Read the new secret from this file')
            [CompletionResult]::new('--new-passphrase-fd', '--new-passphrase-fd', [CompletionResultType]::ParameterName, 'Read the new secret from this open file descriptor')
            [CompletionResult]::new('--new-passphrase-command', '--new-passphrase-command', [CompletionResultType]::ParameterName, 'Read the new secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--recovery-out', '--recovery-out', [CompletionResultType]::ParameterName, 'Write the new recovery sheet to this new file (mode 0600)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--data-key', '--data-key', [CompletionResultType]::ParameterName, 'Make a new data key instead, and wrap every content key anew; the secret stays')
            [CompletionResult]::new('--content', '--content', [CompletionResultType]::ParameterName, 'Seal these sessions (or all) anew under fresh content keys, and delete what that supersedes')
            [CompletionResult]::new('--compromised', '--compromised', [CompletionResultType]::ParameterName, 'The secret, a machine or a key may be known to others: replace everything at once, without the 30 days')
            [CompletionResult]::new('--due', '--due', [CompletionResultType]::ParameterName, 'Only what the policy says is due: data keys are made anew, an old secret is reported (exit 1)')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Say how old each key is and what is due; change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;keys' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keys of the vault, how old they are and what is due; needs no secret')
            [CompletionResult]::new('recovery-sheet', 'recovery-sheet', [CompletionResultType]::ParameterValue, 'Show the recovery sheet again')
            [CompletionResult]::new('unlock', 'unlock', [CompletionResultType]::ParameterValue, 'Open an existing vault on this machine and remember where it is')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Put a lost or damaged keyfile back, and settle an interrupted change of the secret')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Remove the vault''s secret from this machine')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;keys;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;keys;recovery-sheet' {
            [CompletionResult]::new('--recovery-out', '--recovery-out', [CompletionResultType]::ParameterName, 'Write the recovery sheet to this new file (mode 0600) instead of the terminal')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--qr', '--qr', [CompletionResultType]::ParameterName, 'Show what opens the vault as a QR code on the terminal')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;keys;unlock' {
            [CompletionResult]::new('--code', '--code', [CompletionResultType]::ParameterName, 'The code that `han devices add` printed on another machine, or that of the recovery sheet; `-` reads it, or the text of a whole sheet, from standard input')
            [CompletionResult]::new('--device-name', '--device-name', [CompletionResultType]::ParameterName, 'This machine''s name in the vault, instead of its host name')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;keys;repair' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;keys;forget' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;keys;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keys of the vault, how old they are and what is due; needs no secret')
            [CompletionResult]::new('recovery-sheet', 'recovery-sheet', [CompletionResultType]::ParameterValue, 'Show the recovery sheet again')
            [CompletionResult]::new('unlock', 'unlock', [CompletionResultType]::ParameterValue, 'Open an existing vault on this machine and remember where it is')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Put a lost or damaged keyfile back, and settle an interrupted change of the secret')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Remove the vault''s secret from this machine')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;keys;help;list' {
            break
        }
        'han;keys;help;recovery-sheet' {
            break
        }
        'han;keys;help;unlock' {
            break
        }
        'han;keys;help;repair' {
            break
        }
        'han;keys;help;forget' {
            break
        }
        'han;keys;help;help' {
            break
        }
        'han;devices' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Print the code with which another machine opens the vault')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the machines that wrote to the vault')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Stop accepting what a machine writes')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;devices;add' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;devices;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;devices;revoke' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;devices;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Print the code with which another machine opens the vault')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the machines that wrote to the vault')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Stop accepting what a machine writes')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;devices;help;add' {
            break
        }
        'han;devices;help;list' {
            break
        }
        'han;devices;help;revoke' {
            break
        }
        'han;devices;help;help' {
            break
        }
        'han;share' {
            [CompletionResult]::new('--with', '--with', [CompletionResultType]::ParameterName, 'For whom: the code that han team fingerprint shows to that person (`-` reads it from standard input), or team:NAME/MEMBER')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'How long it may be opened: 12h, 30d, 8w, at most 400d')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Write the session to this new file, for somebody without an account on the vault''s server')
            [CompletionResult]::new('--card', '--card', [CompletionResultType]::ParameterName, 'The person''s card, where no server has it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--accept-changed-key', '--accept-changed-key', [CompletionResultType]::ParameterName, 'The person has another identity than this machine knew, and said so by another way')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;shares' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a share back, and give its session a fresh key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;shares;revoke' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;shares;help' {
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a share back, and give its session a fresh key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;shares;help;revoke' {
            break
        }
        'han;shares;help;help' {
            break
        }
        'han;copy' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The server''s address')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;login' {
            [CompletionResult]::new('--invite', '--invite', [CompletionResultType]::ParameterName, 'The invite; `-` reads it from standard input. Without it the token of this machine is checked')
            [CompletionResult]::new('--recover', '--recover', [CompletionResultType]::ParameterName, 'Come back with nothing but the recovery sheet, which lies in this file; `-` reads it from standard input')
            [CompletionResult]::new('--device-name', '--device-name', [CompletionResultType]::ParameterName, 'This machine''s name on the server, instead of its host name')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Send the token in the clear, on a network that you trust')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;logout' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;whoami' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;serve' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Listen on this address; port 0 takes a free one')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Keep everything in this folder, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The server''s name in the logs of its vaults, set at the first start for ever; the host''s name by default')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The address by which clients reach the server, for the invites that it prints')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'Speak TLS with this certificate chain (PEM)')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'The private key of the certificate (PEM)')
            [CompletionResult]::new('--trusted-proxy', '--trusted-proxy', [CompletionResultType]::ParameterName, 'Believe what this proxy (an address or a network) says of a client''s address; may be repeated')
            [CompletionResult]::new('--quota', '--quota', [CompletionResultType]::ParameterName, 'What a vault may take up: bytes, or 500MB, 20GB')
            [CompletionResult]::new('--metrics', '--metrics', [CompletionResultType]::ParameterName, 'Tell Prometheus metrics at /metrics of this address, which should be reachable by nobody else')
            [CompletionResult]::new('--rate-token', '--rate-token', [CompletionResultType]::ParameterName, 'Requests a second taken with one token, ten times as many in a burst; 0 is no limit')
            [CompletionResult]::new('--rate-address', '--rate-address', [CompletionResultType]::ParameterName, 'Requests a second taken from one address without a valid token; 0 is no limit')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How the log on standard error is written')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Speak plain HTTP to other machines too, behind a proxy that speaks TLS')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Work with the users of the server')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Invite a user, or another machine of one')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Work with the tokens of users')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Look whether logs, refs and objects fit together')
            [CompletionResult]::new('collect', 'collect', [CompletionResultType]::ParameterValue, 'Remove what nothing needs any more, as the server itself does every hour')
            [CompletionResult]::new('retention', 'retention', [CompletionResultType]::ParameterValue, 'Say or set how long the server keeps what it may remove')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy the whole server into two archives, while it runs')
            [CompletionResult]::new('expire-keys', 'expire-keys', [CompletionResultType]::ParameterValue, 'Remove archives of keys that are older than they should get')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring a server back from its two archives')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look whether the server has what it needs')
            [CompletionResult]::new('rotate-log-key', 'rotate-log-key', [CompletionResultType]::ParameterValue, 'Change the key that signs the heads of all logs')
            [CompletionResult]::new('downgrade', 'downgrade', [CompletionResultType]::ParameterValue, 'Bring the tables to an older format, for an older han')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Move the server from SQLite to PostgreSQL, and its objects to another place')
            [CompletionResult]::new('member', 'member', [CompletionResultType]::ParameterValue, 'Work with the members of a vault')
            [CompletionResult]::new('quota', 'quota', [CompletionResultType]::ParameterValue, 'Say or set what a vault may take up')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;user' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the users')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Lock a user out; the vaults stay')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a user in again')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;user;list' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;user;disable' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;user;enable' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;user;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the users')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Lock a user out; the vaults stay')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a user in again')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;user;help;list' {
            break
        }
        'han;admin;user;help;disable' {
            break
        }
        'han;admin;user;help;enable' {
            break
        }
        'han;admin;user;help;help' {
            break
        }
        'han;admin;invite' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The address by which clients reach the server')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--admin', '--admin', [CompletionResultType]::ParameterName, 'A new user may invite others')
            [CompletionResult]::new('--create-only', '--create-only', [CompletionResultType]::ParameterName, 'The token only makes new sessions, and reads nothing but the keyfile and the log: for CI')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'The token only reads')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;token' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens of a user')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token; a running server takes it for up to 30 seconds more')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;token;list' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;token;revoke' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;token;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens of a user')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token; a running server takes it for up to 30 seconds more')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;token;help;list' {
            break
        }
        'han;admin;token;help;revoke' {
            break
        }
        'han;admin;token;help;help' {
            break
        }
        'han;admin;verify' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--rebuild', '--rebuild', [CompletionResultType]::ParameterName, 'Make rows anew that only show what stands elsewhere, where they do not fit')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;collect' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would go, and change nothing')
            [CompletionResult]::new('--sweep', '--sweep', [CompletionResultType]::ParameterName, 'Compare the object store with the tables too, as the server does every week')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;retention' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what counts')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set how many days something is kept')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Remove now what was kept long enough')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;retention;show' {
            [CompletionResult]::new('--of', '--of', [CompletionResultType]::ParameterName, 'Only of this vault: its owner id, as `han status` shows it')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;retention;set' {
            [CompletionResult]::new('--of', '--of', [CompletionResultType]::ParameterName, 'Of this vault alone: its owner id')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;retention;run' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would go, and change nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;retention;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what counts')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set how many days something is kept')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Remove now what was kept long enough')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;retention;help;show' {
            break
        }
        'han;admin;retention;help;set' {
            break
        }
        'han;admin;retention;help;run' {
            break
        }
        'han;admin;retention;help;help' {
            break
        }
        'han;admin;backup' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder for data.tar and keys.tar, absent or empty')
            [CompletionResult]::new('--keys-to', '--keys-to', [CompletionResultType]::ParameterName, 'The folder for keys.tar instead, absent or empty: it is kept apart, and not as long')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;expire-keys' {
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'Archives that are as many days old, or older, go; never the newest')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would go; remove nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would go; remove nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;restore' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The folder with data.tar and keys.tar')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'The archive of keys, where it does not lie beside the other')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;doctor' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;rotate-log-key' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;downgrade' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The format of the tables that the older han knows; 0 removes them all')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--destroy-data', '--destroy-data', [CompletionResultType]::ParameterName, 'Also where ciphertext or leaves of logs are lost by it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;migrate' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The new database, postgres://USER@HOST/NAME; PGPASSWORD may hold the password')
            [CompletionResult]::new('--to-objects', '--to-objects', [CompletionResultType]::ParameterName, 'The new place for objects: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; they stay without it')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;member' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the members of a vault')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Give a user a role in a team''s vault')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take the role of a user away')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;member;list' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;member;set' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;member;remove' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;member;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the members of a vault')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Give a user a role in a team''s vault')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take the role of a user away')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;member;help;list' {
            break
        }
        'han;admin;member;help;set' {
            break
        }
        'han;admin;member;help;remove' {
            break
        }
        'han;admin;member;help;help' {
            break
        }
        'han;admin;quota' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder of the server, instead of the folder server of han''s data folder')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password')
            [CompletionResult]::new('--objects', '--objects', [CompletionResultType]::ParameterName, 'Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;admin;help' {
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Work with the users of the server')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Invite a user, or another machine of one')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Work with the tokens of users')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Look whether logs, refs and objects fit together')
            [CompletionResult]::new('collect', 'collect', [CompletionResultType]::ParameterValue, 'Remove what nothing needs any more, as the server itself does every hour')
            [CompletionResult]::new('retention', 'retention', [CompletionResultType]::ParameterValue, 'Say or set how long the server keeps what it may remove')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy the whole server into two archives, while it runs')
            [CompletionResult]::new('expire-keys', 'expire-keys', [CompletionResultType]::ParameterValue, 'Remove archives of keys that are older than they should get')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring a server back from its two archives')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look whether the server has what it needs')
            [CompletionResult]::new('rotate-log-key', 'rotate-log-key', [CompletionResultType]::ParameterValue, 'Change the key that signs the heads of all logs')
            [CompletionResult]::new('downgrade', 'downgrade', [CompletionResultType]::ParameterValue, 'Bring the tables to an older format, for an older han')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Move the server from SQLite to PostgreSQL, and its objects to another place')
            [CompletionResult]::new('member', 'member', [CompletionResultType]::ParameterValue, 'Work with the members of a vault')
            [CompletionResult]::new('quota', 'quota', [CompletionResultType]::ParameterValue, 'Say or set what a vault may take up')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;admin;help;user' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the users')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Lock a user out; the vaults stay')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a user in again')
            break
        }
        'han;admin;help;user;list' {
            break
        }
        'han;admin;help;user;disable' {
            break
        }
        'han;admin;help;user;enable' {
            break
        }
        'han;admin;help;invite' {
            break
        }
        'han;admin;help;token' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens of a user')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token; a running server takes it for up to 30 seconds more')
            break
        }
        'han;admin;help;token;list' {
            break
        }
        'han;admin;help;token;revoke' {
            break
        }
        'han;admin;help;verify' {
            break
        }
        'han;admin;help;collect' {
            break
        }
        'han;admin;help;retention' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what counts')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set how many days something is kept')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Remove now what was kept long enough')
            break
        }
        'han;admin;help;retention;show' {
            break
        }
        'han;admin;help;retention;set' {
            break
        }
        'han;admin;help;retention;run' {
            break
        }
        'han;admin;help;backup' {
            break
        }
        'han;admin;help;expire-keys' {
            break
        }
        'han;admin;help;restore' {
            break
        }
        'han;admin;help;doctor' {
            break
        }
        'han;admin;help;rotate-log-key' {
            break
        }
        'han;admin;help;downgrade' {
            break
        }
        'han;admin;help;migrate' {
            break
        }
        'han;admin;help;member' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the members of a vault')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Give a user a role in a team''s vault')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take the role of a user away')
            break
        }
        'han;admin;help;member;list' {
            break
        }
        'han;admin;help;member;set' {
            break
        }
        'han;admin;help;member;remove' {
            break
        }
        'han;admin;help;quota' {
            break
        }
        'han;admin;help;help' {
            break
        }
        'han;team' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('fingerprint', 'fingerprint', [CompletionResultType]::ParameterValue, 'Show one''s own identity and the contact code that others invite by; publish the card')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a team''s vault, with oneself as its owner')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Let somebody into the team, by the person''s contact code')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Open a team''s vault on this machine, by the code that an invitation gave')
            [CompletionResult]::new('members', 'members', [CompletionResultType]::ParameterValue, 'List the members of the team')
            [CompletionResult]::new('role', 'role', [CompletionResultType]::ParameterValue, 'Give a member another role')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a member out, and change the team''s secret and data key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;team;fingerprint' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'Publish the card on this server, instead of that of the personal vault')
            [CompletionResult]::new('--card-out', '--card-out', [CompletionResultType]::ParameterName, 'Also write the card to this new file, for a team in a folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;team;create' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'What the team calls you, instead of your name on the server')
            [CompletionResult]::new('--recovery-out', '--recovery-out', [CompletionResultType]::ParameterName, 'Write the recovery sheet to this new file (mode 0600) instead of the terminal')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;team;invite' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'What the team calls that person: a-z, 0-9, ''.'', ''_'' and ''-''')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'owner, admin, member or reader')
            [CompletionResult]::new('--card', '--card', [CompletionResultType]::ParameterName, 'The person''s card, where no server has it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--accept-changed-key', '--accept-changed-key', [CompletionResultType]::ParameterName, 'The person has another identity than this machine knew, and said so by another way')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;team;join' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;team;members' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;team;role' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;team;remove' {
            [CompletionResult]::new('--new-passphrase-file', '--new-passphrase-file', [CompletionResultType]::ParameterName, 'Read the new secret from this file')
            [CompletionResult]::new('--new-passphrase-fd', '--new-passphrase-fd', [CompletionResultType]::ParameterName, 'Read the new secret from this open file descriptor')
            [CompletionResult]::new('--new-passphrase-command', '--new-passphrase-command', [CompletionResultType]::ParameterName, 'Read the new secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--recovery-out', '--recovery-out', [CompletionResultType]::ParameterName, 'Write the new recovery sheet to this new file (mode 0600)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;team;help' {
            [CompletionResult]::new('fingerprint', 'fingerprint', [CompletionResultType]::ParameterValue, 'Show one''s own identity and the contact code that others invite by; publish the card')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a team''s vault, with oneself as its owner')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Let somebody into the team, by the person''s contact code')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Open a team''s vault on this machine, by the code that an invitation gave')
            [CompletionResult]::new('members', 'members', [CompletionResultType]::ParameterValue, 'List the members of the team')
            [CompletionResult]::new('role', 'role', [CompletionResultType]::ParameterValue, 'Give a member another role')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a member out, and change the team''s secret and data key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;team;help;fingerprint' {
            break
        }
        'han;team;help;create' {
            break
        }
        'han;team;help;invite' {
            break
        }
        'han;team;help;join' {
            break
        }
        'han;team;help;members' {
            break
        }
        'han;team;help;role' {
            break
        }
        'han;team;help;remove' {
            break
        }
        'han;team;help;help' {
            break
        }
        'han;vault' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the vaults of the configuration')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a vault on this machine')
            [CompletionResult]::new('retention', 'retention', [CompletionResultType]::ParameterValue, 'Say how long sessions stay in a vault, or show it')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a vault with every session in it, and forget its secret on this machine')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;vault;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;vault;rename' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;vault;retention' {
            [CompletionResult]::new('--keep-days', '--keep-days', [CompletionResultType]::ParameterName, 'Sessions that were synced in these last days stay')
            [CompletionResult]::new('--keep-last', '--keep-last', [CompletionResultType]::ParameterName, 'So many of the sessions that were synced last stay')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--off', '--off', [CompletionResultType]::ParameterName, 'All sessions stay, as without any setting')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;vault;delete' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;vault;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the vaults of the configuration')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a vault on this machine')
            [CompletionResult]::new('retention', 'retention', [CompletionResultType]::ParameterValue, 'Say how long sessions stay in a vault, or show it')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a vault with every session in it, and forget its secret on this machine')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;vault;help;list' {
            break
        }
        'han;vault;help;rename' {
            break
        }
        'han;vault;help;retention' {
            break
        }
        'han;vault;help;delete' {
            break
        }
        'han;vault;help;help' {
            break
        }
        'han;prune' {
            [CompletionResult]::new('--keep-generations', '--keep-generations', [CompletionResultType]::ParameterName, 'How many generations of each session stay')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--retention', '--retention', [CompletionResultType]::ParameterName, 'Shred the sessions that are past the vault''s retention (han vault retention)')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would go; drop nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would go; drop nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask where most sessions would go, or the only copy of one')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask where most sessions would go, or the only copy of one')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;move' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The vault that they go to')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;shred' {
            [CompletionResult]::new('--level', '--level', [CompletionResultType]::ParameterName, '1 deletes; 2 also retires the data key that copies open under; 3 also the secret, at once')
            [CompletionResult]::new('--recovery-out', '--recovery-out', [CompletionResultType]::ParameterName, 'With --level 3: write the new recovery sheet to this new file (mode 0600)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every session of the vault')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Go on with a shred that was interrupted')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;doctor' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;hook' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Add the hooks to Claude Code''s settings.json')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Take the hooks out of settings.json again')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say which hooks are there and whether something silences them')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Take a hook event from standard input (Claude Code calls this)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;hook;install' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;hook;uninstall' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;hook;status' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;hook;run' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;hook;help' {
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Add the hooks to Claude Code''s settings.json')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Take the hooks out of settings.json again')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say which hooks are there and whether something silences them')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Take a hook event from standard input (Claude Code calls this)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;hook;help;install' {
            break
        }
        'han;hook;help;uninstall' {
            break
        }
        'han;hook;help;status' {
            break
        }
        'han;hook;help;run' {
            break
        }
        'han;hook;help;help' {
            break
        }
        'han;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;man' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write every page into this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;rules' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rules, or what the configuration allows')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say what a rule finds, and how')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Check a rule file and run the examples of its rules')
            [CompletionResult]::new('allow', 'allow', [CompletionResultType]::ParameterValue, 'Let a finding that is no secret stand, from now on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;rules;list' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'Also list the rules of this file; may be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--allowed', '--allowed', [CompletionResultType]::ParameterName, 'List what the configuration allows instead')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;rules;explain' {
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'Also look in the rules of this file; may be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;rules;test' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;rules;allow' {
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'What this rule finds')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'What stands in these files, or in sessions of these folders (a pattern such as ~/work/*/fixtures/**)')
            [CompletionResult]::new('--fingerprint', '--fingerprint', [CompletionResultType]::ParameterName, 'The value of this fingerprint, as han scan prints it')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The value found in this line of a file; takes its fingerprint')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for whoever reads the configuration')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file instead of the one in the configuration folder')
            [CompletionResult]::new('--vault', '--vault', [CompletionResultType]::ParameterName, 'Use this vault of the configuration file')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'The vault''s place: a folder on a local file system, or the address of a server')
            [CompletionResult]::new('--secret-store', '--secret-store', [CompletionResultType]::ParameterName, 'Where the vault''s secret is kept on this machine')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this file')
            [CompletionResult]::new('--passphrase-fd', '--passphrase-fd', [CompletionResultType]::ParameterName, 'Read the vault''s secret from this open file descriptor')
            [CompletionResult]::new('--passphrase-command', '--passphrase-command', [CompletionResultType]::ParameterName, 'Read the vault''s secret from the output of this command (run without a shell)')
            [CompletionResult]::new('--claude-dir', '--claude-dir', [CompletionResultType]::ParameterName, 'The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append the log to this file instead of standard error')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown on standard error')
            [CompletionResult]::new('--lock-wait', '--lock-wait', [CompletionResultType]::ParameterName, 'How long to wait for another han that works on the same vault: seconds, or 90s, 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output, and errors as JSON on standard error')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is done to standard error; twice for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'han;rules;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rules, or what the configuration allows')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say what a rule finds, and how')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Check a rule file and run the examples of its rules')
            [CompletionResult]::new('allow', 'allow', [CompletionResultType]::ParameterValue, 'Let a finding that is no secret stand, from now on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;rules;help;list' {
            break
        }
        'han;rules;help;explain' {
            break
        }
        'han;rules;help;test' {
            break
        }
        'han;rules;help;allow' {
            break
        }
        'han;rules;help;help' {
            break
        }
        'han;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Create a vault and show its recovery sheet')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring new session data into the vault')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say where each vault stands and what is due')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List sessions')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one session')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Write sessions back so that `claude --resume` finds them')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write sessions to one encrypted archive, or decrypted as text')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Bring an archive into the vault')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check every hash, seal, chain and signature, and name each bad item')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Read and verify the log of what was done to the vault, and by whom')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Look for secrets in files; exits 1 when one is found')
            [CompletionResult]::new('redact', 'redact', [CompletionResultType]::ParameterValue, 'Write a copy of a file or folder without its secrets')
            [CompletionResult]::new('rescan', 'rescan', [CompletionResultType]::ParameterValue, 'Look again, by newer rules, for secrets in what the vault holds')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Change the vault''s secret or its keys')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'Work with the keys of a vault on this machine')
            [CompletionResult]::new('devices', 'devices', [CompletionResultType]::ParameterValue, 'Work with the machines that use a vault')
            [CompletionResult]::new('share', 'share', [CompletionResultType]::ParameterValue, 'Let somebody read one session, by a key sealed to that person')
            [CompletionResult]::new('shares', 'shares', [CompletionResultType]::ParameterValue, 'List what was shared, by you and with you, or take it back')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Move a vault from its folder to a server: the same objects, sessions and log')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Take an invite of a server, and keep this machine''s token for it')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Give this machine''s token for a server back')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Say whom this machine''s token stands for')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Keep vaults for others: a server, which can read none of them')
            [CompletionResult]::new('admin', 'admin', [CompletionResultType]::ParameterValue, 'Keep the accounts of a server, on its own machine')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Work with teams: their vaults and the people in them')
            [CompletionResult]::new('vault', 'vault', [CompletionResultType]::ParameterValue, 'Work with the vaults of the configuration')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Drop old generations of sessions')
            [CompletionResult]::new('move', 'move', [CompletionResultType]::ParameterValue, 'Move sessions into another vault, and shred them in the one that they come from')
            [CompletionResult]::new('shred', 'shred', [CompletionResultType]::ParameterValue, 'Delete sessions from the vault for ever, and retire the keys that open copies of them')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Say what is wrong, and the command that mends it')
            [CompletionResult]::new('hook', 'hook', [CompletionResultType]::ParameterValue, 'Work with the Claude Code hooks that sync in the background')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page, or write them all')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'Work with the rules that find secrets')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'han;help;init' {
            break
        }
        'han;help;sync' {
            break
        }
        'han;help;status' {
            break
        }
        'han;help;list' {
            break
        }
        'han;help;show' {
            break
        }
        'han;help;restore' {
            break
        }
        'han;help;export' {
            break
        }
        'han;help;import' {
            break
        }
        'han;help;verify' {
            break
        }
        'han;help;audit' {
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'List what the log says: when, who, what, how it ended, and from where')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read the whole log and check everything that it names against it')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the log to a folder that others verify without han')
            [CompletionResult]::new('fingerprint', 'fingerprint', [CompletionResultType]::ParameterValue, 'Print what two people compare to know that they see the same vault')
            break
        }
        'han;help;audit;log' {
            break
        }
        'han;help;audit;verify' {
            break
        }
        'han;help;audit;export' {
            break
        }
        'han;help;audit;fingerprint' {
            break
        }
        'han;help;scan' {
            break
        }
        'han;help;redact' {
            break
        }
        'han;help;rescan' {
            break
        }
        'han;help;rotate' {
            break
        }
        'han;help;keys' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keys of the vault, how old they are and what is due; needs no secret')
            [CompletionResult]::new('recovery-sheet', 'recovery-sheet', [CompletionResultType]::ParameterValue, 'Show the recovery sheet again')
            [CompletionResult]::new('unlock', 'unlock', [CompletionResultType]::ParameterValue, 'Open an existing vault on this machine and remember where it is')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Put a lost or damaged keyfile back, and settle an interrupted change of the secret')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Remove the vault''s secret from this machine')
            break
        }
        'han;help;keys;list' {
            break
        }
        'han;help;keys;recovery-sheet' {
            break
        }
        'han;help;keys;unlock' {
            break
        }
        'han;help;keys;repair' {
            break
        }
        'han;help;keys;forget' {
            break
        }
        'han;help;devices' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Print the code with which another machine opens the vault')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the machines that wrote to the vault')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Stop accepting what a machine writes')
            break
        }
        'han;help;devices;add' {
            break
        }
        'han;help;devices;list' {
            break
        }
        'han;help;devices;revoke' {
            break
        }
        'han;help;share' {
            break
        }
        'han;help;shares' {
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a share back, and give its session a fresh key')
            break
        }
        'han;help;shares;revoke' {
            break
        }
        'han;help;copy' {
            break
        }
        'han;help;login' {
            break
        }
        'han;help;logout' {
            break
        }
        'han;help;whoami' {
            break
        }
        'han;help;serve' {
            break
        }
        'han;help;admin' {
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Work with the users of the server')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Invite a user, or another machine of one')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Work with the tokens of users')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Look whether logs, refs and objects fit together')
            [CompletionResult]::new('collect', 'collect', [CompletionResultType]::ParameterValue, 'Remove what nothing needs any more, as the server itself does every hour')
            [CompletionResult]::new('retention', 'retention', [CompletionResultType]::ParameterValue, 'Say or set how long the server keeps what it may remove')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy the whole server into two archives, while it runs')
            [CompletionResult]::new('expire-keys', 'expire-keys', [CompletionResultType]::ParameterValue, 'Remove archives of keys that are older than they should get')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring a server back from its two archives')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look whether the server has what it needs')
            [CompletionResult]::new('rotate-log-key', 'rotate-log-key', [CompletionResultType]::ParameterValue, 'Change the key that signs the heads of all logs')
            [CompletionResult]::new('downgrade', 'downgrade', [CompletionResultType]::ParameterValue, 'Bring the tables to an older format, for an older han')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Move the server from SQLite to PostgreSQL, and its objects to another place')
            [CompletionResult]::new('member', 'member', [CompletionResultType]::ParameterValue, 'Work with the members of a vault')
            [CompletionResult]::new('quota', 'quota', [CompletionResultType]::ParameterValue, 'Say or set what a vault may take up')
            break
        }
        'han;help;admin;user' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the users')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Lock a user out; the vaults stay')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let a user in again')
            break
        }
        'han;help;admin;user;list' {
            break
        }
        'han;help;admin;user;disable' {
            break
        }
        'han;help;admin;user;enable' {
            break
        }
        'han;help;admin;invite' {
            break
        }
        'han;help;admin;token' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens of a user')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token; a running server takes it for up to 30 seconds more')
            break
        }
        'han;help;admin;token;list' {
            break
        }
        'han;help;admin;token;revoke' {
            break
        }
        'han;help;admin;verify' {
            break
        }
        'han;help;admin;collect' {
            break
        }
        'han;help;admin;retention' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what counts')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set how many days something is kept')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Remove now what was kept long enough')
            break
        }
        'han;help;admin;retention;show' {
            break
        }
        'han;help;admin;retention;set' {
            break
        }
        'han;help;admin;retention;run' {
            break
        }
        'han;help;admin;backup' {
            break
        }
        'han;help;admin;expire-keys' {
            break
        }
        'han;help;admin;restore' {
            break
        }
        'han;help;admin;doctor' {
            break
        }
        'han;help;admin;rotate-log-key' {
            break
        }
        'han;help;admin;downgrade' {
            break
        }
        'han;help;admin;migrate' {
            break
        }
        'han;help;admin;member' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the members of a vault')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Give a user a role in a team''s vault')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take the role of a user away')
            break
        }
        'han;help;admin;member;list' {
            break
        }
        'han;help;admin;member;set' {
            break
        }
        'han;help;admin;member;remove' {
            break
        }
        'han;help;admin;quota' {
            break
        }
        'han;help;team' {
            [CompletionResult]::new('fingerprint', 'fingerprint', [CompletionResultType]::ParameterValue, 'Show one''s own identity and the contact code that others invite by; publish the card')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a team''s vault, with oneself as its owner')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Let somebody into the team, by the person''s contact code')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Open a team''s vault on this machine, by the code that an invitation gave')
            [CompletionResult]::new('members', 'members', [CompletionResultType]::ParameterValue, 'List the members of the team')
            [CompletionResult]::new('role', 'role', [CompletionResultType]::ParameterValue, 'Give a member another role')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take a member out, and change the team''s secret and data key')
            break
        }
        'han;help;team;fingerprint' {
            break
        }
        'han;help;team;create' {
            break
        }
        'han;help;team;invite' {
            break
        }
        'han;help;team;join' {
            break
        }
        'han;help;team;members' {
            break
        }
        'han;help;team;role' {
            break
        }
        'han;help;team;remove' {
            break
        }
        'han;help;vault' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the vaults of the configuration')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a vault on this machine')
            [CompletionResult]::new('retention', 'retention', [CompletionResultType]::ParameterValue, 'Say how long sessions stay in a vault, or show it')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a vault with every session in it, and forget its secret on this machine')
            break
        }
        'han;help;vault;list' {
            break
        }
        'han;help;vault;rename' {
            break
        }
        'han;help;vault;retention' {
            break
        }
        'han;help;vault;delete' {
            break
        }
        'han;help;prune' {
            break
        }
        'han;help;move' {
            break
        }
        'han;help;shred' {
            break
        }
        'han;help;doctor' {
            break
        }
        'han;help;hook' {
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Add the hooks to Claude Code''s settings.json')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Take the hooks out of settings.json again')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say which hooks are there and whether something silences them')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Take a hook event from standard input (Claude Code calls this)')
            break
        }
        'han;help;hook;install' {
            break
        }
        'han;help;hook;uninstall' {
            break
        }
        'han;help;hook;status' {
            break
        }
        'han;help;hook;run' {
            break
        }
        'han;help;completions' {
            break
        }
        'han;help;man' {
            break
        }
        'han;help;rules' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rules, or what the configuration allows')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say what a rule finds, and how')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Check a rule file and run the examples of its rules')
            [CompletionResult]::new('allow', 'allow', [CompletionResultType]::ParameterValue, 'Let a finding that is no secret stand, from now on')
            break
        }
        'han;help;rules;list' {
            break
        }
        'han;help;rules;explain' {
            break
        }
        'han;help;rules;test' {
            break
        }
        'han;help;rules;allow' {
            break
        }
        'han;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
