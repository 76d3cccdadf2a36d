//! What sends a request, and the types that a response can be decoded as.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::call::Call;
use super::decode;
use super::error::Error;
use super::raw_response::{BodyHandling, RawResponse, ResponseHandling};
use super::request::Request;
use super::response::Response;
use super::response_future::ResponseFuture;

/// A way to decode a response. A body that is returned as it is gets moved out of the response; any other stays there.
pub(crate) trait ResponseDecoder {
    type Output;

    const HANDLING: ResponseHandling;

    fn decode(response: &mut RawResponse) -> Result<Self::Output, Error>;
}

/// Decodes JSON, whatever the content type is.
pub(crate) struct Json<T>(PhantomData<T>);

impl<T: DeserializeOwned> ResponseDecoder for Json<T> {
    type Output = T;

    const HANDLING: ResponseHandling = ResponseHandling { accept: "application/json", body: BodyHandling::Buffer };

    fn decode(response: &mut RawResponse) -> Result<T, Error> {
        decode::json(response)
    }
}

/// Decodes text, in the charset that the response names.
#[allow(dead_code, reason = "which of these are named depends on the specification")]
pub(crate) struct Text;

impl ResponseDecoder for Text {
    type Output = String;

    const HANDLING: ResponseHandling = ResponseHandling { accept: "*/*", body: BodyHandling::Buffer };

    fn decode(response: &mut RawResponse) -> Result<String, Error> {
        decode::text(response)
    }
}

/// Returns the bytes of the body.
#[allow(dead_code, reason = "which of these are named depends on the specification")]
pub(crate) struct Bytes;

impl ResponseDecoder for Bytes {
    type Output = Vec<u8>;

    const HANDLING: ResponseHandling = ResponseHandling { accept: "*/*", body: BodyHandling::Buffer };

    fn decode(response: &mut RawResponse) -> Result<Vec<u8>, Error> {
        Ok(std::mem::take(&mut response.body))
    }
}

/// Reads only the status.
#[allow(dead_code, reason = "which of these are named depends on the specification")]
pub(crate) struct Nothing;

impl ResponseDecoder for Nothing {
    type Output = ();

    const HANDLING: ResponseHandling = ResponseHandling { accept: "*/*", body: BodyHandling::Ignore };

    fn decode(_: &mut RawResponse) -> Result<(), Error> {
        Ok(())
    }
}

impl Request {
    /// Sends the request and decodes the response.
    pub(crate) fn send<R: ResponseDecoder>(self) -> ResponseFuture<R::Output> {
        self.future(R::HANDLING, value::<R>)
    }

    /// Sends the request and decodes the response, whose status, headers and body are kept.
    pub(crate) fn send_with_response<R: ResponseDecoder>(self) -> ResponseFuture<Response<R::Output>> {
        self.future(R::HANDLING, with_response::<R>)
    }
}

#[cfg(feature = "blocking")]
impl Request {
    /// Does the same as [`send`](Request::send), blocking the thread.
    pub(crate) fn send_blocking<R: ResponseDecoder>(self) -> Result<R::Output, Error> {
        self.wait(R::HANDLING, value::<R>)
    }

    /// Does the same as [`send_with_response`](Request::send_with_response), blocking the thread.
    pub(crate) fn send_with_response_blocking<R: ResponseDecoder>(self) -> Result<Response<R::Output>, Error> {
        self.wait(R::HANDLING, with_response::<R>)
    }
}

fn value<R: ResponseDecoder>(mut response: RawResponse, _: &Call) -> Result<R::Output, Error> {
    R::decode(&mut response)
}

fn with_response<R: ResponseDecoder>(mut response: RawResponse, _: &Call) -> Result<Response<R::Output>, Error> {
    let value = R::decode(&mut response)?;
    let RawResponse { status, headers, body, attempts, operation: _, url: _, mask: _, streamed: _ } = response;
    Ok(Response { value, status, headers, body, attempts })
}
