//! Joins alternatives, through references: if all are strings, they are one open string, and if all are numbers, one
//! number.

use crate::document::tree::{Index, Node, Value};

/// The types of scalars that can be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Integer,
    Number,
}

/// What a schema of strings or numbers allows.
#[derive(Clone, Debug)]
pub(super) struct Scalar {
    pub(super) kind: Kind,
    /// The listed values. There are none if any value is allowed.
    pub(super) values: Vec<Listed>,
    /// Whether the schema allows any other value as well.
    pub(super) rest: Rest,
    pub(super) format: Option<Node>,
    pub(super) nullable: bool,
}

/// A listed value, with its own description.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) value: Node,
    pub(super) words: Option<Node>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    Listed,
    Any,
}

/// The maximum depth of references and unions, so that a circle ends. No real document comes near it.
const DEEPEST: usize = 16;

/// Follows a reference to a component. Any other schema is returned as it is.
pub(super) fn follow<'a>(node: &'a Node, components: Option<&'a Node>) -> Option<&'a Node> {
    let mut node = node;
    for _ in 0..DEEPEST {
        let Some(reference) = node.get("$ref").and_then(Node::as_str) else { return Some(node) };
        let pointer = crate::document::pointer::unescape(reference.trim_start_matches('#'));
        let name = crate::document::pointer::tokens(&pointer).last().unwrap_or_default();
        node = components?.get(&name)?;
    }
    None
}

/// Reads a schema of strings or numbers. Returns `None` for any other schema.
pub(super) fn scalar(node: &Node, components: Option<&Node>) -> Option<Scalar> {
    read(node, components, DEEPEST)
}

fn read(node: &Node, components: Option<&Node>, depth: usize) -> Option<Scalar> {
    let depth = depth.checked_sub(1)?;
    let node = follow(node, components)?;
    let own_name = ["x-rust-name", "x-rust-newtype", "x-enum-varnames"].iter().any(|key| node.get(key).is_some());
    let composed = ["allOf", "not", "properties", "items", "additionalProperties"];
    if own_name || composed.iter().any(|key| node.get(key).is_some()) {
        return None;
    }
    let nullable = node.get("nullable").and_then(Node::as_bool) == Some(true);
    for key in ["anyOf", "oneOf"] {
        if let Some(alternatives) = node.get(key) {
            let null = |node: &Node| node.get("type").and_then(Node::as_str) == Some("null");
            let all: Option<Vec<Scalar>> =
                alternatives.items().filter(|node| !null(node)).map(|node| read(node, components, depth)).collect();
            let mut joined = join(all?)?;
            joined.nullable |= nullable || alternatives.items().any(null);
            return Some(joined);
        }
    }
    let values: Vec<Node> = match (node.get("enum"), node.get("const")) {
        (Some(list), _) => list.items().cloned().collect(),
        (None, Some(value)) => vec![value.clone()],
        (None, None) => Vec::new(),
    };
    let nulls = values.iter().any(|value| matches!(value.value, Value::Null));
    let values: Vec<Node> = values.into_iter().filter(|value| !matches!(value.value, Value::Null)).collect();
    let of_type = |name: &str| values.iter().all(|value| super::values::type_of(value) == Some(name));
    let named = match node.get("type") {
        Some(kind) => kind.as_str()?,
        None => values.first().and_then(super::values::type_of)?,
    };
    let kind = match named {
        "string" => Kind::String,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        _ => return None,
    };
    if kind != Kind::Number && !of_type(named) {
        return None;
    }
    let rest = if values.is_empty() { Rest::Any } else { Rest::Listed };
    // The description of a schema with one value belongs to the value.
    let words = node.get("description").or(node.get("title")).filter(|_| values.len() == 1);
    let values = values.into_iter().map(|value| Listed { value, words: words.cloned() }).collect();
    Some(Scalar { kind, values, rest, format: node.get("format").cloned(), nullable: nullable || nulls })
}

/// The format of a string that is a file in a form.
pub(super) const FILE: &str = "binary";

/// Joins several schemas. Returns `None` if they do not have the same type.
pub(super) fn join(all: Vec<Scalar>) -> Option<Scalar> {
    let mut all = all.into_iter();
    let mut joined = all.next()?;
    let mut index = Index::default();
    for (number, listed) in joined.values.iter().enumerate() {
        index.find_or_add(&listed.value, number, |earlier| &joined.values[earlier].value);
    }
    for other in all {
        joined.kind = match (joined.kind, other.kind) {
            (one, other) if one == other => one,
            (Kind::Integer | Kind::Number, Kind::Integer | Kind::Number) => Kind::Number,
            _ => return None,
        };
        joined.nullable |= other.nullable;
        if other.rest == Rest::Any {
            joined.rest = Rest::Any;
        }
        let same = |a: &Node, b: &Node| a.as_str() == b.as_str();
        joined.format = match (joined.format.take(), other.format) {
            (Some(one), Some(other)) if same(&one, &other) => Some(one),
            // A file can contain any text, but no text any file.
            (Some(file), _) | (_, Some(file)) if file.as_str() == Some(FILE) => Some(file),
            // The format does not matter for listed values.
            _ => None,
        };
        for listed in other.values {
            let values = &mut joined.values;
            match index.find_or_add(&listed.value, values.len(), |earlier| &values[earlier].value) {
                Some(known) => values[known].words = values[known].words.take().or(listed.words),
                None => values.push(listed),
            }
        }
    }
    if !joined.values.is_empty() {
        joined.format = joined.format.filter(|format| format.as_str() != Some(FILE));
    }
    Some(joined)
}
