//! Rotation of large vaults: how long a new secret takes, and how many content keys a second move under a new data key.
//!
//! `cargo bench --bench rotate -- [secret|data-key|http] [refs]`. The refs are made here: each holds a content key that
//! opens and nothing else, for a rotation opens no manifest. The vault lies in a temporary folder (TMPDIR says where);
//! `http` serves it from this process on the loopback. Peak memory is that of the whole process, the making included:
//! `made` is taken before the rotation begins.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark"
)]

#[path = "../tests/server_kit/mod.rs"]
mod server_kit;

use han::crypto::kdf::Cost;
use han::crypto::secret::Passphrase;
use han::local::secrets::file::FileStore;
use han::ops::open::{self, OpenVault, Profile, Trust};
use han::ops::place::RemotePlace;
use han::ops::progress::Silent;
use han::ops::rotate::{self, HandedOver, NewSecret, OldSlot};
use han::ops::secret::SecretSource;
use han::ops::server::{ServerPlace, TokenSource};
use han::ops::{device, init};
use han::protocol::ids::{ActorId, OwnerId, SessionTag};
use han::protocol::keyfile::OwnerKind;
use han::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
use han::remote::Swap;
use han::remote::http::{Clear, Endpoint};
use han::server::accounts::Scopes;
use han::vault::content::SessionKeys;
use server_kit::{ACTOR, Server, unlimited};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use zeroize::Zeroizing;

const NOW: u64 = 1_800_000_000;
/// Refs in one commit.
const BATCH: u32 = 1_000;

/// Peak resident memory of this process, in MiB.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1_024
}

struct Bench {
    profile: Profile,
    place: RemotePlace,
}

impl Bench {
    async fn new(dir: &Path, place: RemotePlace) -> Self {
        let profile = Profile {
            name: "personal".into(),
            owner: OwnerId([9; 16]),
            state: dir.join("state/vault"),
            secret: SecretSource { store: Some(Arc::new(FileStore::new(dir.join("secrets")))), given: None },
            person: None,
            device: device::load_or_create(&dir.join("state")).unwrap(),
            device_name: "bench".into(),
        };
        let secret = Passphrase::new(Zeroizing::new(b"a secret of this benchmark alone".to_vec()));
        let with = init::Init {
            profile: &profile,
            place: &place,
            kind: OwnerKind::User,
            secret: &secret,
            account: None,
            founder: None,
            cost: Cost::GENERATED,
            now: NOW,
        };
        init::run(&with).await.unwrap().remote.close().await;
        Self { profile, place }
    }

    async fn open(&self) -> OpenVault {
        let remote = self.place.open().await.unwrap();
        let connection = open::connect(&self.profile, remote, Trust::Pinned).await.unwrap();
        open::unlock(connection, NOW).unwrap()
    }

    /// Adds refs that hold nothing but a content key.
    async fn fill(&self, refs: u32) {
        let begun = Instant::now();
        let mut vault = self.open().await;
        for first in (0..refs).step_by(BATCH as usize) {
            let changes: Vec<RefChange> =
                (first..refs.min(first + BATCH)).map(|n| change(&vault, n)).collect();
            let commit =
                Commit { keyfile_version: vault.keys.keyfile_version, actor: ActorId([1; 16]), changes };
            let done = vault.connection.remote.commit(&commit).await.unwrap();
            assert!(matches!(done, Swap::Done(_)));
        }
        vault.connection.refresh().await.unwrap();
        vault.connection.remember().unwrap();
        vault.connection.remote.close().await;
        println!("made {refs} refs in {:.1} s, peak {} MiB", begun.elapsed().as_secs_f64(), peak_mib());
    }
}

fn change(vault: &OpenVault, n: u32) -> RefChange {
    let mut tag = [0; 16];
    // Spread over all names, as the tags of real sessions are.
    tag[..4].copy_from_slice(&n.wrapping_mul(0x9e37_79b1).to_be_bytes());
    tag[4..8].copy_from_slice(&n.to_be_bytes());
    let tag = SessionTag(tag);
    let wraps = SessionKeys::generate(&vault.keys, tag).unwrap().to_field();
    RefChange {
        name: RefName::session(tag),
        expected: 0,
        body: RefBody::Session { wraps, manifest: vec![1; 64], meta: vec![2; 64] },
        action: Action::Sync,
        added: Vec::new(),
        dropped: Vec::new(),
    }
}

async fn secret(bench: &Bench) {
    for _ in 0..3 {
        let begun = Instant::now();
        let vault = bench.open().await;
        let opened = begun.elapsed();
        let with = NewSecret { secret: None, handed_over: HandedOver::Store, old: OldSlot::Window, now: NOW };
        let (vault, _) = rotate::secret(vault, &with).await.unwrap();
        vault.connection.remote.close().await;
        let all = begun.elapsed();
        println!(
            "a new secret in {:.3} s: opening {:.3} s, the rest {:.3} s; peak {} MiB",
            all.as_secs_f64(),
            opened.as_secs_f64(),
            (all - opened).as_secs_f64(),
            peak_mib()
        );
    }
}

async fn data_key(what: &str, vault: OpenVault) {
    let begun = Instant::now();
    let (vault, report) = rotate::data_key(vault, (90, NOW), &Silent).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    vault.connection.remote.close().await;
    println!(
        "{what}: {} content keys in {seconds:.2} s, {:.0} a second; peak {} MiB",
        report.moved,
        report.moved as f64 / seconds,
        peak_mib()
    );
}

/// A server in this process, and the place of a vault on it.
async fn serve(dir: &Path) -> (Server, RemotePlace) {
    let server = Server::start(&dir.join("served"), unlimited()).await;
    let token = dir.join("token");
    std::fs::write(&token, server.token("ann", ACTOR, Scopes::DEVICE).await).unwrap();
    let place = ServerPlace {
        endpoint: Endpoint::parse(&server.url(), Clear::Loopback).unwrap(),
        owner: Some(OwnerId([9; 16])),
        kind: OwnerKind::User,
        token: TokenSource::File(token),
    };
    (server, RemotePlace::Server(place))
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let what = words.first().map_or("secret", String::as_str);
    let refs = words.get(1).and_then(|word| word.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let served = if what == "http" { Some(serve(dir.path()).await) } else { None };
        let folder = RemotePlace::Folder(dir.path().join("vault"));
        let place = served.as_ref().map_or(folder, |(_, place)| place.clone());
        let bench = Bench::new(dir.path(), place).await;
        bench.fill(refs).await;
        match what {
            "secret" => secret(&bench).await,
            "data-key" | "http" => data_key(what, bench.open().await).await,
            other => panic!("secret, data-key or http, not {other}"),
        }
    });
}
