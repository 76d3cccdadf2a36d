//! What strings contain: `contentEncoding` and `contentMediaType` of JSON Schema 2020-12.

use crate::document::media;
use crate::document::tree::Node;

/// The keywords that say what a value is, without `type`.
const SHAPES: &[&str] =
    &["$ref", "allOf", "anyOf", "const", "enum", "items", "oneOf", "prefixItems", "properties", "type"];

/// Makes a string of a schema that only says how a string is encoded, or what JSON it contains. A media type alone describes
/// the bytes of a file.
pub(super) fn typed(node: &mut Node) {
    let span =
        node.get("contentEncoding").or(node.get("contentMediaType").and(node.get("contentSchema"))).map(|it| it.span);
    if let Some(span) = span.filter(|_| SHAPES.iter().all(|key| node.get(key).is_none())) {
        node.set("type", Node::string(span, "string"));
    }
}

/// Converts base64 to `format: byte` of OpenAPI 3.0, and other media types than text to `format: binary`. Any other format
/// counts more.
pub(super) fn normalise(node: &mut Node) {
    binary(node);
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

/// A media type without an encoding means that the value is no text (OpenAPI 3.1.1, "Working with Binary Data").
fn binary(node: &mut Node) {
    let is_string = node.get("type").is_none_or(|ty| ty.as_str() == Some("string"));
    let others = ["contentEncoding", "contentSchema", "format", "enum", "const", "$ref", "allOf", "anyOf", "oneOf"];
    if !is_string || others.iter().any(|key| node.get(key).is_some()) {
        return;
    }
    let Some(content) = node.get("contentMediaType") else { return };
    let (span, name) = (content.span, content.as_str().unwrap_or_default());
    if !name.contains('/') || media::is_text(name) || media::json(std::iter::once(name)).is_some() {
        return;
    }
    node.set("type", Node::string(span, "string"));
    node.set("format", Node::string(span, "binary"));
}
