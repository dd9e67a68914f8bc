//! What both ends share: identifiers, the object header, refs and commits, limits, log leaves and
//! Merkle proofs. Nothing here knows a key; nothing here does I/O.
//!
//! Layouts are those of `docs/format.md`; integers are big-endian, structures are deterministic CBOR.

pub mod archive;
pub mod bundle;
pub mod card;
pub mod cbor;
pub mod checkpoint;
pub mod envelope;
pub mod exchange;
pub mod header;
pub mod ids;
pub mod keyfile;
pub mod leaf;
pub mod limits;
pub mod merkle;
pub mod origin;
pub mod problem;
pub mod refs;
pub mod roster;
pub mod routes;
pub mod sharing;
pub mod tiles;
pub mod token;
pub mod tombstone;
pub mod wire;
