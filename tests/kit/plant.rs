//! What an older han left: secrets in sealed segments, which today's gate would not let pass.

use crate::support::Home;
use han::ops::open::{self, Trust};
use han::ops::progress::Silent;
use han::ops::rescan::{self, RescanContext, RescanOptions, RescanReport};
use han::protocol::header::Kind;
use han::protocol::ids::{ActorId, ObjectId};
use han::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
use han::remote::Swap;
use han::vault::frame::{Framer, SEGMENT_FLOOR};
use han::vault::manifest::{self, Segment};
use han::vault::meta;
use han::vault::object::{self, Place};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// The rules that planted branches passed.
pub const OLD_RULES: u32 = 1;

fn replaced(bytes: &[u8], pairs: &[(&str, &str)]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    pairs.iter().fold(text, |text, (from, to)| text.replace(from, to)).into_bytes()
}

impl Home {
    /// Puts other texts into everything that the vault holds of a session, title and directory included, as if
    /// older rules had let them pass. What does not change keeps its objects.
    pub async fn plant(&self, uuid: &str, pairs: &[(&str, &str)]) {
        let reader = self.reader().await.unwrap();
        let tag = reader.keys.session_tag(uuid);
        let name = RefName::session(tag);
        let view = reader.session(tag).await.unwrap().unwrap();
        let found = reader.remote.get_ref(&name).await.unwrap().unwrap();
        let mut shown = reader.meta(&found).unwrap().unwrap();
        let (mut next, mut framer) = (view.manifest.clone(), Framer::try_new().unwrap());
        let key = view.session_keys.newest().unwrap().segment_key();
        for branch in next.files.iter_mut().flat_map(|file| &mut file.branches) {
            branch.ruleset = OLD_RULES;
            let mut start = 0;
            for segment in &mut branch.segments {
                let raw = reader.segment(&view, segment).await.unwrap();
                let other = replaced(&raw, pairs);
                if other != raw[..] || segment.start != start {
                    let frame = framer.frame(&other, start, SEGMENT_FLOOR).unwrap();
                    let place = Place {
                        generation: branch.generation,
                        ..Place::new(Kind::Segment, reader.owner(), tag)
                    };
                    let context = place.context(key.secret());
                    let object = object::seal(key.secret(), &context, &frame).unwrap();
                    let (id, len, raw_len) = (ObjectId::of(&object), object.len() as u64, other.len() as u64);
                    reader.remote.put(id, object.into()).await.unwrap();
                    *segment = Segment { object: id, len, start, raw_len, key: context.key };
                }
                start += segment.raw_len;
            }
        }
        let text = |text: &mut String| *text = String::from_utf8(replaced(text.as_bytes(), pairs)).unwrap();
        [&mut shown.title, &mut shown.cwd].into_iter().flatten().for_each(text);
        next.version += 1;
        shown.manifest_version = next.version;
        let keys = (&*reader.keys, &view.session_keys);
        let field = manifest::seal(&mut next, keys, (tag, view.manifest_hash), &mut framer).unwrap();
        let meta = meta::seal(&mut shown, keys, tag, &mut framer).unwrap();
        let (old, new) = (view.manifest.objects(), next.objects());
        let change = RefChange {
            name,
            expected: view.version,
            body: RefBody::Session { wraps: view.session_keys.to_field(), manifest: field, meta },
            action: Action::Sync,
            added: new.iter().filter(|id| !old.contains(id)).copied().collect(),
            dropped: old.iter().filter(|id| !new.contains(id)).copied().collect(),
        };
        let actor = ActorId(self.target.profile.device.0);
        let keyfile_version = reader.keys.keyfile_version;
        let commit = Commit { keyfile_version, actor, changes: vec![change] };
        assert!(matches!(reader.remote.commit(&commit).await.unwrap(), Swap::Done(_)));
    }

    /// Rescans everything.
    pub async fn rescan(&self) -> Result<RescanReport, han::ops::error::OpError> {
        self.rescan_with(&RescanOptions::default()).await
    }

    pub async fn rescan_with(
        &self,
        options: &RescanOptions,
    ) -> Result<RescanReport, han::ops::error::OpError> {
        let remote = self.target.place.open().await?;
        let connection = open::connect(&self.target.profile, Arc::clone(&remote), Trust::Pinned).await?;
        let vault = open::unlock(connection, 1_800_000_000)?;
        let context = self.context();
        let with = RescanContext {
            rules: context.rules,
            allow: context.allow,
            state_path: context.state_path,
            now_ns: context.now_ns,
        };
        rescan::run(vault, &with, options, &Silent).await
    }

    /// The folder of the vault.
    pub fn vault_folder(&self) -> PathBuf {
        let han::ops::place::RemotePlace::Folder(vault) = &self.target.place else { panic!("a folder") };
        vault.clone()
    }

    /// Every object that lies in the folder of the vault.
    pub fn objects_there(&self) -> BTreeSet<String> {
        let all = crate::support::tree(&self.vault_folder().join("objects"));
        all.into_keys().map(|path| path.rsplit('/').next().unwrap().to_owned()).collect()
    }

    /// Every object that a session of the vault names.
    pub async fn objects_named(&self) -> BTreeSet<String> {
        let reader = self.reader().await.unwrap();
        let mut named = BTreeSet::new();
        for name in reader.follow.names().unwrap() {
            let Some(tag) = name.session_tag() else { continue };
            let view = reader.session(tag).await.unwrap().unwrap();
            named.extend(view.manifest.objects().iter().map(ToString::to_string));
            named.extend(view.pointer.map(|pointer| pointer.id.to_string()));
        }
        named
    }

    /// The wraps of a session, byte for byte.
    pub async fn wraps(&self, uuid: &str) -> Vec<Vec<u8>> {
        let stored = self.stored(uuid).await.unwrap();
        let field = stored.view.session_keys.to_field();
        field.chunks(han::vault::content::WRAP_LEN).map(<[u8]>::to_vec).collect()
    }

    /// Whether bytes stand anywhere in the database of the vault, free pages included.
    pub fn database_holds(&self, bytes: &[u8]) -> bool {
        let files = crate::support::tree(&self.vault_folder());
        let tables = files.into_iter().filter(|(path, _)| path.starts_with("vault.db"));
        tables.into_iter().any(|(_, file)| memchr::memmem::find(&file, bytes).is_some())
    }
}
