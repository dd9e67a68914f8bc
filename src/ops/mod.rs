//! Use cases: they take values and traits, and print nothing.

pub mod device;
pub mod error;
pub mod init;
pub mod open;
pub mod place;
pub mod progress;
pub mod restore;
pub mod secret;
pub mod sheet;
pub mod sync;
pub mod view;
