//! `han` keeps Claude Code sessions safe off the machine that made them.
//!
//! The crate is layered; `tests/layers.rs` holds who may import whom:
//!
//! | module | kind | what it is |
//! |---|---|---|
//! | [`session`] | pure | Claude Code's on-disk model: discovery rules, lines, ids, redactable leaves |
//! | [`scan`] | pure | rules (data), entropy, matching: text in, findings out |
//! | [`redact`] | pure | the only constructor of [`redact::Redacted`] bytes |
//! | [`render`] | pure | jsonl, markdown and html views of redacted sessions |
//! | [`crypto`] | pure | seal/open, kdf, wrap, sign, secret types (OS randomness is its one effect) |
//! | [`protocol`] | pure | what both ends share: ids, headers, refs, limits, leaves, Merkle proofs |
//! | [`vault`] | pure | object kinds, manifest, keyfile, planning, merging |
//! | [`local`] | I/O | finding and reading sessions, state cache, atomic files, locks, secret stores |
//! | [`remote`] | I/O | the trait `Remote` and its transports |
//! | [`server`] | server | the service behind a remote: refs, objects, log; it cannot name the code that decrypts |
//! | [`ops`] | use cases | sync, restore, export, rotate ...; take values and traits, print nothing |
//! | [`config`] | shell | flags, environment, file, default; the only reader of the environment |
//! | [`cli`] | shell | the only place that knows clap, the terminal and exit codes |

#[cfg(all(feature = "test-kdf", not(debug_assertions)))]
compile_error!("the feature `test-kdf` weakens key derivation and is refused in release builds");

pub mod cli;
pub mod config;
pub mod crypto;
pub mod local;
pub mod ops;
pub mod protocol;
pub mod redact;
pub mod remote;
pub mod render;
pub mod scan;
pub mod server;
pub mod session;
pub mod vault;
