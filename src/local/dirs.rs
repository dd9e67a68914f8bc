//! Where `han` keeps its own files.

use std::path::{Path, PathBuf};

/// What the environment says about folders; `config` fills it in.
#[derive(Default, Clone, PartialEq, Eq, Debug)]
pub struct Env {
    /// The user's home.
    pub home: PathBuf,
    /// `XDG_CONFIG_HOME` (Windows: `APPDATA`).
    pub config_home: Option<PathBuf>,
    /// `XDG_DATA_HOME` (Windows: `APPDATA`).
    pub data_home: Option<PathBuf>,
    /// `XDG_STATE_HOME` (Windows: `LOCALAPPDATA`).
    pub state_home: Option<PathBuf>,
}

/// The folders of `han`, none of which need exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dirs {
    /// Configuration: `config.toml`, `rules.toml`.
    pub config: PathBuf,
    /// Data: embedded vaults, the file secret store.
    pub data: PathBuf,
    /// State: caches, locks, spool, logs.
    pub state: PathBuf,
    /// The user's home.
    pub home: PathBuf,
}

/// The platform whose conventions count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Platform {
    /// Linux and other Unix systems: the XDG base directory specification.
    Unix,
    /// macOS: `~/Library/Application Support`, unless an XDG variable is set.
    Apple,
    /// Windows: the roaming and the local application data folders.
    Windows,
}

impl Platform {
    /// The platform of this build.
    pub const fn current() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_vendor = "apple") {
            Self::Apple
        } else {
            Self::Unix
        }
    }
}

impl Dirs {
    /// The folders on this platform.
    pub fn from_values(env: &Env) -> Self {
        Self::on(Platform::current(), env)
    }

    /// The folders on a given platform. A relative value of a variable is ignored, as the XDG
    /// specification demands.
    pub fn on(platform: Platform, env: &Env) -> Self {
        let given = |value: &Option<PathBuf>| value.clone().filter(|p| p.is_absolute());
        let under = |value: &Option<PathBuf>, fallback: &str| {
            given(value).unwrap_or_else(|| env.home.join(Path::new(fallback))).join("han")
        };
        let (config, data, state) = match platform {
            Platform::Unix => (".config", ".local/share", ".local/state"),
            Platform::Apple => {
                ("Library/Application Support", "Library/Application Support", "Library/Application Support")
            }
            Platform::Windows => ("AppData/Roaming", "AppData/Roaming", "AppData/Local"),
        };
        let (config, data) = (under(&env.config_home, config), under(&env.data_home, data));
        let mut state = under(&env.state_home, state);
        // Where one folder serves several purposes, state keeps to a folder of its own.
        if state == data || state == config {
            state.push("state");
        }
        Self { config, data, state, home: env.home.clone() }
    }

    /// The folder of the file secret store.
    pub fn secrets(&self) -> PathBuf {
        self.data.join("secrets")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_follow_the_platform_and_absolute_variables() {
        let home = PathBuf::from("/home/u");
        let plain = Env { home: home.clone(), ..Env::default() };
        let shown = |platform, env: &Env| {
            let d = Dirs::on(platform, env);
            [d.config, d.data, d.state].map(|p| p.display().to_string())
        };
        let want = ["/home/u/.config/han", "/home/u/.local/share/han", "/home/u/.local/state/han"];
        assert_eq!(shown(Platform::Unix, &plain), want);
        let library = "/home/u/Library/Application Support/han";
        let state = "/home/u/Library/Application Support/han/state";
        assert_eq!(shown(Platform::Apple, &plain), [library, library, state]);
        let roaming = "/home/u/AppData/Roaming/han";
        assert_eq!(shown(Platform::Windows, &plain), [roaming, roaming, "/home/u/AppData/Local/han"]);
        let set = Env { config_home: Some("/c".into()), data_home: Some("rel".into()), ..plain };
        assert_eq!(shown(Platform::Unix, &set)[..2], ["/c/han", "/home/u/.local/share/han"]);
        assert_eq!(Dirs::on(Platform::Unix, &set).secrets(), home.join(".local/share/han/secrets"));
    }
}
