//! Keywords of JSON Schema 2020-12 that apply schemas to some items or properties. What they say of types is written as
//! `items`, `properties` and `additionalProperties`, as far as every valid value has these types. The server checks the rest.

use super::strings::follow;
use crate::document::contents::is_tuple;
use crate::document::tree::{Node, Object, Value};
use crate::document::write;

/// Patterns that match every name.
const ALL_NAMES: &[&str] = &["", ".*", "^.*$", ".+", "^.+$"];

/// Converts the keywords of one schema. The keywords themselves stay, for comparing documents.
pub(super) fn normalise(node: &mut Node, components: Option<&Node>) {
    patterns(node);
    unevaluated(node, components);
    prefix(node);
}

/// Properties with a pattern. Where no other properties are allowed, or these have the schema of a pattern as well, each
/// additional property has it.
fn patterns(node: &mut Node) {
    let Some(patterns) = node.get("patternProperties") else { return };
    let span = patterns.span;
    let closed = ["additionalProperties", "unevaluatedProperties"].iter().any(|key| is_false(node.get(key)));
    let is_closed = closed || patterns.members().any(|(pattern, _)| ALL_NAMES.contains(&pattern));
    let rest = any_of(patterns.members().map(|(_, member)| &member.node), span);
    let others = node.get("additionalProperties").map(write::compact);
    let is_known = is_closed || others == rest.as_ref().map(write::compact);
    // `additionalProperties` next to a pattern applies only to the others.
    let any = Node::new(span, Value::Bool(true));
    let rest = rest.filter(|_| is_known).unwrap_or(any);
    node.set("additionalProperties", rest);
}

/// Properties that nothing else describes, as long as all others have a name: those of the schema and of its `allOf`.
fn unevaluated(node: &mut Node, components: Option<&Node>) {
    let Some(schema) = node.get("unevaluatedProperties").filter(|schema| schema.as_object().is_some()) else { return };
    let schema = schema.clone();
    let members: Vec<&Node> = node.get("allOf").into_iter().flat_map(Node::items).collect();
    if has_only_names(node) && members.into_iter().all(|member| are_names(member, components, DEEPEST)) {
        node.set("additionalProperties", schema);
    }
}

/// How deep `allOf` is followed.
const DEEPEST: usize = 8;

/// Returns whether a schema, and each member of its `allOf`, describes no properties but by their names.
fn are_names(node: &Node, components: Option<&Node>, depth: usize) -> bool {
    let (Some(depth), Some(node)) = (depth.checked_sub(1), follow(node, components)) else { return false };
    let is_plain = has_only_names(node) && node.get("unevaluatedProperties").is_none();
    is_plain && node.get("allOf").into_iter().flat_map(Node::items).all(|it| are_names(it, components, depth))
}

fn has_only_names(node: &Node) -> bool {
    let others = ["additionalProperties", "anyOf", "dependentSchemas", "if", "oneOf", "patternProperties"];
    others.iter().all(|key| node.get(key).is_none())
}

/// The first items of a list. If no others follow, each item has one of their schemas.
fn prefix(node: &mut Node) {
    let Some(first) = node.get("prefixItems") else { return };
    let span = first.span;
    if is_tuple(node) {
        // A list without `items` next to them is a tuple.
        let count = first.items().count().to_string();
        node.take("items");
        if node.get("maxItems").is_none() {
            node.set("maxItems", Node::new(span, Value::Number(count)));
        }
        if node.get("type").is_none() {
            node.set("type", Node::string(span, "array"));
        }
        return;
    }
    let most = match node.get("maxItems").map(|most| &most.value) {
        Some(Value::Number(most)) => most.parse::<usize>().ok(),
        _ => None,
    };
    let count = first.items().count();
    let has_end = ["items", "unevaluatedItems"].iter().any(|key| is_false(node.get(key)));
    let is_closed = has_end || most.is_some_and(|most| most <= count);
    let others = if is_closed { None } else { node.get("items") };
    let is_known = is_closed || others.is_some_and(says_something);
    // `items` after the first items applies only to the others.
    let any = Node::new(span, Value::Object(Object::default()));
    let items = if is_known { any_of(first.items().chain(others), span) } else { None };
    node.set("items", items.unwrap_or(any));
}

/// Returns whether a schema is more than an empty one.
fn says_something(schema: &Node) -> bool {
    schema.as_object().is_some_and(|keys| !keys.is_empty())
}

pub(super) fn is_false(node: Option<&Node>) -> bool {
    node.and_then(Node::as_bool) == Some(false)
}

/// Returns the alternatives of a schema that has nothing else, and otherwise the schema.
fn alternatives(schema: &Node) -> Vec<&Node> {
    match (schema.as_object().map_or(0, Object::len), schema.get("anyOf")) {
        (1, Some(alternatives)) if alternatives.as_array().is_some() => alternatives.items().collect(),
        _ => vec![schema],
    }
}

/// Returns the schema that allows what any of these allows; `None` if there is none.
pub(super) fn any_of<'a>(schemas: impl Iterator<Item = &'a Node>, span: crate::document::source::Span) -> Option<Node> {
    let mut distinct: Vec<&Node> = Vec::new();
    for schema in schemas.flat_map(alternatives).filter(|schema| !is_false(Some(schema))) {
        if distinct.iter().all(|known| write::compact(known) != write::compact(schema)) {
            distinct.push(schema);
        }
    }
    match distinct.as_slice() {
        [] => None,
        [one] => Some((*one).clone()),
        several => {
            let mut any = Node::new(span, Value::Object(Object::default()));
            any.set("anyOf", Node::new(span, Value::Array(several.iter().map(|schema| (*schema).clone()).collect())));
            Some(any)
        }
    }
}
