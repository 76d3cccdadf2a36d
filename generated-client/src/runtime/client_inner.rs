//! What all clones of a client share, and every call reads.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderMap;

use super::base_url::BaseUrl;
#[cfg(feature = "blocking")]
use super::blocking::{Executor, OwnThread};
#[cfg(feature = "cookies")]
use super::cookies::CookieJar;
use super::credential::PreparedCredential;
use super::error::ConfigurationError;
#[cfg(feature = "blocking")]
use super::error::{Error, RefusedError};
use super::mask::Mask;
use super::operation::Operation;
use super::rate_limit::RateLimit;
use super::recorder::Recorder;
use super::retry::RetryPolicy;
use super::transport::Transport;
#[cfg(feature = "blocking")]
use super::transport::TransportFailure;

pub(super) struct ClientInner {
    pub(super) transport: Arc<dyn Transport>,
    /// Records what is sent and received.
    pub(super) recorder: Option<Recorder>,
    pub(super) base_url: BaseUrl,
    pub(super) base_url_source: BaseUrlSource,
    /// The credentials by the name of their security scheme.
    pub(super) credentials: BTreeMap<String, PreparedCredential>,
    /// Hides the credentials in whatever a message shows.
    pub(super) mask: Arc<Mask>,
    pub(super) rate_limit: Option<RateLimit>,
    /// How long a request may wait for the rate limit; `None` if there is no bound.
    pub(super) pace_timeout: Option<Duration>,
    pub(super) retry: RetryPolicy,
    #[cfg(feature = "cookies")]
    pub(super) cookies: CookieJar,
    /// The time limit of one attempt.
    pub(super) timeout: Duration,
    pub(super) max_response_bytes: usize,
    #[cfg(feature = "blocking")]
    pub(super) executor: Arc<Executor>,
}

/// Where the base URL of the client comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BaseUrlSource {
    /// It is one of the servers of the specification. An operation with a server of its own is sent there.
    Specification,
    /// The caller chose it, for all operations.
    Caller,
}

impl ClientInner {
    /// Returns the base URL of a call of an operation. `given` is that of its options.
    pub(super) fn base_url(
        &self,
        operation: &Operation,
        given: Option<&str>,
    ) -> Result<Cow<'_, BaseUrl>, ConfigurationError> {
        if let Some(given) = given {
            return BaseUrl::parse(given).map(Cow::Owned);
        }
        match (operation.base_url, self.base_url_source) {
            (Some(own), BaseUrlSource::Specification) => BaseUrl::parse(own).map(Cow::Owned),
            (_, BaseUrlSource::Specification | BaseUrlSource::Caller) => Ok(Cow::Borrowed(&self.base_url)),
        }
    }

    /// Keeps the cookies that a response sets.
    #[cfg(feature = "cookies")]
    pub(super) fn store_cookies(&self, url: &Url, headers: &HeaderMap) {
        self.cookies.store(url, headers);
    }

    #[cfg(not(feature = "cookies"))]
    pub(super) fn store_cookies(&self, _: &Url, _: &HeaderMap) {}

    /// Returns the cookies that the server has set for this URL, each as `name=value`.
    #[cfg(feature = "cookies")]
    pub(super) fn server_cookies(&self, url: &Url) -> Vec<String> {
        self.cookies.pairs_for(url)
    }

    #[cfg(not(feature = "cookies"))]
    pub(super) fn server_cookies(&self, _: &Url) -> Vec<String> {
        Vec::new()
    }

    /// Runs a future of a call on the threads of blocking calls, and returns its result. On such a thread, it is refused.
    #[cfg(feature = "blocking")]
    pub(super) fn wait<T: Send + 'static>(
        &self,
        operation: &Operation,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Error> {
        self.executor.threads()?.wait(future).map_err(|OwnThread| {
            let problem = "a blocking call was made on a thread of its own client, which would wait for itself";
            RefusedError::new(operation, &TransportFailure::refused(problem)).into()
        })
    }
}
