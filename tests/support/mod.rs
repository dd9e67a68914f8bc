//! A home of its own for every test: Claude folder, state, secrets and vault under one temporary folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod forge;

use han::crypto::kdf::Cost;
use han::crypto::secret::Passphrase;
use han::local::discover::Root;
use han::local::secrets::file::FileStore;
use han::local::state::{Loaded, State};
use han::ops::error::OpError;
use han::ops::open::{self, Profile, Trust};
use han::ops::place::RemotePlace;
use han::ops::progress::Silent;
use han::ops::restore::{self, RestoreOptions, RestoreReport, Selection, Versions};
use han::ops::secret::SecretSource;
use han::ops::sync::{self, Routing, SyncContext, SyncOptions, SyncReport, Target};
use han::ops::view::Reader;
use han::ops::{device, init};
use han::protocol::ids::OwnerId;
use han::protocol::keyfile::OwnerKind;
use han::scan::Ruleset;
use han::session::Extra;
use han::session::route::{RouteRule, Routes};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The secret of every test vault.
pub const SECRET: &str = "correct-horse-battery-staple-for-tests-only";
/// 2027-01-15 in nanoseconds.
pub const NOW_NS: i64 = 1_800_000_000_000_000_000;

/// One machine.
pub struct Home {
    /// Its folder.
    pub dir: PathBuf,
    /// Its vault.
    pub target: Target,
    /// The clock.
    pub now_ns: i64,
    /// Files beside the sessions that are synced and restored.
    pub include: BTreeSet<Extra>,
    /// Routes: a pattern of folders and the vault.
    pub routes: Vec<RouteRule>,
}

pub fn secret() -> Passphrase {
    Passphrase::new(Zeroizing::new(SECRET.as_bytes().to_vec()))
}

fn profile(dir: &Path, owner: OwnerId) -> Profile {
    let state = dir.join("state");
    let device = device::load_or_create(&state).unwrap();
    Profile {
        name: "personal".into(),
        owner,
        state: state.join("vault"),
        secret: SecretSource { store: Some(Arc::new(FileStore::new(dir.join("secrets")))), given: None },
        device,
        person: None,
        device_name: dir.file_name().unwrap().to_string_lossy().into_owned(),
    }
}

impl Home {
    /// A machine with this folder and vault.
    pub fn at(dir: &Path, target: Target, now_ns: i64) -> Self {
        Self { dir: dir.to_owned(), target, now_ns, include: BTreeSet::new(), routes: Vec::new() }
    }

    /// A home with a new vault in `vault`.
    pub async fn init(dir: &Path, vault: &Path) -> Self {
        Self::init_as(dir, vault, OwnerId([9; 16])).await
    }

    /// A home with a new vault of this owner.
    pub async fn init_as(dir: &Path, vault: &Path, owner: OwnerId) -> Self {
        std::fs::create_dir_all(dir.join(".claude/projects")).unwrap();
        let target = Target { profile: profile(dir, owner), place: RemotePlace::Folder(vault.to_owned()) };
        let secret = secret();
        let with = init::Init {
            profile: &target.profile,
            place: &target.place,
            kind: OwnerKind::User,
            secret: &secret,
            account: None,
            founder: None,
            cost: Cost::GENERATED,
            now: 1_800_000_000,
        };
        init::run(&with).await.unwrap().remote.close().await;
        Self::at(dir, target, NOW_NS)
    }

    /// A second home on the same vault, which trusts what the first one knows.
    pub async fn join(dir: &Path, first: &Home) -> Self {
        std::fs::create_dir_all(dir.join(".claude/projects")).unwrap();
        let target =
            Target { profile: profile(dir, first.target.profile.owner), place: first.target.place.clone() };
        let pin = open::load_pin(&first.target.profile).unwrap().unwrap();
        let remote = target.place.open().await.unwrap();
        let connection = open::connect(&target.profile, remote, Trust::Given(pin)).await.unwrap();
        connection.remember().unwrap();
        let (_, slot) =
            han::vault::keyfile::unlock(&connection.keyfile, (&secret(), None), 1_800_000_000).unwrap();
        han::ops::secret::store_secret(&target.profile, &secret(), &slot).unwrap();
        Self::at(dir, target, NOW_NS)
    }

    pub fn claude(&self) -> PathBuf {
        self.dir.join(".claude")
    }

    pub fn project(&self, name: &str) -> PathBuf {
        let path = self.claude().join("projects").join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    pub fn context(&self) -> SyncContext {
        SyncContext {
            roots: vec![Root { path: self.claude() }],
            targets: vec![self.target.clone()],
            routing: Routing {
                routes: Routes::new(&self.routes, "/home/x").unwrap(),
                any: !self.routes.is_empty(),
                personal: "personal".into(),
            },
            include: self.include.clone(),
            rules: Ruleset::builtin(),
            allow: Arc::default(),
            state_path: self.state_path(),
            now_ns: self.now_ns,
        }
    }

    pub fn state_path(&self) -> PathBuf {
        self.dir.join("state/state")
    }

    pub async fn sync(&self) -> Result<SyncReport, OpError> {
        self.sync_with(&SyncOptions::default()).await
    }

    pub async fn sync_with(&self, options: &SyncOptions) -> Result<SyncReport, OpError> {
        sync::run(&self.context(), options, &Silent).await
    }

    pub async fn reader(&self) -> Result<Reader, OpError> {
        let remote = self.target.place.open().await?;
        let connection = open::connect(&self.target.profile, remote, Trust::Pinned).await?;
        connection.remember()?;
        let vault = open::unlock(connection, 1_800_000_000)?;
        Ok(Reader {
            keys: Arc::new(vault.keys),
            follow: Arc::new(vault.connection.follow),
            remote: vault.connection.remote,
        })
    }

    pub async fn restore(&self) -> Result<RestoreReport, OpError> {
        self.restore_with(|_| {}).await
    }

    pub async fn restore_with(
        &self,
        change: impl FnOnce(&mut RestoreOptions),
    ) -> Result<RestoreReport, OpError> {
        let mut options = RestoreOptions {
            selection: Selection::All,
            to: self.claude(),
            map: Vec::new(),
            force: false,
            dry_run: false,
            versions: Versions::Current,
            include: self.include.clone(),
        };
        change(&mut options);
        let reader = self.reader().await?;
        let mut state = match State::load(&self.state_path()).unwrap() {
            Loaded::State(state) => *state,
            _ => State::new(self.target.profile.device),
        };
        let report = restore::run(&reader, &options, &mut state, &Silent).await?;
        state.save_atomic(&self.state_path()).unwrap();
        Ok(report)
    }
}

/// The real transcripts, by name and content.
pub fn transcripts() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/transcripts");
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    all.sort();
    assert_eq!(all.len(), 13);
    all
}

/// A uuid for the n-th test session.
pub fn uuid(n: usize) -> String {
    format!("{n:08x}-0000-4000-8000-000000000000")
}

/// Every file beneath a folder, by relative path.
pub fn tree(root: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, at: &Path, out: &mut std::collections::BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(at).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(root, &path, out);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                out.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut out = std::collections::BTreeMap::new();
    walk(root, root, &mut out);
    out
}
