//! The shell: the only place that knows clap, the terminal and exit codes. One adapter per command turns
//! arguments into the values of a use case, and its report into text or JSON.

mod admin;
pub mod args;
mod audit;
mod causes;
pub mod completions;
pub mod context;
mod copy;
pub mod detect;
mod devices;
pub mod doctor;
pub mod export;
pub mod failure;
mod help;
mod hook;
pub mod import;
pub mod init;
mod keys;
pub mod list;
mod log;
mod login;
pub mod man;
mod moving;
mod parse;
mod people;
pub mod prune;
mod recover;
pub mod redact;
pub mod rescan;
pub mod restore;
mod retention;
mod rotate;
pub mod rules;
pub mod scan;
mod serve;
mod share;
mod shared;
pub mod show;
mod shred;
pub mod status;
pub mod sync;
mod team;
mod text;
pub mod ui;
pub mod values;
mod vault;
pub mod verify;
mod watch;

use crate::config::{Config, Environment, Flags, VaultName};
use crate::local::secrets::passphrase::PassphraseSource;
use args::{Cli, Command, GlobalArgs, HookCommand, PassphraseArgs};
use failure::{Exit, Failure, Kind, Outcome};
use std::cell::OnceCell;
use std::ffi::OsString;
use std::process::ExitCode;
use ui::{Style, Ui};

/// What every command works with.
pub struct App {
    /// The options that every command takes.
    pub global: GlobalArgs,
    /// The environment, as it was at the start.
    pub environment: Environment,
    /// The user's terminal.
    pub ui: Ui,
    config: OnceCell<Config>,
}

impl App {
    /// The settings; read when first asked for, so that commands without settings touch no disk.
    ///
    /// # Errors
    /// Where flags, environment or file are wrong.
    pub fn config(&self) -> Result<&Config, Failure> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let config = Config::resolve(self.flags()?, &self.environment)?;
        Ok(self.config.get_or_init(|| config))
    }

    /// The settings as they stand now: after a command has changed the configuration file, or in a command
    /// that runs for long.
    ///
    /// # Errors
    /// Where flags, environment or file are wrong.
    pub fn fresh_config(&self) -> Result<Config, Failure> {
        Ok(Config::resolve(self.flags()?, &self.environment)?)
    }

    /// The settings with another vault as the one to work on.
    ///
    /// # Errors
    /// Where flags, environment or file are wrong.
    pub fn config_for(&self, vault: &VaultName) -> Result<Config, Failure> {
        let flags = Flags { vault: Some(vault.clone()), ..self.flags()? };
        Ok(Config::resolve(flags, &self.environment)?)
    }

    /// Runs a use case to its end.
    ///
    /// # Errors
    /// Where no runtime can be had from the system.
    pub fn block_on<F: Future>(&self, work: F) -> Result<F::Output, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|e| Failure::new(Kind::Io, "cannot start threads").because(e))?;
        Ok(runtime.block_on(work))
    }

    fn flags(&self) -> Result<Flags, Failure> {
        let global = &self.global;
        Ok(Flags {
            config: global.config.clone(),
            vault: global.vault.clone(),
            remote: global.remote.clone(),
            secret_store: global.secret_store,
            passphrase: passphrase(&global.passphrase)?,
            claude_dir: global.claude_dir.clone(),
            lock_wait: global.lock_wait,
        })
    }
}

fn passphrase(given: &PassphraseArgs) -> Result<Option<PassphraseSource>, Failure> {
    let file = given.passphrase_file.clone().map(PassphraseSource::File);
    let fd = given.passphrase_fd.map(PassphraseSource::Fd);
    let command = given.passphrase_command.clone().map(PassphraseSource::Command);
    match (file, fd, command) {
        (one, None, None) | (None, one, None) | (None, None, one) => Ok(one),
        _ => Err(Failure::new(Kind::Usage, "more than one --passphrase-* option is given")
            .hint("keep one of them")),
    }
}

/// Runs the command line `words`, the program's name first, and says how it went.
pub fn run(words: &[OsString]) -> ExitCode {
    let environment = Environment::of_process();
    let cli = match parse::parse(words, environment.colors) {
        Ok(cli) => cli,
        Err(exit) => return exit.into(),
    };
    let Cli { global, command } = cli;
    let style = Style {
        json: global.json,
        quiet: global.quiet,
        progress: global.progress,
        color: global.color,
        hints: environment.colors,
    };
    let app = App { ui: Ui::new(style), global, environment, config: OnceCell::new() };
    let ended = start_log(&app, &command).and_then(|()| dispatch(&app, &command));
    let exit = ended.map(Outcome::exit).unwrap_or_else(|failure| {
        app.ui.failure(&failure);
        failure.kind().exit()
    });
    match command {
        // Exit code 2 of a hook keeps Claude from stopping: a failure of ours is never Claude's.
        Command::Hook(HookCommand::Run) => Exit::Ok.into(),
        _ => exit.into(),
    }
}

fn start_log(app: &App, command: &Command) -> Result<(), Failure> {
    let file = app.global.log_file.as_deref();
    let format = match command {
        Command::Serve(args) => Some(args.log_format),
        _ => None,
    };
    log::start((app.global.verbose, app.environment.log.as_deref()), file, (format, app.ui.colors_talk()))
}

fn dispatch(app: &App, command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::Init(args) => init::run(app, args),
        Command::Sync(args) => sync::run(app, args),
        Command::Restore(args) => restore::run(app, args),
        Command::Export(args) => export::run(app, args),
        Command::Import(args) => import::run(app, args),
        Command::Verify(args) => verify::run(app, args),
        Command::Status => status::run(app),
        Command::List(args) => list::run(app, args),
        Command::Show(args) => show::run(app, args),
        Command::Audit(command) => audit::run(app, command),
        Command::Scan(args) => scan::run(app, args),
        Command::Redact(args) => redact::run(app, args),
        Command::Rescan(args) => rescan::run(app, args),
        Command::Prune(args) => prune::run(app, args),
        Command::Move(args) => moving::run(app, args),
        Command::Shred(args) => shred::run(app, args),
        Command::Doctor => doctor::run(app),
        Command::Rules(command) => rules::run(app, command),
        Command::Rotate(args) => rotate::run(app, args),
        Command::Keys(command) => keys::run(app, command),
        Command::Devices(command) => devices::run(app, command),
        Command::Completions(args) => completions::run(app, args),
        Command::Man(args) => man::run(app, args),
        Command::Hook(command) => hook::run(app, command),
        Command::Team(command) => team::run(app, command),
        Command::Vault(command) => vault::run(app, command),
        Command::Share(args) => share::run(app, args),
        Command::Shares(args) => share::shares(app, args),
        Command::Copy(args) => copy::run(app, args),
        Command::Login(args) => login::login(app, args),
        Command::Logout(args) => login::logout(app, args),
        Command::Whoami(args) => login::whoami(app, args),
        Command::Serve(args) => serve::run(app, args),
        Command::Admin(args) => admin::run(app, args),
    }
}

/// Runs `work` and turns a panic into exit code 70. The message of a panic is never shown: it could hold
/// what must not be shown; the place in the source is enough to find the bug.
pub fn guard(work: impl FnOnce() -> ExitCode + std::panic::UnwindSafe) -> ExitCode {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        ui::report_bug(&place);
    }));
    std::panic::catch_unwind(work).unwrap_or_else(|_| Exit::Bug.into())
}
