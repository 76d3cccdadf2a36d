//! Addresses of pages. Only plain ones are taken: `https`, or `http` on this machine, without credentials, without steps
//! such as `..`, and without characters that another program could read differently. It must not fetch anything.

use std::fmt;

/// The address of a page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Address {
    text: String,
    /// Where the path begins.
    path: usize,
}

/// The longest address that is taken.
const LONGEST: usize = 500;

/// The hosts of this machine, where there may be no certificate.
const LOOPBACK: [&str; 2] = ["127.0.0.1", "[::1]"];

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Address {
    /// Reads an address, or returns why it is not taken.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let (scheme, rest) = text.split_once("://").ok_or("it is no `https` address")?;
        let lower = scheme.to_ascii_lowercase();
        if lower != scheme && ["http", "https"].contains(&lower.as_str()) {
            return Self::parse(&format!("{lower}://{rest}"));
        }
        let authority = rest.split('/').next().unwrap_or_default();
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && is_port(port) => host,
            _ => authority,
        };
        match scheme {
            "https" => {}
            "http" if LOOPBACK.contains(&host) => {}
            "http" if host == "localhost" => return Err("write 127.0.0.1 instead of localhost"),
            _ => return Err("only `https` is fetched, and `http` from this machine"),
        }
        if authority.contains('@') {
            return Err("it has credentials in it");
        }
        if !is_host(host) {
            return Err("its host is not plain");
        }
        let path = scheme.len() + "://".len() + authority.len();
        if text.len() > LONGEST {
            return Err("it is too long");
        }
        if !text[path..].chars().all(is_plain) {
            return Err("it has a query, a fragment or unusual characters");
        }
        let has_step = text[path..]
            .split('/')
            .any(|part| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."));
        if has_step || text.to_ascii_lowercase().contains("%2f") {
            return Err("it has steps such as `..`");
        }
        let text = if path == text.len() { format!("{text}/") } else { text.to_owned() };
        Ok(Self { text, path })
    }

    /// Returns the address that a link on this page leads to. What follows a `#` is a place on the page.
    pub(crate) fn link(&self, target: &str) -> Result<Self, &'static str> {
        let target = target.split('#').next().unwrap_or_default();
        let has_scheme = target.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'));
        if has_scheme {
            return Self::parse(target);
        }
        if target.starts_with("//") {
            return Err("it leads to another host");
        }
        if target.starts_with('/') {
            return Self::parse(&format!("{}{target}", self.origin()));
        }
        Self::parse(&format!("{}{}", self.folder(), target.trim_start_matches("./")))
    }

    /// Returns the scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        &self.text[..self.path]
    }

    /// Returns the address up to the last slash.
    pub(crate) fn folder(&self) -> &str {
        let end = self.text.rfind('/').map_or(self.text.len(), |at| at + 1);
        &self.text[..end]
    }

    /// Returns the last part of the path, such as `users.md`.
    pub(crate) fn file(&self) -> &str {
        &self.text[self.folder().len()..]
    }

    /// Returns the address without its scheme, as a path of files: `example.com/docs/users.md`.
    pub(crate) fn as_path(&self) -> String {
        let rest = self.text.split_once("://").map_or("", |(_, rest)| rest);
        rest.replace(['[', ']', ':'], "_")
    }

    /// Returns whether the address is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.text.starts_with("http://")
    }

    /// Returns whether the address is below a prefix. A prefix without a slash at its end ends at one.
    pub(crate) fn is_below(&self, prefix: &Self) -> bool {
        let rest = self.text.strip_prefix(&prefix.text);
        rest.is_some_and(|rest| !rest.is_empty() && (prefix.text.ends_with('/') || rest.starts_with('/')))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

fn is_port(port: &str) -> bool {
    !port.is_empty() && port.len() < 6 && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_host(host: &str) -> bool {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-');
    LOOPBACK.contains(&host) || (!host.is_empty() && !host.starts_with(['.', '-']) && host.chars().all(is_plain))
}

fn is_plain(char: char) -> bool {
    char.is_ascii_alphanumeric() || "/-._~!$&'()*+,;=:@%".contains(char)
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn only_plain_addresses_are_taken() {
        let odd = [
            "users.md",
            "file:///etc/passwd",
            "ftp://example.com/a",
            "http://example.com/a",
            "http://127.0.0.1.example.com/a",
            "http://localhost/a",
            "https://user:secret@example.com/a",
            "https://example.com/a?ask=b",
            "https://example.com/a#b",
            "https://example.com/a/../b",
            "https://example.com/a/%2e%2e/b",
            "https://example.com/a/%2E./b",
            "https://example.com/a\\b",
            "https://example.com/a b",
            "https://example.com/{a,b}",
            "https:///a",
            "https://-a/b",
            "https://example.com:99999999/a",
        ];
        for text in odd {
            assert!(Address::parse(text).is_err(), "{text}");
        }
        for text in ["https://example.com/docs/users.md", "http://127.0.0.1:8080/a", "http://[::1]:1/a"] {
            assert_eq!(Address::parse(text).map(|address| address.to_string()).as_deref(), Ok(text));
        }
        assert_eq!(Address::parse("HTTPS://example.com/a").unwrap().as_str(), "https://example.com/a");
        assert_eq!(Address::parse("https://example.com").unwrap().as_str(), "https://example.com/");
    }

    #[test]
    fn links_stay_below_their_prefix() {
        let index = Address::parse("https://example.com/docs/llms.txt").unwrap();
        let prefix = Address::parse("https://example.com/docs/api").unwrap();
        let is_below = |link: &str| index.link(link).is_ok_and(|address| address.is_below(&prefix));
        for link in ["api/users.md", "./api/users.md", "/docs/api/users.md#list", "https://example.com/docs/api/a/b.md"]
        {
            assert!(is_below(link), "{link}");
        }
        let out = ["../api/users.md", "//example.com/docs/api/a.md", "/docs/api", "/docs/apis/a.md", "mailto:a@b.c"];
        for link in out {
            assert!(!is_below(link), "{link}");
        }
        assert!(!is_below("https://example.org/docs/api/users.md") && !is_below("javascript:alert(1)"));
    }
}
