//! A session's next manifest: signed, sealed, and named by the ref change that brings it.

use super::error::OpError;
use super::view::SessionView;
use crate::protocol::ids::{Digest, ObjectId, SessionTag};
use crate::protocol::limits::MAX_INLINE_MANIFEST_LEN;
use crate::protocol::refs::{Action, ManifestPointer, RefBody, RefChange, RefName};
use crate::vault::content::SessionKeys;
use crate::vault::frame::Framer;
use crate::vault::keyfile::Keys;
use crate::vault::manifest::{self, Manifest, SeenHead, Writer};
use crate::vault::meta::{self, Meta};

/// What the next manifest is made of.
pub(super) struct Revision<'a> {
    /// The session.
    pub(super) tag: SessionTag,
    /// The vault's keys and the session's.
    pub(super) keys: (&'a Keys, &'a SessionKeys),
    /// What the vault holds now; none for a new session.
    pub(super) before: Option<&'a SessionView>,
    /// Who writes, and the head that was seen.
    pub(super) writer: (Writer, SeenHead),
    /// Why.
    pub(super) action: Action,
}

/// A sealed revision.
pub(super) struct Sealed {
    /// The ref change.
    pub(super) change: RefChange,
    /// The manifest as an object that is to be stored first, where it is too long for the ref.
    pub(super) object: Option<(ObjectId, Vec<u8>)>,
    /// Bytes that the ref itself holds anew.
    pub(super) inline: u64,
}

/// Signs and seals the next manifest with its metadata, and names what the ref gains and loses.
pub(super) fn seal(
    revision: Revision<'_>,
    manifest: &mut Manifest,
    meta: &mut Meta,
    framer: &mut Framer,
) -> Result<Sealed, OpError> {
    let Revision { tag, keys, before, writer, action } = revision;
    let (mut held, prev, pointer, expected) = match before {
        Some(view) => (view.manifest.objects(), view.manifest_hash, view.pointer, view.version),
        None => (Vec::new(), Digest::default(), None, 0),
    };
    manifest.files.sort_by(|a, b| a.path.cmp(&b.path));
    manifest.version += 1;
    (manifest.writer, manifest.head) = writer;
    meta.manifest_version = manifest.version;
    let sealed = manifest::seal(manifest, keys, (tag, prev), framer).map_err(OpError::object("manifest"))?;
    let meta = meta::seal(meta, keys, tag, framer).map_err(OpError::object("metadata"))?;
    let mut holds = manifest.objects();
    held.extend(pointer.map(|pointer| pointer.id));
    let mut object = None;
    let field = if sealed.len() > MAX_INLINE_MANIFEST_LEN {
        let pointer = ManifestPointer { id: ObjectId::of(&sealed), len: sealed.len() as u64 };
        object = Some((pointer.id, sealed));
        holds.push(pointer.id);
        pointer.to_bytes()
    } else {
        sealed
    };
    let inline = (field.len() + meta.len()) as u64;
    let change = RefChange {
        name: RefName::session(tag),
        expected,
        body: RefBody::Session { wraps: keys.1.to_field(), manifest: field, meta },
        action,
        added: holds.iter().filter(|id| !held.contains(id)).copied().collect(),
        dropped: held.iter().filter(|id| !holds.contains(id)).copied().collect(),
    };
    Ok(Sealed { change, object, inline })
}
