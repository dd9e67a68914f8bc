//! How long a server keeps what it may remove by itself, by policies of its operator and by server time alone.
//!
//! It cannot end a session: that takes a tombstone which a client signs. What it can remove is what no ref needs: bodies
//! and objects that a later move replaced, objects that nothing refers to, sealed origins of requests (the leaves that name
//! them stay), envelopes that ended (so do their leaves), and accounts' ended tokens and invites.

use super::store::StoreError;
use super::store::operations::{Ended, PolicyRow};
use super::{HOUR_US, Service, ServiceError};
use crate::protocol::ids::OwnerId;

/// A day, in microseconds.
const DAY_US: u64 = 24 * HOUR_US;

/// What a policy is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Subject {
    /// Bodies and objects that a later move replaced.
    Replaced,
    /// Objects that nothing needs.
    Condemned,
    /// Sealed origins of requests.
    Origins,
    /// Envelopes that expired or were revoked, and secrets of teams that were taken up or superseded.
    Envelopes,
    /// Tokens that were revoked or expired.
    Tokens,
    /// Invites that expired.
    Invites,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Replaced, Self::Condemned, Self::Origins, Self::Envelopes, Self::Tokens, Self::Invites];

    /// Its name in the tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Condemned => "condemned",
            Self::Origins => "origins",
            Self::Envelopes => "envelopes",
            Self::Tokens => "tokens",
            Self::Invites => "invites",
        }
    }

    /// The subject of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }

    /// Whether it is of a vault, not of the server as a whole.
    pub fn is_of_vaults(self) -> bool {
        matches!(self, Self::Replaced | Self::Condemned | Self::Origins | Self::Envelopes)
    }

    /// The days where nothing was set; none for ever.
    pub fn default_days(self) -> Option<u64> {
        match self {
            Self::Replaced => Some(30),
            Self::Condemned => Some(7),
            Self::Envelopes => Some(90),
            Self::Origins | Self::Tokens | Self::Invites => None,
        }
    }

    /// The fewest days that can be set. An object that is on its way is pinned for a day.
    pub fn least_days(self) -> u64 {
        if self == Self::Condemned { 1 } else { 0 }
    }
}

/// How long a vault keeps what, in microseconds; none for ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Keeping {
    /// Replaced bodies and dropped objects.
    pub replaced_us: Option<u64>,
    /// Condemned objects.
    pub condemned_us: Option<u64>,
    /// Sealed origins of requests.
    pub origins_us: Option<u64>,
    /// Envelopes that ended.
    pub envelopes_us: Option<u64>,
}

/// The days that count for a subject in a vault: its own, else the server's, else the default.
pub fn days(policies: &[PolicyRow], owner: Option<OwnerId>, subject: Subject) -> Option<u64> {
    let of = |owner: Option<OwnerId>| {
        policies.iter().find(|row| row.owner == owner && row.subject == subject.name()).map(|row| row.days)
    };
    owner.and_then(|owner| of(Some(owner))).or_else(|| of(None)).unwrap_or(subject.default_days())
}

impl Service {
    /// What counts for a vault.
    pub async fn keeping(&self, owner: OwnerId) -> Result<Keeping, ServiceError> {
        let policies = self.store.policies().await?;
        let kept = |subject| days(&policies, Some(owner), subject).map(|days| days * DAY_US);
        Ok(Keeping {
            replaced_us: kept(Subject::Replaced),
            condemned_us: kept(Subject::Condemned),
            origins_us: kept(Subject::Origins),
            envelopes_us: kept(Subject::Envelopes),
        })
    }

    /// Every policy that was set.
    pub async fn policies(&self) -> Result<Vec<PolicyRow>, ServiceError> {
        Ok(self.store.policies().await?)
    }

    /// Sets how many days a subject is kept (`None`: for ever).
    pub async fn set_policy(
        &self,
        owner: Option<OwnerId>,
        subject: Subject,
        days: Option<u64>,
    ) -> Result<(), ServiceError> {
        let policy = PolicyRow { owner, subject: subject.name().into(), days };
        Ok(self.store.set_policy(&policy, self.now_us()).await?)
    }

    /// Lets the default count again.
    pub async fn unset_policy(&self, owner: Option<OwnerId>, subject: Subject) -> Result<(), ServiceError> {
        if let Some(owner) = owner {
            // Also tells whether there is such a vault.
            self.store.log_size(owner).await?;
        }
        Ok(self.store.unset_policy(owner, subject.name()).await?)
    }

    /// Removes (or only counts) tokens and invites that ended long enough ago. Returns how many of each.
    pub async fn retain_accounts(&self, run: super::collect::Run) -> Result<(u64, u64), ServiceError> {
        let policies = self.store.policies().await?;
        let mut counts = [0; 2];
        let all = [(Subject::Tokens, Ended::Tokens), (Subject::Invites, Ended::Invites)];
        for (count, (subject, ended)) in counts.iter_mut().zip(all) {
            let Some(days) = days(&policies, None, subject) else { continue };
            let before = self.now_us().saturating_sub(days * DAY_US);
            *count = self.ended(ended, before, run).await?;
        }
        Ok(counts.into())
    }

    async fn ended(&self, what: Ended, before_us: u64, run: super::collect::Run) -> Result<u64, StoreError> {
        match run {
            super::collect::Run::Dry => self.store.count_ended(what, before_us).await,
            super::collect::Run::Real => self.store.forget_ended(what, before_us).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_policy_counts_then_the_servers_then_the_default() {
        let (mine, other) = (OwnerId([1; 16]), OwnerId([2; 16]));
        let row = |owner, subject: Subject, days| PolicyRow { owner, subject: subject.name().into(), days };
        let policies = [row(Some(mine), Subject::Replaced, None), row(None, Subject::Replaced, Some(90))];
        assert_eq!(days(&policies, Some(mine), Subject::Replaced), None, "for ever");
        assert_eq!(days(&policies, Some(other), Subject::Replaced), Some(90));
        assert_eq!(days(&policies, Some(other), Subject::Condemned), Some(7));
        assert_eq!(days(&policies, None, Subject::Tokens), None);
        for subject in Subject::ALL {
            assert_eq!(Subject::parse(subject.name()), Some(subject));
        }
    }
}
