//! Errors of connections and time limits.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::cause::{Cause, attempts_note};
use crate::runtime::excerpt::Excerpt;
use crate::runtime::operation::Operation;
use crate::runtime::transport::{FailureKind, TransportFailure};

/// How far an attempt had come when it failed.
#[derive(Debug)]
pub(in crate::runtime) enum Stage {
    /// It waited for its turn under the rate limit of the client.
    Pacing,
    /// There was no connection to the server.
    Connecting,
    /// The request was sent, and no response had arrived.
    Waiting,
    /// A redirect was followed, and no response to it had arrived.
    Redirected,
    /// A response with this status had begun, and this part of its body had arrived.
    Reading(StatusCode, Excerpt),
}

impl Stage {
    fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Pacing | Self::Connecting | Self::Waiting | Self::Redirected => None,
            Self::Reading(status, _) => Some(*status),
        }
    }

    fn body(&self) -> &str {
        match self {
            Self::Pacing | Self::Connecting | Self::Waiting | Self::Redirected => "",
            Self::Reading(_, body) => body.as_str(),
        }
    }
}

/// The connection failed, before or during the response.
#[derive(Debug)]
pub struct TransportError {
    operation: Operation,
    stage: Stage,
    kind: FailureKind,
    cause: Cause,
    attempts: u32,
}

impl TransportError {
    pub(super) fn new(operation: &Operation, stage: Stage, failure: &TransportFailure) -> Self {
        let cause = Cause::of(failure.cause.as_ref());
        Self { operation: *operation, stage, kind: failure.kind, cause, attempts: 1 }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Whether no connection was established. The server has not received the request.
    pub fn is_connect(&self) -> bool {
        matches!(self.stage, Stage::Connecting)
    }

    /// Whether what the server sent is not valid HTTP. Such a call is not retried.
    pub fn is_invalid_response(&self) -> bool {
        self.kind == FailureKind::Invalid
    }

    /// Returns the status of the response, if it had begun.
    pub fn status(&self) -> Option<StatusCode> {
        self.stage.status()
    }

    /// Returns the beginning of the body as far as it arrived, at most 2048 bytes; empty if the response had not begun.
    /// Invalid UTF-8 is replaced, and the credentials of the client are hidden. A successful response can contain
    /// secrets, so `Display` never shows the body, and `Debug` does not if it begins like JSON.
    pub fn body(&self) -> &str {
        self.stage.body()
    }

    /// Returns the number of attempts that the call made.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = &self.operation;
        let root = self.cause.root();
        match &self.stage {
            Stage::Pacing | Stage::Connecting => write!(f, "{operation}: cannot connect to the server: {root}"),
            Stage::Waiting | Stage::Redirected if self.is_invalid_response() => {
                write!(f, "{operation}: the response is not valid HTTP: {root}")
            }
            Stage::Reading(status, _) if self.is_invalid_response() => {
                write!(f, "{operation}: the response {status} is not valid HTTP: {root}")
            }
            Stage::Waiting => write!(f, "{operation}: the connection failed before a response: {root}"),
            Stage::Redirected => write!(f, "{operation}: the connection failed after a redirect: {root}"),
            Stage::Reading(status, _) => {
                write!(f, "{operation}: the response {status} was interrupted: {root}")
            }
        }?;
        f.write_str(&attempts_note(self.attempts))
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// An attempt, connecting, or the wait for the rate limit exceeded its time limit.
#[derive(Debug)]
pub struct TimeoutError {
    operation: Operation,
    stage: Stage,
    limit: Duration,
    attempts: u32,
}

impl TimeoutError {
    pub(super) fn new(operation: &Operation, stage: Stage, limit: Duration) -> Self {
        Self { operation: *operation, stage, limit, attempts: 1 }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Whether no connection was established. The server has not received the request.
    pub fn is_connect(&self) -> bool {
        matches!(self.stage, Stage::Connecting)
    }

    /// Whether the turn of the request under the rate limit of the client would have come later than
    /// [`pace_timeout`](crate::ClientBuilder::pace_timeout) allows. The server has not received this request.
    pub fn is_pace(&self) -> bool {
        matches!(self.stage, Stage::Pacing)
    }

    /// Returns the status of the response, if it had begun.
    pub fn status(&self) -> Option<StatusCode> {
        self.stage.status()
    }

    /// Returns the beginning of the body as far as it arrived, at most 2048 bytes; empty if the response had not begun.
    /// Invalid UTF-8 is replaced, and the credentials of the client are hidden. A successful response can contain
    /// secrets, so `Display` never shows the body, and `Debug` does not if it begins like JSON.
    pub fn body(&self) -> &str {
        self.stage.body()
    }

    /// Returns the number of attempts that the call made.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = &self.operation;
        let limit = self.limit;
        match &self.stage {
            Stage::Pacing => {
                write!(
                    f,
                    "{operation}: the rate limit of the client allows no request within {limit:?} (`pace_timeout`)"
                )
            }
            Stage::Connecting => write!(f, "{operation}: connecting to the server exceeded its time limit"),
            Stage::Waiting => write!(f, "{operation}: no response within {limit:?}"),
            Stage::Redirected => write!(f, "{operation}: no response after a redirect within {limit:?}"),
            Stage::Reading(status, _) => {
                write!(f, "{operation}: the response {status} was not complete within {limit:?}")
            }
        }?;
        f.write_str(&attempts_note(self.attempts))
    }
}

impl std::error::Error for TimeoutError {}

/// Why an attempt has no complete response.
#[derive(Debug)]
pub(in crate::runtime) enum AttemptFailure {
    /// The attempt exceeded its time limit.
    OutOfTime,
    Transport(TransportFailure),
}

impl From<TransportFailure> for AttemptFailure {
    fn from(failure: TransportFailure) -> Self {
        Self::Transport(failure)
    }
}
