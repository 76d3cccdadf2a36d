//! What strings and lists contain, by keywords of JSON Schema 2020-12.

use super::media;
use super::tree::{Node, Value};

/// Returns whether a string contains JSON of a documented type.
pub(crate) fn is_json_text(node: &Node) -> bool {
    let is_string =
        |kind: &Node| kind.as_str() == Some("string") || kind.items().any(|one| one.as_str() == Some("string"));
    let media_type = node.get("contentMediaType").and_then(Node::as_str);
    node.get("contentSchema").is_some_and(|schema| schema.as_object().is_some())
        && node.get("contentEncoding").is_none()
        && node.get("type").is_some_and(is_string)
        && media_type.is_some_and(|name| media::json(std::iter::once(name)).is_some())
}

/// The maximum number of items of a tuple. Rust has no traits for longer ones.
const LONGEST_TUPLE: usize = 12;

/// Returns whether every list has exactly the items of `prefixItems`.
pub(crate) fn is_tuple(node: &Node) -> bool {
    let is_list = |kind: &Node| match kind.as_str() {
        Some(name) => name == "array",
        None => kind.items().all(|one| matches!(one.as_str(), Some("array" | "null"))),
    };
    let bound = |key: &str| match node.get(key).map(|bound| &bound.value) {
        Some(Value::Number(bound)) => bound.parse::<usize>().ok(),
        _ => None,
    };
    let count = node.get("prefixItems").map_or(0, |first| first.items().count());
    let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems"));
    let has_end = ["items", "unevaluatedItems"].iter().any(|key| node.get(key).and_then(Node::as_bool) == Some(false));
    (1..=LONGEST_TUPLE).contains(&count)
        && node.get("type").is_none_or(is_list)
        && least == count
        && most.is_none_or(|most| most >= count)
        && (has_end || most == Some(count))
}
