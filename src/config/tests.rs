//! Precedence, names, and the texts of mistakes.

use super::*;
use std::ffi::OsString;

fn env(pairs: &[(&str, &str)]) -> Environment {
    let find = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| OsString::from(*v));
    let mut env = Environment::read(find);
    env.home.get_or_insert("/home/u".into());
    env
}

fn config_file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    (dir, path)
}

fn resolve(flags: Flags, pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::resolve(flags, &env(pairs))
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let text = "default_vault = \"a\"\n[vault.a]\nremote = \"/file\"\nsecret_store = \"file\"\n[vault.b]\n";
    let (_dir, path) = config_file(text);
    let flags = || Flags { config: Some(path.clone()), ..Flags::default() };
    let file = resolve(flags(), &[]).unwrap();
    assert_eq!((file.vault.as_str(), file.vault_was_named), ("a", false));
    assert_eq!(file.place, Some(Place::Folder("/file".into())));
    assert_eq!(file.secret_store, Some(SecretStoreKind::File));
    let variables = [("HAN_REMOTE", "https://h.example/"), ("HAN_VAULT", "b")];
    let env = resolve(flags(), &variables).unwrap();
    assert_eq!((env.vault.as_str(), env.vault_was_named), ("b", true));
    assert_eq!(env.place, Some(Place::Server("https://h.example".into())));
    assert_eq!(env.secret_store, None);
    let flagged = Flags { remote: Some("~/v".into()), vault: "a".parse().ok(), ..flags() };
    let flagged = resolve(flagged, &variables).unwrap();
    assert_eq!((flagged.vault.as_str(), flagged.place), ("a", Some(Place::Folder("/home/u/v".into()))));
}

#[test]
fn a_file_that_was_named_must_be_there_and_the_default_one_need_not() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("x.toml");
    let flags = Flags { config: Some(missing.clone()), ..Flags::default() };
    assert!(matches!(resolve(flags, &[]), Err(ConfigError::Missing(path)) if path == missing));
    let config = resolve(Flags::default(), &[("XDG_CONFIG_HOME", dir.path().to_str().unwrap())]).unwrap();
    assert_eq!(config.path, dir.path().join("han/config.toml"));
    assert_eq!((config.vault.as_str(), config.file.policy.secret_days), ("personal", 365));
}

#[test]
fn a_variable_that_holds_a_secret_is_refused() {
    let error = resolve(Flags::default(), &[("HAN_PASSPHRASE", "x")]).unwrap_err();
    assert!(matches!(error, ConfigError::SecretInEnvironment("HAN_PASSPHRASE")));
    assert!(resolve(Flags::default(), &[("HAN_PASSWORD", "")]).is_ok(), "empty is not set");
}

#[test]
fn the_secret_comes_from_flag_then_variable_then_table() {
    let (_dir, path) = config_file(
        "[vault.personal]\nsecret_store = \"command\"\npassphrase_command = \"pass 'my vault'\"\n",
    );
    let flags = |passphrase| Flags { config: Some(path.clone()), passphrase, ..Flags::default() };
    let table = resolve(flags(None), &[]).unwrap().passphrase;
    assert_eq!(table, Some(PassphraseSource::Command("pass 'my vault'".into())));
    let variable = resolve(flags(None), &[("HAN_PASSPHRASE_FILE", "/s")]).unwrap().passphrase;
    assert_eq!(variable, Some(PassphraseSource::File("/s".into())));
    let flag = flags(Some(PassphraseSource::Fd(3)));
    assert_eq!(
        resolve(flag, &[("HAN_PASSPHRASE_FILE", "/s")]).unwrap().passphrase,
        Some(PassphraseSource::Fd(3))
    );
    let both = [("HAN_PASSPHRASE_FILE", "/s"), ("HAN_PASSPHRASE_COMMAND", "x")];
    assert!(matches!(resolve(flags(None), &both), Err(ConfigError::TwoSources(..))));
    let open = resolve(flags(None), &[("HAN_PASSPHRASE_COMMAND", "x 'y")]);
    assert!(matches!(open, Err(ConfigError::BadVariable { .. })));
}

#[test]
fn folders_follow_xdg_and_claude_code() {
    let claude = |flag: Option<&str>, pairs: &[(&str, &str)]| {
        let flags = Flags { claude_dir: flag.map(PathBuf::from), ..Flags::default() };
        resolve(flags, pairs).unwrap().claude_roots.into_iter().map(|root| root.path).collect::<Vec<_>>()
    };
    let (old, var) = (PathBuf::from("/home/u/.config/claude"), [("CLAUDE_CONFIG_DIR", "/c")]);
    assert_eq!(claude(None, &[]), [PathBuf::from("/home/u/.claude"), old.clone()]);
    assert_eq!(claude(None, &var), [PathBuf::from("/c"), old]);
    assert_eq!(claude(Some("/d"), &var), [PathBuf::from("/d")], "a flag means that folder and no other");
    let env = [("XDG_DATA_HOME", "relative"), ("XDG_STATE_HOME", "/st")];
    let dirs = resolve(Flags::default(), &env).unwrap().dirs;
    assert_eq!(dirs.state, PathBuf::from("/st/han"));
    if cfg!(target_os = "linux") {
        assert_eq!(dirs.data, PathBuf::from("/home/u/.local/share/han"), "relative ones are ignored");
    }
}

#[test]
fn an_edit_goes_through_a_link_and_refuses_a_broken_result() {
    let (dir, path) = config_file("# mine\n");
    let link = dir.path().join("link.toml");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let state = dir.path().join("state");
    let flags = Flags { config: Some(link.clone()), lock_wait: Duration::from_secs(9), ..Flags::default() };
    let config = resolve(flags, &[("XDG_STATE_HOME", state.to_str().unwrap())]).unwrap();
    config.edit(|text| set_device_name(text, "x")).unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("# mine") && written.contains("device_name = \"x\""), "{written}");
    let error = config.edit(|text| Ok(format!("{text}\nnonsense = 1"))).unwrap_err();
    assert!(matches!(error, ConfigError::File { .. }));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written);
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777,
        0o600
    );
}

#[test]
fn mistakes_in_the_file_have_a_place_and_a_suggestion() {
    let cases = [
        ("\ndevise_name = \"x\"", (2, 1), "unknown key devise_name; did you mean device_name?"),
        ("[vault.a]\n  remotee = 1", (2, 3), "unknown key remotee; did you mean remote?"),
        ("[vault.a]\nsecret_store = \"keyrings\"", (2, 16), "unknown value keyrings; did you mean keyring?"),
        ("zzz = 1", (1, 1), "unknown key zzz; known are "),
        ("[policy]\nsecret_days = \"x\"", (2, 15), "invalid type"),
        ("a = ", (1, 5), ""),
        ("[vault.a]\nowner = \"12\"", (2, 9), "expected 32 lower-case hex digits"),
        ("[vault.\"a b\"]", (1, 8), "expected a vault's name"),
        ("# x\n[[route]]\nvault = \"none\"", (2, 1), "a route needs either remote or path"),
        ("[vault.a]\nsecret_store = \"command\"", (2, 1), "vault a needs a passphrase_command"),
    ];
    for (text, place, message) in cases {
        let error = ConfigFile::parse(text).unwrap_err();
        assert!(error.message.starts_with(message), "{text:?}: {error}");
        assert_eq!((error.line, error.column), place, "{text:?}: {error}");
    }
}

#[test]
fn a_whole_file_is_read() {
    let text = r#"
        default_vault = "team:acme"
        device_name = "laptop"
        [vault."team:acme"]
        owner = "abababababababababababababababab"
        remote = "https://han.acme.example"
        secret_store = "keyring"
        kind = "team"
        [[route]]
        remote = "github.com/acme/*"
        vault = "team:acme"
        [[route]]
        path = "~/private/**"
        vault = "none"
        [policy]
        data_key_days = 30
    "#;
    let file = ConfigFile::parse(text).unwrap();
    assert!(file.vault.keys().all(VaultName::is_team));
    assert_eq!((file.route.len(), &file.route[1].vault), (2, &None));
    assert_eq!(file.policy, Policy { data_key_days: 30, secret_days: 365 });
}

#[test]
fn vault_names_are_plain() {
    for good in ["personal", "team:acme", "a.b_c-1"] {
        assert_eq!(good.parse::<VaultName>().unwrap().as_str(), good);
    }
    for bad in ["", "none", "team:", "a:b", "../x", "-x", "a b", "a\n", &"a".repeat(65)] {
        assert!(bad.parse::<VaultName>().is_err(), "{bad:?}");
    }
}
