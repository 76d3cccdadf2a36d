//! Errors of the connection and of time.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::cause::{Cause, attempts_note};
use crate::runtime::excerpt::Excerpt;
use crate::runtime::operation::Operation;
use crate::runtime::transport::TransportFailure;

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
    operation: Operation,
    stage: Stage,
    cause: Cause,
    attempts: u32,
}

impl TransportError {
    pub(super) fn new(operation: &Operation, stage: Stage, cause: &(dyn std::error::Error + 'static)) -> Self {
        Self { operation: *operation, stage, cause: Cause::of(cause), attempts: 1 }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &Operation {
        &self.operation
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

    /// Returns how often the call was tried.
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
            Stage::Connecting => write!(f, "{operation}: cannot connect to the server: {root}"),
            Stage::Waiting => write!(f, "{operation}: the connection failed before an answer: {root}"),
            Stage::Redirected => write!(f, "{operation}: the connection failed after a redirect: {root}"),
            Stage::Reading(status, _) => {
                write!(f, "{operation}: the answer {status} broke off: {root}")
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

/// The time for an attempt, or for the connection, ran out.
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

    /// Returns how often the call was tried.
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
            Stage::Connecting => write!(f, "{operation}: no connection to the server in time"),
            Stage::Waiting => write!(f, "{operation}: no answer within {limit:?}"),
            Stage::Redirected => write!(f, "{operation}: no answer after a redirect within {limit:?}"),
            Stage::Reading(status, _) => {
                write!(f, "{operation}: the answer {status} did not end within {limit:?}")
            }
        }?;
        f.write_str(&attempts_note(self.attempts))
    }
}

impl std::error::Error for TimeoutError {}

/// Why an attempt came to nothing, as those who send know it.
#[derive(Debug)]
pub(in crate::runtime) enum AttemptFailure {
    /// The time of the attempt ran out.
    OutOfTime,
    Transport(TransportFailure),
}

impl From<TransportFailure> for AttemptFailure {
    fn from(failure: TransportFailure) -> Self {
        Self::Transport(failure)
    }
}
