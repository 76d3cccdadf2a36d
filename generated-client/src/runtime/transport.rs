//! Sends requests: over the network, or in tests through a replacement.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

#[cfg(feature = "blocking")]
use super::blocking::Executor;
use super::operation::Operation;

/// Sends requests in place of the network: [`ClientBuilder::transport`](super::ClientBuilder::transport).
///
/// The request is complete and contains credentials. Redirects, retries, the rate limit and time limits are handled by
/// the client, as over the network. The feature `mock` has a transport with typed responses, and
/// [`ClientBuilder::wrap_network`](super::ClientBuilder::wrap_network) is for transports that use the network themselves.
///
/// ```
/// # use generated_client::{Client, Operation, Transport, TransportFuture, reqwest};
/// struct Canned;
///
/// impl Transport for Canned {
///     fn execute(&self, operation: &Operation, _request: reqwest::Request) -> TransportFuture {
///         let body = if operation.name == "things.list" { r#"{"things": []}"# } else { "{}" };
///         Box::pin(async move { Ok(http::Response::new(body).into()) })
///     }
/// }
///
/// let client = Client::builder().server("http://localhost").token("any").transport(Canned).build();
/// # assert!(client.is_ok());
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and returns the response, whose body may still be arriving.
    fn execute(&self, operation: &Operation, request: reqwest::Request) -> TransportFuture;
}

/// The future that a [`Transport`] returns.
pub type TransportFuture = Pin<Box<dyn Future<Output = Result<reqwest::Response, TransportFailure>> + Send>>;

/// Why a [`Transport`] has no response.
#[derive(Debug)]
pub struct TransportFailure {
    pub(super) kind: FailureKind,
    pub(super) cause: Box<dyn std::error::Error + Send + Sync>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailureKind {
    /// No connection was established, so the server has not received the request.
    Connect,
    /// Connecting exceeded its time limit.
    ConnectTimeout,
    /// No response arrived within a time limit of the transport itself.
    Timeout,
    /// The connection failed before the response.
    Broken,
    /// What arrived is not valid HTTP.
    Invalid,
    /// The request was not sent, and would not be the next time either.
    Refused,
}

impl TransportFailure {
    /// Reports that no connection to the server was established. The server has not received the request.
    pub fn connect(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: FailureKind::Connect, cause: cause.into() }
    }

    /// Reports that the connection failed while or after the request was sent. The server may have received it.
    pub fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: FailureKind::Broken, cause: cause.into() }
    }

    /// Reports that what the server sent is not valid HTTP. The call is not retried.
    pub fn invalid(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: FailureKind::Invalid, cause: cause.into() }
    }

    /// Reports that the transport does not send this request. The call is not retried, and ends with
    /// [`Error::Refused`](super::Error::Refused).
    pub fn refused(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: FailureKind::Refused, cause: cause.into() }
    }
}

impl From<reqwest::Error> for TransportFailure {
    fn from(error: reqwest::Error) -> Self {
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, true) => FailureKind::ConnectTimeout,
            (true, false) => FailureKind::Connect,
            (false, true) => FailureKind::Timeout,
            (false, false) if error.is_builder() => FailureKind::Refused,
            (false, false) if is_invalid(&error) => FailureKind::Invalid,
            (false, false) => FailureKind::Broken,
        };
        Self { kind, cause: error.without_url().into() }
    }
}

/// Whether the HTTP library could not parse what arrived: the head of a response, its chunks, or its compression.
fn is_invalid(error: &reqwest::Error) -> bool {
    let sources = std::iter::successors(std::error::Error::source(error), |error| error.source());
    sources.into_iter().any(|source| {
        let parse = source.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse);
        let io = source.downcast_ref::<io::Error>().map(io::Error::kind);
        parse || matches!(io, Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData))
    })
}

impl fmt::Display for TransportFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for TransportFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.source()
    }
}

/// The network, used through the HTTP library with the settings of a client. A [`Transport`] that is made by
/// [`ClientBuilder::wrap_network`](super::ClientBuilder::wrap_network) sends requests through it. Clones share their
/// connections.
#[derive(Clone)]
pub struct Network {
    http: reqwest::Client,
    #[cfg(feature = "blocking")]
    blocking: Option<BlockingNetwork>,
}

/// The connections of blocking calls. They are separate, because a connection is driven by the runtime that it was opened
/// on, and a blocking call may block that one.
#[cfg(feature = "blocking")]
#[derive(Clone)]
struct BlockingNetwork {
    http: reqwest::Client,
    /// A transport that keeps the network must not keep the threads of a client that is gone.
    executor: std::sync::Weak<Executor>,
}

impl Network {
    pub(super) fn new(http: reqwest::Client) -> Self {
        Self {
            http,
            #[cfg(feature = "blocking")]
            blocking: None,
        }
    }

    /// Sets what blocking calls use.
    #[cfg(feature = "blocking")]
    pub(super) fn with_blocking_calls(self, http: reqwest::Client, executor: &Arc<Executor>) -> Self {
        Self { blocking: Some(BlockingNetwork { http, executor: Arc::downgrade(executor) }), ..self }
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").finish_non_exhaustive()
    }
}

/// Where the requests of a client go.
#[derive(Clone)]
pub(super) enum Route {
    Network,
    /// Another transport, in place of the network.
    Instead(Arc<dyn Transport>),
    /// A transport that is made with the network.
    Around(Arc<dyn Fn(Network) -> Arc<dyn Transport> + Send + Sync>),
}

impl Transport for Network {
    fn execute(&self, _: &Operation, request: reqwest::Request) -> TransportFuture {
        #[cfg(feature = "blocking")]
        if let Some(blocking) = &self.blocking
            && let Some(executor) = blocking.executor.upgrade()
            && let Some(connections) = executor.connections()
        {
            let http = blocking.http.clone();
            let mut sent = AbortOnDrop(connections.spawn(async move { http.execute(request).await }));
            return Box::pin(async move {
                match (&mut sent.0).await {
                    Ok(sent) => Ok(sent?),
                    Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                    Err(error) => Err(TransportFailure::broken(error)),
                }
            });
        }
        let sent = self.http.execute(request);
        Box::pin(async move { Ok(sent.await?) })
    }
}

/// A task that ends with the call that waits for it.
#[cfg(feature = "blocking")]
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

#[cfg(feature = "blocking")]
impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
