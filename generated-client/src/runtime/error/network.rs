//! Errors of the connection and of time.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::{Cause, Error};
use crate::runtime::excerpt::Excerpt;
use crate::runtime::operation::Operation;

/// How far a call had come when it failed.
#[derive(Debug)]
pub(in crate::runtime) enum Stage {
    /// No connection to the server.
    Connecting,
    /// Connected, and no answer yet.
    Waiting,
    /// A redirect was followed, and no answer came there yet.
    Redirected,
    /// The answer with this status had begun, and so much of its body had come.
    Reading(StatusCode, Excerpt),
}

impl Stage {
    fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Connecting | Self::Waiting | Self::Redirected => None,
            Self::Reading(status, _) => Some(*status),
        }
    }

    fn body(&self) -> &str {
        match self {
            Self::Connecting | Self::Waiting | Self::Redirected => "",
            Self::Reading(_, body) => body.as_str(),
        }
    }
}

/// The connection failed, before or during the answer.
#[derive(Debug)]
pub struct TransportError {
    operation: &'static Operation,
    stage: Stage,
    cause: Cause,
}

impl TransportError {
    /// Returns the operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Whether no connection came about, so that the server has seen nothing of the call.
    pub fn is_connect(&self) -> bool {
        matches!(self.stage, Stage::Connecting)
    }

    /// Returns the status of the answer, if it had begun.
    pub fn status(&self) -> Option<StatusCode> {
        self.stage.status()
    }

    /// Returns the beginning of the body as far as it came, at most 2048 bytes, with what is not UTF-8 replaced and with
    /// the credentials of the client hidden. It is empty if the answer had not begun. `Display` does not show it, and
    /// `Debug` does not where it begins like JSON, because the answer to a success can hold secrets.
    pub fn body(&self) -> &str {
        self.stage.body()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation;
        let root = self.cause.root();
        match &self.stage {
            Stage::Connecting => write!(f, "{operation}: cannot connect to the server: {root}"),
            Stage::Waiting => write!(f, "{operation}: the connection failed before an answer: {root}"),
            Stage::Redirected => write!(f, "{operation}: the connection failed after a redirect: {root}"),
            Stage::Reading(status, _) => {
                write!(f, "{operation}: the answer {status} broke off: {root}")
            }
        }
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// The time for the call, or for the connection, ran out.
#[derive(Debug)]
pub struct TimeoutError {
    operation: &'static Operation,
    stage: Stage,
    limit: Duration,
    cause: Cause,
}

impl TimeoutError {
    /// Returns the operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Whether no connection came about, so that the server has seen nothing of the call.
    pub fn is_connect(&self) -> bool {
        matches!(self.stage, Stage::Connecting)
    }

    /// Returns the status of the answer, if it had begun.
    pub fn status(&self) -> Option<StatusCode> {
        self.stage.status()
    }

    /// Returns the beginning of the body as far as it came, at most 2048 bytes, with what is not UTF-8 replaced and with
    /// the credentials of the client hidden. It is empty if the answer had not begun. `Display` does not show it, and
    /// `Debug` does not where it begins like JSON, because the answer to a success can hold secrets.
    pub fn body(&self) -> &str {
        self.stage.body()
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation;
        let limit = self.limit;
        match &self.stage {
            Stage::Connecting => write!(f, "{operation}: no connection to the server in time"),
            Stage::Waiting => write!(f, "{operation}: no answer within {limit:?}"),
            Stage::Redirected => write!(f, "{operation}: no answer after a redirect within {limit:?}"),
            Stage::Reading(status, _) => {
                write!(f, "{operation}: the answer {status} did not end within {limit:?}")
            }
        }
    }
}

impl std::error::Error for TimeoutError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

impl Error {
    /// Sorts a failure of the HTTP library. `limit` is the time that the whole call had.
    pub(in crate::runtime) fn from_http(
        operation: &'static Operation,
        stage: Stage,
        limit: Duration,
        error: reqwest::Error,
    ) -> Self {
        let timed_out = error.is_timeout();
        let stage = match stage {
            Stage::Waiting if error.is_connect() => Stage::Connecting,
            other => other,
        };
        let cause = Cause::of(&error.without_url());
        if timed_out {
            let error = TimeoutError { operation, stage, limit, cause };
            return error.into();
        }
        let error = TransportError { operation, stage, cause };
        error.into()
    }
}
