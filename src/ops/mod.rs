//! Use cases: they take values and traits, and print nothing.

pub mod archive;
pub mod error;
pub mod export;
pub mod open;
pub mod progress;
pub mod secret;
pub mod view;
