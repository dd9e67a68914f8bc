//! `Range` of one part (RFC 9110, section 14): enough to go on with a download.

/// What a request asks for of `len` bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// All of them: no range, or one that is not understood, which a server may ignore.
    Whole,
    /// These, at least one.
    Some(std::ops::Range<u64>),
    /// None: the range begins past the end.
    Beyond,
}

impl Part {
    /// Reads a `Range` header.
    pub fn parse(header: Option<&str>, len: u64) -> Self {
        let Some((first, last)) = header
            .and_then(|text| text.trim().strip_prefix("bytes="))
            .and_then(|range| range.split_once('-'))
        else {
            return Self::Whole;
        };
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let (start, end) = match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => (first, last.saturating_add(1).min(len)),
            (Some(first), None) if last.trim().is_empty() => (first, len),
            (None, Some(count)) if first.trim().is_empty() => (len.saturating_sub(count), len),
            _ => return Self::Whole,
        };
        if start < end { Self::Some(start..end) } else { Self::Beyond }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_the_object() {
        let table = [
            (None, Part::Whole),
            (Some("bytes=0-0"), Part::Some(0..1)),
            (Some("bytes=2-"), Part::Some(2..10)),
            (Some("bytes=2-99999999999999999999"), Part::Whole),
            (Some("bytes=2-99"), Part::Some(2..10)),
            (Some("bytes=-3"), Part::Some(7..10)),
            (Some("bytes=-30"), Part::Some(0..10)),
            (Some("bytes=10-"), Part::Beyond),
            (Some("bytes=-0"), Part::Beyond),
            (Some("bytes=5-2"), Part::Whole),
            (Some("bytes=0-1,4-5"), Part::Whole),
            (Some("lines=0-1"), Part::Whole),
            (Some("bytes=x"), Part::Whole),
        ];
        for (header, part) in table {
            assert_eq!(Part::parse(header, 10), part, "{header:?}");
        }
        assert_eq!(Part::parse(Some("bytes=0-"), 0), Part::Beyond);
    }
}
