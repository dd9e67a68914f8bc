//! A shred that was begun, as this machine writes it down: what it is about and how far it is to reach.

use crate::ops::error::OpError;
use crate::ops::open::Profile;
use crate::ops::standing;
use crate::protocol::refs::RefName;
use crate::protocol::tombstone::ShredLevel;
use minicbor::{Decode, Encode};

/// The version of the layout.
const FORMAT: u8 = 1;
/// The name of its file.
const FILE: &str = "shred-plan";

/// A shred under way. It stands in local state from before the first deletion to the end.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Plan {
    #[n(0)]
    format: u8,
    /// How far it is to reach.
    #[n(1)]
    pub level: ShredLevel,
    /// The refs.
    #[n(2)]
    pub names: Vec<RefName>,
    /// The ids of the sessions, as far as they are known: what this machine remembers of them goes too.
    #[n(3)]
    pub sessions: Vec<String>,
    /// The active data key when all were deleted.
    #[n(4)]
    pub data_key: Option<u32>,
    /// The epoch of the secret at that time.
    #[n(5)]
    pub epoch: Option<u32>,
}

impl Plan {
    /// A plan that was not begun yet.
    pub fn new(level: ShredLevel, names: Vec<RefName>, sessions: Vec<String>) -> Self {
        Self { format: FORMAT, level, names, sessions, data_key: None, epoch: None }
    }

    /// The plan that stands.
    pub fn load(profile: &Profile) -> Result<Option<Self>, OpError> {
        let plan: Option<Self> = standing::load(profile, FILE)?;
        match plan {
            Some(plan) if plan.format != FORMAT => Err(OpError::State(profile.state.join(FILE))),
            plan => Ok(plan),
        }
    }

    /// Writes it down.
    pub(super) fn save(&self, profile: &Profile) -> Result<(), OpError> {
        standing::save(profile, FILE, self)
    }

    /// Whether the secret is still the one that it was when all were deleted.
    pub fn has_old_secret(&self, epoch: u32) -> bool {
        self.epoch.is_none_or(|before| epoch <= before)
    }

    /// Removes it: everything was done.
    pub fn end(&self, profile: &Profile) -> Result<(), OpError> {
        standing::end(profile, FILE)
    }
}
