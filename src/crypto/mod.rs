//! Sealing, key derivation, signatures and the types that hold secrets. Pure: OS randomness is its one effect.
//!
//! | module | what it is |
//! |---|---|
//! | [`memory`] | locked memory for keys, process hardening; the crate's only `unsafe` code |
//! | [`secret`] | [`Secret`], [`Passphrase`] and the key types: wiped, never printed, cloned or compared with `==` |
//! | [`seal`] | the one AEAD construction, Cobblestone-256 |
//! | [`kdf`] | Argon2id, HKDF labels, session tags |
//! | [`sign`] | Ed25519 with one purpose per structure; the X25519 public part |
//! | [`hpke`] | sealing to a public key: X25519 for the log's origins, X-Wing for what people share |
//! | [`words`] | generated secrets and the policy for chosen ones |
//! | [`sheet`] | the text form of recovery data |
//!
//! What is absent: no key is ever compared with `==`, formatted or serialised; nothing here knows objects,
//! headers or keyfiles (`vault` does); there is no negotiation: a suite byte names what opens a seal.

pub mod hpke;
pub mod kdf;
pub mod memory;
pub mod seal;
pub mod secret;
pub mod sheet;
pub mod sign;
pub mod words;

pub use kdf::{Cost, KdfError, SlotParams};
pub use seal::{Suite, Tampered};
pub use secret::{AccountKey, ContentKey, Dek, IndexKey, Kek, Passphrase, RandomError, SealingKey, Secret};
pub use sign::{BadKey, BadSignature, Purpose, SigningKey, VerifyingKey};
