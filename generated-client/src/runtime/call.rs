//! One call: what the setters of a request have collected, until it is sent.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use reqwest::Url;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::Value;

use super::body::RequestBody;
use super::client_inner::ClientInner;
use super::error::ArgumentError;
use super::json_value;
use super::mask::{Mask, names_credential};
use super::operation::Operation;
use super::options::RequestOptions;
use super::secret::Secret;

/// The parts of a request. A value that cannot be sent is recorded as a problem, which is reported on sending; the first
/// problem counts.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) client: Arc<ClientInner>,
    pub(super) operation: Arc<Operation>,
    /// The address of the request, if a response gave it. It replaces the path and the query.
    pub(super) address: Option<Url>,
    /// The values of the placeholders by name, already encoded.
    pub(super) path: Vec<(Cow<'static, str>, String)>,
    /// Names and encoded values, in the order of the setters.
    pub(super) query: Vec<(Cow<'static, str>, String)>,
    /// Query parameters that have a style of OpenAPI: the name of the parameter, and its pairs, encoded on both sides.
    pub(super) styled: Vec<(&'static str, Vec<(String, String)>)>,
    /// Cookie parameters: the name of the parameter, and its pairs, encoded on both sides.
    pub(super) cookies: Vec<(&'static str, Vec<(String, String)>)>,
    pub(super) headers: HeaderMap,
    pub(super) body: RequestBody,
    pub(super) options: RequestOptions,
    pub(super) credentials: CredentialChoice,
    /// Values of this call that no message may show.
    pub(super) secrets: Vec<Secret>,
    /// The types of the events whose data is always a string.
    pub(super) text_events: &'static [&'static str],
    pub(super) problem: Option<Box<ArgumentError>>,
}

/// Which credentials are sent with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CredentialChoice {
    /// Those that the operation requires.
    Required,
    /// All that the client has, because the requirements of the operation are not known.
    All,
}

impl Call {
    pub(super) fn new(client: Arc<ClientInner>, operation: &Operation) -> Self {
        Self {
            client,
            operation: Arc::new(*operation),
            address: None,
            path: Vec::new(),
            query: Vec::new(),
            styled: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            body: RequestBody::new(),
            options: RequestOptions::new(),
            credentials: CredentialChoice::Required,
            secrets: Vec::new(),
            text_events: &[],
            problem: None,
        }
    }

    /// Returns what must be hidden in a response: the credentials of the client, and the secrets of this call.
    pub(super) fn mask(&self) -> Arc<Mask> {
        let by_hand = match self.credentials {
            CredentialChoice::Required => None,
            CredentialChoice::All => Some(&self.headers),
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

    /// Returns the text of an argument. `None` if it has none; the problem is recorded.
    pub(super) fn display(&mut self, name: &str, value: impl fmt::Display) -> Option<String> {
        let mut text = String::new();
        if write!(text, "{value}").is_err() {
            self.refuse(name, "cannot be written as text");
            return None;
        }
        Some(text)
    }

    /// Returns an argument as JSON. `None` if JSON cannot represent it; the problem is recorded.
    pub(super) fn json_value(&mut self, name: &str, value: impl Serialize) -> Option<Value> {
        match json_value::to_value(&value) {
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

    /// Records that an argument cannot be sent.
    pub(super) fn refuse(&mut self, argument: &str, problem: &str) {
        self.problem.get_or_insert_with(|| Box::new(ArgumentError::new(&self.operation, argument, problem)));
    }
}
