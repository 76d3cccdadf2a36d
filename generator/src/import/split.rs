//! Splits a complete document into fragments: one for each operation, and one for the unused parts. Merging them
//! restores the document. The document is checked later, after the overlay.

use std::collections::{BTreeMap, BTreeSet};

use super::component_use::{Component, Uses, object, section_kind, shape};
use super::fragment::ShownEndpoint;
use super::fragment::{Operation, operations, tags_of};
use crate::document::grammar::{Kind, METHODS, Shape};
use crate::document::grammar_walk::each_path;
use crate::document::operations::{self, ADDITIONAL};
use crate::document::tree::{Member, Node, Object, Value};
use crate::document::write;
use crate::findings::{Code, Diagnostic};
use crate::prepare::normalise::item_down;

/// The maximum size of the fragments of a document, in bytes.
const MAX_SPLIT: usize = 64 << 20;
/// The maximum size of the fragments as a multiple of the document, if they are not small. Every fragment is read. If
/// each contained most of the document, the time would grow with the square of its size.
const MAX_GROWTH: usize = 12;
/// Fragments of this size in bytes are small.
const SMALL: usize = 4 << 20;

/// A document in parts.
pub(super) struct Split {
    pub(super) fragments: Vec<ShownEndpoint>,
    /// The unused parts, with everything that they refer to.
    pub(super) rest: Option<Rest>,
}

/// The part of a document that no operation uses.
pub(super) struct Rest {
    pub(super) root: Node,
    /// The names of its parts for messages: `components/schemas/User`, `tags/Old`, `webhooks/paid`.
    pub(super) names: Vec<String>,
}

/// Splits a document with valid `paths`. If it should be kept whole, returns the reason.
pub(super) fn split(root: &Node) -> Result<Split, Diagnostic> {
    let uses = Uses::of(root);
    let mut items = root.get("paths").cloned().unwrap_or_else(|| empty(root));
    each_path(&mut items, &mut |item| item_down(item, root));
    let mut parts = Vec::new();
    let mut used = BTreeSet::new();
    let mut tags = BTreeSet::new();
    for operation in operations(root) {
        let Some(item) = items.get(&operation.key.path) else { continue };
        let Some(node) = operations::operation(item, &operation.key.method) else { continue };
        let components = uses.closure(needs(root, node));
        used.extend(components.iter().copied());
        tags.extend(tags_of(node));
        parts.push((operation, item, components));
    }
    bounded(root, &parts)?;
    let fragments = parts.into_iter().map(|(operation, item, components)| {
        let root = fragment(root, &operation, item, &components);
        ShownEndpoint { operation, root }
    });
    Ok(Split { fragments: fragments.collect(), rest: rest(root, &uses, &used, &tags) })
}

/// Returns the components that an operation uses directly. The security of the root counts if the operation has none.
fn needs(root: &Node, operation: &Node) -> BTreeSet<Component> {
    let mut found = BTreeSet::new();
    object(operation, Kind::Operation, &mut found);
    if let (None, Some(security)) = (operation.get("security"), root.get("security")) {
        shape(security, Shape::Security, &mut found);
    }
    found
}

/// Reports a document whose components refer to each other so much that each fragment would contain most of them.
fn bounded(root: &Node, parts: &[(Operation, &Node, BTreeSet<&Component>)]) -> Result<(), Diagnostic> {
    let mut sizes = BTreeMap::new();
    for (section, holder) in root.get("components").into_iter().flat_map(Node::members) {
        for (name, member) in holder.node.members() {
            sizes.insert((section.to_owned(), name.to_owned()), write::json(&member.node).len());
        }
    }
    let own: usize =
        root.members().filter(|(name, _)| is_common(name)).map(|(_, at)| write::json(&at.node).len()).sum();
    let components = parts.iter().flat_map(|(_, _, components)| components).filter_map(|key| sizes.get(*key));
    let total = components.sum::<usize>() + own * parts.len();
    if total <= SMALL || total <= MAX_SPLIT && total <= MAX_GROWTH * write::json(root).len() {
        return Ok(());
    }
    let megabytes = total >> 20;
    let message = format!(
        "split into one fragment for each of its {} operations, this document would take {megabytes} MB; it is kept \
         whole",
        parts.len()
    );
    Err(Diagnostic::new(Code::TooLarge, root.span, message)
        .help("no action is needed; most fragments would have most of the schemas, because these refer to each other"))
}

/// Returns whether a member of the root is the same in every fragment.
fn is_common(name: &str) -> bool {
    !matches!(name, "paths" | "components" | "tags" | "security" | "servers" | "webhooks")
}

/// Returns the root for an operation, in the order of the document.
fn fragment(root: &Node, operation: &Operation, item: &Node, components: &BTreeSet<&Component>) -> Node {
    let own = operations::operation(item, &operation.key.method);
    let overrides = |name: &str| own.is_some_and(|own| own.get(name).is_some());
    let mut members = Object::default();
    for (name, member) in root.members() {
        let node = match name {
            "paths" => Some(only_path(&member.node, operation, item)),
            "components" => some_components(&member.node, components, Extensions::Skip),
            "tags" => own.and_then(|own| {
                let named: BTreeSet<&str> = tags_of(own).collect();
                some_tags(&member.node, |tag| named.contains(tag))
            }),
            "webhooks" => None,
            "security" | "servers" if overrides(name) => None,
            _ => Some(member.node.clone()),
        };
        if let Some(node) = node {
            members.insert(name.to_owned(), Member { name: member.name, node });
        }
    }
    Node::new(root.span, Value::Object(members))
}

/// Returns a path with one method and the common members of the path.
fn only_path(paths: &Node, operation: &Operation, item: &Node) -> Node {
    let mut item = item.clone();
    let keys = operations::keys(&operation.key.method);
    let is_kept = |name: &str| keys.contains(&name) || !(METHODS.contains(&name) || name == ADDITIONAL);
    item.as_object_mut().into_iter().for_each(|members| members.retain(|name, _| is_kept(name)));
    let others = item.get_mut(ADDITIONAL).and_then(Node::as_object_mut);
    others.into_iter().for_each(|others| others.retain(|name, _| *name == operation.key.method));
    let path = operation.key.path.clone();
    let name = paths.as_object().and_then(|paths| paths.get(&path)).map_or(item.span, |member| member.name);
    Node::new(paths.span, Value::Object(Object::from_iter([(path, Member { name, node: item })])))
}

/// Whether the extensions next to the sections of components are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extensions {
    Keep,
    Skip,
}

fn some_components(components: &Node, wanted: &BTreeSet<&Component>, extensions: Extensions) -> Option<Node> {
    let mut sections = Object::default();
    for (section, holder) in components.members() {
        if section_kind(section).is_none() {
            if extensions == Extensions::Keep {
                sections.insert(section.to_owned(), holder.clone());
            }
            continue;
        }
        let is_wanted = |name: &str| wanted.contains(&(section.to_owned(), name.to_owned()));
        let kept: Object = holder
            .node
            .members()
            .filter(|(name, _)| is_wanted(name))
            .map(|(name, member)| (name.to_owned(), member.clone()))
            .collect();
        if !kept.is_empty() {
            let node = Node::new(holder.node.span, Value::Object(kept));
            sections.insert(section.to_owned(), Member { name: holder.name, node });
        }
    }
    (!sections.is_empty()).then(|| Node::new(components.span, Value::Object(sections)))
}

fn some_tags(tags: &Node, is_wanted: impl Fn(&str) -> bool) -> Option<Node> {
    let name = |tag: &Node| tag.get("name").and_then(Node::as_str).unwrap_or_default().to_owned();
    let kept: Vec<Node> = tags.items().filter(|tag| is_wanted(&name(tag))).cloned().collect();
    (!kept.is_empty()).then(|| Node::new(tags.span, Value::Array(kept)))
}

/// Returns the unused parts: components, tags, webhooks, paths without operations, and extensions.
fn rest(root: &Node, uses: &Uses, used: &BTreeSet<&Component>, tags: &BTreeSet<&str>) -> Option<Rest> {
    let mut needed: BTreeSet<Component> = uses.all().filter(|component| !used.contains(component)).cloned().collect();
    let mut names: Vec<String> = needed.iter().map(|(section, name)| format!("components/{section}/{name}")).collect();
    let sections = root.get("components").into_iter().flat_map(Node::members).map(|(section, _)| section);
    names.extend(sections.filter(|name| section_kind(name).is_none()).map(|name| format!("components/{name}")));
    let unused_tags = root.get("tags").and_then(|all| some_tags(all, |tag| !tags.contains(tag)));
    let named = unused_tags.iter().flat_map(Node::items).filter_map(|tag| tag.get("name").and_then(Node::as_str));
    names.extend(named.map(|name| format!("tags/{name}")));
    if let Some(webhooks) = root.get("webhooks") {
        names.extend(webhooks.members().map(|(name, _)| format!("webhooks/{name}")));
        shape(webhooks, Shape::Map(Kind::PathItem), &mut needed);
    }
    let beside: Object = root.get("paths").into_iter().flat_map(without_operation).collect();
    names.extend(beside.keys().map(|name| format!("paths/{name}")));
    if names.is_empty() {
        return None;
    }
    let needed = uses.closure(needed);
    let member = |(name, member): (&str, &Member)| {
        let node = match name {
            "paths" => Node::new(member.node.span, Value::Object(beside.clone())),
            "components" => some_components(&member.node, &needed, Extensions::Keep)?,
            "tags" => unused_tags.clone()?,
            "security" | "servers" => return None,
            _ => member.node.clone(),
        };
        Some((name.to_owned(), Member { name: member.name, node }))
    };
    let members = root.members().filter_map(member).collect();
    Some(Rest { root: Node::new(root.span, Value::Object(members)), names })
}

/// Returns the members of `paths` that are extensions or paths without operations.
fn without_operation(paths: &Node) -> impl Iterator<Item = (String, Member)> {
    let is_empty = |item: &Node| operations::operations(item).next().is_none();
    let kept = paths.members().filter(move |(name, at)| name.starts_with("x-") || is_empty(&at.node));
    kept.map(|(name, member)| (name.to_owned(), member.clone()))
}

fn empty(root: &Node) -> Node {
    Node::new(root.span, Value::Object(Object::default()))
}
