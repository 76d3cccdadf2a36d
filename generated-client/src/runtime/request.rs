//! A request that is being put together. Each operation's own type wraps one of these.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::marker::PhantomData;
use std::sync::Arc;

use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::{Map, Value};

use super::client::{Client, Inner};
use super::content::Content;
use super::error::ArgumentError;
use super::finite;
use super::header;
use super::mask::{Mask, names_credential};
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
    /// Names, and values that are already encoded.
    pub(super) path: Vec<(Cow<'static, str>, String)>,
    /// Names, and values that are already encoded, in the order of the setters.
    pub(super) query: Vec<(Cow<'static, str>, String)>,
    /// What the styles of OpenAPI make of parameters: the parameter, and its pairs, which are encoded on both sides.
    pub(super) styled: Vec<(&'static str, Vec<(String, String)>)>,
    pub(super) cookies: Vec<(&'static str, Vec<(String, String)>)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Value>,
    pub(super) content: Content,
    pub(super) options: RequestOptions,
    pub(super) credentials: Credentials,
    /// What the call carries and no message may show.
    pub(super) secrets: Vec<Secret>,
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
            styled: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            content: Content::new(),
            options: RequestOptions::new(),
            credentials: Credentials::AsDeclared,
            secrets: Vec::new(),
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
            self.call.path.push((name, uri::encode(&text)));
        }
        self
    }

    /// Sets a parameter of the query.
    pub(crate) fn query<T: fmt::Display>(self, name: impl Into<Cow<'static, str>>, value: T) -> Self {
        self.query_each(name, [value])
    }

    /// Sets a parameter of the query whose value is a secret.
    pub(crate) fn query_secret(self, name: &'static str, value: impl Into<Secret>) -> Self {
        let value = value.into();
        let mut request = self.query(name, value.expose());
        request.call.secrets.push(value);
        request
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
        let by_hand = call.credentials == Credentials::All && names_credential(&name);
        for value in values {
            let Some(text) = call.display(&name, value) else { continue };
            call.query.push((name.clone(), uri::encode(&text)));
            if by_hand {
                call.secrets.push(text.into());
            }
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
                Ok((name, mut value)) => {
                    // Of a header that is given by hand nothing is known, so it is kept out of logs like a credential.
                    value.set_sensitive(self.call.credentials == Credentials::All);
                    self.call.headers.insert(name, value);
                }
                Err(problem) => self.call.refuse(name, problem),
            }
        }
        self
    }

    /// Sets a header that is a secret.
    pub(crate) fn header_secret(mut self, name: &'static str, value: impl Into<Secret>) -> Self {
        let value = value.into();
        self = self.header(name, value.expose());
        if let Some(value) = self.call.headers.get_mut(name) {
            value.set_sensitive(true);
        }
        self.call.secrets.push(value);
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
    pub(crate) fn property<T: Serialize>(self, name: &'static str, value: T) -> Self {
        self.additional_property(name, value)
    }

    /// Sets a property of the body that has a name of the caller's choice.
    pub(crate) fn additional_property<T: Serialize>(mut self, name: impl Into<String>, value: T) -> Self {
        let name = name.into();
        let Some(value) = self.call.json_value(&name, value) else {
            return self;
        };
        match self.call.body.get_or_insert_with(|| Value::Object(Map::new())) {
            Value::Object(properties) => {
                properties.insert(name, value);
            }
            _ => self.call.refuse(&name, "is a property, but the body is not an object"),
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
    /// What must not be shown of an answer: the credentials of the client, and what this call carries beside them.
    pub(super) fn mask(&self) -> Arc<Mask> {
        let by_hand = match self.credentials {
            Credentials::AsDeclared => None,
            Credentials::All => Some(&self.headers),
        };
        let raw = by_hand.into_iter().flatten().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let own = self.options.headers.iter().map(|(name, value)| (name.as_ref(), value.as_str()));
        let headers: Vec<_> = raw.chain(own).filter(|(name, _)| names_credential(name)).collect();
        let query: Vec<_> = self.options.query.iter().filter(|(name, _)| names_credential(name)).collect();
        if self.secrets.is_empty() && headers.is_empty() && query.is_empty() {
            return Arc::clone(&self.client.mask);
        }
        let mut mask = Mask::clone(&self.client.mask);
        headers.into_iter().for_each(|(name, value)| mask.add_header(name, value));
        query.into_iter().for_each(|(_, value)| mask.add("", value));
        self.secrets.iter().for_each(|secret| mask.add("", secret.expose()));
        Arc::new(mask)
    }

    pub(super) fn display(&mut self, name: &str, value: impl fmt::Display) -> Option<String> {
        let mut text = String::new();
        if write!(text, "{value}").is_err() {
            self.refuse(name, "cannot be written as text");
            return None;
        }
        Some(text)
    }

    pub(super) fn json_value(&mut self, name: &str, value: impl Serialize) -> Option<Value> {
        match finite::to_value(&value) {
            Ok((value, secrets)) => {
                self.secrets.extend(secrets);
                Some(value)
            }
            Err(error) => {
                self.refuse(name, &format!("cannot be written as JSON: {error}"));
                None
            }
        }
    }

    pub(super) fn refuse(&mut self, argument: &str, problem: &str) {
        self.problem.get_or_insert_with(|| ArgumentError::new(&self.operation, argument, problem));
    }
}

/// Shows the operation and none of the values: any of them may be a secret.
impl<M> fmt::Debug for Request<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.call.operation.name).finish_non_exhaustive()
    }
}
