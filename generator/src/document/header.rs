//! Headers: what is a name of one, and which a document may name and a client ignores as parameters.

/// Headers that the HTTP library makes of the address, the body and the connection.
pub(crate) const FRAME: &[&str] = &["connection", "content-length", "host", "transfer-encoding"];

/// Whether a header is described elsewhere than by a parameter.
pub(crate) fn is_ignored_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "accept" | "content-type" | "authorization") || FRAME.contains(&name.as_str())
}

/// Whether a text is a name of a header (RFC 9110, section 5.6.2).
pub(crate) fn is_name(text: &str) -> bool {
    let is_part = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
    !text.is_empty() && text.chars().all(is_part)
}
