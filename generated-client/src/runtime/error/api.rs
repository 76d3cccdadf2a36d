//! The error that the server reports.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Deserialize as _;
use serde_json::Value;

use super::{error_text, retry_after};
use crate::generated::ErrorBody;
use crate::runtime::excerpt;
use crate::runtime::mask::Mask;
use crate::runtime::operation::Operation;

/// Headers in which servers and proxies give the number under which they logged a request.
const REQUEST_ID: [&str; 4] = ["x-request-id", "request-id", "x-correlation-id", "cf-ray"];

/// Returns the id under which the server or its proxy logged a request, if the headers give it.
pub(in crate::runtime) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

/// The server answered with a status other than success (2xx).
///
/// `Display` shows the beginning of the body on one line. What a server writes into its errors is its own choice and is
/// shown as it came, apart from the credentials of the client and the secrets that the call sent: where the server repeats
/// one, `[secret]` stands in its place, here and in all that this type returns except [`headers`](ApiError::headers).
/// `Debug` leaves out the values of the headers, which can hold session cookies.
pub struct ApiError {
    operation: Operation,
    status: StatusCode,
    headers: HeaderMap,
    body: String,
    json: Option<Value>,
    details: Option<ErrorBody>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
}

/// The parts of an answer that an error is made of.
pub(in crate::runtime) struct ErrorResponse {
    pub(in crate::runtime) status: StatusCode,
    pub(in crate::runtime) headers: HeaderMap,
    pub(in crate::runtime) body: Vec<u8>,
}

impl ApiError {
    pub(in crate::runtime) fn new(operation: &Operation, received: ErrorResponse, mask: &Mask) -> Self {
        let ErrorResponse { status, headers, body } = received;
        // Read in two steps, so that a credential is found however the JSON escapes it.
        let json = serde_json::from_slice(excerpt::without_byte_order_mark(&body)).ok().map(|json| mask.hide_in(json));
        Self {
            operation: *operation,
            status,
            request_id: request_id(&headers).map(|id| mask.hide(id)),
            retry_after: retry_after::from_headers(&headers),
            headers,
            body: excerpt::beginning(&body, mask),
            details: json.as_ref().and_then(|json| ErrorBody::deserialize(json).ok()),
            json,
            attempts: 1,
        }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Returns the status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers of the answer as they came: what a server repeats of a credential here is not hidden.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the beginning of the body, at most 2048 bytes, with what is not UTF-8 replaced and with the credentials
    /// of the client hidden. It is empty where the server sent none.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Returns the body as the error that the API documents, if it is one, with the credentials of the client hidden.
    pub fn details(&self) -> Option<&ErrorBody> {
        self.details.as_ref()
    }

    /// Returns the vendor's code for what happened, such as `SC403`: the property `code` of the body, or of an object
    /// `error` in it. A code that is a number is `None`; [`json`](ApiError::json) has it.
    pub fn code(&self) -> Option<&str> {
        error_text::first_text(self.json.as_ref()?, &["code"])
    }

    /// Returns what happened in the words of the server: the property `message` of the body, or `title`, or `error`, or
    /// the like of an object `error` in it.
    pub fn message(&self) -> Option<&str> {
        error_text::first_text(self.json.as_ref()?, &["message", "title", "error"])
    }

    /// Returns what the server says beyond [`message`](ApiError::message): the property `detail` of the body, or
    /// `error_description`, or the like of an object `error` in it.
    pub fn detail(&self) -> Option<&str> {
        error_text::first_text(self.json.as_ref()?, &["detail", "error_description"])
    }

    /// Returns the messages of the single errors, where several came together: the strings in the list `suberrors` or
    /// `errors` of the body, or the `message` of each object in it.
    pub fn suberrors(&self) -> Vec<&str> {
        self.json.as_ref().map(error_text::list).unwrap_or_default()
    }

    /// Returns the whole body, if it is JSON, with the credentials of the client hidden. At most 256 KiB of an error are
    /// read; a body that is longer is no JSON.
    pub fn json(&self) -> Option<&Value> {
        self.json.as_ref()
    }

    /// Returns the id under which the server or its proxy logged the request, from the header `x-request-id`,
    /// `request-id`, `x-correlation-id` or `cf-ray`.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Returns how long the server asks to wait before the next attempt: the header `Retry-After`, which holds seconds or
    /// a date (RFC 9110, section 10.2.3). It counts from when the answer came. `None` if there is no such header, or it is
    /// neither, or the date has passed by more than the clocks may differ.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Returns how often the call was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    /// What helps beyond the words of the server.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(id) = self.request_id() {
            notes.push(format!("request id {}", excerpt::one_line(id)));
        }
        let mut scopes: Vec<String> = Vec::new();
        for alternative in self.operation.security {
            let needed: Vec<_> = alternative.iter().flat_map(|it| it.scopes.iter().copied()).collect();
            let needed = needed.join(" and ");
            // Several schemes often ask for the same.
            if !needed.is_empty() && !scopes.contains(&needed) {
                scopes.push(needed);
            }
        }
        if self.status == StatusCode::FORBIDDEN && !scopes.is_empty() {
            notes.push(format!("the token has to have the scope {}", scopes.join(" or ")));
        }
        if let Some(wait) = self.retry_after {
            notes.push(format!("the server asks to wait {} s", wait.as_secs()));
        }
        if matches!(self.status.as_u16(), 301..=303 | 307 | 308) {
            let limits = "within scheme, host and port, at most ten times, and never with another method";
            notes.push(format!("a redirect is followed only {limits}"));
        }
        if self.attempts > 1 {
            notes.push(format!("{} attempts", self.attempts));
        }
        notes
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, .. } = self;
        write!(f, "{operation}: the server answered {status}")?;
        let body = excerpt::one_line(&self.body);
        if !body.is_empty() {
            write!(f, ": {body}")?;
        }
        let notes = self.notes();
        if !notes.is_empty() {
            write!(f, " ({})", notes.join("; "))?;
        }
        Ok(())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &excerpt::one_line(&self.body))
            .field("request_id", &self.request_id().map(excerpt::one_line))
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.attempts)
            .finish()
    }
}

impl std::error::Error for ApiError {}
