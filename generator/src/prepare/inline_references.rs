//! Replaces references to anything other than components by their targets, such as a property or the response of
//! another operation. Later stages only see references to components.

use std::collections::BTreeMap;

use crate::document::grammar::Kind;
use crate::document::grammar_walk::{each_object, kind_at};
use crate::document::pointer::tokens;
use crate::document::pointer::unescape;
use crate::document::tree::Node;
use crate::read::MAX_DEPTH;

/// The maximum number of values that are copied. Further references are kept.
const MAX_COPIED: usize = 100_000;

/// The maximum length of a chain of such references. Longer chains are kept.
const MAX_CHAIN: usize = 16;

/// Inlines the references of a document that lead to no component of their kind.
pub(crate) fn write_out(root: &mut Node) {
    if is_settled(root) {
        return;
    }
    let mut copies = Copies { root, known: BTreeMap::new(), room: MAX_COPIED };
    let mut written = root.clone();
    copies.put_into(&mut written, Kind::Document, 0);
    if depth(&written) <= MAX_DEPTH {
        *root = written;
    }
}

/// The targets that were inlined.
struct Copies<'a> {
    root: &'a Node,
    /// The values at places, without references of this kind, or `None` if that is not possible.
    known: BTreeMap<String, Option<Node>>,
    room: usize,
}

impl Copies<'_> {
    fn put_into(&mut self, node: &mut Node, kind: Kind, chain: usize) {
        each_object(node, kind, &mut |node, kind| {
            let Some(pointer) = pointer(node, kind) else { return };
            if let Some(target) = self.settled(pointer, kind, chain) {
                put(node, target);
            }
        });
    }

    /// Returns the value at a place with its references inlined, or `None` if it leads back to itself.
    fn settled(&mut self, pointer: String, kind: Kind, chain: usize) -> Option<&Node> {
        if !self.known.contains_key(&pointer) && chain < MAX_CHAIN {
            self.known.insert(pointer.clone(), None);
            let mut target = self.root.at(&pointer)?.clone();
            self.put_into(&mut target, kind, chain + 1);
            self.known.insert(pointer.clone(), Some(target).filter(is_settled));
        }
        let target = self.known.get(&pointer)?.as_ref()?;
        self.room = self.room.checked_sub(count(target))?;
        Some(target)
    }
}

/// Returns the target of a reference that is to be inlined.
fn pointer(node: &Node, kind: Kind) -> Option<String> {
    let pointer = inner_pointer(node)?;
    let is_alone = node.members().all(|(name, _)| matches!(name, "$ref" | "description" | "summary"));
    let takes_references = kind.section().is_some() && kind != Kind::PathItem;
    (is_alone && takes_references && kind_at(&pointer).is_none_or(|found| found == kind)).then_some(pointer)
}

/// Returns the target of a reference that leads to no component.
fn inner_pointer(node: &Node) -> Option<String> {
    let pointer = node.get("$ref")?.as_str()?.strip_prefix('#').filter(|pointer| pointer.starts_with('/'))?;
    let is_component = pointer.starts_with("/components/") && tokens(pointer).count() == 3;
    (!is_component).then(|| unescape(pointer))
}

/// Replaces a reference by a value. The descriptions next to the reference are kept.
fn put(node: &mut Node, target: &Node) {
    let words = ["summary", "description"].map(|key| (key, node.take(key)));
    *node = target.clone();
    for (key, word) in words {
        if let Some(word) = word {
            node.set(key, word);
        }
    }
}

/// Returns whether a value is an object without references of this kind.
fn is_settled(target: &Node) -> bool {
    let mut open = vec![target];
    while let Some(node) = open.pop() {
        if inner_pointer(node).is_some() {
            return false;
        }
        open.extend(children(node));
    }
    target.as_object().is_some()
}

/// Returns the number of values in a value, including itself.
pub(crate) fn count(node: &Node) -> usize {
    let mut open = vec![node];
    let mut count = 0;
    while let Some(node) = open.pop() {
        count += 1;
        open.extend(children(node));
    }
    count
}

/// Returns the number of levels in a value.
pub(crate) fn depth(node: &Node) -> usize {
    let mut level = vec![node];
    let mut depth = 0;
    while !level.is_empty() {
        depth += 1;
        level = level.into_iter().flat_map(children).collect();
    }
    depth
}

fn children(node: &Node) -> impl Iterator<Item = &Node> {
    node.items().chain(node.members().map(|(_, member)| &member.node))
}
