//! What a schema of the merged tree says at a place where it is used: what is behind its references, and all that a value
//! has to be there, the members of `allOf` among it. The types themselves are decided in `lower`.

use std::collections::BTreeSet;

use super::pointer::{component_name, join, unescape};
use super::tree::Node;

/// How many references in a row, and how many members of `allOf`, are looked at: no vendor comes near it.
const DEEPEST: usize = 64;

/// The keywords that no type expresses, so that only the server checks them.
pub(crate) const UNCHECKED: &[&str] = &[
    "contains",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
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

    /// Goes where a reference leads; what is no reference is itself.
    pub(crate) fn followed(self, root: &'a Node) -> Self {
        let mut followed = self;
        for _ in 0..DEEPEST {
            let Some(reference) = followed.node.get("$ref").and_then(Node::as_str) else { break };
            let Some(next) = Self::find(root, &unescape(reference.trim_start_matches('#'))) else { break };
            followed = next;
        }
        followed
    }

    /// The one schema that this one only wraps: the member of its `allOf` that says what a value is, where nothing beside it
    /// does. What stands beside it is said of the place where it is used.
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

/// Whether a member of an `allOf` says what a value is, and not only words or limits. A bare `type: object` does not: it
/// says nothing new beside another member.
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

/// Whether the value at a place may be `null`: the schema there, one that it only wraps, or one that it refers to says so.
pub(crate) fn is_nullable(root: &Node, at: &str) -> bool {
    let Some(schema) = At::find(root, at) else { return false };
    let mut usage = Usage::default();
    usage.say(root, schema);
    usage.own.iter().chain(&usage.behind).any(|node| is_true(node, "nullable"))
}

/// All that is said of a value at the places that describe it. There are several where members of an `allOf` describe one
/// property.
#[derive(Clone, Default)]
pub(crate) struct Usage<'a> {
    /// What is said at the places themselves, before any reference; the last word comes first.
    own: Vec<&'a Node>,
    /// What is said behind the references, the nearest first.
    behind: Vec<&'a Node>,
    /// The component that a single place refers to.
    pub(crate) component: Option<String>,
    /// All that a value has to be at once, each once.
    parts: Vec<At<'a>>,
}

impl<'a> Usage<'a> {
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

    /// Notes what a schema says, through its wrappings and references; returns the first component on the way.
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
            // Components may name each other in a circle, or in a long chain.
            if seen.len() > DEEPEST || !seen.insert(schema.at.clone()) {
                continue;
            }
            for (index, node) in schema.node.get("allOf").into_iter().flat_map(Node::items).enumerate() {
                open.push(At { node, at: join(&schema.at, &["allOf", &index.to_string()]) });
            }
            self.parts.push(schema);
        }
    }

    /// Whether anything is said at all.
    pub(crate) fn is_there(&self) -> bool {
        !self.parts.is_empty()
    }

    /// What is said under a key at the place itself.
    pub(crate) fn own(&self, key: &str) -> Option<&'a Node> {
        self.own.iter().find_map(|node| node.get(key))
    }

    /// What is said under a key behind the references.
    pub(crate) fn behind(&self, key: &str) -> Option<&'a Node> {
        self.behind.iter().find_map(|node| node.get(key))
    }

    /// What counts at this place: its own word before that of a component.
    pub(crate) fn effective(&self, key: &str) -> Option<&'a Node> {
        self.own(key).or_else(|| self.behind(key))
    }

    /// Everything that is said under a key, by any of the schemas that a value has to satisfy.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &'a Node> {
        self.parts.iter().filter_map(move |part| part.node.get(key))
    }

    /// The schemas that a value has to satisfy.
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

    /// The places of what is further inside: of `items`, of a property.
    pub(crate) fn inner(&self, tokens: &[&str]) -> Vec<String> {
        let is_there = |part: &&At<'a>| tokens.iter().try_fold(part.node, |node, token| node.get(token)).is_some();
        self.parts.iter().filter(is_there).map(|part| join(&part.at, tokens)).collect()
    }
}

/// Whether a flag is set.
pub(crate) fn is_true(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}
