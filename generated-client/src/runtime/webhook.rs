//! Webhooks: requests that the API sends to a program, whose bodies are read here.

use std::borrow::Cow;
use std::fmt;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;

use super::charset;
use super::decode::{from_json, message};
use super::excerpt::one_line;

/// The body of a webhook is not what the API documents.
///
/// Neither `Display` nor `Debug` shows the body or a value of it, as any of them may be a secret.
#[derive(Debug)]
pub struct WebhookError {
    path: String,
    message: String,
    /// What the headers say of the body that explains the failure.
    note: Option<String>,
}

impl WebhookError {
    /// Returns where in the JSON decoding failed, such as `order.lines[3].id`. `None` if the body is not JSON, or if it is
    /// wrong as a whole.
    pub fn path(&self) -> Option<&str> {
        Some(self.path.as_str()).filter(|path| *path != ".")
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot decode the webhook: ")?;
        if let Some(path) = self.path() {
            write!(f, "at `{path}`: ")?;
        }
        f.write_str(&self.message)?;
        self.note.iter().try_for_each(|note| write!(f, "; {note}"))
    }
}

impl std::error::Error for WebhookError {}

/// Reads the body of a webhook. The headers are only needed where it is not UTF-8, or cannot be read: they may say why.
#[allow(dead_code, reason = "whether there are webhooks depends on the specification")]
pub(crate) fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, WebhookError> {
    // What is in no charset that is known is no JSON either. The headers say why.
    let json = charset::json(headers, body).unwrap_or(Cow::Borrowed(body));
    from_json(&json).map_err(|failure| WebhookError {
        path: one_line(&failure.path),
        message: message(&failure.problem),
        note: note(headers),
    })
}

/// Returns the text that a property of the body has.
#[allow(dead_code, reason = "whether a property tells webhooks apart depends on the specification")]
pub(crate) fn property(headers: &HeaderMap, body: &[u8], name: &str) -> Result<Option<String>, WebhookError> {
    let body: serde_json::Value = read(headers, body)?;
    Ok(body.get(name).and_then(|value| value.as_str()).map(str::to_owned))
}

/// Returns the text of a header.
#[allow(dead_code, reason = "whether a header tells webhooks apart depends on the specification")]
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Returns what the headers say of a body that is not plain JSON.
fn note(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).map(|value| one_line(&String::from_utf8_lossy(value.as_bytes())));
    if let Some(encoding) = text(CONTENT_ENCODING).filter(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return Some(format!("it has the content encoding `{encoding}` and has to be decompressed first"));
    }
    let is_json = |kind: &String| kind.to_ascii_lowercase().contains("json");
    text(CONTENT_TYPE).filter(|kind| !is_json(kind)).map(|kind| format!("its content type is `{kind}`"))
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
    use serde::Deserialize;

    use super::read;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Paid {
        lines: Vec<u8>,
    }

    #[test]
    fn a_body_is_read_whatever_its_content_type_says() {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/plain"))]);
        assert_eq!(read::<Paid>(&headers, b"\xef\xbb\xbf{\"lines\":[1]}").unwrap(), Paid { lines: vec![1] });
    }

    #[test]
    fn an_error_says_where_and_shows_no_value() {
        let error = read::<Paid>(&HeaderMap::new(), br#"{"lines":[1,"canary"]}"#).unwrap_err();
        assert_eq!(error.path(), Some("lines[1]"));
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("at `lines[1]`: expected u8, found a string") && !shown.contains("canary"), "{shown}");
    }

    #[test]
    fn an_error_says_what_the_headers_explain() {
        let gzip = HeaderMap::from_iter([(CONTENT_ENCODING, HeaderValue::from_static("gzip"))]);
        let error = read::<Paid>(&gzip, b"\x1f\x8b").unwrap_err();
        assert_eq!(error.path(), None);
        assert!(error.to_string().ends_with("`gzip` and has to be decompressed first"), "{error}");
        let form =
            HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))]);
        let error = read::<Paid>(&form, b"lines=1").unwrap_err();
        assert!(error.to_string().ends_with("its content type is `application/x-www-form-urlencoded`"), "{error}");
    }
}
