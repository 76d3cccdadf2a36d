//! Responses whose JSON depends on the status.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::decode;
use super::error::Error;
use super::raw_response::{BodyHandling, RawResponse, ResponseHandling};
use super::send::ResponseDecoder;

/// A type with an alternative for each status.
#[allow(dead_code, reason = "whether there are such types depends on the specification")]
pub(crate) trait ByStatus: Sized {
    /// Decodes the alternative that the status identifies.
    fn of_status(response: &mut RawResponse) -> Result<Self, Error>;

    /// Returns a status of the alternative.
    fn status(&self) -> u16;
}

/// A response without a body is `None`.
impl<T: ByStatus> ByStatus for Option<T> {
    fn of_status(response: &mut RawResponse) -> Result<Self, Error> {
        let body = response.body.trim_ascii();
        if body.is_empty() || body == b"null" { Ok(None) } else { T::of_status(response).map(Some) }
    }

    fn status(&self) -> u16 {
        self.as_ref().map_or(204, T::status)
    }
}

#[allow(dead_code, reason = "whether there are such types depends on the specification")]
impl RawResponse {
    pub(crate) fn status_code(&self) -> u16 {
        self.status.as_u16()
    }

    pub(crate) fn json<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        decode::json(self)
    }
}

/// Decodes JSON by the status of the response.
#[allow(dead_code, reason = "whether it is named depends on the specification")]
pub(crate) struct JsonByStatus<T>(PhantomData<T>);

impl<T: ByStatus> ResponseDecoder for JsonByStatus<T> {
    type Output = T;

    const HANDLING: ResponseHandling = ResponseHandling { accept: "application/json", body: BodyHandling::Buffer };

    fn decode(response: &mut RawResponse) -> Result<T, Error> {
        T::of_status(response)
    }
}
