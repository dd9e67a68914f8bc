//! Wakes long polls when a vault's log has grown.

use crate::protocol::ids::OwnerId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// Those who wait, by vault.
#[derive(Default)]
pub struct Wakes(Mutex<HashMap<OwnerId, Arc<Notify>>>);

impl Wakes {
    /// What to wait on for a vault. Whoever waits must ask for the head after it has begun to wait.
    pub fn of(&self, owner: OwnerId) -> Arc<Notify> {
        let mut wakes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(wakes.entry(owner).or_default())
    }

    /// Wakes whoever waits for a vault.
    pub fn wake(&self, owner: OwnerId) {
        let wakes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(notify) = wakes.get(&owner) {
            notify.notify_waiters();
        }
    }

    /// Wakes everybody: the server ends.
    pub fn wake_all(&self) {
        let wakes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        wakes.values().for_each(|notify| notify.notify_waiters());
    }

    /// Lets go of a vault that nobody waits for any more.
    pub fn leave(&self, owner: OwnerId, waited: Arc<Notify>) {
        let mut wakes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(waited);
        if wakes.get(&owner).is_some_and(|notify| Arc::strong_count(notify) == 1) {
            wakes.remove(&owner);
        }
    }
}
