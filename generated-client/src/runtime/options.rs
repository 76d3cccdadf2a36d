//! What concerns one call alone.

use std::borrow::Cow;
use std::time::Duration;

use super::retry::RetryPolicy;

/// Settings for one call, beside those of the client.
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
#[must_use = "options do nothing until they are given to a request"]
pub struct RequestOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) headers: Vec<(Cow<'static, str>, String)>,
    pub(super) query: Vec<(Cow<'static, str>, String)>,
}

impl RequestOptions {
    /// Returns options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time that each attempt may take, in place of that of the client.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Sets how often the call is tried, in place of the policy of the client.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Adds a header. It takes the place of one that the client would send under the same name, a credential included.
    /// What cannot be sent in a header is reported on sending. A value whose name tells a credential (`authorization`,
    /// `x-api-key`, `cookie`) is hidden in errors as those of the client are.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a parameter to the query, beside those that the request has. A value whose name tells a credential (`token`,
    /// `api_key`) is hidden in errors as those of the client are.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }
}

/// Shows the names of what is added and no value: any of them may be a secret.
impl std::fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names =
            |pairs: &[(Cow<'static, str>, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("RequestOptions")
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .finish()
    }
}
