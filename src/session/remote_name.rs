//! One name for a git remote, however its URL is written.

/// `host/path` of a git URL (https, ssh, git, or scp-like): credentials, port, `.git` and slashes at the
/// ends dropped, the host in lower case. `None` for local paths, `file:` and what cannot be a remote.
pub fn normalise_remote(url: &str) -> Option<String> {
    let url = url.trim();
    if url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return None;
    }
    let (host, path) = match url.split_once("://") {
        Some((scheme, rest)) => {
            let scheme = scheme.rsplit('+').next().unwrap_or(scheme).to_ascii_lowercase();
            matches!(scheme.as_str(), "https" | "http" | "ssh" | "git").then_some(())?;
            let (authority, path) = rest.split_once('/')?;
            (without_port(without_user(authority)), path)
        }
        None => {
            let (authority, path) = url.split_once(':')?;
            // `C:/x`, `./a:b` and `/a:b` are local paths; a scp-like host has at least two characters.
            if authority.contains('/') || authority.len() < 2 {
                return None;
            }
            (without_user(authority), path)
        }
    };
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path).trim_end_matches('/');
    let sound = |part: &str| !matches!(part, "" | "." | "..");
    if host.is_empty() || host.starts_with('-') || !path.split('/').all(sound) {
        return None;
    }
    Some(format!("{}/{path}", host.trim_end_matches('.').to_ascii_lowercase()))
}

fn without_user(authority: &str) -> &str {
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_repository_has_one_name() {
        for url in [
            "https://github.com/acme/api",
            "https://GitHub.com/acme/api.git",
            "https://user:token@github.com/acme/api.git/",
            "http://github.com:80/acme/api",
            "ssh://git@github.com:22/acme/api.git",
            "git+ssh://git@github.com/acme/api.git",
            "git@github.com:acme/api.git",
            "github.com:/acme/api",
            " git://github.com/acme/api\n",
        ] {
            assert_eq!(normalise_remote(url).as_deref(), Some("github.com/acme/api"), "{url}");
        }
        assert_eq!(normalise_remote("git@h.org:Team/Sub/Repo").as_deref(), Some("h.org/Team/Sub/Repo"));
    }

    #[test]
    fn local_and_hostile_urls_have_none() {
        for url in [
            "",
            "/srv/x.git",
            "../x",
            "file:///srv/x",
            r"C:\x",
            "C:/x",
            "./a:b",
            "https://github.com",
            "https:///x",
            "https://h/../x",
            "git@h:../x",
            "git@h:",
            "ext::sh -c x",
            "-oProxy:x/y",
            "https://h/a\x1bb",
        ] {
            assert_eq!(normalise_remote(url), None, "{url:?}");
        }
    }
}
