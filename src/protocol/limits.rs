//! The bounds that both ends hold. A reader checks them before it allocates.

/// Largest object that a remote takes, in bytes.
pub const MAX_OBJECT_LEN: usize = 80 << 20;
/// Largest ref body (its fields together), in bytes.
pub const MAX_REF_BODY_LEN: usize = 1 << 20;
/// A manifest longer than this lies in `objects/`, in bytes.
pub const MAX_INLINE_MANIFEST_LEN: usize = 256 << 10;
/// Raw bytes of a segment that writers aim at.
pub const SEGMENT_TARGET_LEN: usize = 4 << 20;
/// Raw bytes of a segment that readers accept.
pub const MAX_SEGMENT_RAW_LEN: u64 = 64 << 20;
/// Ref changes in one commit.
pub const MAX_COMMIT_REFS: usize = 1_000;
/// Bytes of one commit: what writers batch (8 MiB of bodies) and one body more, with room.
pub const MAX_COMMIT_LEN: usize = 32 << 20;
/// Bytes of one page of a log that is adopted: what writers put together (8 MiB of bodies), with room.
pub const MAX_ADOPT_PAGE_LEN: usize = 20 << 20;
/// Object ids in one existence check.
pub const MAX_CHECK_IDS: usize = 8_192;
/// Leaves in one page.
pub const MAX_LEAF_PAGE: usize = 1_000;
/// Longest ref name, in bytes.
pub const MAX_REF_NAME_LEN: usize = 64;
/// Slots in a keyfile. More is refused: a flood of slots would cost minutes of key derivation.
pub const MAX_SLOTS: usize = 16;
/// Keys in a keyfile.
pub const MAX_KEYS: usize = 4_096;
/// Largest envelope, in bytes: 1.6 KiB of it are the same in all, the rest is keys.
pub const MAX_ENVELOPE_LEN: usize = 64 << 10;
/// Content keys in one envelope, and keys that may have signed its session.
pub const MAX_ENVELOPE_KEYS: usize = 512;
