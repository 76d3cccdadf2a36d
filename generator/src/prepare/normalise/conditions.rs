//! Properties that only a condition names: `if`, `then`, `else` and `dependentSchemas`. They are optional.

use std::collections::{BTreeMap, BTreeSet};

use super::applicators::{any_of, is_false};
use super::strings::follow;
use crate::document::tree::{Node, Object, Value};

/// How deep conditions, compositions and references are followed.
const DEEPEST: usize = 8;

/// Adds the properties that only the conditions of a schema, or of the members of its `allOf`, name.
pub(super) fn normalise(node: &mut Node, components: Option<&Node>) {
    let is_object = node.get("type").and_then(Node::as_str) == Some("object");
    if !is_object && ["properties", "allOf"].iter().all(|key| node.get(key).is_none()) {
        return;
    }
    let mut found = Found { components, branches: Vec::new(), conditions: Vec::new() };
    found.conditions_of(node, DEEPEST);
    if found.branches.is_empty() {
        return;
    }
    let mut known = BTreeSet::new();
    names(node, components, DEEPEST, &mut known);
    let mut added: BTreeMap<String, Vec<Node>> = BTreeMap::new();
    let properties = |branch: &&Node| branch.get("properties").cloned();
    for properties in found.branches.iter().filter_map(properties) {
        for (name, member) in properties.members().filter(|(name, _)| !known.contains(*name)) {
            if !is_false(Some(&member.node)) {
                added.entry(name.to_owned()).or_default().push(member.node.clone());
            }
        }
    }
    // A property that only `if` names can have any value.
    for (name, member) in found.conditions.iter().filter_map(|node| node.get("properties")).flat_map(Node::members) {
        if !known.contains(name) && !added.contains_key(name) {
            added.insert(name.to_owned(), vec![Node::new(member.node.span, Value::Object(Object::default()))]);
        }
    }
    if !added.is_empty() && node.get("properties").is_none() {
        node.set("properties", Node::new(node.span, Value::Object(Object::default())));
    }
    for (name, schemas) in added {
        let span = schemas[0].span;
        let schema = any_of(schemas.iter(), span).unwrap_or(Node::new(span, Value::Object(Object::default())));
        if let Some(properties) = node.get_mut("properties") {
            properties.set(&name, schema);
        }
    }
}

/// What the conditions of a schema say.
struct Found<'a> {
    components: Option<&'a Node>,
    /// The schemas that apply if a condition holds, or if it does not.
    branches: Vec<&'a Node>,
    /// The schemas of `if`.
    conditions: Vec<&'a Node>,
}

impl<'a> Found<'a> {
    /// Adds what the conditions of a schema, and of the members of its `allOf`, lead to.
    fn conditions_of(&mut self, node: &'a Node, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        self.conditions.extend(node.get("if"));
        let dependent =
            node.get("dependentSchemas").into_iter().flat_map(Node::members).map(|(_, member)| &member.node);
        for branch in ["then", "else"].into_iter().filter_map(|key| node.get(key)).chain(dependent) {
            self.branch(branch, depth);
        }
        // What a component says is normalised there.
        for member in node.get("allOf").into_iter().flat_map(Node::items) {
            self.conditions_of(member, depth);
        }
    }

    fn branch(&mut self, node: &'a Node, depth: usize) {
        let (Some(depth), Some(node)) = (depth.checked_sub(1), follow(node, self.components)) else { return };
        self.branches.push(node);
        for key in ["allOf", "anyOf", "oneOf"] {
            for member in node.get(key).into_iter().flat_map(Node::items) {
                self.branch(member, depth);
            }
        }
        self.conditions_of(node, depth);
    }
}

/// Adds the names of the properties that a schema describes without a condition.
fn names(node: &Node, components: Option<&Node>, depth: usize, known: &mut BTreeSet<String>) {
    let (Some(depth), Some(node)) = (depth.checked_sub(1), follow(node, components)) else { return };
    known.extend(node.get("properties").into_iter().flat_map(Node::members).map(|(name, _)| name.to_owned()));
    for key in ["allOf", "anyOf", "oneOf"] {
        for member in node.get(key).into_iter().flat_map(Node::items) {
            names(member, components, depth, known);
        }
    }
}
