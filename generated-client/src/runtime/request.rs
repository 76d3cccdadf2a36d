//! A request that is being put together. Each operation's own type wraps one of these.

use std::fmt::{self, Write as _};

use reqwest::header::{HeaderMap, HeaderName};
use serde::Serialize;
use serde_json::{Map, Value};

use super::client::Client;
use super::error::ArgumentError;
use super::finite;
use super::header;
use super::operation::Operation;
use super::secret::Secret;
use super::uri;

/// The parts of a request as the setters leave them. What is wrong with a value is kept and reported on sending; the
/// first problem wins.
#[derive(Clone)]
pub(crate) struct Request {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    pub(super) path: Vec<(&'static str, String)>,
    /// Names, and values that are already encoded, in the order of the setters.
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Value>,
    pub(super) problem: Option<ArgumentError>,
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request {
    pub(crate) fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            client: client.clone(),
            operation,
            path: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            problem: None,
        }
    }

    /// Sets the value of a placeholder in the path.
    pub(crate) fn path(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        if let Some(text) = self.display(name, value) {
            self.path.push((name, text));
        }
        self
    }

    /// Sets a parameter of the query.
    pub(crate) fn query<T: fmt::Display>(self, name: &'static str, value: T) -> Self {
        self.query_each(name, [value])
    }

    /// Sets a parameter of the query whose value is a secret.
    pub(crate) fn query_secret(self, name: &'static str, value: impl Into<Secret>) -> Self {
        self.query(name, value.into().expose())
    }

    /// Sets a parameter of the query, which appears once for each value; for no value, not at all.
    pub(crate) fn query_each<T: fmt::Display>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        // A setter that is called again replaces what it set before, as with any other setter.
        self.query.retain(|(known, _)| *known != name);
        for value in values {
            let encoded = self.display(name, value).map(|text| (name, uri::encode(&text)));
            self.query.extend(encoded);
        }
        self
    }

    /// Sets a parameter of the query with all values in one, separated as the specification says; for no value,
    /// nothing.
    pub(crate) fn query_joined<T: fmt::Display>(
        mut self,
        name: &'static str,
        separator: &'static str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        self.query.retain(|(known, _)| *known != name);
        let mut encoded = Vec::new();
        for value in values {
            encoded.extend(self.display(name, value).map(|text| uri::encode(&text)));
        }
        if !encoded.is_empty() {
            // A comma may stand in a query as it is, and so is told apart from one within a value.
            let separator = match separator {
                "," => ",".to_owned(),
                other => uri::encode(other),
            };
            self.query.push((name, encoded.join(&separator)));
        }
        self
    }

    /// Sets a header.
    pub(crate) fn header<T: fmt::Display>(mut self, name: &'static str, value: T) -> Self {
        if let Some(text) = self.display(name, value) {
            match (HeaderName::from_bytes(name.as_bytes()), header::value(&text)) {
                (Ok(name), Some(value)) => {
                    self.headers.insert(name, value);
                }
                (Err(_), _) => self.refuse(name, "is no name for a header"),
                (_, None) => self.refuse(name, "holds a character that a header cannot carry"),
            }
        }
        self
    }

    /// Sets a header that is a secret.
    pub(crate) fn header_secret(mut self, name: &'static str, value: impl Into<Secret>) -> Self {
        self = self.header(name, value.into().expose());
        if let Some(value) = self.headers.get_mut(name) {
            value.set_sensitive(true);
        }
        self
    }

    /// Sets a header to a list, joined by commas; for no value, nothing.
    pub(crate) fn header_joined<T: fmt::Display>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let mut texts = Vec::new();
        for value in values {
            texts.extend(self.display(name, value));
        }
        self.headers.remove(name);
        if texts.is_empty() { self } else { self.header(name, texts.join(",")) }
    }

    /// Sets the whole body.
    pub(crate) fn body(mut self, value: impl Serialize) -> Self {
        if let Some(value) = self.json_value("body", value) {
            self.body = Some(value);
        }
        self
    }

    /// Declares that the body is an object, which is sent even if it stays empty.
    pub(crate) fn empty_object(mut self) -> Self {
        self.body.get_or_insert_with(|| Value::Object(Map::new()));
        self
    }

    /// Sets a property of the body.
    pub(crate) fn property<T: Serialize>(mut self, name: &'static str, value: T) -> Self {
        let Some(value) = self.json_value(name, value) else {
            return self;
        };
        match self.body.get_or_insert_with(|| Value::Object(Map::new())) {
            Value::Object(properties) => {
                properties.insert(name.to_owned(), value);
            }
            _ => self.refuse(name, "is a property, but the body is not an object"),
        }
        self
    }

    fn display(&mut self, name: &str, value: impl fmt::Display) -> Option<String> {
        let mut text = String::new();
        if write!(text, "{value}").is_err() {
            self.refuse(name, "cannot be written as text");
            return None;
        }
        Some(text)
    }

    fn json_value(&mut self, name: &str, value: impl Serialize) -> Option<Value> {
        match finite::to_value(&value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(name, &format!("cannot be written as JSON: {error}"));
                None
            }
        }
    }

    fn refuse(&mut self, argument: &str, problem: &str) {
        self.problem.get_or_insert_with(|| ArgumentError::new(self.operation, argument, problem));
    }
}

/// Shows the operation and none of the values: any of them may be a secret.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}
