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

    /// Returns the URL of a path below this one. The path and the query are already encoded, and the path may have a query
    /// of its own.
    ///
    /// Only these two are set, so that no path can change the host, and no call parses it again. The paths are concatenated,
    /// because resolving one as RFC 3986 does would drop the last segment of the base URL.
    pub(super) fn at(&self, path: &str, query: &str) -> Url {
        let mut url = self.url.clone();
        let (path, _) = path.split_once('#').unwrap_or((path, ""));
        let (path, own) = path.split_once('?').unwrap_or((path, ""));
        let slash = if path.starts_with('/') || path.is_empty() { "" } else { "/" };
        url.set_path(&[self.url.path().trim_end_matches('/'), slash, path].concat());
        match (own, query) {
            ("", "") => {}
            ("", query) | (query, "") => url.set_query(Some(query)),
            (own, query) => url.set_query(Some(&format!("{own}&{query}"))),
        }
        url
    }
}

/// Returns what follows `https://` or `http://`, in upper or lower case.
fn after_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")).then_some(rest)
}
