//! An answer with what stands around its value.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::error::request_id;

/// An answer of success: the value that was read of it, its status and headers, and the body as it came.
///
/// The body keeps what the specification does not know. Reading it costs nothing where it is not asked for:
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
/// `Debug` leaves out the body and the values of the headers, which can hold session cookies.
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

    /// Returns the headers as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body as it came, decompressed. It is empty where the operation returns the body itself, or nothing.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the id under which the server or its proxy logged the request, from the header `x-request-id`,
    /// `request-id`, `x-correlation-id` or `cf-ray`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Returns how many attempts it took.
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
