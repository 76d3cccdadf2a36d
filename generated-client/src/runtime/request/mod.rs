//! A request whose values are being set. The request type of each operation wraps one of these.

mod body;
mod methods;
mod styled;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::call::{Call, CredentialChoice};
use super::client::Client;
use super::header;
use super::mask::names_credential;
use super::operation::Operation;
use super::options::RequestOptions;
use super::secret::Secret;
use super::uri;

#[allow(unused_imports, reason = "whether there are requests depends on the specification")]
pub(crate) use methods::request;

/// A call whose values are being set. It is boxed, because each setter moves it, and the future that sends it keeps it.
#[derive(Clone)]
pub(crate) struct Request {
    pub(super) call: Box<Call>,
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request {
    pub(crate) fn new(client: &Client, operation: &Operation) -> Self {
        Self { call: Box::new(Call::new(Arc::clone(&client.inner), operation)) }
    }

    /// Sets the options of this call.
    pub(crate) fn options(mut self, options: RequestOptions) -> Self {
        self.call.options = options;
        self
    }

    /// Sets the value of a placeholder in the path.
    pub(crate) fn path(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        let name = name.into();
        if let Some(text) = self.call.display(&name, value) {
            self.call.path.push((name, uri::encoded(text)));
        }
        self
    }

    /// Sets a query parameter.
    pub(crate) fn query<T: fmt::Display>(self, name: impl Into<Cow<'static, str>>, value: T) -> Self {
        self.query_each(name, [value])
    }

    /// Sets a query parameter whose value is a secret.
    pub(crate) fn query_secret(self, name: &'static str, value: impl Into<Secret>) -> Self {
        let value = value.into();
        let mut request = self.query(name, value.expose());
        request.call.secrets.push(value);
        request
    }

    /// Sets a query parameter, which is repeated for each value. Without values, it is not sent.
    pub(crate) fn query_each<T: fmt::Display>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let (name, call) = (name.into(), &mut self.call);
        // Like any other setter, this replaces what an earlier call has set.
        call.query.retain(|(known, _)| *known != name);
        let by_hand = call.credentials == CredentialChoice::All && names_credential(&name);
        for value in values {
            let Some(text) = call.display(&name, value) else { continue };
            if by_hand {
                call.secrets.push(text.clone().into());
            }
            call.query.push((name.clone(), uri::encoded(text)));
        }
        self
    }

    /// Sets a query parameter to all values, joined by the separator that the specification declares. Without values,
    /// it is not sent.
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
            encoded.extend(call.display(name, value).map(uri::encoded));
        }
        if !encoded.is_empty() {
            // A comma as the separator stays unencoded, which distinguishes it from a comma in a value.
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
            let pair = match self.call.credentials {
                CredentialChoice::Required => header::pair(name, &text),
                CredentialChoice::All => header::by_hand(name, &text),
            };
            match pair {
                Ok((name, mut value)) => {
                    // The meaning of a header of a raw request is not known, so it is kept out of logs like a
                    // credential.
                    value.set_sensitive(self.call.credentials == CredentialChoice::All);
                    self.call.headers.insert(name, value);
                }
                Err(problem) => self.call.refuse(name, problem),
            }
        }
        self
    }

    /// Sets a header whose value is a secret.
    pub(crate) fn header_secret(mut self, name: &'static str, value: impl Into<Secret>) -> Self {
        let value = value.into();
        self = self.header(name, value.expose());
        if let Some(value) = self.call.headers.get_mut(name) {
            value.set_sensitive(true);
        }
        self.call.secrets.push(value);
        self
    }

    /// Sets a header to a list, joined by commas. Without values, it is not sent.
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

    /// Sends all credentials of the client, whatever the operation requires.
    pub(super) fn with_all_credentials(mut self) -> Self {
        self.call.credentials = CredentialChoice::All;
        self
    }
}

/// Shows the operation and no values: any of them may be a secret.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.call.operation.name).finish_non_exhaustive()
    }
}
