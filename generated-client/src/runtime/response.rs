//! A decoded response with its status, headers and body.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::error::request_id;

/// A successful response: the decoded value, the status and headers, and the body as it was received.
///
/// The body also has the properties that the specification does not know. They cost nothing unless they are parsed:
///
/// ```
/// # fn example<T>(response: generated_client::Response<T>) -> Result<T, serde_json::Error> {
/// // `response` is what `send_with_response` returned.
/// println!("{} {:?}", response.status(), response.request_id());
/// let whole: serde_json::Value = serde_json::from_slice(response.body())?;
/// println!("{}", whole["aNewProperty"]);
/// let value = response.into_inner();
/// # Ok(value) }
/// ```
///
/// `Debug` omits the body and the values of headers, which can contain session cookies.
#[derive(Clone)]
pub struct Response<T> {
    pub(super) value: T,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    pub(super) attempts: u32,
}

impl<T> Response<T> {
    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns a reference to the value.
    pub fn get_ref(&self) -> &T {
        &self.value
    }

    /// Returns the status, which is one of success (2xx).
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers as they were received.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body as it was received, after decompression. JSON in another charset is converted to UTF-8. The body is
    /// empty if the operation returns the body itself, or nothing.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the id under which the server or its proxy logged the request, from the header `x-request-id`,
    /// `request-id`, `x-correlation-id` or `cf-ray`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Returns the number of attempts that the call made.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
