//! The client, as its users hold it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::builder::ClientBuilder;
use super::client_inner::ClientInner;
use super::mode::{Async, Mode};

/// A client of the API. [`Client::builder`] configures one.
///
/// Cloning is cheap. All clones share connections, the rate limit, and the cookies that the server sets.
///
/// Each tag of the API is a method, whose result has the operations. An operation is sent by its `send`. `M` says how
/// `send` waits: it returns a future with [`Async`], the default, and blocks the thread with `Blocking`.
///
/// The calls of an [`Async`] client need a tokio 1 runtime with I/O and time enabled, such as `#[tokio::main]` or
/// `tokio::runtime::Builder` with `enable_all` sets up. Sending panics outside of one.
pub struct Client<M = Async> {
    pub(super) inner: Arc<ClientInner>,
    mode: PhantomData<fn() -> M>,
}

impl Client {
    /// Returns a builder with the default settings. It needs a server, and the credentials of the operations to be called.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl<M: Mode> Client<M> {
    pub(super) fn new(inner: ClientInner) -> Self {
        Self { inner: Arc::new(inner), mode: PhantomData }
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
