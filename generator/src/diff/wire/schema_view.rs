//! A schema of the merged tree as a comparison sees it: references followed, `allOf` joined, order forgotten.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Access, Pointer};
use crate::document::pointer::join;
use crate::document::source::Span;
use crate::document::tree::{Node, Value};

/// How many members of `allOf`, or references in a row, are followed: no vendor comes near it, and a circle has to
/// end.
const DEEPEST: usize = 64;

/// A schema and where it stands in the merged tree.
#[derive(Clone)]
pub(super) struct At<'a> {
    pub(super) node: &'a Node,
    pub(super) at: Pointer,
}

impl<'a> At<'a> {
    /// Goes to a member.
    pub(super) fn get(&self, tokens: &[&str]) -> Option<At<'a>> {
        let node = tokens.iter().try_fold(self.node, |node, token| node.get(token))?;
        Some(At { node, at: join(&self.at, tokens) })
    }
}

/// What JSON type of value a schema allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
    /// `oneOf` and its like.
    Union,
}

impl Kind {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Any => "any JSON value",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "a list",
            Self::Object => "an object",
            Self::Union => "one of several forms",
        }
    }
}

#[derive(Clone)]
pub(super) struct Property<'a> {
    pub(super) schema: At<'a>,
    /// Where its name stands.
    pub(super) span: Span,
    pub(super) required: bool,
    pub(super) access: Access,
}

/// What an object may hold beside its own properties.
pub(super) enum Rest<'a> {
    Unsaid,
    Closed,
    Open,
    Schema(At<'a>),
}

pub(super) struct View<'a> {
    /// Behind all references.
    pub(super) at: Pointer,
    pub(super) node: &'a Node,
    /// The component that a reference led to.
    pub(super) component: Option<String>,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    /// The values of an enum by their text as JSON, without `null`.
    pub(super) values: Option<BTreeMap<String, &'a Node>>,
    pub(super) properties: BTreeMap<&'a str, Property<'a>>,
    pub(super) items: Option<At<'a>>,
    pub(super) rest: Rest<'a>,
}

impl<'a> View<'a> {
    pub(super) fn of(root: &'a Node, schema: &At<'a>) -> Self {
        Self::of_depth(root, schema, 0)
    }

    fn of_depth(root: &'a Node, schema: &At<'a>, depth: usize) -> Self {
        let (schema, component) = follow(root, schema);
        let only = schema.node.get("allOf").and_then(Node::as_array).filter(|all| all.len() == 1);
        if let (Some([only]), false, 0..DEEPEST) = (only, has_shape(schema.node), depth) {
            // The client takes the one member for the whole.
            let inner = At { node: only, at: join(&schema.at, &["allOf", "0"]) };
            let mut view = Self::of_depth(root, &inner, depth + 1);
            view.nullable |= is_true(schema.node, "nullable");
            view.component = component.or(view.component);
            return view;
        }
        let mut parts = Vec::new();
        collect_parts(root, &schema, &mut parts, &mut BTreeSet::new());
        let mut properties = BTreeMap::new();
        parts.iter().for_each(|part| own_properties(part, &mut properties));
        let required = parts.iter().filter_map(|part| part.node.get("required")).flat_map(Node::items);
        for name in required.filter_map(Node::as_str) {
            if let Some(property) = properties.get_mut(name) {
                property.required = true;
            }
        }
        let node = schema.node;
        let kind = kind(node, parts.iter().all(|part| std::ptr::eq(part.node, node) || is_joined(part.node)));
        let rest = match node.get("additionalProperties").map(|rest| &rest.value) {
            None => Rest::Unsaid,
            Some(Value::Bool(false)) => Rest::Closed,
            Some(Value::Bool(true)) => Rest::Open,
            Some(_) => schema.get(&["additionalProperties"]).map_or(Rest::Unsaid, Rest::Schema),
        };
        let items = schema.get(&["items"]);
        let nullable = is_true(node, "nullable");
        Self { at: schema.at, node, component, kind, nullable, values: values(node), properties, items, rest }
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.node.get(key).and_then(Node::as_str)
    }

    /// What the client makes of the format; formats without a meaning to it are all alike.
    pub(super) fn format(&self) -> &'a str {
        let known: &[&str] = match self.kind {
            Kind::String => &["date", "date-time", "password"],
            Kind::Integer => &["int32", "uint32", "uint64"],
            Kind::Number => &["float"],
            _ => &[],
        };
        self.text("format").filter(|format| known.contains(format)).unwrap_or_default()
    }
}

/// Follows references to other parts of the document; the check has made sure that they end.
pub(super) fn follow<'a>(root: &'a Node, schema: &At<'a>) -> (At<'a>, Option<String>) {
    let mut schema = schema.clone();
    let mut component = None;
    for _ in 0..DEEPEST {
        let Some(reference) = schema.node.get("$ref").and_then(Node::as_str) else { break };
        let pointer = crate::document::pointer::unescape(reference.trim_start_matches('#'));
        let Some(node) = root.at(&pointer) else { break };
        let name = crate::document::pointer::tokens(&pointer).last().unwrap_or_default();
        let section = pointer.rsplit_once('/').map_or("", |(section, _)| section);
        schema = At { node, at: join(section, &[&name]) };
        component = Some(name);
    }
    (schema, component)
}

fn has_shape(node: &Node) -> bool {
    ["properties", "items", "enum", "oneOf", "anyOf"].iter().any(|key| node.get(key).is_some())
}

pub(super) fn is_true(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

/// A schema and all members of its `allOf`, the members first, each once.
fn collect_parts<'a>(root: &'a Node, schema: &At<'a>, found: &mut Vec<At<'a>>, seen: &mut BTreeSet<Pointer>) {
    let (schema, _) = follow(root, schema);
    // Components may name each other in a circle, or in a long chain.
    if seen.len() > DEEPEST || !seen.insert(schema.at.clone()) {
        return;
    }
    for (index, member) in schema.node.get("allOf").into_iter().flat_map(Node::items).enumerate() {
        let at = join(&schema.at, &["allOf", &index.to_string()]);
        collect_parts(root, &At { node: member, at }, found, seen);
    }
    found.push(schema);
}

fn own_properties<'a>(schema: &At<'a>, found: &mut BTreeMap<&'a str, Property<'a>>) {
    for (name, member) in schema.node.get("properties").into_iter().flat_map(Node::members) {
        let at = join(&schema.at, &["properties", name]);
        let access = match (is_true(&member.node, "readOnly"), is_true(&member.node, "writeOnly")) {
            (true, false) => Access::Read,
            (false, true) => Access::Write,
            _ => Access::Both,
        };
        let schema = At { node: &member.node, at };
        found.insert(name, Property { schema, span: member.name, required: false, access });
    }
}

/// Tells whether a member of an `allOf` has properties to give; the client takes the whole for any value otherwise.
fn is_joined(member: &Node) -> bool {
    let has_properties = member.get("properties").is_some_and(|properties| properties.members().next().is_some());
    let is_closed = member.get("additionalProperties").and_then(Node::as_bool) == Some(false);
    kind(member, true) == Kind::Object && (has_properties || is_closed || member.get("allOf").is_some())
}

/// What the client takes a schema for; `joined` tells whether all members of its `allOf` have properties.
fn kind(node: &Node, joined: bool) -> Kind {
    let has = |key: &str| node.get(key).is_some();
    if ["oneOf", "anyOf", "not"].into_iter().any(has) {
        return Kind::Union;
    }
    if has("allOf") {
        return if joined { Kind::Object } else { Kind::Union };
    }
    match node.get("type").and_then(Node::as_str) {
        Some("boolean") => Kind::Boolean,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("string") => Kind::String,
        Some("array") => Kind::Array,
        Some("object") => Kind::Object,
        Some(_) => Kind::Any,
        None if has("properties") || has("additionalProperties") => Kind::Object,
        None if has("items") => Kind::Array,
        None => match node.get("enum").into_iter().flat_map(Node::items).next().map(|value| &value.value) {
            Some(Value::String(_)) => Kind::String,
            Some(Value::Number(text)) if text.parse::<i64>().is_ok() => Kind::Integer,
            Some(Value::Number(_)) => Kind::Number,
            _ => Kind::Any,
        },
    }
}

fn values(node: &Node) -> Option<BTreeMap<String, &Node>> {
    let values = node.get("enum")?.items().filter(|value| !matches!(value.value, Value::Null));
    Some(values.map(|value| (crate::document::write::json(value).trim().to_owned(), value)).collect())
}
