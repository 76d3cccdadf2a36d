//! Errors of reading an answer that reported success.

use std::fmt;

use reqwest::StatusCode;

use super::cause::{Cause, attempts_note};
use crate::runtime::excerpt::Excerpt;
use crate::runtime::operation::Operation;

/// The server reported success, but its answer is not what the operation returns.
///
/// Neither `Display` nor `Debug` shows a body that begins like JSON, or a value of one, because the answer to a success
/// can hold secrets; [`DecodeError::body`] gives it to a caller who asks.
pub struct DecodeError {
    operation: Operation,
    status: StatusCode,
    problem: DecodeProblem,
    body: Excerpt,
    cause: Option<Cause>,
    attempts: u32,
}

/// What is wrong with an answer.
#[derive(Debug)]
pub(in crate::runtime) enum DecodeProblem {
    /// There is no body.
    Empty,
    /// The body is larger than the client reads, in bytes.
    TooLarge { limit: usize },
    /// The body carries an encoding (of compression) that was not asked for.
    Encoded { encoding: String },
    /// The body is no JSON, or not the JSON that is documented; the path leads to the place.
    Json { path: String, message: String },
    /// The body is no UTF-8.
    NotText,
    /// What leads to the next page, or the page itself, is the same as before, so that there would be no end.
    Repeated { items: &'static str },
    /// The last item of a page has nothing that leads to the next page.
    NoCursor { property: &'static str },
}

impl DecodeError {
    pub(in crate::runtime) fn new(
        operation: &Operation,
        status: StatusCode,
        problem: DecodeProblem,
        body: Excerpt,
    ) -> Self {
        let cause = match &problem {
            DecodeProblem::Json { message, .. } => Some(Cause::new(message.clone())),
            _ => None,
        };
        Self { operation: *operation, status, problem, body, cause, attempts: 1 }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Returns the status of the answer, which is one of success.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns how often the call was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    /// Returns where in the JSON the reading failed, as in `users[3].id`. `None` if the body is no JSON at all, or if
    /// it is wrong as a whole.
    pub fn path(&self) -> Option<&str> {
        match &self.problem {
            DecodeProblem::Json { path, .. } if path != "." => Some(path),
            _ => None,
        }
    }

    /// Returns the beginning of the body, at most 2048 bytes, with what is not UTF-8 replaced and with the credentials
    /// of the client hidden. Whatever else a server writes into an answer is there, secrets of other kinds as well.
    pub fn body(&self) -> &str {
        self.body.as_str()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, .. } = self;
        write!(f, "{operation}: cannot read the answer {status}: ")?;
        match &self.problem {
            DecodeProblem::Empty => f.write_str("its body is empty")?,
            DecodeProblem::TooLarge { limit } => {
                write!(f, "its body is larger than {limit} bytes")?;
            }
            DecodeProblem::Encoded { encoding } => {
                write!(f, "its body is encoded as `{encoding}`, which was not asked for")?;
            }
            DecodeProblem::Json { message, .. } => match self.path() {
                Some(path) => write!(f, "at `{path}`: {message}")?,
                None => f.write_str(message)?,
            },
            DecodeProblem::NotText => f.write_str("its body is not UTF-8")?,
            DecodeProblem::Repeated { items } => {
                write!(f, "`{items}` is the same as in the page before, so there would be no end")?;
            }
            DecodeProblem::NoCursor { property } => {
                write!(f, "the last item has no `{property}`, which leads to the next page")?;
            }
        }
        if let (DecodeProblem::Json { .. }, Some(body)) = (&self.problem, self.body.shown()) {
            write!(f, "; it begins: {body}")?;
        }
        f.write_str(&attempts_note(self.attempts))
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("problem", &self.problem)
            .field("body", &self.body)
            .field("attempts", &self.attempts)
            .finish()
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
