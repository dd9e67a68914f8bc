//! Use cases: they take values and traits, and print nothing.

pub mod device;
pub mod error;
pub mod open;
pub mod place;
pub mod progress;
pub mod secret;
pub mod sync;
pub mod view;
