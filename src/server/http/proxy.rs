//! The client's address behind proxies. `X-Forwarded-For` is a client's word, unless the connection comes from a
//! proxy that the operator named; and of its list only what stands before the trusted proxies at its end counts.

use axum::http::HeaderMap;
use std::net::IpAddr;
use std::str::FromStr;

/// Addresses of proxies that are trusted.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Proxies(Vec<Network>);

/// A text that is no address or network.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected an address, or a network such as 10.0.0.0/8")]
pub struct BadProxy;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Network {
    bits: u128,
    len: u8,
    is_v4: bool,
}

impl FromStr for Proxies {
    type Err = BadProxy;

    /// One address or network.
    fn from_str(text: &str) -> Result<Self, BadProxy> {
        let (address, len) = match text.split_once('/') {
            Some((address, len)) => (address, Some(len.parse::<u8>().map_err(|_| BadProxy)?)),
            None => (text, None),
        };
        let (bits, is_v4) = number(address.parse().map_err(|_| BadProxy)?);
        let most = if is_v4 { 32 } else { 128 };
        let len = len.unwrap_or(most);
        if len > most {
            return Err(BadProxy);
        }
        Ok(Self(vec![Network { bits, len, is_v4 }]))
    }
}

impl Proxies {
    /// All of several.
    pub fn all(several: impl IntoIterator<Item = Self>) -> Self {
        Self(several.into_iter().flat_map(|one| one.0).collect())
    }

    fn trusts(&self, address: IpAddr) -> bool {
        let (bits, is_v4) = number(address);
        let width: u32 = if is_v4 { 32 } else { 128 };
        self.0.iter().any(|network| {
            let free = width.saturating_sub(u32::from(network.len));
            let (ours, theirs) = (bits.checked_shr(free), network.bits.checked_shr(free));
            network.is_v4 == is_v4 && ours.unwrap_or(0) == theirs.unwrap_or(0)
        })
    }

    /// The client behind a connection.
    pub fn client(&self, connected: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trusts(connected) {
            return connected;
        }
        let lists = headers.get_all("x-forwarded-for").iter();
        let named: Vec<&str> =
            lists.filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(',')).collect();
        let mut client = connected;
        for hop in named.iter().rev() {
            let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
            client = address;
            if !self.trusts(address) {
                break;
            }
        }
        client
    }
}

fn number(address: IpAddr) -> (u128, bool) {
    match address.to_canonical() {
        IpAddr::V4(four) => (u128::from(four.to_bits()), true),
        IpAddr::V6(six) => (six.to_bits(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], connected: &str, forwarded: &[&str]) -> String {
        let proxies = Proxies::all(trusted.iter().map(|text| text.parse().unwrap()));
        let mut headers = HeaderMap::new();
        for list in forwarded {
            headers.append("x-forwarded-for", list.parse().unwrap());
        }
        proxies.client(connected.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_a_trusted_connection_may_name_another_address() {
        assert_eq!(client(&[], "192.0.2.1", &["198.51.100.9"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.0/8"], "192.0.2.1", &["198.51.100.9"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &["198.51.100.9"]), "198.51.100.9");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &[]), "10.1.2.3");
    }

    #[test]
    fn what_a_client_put_before_the_last_untrusted_hop_is_not_believed() {
        let trusted = ["10.0.0.0/8", "::1"];
        assert_eq!(client(&trusted, "10.0.0.1", &["1.1.1.1, 198.51.100.9, 10.0.0.2"]), "198.51.100.9");
        assert_eq!(client(&trusted, "::1", &["1.1.1.1", "198.51.100.9"]), "198.51.100.9");
        assert_eq!(client(&trusted, "10.0.0.1", &["198.51.100.9, junk"]), "10.0.0.1");
        assert_eq!(client(&["::ffff:10.0.0.1"], "10.0.0.1", &["198.51.100.9"]), "198.51.100.9");
    }

    #[test]
    fn bad_networks_are_refused() {
        for bad in ["", "10.0.0.0/33", "::/129", "host", "10.0.0.0/x"] {
            assert_eq!(bad.parse::<Proxies>(), Err(BadProxy), "{bad}");
        }
    }
}
