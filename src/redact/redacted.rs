//! What passed the gate. Only the parent module makes it of bytes.

/// Plaintext bytes that passed redaction. No `Debug`, no `Clone`, and no constructor from bytes.
#[derive(Default)]
pub struct Redacted {
    pub(super) bytes: Vec<u8>,
}

impl Redacted {
    /// No bytes.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The redacted bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// True when nothing is held.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Removes and returns the first `len` bytes (all of them, if there are fewer).
    #[must_use]
    pub fn take_front(&mut self, len: usize) -> Self {
        let rest = self.bytes.split_off(len.min(self.bytes.len()));
        Self { bytes: std::mem::replace(&mut self.bytes, rest) }
    }

    /// Moves all bytes of `other` to the end.
    pub fn append(&mut self, other: &mut Self) {
        self.bytes.append(&mut other.bytes);
    }

    /// Forgets the bytes and keeps the allocation.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }
}

/// A redacted title, path or name for display metadata.
pub struct RedactedText(pub(super) String);

impl RedactedText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}
