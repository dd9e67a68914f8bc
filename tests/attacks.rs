//! What a hostile or broken vault, disk or teammate can try, and what the client must do about it: refuse that
//! item with the right class of error, bring every other session, leave nothing half-made, keep its pin.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;
mod support;

#[path = "attacks/scene.rs"]
mod scene;

#[path = "attacks/keyfile.rs"]
mod keyfile;
#[path = "attacks/log.rs"]
mod log;
#[path = "attacks/manifest.rs"]
mod manifest;
#[path = "attacks/objects.rs"]
mod objects;
