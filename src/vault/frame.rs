//! The frame inside the seal of kinds 1, 2, 5, 6 and 7 (`docs/format.md`, "Inner frame").
//!
//! ```text
//!  0  1  inner version, 1          1  1  codec: 0 none, 1 zstd
//!  2  8  start (byte offset of a segment in its file; else 0)
//! 10  8  raw length               18  8  body length
//! 26 32  BLAKE3 of the raw bytes
//! 58 ..  body, then zero padding up to the Padme length
//! ```

use zeroize::Zeroizing;

/// Bytes before the body.
pub const FRAME_HEAD_LEN: usize = 58;
/// Padding floor of segments, in bytes.
pub const SEGMENT_FLOOR: usize = 4096;
/// Padding floor of manifests and metadata, in bytes.
pub const RECORD_FLOOR: usize = 512;

const INNER_VERSION: u8 = 1;
const CODEC_NONE: u8 = 0;
const CODEC_ZSTD: u8 = 1;
/// zstd level 3: the best ratio per CPU second on transcripts.
const LEVEL: i32 = 3;

/// Why the inside of an opened object was refused.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Written by a later version.
    #[error("frame version {0} needs a newer han")]
    Newer(u8),
    /// Lengths, codec, padding or hash do not agree.
    #[error("frame is inconsistent: {0}")]
    Inconsistent(&'static str),
    /// The compressor refused.
    #[error("cannot compress")]
    Compress(#[source] std::io::Error),
    /// More raw bytes than the caller accepts.
    #[error("frame holds {raw} bytes, more than {limit}")]
    TooLong {
        /// Bytes claimed.
        raw: u64,
        /// Bytes accepted.
        limit: u64,
    },
}

/// A reusable compressor: one per worker.
pub struct Framer {
    zstd: zstd::bulk::Compressor<'static>,
    /// Where bodies are compressed to before their length is known; wiped with the framer.
    scratch: Zeroizing<Vec<u8>>,
}

impl Framer {
    /// Makes a compressor. Takes about 1 MB, and as much as the largest segment that passed.
    pub fn try_new() -> Result<Self, FrameError> {
        let zstd = zstd::bulk::Compressor::new(LEVEL).map_err(FrameError::Compress)?;
        Ok(Self { zstd, scratch: Zeroizing::new(Vec::new()) })
    }

    /// Frames `raw`, compressed where that makes it shorter.
    pub fn frame(&mut self, raw: &[u8], start: u64, floor: usize) -> Result<Zeroizing<Vec<u8>>, FrameError> {
        let bound = zstd::zstd_safe::compress_bound(raw.len());
        if self.scratch.len() < bound {
            self.scratch.resize(bound, 0);
        }
        let packed_len =
            self.zstd.compress_to_buffer(raw, &mut self.scratch[..]).map_err(FrameError::Compress)?;
        let packed = self.scratch.get(..packed_len).unwrap_or_default();
        let (codec, body) = if packed_len < raw.len() { (CODEC_ZSTD, packed) } else { (CODEC_NONE, raw) };
        let len = padme(FRAME_HEAD_LEN + body.len()).max(floor);
        let mut out = Zeroizing::new(Vec::with_capacity(len));
        out.resize(FRAME_HEAD_LEN, 0);
        out.extend_from_slice(body);
        write_head(&mut out, codec, start, raw, body.len());
        out.resize(len, 0);
        Ok(out)
    }
}

fn write_head(out: &mut [u8], codec: u8, start: u64, raw: &[u8], body_len: usize) {
    let mut head = [0u8; FRAME_HEAD_LEN];
    head[0] = INNER_VERSION;
    head[1] = codec;
    head[2..10].copy_from_slice(&start.to_be_bytes());
    head[10..18].copy_from_slice(&(raw.len() as u64).to_be_bytes());
    head[18..26].copy_from_slice(&(body_len as u64).to_be_bytes());
    head[26..58].copy_from_slice(blake3::hash(raw).as_bytes());
    if let Some(place) = out.first_chunk_mut::<FRAME_HEAD_LEN>() {
        *place = head;
    }
}

/// The opened content of a frame.
pub struct Unframed {
    /// Where the bytes stand in their file.
    pub start: u64,
    /// The raw bytes: redacted, uncompressed.
    pub raw: Zeroizing<Vec<u8>>,
}

/// Checks a frame and gives back its raw bytes, at most `limit` of them.
pub fn unframe(frame: &[u8], limit: u64) -> Result<Unframed, FrameError> {
    let Some((head, rest)) = frame.split_first_chunk::<FRAME_HEAD_LEN>() else {
        return Err(FrameError::Inconsistent("shorter than its head"));
    };
    if head[0] != INNER_VERSION {
        return Err(FrameError::Newer(head[0]));
    }
    let (start, raw_len, body_len) = (be64(&head[2..10]), be64(&head[10..18]), be64(&head[18..26]));
    if raw_len > limit {
        return Err(FrameError::TooLong { raw: raw_len, limit });
    }
    let split = usize::try_from(body_len).ok().filter(|n| *n <= rest.len());
    let Some(split) = split else { return Err(FrameError::Inconsistent("body length")) };
    let (body, padding) = rest.split_at(split);
    if padding.iter().any(|b| *b != 0) {
        return Err(FrameError::Inconsistent("padding"));
    }
    let raw = unpack(head[1], body, raw_len)?;
    if blake3::hash(&raw).as_bytes() != &head[26..58] {
        return Err(FrameError::Inconsistent("hash"));
    }
    Ok(Unframed { start, raw })
}

fn unpack(codec: u8, body: &[u8], raw_len: u64) -> Result<Zeroizing<Vec<u8>>, FrameError> {
    let wrong = FrameError::Inconsistent("raw length");
    let Ok(capacity) = usize::try_from(raw_len) else { return Err(wrong) };
    let raw = match codec {
        CODEC_NONE => body.to_vec(),
        CODEC_ZSTD => zstd::bulk::decompress(body, capacity).map_err(|_| FrameError::Inconsistent("body"))?,
        _ => return Err(FrameError::Inconsistent("codec")),
    };
    let raw = Zeroizing::new(raw);
    if raw.len() == capacity { Ok(raw) } else { Err(wrong) }
}

fn be64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b))
}

/// The Padme length (Nikitin et al., PETS 2019, "Reducing Metadata Leakage from Encrypted Files"): at most
/// 12 % more, and only O(log log) bits of the length stay visible.
pub fn padme(len: usize) -> usize {
    if len < 2 {
        return len;
    }
    let exponent = usize::BITS - 1 - len.leading_zeros();
    let bits = usize::BITS - exponent.leading_zeros();
    let mask = (1usize << exponent.saturating_sub(bits)) - 1;
    (len + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_round_trip_and_pad() {
        let mut framer = Framer::try_new().unwrap();
        for raw in
            [vec![], b"x".to_vec(), vec![b'a'; 100_000], (0..50_000u32).flat_map(u32::to_le_bytes).collect()]
        {
            let frame = framer.frame(&raw, 7, SEGMENT_FLOOR).unwrap();
            assert!(frame.len() >= SEGMENT_FLOOR);
            assert_eq!(padme(frame.len()), frame.len());
            let back = unframe(&frame, 1 << 20).unwrap();
            assert_eq!((back.start, &*back.raw), (7, &raw));
        }
    }

    #[test]
    fn every_changed_byte_of_a_frame_is_refused() {
        let frame =
            Framer::try_new().unwrap().frame(b"hello hello hello hello hello", 0, RECORD_FLOOR).unwrap();
        for at in 0..frame.len() {
            let mut bad = frame.to_vec();
            bad[at] ^= 1;
            let ok = unframe(&bad, 1 << 20).map(|u| u.start == 0);
            assert!(!matches!(ok, Ok(true)), "byte {at}");
        }
    }

    #[test]
    fn a_frame_that_claims_more_than_the_limit_is_refused_before_memory_is_taken() {
        let mut frame = Framer::try_new().unwrap().frame(b"hello", 0, RECORD_FLOOR).unwrap();
        frame[10] = 0x7f;
        assert!(matches!(unframe(&frame, 1 << 20), Err(FrameError::TooLong { .. })));
    }

    #[test]
    fn padme_is_within_twelve_percent() {
        for len in 1..100_000usize {
            let padded = padme(len);
            assert!(padded >= len && (len < 16 || padded * 100 <= len * 112), "{len} -> {padded}");
        }
    }
}
