//! A request that is being put together. Each operation's own type wraps one of these.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::marker::PhantomData;
use std::sync::Arc;

use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::{Map, Value};

use super::client::{Client, Inner};
use super::error::ArgumentError;
use super::finite;
use super::header;
use super::mode::{Async, Mode};
use super::operation::Operation;
use super::options::RequestOptions;
use super::secret::Secret;
use super::uri;

/// A request and the way in which its answer is waited for.
#[derive(Clone)]
pub(crate) struct Request<M = Async> {
    pub(super) call: Call,
    mode: PhantomData<fn() -> M>,
}

/// The parts of a request as the setters leave them. What is wrong with a value is kept and reported on sending; the
/// first problem wins.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) client: Arc<Inner>,
    pub(super) operation: Operation,
    pub(super) path: Vec<(Cow<'static, str>, String)>,
    /// Names, and values that are already encoded, in the order of the setters.
    pub(super) query: Vec<(Cow<'static, str>, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Value>,
    pub(super) options: RequestOptions,
    pub(super) credentials: Credentials,
    pub(super) problem: Option<ArgumentError>,
}

/// Which credentials go with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    /// Those that the operation asks for.
    AsDeclared,
    /// All that the client has, as nothing is known of the operation.
    All,
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl<M: Mode> Request<M> {
    pub(crate) fn new(client: &Client<M>, operation: &Operation) -> Self {
        let call = Call {
            client: Arc::clone(&client.inner),
            operation: *operation,
            path: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            options: RequestOptions::new(),
            credentials: Credentials::AsDeclared,
            problem: None,
        };
        Self { call, mode: PhantomData }
    }

    /// Sets what concerns this call alone.
    pub(crate) fn options(mut self, options: RequestOptions) -> Self {
        self.call.options = options;
        self
    }

    /// Sets the value of a placeholder in the path.
    pub(crate) fn path(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        let name = name.into();
        if let Some(text) = self.call.display(&name, value) {
            self.call.path.push((name, text));
        }
        self
    }

    /// Sets a parameter of the query.
    pub(crate) fn query<T: fmt::Display>(self, name: impl Into<Cow<'static, str>>, value: T) -> Self {
        self.query_each(name, [value])
    }

    /// Sets a parameter of the query whose value is a secret.
    pub(crate) fn query_secret(self, name: &'static str, value: impl Into<Secret>) -> Self {
        self.query(name, value.into().expose())
    }

    /// Sets a parameter of the query, which appears once for each value; for no value, not at all.
    pub(crate) fn query_each<T: fmt::Display>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let (name, call) = (name.into(), &mut self.call);
        // A setter that is called again replaces what it set before, as with any other setter.
        call.query.retain(|(known, _)| *known != name);
        for value in values {
            let encoded = call.display(&name, value).map(|text| (name.clone(), uri::encode(&text)));
            call.query.extend(encoded);
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
        let call = &mut self.call;
        call.query.retain(|(known, _)| *known != name);
        let mut encoded = Vec::new();
        for value in values {
            encoded.extend(call.display(name, value).map(|text| uri::encode(&text)));
        }
        if !encoded.is_empty() {
            // A comma may stand in a query as it is, and so is told apart from one within a value.
            let separator = match separator {
                "," => ",".to_owned(),
                other => uri::encode(other),
            };
            call.query.push((name.into(), encoded.join(&separator)));
        }
        self
    }

    /// Sets a header.
    pub(crate) fn header<T: fmt::Display>(mut self, name: &str, value: T) -> Self {
        if let Some(text) = self.call.display(name, value) {
            match header::pair(name, &text) {
                Ok((name, value)) => {
                    self.call.headers.insert(name, value);
                }
                Err(problem) => self.call.refuse(name, problem),
            }
        }
        self
    }

    /// Sets a header that is a secret.
    pub(crate) fn header_secret(mut self, name: &'static str, value: impl Into<Secret>) -> Self {
        self = self.header(name, value.into().expose());
        if let Some(value) = self.call.headers.get_mut(name) {
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
            texts.extend(self.call.display(name, value));
        }
        self.call.headers.remove(name);
        if texts.is_empty() { self } else { self.header(name, texts.join(",")) }
    }

    /// Sets the whole body.
    pub(crate) fn body(mut self, value: impl Serialize) -> Self {
        if let Some(value) = self.call.json_value("body", value) {
            self.call.body = Some(value);
        }
        self
    }

    /// Declares that the body is an object, which is sent even if it stays empty.
    pub(crate) fn empty_object(mut self) -> Self {
        self.call.body.get_or_insert_with(|| Value::Object(Map::new()));
        self
    }

    /// Sets a property of the body.
    pub(crate) fn property<T: Serialize>(mut self, name: &'static str, value: T) -> Self {
        let Some(value) = self.call.json_value(name, value) else {
            return self;
        };
        match self.call.body.get_or_insert_with(|| Value::Object(Map::new())) {
            Value::Object(properties) => {
                properties.insert(name.to_owned(), value);
            }
            _ => self.call.refuse(name, "is a property, but the body is not an object"),
        }
        self
    }

    /// Sends the credentials that the client has, whatever the operation asks for.
    pub(super) fn with_all_credentials(mut self) -> Self {
        self.call.credentials = Credentials::All;
        self
    }
}

impl Call {
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
        self.problem.get_or_insert_with(|| ArgumentError::new(&self.operation, argument, problem));
    }
}

/// Shows the operation and none of the values: any of them may be a secret.
impl<M> fmt::Debug for Request<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.call.operation.name).finish_non_exhaustive()
    }
}
