//! Finds the components that a part of a document uses, by the grammar: references, security requirements, and mappings
//! of discriminators. Examples and extensions contain data and use nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::grammar::{Kind, Shape};
use crate::document::grammar_walk::shape_of;
use crate::document::pointer::tokens;
use crate::document::pointer::unescape;
use crate::document::tree::Node;

/// A component, by section and name.
pub(super) type Component = (String, String);

/// The components of a document, each with the components that it uses directly.
pub(super) struct Uses {
    direct: BTreeMap<Component, BTreeSet<Component>>,
}

impl Uses {
    /// Reads the components of a document.
    pub(super) fn of(root: &Node) -> Self {
        let mut direct = BTreeMap::new();
        for (section, holder) in root.get("components").into_iter().flat_map(Node::members) {
            let Some(kind) = section_kind(section) else { continue };
            for (name, member) in holder.node.members() {
                let (mut found, component) = (BTreeSet::new(), (section.to_owned(), name.to_owned()));
                object(&member.node, kind, &mut found);
                for anchor in anchors(&member.node) {
                    let defining: &mut BTreeSet<Component> = direct.entry(anchor).or_default();
                    defining.insert(component.clone());
                }
                direct.insert(component, found);
            }
        }
        Self { direct }
    }

    /// Returns all components that are used directly or indirectly. Undefined ones are omitted.
    pub(super) fn closure(&self, start: BTreeSet<Component>) -> BTreeSet<&Component> {
        let mut open: Vec<Component> = start.into_iter().collect();
        let mut found = BTreeSet::new();
        while let Some(component) = open.pop() {
            let Some((component, uses)) = self.direct.get_key_value(&component) else { continue };
            if found.insert(component) {
                open.extend(uses.iter().filter(|next| !found.contains(next)).cloned());
            }
        }
        found.retain(|(section, _)| section != ANCHOR);
        found
    }

    /// Returns all components.
    pub(super) fn all(&self) -> impl Iterator<Item = &Component> {
        self.direct.keys().filter(|(section, _)| section != ANCHOR)
    }
}

/// The section of anchors. An anchor uses the components that define it.
const ANCHOR: &str = "$dynamicAnchor";

/// Returns the anchors that a component defines, for dynamic references.
fn anchors(node: &Node) -> Vec<Component> {
    let (mut found, mut open) = (Vec::new(), vec![node]);
    while let Some(node) = open.pop() {
        let own = ["$dynamicAnchor", "$anchor"].iter().filter_map(|key| node.get(key).and_then(Node::as_str));
        found.extend(own.map(|name| (ANCHOR.to_owned(), name.to_owned())));
        open.extend(node.items().chain(node.members().map(|(_, member)| &member.node)));
    }
    found
}

/// Returns the kind of the components in a section, or `None` for an extension.
pub(super) fn section_kind(section: &str) -> Option<Kind> {
    match shape_of(Kind::Components, section) {
        Some(Shape::Map(kind)) => Some(kind),
        _ => None,
    }
}

/// Adds the components that an object uses directly.
pub(super) fn object(node: &Node, kind: Kind, found: &mut BTreeSet<Component>) {
    if let Some(text) = node.get("$ref").and_then(Node::as_str) {
        found.extend(component(text));
    }
    if let Some(text) = node.get("$dynamicRef").and_then(Node::as_str) {
        let anchor = text.strip_prefix('#').map(|name| (ANCHOR.to_owned(), name.to_owned()));
        found.extend(component(text).or(anchor));
    }
    for (name, member) in node.members() {
        let value = &member.node;
        match kind {
            Kind::Callback if !name.starts_with("x-") => object(value, Kind::PathItem, found),
            Kind::Discriminator if name == "mapping" => {
                let targets = value.members().filter_map(|(_, member)| member.node.as_str());
                found.extend(targets.map(mapped));
            }
            Kind::Discriminator if name == "defaultMapping" => found.extend(value.as_str().map(mapped)),
            _ => {
                if let Some(shape) = shape_of(kind, name) {
                    self::shape(value, shape, found);
                }
            }
        }
    }
}

/// Adds the components that a value of a shape uses.
pub(super) fn shape(node: &Node, shape: Shape, found: &mut BTreeSet<Component>) {
    match shape {
        Shape::One(kind) => object(node, kind, found),
        // Older drafts allow a list of schemas in `items`. A property may also be called `items`, in the wrong place.
        Shape::Items if node.as_array().is_some() => self::shape(node, Shape::Many(Kind::Schema), found),
        Shape::SchemaOrFlag | Shape::Items | Shape::Required => object(node, Kind::Schema, found),
        Shape::Many(kind) => node.items().for_each(|item| object(item, kind, found)),
        Shape::Map(_) | Shape::Patterned(_) => {
            for (name, member) in node.members() {
                if let Some(kind) = shape.member(name) {
                    object(&member.node, kind, found);
                }
            }
        }
        Shape::Security => {
            let schemes = node.items().flat_map(Node::members).map(|(scheme, _)| scheme);
            let named = |scheme: &str| ("securitySchemes".to_owned(), scheme.to_owned());
            found.extend(schemes.map(|scheme| component(scheme).unwrap_or_else(|| named(scheme))));
        }
        Shape::Any
        | Shape::Text
        | Shape::Flag
        | Shape::Number
        | Shape::Texts
        | Shape::OneOf(_)
        | Shape::Type
        | Shape::Bound
        | Shape::TextMap => {}
    }
}

/// Returns the schema that a mapping leads to: a reference, or the name of a component.
fn mapped(text: &str) -> Component {
    component(text).unwrap_or_else(|| ("schemas".to_owned(), text.to_owned()))
}

/// Returns the component that a reference leads to or into.
fn component(text: &str) -> Option<Component> {
    let pointer = unescape(text.strip_prefix('#')?);
    let mut tokens = tokens(pointer.strip_prefix("/components")?);
    Some((tokens.next()?, tokens.next()?))
}
