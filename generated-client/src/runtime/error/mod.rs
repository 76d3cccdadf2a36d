//! The error type of the crate. A message is one line, names the operation and its path template, and contains no value
//! that the caller passed.

mod api;
mod before_sending;
mod cause;
mod decode;
mod error_body;
mod error_text;
mod network;
mod retry_after;

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

pub use api::ApiError;
pub use before_sending::{ArgumentError, ConfigurationError, MissingCredentialError, RefusedError};
pub use decode::DecodeError;
pub use error_body::FromErrorBody;
pub use network::{TimeoutError, TransportError};

pub(super) use api::{ErrorResponse, request_id};
pub(super) use decode::DecodeProblem;
#[allow(unused_imports, reason = "whether they are named depends on the specification")]
pub(crate) use error_body::{error_enum, is_of_status};
pub(super) use network::{AttemptFailure, Stage};

use super::operation::Operation;
use super::transport::FailureKind;

/// Why a client could not be built, or a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The settings of the builder are not valid.
    Configuration(Box<ConfigurationError>),
    /// An argument of the call cannot be sent. Nothing was sent.
    Argument(Box<ArgumentError>),
    /// The client lacks a credential that the operation requires. Nothing was sent.
    MissingCredential(Box<MissingCredentialError>),
    /// The HTTP library, or a [`Transport`](super::Transport) such as a mock, did not send the request.
    Refused(Box<RefusedError>),
    /// The connection failed, before or during the response.
    Transport(Box<TransportError>),
    /// An attempt, connecting, or the wait for the rate limit exceeded its time limit.
    Timeout(Box<TimeoutError>),
    /// The server reported success, but the response is not what the operation returns.
    Decode(Box<DecodeError>),
    /// The server responded with a status other than success (2xx).
    Api(Box<ApiError>),
}

impl Error {
    /// Returns the operation that failed; `None` if the client could not be built.
    pub fn operation(&self) -> Option<&Operation> {
        match self {
            Self::Configuration(_) => None,
            Self::Argument(error) => Some(error.operation()),
            Self::MissingCredential(error) => Some(error.operation()),
            Self::Refused(error) => Some(error.operation()),
            Self::Transport(error) => Some(error.operation()),
            Self::Timeout(error) => Some(error.operation()),
            Self::Decode(error) => Some(error.operation()),
            Self::Api(error) => Some(error.operation()),
        }
    }

    /// Returns the status of the response, if one began to arrive.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Configuration(_) | Self::Argument(_) | Self::MissingCredential(_) | Self::Refused(_) => None,
            Self::Transport(error) => error.status(),
            Self::Timeout(error) => error.status(),
            Self::Decode(error) => Some(error.status()),
            Self::Api(error) => Some(error.status()),
        }
    }

    /// Returns the number of attempts that the call made; 1 if nothing was sent.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Configuration(_) | Self::Argument(_) | Self::MissingCredential(_) => 1,
            Self::Refused(error) => error.attempts(),
            Self::Transport(error) => error.attempts(),
            Self::Timeout(error) => error.attempts(),
            Self::Decode(error) => error.attempts(),
            Self::Api(error) => error.attempts(),
        }
    }

    /// Returns the error that the server reported, if it responded with a status other than success.
    pub fn as_api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the body of the error as a type, if the server reported one with such a body: [`ApiError::body_as`].
    pub fn body_as<T: FromErrorBody>(&self) -> Option<T> {
        self.as_api()?.body_as()
    }

    /// Returns how long the server asks to wait, if it sent `Retry-After`: [`ApiError::retry_after`].
    pub fn retry_after(&self) -> Option<Duration> {
        self.as_api()?.retry_after()
    }

    /// Returns the id under which the server or its proxy logged the request, if it responded with an error that has
    /// one. Its support will ask for it.
    pub fn request_id(&self) -> Option<&str> {
        self.as_api()?.request_id()
    }

    /// Whether the server responded with 401: it does not accept the credential.
    pub fn is_unauthorized(&self) -> bool {
        self.is_api(StatusCode::UNAUTHORIZED)
    }

    /// Whether the server responded with 403: the credential does not permit this call. The message names the scopes
    /// that the operation requires.
    pub fn is_forbidden(&self) -> bool {
        self.is_api(StatusCode::FORBIDDEN)
    }

    /// Whether the server responded with 404.
    pub fn is_not_found(&self) -> bool {
        self.is_api(StatusCode::NOT_FOUND)
    }

    /// Whether the server responded with 429: there were too many requests.
    pub fn is_rate_limited(&self) -> bool {
        self.is_api(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the server responded with 409: the request conflicts with the current state, such as a name that is
    /// taken.
    pub fn is_conflict(&self) -> bool {
        self.is_api(StatusCode::CONFLICT)
    }

    /// Whether the server reported a failure of its own (5xx).
    pub fn is_server_error(&self) -> bool {
        self.as_api().is_some_and(|error| error.status().is_server_error())
    }

    /// Whether no connection to the server was established. The server has not received the request.
    pub fn is_connect(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_connect(),
            Self::Timeout(error) => error.is_connect(),
            _ => false,
        }
    }

    /// Whether an attempt, connecting, or the wait for the rate limit exceeded its time limit.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether the same call may succeed later: the connection failed, a time limit was exceeded, or the server
    /// responded with 408, 429, 502, 503 or 504. A response that is not valid HTTP does not count. The failed attempt may still have had an effect; only the caller knows
    /// whether the call is safe to repeat.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => !error.is_invalid_response(),
            Self::Timeout(_) => true,
            Self::Api(error) => matches!(error.status().as_u16(), 408 | 429 | 502 | 503 | 504),
            _ => false,
        }
    }

    fn is_api(&self, status: StatusCode) -> bool {
        self.as_api().is_some_and(|error| error.status() == status)
    }

    /// Makes an error of a failed attempt. `limit` is the time limit of the attempt.
    pub(super) fn from_failure(operation: &Operation, stage: Stage, limit: Duration, failure: AttemptFailure) -> Self {
        let failure = match failure {
            AttemptFailure::OutOfTime => return TimeoutError::new(operation, stage, limit).into(),
            AttemptFailure::Transport(failure) => failure,
        };
        let kind = failure.kind;
        let stage = match (stage, kind) {
            (Stage::Waiting, FailureKind::Connect | FailureKind::ConnectTimeout) => Stage::Connecting,
            (other, _) => other,
        };
        match kind {
            FailureKind::ConnectTimeout | FailureKind::Timeout => TimeoutError::new(operation, stage, limit).into(),
            FailureKind::Connect | FailureKind::Broken | FailureKind::Invalid => {
                TransportError::new(operation, stage, &failure).into()
            }
            FailureKind::Refused => RefusedError::new(operation, &failure).into(),
        }
    }

    /// Sets how many attempts the call has made.
    pub(super) fn after(mut self, attempts: u32) -> Self {
        match &mut self {
            Self::Refused(error) => error.set_attempts(attempts),
            Self::Transport(error) => error.set_attempts(attempts),
            Self::Timeout(error) => error.set_attempts(attempts),
            Self::Api(error) => error.set_attempts(attempts),
            Self::Decode(error) => error.set_attempts(attempts),
            Self::Configuration(_) | Self::Argument(_) | Self::MissingCredential(_) => {}
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(error) => error.fmt(f),
            Self::Argument(error) => error.fmt(f),
            Self::MissingCredential(error) => error.fmt(f),
            Self::Refused(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Timeout(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
        }
    }
}

/// Each variant forwards the message and the source of its content.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Configuration(error) => error.source(),
            Self::Argument(error) => error.source(),
            Self::MissingCredential(error) => error.source(),
            Self::Refused(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Timeout(error) => error.source(),
            Self::Decode(error) => error.source(),
            Self::Api(error) => error.source(),
        }
    }
}

impl From<ConfigurationError> for Error {
    fn from(error: ConfigurationError) -> Self {
        Self::Configuration(Box::new(error))
    }
}

impl From<ArgumentError> for Error {
    fn from(error: ArgumentError) -> Self {
        Self::Argument(Box::new(error))
    }
}

impl From<MissingCredentialError> for Error {
    fn from(error: MissingCredentialError) -> Self {
        Self::MissingCredential(Box::new(error))
    }
}

impl From<RefusedError> for Error {
    fn from(error: RefusedError) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(Box::new(error))
    }
}

impl From<TimeoutError> for Error {
    fn from(error: TimeoutError) -> Self {
        Self::Timeout(Box::new(error))
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}
