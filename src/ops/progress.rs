//! How a use case tells how far it is, without knowing who listens.

/// Hears how far a use case is. Calls come from any thread, at any rate: implementations are cheap and
/// never block on the terminal.
pub trait Progress: Send + Sync {
    /// Begins a stage ("reading", "sending") of `total` units, where that is known; ends the stage before.
    fn begin(&self, what: &str, total: Option<u64>);
    /// `n` more units of the stage are done.
    fn add(&self, n: u64);
    /// The last stage is over.
    fn done(&self);
    /// Something that a person watching wants to know. Holds no plaintext of sessions and no secret.
    fn note(&self, text: &str);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn add(&self, _: u64) {}
    fn done(&self) {}
    fn note(&self, _: &str) {}
}
