//! Finding the files beside the sessions that the configuration asks for ([`Extra`]). Nothing else is listed, no link
//! is followed.

use super::discover::{Found, FoundFile, FoundSession, Root, SkipReason, Skipped, mtime_ns};
use crate::session::extra::{self, Extra, collection_id};
use crate::session::{FileKind, SafePath};
use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::path::Path;

/// Deepest nesting of folders inside a memory folder.
const MEMORY_DEPTH: usize = 3;

/// Adds to what was found: file history to its sessions, and each collection as a session of its own, its files named
/// relative to the Claude folder (memory: to the project folder). Of several Claude folders the first that has a
/// collection counts.
pub fn add(roots: &[Root], include: &BTreeSet<Extra>, found: &mut Found) {
    if include.contains(&Extra::FileHistory) {
        for at in 0..found.sessions.len() {
            file_history(found, at);
        }
    }
    for root in roots {
        for extra in include {
            match extra {
                Extra::History => history(&root.path, found),
                Extra::Plans => folder(&root.path, ("plans", Extra::Plans), found),
                Extra::PasteCache => folder(&root.path, ("paste-cache", Extra::PasteCache), found),
                Extra::Memory => memories(&root.path, found),
                Extra::FileHistory => {}
            }
        }
    }
}

fn push(found: &mut Found, (root, project, name): (&Path, &str, &str), mut files: Vec<FoundFile>) {
    let session = collection_id(name);
    if files.is_empty() || found.sessions.iter().any(|have| have.session == session) {
        return;
    }
    files.sort_by(|a, b| a.rel.cmp(&b.rel));
    found.sessions.push(FoundSession { root: root.to_owned(), project: project.to_owned(), session, files });
}

fn history(root: &Path, found: &mut Found) {
    let abs = root.join("history.jsonl");
    let Ok(metadata) = fs::symlink_metadata(&abs) else { return };
    if !metadata.is_file() {
        return found.skipped.push(Skipped { path: abs, reason: SkipReason::Link });
    }
    let file = FoundFile {
        rel: "history.jsonl".to_owned(),
        kind: FileKind::History,
        len: metadata.len(),
        mtime_ns: mtime_ns(&metadata),
        abs,
        part: None,
    };
    push(found, (root, "", "history.jsonl"), vec![file]);
}

fn folder(root: &Path, (name, extra): (&str, Extra), found: &mut Found) {
    let mut files = Vec::new();
    list(&root.join(name), name, (extra, 1), (&mut files, found));
    push(found, (root, "", name), files);
}

fn memories(root: &Path, found: &mut Found) {
    let Ok(projects) = fs::read_dir(root.join("projects")) else { return };
    for project in projects.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        let name = project.file_name();
        let Some(name) = name.to_str().filter(|name| SafePath::parse(name).is_ok()) else { continue };
        let mut files = Vec::new();
        let folder = project.path().join("memory");
        list(&folder, "memory", (Extra::Memory, MEMORY_DEPTH), (&mut files, found));
        push(found, (root, name, &extra::memory_name(name)), files);
    }
}

/// The snapshots of one session, beside its own files.
fn file_history(found: &mut Found, at: usize) {
    let Some((root, session)) = found.sessions.get(at).map(|one| (one.root.clone(), one.session)) else {
        return;
    };
    let rel = format!("file-history/{session}");
    let mut files = Vec::new();
    list(&root.join(&rel), &rel, (Extra::FileHistory, 1), (&mut files, found));
    if let Some(one) = found.sessions.get_mut(at) {
        one.files.extend(files);
    }
}

type Into<'a> = (&'a mut Vec<FoundFile>, &'a mut Found);

fn list(folder: &Path, rel: &str, (extra, depth): (Extra, usize), (files, found): Into<'_>) {
    if fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_symlink()) {
        return found.skipped.push(Skipped { path: folder.to_owned(), reason: SkipReason::Link });
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
        Err(error) => {
            let reason = SkipReason::Unreadable(error.kind());
            return found.skipped.push(Skipped { path: folder.to_owned(), reason });
        }
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let rel = format!("{rel}/{}", name.to_string_lossy());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 1 => {
                list(&entry.path(), &rel, (extra, depth - 1), (files, found));
            }
            Ok(kind) if kind.is_file() && extra::is_place_of(extra, &rel) => {
                files.extend(file(&entry, rel, extra));
            }
            Ok(kind) if kind.is_symlink() => {
                found.skipped.push(Skipped { path: entry.path(), reason: SkipReason::Link });
            }
            _ => {}
        }
    }
}

fn file(entry: &DirEntry, rel: String, extra: Extra) -> Option<FoundFile> {
    let metadata = entry.metadata().ok()?;
    let (len, mtime_ns) = (metadata.len(), mtime_ns(&metadata));
    Some(FoundFile { abs: entry.path(), rel, kind: extra.kind(), len, mtime_ns, part: None })
}
