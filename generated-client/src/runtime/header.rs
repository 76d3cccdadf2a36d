//! Headers: what may be sent as one.

use reqwest::header::{HeaderName, HeaderValue};

/// Returns the text as a header value, if it is printable ASCII. HTTP libraries let other bytes pass as well, but what
/// a server makes of them is anyone's guess (RFC 9110, section 5.5).
pub(super) fn value(text: &str) -> Option<HeaderValue> {
    if !text.is_ascii() {
        return None;
    }
    HeaderValue::from_str(text).ok()
}

/// Returns the same as [`value`], marked so that HTTP libraries leave it out of their logs and compression tables.
pub(super) fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = value(text)?;
    value.set_sensitive(true);
    Some(value)
}

/// Returns a header, or what is wrong with it.
pub(super) fn pair(name: &str, text: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is no name for a header")?;
    let value = value(text).ok_or("holds a character that a header cannot carry")?;
    Ok((name, value))
}
