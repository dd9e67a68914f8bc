//! What the tests of the main job share: lines to write, a look into the vault, and a remote that misbehaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod plant;
pub mod wire;

use crate::support::Home;
use han::local::secrets::file::FileStore;
use han::local::state::{Loaded, State};
use han::ops::place::RemotePlace;
use han::ops::view::SessionView;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The project folder that tests write to.
pub const PROJECT: &str = "-home-dev-app";

/// A temporary folder in memory, where the system has such: tests of many syncs wait for the disk else.
pub fn fast_dir() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// The `n`-th line of a session, with its newline.
pub fn line(n: usize, text: &str) -> String {
    format!(
        "{{\"type\":\"user\",\"uuid\":\"{n:08x}-1111-4222-8333-444444444444\",\"cwd\":\"/home/dev/app\",\"timestamp\":\"2026-01-01T00:{:02}:{:02}Z\",\"message\":{{\"role\":\"user\",\"content\":\"{text}\"}}}}\n",
        n / 60 % 60,
        n % 60
    )
}

/// Lines `from..to`, all different.
pub fn lines(from: usize, to: usize) -> String {
    (from..to).map(|n| line(n, &format!("turn number {n}"))).collect()
}

/// A password that the rules recognise after a name such as `DB_PASSWORD=`; no such value stands in the tree.
pub fn password(seed: usize) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15u64 ^ (seed as u64).wrapping_mul(0x2545_f491_4f6c_dd1d);
    let tail: String = (0..14)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(b"qXv7Zk2Wp9Rt4Jm8Lc3Hf6Bn5"[(state >> 33) as usize % 25])
        })
        .collect();
    format!("Xq{tail}7w")
}

impl Home {
    /// The transcript of a session in [`PROJECT`].
    pub fn transcript(&self, uuid: &str) -> PathBuf {
        self.project(PROJECT).join(format!("{uuid}.jsonl"))
    }

    /// Writes a file beneath the project folder.
    pub fn write(&self, rel: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.project(PROJECT).join(rel);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The clock as the file system sees it, so that a torn line is young.
    pub fn at_real_time(mut self) -> Self {
        self.now_ns = i64::try_from(
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos(),
        )
        .unwrap();
        self
    }

    /// This home and its vault once more under `root`: both lie side by side, the vault in `vault`.
    pub fn twin(&self, root: &Path) -> Home {
        let RemotePlace::Folder(vault) = &self.target.place else { panic!("a folder") };
        let dir = root.join(self.dir.file_name().unwrap());
        copy(&self.dir, &dir);
        copy(vault, &root.join("vault"));
        let mut target = self.target.clone();
        target.profile.state = dir.join("state/vault");
        target.profile.secret.store = Some(Arc::new(FileStore::new(dir.join("secrets"))));
        target.place = RemotePlace::Folder(root.join("vault"));
        let path = dir.join("state/state");
        if let Loaded::State(mut state) = State::load(&path).unwrap() {
            let (old, new) = (self.dir.to_string_lossy(), dir.to_string_lossy());
            let files = std::mem::take(&mut state.files);
            state.files = files.into_iter().map(|(key, entry)| (key.replace(&*old, &new), entry)).collect();
            state.save_atomic(&path).unwrap();
        }
        Home::at(&dir, target, self.now_ns)
    }

    /// What the vault holds of a session.
    pub async fn stored(&self, uuid: &str) -> Option<Stored> {
        let reader = self.reader().await.unwrap();
        let tag = reader.keys.session_tag(uuid);
        let view = reader.session(tag).await.unwrap()?;
        let name = han::protocol::refs::RefName::session(tag);
        let found = reader.remote.get_ref(&name).await.unwrap().unwrap();
        let meta = reader.meta(&found).unwrap().unwrap();
        let mut files = Vec::new();
        for file in &view.manifest.files {
            for branch in &file.branches {
                let mut content = Vec::new();
                for entry in &branch.segments {
                    content.extend_from_slice(&reader.segment(&view, entry).await.unwrap());
                }
                files.push(StoredBranch {
                    path: file.path.clone(),
                    generation: branch.generation,
                    current: branch.current,
                    objects: branch.segments.iter().map(|segment| segment.object.to_string()).collect(),
                    content,
                });
            }
        }
        Some(Stored { files, view, meta })
    }

    /// Every line of every branch of every session in the vault, and every whole file.
    pub async fn vault_state(&self) -> Vec<(String, String, u32, bool, Vec<u8>)> {
        let reader = self.reader().await.unwrap();
        let mut out = Vec::new();
        for name in reader.follow.names().unwrap() {
            let Some(tag) = name.session_tag() else { continue };
            let view = reader.session(tag).await.unwrap().unwrap();
            for file in &view.manifest.files {
                for branch in &file.branches {
                    let mut content = Vec::new();
                    for entry in &branch.segments {
                        content.extend_from_slice(&reader.segment(&view, entry).await.unwrap());
                    }
                    out.push((
                        name.to_string(),
                        file.path.clone(),
                        branch.generation,
                        branch.current,
                        content,
                    ));
                }
            }
        }
        out.sort();
        out
    }
}

/// A session as the vault holds it.
pub struct Stored {
    pub files: Vec<StoredBranch>,
    pub view: SessionView,
    pub meta: han::vault::meta::Meta,
}

/// One branch of one file.
pub struct StoredBranch {
    pub path: String,
    pub generation: u32,
    pub current: bool,
    pub objects: Vec<String>,
    pub content: Vec<u8>,
}

impl Stored {
    /// The branches of a file.
    pub fn branches(&self, path: &str) -> Vec<&StoredBranch> {
        self.files.iter().filter(|file| file.path == path).collect()
    }

    /// The one branch of a file that has no other.
    pub fn only(&self, path: &str) -> &StoredBranch {
        let all = self.branches(path);
        assert_eq!(all.len(), 1, "branches of {path}");
        all[0]
    }

    /// The current branch of a file.
    pub fn current(&self, path: &str) -> &StoredBranch {
        self.branches(path).into_iter().find(|branch| branch.current).unwrap()
    }

    /// Whether any branch holds these bytes.
    pub fn holds(&self, bytes: &str) -> bool {
        self.files.iter().any(|file| contains(&file.content, bytes))
    }
}

/// Whether `text` stands in `bytes`.
pub fn contains(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

/// Appends to a file.
pub fn append(path: &Path, text: impl AsRef<[u8]>) {
    let mut file = std::fs::File::options().append(true).open(path).unwrap();
    file.write_all(text.as_ref()).unwrap();
}

/// Copies a folder, private as it was.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
            let written = entry.metadata().unwrap().modified().unwrap();
            std::fs::File::open(&target).unwrap().set_modified(written).unwrap();
        }
    }
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
}
