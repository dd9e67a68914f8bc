//! A vault of three sessions, of which one is the victim.

use crate::kit::{append, copy, fast_dir, lines};
use crate::support::{Home, tree, uuid};
use han::cli::failure::{Exit, Failure};
use han::ops::error::OpError;
use han::ops::place::RemotePlace;
use han::ops::restore::NotRestored;
use han::protocol::ids::ActorId;
use han::protocol::refs::{Action, Commit, Ref, RefBody, RefChange, RefName};
use han::remote::local::LocalRemote;
use han::remote::{Remote, Swap};
use han::vault::manifest::Segment;
use std::collections::BTreeMap;
use tempfile::TempDir;

/// The session that is attacked.
pub const VICTIM: usize = 1;

pub struct Scene {
    pub dir: TempDir,
    pub home: Home,
    /// What was synced, by path.
    pub before: BTreeMap<String, Vec<u8>>,
    pub victim: RefName,
    /// The victim's ref before its last sync, and the files of the vault at that time.
    pub old: Ref,
    pub now: Ref,
    pub other: Ref,
    /// The segments of the victim's transcript and of its tool result.
    pub segments: Vec<Segment>,
    pub others_segments: Vec<Segment>,
}

impl Scene {
    pub async fn new() -> Self {
        let dir = fast_dir();
        let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
        for n in 1..4 {
            std::fs::write(home.transcript(&uuid(n)), lines(n * 100, n * 100 + 20)).unwrap();
        }
        // Long enough for several chunks of the seal, and not to be compressed.
        let mut state = 7u64;
        let noise = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            format!("{:08x} ", state >> 32)
        };
        let text: String = (0..14_000).map(noise).collect();
        home.write(&format!("{}/tool-results/toolu_1.txt", uuid(VICTIM)), text + "\n");
        home.sync().await.unwrap();
        copy(&dir.path().join("vault"), &dir.path().join("vault-before"));
        let victim = RefName::session(home.reader().await.unwrap().keys.session_tag(&uuid(VICTIM)));
        let old = get(&home, &victim).await;
        append(&home.transcript(&uuid(VICTIM)), lines(150, 160));
        home.sync().await.unwrap();
        let now = get(&home, &victim).await;
        let reader = home.reader().await.unwrap();
        let other_tag = reader.keys.session_tag(&uuid(2));
        let other = get(&home, &RefName::session(other_tag)).await;
        let segments = segments(&home, VICTIM).await;
        let others_segments = segments_of(&reader, other_tag).await;
        let before = tree(&home.claude());
        let scene = Self { dir, home, before, victim, old, now, other, segments, others_segments };
        scene.wipe(&scene.home);
        scene
    }

    /// Takes the local sessions away, as on a new disk.
    pub fn wipe(&self, home: &Home) {
        std::fs::remove_dir_all(home.claude()).unwrap();
        std::fs::create_dir_all(home.claude().join("projects")).unwrap();
        std::fs::remove_file(home.state_path()).ok();
    }

    /// The same home and vault once more, for an attack of its own.
    pub fn copy(&self, name: &str) -> Home {
        self.home.twin(&self.dir.path().join(name))
    }

    /// Restores everything: only the victim may be refused, as tampered; the others come whole; of the victim
    /// nothing lies there but whole right files.
    pub async fn only_the_victim_suffers(&self, home: &Home, case: &str) {
        let report = home.restore().await.unwrap_or_else(|error| panic!("{case}: {error}"));
        assert!(!report.refused.is_empty(), "{case}: nothing was refused");
        for refused in &report.refused {
            assert_eq!(refused.why, NotRestored::Tampered, "{case}: {refused:?}");
            let victims = refused.session == uuid(VICTIM) || refused.session == self.victim.to_string();
            assert!(victims, "{case}: {refused:?}");
        }
        let after = tree(&home.claude());
        for (path, bytes) in &after {
            assert!(self.before.get(path) == Some(bytes), "{case}: {path}");
        }
        for path in self.before.keys().filter(|path| !path.contains(&uuid(VICTIM))) {
            assert!(after.contains_key(path), "{case}: {path} did not come");
        }
        assert!(after.len() < self.before.len(), "{case}: the victim came whole");
        self.wipe(home);
    }

    /// Neither restoring nor syncing goes on: this exit code, nothing written, the pin as it was.
    pub async fn all_stops(&self, home: &Home, case: &str, exit: Exit) {
        let pin = std::fs::read(home.target.profile.state.join("pin")).ok();
        let error = home.restore().await.err().unwrap_or_else(|| panic!("{case}: restored"));
        assert_eq!(exit_of(error), exit, "{case}");
        assert!(tree(&home.claude()).is_empty(), "{case}");
        std::fs::write(home.transcript(&uuid(9)), lines(0, 2)).unwrap();
        let error = home.sync().await.err().unwrap_or_else(|| panic!("{case}: synced"));
        assert_eq!(exit_of(error), exit, "{case}");
        assert!(std::fs::read(home.target.profile.state.join("pin")).ok() == pin, "{case}: the pin moved");
        self.wipe(home);
    }
}

pub fn exit_of(error: OpError) -> Exit {
    Failure::from(error).kind().exit()
}

/// The ref as the vault has it now.
pub async fn get(home: &Home, name: &RefName) -> Ref {
    raw(home).await.get_ref(name).await.unwrap().unwrap()
}

/// The server's own hand: it stores whatever it likes.
pub async fn raw(home: &Home) -> LocalRemote {
    let RemotePlace::Folder(folder) = &home.target.place else { panic!("a folder") };
    LocalRemote::open(folder).await.unwrap()
}

/// Moves a ref without asking anybody: the log says so, signed.
pub async fn forge(home: &Home, name: &RefName, body: RefBody) {
    let remote = raw(home).await;
    let version = remote.get_ref(name).await.unwrap().map_or(0, |found| found.version);
    let change = RefChange {
        name: name.clone(),
        expected: version,
        body,
        action: Action::Sync,
        added: Vec::new(),
        dropped: Vec::new(),
    };
    let keyfile_version = remote.head().await.unwrap().keyfile_version;
    let commit = Commit { keyfile_version, actor: ActorId([0xee; 16]), changes: vec![change] };
    let Swap::Done(_) = remote.commit(&commit).await.unwrap() else { panic!("a conflict") };
    remote.close().await;
}

async fn segments(home: &Home, session: usize) -> Vec<Segment> {
    let reader = home.reader().await.unwrap();
    let tag = reader.keys.session_tag(&uuid(session));
    segments_of(&reader, tag).await
}

async fn segments_of(reader: &han::ops::view::Reader, tag: han::protocol::ids::SessionTag) -> Vec<Segment> {
    let view = reader.session(tag).await.unwrap().unwrap();
    view.manifest
        .files
        .iter()
        .flat_map(|file| &file.branches)
        .flat_map(|branch| branch.segments.clone())
        .collect()
}
