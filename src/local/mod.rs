//! The I/O edge of this machine: finding and reading sessions, the state cache, atomic files, locks,
//! secret stores, git remotes, and Claude Code's hooks.
//!
//! Nothing here reads the environment: homes, folders and descriptors come in as arguments.

pub mod atomic;
pub mod blocks;
pub mod detach;
pub mod dirs;
pub mod discover;
pub mod extras;
pub mod fs_kind;
pub mod git;
pub mod hook;
pub mod journal;
pub mod lock;
pub mod read;
pub mod secrets;
pub mod spool;
pub mod state;
