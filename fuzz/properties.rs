//! What must hold for any bytes: run by the fuzz targets, and by `tests/properties.rs` over the seeds.

use han::redact::{Redacted, Redactor, block_end, equal_modulo_markers};
use han::scan::Ruleset;
use han::session::leaf::{self, Role};

/// The walk and the decoder of JSON strings: spans lie in the line and in order, a line that a JSON parser takes is
/// walked whole, decoding is what the parser has, and every decoded byte maps back into its string.
pub fn leaf_decoder(line: &[u8]) {
    let mut last = 0;
    let mut values = Vec::new();
    let walked = leaf::walk(line, &mut |found| {
        assert!(
            last <= found.span.start && found.span.start <= found.span.end && found.span.end < line.len()
        );
        assert!(found.holder <= found.span.start);
        last = found.span.end;
        let raw = &line[found.span.clone()];
        let (text, map) = leaf::decode(raw);
        check_map(raw, &text, &map);
        if found.role == Role::Value {
            values.push(text);
        }
    });
    let Ok(parsed) = serde_json::from_slice::<serde_json::Value>(line) else { return };
    assert!(walked.is_ok(), "a JSON parser takes the line");
    let mut wanted = Vec::new();
    strings(&parsed, &mut wanted);
    // The parser keeps the last of equal keys; the walk sees all.
    for text in wanted {
        assert!(values.iter().any(|value| value == text.as_bytes()), "{text:?} was not visited");
    }
}

fn check_map(raw: &[u8], text: &[u8], map: &leaf::OffsetMap) {
    let mut before = 0;
    for (at, byte) in text.iter().enumerate() {
        let source = map.source(at..at + 1);
        assert!(source.start < source.end && source.end <= raw.len() && source.start >= before);
        before = source.start;
        let (again, _) = leaf::decode(&raw[source]);
        assert!(again.contains(byte) || again.windows(3).any(|w| w == "\u{fffd}".as_bytes()));
    }
    if !text.is_empty() {
        assert_eq!(map.source(0..text.len()), 0..raw.len());
    }
}

fn strings<'a>(value: &'a serde_json::Value, out: &mut Vec<&'a str>) {
    match value {
        serde_json::Value::String(text) => out.push(text),
        serde_json::Value::Array(all) => all.iter().for_each(|value| strings(value, out)),
        serde_json::Value::Object(all) => all.values().for_each(|value| strings(value, out)),
        _ => {}
    }
}

/// The gate: what parsed parses, no line is joined or split, only what markers stand for differs, a second pass changes
/// nothing; plain text the same, and it may be cut where [`block_end`] says.
pub fn cutter(bytes: &[u8]) {
    for line in bytes.split(|byte| *byte == b'\n') {
        let Some((out, dropped)) = pass(line, true) else { continue };
        assert!(!out.contains(&b'\n'));
        // A thinking block goes whole, without a marker.
        assert!(dropped > 0 || equal_modulo_markers(line, &out));
        if serde_json::from_slice::<serde_json::Value>(line).is_ok() {
            assert!(serde_json::from_slice::<serde_json::Value>(&out).is_ok(), "the line no longer parses");
        }
        assert_eq!(
            pass(&out, true).map(|(again, _)| again).as_deref(),
            Some(&out[..]),
            "a second pass changed it"
        );
    }
    if let Some((out, _)) = pass(bytes, false) {
        assert!(equal_modulo_markers(bytes, &out));
        assert_eq!(
            pass(&out, false).map(|(again, _)| again).as_deref(),
            Some(&out[..]),
            "a second pass changed it"
        );
    }
    assert!(block_end(bytes) <= bytes.len());
}

/// The bytes behind the gate, of a fresh session, and the thinking blocks that were dropped; `None` where it refused.
fn pass(bytes: &[u8], line: bool) -> Option<(Vec<u8>, u64)> {
    let mut redactor = Redactor::new(Ruleset::builtin());
    let mut out = Redacted::empty();
    let passed = if line { redactor.line(bytes, &mut out) } else { redactor.text(bytes, &mut out) };
    passed.ok().map(|()| (out.as_bytes().to_vec(), redactor.report().thinking_dropped))
}

/// Equality of redacted lines: reflexive, symmetric, and true for a line and what the gate made of it.
pub fn equality(bytes: &[u8]) {
    let (a, b) = bytes.split_at(bytes.len() / 2);
    assert!(han::session::equal::lines_equal(a, a));
    assert_eq!(han::session::equal::lines_equal(a, b), han::session::equal::lines_equal(b, a));
    assert_eq!(han::session::equal::text_equal(a, b), han::session::equal::text_equal(b, a));
}
