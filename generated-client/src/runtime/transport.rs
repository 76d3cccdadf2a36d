//! What carries requests to a server and answers back: the network, or in a test whatever stands for it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::operation::Operation;

/// Carries one request to the server and brings its answer, for a client that does not use the network:
/// [`ClientBuilder::transport`](super::ClientBuilder::transport).
///
/// The request is complete: credentials are in it. Redirects, retries, pacing and timeouts are the client's affair, and
/// work as they do over the network. With the feature `mock` there is one that answers with typed values.
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
    /// Sends the request. The body of the answer may still be on its way.
    fn execute(&self, operation: &Operation, request: reqwest::Request) -> TransportFuture;
}

/// What a [`Transport`] returns.
pub type TransportFuture = Pin<Box<dyn Future<Output = Result<reqwest::Response, TransportFailure>> + Send>>;

/// Why a [`Transport`] brings no answer.
#[derive(Debug)]
pub struct TransportFailure {
    pub(super) kind: FailureKind,
    pub(super) cause: Box<dyn std::error::Error + Send + Sync>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailureKind {
    /// No connection, so that the server has seen nothing.
    Connect,
    /// No connection in time.
    ConnectTimeout,
    /// No answer in time, by a limit that the transport has set itself.
    Timeout,
    /// The connection failed before the answer.
    Broken,
}

impl TransportFailure {
    /// No connection to the server came about.
    pub fn connect(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: FailureKind::Connect, cause: cause.into() }
    }

    /// The connection failed after the request was sent, or while it was.
    pub fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: FailureKind::Broken, cause: cause.into() }
    }
}

impl From<reqwest::Error> for TransportFailure {
    fn from(error: reqwest::Error) -> Self {
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, true) => FailureKind::ConnectTimeout,
            (true, false) => FailureKind::Connect,
            (false, true) => FailureKind::Timeout,
            (false, false) => FailureKind::Broken,
        };
        Self { kind, cause: error.without_url().into() }
    }
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

/// The network, by the HTTP library.
pub(super) struct Network(pub(super) reqwest::Client);

impl Transport for Network {
    fn execute(&self, _: &Operation, request: reqwest::Request) -> TransportFuture {
        let sent = self.0.execute(request);
        Box::pin(async move { Ok(sent.await?) })
    }
}
