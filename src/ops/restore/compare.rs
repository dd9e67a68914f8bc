//! Comparing a local file with what the vault holds of it.

use super::file::Target;
use crate::ops::error::OpError;
use crate::ops::view::Reader;
use crate::session::FileKind;
use crate::session::equal::{lines_equal, text_equal};
use crate::session::line::remap_cwd;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Longest text that is compared as a whole, in bytes.
const LONGEST_TEXT: u64 = 64 << 20;

/// How much of the local file stands for how much of the branch.
#[derive(Clone, Copy)]
pub(super) struct Prefix {
    pub(super) local: u64,
    pub(super) branch: u64,
}

/// How a local file relates to a branch.
pub(super) enum Compared {
    /// It holds all of the branch.
    Present,
    /// It is the beginning of the branch.
    Prefix(Prefix),
    /// It is something else.
    Differs,
}

/// Compares the local file with the branch. In a text that is not lines a marker may stand for several.
pub(super) async fn compare(reader: &Reader, target: &Target<'_>, path: &Path) -> Result<Compared, OpError> {
    reader.expect(&target.branch.segments);
    let found = compare_lines(reader, target, path).await;
    // It may have ended before the branch.
    reader.release(&target.branch.segments);
    let found = found?;
    let lines = FileKind::from_byte(target.kind).is_none_or(FileKind::is_lines);
    if lines
        || !matches!(found, Compared::Differs | Compared::Prefix(_))
        || target.branch.raw_len() > LONGEST_TEXT
    {
        return Ok(found);
    }
    let mut theirs = zeroize::Zeroizing::new(Vec::new());
    reader.expect(&target.branch.segments);
    for entry in &target.branch.segments {
        theirs.extend_from_slice(&reader.segment(target.view, entry).await?);
    }
    let local = std::fs::File::open(path).map_err(OpError::io(path))?;
    let mut ours = Vec::new();
    local.take(LONGEST_TEXT).read_to_end(&mut ours).map_err(OpError::io(path))?;
    Ok(if text_equal(&ours, &theirs) { Compared::Present } else { found })
}

/// Compares line by line; lines that differ only at a marker, or in the directory that was mapped, are equal.
async fn compare_lines(reader: &Reader, target: &Target<'_>, path: &Path) -> Result<Compared, OpError> {
    let file = std::fs::File::open(path).map_err(OpError::io(path))?;
    let mut local = BufReader::new(file);
    let mut at = Prefix { local: 0, branch: 0 };
    let mut carry: Vec<u8> = Vec::new();
    let mut ours = Vec::new();
    for (index, entry) in target.branch.segments.iter().enumerate() {
        carry.extend_from_slice(&reader.segment(target.view, entry).await?);
        let last = index + 1 == target.branch.segments.len();
        let mut from = 0;
        loop {
            let rest = carry.get(from..).unwrap_or_default();
            let end = memchr::memchr(b'\n', rest)
                .map(|found| found + 1)
                .or((last && !rest.is_empty()).then_some(rest.len()));
            let Some(end) = end else { break };
            let theirs = rest.get(..end).unwrap_or_default();
            ours.clear();
            local.read_until(b'\n', &mut ours).map_err(OpError::io(path))?;
            let torn = last && !theirs.ends_with(b"\n");
            if torn && !theirs.is_empty() && ours.starts_with(theirs) {
                return Ok(Compared::Present);
            }
            if ours.is_empty() || !same(&ours, theirs, target.map) {
                let ended = ours.is_empty() || (!ours.ends_with(b"\n") && theirs.starts_with(&ours));
                return Ok(if ended { Compared::Prefix(at) } else { Compared::Differs });
            }
            at.local += ours.len() as u64;
            at.branch += end as u64;
            from += end;
        }
        carry.drain(..from);
    }
    Ok(Compared::Present)
}

fn same(ours: &[u8], theirs: &[u8], map: Option<&(String, String)>) -> bool {
    if ours == theirs || lines_equal(ours, theirs) {
        return true;
    }
    map.and_then(|(old, new)| remap_cwd(theirs, old, new)).is_some_and(|mapped| lines_equal(ours, &mapped))
}
