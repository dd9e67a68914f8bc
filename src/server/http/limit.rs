//! How many requests are taken: by token, and by address where there is no valid token.

use super::fault::Fault;
use crate::protocol::problem::Code;
use crate::server::accounts::GrantId;
use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

/// After so many decisions the keys whose state no longer matters are let go.
const SWEEP: u32 = 4_096;

/// How many requests are taken in a second; 0 is no limit. Bursts may be ten times that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rates {
    /// With one token.
    pub token: u32,
    /// From one address (of IPv6: one /64) without a valid token: logins, guesses and mistakes.
    pub stranger: u32,
}

impl Default for Rates {
    /// 1,000 a second with a token: a first sync sends a few thousand objects in a minute. One a second without.
    fn default() -> Self {
        Self { token: 1_000, stranger: 1 }
    }
}

/// Counts requests.
pub struct Limiter {
    tokens: Option<Keyed<GrantId>>,
    strangers: Option<Keyed<IpAddr>>,
}

struct Keyed<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, DefaultClock>,
    decided: AtomicU32,
}

impl<K: Hash + Eq + Clone> Keyed<K> {
    fn new(per_second: u32) -> Option<Self> {
        let rate = NonZeroU32::new(per_second)?;
        let burst = NonZeroU32::new(per_second.saturating_mul(10))?;
        let limiter = RateLimiter::hashmap(Quota::per_second(rate).allow_burst(burst));
        Some(Self { limiter, decided: AtomicU32::new(0) })
    }

    fn take(&self, key: &K) -> Result<(), Fault> {
        if self.decided.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|over| {
            let wait = over.wait_time_from(DefaultClock::default().now());
            Fault::new(Code::RateLimited).retry_after(wait.as_secs() + 1)
        })
    }
}

impl Limiter {
    /// A limiter of these rates.
    pub fn new(rates: Rates) -> Self {
        Self { tokens: Keyed::new(rates.token), strangers: Keyed::new(rates.stranger) }
    }

    /// Takes a request with a good token.
    pub fn token(&self, id: GrantId) -> Result<(), Fault> {
        self.tokens.as_ref().map_or(Ok(()), |tokens| tokens.take(&id))
    }

    /// Takes a request without one.
    pub fn stranger(&self, address: IpAddr) -> Result<(), Fault> {
        self.strangers.as_ref().map_or(Ok(()), |strangers| strangers.take(&network(address)))
    }
}

/// A person with IPv6 has a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6((six.to_bits() & (u128::MAX << 64)).into()),
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_taken_and_then_no_more() {
        let limiter = Limiter::new(Rates { token: 0, stranger: 1 });
        let (one, other): (IpAddr, IpAddr) = ("2001:db8::1".parse().unwrap(), "192.0.2.1".parse().unwrap());
        let same_network: IpAddr = "2001:db8::ffff".parse().unwrap();
        assert!((0..10).all(|_| limiter.stranger(one).is_ok()));
        assert!(limiter.stranger(one).is_err() && limiter.stranger(same_network).is_err());
        assert!(limiter.stranger(other).is_ok());
        assert!((0..10_000).all(|_| limiter.token([1; 16]).is_ok()), "0 is no limit");
    }
}
