//! The error of a successful response that cannot be decoded.

use std::fmt;

use reqwest::StatusCode;

use super::cause::{Cause, attempts_note};
use crate::runtime::excerpt::Excerpt;
use crate::runtime::operation::Operation;

/// The server reported success, but the response is not what the operation returns.
///
/// A body that begins like JSON can contain secrets, so neither `Display` nor `Debug` shows it or a value of it.
/// [`DecodeError::body`] returns it.
pub struct DecodeError {
    operation: Operation,
    status: StatusCode,
    problem: DecodeProblem,
    body: Excerpt,
    cause: Option<Cause>,
    attempts: u32,
}

/// What is wrong with a response.
#[derive(Debug)]
pub(in crate::runtime) enum DecodeProblem {
    /// There is no body.
    Empty,
    /// The body has more bytes than the limit of the client.
    TooLarge { limit: usize },
    /// The body has a content encoding that the client did not ask for.
    Encoded { encoding: String },
    /// The body is not JSON, or not the JSON that is documented. The path leads to the place.
    Json { path: String, message: String },
    /// The response names a charset that the client does not know.
    UnknownCharset { charset: String },
    /// The body is not text in this charset.
    NotText { charset: String },
    /// The body contains NUL, so it is not text, or not in this charset.
    Nul { charset: String },
    /// The body is not a stream of events.
    NotEvents { content_type: String },
    /// The next page, or the value that leads to it, is the same as before, so paging would never end.
    Repeated { items: &'static str },
    /// The last item of a page lacks the property that leads to the next page.
    NoCursor { property: &'static str },
    /// The address of the next page cannot be followed.
    NextAddress { problem: &'static str },
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

    /// Returns the status of the response, which is a success (2xx).
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the number of attempts that the call made.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    /// Returns where in the JSON decoding failed, such as `users[3].id`. `None` if the body is not JSON, or if it is
    /// wrong as a whole.
    pub fn path(&self) -> Option<&str> {
        match &self.problem {
            DecodeProblem::Json { path, .. } if path != "." && !path.is_empty() => Some(path),
            _ => None,
        }
    }

    /// Returns the beginning of the body, at most 2048 bytes. Invalid UTF-8 is replaced, and the credentials of the
    /// client are hidden. Anything else that the server sent is shown, including secrets of other kinds.
    pub fn body(&self) -> &str {
        self.body.as_str()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, .. } = self;
        write!(f, "{operation}: cannot decode the response {status}: ")?;
        match &self.problem {
            DecodeProblem::Empty => f.write_str("its body is empty")?,
            DecodeProblem::TooLarge { limit } => {
                write!(f, "its body is larger than {limit} bytes (`max_response_bytes`)")?;
            }
            DecodeProblem::Encoded { encoding } => {
                write!(f, "its body has the content encoding `{encoding}`, which the client did not ask for")?;
            }
            DecodeProblem::Json { message, .. } => match self.path() {
                Some(path) => write!(f, "at `{path}`: {message}")?,
                None => f.write_str(message)?,
            },
            DecodeProblem::UnknownCharset { charset } => {
                write!(f, "its body has the charset `{charset}`, which the client cannot decode")?;
            }
            DecodeProblem::NotText { charset } if charset == "utf-8" => f.write_str("its body is not UTF-8")?,
            DecodeProblem::NotText { charset } => write!(f, "its body is not text in the charset `{charset}`")?,
            DecodeProblem::Nul { charset } => {
                write!(f, "its body contains NUL, so it is not text in the charset `{charset}`")?;
            }
            DecodeProblem::NotEvents { content_type } => {
                write!(f, "its content type is `{content_type}`, and not that of events")?;
            }
            DecodeProblem::Repeated { items: "" } => {
                f.write_str("the list is the same as in the previous page, so paging would never end")?;
            }
            DecodeProblem::Repeated { items } => {
                write!(f, "`{items}` is the same as in the previous page, so paging would never end")?;
            }
            DecodeProblem::NoCursor { property } => {
                write!(f, "the last item has no `{property}`, which the request for the next page needs")?;
            }
            DecodeProblem::NextAddress { problem } => write!(f, "the address of the next page {problem}")?,
        }
        if let (DecodeProblem::Json { .. } | DecodeProblem::NotEvents { .. }, Some(body)) =
            (&self.problem, self.body.shown())
        {
            write!(f, "; the body begins: {body}")?;
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
