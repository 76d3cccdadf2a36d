//! The client: what every call shares.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "cookies")]
use reqwest::cookie::Jar;

use super::base_url::BaseUrl;
use super::builder::ClientBuilder;
use super::credential::Ready;
use super::error::ConfigurationError;
use super::mask::Mask;
use super::mode::{Async, Mode};
use super::operation::Operation;
use super::pace::Pace;
use super::raw::RawRequest;
use super::retry::RetryPolicy;
use super::transport::Transport;

/// The door to the API. It is made by [`Client::builder`].
///
/// A clone is cheap and shares everything with its original: connections, the pace, and the cookies that the server sets.
/// Its methods lead to the operations. What they return is sent by `send`, which waits in the way that `M` says: with
/// [`Async`], which is meant where nothing is said, it is awaited; a client of `Blocking` blocks the thread.
///
/// Calls of a client that is [`Async`] run on tokio: they have to be awaited within a runtime of tokio 1 in which I/O and
/// time are enabled, as `#[tokio::main]` does and `Builder::enable_all`. Without one, sending panics.
pub struct Client<M = Async> {
    pub(super) inner: Arc<Inner>,
    mode: PhantomData<fn() -> M>,
}

pub(super) struct Inner {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) base_url: BaseUrl,
    pub(super) chosen_by: ChosenBy,
    pub(super) credentials: BTreeMap<String, Ready>,
    pub(super) mask: Arc<Mask>,
    pub(super) pace: Option<Pace>,
    pub(super) retry: RetryPolicy,
    #[cfg(feature = "cookies")]
    pub(super) cookies: Arc<Jar>,
    pub(super) timeout: Duration,
    pub(super) max_response_bytes: usize,
    #[cfg(feature = "blocking")]
    pub(super) executor: Option<super::blocking::Executor>,
}

/// Whose word the base URL is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChosenBy {
    /// One of the servers of the specification, so that an operation which it has elsewhere goes elsewhere.
    Specification,
    /// The caller's own, for all operations.
    Caller,
}

impl Inner {
    /// Where an operation goes.
    pub(super) fn base_url(&self, operation: &Operation) -> Result<Cow<'_, BaseUrl>, ConfigurationError> {
        match (operation.base_url, self.chosen_by) {
            (Some(own), ChosenBy::Specification) => BaseUrl::parse(own).map(Cow::Owned),
            (_, ChosenBy::Specification | ChosenBy::Caller) => Ok(Cow::Borrowed(&self.base_url)),
        }
    }
}

impl Client {
    /// Returns a builder with the defaults. What it needs is a server, and credentials for the operations that ask for some.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl<M: Mode> Client<M> {
    pub(super) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner), mode: PhantomData }
    }

    /// Starts a request for which this crate has no method, with the credentials, retries, pace and errors of every
    /// other: `client.request("GET", "/users/{userId}").path("userId", 42)`.
    ///
    /// The path is a template below the base URL. Values go into its placeholders with [`path`](RawRequest::path): there
    /// they are encoded, and stay out of messages and logs, which show the template.
    pub fn request(&self, method: &'static str, path: &'static str) -> RawRequest<M> {
        RawRequest::new(self, method, path)
    }
}

impl<M> Clone for Client<M> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), mode: PhantomData }
    }
}

impl<M> fmt::Debug for Client<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.inner.base_url.as_str()).finish_non_exhaustive()
    }
}
