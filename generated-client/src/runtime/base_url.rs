//! The base URL: which URLs are accepted, and how a path is appended.

use reqwest::Url;

use super::error::ConfigurationError;

/// An absolute http or https URL without credentials, query, fragment or trailing slash.
#[derive(Clone, Debug)]
pub(super) struct BaseUrl {
    url: Url,
    text: String,
}

impl BaseUrl {
    pub(super) fn parse(text: &str) -> Result<Self, ConfigurationError> {
        let refuse = |why: &str| {
            Err(ConfigurationError::new(format!("the base URL is not an absolute http or https URL: {why}")))
        };
        let text = text.trim();
        // The URL library repairs what follows, and another library could read it as another host.
        let Some(rest) = after_scheme(text) else { return refuse("it must begin with https:// or http://") };
        if rest.starts_with('/') {
            return refuse("it has more than two slashes before the host");
        }
        if rest.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return refuse("it contains white space, a line break, a control character or a backslash");
        }
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(error) => return refuse(&error.to_string()),
        };
        // The message does not quote these parts, because people put credentials there.
        let extra = if !url.username().is_empty() || url.password().is_some() {
            Some("a user name or password")
        } else if url.query().is_some() {
            Some("a query")
        } else if url.fragment().is_some() {
            Some("a fragment")
        } else {
            None
        };
        if let Some(extra) = extra {
            return Err(ConfigurationError::new(format!("the base URL contains {extra}, which is not allowed")));
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The host name or IP address.
    #[cfg(feature = "tracing")]
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    #[cfg(feature = "tracing")]
    pub(super) fn port(&self) -> Option<u16> {
        self.url.port_or_known_default()
    }

    pub(super) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Returns the URL of a path below this one. The path begins with a slash and is already encoded.
    ///
    /// The two are concatenated, because resolving the path as RFC 3986 does would drop the last segment of the base
    /// URL.
    pub(super) fn at(&self, path: &str, query: &str) -> Option<Url> {
        let slash = if path.starts_with('/') || path.is_empty() { "" } else { "/" };
        // Most paths have no query of their own, so that the whole URL can be parsed at once.
        let is_plain = !path.contains(['?', '#']) && !query.contains('#');
        let mark = if is_plain && !query.is_empty() { "?" } else { "" };
        let appended = if is_plain { query } else { "" };
        let mut url = Url::parse(&format!("{}{slash}{path}{mark}{appended}", self.text)).ok()?;
        // No path can change the host. This is a safeguard, as the request carries credentials.
        let is_same_host = url.scheme() == self.url.scheme() && url.host() == self.url.host();
        if !is_same_host || url.port_or_known_default() != self.url.port_or_known_default() {
            return None;
        }
        if !is_plain && !query.is_empty() {
            let whole = match url.query() {
                Some(before) if !before.is_empty() => format!("{before}&{query}"),
                _ => query.to_owned(),
            };
            url.set_query(Some(&whole));
        }
        Some(url)
    }
}

/// Returns what follows `https://` or `http://`, in upper or lower case.
fn after_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")).then_some(rest)
}
