//! The error that the server reports.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Deserialize as _;

use crate::generated::ErrorBody;
use crate::runtime::excerpt;
use crate::runtime::mask::Mask;
use crate::runtime::operation::Operation;

/// Headers in which servers and proxies give the number under which they logged a request.
const REQUEST_ID: [&str; 4] = ["x-request-id", "request-id", "x-correlation-id", "cf-ray"];

/// The server answered with a status other than success (2xx).
///
/// `Display` shows the beginning of the body on one line. What a server writes into its errors is its own choice and is
/// shown as it came, apart from the credentials of the client: where the server repeats one, `[secret]` stands in its
/// place, here and in all that this type returns except [`headers`](ApiError::headers). `Debug` leaves out the values of
/// the headers, which can hold session cookies.
pub struct ApiError {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    body: String,
    details: Option<ErrorBody>,
    request_id: Option<String>,
}

/// The parts of an answer that an error is made of.
pub(in crate::runtime) struct Received {
    pub(in crate::runtime) status: StatusCode,
    pub(in crate::runtime) headers: HeaderMap,
    pub(in crate::runtime) body: Vec<u8>,
}

impl ApiError {
    pub(in crate::runtime) fn new(operation: &'static Operation, received: Received, mask: &Mask) -> Self {
        let Received { status, headers, body } = received;
        let request_id = REQUEST_ID.iter().find_map(|name| headers.get(*name)?.to_str().ok());
        // Read in two steps, so that a credential is found however the JSON escapes it.
        let details = serde_json::from_slice(excerpt::without_mark(&body)).ok();
        Self {
            operation,
            status,
            request_id: request_id.map(|id| mask.hide(id)),
            headers,
            body: excerpt::keep(&body, mask),
            details: details.and_then(|json| ErrorBody::deserialize(mask.hide_in(json)).ok()),
        }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
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

    /// Returns the number under which the server or its proxy logged the request, from the header `x-request-id`,
    /// `request-id`, `x-correlation-id` or `cf-ray`.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// What helps beyond the words of the server.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(id) = self.request_id() {
            notes.push(format!("request id {}", excerpt::one_line(id)));
        }
        let scopes: Vec<_> = self
            .operation
            .security
            .iter()
            .filter(|alternative| alternative.iter().any(|it| !it.scopes.is_empty()))
            .map(|alternative| {
                let scopes = alternative.iter().flat_map(|it| it.scopes.iter().copied());
                scopes.collect::<Vec<_>>().join(" and ")
            })
            .collect();
        if self.status == StatusCode::FORBIDDEN && !scopes.is_empty() {
            notes.push(format!("the operation needs {}", scopes.join(" or ")));
        }
        if matches!(self.status.as_u16(), 301..=303 | 307 | 308) {
            let limits = "within scheme, host and port, at most ten times, and never with another method";
            notes.push(format!("a redirect is followed only {limits}"));
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
            .finish()
    }
}

impl std::error::Error for ApiError {}
