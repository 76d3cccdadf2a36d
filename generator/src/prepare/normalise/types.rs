//! Types that a schema leaves to another schema of the same value: `format: date-time` without a type next to a reference to
//! a string is a time.

use std::collections::BTreeMap;

use super::strings::follow;
use crate::document::tree::Node;

/// The keywords that refine a type, and mean nothing without one.
const REFINING: &[&str] = &["contentEncoding", "contentMediaType", "contentSchema", "format"];

/// The keywords with which a schema has a type of its own.
const COMPOSED: &[&str] =
    &["$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "items", "oneOf", "properties", "type"];

/// How deep `allOf` is followed.
const DEEPEST: usize = 8;

/// Gives a schema, the members of its `allOf`, and the properties of its members and alternatives the type that another part
/// of the schema has for the same value.
pub(super) fn share(node: &mut Node, components: Option<&Node>) {
    if !["allOf", "anyOf", "oneOf"].iter().any(|key| node.get(key).is_some()) {
        return;
    }
    if let Some(ty) = type_of(node, components, DEEPEST) {
        let is_refined = node.get("type").is_none() && REFINING.iter().any(|key| node.get(key).is_some());
        if is_refined && node.get("properties").is_none() {
            node.set("type", ty.clone());
        }
        let members = node.get_mut("allOf").and_then(Node::as_array_mut).into_iter().flatten();
        members.for_each(|member| refine(member, &ty));
    }
    let mut known = BTreeMap::new();
    properties(node, components, DEEPEST, &mut known);
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in node.get_mut(key).and_then(Node::as_array_mut).into_iter().flatten() {
            let own = part.get_mut("properties").and_then(Node::as_object_mut).into_iter().flatten();
            for (name, member) in own {
                if let Some(ty) = known.get(name) {
                    refine(&mut member.node, ty);
                }
            }
        }
    }
}

fn refine(node: &mut Node, ty: &Node) {
    let is_refining = REFINING.iter().any(|key| node.get(key).is_some());
    if is_refining && COMPOSED.iter().all(|key| node.get(key).is_none()) {
        node.set("type", ty.clone());
    }
}

/// Returns the type of a schema, which is that of any member of its `allOf`.
fn type_of(node: &Node, components: Option<&Node>, depth: usize) -> Option<Node> {
    let depth = depth.checked_sub(1)?;
    let node = follow(node, components)?;
    let own = node.get("type").filter(|ty| ty.as_str().is_some()).cloned();
    own.or_else(|| node.get("allOf")?.items().find_map(|member| type_of(member, components, depth)))
}

/// Adds the types of the properties of a schema and of the members of its `allOf`.
fn properties(node: &Node, components: Option<&Node>, depth: usize, known: &mut BTreeMap<String, Node>) {
    let (Some(depth), Some(node)) = (depth.checked_sub(1), follow(node, components)) else { return };
    for (name, member) in node.get("properties").into_iter().flat_map(Node::members) {
        if let Some(ty) = type_of(&member.node, components, depth) {
            known.entry(name.to_owned()).or_insert(ty);
        }
    }
    for member in node.get("allOf").into_iter().flat_map(Node::items) {
        properties(member, components, depth, known);
    }
}
