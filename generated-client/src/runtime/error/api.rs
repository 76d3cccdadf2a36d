//! The error that the server reports.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::error_body::FromErrorBody;
use super::{error_text, retry_after};
use crate::generated::ErrorBody;
use crate::runtime::charset;
use crate::runtime::decode;
use crate::runtime::excerpt;
use crate::runtime::mask::Mask;
use crate::runtime::operation::Operation;

/// Headers in which servers and proxies send the id of a request.
const REQUEST_ID: [&str; 4] = ["x-request-id", "request-id", "x-correlation-id", "cf-ray"];

/// Returns the id under which the server or its proxy logged a request, if a header has it.
pub(in crate::runtime) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

/// The server responded with a status other than success (2xx).
///
/// `Display` shows the beginning of the body on one line. It is shown as the server sent it, except that the
/// credentials of the client and the secrets of the call are replaced by `[secret]`, also if they are escaped or cut off;
/// the README says what is not found. This holds for everything that
/// this type returns except [`headers`](ApiError::headers). `Debug` omits the values of headers, which can contain
/// session cookies.
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

/// An error response, as it was received.
pub(in crate::runtime) struct ErrorResponse {
    pub(in crate::runtime) status: StatusCode,
    pub(in crate::runtime) headers: HeaderMap,
    pub(in crate::runtime) body: Vec<u8>,
}

impl ApiError {
    pub(in crate::runtime) fn new(operation: &Operation, received: ErrorResponse, mask: &Mask) -> Self {
        let ErrorResponse { status, headers, body } = received;
        let text = charset::lossy(&headers, &body);
        // Parsed before credentials are hidden, so that they are found however the JSON escapes them.
        let json = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok().map(|json| mask.hide_in(json));
        Self {
            operation: *operation,
            status,
            request_id: request_id(&headers).map(|id| mask.hide(id)),
            retry_after: retry_after::from_headers(&headers),
            body: excerpt::beginning(&text, mask),
            headers,
            details: json.as_ref().and_then(decode::from_value),
            json,
            attempts: 1,
        }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers of the response. Credentials that the server repeats there are not hidden.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the beginning of the body, at most 2048 bytes; empty if there is none. Invalid UTF-8 is replaced, and
    /// the credentials of the client are hidden.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Returns the body as the error type that the API documents, if it matches. The credentials of the client are
    /// hidden.
    pub fn details(&self) -> Option<&ErrorBody> {
        self.details.as_ref()
    }

    /// Returns the body as a type; `None` if it is not JSON of this type. The enum of an operation's documented errors, such
    /// as `CreateError`, has a variant for each status, and one for every other body. The credentials of the client are
    /// hidden.
    pub fn body_as<T: FromErrorBody>(&self) -> Option<T> {
        T::from_error_body(self.status, self.json.as_ref()?)
    }

    /// Returns the error code of the vendor, such as `SC403`: the property `code` of the body, or of an object `error`
    /// within it. A number is not returned here; see [`json`](ApiError::json).
    pub fn code(&self) -> Option<&str> {
        error_text::first_text(self.json.as_ref()?, &["code"])
    }

    /// Returns the error message: the property `message`, `title` or `error` of the body, or of an object `error`
    /// within it.
    pub fn message(&self) -> Option<&str> {
        error_text::first_text(self.json.as_ref()?, &["message", "title", "error"])
    }

    /// Returns the details beyond [`message`](ApiError::message): the property `detail` or `error_description` of the
    /// body, or of an object `error` within it.
    pub fn detail(&self) -> Option<&str> {
        error_text::first_text(self.json.as_ref()?, &["detail", "error_description"])
    }

    /// Returns the individual messages of a response that reports several errors: the strings in the list `suberrors`
    /// or `errors` of the body, or the `message` of each object in it.
    pub fn suberrors(&self) -> Vec<&str> {
        self.json.as_ref().map(error_text::list).unwrap_or_default()
    }

    /// Returns the whole body, if it is JSON. The credentials of the client are hidden. At most 256 KiB of an error
    /// response are read, so a longer body is not returned here.
    pub fn json(&self) -> Option<&Value> {
        self.json.as_ref()
    }

    /// Returns the id under which the server or its proxy logged the request, from the header `x-request-id`,
    /// `request-id`, `x-correlation-id` or `cf-ray`.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Returns how long the server asks to wait before the next attempt, counted from the arrival of the response: the
    /// header `Retry-After`, in seconds, which may have a fraction, or as a date (RFC 9110, section 10.2.3). Of several
    /// values, the longest counts. A wait that does not fit is [`Duration::MAX`]. `None` if there is no such header, if
    /// it is neither, or if the date passed more than 60 seconds ago.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Returns the number of attempts that the call made.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    /// Returns what the client adds to the message of the server.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(id) = self.request_id() {
            notes.push(format!("request id {}", excerpt::one_line(id)));
        }
        let mut scopes: Vec<String> = Vec::new();
        for alternative in self.operation.security {
            let needed: Vec<_> = alternative.iter().flat_map(|it| it.scopes.iter().copied()).collect();
            let needed = needed.join(" and ");
            // Several schemes often require the same scopes.
            if !needed.is_empty() && !scopes.contains(&needed) {
                scopes.push(needed);
            }
        }
        if self.status == StatusCode::FORBIDDEN && !scopes.is_empty() {
            notes.push(format!("the credential needs the scope {}", scopes.join(" or ")));
        }
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
            notes.push(format!("the server asks to wait {seconds} s"));
        }
        if matches!(self.status.as_u16(), 301..=303 | 307 | 308) {
            let rule = "only to the same scheme, host and port, with the same method, and at most ten times";
            notes.push(format!("redirects are followed {rule}"));
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
        write!(f, "{operation}: the server responded with {status}")?;
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
