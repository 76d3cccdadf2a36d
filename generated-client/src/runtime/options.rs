//! Options of a single call.

use std::borrow::Cow;
use std::time::Duration;

use super::base_url::BaseUrl;
use super::retry::RetryPolicy;

/// Options of a single call, which override or extend those of the client.
///
/// ```
/// # use std::time::Duration;
/// # use generated_client::{RequestOptions, RetryPolicy};
/// let options = RequestOptions::new()
///     .timeout(Duration::from_secs(5))
///     .retry(RetryPolicy::none())
///     .header("x-trace", "4711")
///     .query("preview", "true");
/// # let _ = options;
/// ```
#[derive(Clone, Default)]
#[must_use = "options do nothing until they are passed to a request"]
pub struct RequestOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) pace_timeout: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) headers: Vec<(Cow<'static, str>, String)>,
    pub(super) query: Vec<(Cow<'static, str>, String)>,
    pub(super) host: Option<String>,
    pub(super) base_url: Option<String>,
}

impl RequestOptions {
    /// Returns options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time limit of each attempt. Defaults to that of the client.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Bounds how long the call waits for its turn under the rate limit of the client. Defaults to that of the client:
    /// [`ClientBuilder::pace_timeout`](super::ClientBuilder::pace_timeout).
    pub fn pace_timeout(mut self, limit: Duration) -> Self {
        self.pace_timeout = Some(limit);
        self
    }

    /// Sets when the call is retried. Defaults to the policy of the client.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Adds a header. It replaces a header of the same name that the client would send, even a credential. A name or
    /// value that is not valid in HTTP is an [`Error::Argument`](super::Error::Argument) on sending. If the name looks
    /// like that of a credential (`authorization`, `x-api-key`, `cookie`), the value is hidden in errors.
    ///
    /// The headers that delimit a request (`content-length`, `transfer-encoding`, `te`, `trailer`, `upgrade`) are an
    /// [`Error::Argument`](super::Error::Argument) as well, and so is `host`, which [`host`](RequestOptions::host) sets.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends the request to another base URL than that of the client or of the operation, such as one that the server has named
    /// for an upload. Credentials are sent there as well. What is no base URL is an
    /// [`Error::Configuration`](super::Error::Configuration) on sending, as for
    /// [`ClientBuilder::base_url`](super::ClientBuilder::base_url).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the `host` header of HTTP/1.1, for a server that expects another name than that of the base URL, such as one
    /// behind a tunnel. The connection, and the name that TLS checks, are still those of the base URL.
    pub fn host(mut self, name: impl Into<String>) -> Self {
        self.host = Some(name.into());
        self
    }

    /// Adds a query parameter to those of the request. If the name looks like that of a credential (`token`,
    /// `api_key`), the value is hidden in errors.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }
}

/// Shows the names of headers and parameters, and no values: any of them may be a secret.
impl std::fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names =
            |pairs: &[(Cow<'static, str>, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        // What is no base URL may contain a credential.
        let base_url = self.base_url.as_deref().and_then(|url| BaseUrl::parse(url).ok());
        f.debug_struct("RequestOptions")
            .field("timeout", &self.timeout)
            .field("pace_timeout", &self.pace_timeout)
            .field("retry", &self.retry)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .field("host", &self.host)
            .field("base_url", &base_url.as_ref().map(BaseUrl::as_str))
            .finish()
    }
}
