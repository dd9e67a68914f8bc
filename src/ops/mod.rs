//! Use cases: they take values and traits, and print nothing.

pub mod device;
pub mod devices;
pub mod error;
pub mod init;
pub mod keys;
pub mod open;
pub mod place;
pub mod progress;
pub mod restore;
pub mod rotate;
pub mod secret;
pub mod sync;
pub mod view;
