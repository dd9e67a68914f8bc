//! Use cases: they take values and traits, and print nothing.

pub mod archive;
pub mod device;
pub mod devices;
pub mod doctor;
pub mod error;
pub mod export;
pub mod import;
pub mod init;
pub mod keys;
pub mod list;
pub mod open;
pub mod place;
pub mod progress;
pub mod prune;
pub mod restore;
mod revise;
pub mod rotate;
pub mod rules;
pub mod scan;
pub mod secret;
pub mod sheet;
pub mod show;
pub mod status;
pub mod sync;
pub mod verify;
pub mod view;
