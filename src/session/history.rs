//! `history.jsonl`: one prompt a line, of every project. Lines are routed one by one and merged as a union.

use super::equal::lines_equal;
use super::line::{elements, members, string_at, top_level_str};
use std::collections::HashMap;

/// The project folder that a prompt was typed in; `None` where the line names none or is no JSON object.
pub fn project(line: &[u8]) -> Option<String> {
    top_level_str(line, "project").map(std::borrow::Cow::into_owned)
}

/// The hashes under `paste-cache/` that a line's `pastedContents` name.
pub fn pastes(line: &[u8]) -> Vec<String> {
    let mut hashes = Vec::new();
    for pasted in members(line).filter(|member| member.is("pastedContents")) {
        let object = line.get(pasted.value).unwrap_or_default();
        // An object by number, or an array.
        let by_number = members(object).map(|member| member.value);
        for value in by_number.chain(elements(object)) {
            let one = object.get(value).unwrap_or_default();
            let hash = members(one).find(|member| member.is("contentHash"));
            hashes
                .extend(hash.and_then(|member| string_at(one, &member.value)).map(|text| text.into_owned()));
        }
    }
    hashes
}

/// When a line was typed, as its text has it: digits sort as numbers.
fn time(line: &[u8]) -> Option<u64> {
    let member = members(line).find(|member| member.is("timestamp"))?;
    std::str::from_utf8(line.get(member.value)?).ok()?.trim_matches('"').parse().ok()
}

/// A set of prompts in which a line is found again although one side of it was redacted.
#[derive(Default)]
pub struct Prompts {
    by_time: HashMap<Option<u64>, Vec<Vec<u8>>>,
    len: usize,
}

impl Prompts {
    /// Adds a line (without its newline); true if no equal one was there.
    pub fn insert(&mut self, line: &[u8]) -> bool {
        let same_time = self.by_time.entry(time(line)).or_default();
        if same_time.iter().any(|have| lines_equal(have, line)) {
            return false;
        }
        same_time.push(line.to_vec());
        self.len += 1;
        true
    }

    /// The number of different prompts.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// The local lines and those of the vault that are not among them, in the order of their times. Local bytes stay as
/// they are; a line without a time stays behind the one before it. `None` when the vault adds nothing.
pub fn union(local: &[u8], stored: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut known = Prompts::default();
    let mut all: Vec<(u64, &[u8])> = Vec::new();
    let mut last = 0;
    for line in super::line::lines(local) {
        known.insert(line);
        last = time(line).unwrap_or(last);
        all.push((last, line));
    }
    let before = all.len();
    for line in stored {
        if !line.is_empty() && known.insert(line) {
            all.push((time(line).unwrap_or(last), line));
        }
    }
    if all.len() == before {
        return None;
    }
    all.sort_by_key(|(time, _)| *time);
    let mut out = Vec::with_capacity(local.len() + stored.iter().map(|line| line.len() + 1).sum::<usize>());
    for (_, line) in all {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(time: u64, text: &str) -> Vec<u8> {
        format!(r#"{{"display":"{text}","pastedContents":{{}},"timestamp":{time},"project":"/w/a"}}"#)
            .into_bytes()
    }

    #[test]
    fn a_line_names_its_project_and_its_pastes() {
        let text = br#"{"display":"x","pastedContents":{"1":{"id":1,"type":"text","contentHash":"ab12"},"2":{"id":2}},"timestamp":5,"project":"/w/\u0061"}"#;
        assert_eq!(project(text).as_deref(), Some("/w/a"));
        assert_eq!(pastes(text), ["ab12"]);
        assert_eq!(project(b"torn {"), None);
        assert_eq!(project(br#"{"project":7}"#), None);
    }

    #[test]
    fn the_union_keeps_local_bytes_and_the_order_of_times() {
        let local = [line(2, "b"), line(4, "key is abc123")].join(&b"\n"[..]);
        let stored = vec![line(1, "a"), line(4, "key is [REDACTED:api-key]"), line(3, "c"), line(1, "a")];
        let merged = union(&local, &stored).unwrap();
        let want =
            [line(1, "a"), line(2, "b"), line(3, "c"), line(4, "key is abc123"), Vec::new()].join(&b"\n"[..]);
        assert_eq!(String::from_utf8_lossy(&merged), String::from_utf8_lossy(&want));
        assert_eq!(union(&merged, &stored), None);
        assert_eq!(union(b"", &[]), None);
        assert_eq!(union(b"torn", &[line(1, "a")]).unwrap(), [&b"torn\n"[..], &line(1, "a"), b"\n"].concat());
    }
}
