//! Names and values of headers.

use reqwest::header::{HOST, HeaderName, HeaderValue};

/// Returns the text as a header value, if it is printable ASCII. HTTP libraries accept other bytes as well, but servers
/// interpret them in different ways (RFC 9110, section 5.5).
pub(super) fn value(text: &str) -> Option<HeaderValue> {
    if !text.is_ascii() {
        return None;
    }
    HeaderValue::from_str(text).ok()
}

/// Returns the same as [`value`], marked so that HTTP libraries keep it out of logs and compression tables.
pub(super) fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = value(text)?;
    value.set_sensitive(true);
    Some(value)
}

/// Returns a media type without its parameters.
pub(super) fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Headers that say where a message ends, or what follows on the connection. A wrong one would let a server read one
/// request as two (RFC 9112, section 11.2), so only the HTTP library sets them.
const FRAMING: [&str; 5] = ["content-length", "te", "trailer", "transfer-encoding", "upgrade"];

/// Whether only the HTTP library may set this header.
pub(super) fn is_framing(name: &HeaderName) -> bool {
    FRAMING.contains(&name.as_str())
}

/// Returns a header that a caller names, or what is wrong with it.
pub(super) fn by_hand(name: &str, text: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let (name, value) = pair(name, text)?;
    match name {
        HOST => Err("is set by the client, unless `RequestOptions::host` sets it"),
        name if is_framing(&name) => Err("is a header that only the client can set"),
        name => Ok((name, value)),
    }
}

/// Returns a header, or what is wrong with it.
pub(super) fn pair(name: &str, text: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is not a valid header name")?;
    let value = value(text).ok_or("contains a character that cannot be sent in a header")?;
    Ok((name, value))
}
