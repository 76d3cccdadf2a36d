//! Setters of parameters that have a style of OpenAPI and any type of value.

use serde::Serialize;

use super::Request;
use crate::runtime::header as headers;
use crate::runtime::style::{self, Escape, Style};

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request {
    /// Sets the value of a placeholder in the path.
    pub(crate) fn path_styled(mut self, name: &'static str, style: Style, value: impl Serialize) -> Self {
        if let Some(value) = self.call.json_value(name, value) {
            self.call.path.push((name.into(), style::path(name, style, &value)));
        }
        self
    }

    /// Sets a query parameter. An empty list or object is not sent.
    pub(crate) fn query_styled(self, name: &'static str, style: Style, value: impl Serialize) -> Self {
        self.query_escaped(name, style, Escape::Percent, value)
    }

    /// Sets a query parameter whose reserved characters are not encoded.
    pub(crate) fn query_reserved(self, name: &'static str, style: Style, value: impl Serialize) -> Self {
        self.query_escaped(name, style, Escape::Reserved, value)
    }

    fn query_escaped(mut self, name: &'static str, style: Style, escape: Escape, value: impl Serialize) -> Self {
        self.call.styled.retain(|(known, _)| *known != name);
        if let Some(value) = self.call.json_value(name, value) {
            self.call.styled.push((name, style::pairs(name, style, escape, &value)));
        }
        self
    }

    /// Sets a header. An empty list or object is not sent.
    pub(crate) fn header_styled(mut self, name: &'static str, style: Style, value: impl Serialize) -> Self {
        let Some(value) = self.call.json_value(name, value) else {
            return self;
        };
        let text = style::header(style, &value);
        match headers::pair(name, &text) {
            Ok((name, _)) if text.is_empty() && !value.is_string() => {
                self.call.headers.remove(name);
            }
            Ok((name, mut value)) => {
                // The value may contain a secret, so it is kept out of logs.
                value.set_sensitive(true);
                self.call.headers.insert(name, value);
            }
            Err(problem) => self.call.refuse(name, problem),
        }
        self
    }

    /// Sets a cookie, or several for a list or an object.
    pub(crate) fn cookie(self, name: &'static str, style: Style, value: impl Serialize) -> Self {
        self.cookie_escaped(name, style, Escape::Percent, value)
    }

    /// Sets a cookie, or several, as they are. The caller has to escape what the server reads as escaped.
    pub(crate) fn cookie_raw(self, name: &'static str, style: Style, value: impl Serialize) -> Self {
        self.cookie_escaped(name, style, Escape::Cookie, value)
    }

    fn cookie_escaped(mut self, name: &'static str, style: Style, escape: Escape, value: impl Serialize) -> Self {
        self.call.cookies.retain(|(known, _)| *known != name);
        if let Some(value) = self.call.json_value(name, value) {
            self.call.cookies.push((name, style::pairs(name, style, escape, &value)));
        }
        self
    }
}
