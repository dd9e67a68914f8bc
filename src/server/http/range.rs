//! `Range` of one part (RFC 9110, section 14): enough to go on with a download.

use crate::server::Span;

/// What a `Range` header asks for. All of it where there is none, or one that is not understood, which a server may
/// ignore.
pub fn span(header: Option<&str>) -> Span {
    let range = header.and_then(|text| text.trim().strip_prefix("bytes="));
    let Some((first, last)) = range.and_then(|range| range.split_once('-')) else { return Span::Whole };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Span::Between(first, last.saturating_add(1)),
        (Some(first), None) if last.trim().is_empty() => Span::From(first),
        (None, Some(count)) if first.trim().is_empty() => Span::Last(count),
        _ => Span::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_and_what_is_none_means_all() {
        let table = [
            (None, Span::Whole),
            (Some("bytes=0-0"), Span::Between(0, 1)),
            (Some("bytes=2-"), Span::From(2)),
            (Some("bytes=2-99999999999999999999"), Span::Whole),
            (Some("bytes=2-18446744073709551615"), Span::Between(2, u64::MAX)),
            (Some("bytes=-3"), Span::Last(3)),
            (Some("bytes=-0"), Span::Last(0)),
            (Some("bytes=5-2"), Span::Whole),
            (Some("bytes=0-1,4-5"), Span::Whole),
            (Some("lines=0-1"), Span::Whole),
            (Some("bytes=x"), Span::Whole),
        ];
        for (header, wanted) in table {
            assert_eq!(span(header), wanted, "{header:?}");
        }
    }
}
