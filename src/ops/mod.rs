//! Use cases: they take values and traits, and print nothing.

pub mod device;
pub mod error;
pub mod init;
pub mod list;
pub mod open;
pub mod place;
pub mod progress;
pub mod prune;
pub mod restore;
mod revise;
pub mod secret;
pub mod show;
pub mod sync;
pub mod view;
