//! Redirects that are the documented response. They are not followed.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::LOCATION;

use super::error::Error;
use super::raw_response::{BodyHandling, RawResponse, ResponseHandling};
use super::send::ResponseDecoder;

/// A redirect, which the API documents as the response of an operation. It is not followed.
///
/// `Debug` omits the URL, which can contain credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct Redirect {
    status: StatusCode,
    location: Option<String>,
}

impl Redirect {
    /// Returns a redirect with the status 302, such as for a mock.
    pub fn to(location: impl Into<String>) -> Self {
        Self { status: StatusCode::FOUND, location: Some(location.into()) }
    }

    /// Returns the status, such as 302.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the header `location`: the URL that the server redirects to, which may be relative.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }
}

impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redirect").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Returns a redirect instead of following it.
#[allow(dead_code, reason = "whether it is named depends on the specification")]
pub(crate) struct NotFollowed;

impl ResponseDecoder for NotFollowed {
    type Output = Redirect;

    const HANDLING: ResponseHandling = ResponseHandling { accept: "*/*", body: BodyHandling::Redirect };

    fn decode(response: &mut RawResponse) -> Result<Redirect, Error> {
        let location =
            response.headers.get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        Ok(Redirect { status: response.status, location })
    }
}
