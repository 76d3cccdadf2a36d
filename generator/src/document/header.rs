//! Headers: which texts are header names, and which headers a client does not treat as parameters.

/// Headers that the HTTP library derives from the URL, the body and the connection.
pub(crate) const FRAME: &[&str] = &["connection", "content-length", "host", "transfer-encoding"];

/// Returns whether a parameter for this header is ignored, because something else sets the header.
pub(crate) fn is_ignored_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "accept" | "content-type" | "authorization") || FRAME.contains(&name.as_str())
}

/// Returns whether a text is the name of a header (RFC 9110, section 5.6.2).
pub(crate) fn is_name(text: &str) -> bool {
    let is_part = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
    !text.is_empty() && text.chars().all(is_part)
}
