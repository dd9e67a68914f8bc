//! Where a server is, and whether it may be spoken to in the clear.

use reqwest::Url;
use std::fmt;
use std::net::IpAddr;

/// Why a text is no server that this client speaks to.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadEndpoint {
    /// Not a URL of http or https.
    #[error("{0:?} is not the address of a server: expected https://HOST[:PORT]")]
    Malformed(String),
    /// Credentials in a URL end up in logs and process lists.
    #[error("the address of a server must not hold a user or password")]
    Credentials,
    /// Plain HTTP to another machine.
    #[error("{0} would send the token in the clear")]
    Clear(String),
}

/// Whether plain HTTP may leave this machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clear {
    /// Only to this machine itself.
    Loopback,
    /// Anywhere: the user has asked for it.
    Anywhere,
}

/// A server's address: https, or http to this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint(String);

impl Endpoint {
    /// Reads an address. A path is kept: the server may lie beneath one.
    pub fn parse(text: &str, clear: Clear) -> Result<Self, BadEndpoint> {
        let bad = || BadEndpoint::Malformed(text.chars().take(200).collect());
        let url = Url::parse(text).map_err(|_| bad())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadEndpoint::Credentials);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(bad)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(bad());
        }
        match url.scheme() {
            "https" => {}
            "http" if clear == Clear::Anywhere || is_loopback(host) => {}
            "http" => return Err(BadEndpoint::Clear(url.to_string())),
            _ => return Err(bad()),
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The address of a path of this server.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// Whether requests leave this machine in the clear or stay on it.
    pub fn is_plain(&self) -> bool {
        self.0.starts_with("http://")
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine_unless_asked_for() {
        for good in ["http://127.0.0.1:8426", "http://localhost", "http://[::1]:1", "https://han.example/x/"]
        {
            assert!(Endpoint::parse(good, Clear::Loopback).is_ok(), "{good}");
        }
        for clear in
            ["http://han.example", "http://10.0.0.1", "http://127.0.0.1.example", "http://localhost.x"]
        {
            assert!(matches!(Endpoint::parse(clear, Clear::Loopback), Err(BadEndpoint::Clear(_))), "{clear}");
            assert!(Endpoint::parse(clear, Clear::Anywhere).is_ok(), "{clear}");
        }
        assert_eq!(Endpoint::parse("https://u:p@h", Clear::Anywhere), Err(BadEndpoint::Credentials));
        for bad in ["", "han.example", "ftp://h", "https://", "https://h/?a=b", "https://h#x"] {
            assert!(matches!(Endpoint::parse(bad, Clear::Anywhere), Err(BadEndpoint::Malformed(_))), "{bad}");
        }
    }

    #[test]
    fn paths_are_put_behind_the_address() {
        let endpoint = Endpoint::parse("https://Han.Example/base/", Clear::Loopback).unwrap();
        assert_eq!(endpoint.url("/v1/config"), "https://han.example/base/v1/config");
    }
}
