//! Reads what a schema of the merged tree says at a place where it is used. It resolves references and collects the members
//! of `allOf`. `lower` decides the types.

use std::collections::BTreeSet;

use super::pointer::{component_name, join, unescape};
use super::tree::Node;

/// The maximum length of a chain of references, and the maximum number of members of `allOf`. Vendors use far fewer.
const DEEPEST: usize = 64;

/// The keywords that no type expresses, so that only the server checks them.
pub(crate) const UNCHECKED: &[&str] = &[
    "contains",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "not",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// A schema, or another part of the tree, and its place.
#[derive(Clone)]
pub(crate) struct At<'a> {
    pub(crate) node: &'a Node,
    pub(crate) at: String,
}

impl<'a> At<'a> {
    /// Finds a place in the tree.
    pub(crate) fn find(root: &'a Node, at: &str) -> Option<Self> {
        Some(Self { node: root.at(at)?, at: at.to_owned() })
    }

    /// Follows references. A value that is not a reference is returned as it is.
    pub(crate) fn followed(self, root: &'a Node) -> Self {
        let mut followed = self;
        for _ in 0..DEEPEST {
            let Some(reference) = followed.node.get("$ref").and_then(Node::as_str) else { break };
            let Some(next) = Self::find(root, &unescape(reference.trim_start_matches('#'))) else { break };
            followed = next;
        }
        followed
    }

    /// Returns the schema that this one only wraps: the only member of its `allOf` that describes the value, if nothing next
    /// to the `allOf` does. Descriptions next to it are about the place where it is used.
    fn wrapped(&self) -> Option<Self> {
        let shapes = ["properties", "required", "items", "enum", "oneOf", "anyOf"];
        if shapes.iter().any(|key| self.node.get(key).is_some()) {
            return None;
        }
        let members = self.node.get("allOf").into_iter().flat_map(Node::items).enumerate();
        let mut telling = members.filter(|(_, member)| tells_shape(member));
        match (telling.next(), telling.next()) {
            (Some((index, node)), None) => Some(Self { node, at: join(&self.at, &["allOf", &index.to_string()]) }),
            _ => None,
        }
    }
}

/// Returns whether a member of an `allOf` describes the value, and not only has texts or limits. A bare `type: object` does
/// not, because it adds nothing to other members.
fn tells_shape(member: &Node) -> bool {
    let shapes = [
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "enum",
        "format",
        "items",
        "oneOf",
        "properties",
        "required",
    ];
    let is_typed = member.get("type").is_some_and(|kind| kind.as_str() != Some("object"));
    is_typed || shapes.iter().any(|key| member.get(key).is_some())
}

/// Returns whether the value at a place may be `null`, by the schema there, one that it wraps, or one that it refers to.
pub(crate) fn is_nullable(root: &Node, at: &str) -> bool {
    Usage::said(root, at).is_nullable()
}

/// Whether the value at a place has a mark such as `readOnly`: the schema there says so, one that it only wraps, or one
/// that it refers to. The place itself has the last word.
pub(crate) fn is_marked(root: &Node, at: &str, key: &str) -> bool {
    Usage::said(root, at).is_marked(key)
}

/// Everything that the document says about a value at the places that describe it. There are several places if several
/// members of an `allOf` describe a property.
#[derive(Clone, Default)]
pub(crate) struct Usage<'a> {
    /// The schemas at the places themselves, before any reference. The last place comes first.
    own: Vec<&'a Node>,
    /// The schemas behind the references, the nearest first.
    behind: Vec<&'a Node>,
    /// The component that a single place refers to.
    pub(crate) component: Option<String>,
    /// All schemas that a value has to satisfy, each once.
    parts: Vec<At<'a>>,
}

impl<'a> Usage<'a> {
    /// Reads the schema at one place, those that it only wraps, and those that it refers to, but no other members of `allOf`.
    pub(crate) fn said(root: &'a Node, at: &str) -> Self {
        let mut usage = Self::default();
        if let Some(schema) = At::find(root, at) {
            usage.component = usage.say(root, schema);
        }
        usage
    }

    /// Returns whether the value may be `null`.
    pub(crate) fn is_nullable(&self) -> bool {
        self.own.iter().chain(&self.behind).any(|node| is_true(node, "nullable"))
    }

    /// Returns whether the value has a mark such as `readOnly`. The place itself has the last word.
    pub(crate) fn is_marked(&self, key: &str) -> bool {
        self.effective(key).and_then(Node::as_bool) == Some(true)
    }

    pub(crate) fn of(root: &'a Node, places: &[String]) -> Self {
        let mut usage = Self::default();
        let mut seen = BTreeSet::new();
        for at in places.iter().rev() {
            let Some(schema) = At::find(root, at) else { continue };
            let component = usage.say(root, schema.clone());
            usage.component = component.filter(|_| places.len() == 1);
            usage.part(root, schema, &mut seen);
        }
        usage
    }

    /// Adds a schema, the schemas that it wraps, and those that it refers to. Returns the first component on the way.
    fn say(&mut self, root: &'a Node, schema: At<'a>) -> Option<String> {
        let mut component = None;
        let mut schema = schema;
        for _ in 0..DEEPEST {
            if let Some(reference) = schema.node.get("$ref").and_then(Node::as_str) {
                let followed = At::find(root, &unescape(reference.trim_start_matches('#')));
                component = component.or_else(|| Some(component_name(reference)));
                match followed {
                    Some(followed) => schema = followed,
                    None => break,
                }
                continue;
            }
            if component.is_some() {
                self.behind.push(schema.node)
            } else {
                self.own.push(schema.node)
            }
            match schema.wrapped() {
                Some(wrapped) => schema = wrapped,
                None => break,
            }
        }
        component
    }

    fn part(&mut self, root: &'a Node, schema: At<'a>, seen: &mut BTreeSet<String>) {
        let mut open = vec![schema];
        while let Some(schema) = open.pop() {
            let schema = schema.followed(root);
            // Components may refer to each other in a circle, or in a long chain.
            if seen.len() > DEEPEST || !seen.insert(schema.at.clone()) {
                continue;
            }
            for (index, node) in schema.node.get("allOf").into_iter().flat_map(Node::items).enumerate() {
                open.push(At { node, at: join(&schema.at, &["allOf", &index.to_string()]) });
            }
            self.parts.push(schema);
        }
    }

    /// Returns whether there is any schema.
    pub(crate) fn is_there(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Returns the value of a key at the place itself.
    pub(crate) fn own(&self, key: &str) -> Option<&'a Node> {
        self.own.iter().find_map(|node| node.get(key))
    }

    /// Returns the value of a key behind the references.
    pub(crate) fn behind(&self, key: &str) -> Option<&'a Node> {
        self.behind.iter().find_map(|node| node.get(key))
    }

    /// Returns the value of a key that applies at this place: its own, or else that of a component.
    pub(crate) fn effective(&self, key: &str) -> Option<&'a Node> {
        self.own(key).or_else(|| self.behind(key))
    }

    /// Returns the values of a key in all schemas that a value has to satisfy.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &'a Node> {
        self.parts.iter().filter_map(move |part| part.node.get(key))
    }

    /// Returns the schemas that a value has to satisfy.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &'a Node> {
        self.parts.iter().map(|part| part.node)
    }

    /// Returns the places of the alternatives of all unions.
    pub(crate) fn alternatives(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (part, key) in self.parts.iter().flat_map(|part| ["oneOf", "anyOf"].map(|key| (part, key))) {
            let count = part.node.get(key).into_iter().flat_map(Node::items).count();
            found.extend((0..count).map(|index| join(&part.at, &[key, &index.to_string()])));
        }
        found
    }

    /// Returns the places of something inside, such as `items` or a property.
    pub(crate) fn inner(&self, tokens: &[&str]) -> Vec<String> {
        let is_there = |part: &&At<'a>| tokens.iter().try_fold(part.node, |node, token| node.get(token)).is_some();
        self.parts.iter().filter(is_there).map(|part| join(&part.at, tokens)).collect()
    }
}

/// Returns whether a flag is set.
pub(crate) fn is_true(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}
