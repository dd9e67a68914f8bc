//! Claude Code's on-disk model.

pub mod leaf;
