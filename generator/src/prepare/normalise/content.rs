//! What strings contain: `contentEncoding` of JSON Schema 2020-12.

use crate::document::tree::Node;

/// Converts base64 to `format: byte` of OpenAPI 3.0. Any other format counts more.
pub(super) fn normalise(node: &mut Node) {
    let is_string = node.get("type").and_then(Node::as_str) == Some("string");
    let Some(encoding) = node.get("contentEncoding").filter(|_| is_string && node.get("format").is_none()) else {
        return;
    };
    let name = encoding.as_str().unwrap_or_default().to_ascii_lowercase();
    if ["base64", "base64url"].contains(&name.as_str()) {
        let format = Node::string(encoding.span, "byte");
        node.set("format", format);
    }
}
