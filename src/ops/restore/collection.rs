//! Restoring what lies beside the sessions: only the kinds that were asked for, only to the places that such files have.

use super::{NotRestored, RestoreOptions, Restored, file, refuse};
use crate::local::atomic::{self, Temporary};
use crate::ops::error::OpError;
use crate::ops::restore::Done;
use crate::ops::view::{Reader, SessionView};
use crate::session::extra::{Extra, is_place_of};
use crate::session::{FileKind, history, line};
use crate::vault::manifest::File;
use crate::vault::meta::Meta;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The kind of a stored file, where it is none of a session's own.
pub(super) fn extra(record: &File) -> Option<Extra> {
    FileKind::from_byte(record.kind).and_then(Extra::of)
}

/// Whether a stored file may be written to where its path says.
pub(super) fn is_in_place(record: &File) -> bool {
    extra(record).is_some_and(|extra| is_place_of(extra, &record.path))
}

/// The folder that paths of a kind are relative to.
pub(super) fn folder(options: &RestoreOptions, extra: Extra, project: &Path) -> PathBuf {
    if extra == Extra::Memory { project.to_owned() } else { options.to.clone() }
}

/// Merges the stored prompts into the local history: local lines keep their bytes, and nothing is taken away.
pub(super) async fn history(
    reader: &Reader,
    options: &RestoreOptions,
    (view, meta): (&SessionView, &Meta),
) -> Result<(Restored, Option<super::Refused>), OpError> {
    let folder = options.to.clone();
    let mut restored = Restored { session: meta.uuid.clone(), folder, files: Vec::new(), bytes: 0 };
    let path = options.to.join("history.jsonl");
    let outcome = merge(reader, options, (view, &path)).await;
    match outcome {
        Ok((done, bytes)) => {
            restored.bytes = bytes;
            restored.files.push(("history.jsonl".to_owned(), done));
            Ok((restored, None))
        }
        Err(error) => Ok((restored, Some(refuse(meta.uuid.clone(), "history.jsonl", &error)))),
    }
}

async fn merge(
    reader: &Reader,
    options: &RestoreOptions,
    (view, path): (&SessionView, &Path),
) -> Result<(Done, u64), OpError> {
    let mut stored: Vec<Vec<u8>> = Vec::new();
    let files = view.manifest.files.iter().filter(|file| extra(file) == Some(Extra::History));
    for branch in files.flat_map(|file| &file.branches) {
        let mut text = zeroize::Zeroizing::new(Vec::new());
        reader.expect(&branch.segments);
        for entry in &branch.segments {
            text.extend_from_slice(&reader.segment(view, entry).await?);
        }
        stored.extend(line::lines(&text).map(|line| line.trim_ascii_end().to_vec()));
    }
    let before = std::fs::symlink_metadata(path).ok();
    let mut local = Vec::new();
    if before.is_some() {
        let mut file = atomic::open_plain(path)?;
        file.read_to_end(&mut local).map_err(OpError::io(path))?;
    }
    let Some(merged) = history::union(&local, &stored) else { return Ok((Done::Present, 0)) };
    let done = if before.is_some() { Done::Extended } else { Done::Written };
    let bytes = (merged.len() - local.len().min(merged.len())) as u64;
    if options.dry_run {
        return Ok((done, bytes));
    }
    file::make_folders(&options.to, &options.to)?;
    let temporary = Temporary::create(&options.to, path, 0o600)?;
    temporary.file().write_all(&merged).map_err(OpError::io(path))?;
    temporary.settle().map_err(OpError::io(path))?;
    if !file::is_as_it_was(path, before.as_ref()) {
        return Err(OpError::Usage("it was written to meanwhile; restore it again".into()));
    }
    temporary.rename(path)?;
    Ok((done, bytes))
}

/// A note for a collection that the options do not ask for.
pub(super) fn left_out(kind: Option<Extra>) -> String {
    let kind = kind.map_or("other files", Extra::as_str);
    format!("the vault holds {kind} too; add --include {kind} to restore it")
}

/// Why a file was refused.
pub(super) fn misplaced(meta: &Meta, path: &str) -> super::Refused {
    super::Refused {
        session: meta.uuid.clone(),
        path: path.to_owned(),
        why: NotRestored::UnsafeName,
        message: "it is not a file of this session or kind, or not the only one by its name".into(),
    }
}
