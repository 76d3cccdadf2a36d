//! Reduces an object to its meaning for a client: without texts for people, and in a fixed order where the order has no
//! meaning.

use crate::document::grammar::{Kind, Shape};
use crate::document::grammar_walk::{each_object, shape_of};
use crate::document::tree::{Node, Value};
use crate::document::write;

/// The extensions that affect the client. All others are the vendor's own.
const READ: &[&str] = &[
    "x-enum-descriptions",
    "x-enum-varnames",
    "x-gitbook-prefix",
    "x-idempotent",
    "x-pagination",
    "x-rate-limit",
    "x-rust-field",
    "x-rust-name",
    "x-rust-newtype",
    "x-session-cookie",
    "x-token-prefix",
    "x-webhook-signature",
];

/// The keys that only people read.
const PROSE: &[&str] = &["description", "example", "examples", "externalDocs", "xml"];

/// Returns whether an extension is the vendor's own and does not affect the client.
pub(super) fn is_own_extension(name: &str) -> bool {
    name.starts_with("x-") && !READ.contains(&name)
}

/// Returns the kind of the components in a section, such as `schemas`.
pub(super) fn kind_of_section(section: &str) -> Option<Kind> {
    match shape_of(Kind::Components, section)? {
        Shape::Map(kind) => Some(kind),
        _ => None,
    }
}

/// Returns a copy of an object that has only its meaning for a client.
pub(super) fn meaning(node: &Node, kind: Kind) -> Node {
    let mut copy = node.clone();
    each_object(&mut copy, kind, &mut |object, kind| reduce(object, kind));
    copy
}

fn reduce(object: &mut Node, kind: Kind) {
    // A list of names has the order of the values.
    let is_ordered = object.get("x-enum-varnames").or(object.get("x-enum-descriptions")).is_some();
    if let Some(members) = object.as_object_mut() {
        members.retain(|name, _| kind != Kind::Example && !PROSE.contains(&name.as_str()) && !is_own_extension(name));
    }
    for key in ["enum", "required"] {
        if key == "enum" && is_ordered {
            continue;
        }
        if let Some(Value::Array(items)) = object.get_mut(key).map(|list| &mut list.value) {
            items.sort_by_cached_key(write::json);
        }
    }
}
