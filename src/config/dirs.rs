//! Where han's files and Claude Code's lie on this machine.

use super::{ConfigError, Environment};
use std::path::{Path, PathBuf};

/// The folders of one user. None of them need exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dirs {
    /// The user's home.
    pub home: PathBuf,
    /// `config.toml` and `rules.toml`.
    pub config: PathBuf,
    /// The embedded vault and the file secret store.
    pub data: PathBuf,
    /// What can be made anew: caches, locks, the spool.
    pub state: PathBuf,
    /// The Claude Code folders to read, the first one first: that is where `restore` writes.
    pub claude: Vec<PathBuf>,
    /// True where `--claude-dir` or `CLAUDE_CONFIG_DIR` named the folder.
    pub claude_was_named: bool,
}

impl Dirs {
    /// Resolves the folders; touches no disk.
    ///
    /// # Errors
    /// [`ConfigError::NoHome`] where there is no home folder.
    pub(super) fn resolve(env: &Environment, claude_dir: Option<PathBuf>) -> Result<Self, ConfigError> {
        let home = env.home.clone().ok_or(ConfigError::NoHome)?;
        let [config, data, state] = platform_folders(env, &home);
        let named = claude_dir.or_else(|| env.claude_config_dir.clone().map(PathBuf::from));
        let claude_was_named = named.is_some();
        // Claude Code 1.0.28 and 1.0.29 wrote to ~/.config/claude; sessions may still lie there.
        let claude = match named {
            Some(dir) => vec![dir],
            None => vec![home.join(".claude"), home.join(".config/claude")],
        };
        Ok(Self { home, config, data, state, claude, claude_was_named })
    }
}

/// Folders for configuration, data and state. XDG variables count on every platform, for those who set them.
fn platform_folders(env: &Environment, home: &Path) -> [PathBuf; 3] {
    let [config, data, state] = if cfg!(target_os = "macos") {
        let support = home.join("Library/Application Support");
        [support.clone(), support.clone(), support]
    } else if cfg!(windows) {
        let roaming = env.app_data.clone().unwrap_or_else(|| home.join("AppData/Roaming"));
        let local = env.local_app_data.clone().unwrap_or_else(|| home.join("AppData/Local"));
        [roaming, local.clone(), local]
    } else {
        [home.join(".config"), home.join(".local/share"), home.join(".local/state")]
    };
    [
        env.xdg_config_home.clone().unwrap_or(config).join("han"),
        env.xdg_data_home.clone().unwrap_or(data).join("han"),
        env.xdg_state_home.clone().unwrap_or(state).join("han"),
    ]
}
