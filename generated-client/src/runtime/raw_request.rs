//! Requests for which this crate has no method.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::client::Client;
#[cfg(feature = "blocking")]
use super::error::Error;
use super::operation::Operation;
use super::options::RequestOptions;
use super::request::Request;
use super::response::Response;
use super::response_future::ResponseFuture;
use super::send::{Bytes, Json};

/// A request made by [`Client::request`]: to any path of the API, with a body and a response of any type.
///
/// It is sent with all credentials of the client, because the requirements of the operation are not known.
///
/// ```no_run
/// # async fn example(client: generated_client::Client) -> Result<(), generated_client::Error> {
/// let user: serde_json::Value = client
///     .request("PATCH", "/users/{userId}")
///     .path("userId", 42)
///     .query("confirmed", true)
///     .json(&serde_json::json!({"name": "Ada"}))
///     .send()
///     .await?;
/// # let _ = user; Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest(Request);

impl Client {
    /// Starts a request for which this crate has no method: `client.request("GET", "/users/{userId}").path("userId", 42)`.
    /// It is sent with all credentials of the client, and with the same retries, rate limit and errors as any other call.
    ///
    /// The path is a template below the base URL. Set the values of its placeholders with [`path`](RawRequest::path): it
    /// encodes them, and messages and logs show only the template.
    pub fn request(&self, method: &'static str, path: &'static str) -> RawRequest {
        RawRequest::new(self, method, path)
    }
}

impl RawRequest {
    fn new(client: &Client, method: &'static str, path: &'static str) -> Self {
        Self(Request::new(client, &Operation::raw(method, path)).with_all_credentials())
    }

    /// Sets the value of a placeholder in the path: `userId` for `/users/{userId}`.
    pub fn path(self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        Self(self.0.path(name, value))
    }

    /// Sets a query parameter.
    pub fn query(self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        Self(self.0.query(name, value))
    }

    /// Sets a query parameter, which is repeated for each value.
    pub fn query_each<T: fmt::Display>(
        self,
        name: impl Into<Cow<'static, str>>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        Self(self.0.query_each(name, values))
    }

    /// Sets a header.
    pub fn header(self, name: &str, value: impl fmt::Display) -> Self {
        Self(self.0.header(name, value))
    }

    /// Sets a JSON body.
    pub fn json(self, body: &impl Serialize) -> Self {
        Self(self.0.body(body))
    }

    /// Overrides the timeout, retries, headers and query of this call.
    pub fn options(self, options: RequestOptions) -> Self {
        Self(self.0.options(options))
    }
}

impl RawRequest {
    /// Sends the request and decodes the response as JSON.
    ///
    /// # Errors
    ///
    /// Those of every call, see [`Error`](crate::Error).
    pub fn send<T: DeserializeOwned>(self) -> ResponseFuture<T> {
        self.0.send::<Json<T>>()
    }

    /// Sends the request and returns the bytes of the response, with its status and headers.
    ///
    /// # Errors
    ///
    /// Those of every call, see [`Error`](crate::Error).
    pub fn send_for_bytes(self) -> ResponseFuture<Response<Vec<u8>>> {
        self.0.send_with_response::<Bytes>()
    }
}

#[cfg(feature = "blocking")]
impl RawRequest {
    /// Does the same as [`send`](RawRequest::send), blocking the thread.
    ///
    /// # Errors
    ///
    /// Those of every call, see [`Error`](crate::Error).
    pub fn send_blocking<T: DeserializeOwned>(self) -> Result<T, Error> {
        self.0.send_blocking::<Json<T>>()
    }

    /// Does the same as [`send_for_bytes`](RawRequest::send_for_bytes), blocking the thread.
    ///
    /// # Errors
    ///
    /// Those of every call, see [`Error`](crate::Error).
    pub fn send_for_bytes_blocking(self) -> Result<Response<Vec<u8>>, Error> {
        self.0.send_with_response_blocking::<Bytes>()
    }
}
