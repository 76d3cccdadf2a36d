//! The client, as its users hold it.

use std::fmt;
use std::sync::Arc;

use super::builder::ClientBuilder;
use super::client_inner::ClientInner;

/// A client of the API. [`Client::builder`] configures one.
///
/// Cloning is cheap. All clones share connections, the rate limit, and the cookies that the server sets.
///
/// Each tag of the API is a method, whose result has the operations. An operation is sent by its `send`, which is async, or,
/// with the feature `blocking`, by its `send_blocking`, which blocks the thread. A client can do both.
///
/// Async calls need a tokio 1 runtime with I/O and time enabled, such as `#[tokio::main]` or `tokio::runtime::Builder` with
/// `enable_all` sets up. Sending panics outside of one.
///
/// Blocking calls can be made anywhere. Within a runtime, they block its thread. The first one starts two threads, which all
/// clones share, and which end when the last clone is dropped. A blocking call on one of these threads, such as by a
/// [`Transport`](super::Transport) of the same client, is an [`Error::Refused`](super::Error::Refused).
#[derive(Clone)]
pub struct Client {
    pub(super) inner: Arc<ClientInner>,
}

impl Client {
    /// Returns a builder with the default settings. It needs a server, and the credentials of the operations to be called.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.inner.base_url.as_str()).finish_non_exhaustive()
    }
}
