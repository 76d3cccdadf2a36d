//! The requests that a mock has received.

use std::fmt;

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::runtime::operation::Operation;
use crate::runtime::uri;

/// A request that a mock received.
///
/// `Debug` shows all of it, except sensitive headers: the values that a test sends are not real.
#[derive(Clone)]
pub struct Received {
    operation: Operation,
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Received {
    pub(super) fn new(operation: &Operation, request: &reqwest::Request) -> Self {
        let url = request.url();
        Self {
            operation: *operation,
            path: url.path().to_owned(),
            query: url.query_pairs().into_owned().collect(),
            headers: request.headers().clone(),
            body: request.body().and_then(|body| body.as_bytes()).unwrap_or_default().to_vec(),
        }
    }

    /// Returns the operation that was called.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Returns the path as it was sent, percent-encoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the value of a placeholder in the path: `argument("userId")` for `/users/{userId}`.
    pub fn argument(&self, name: &str) -> Option<String> {
        uri::placeholder_value(self.operation.path, &self.path, name)
    }

    /// Returns the value of a query parameter, or the first of several values.
    pub fn query(&self, name: &str) -> Option<String> {
        self.query_all(name).into_iter().next()
    }

    /// Returns all values of a query parameter.
    pub fn query_all(&self, name: &str) -> Vec<String> {
        self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    /// Returns the path and the query of the request, with another value of this parameter.
    pub(super) fn address_with(&self, parameter: &str, value: usize) -> String {
        let mut query = String::new();
        for (name, value) in self.query.iter().filter(|(name, _)| name != parameter) {
            uri::push_pair(&mut query, name, &uri::encode(value));
        }
        uri::push_pair(&mut query, parameter, &value.to_string());
        format!("{}?{query}", self.path)
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body; empty if none was sent.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the body as JSON; `None` if it is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("operation", &format_args!("{}", self.operation))
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("body", &String::from_utf8_lossy(&self.body))
            .finish()
    }
}
