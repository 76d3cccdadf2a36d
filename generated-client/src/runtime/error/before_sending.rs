//! Errors that occur before anything is sent.

use std::fmt;

use super::cause::Cause;
use crate::runtime::operation::Operation;
use crate::runtime::transport::TransportFailure;

/// The settings of the builder are not valid.
#[derive(Debug)]
pub struct ConfigurationError {
    message: String,
}

impl ConfigurationError {
    pub(in crate::runtime) fn new(message: impl Into<String>) -> Self {
        let message = message.into();
        Self { message }
    }
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot build the client: {}", self.message)
    }
}

impl std::error::Error for ConfigurationError {}

/// An argument of a call cannot be sent. The message names the argument and does not show its value.
#[derive(Clone, Debug)]
pub struct ArgumentError {
    operation: Operation,
    argument: String,
    problem: String,
}

impl ArgumentError {
    pub(in crate::runtime) fn new(
        operation: &Operation,
        argument: impl Into<String>,
        problem: impl Into<String>,
    ) -> Self {
        Self { operation: *operation, argument: argument.into(), problem: problem.into() }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Returns the name of the argument in the specification, or `body` for the whole body.
    pub fn argument(&self) -> &str {
        &self.argument
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, argument, problem } = self;
        write!(f, "{operation}: nothing was sent, because `{argument}` {problem}")
    }
}

impl std::error::Error for ArgumentError {}

/// The client lacks a credential that the operation requires.
#[derive(Debug)]
pub struct MissingCredentialError {
    operation: Operation,
    alternatives: Vec<String>,
}

impl MissingCredentialError {
    pub(in crate::runtime) fn new(operation: &Operation, alternatives: Vec<String>) -> Self {
        Self { operation: *operation, alternatives }
    }

    /// Returns the operation that was called. Its `security` lists the alternatives; set the credentials of one of them
    /// on the builder of the client.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }
}

impl fmt::Display for MissingCredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alternatives = self.alternatives.join(" or ");
        let operation = &self.operation;
        write!(
            f,
            "{operation}: nothing was sent, because the client has no credential for {alternatives}; set it on the builder"
        )
    }
}

impl std::error::Error for MissingCredentialError {}

/// The request was complete, and what should have sent it did not: the HTTP library, or a [`Transport`](crate::Transport)
/// such as a mock. The call is not retried.
#[derive(Debug)]
pub struct RefusedError {
    operation: Operation,
    cause: Cause,
    attempts: u32,
}

impl RefusedError {
    pub(in crate::runtime) fn new(operation: &Operation, failure: &TransportFailure) -> Self {
        Self { operation: *operation, cause: Cause::of(failure.cause.as_ref()), attempts: 1 }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Returns the number of attempts that the call made, including the one that was refused.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }
}

impl fmt::Display for RefusedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the request was not sent: {}", self.operation, self.cause.root())
    }
}

impl std::error::Error for RefusedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}
