//! Resolves `$dynamicRef` (JSON Schema 2020-12, section 8.2.3.2). A schema that refers to a template, and defines the
//! `$dynamicAnchor` that the template asks for, becomes a copy of the template with its own definition in it. Later
//! stages see plain references.

use std::collections::{BTreeMap, BTreeSet};

use super::inline_references::{count, depth};
use crate::document::grammar::{Kind, Shape};
use crate::document::grammar_walk::{each_object, shape_of};
use crate::document::pointer::{component_name, join};
use crate::document::tree::{Node, Value};
use crate::findings::{Code, Diagnostic, Findings};
use crate::read::MAX_DEPTH;

/// The maximum number of values that are copied.
const MAX_COPIED: usize = 100_000;

/// The maximum number of templates within each other.
const MAX_WITHIN: usize = 4;

/// What each anchor means at a place: a reference, or any value.
type Anchors = BTreeMap<String, Option<String>>;

/// Resolves the dynamic references of a document.
pub(crate) fn settle(root: &mut Node, findings: &mut Findings) {
    let mut is_needed = false;
    each_object(root, Kind::Document, &mut |node, kind| {
        is_needed |= kind == Kind::Schema && node.get("$dynamicRef").is_some();
    });
    if !is_needed {
        return;
    }
    let original = root.clone();
    let mut places = Vec::new();
    schemas(&original, Kind::Document, "", &mut places);
    let mut resolver =
        Resolver { root: &original, places: &places, room: MAX_COPIED, wanted: BTreeMap::new(), findings };
    for at in &places {
        let Some(mut node) = original.at(at).cloned() else { continue };
        let own = at.strip_prefix("/components/schemas/").map(|_| (component_name(at), at.clone()));
        resolver.schema(&mut node, Place { at, to: at }, &Anchors::new(), &mut own.into_iter().collect());
        if depth(&node) + at.matches('/').count() <= MAX_DEPTH
            && let Some(place) = root.at_mut(at)
        {
            *place = node;
        }
    }
}

/// Collects the places of the schemas that are not within others.
fn schemas(node: &Node, kind: Kind, at: &str, found: &mut Vec<String>) {
    let mut one = |node: &Node, kind: Kind, at: String| match kind {
        Kind::Schema => found.push(at),
        kind => schemas(node, kind, &at, found),
    };
    for (name, member) in node.members() {
        let (node, at) = (&member.node, join(at, &[name]));
        match shape_of(kind, name) {
            Some(Shape::One(kind)) => one(node, kind, at),
            Some(Shape::Many(kind)) => {
                node.items().enumerate().for_each(|(index, item)| one(item, kind, join(&at, &[&index.to_string()])));
            }
            Some(Shape::Map(kind) | Shape::Patterned(kind)) => {
                node.members().for_each(|(name, member)| one(&member.node, kind, join(&at, &[name])));
            }
            _ => {}
        }
    }
}

/// Where a schema is written, and where it is put.
#[derive(Clone, Copy)]
struct Place<'a> {
    at: &'a str,
    to: &'a str,
}

struct Resolver<'a> {
    root: &'a Node,
    places: &'a [String],
    room: usize,
    /// The anchors that a component asks for, directly or through others.
    wanted: BTreeMap<String, BTreeSet<String>>,
    findings: &'a mut Findings,
}

impl Resolver<'_> {
    /// Resolves a schema and what is within it. `within` has the templates around it that are being copied, each with the
    /// place of the copy.
    fn schema(&mut self, node: &mut Node, place: Place<'_>, around: &Anchors, within: &mut Vec<(String, String)>) {
        if node.as_object().is_none() {
            return;
        }
        let mut anchors = around.clone();
        bind(node, place.at, &mut anchors);
        for (name, member) in node.as_object_mut().into_iter().flatten() {
            let inner = &mut member.node;
            let mut one = |node: &mut Node, tokens: &[&str]| {
                let (at, to) = (join(place.at, tokens), join(place.to, tokens));
                self.schema(node, Place { at: &at, to: &to }, &anchors, within);
            };
            match shape_of(Kind::Schema, name) {
                Some(Shape::Many(Kind::Schema) | Shape::Items) if inner.as_array().is_some() => {
                    for (index, item) in inner.as_array_mut().into_iter().flatten().enumerate() {
                        one(item, &[name, &index.to_string()]);
                    }
                }
                Some(Shape::Map(Kind::Schema)) => {
                    for (key, member) in inner.as_object_mut().into_iter().flatten() {
                        one(&mut member.node, &[name, key]);
                    }
                }
                Some(Shape::One(Kind::Schema) | Shape::SchemaOrFlag | Shape::Items) => one(inner, &[name]),
                _ => {}
            }
        }
        if let Some(reference) = node.take("$dynamicRef") {
            let target = self.target(&reference, &anchors);
            if let Some(target) = target.filter(|_| node.get("$ref").is_none()) {
                node.set("$ref", Node::string(reference.span, target));
            }
        } else if !anchors.is_empty() {
            self.template(node, place.to, &anchors, within);
        }
    }

    /// Returns where a dynamic reference leads. What leads nowhere is any value.
    fn target(&mut self, reference: &Node, anchors: &Anchors) -> Option<String> {
        let text = reference.as_str()?;
        let name = text.strip_prefix('#').unwrap_or_default();
        if name.starts_with('/') {
            return Some(text.to_owned());
        }
        if let Some(known) = anchors.get(name) {
            return known.clone();
        }
        let places = self.defined(name);
        if let [only] = places.as_slice() {
            return Some(format!("#{only}"));
        }
        let many = if places.is_empty() { "no" } else { "more than one" };
        let message = format!("`{text}` leads to {many} `$dynamicAnchor`; it is read as any value");
        let help = "replace it by a plain `$ref` with an overlay action";
        self.findings.push(Diagnostic::new(Code::DanglingRef, reference.span, message).help(help));
        None
    }

    /// Returns the schemas that define an anchor, except within others that do.
    fn defined(&self, name: &str) -> Vec<String> {
        let is_it = |node: &Node| {
            ["$dynamicAnchor", "$anchor"].iter().any(|key| node.get(key).and_then(Node::as_str) == Some(name))
        };
        let mut found = Vec::new();
        for at in self.places {
            let mut open = vec![(at.clone(), self.root.at(at))];
            while let Some((at, node)) = open.pop() {
                let Some(node) = node else { continue };
                if is_it(node) {
                    found.push(at);
                    continue;
                }
                let items =
                    node.items().enumerate().map(|(index, item)| (join(&at, &[&index.to_string()]), Some(item)));
                open.extend(items);
                open.extend(node.members().map(|(name, member)| (join(&at, &[name]), Some(&member.node))));
            }
        }
        found
    }

    /// Replaces a reference to a template by a copy of it, in which the anchors mean what they mean here.
    fn template(&mut self, node: &mut Node, to: &str, anchors: &Anchors, within: &mut Vec<(String, String)>) {
        let Some(name) = component(node) else { return };
        if !self.wanted(&name).iter().any(|wanted| anchors.contains_key(wanted)) {
            return;
        }
        if let Some((_, place)) = within.iter().find(|(template, _)| *template == name) {
            let target = Node::string(node.span, format!("#{place}"));
            node.set("$ref", target);
            return;
        }
        let place = join("/components/schemas", &[&name]);
        let Some(mut copy) = self.root.at(&place).cloned().filter(|_| within.len() < MAX_WITHIN) else { return };
        let Some(room) = self.room.checked_sub(count(&copy)) else { return };
        self.room = room;
        node.take("$ref");
        let members = node.get("allOf").map_or(0, |list| list.items().count()).to_string();
        let to = if is_beside(node) { join(to, &["allOf", &members]) } else { to.to_owned() };
        within.push((name, to.clone()));
        self.schema(&mut copy, Place { at: &place, to: &to }, anchors, within);
        within.pop();
        put(node, copy);
    }

    fn wanted(&mut self, name: &str) -> BTreeSet<String> {
        if let Some(known) = self.wanted.get(name) {
            return known.clone();
        }
        let (mut found, mut seen, mut names) = (BTreeSet::new(), BTreeSet::new(), vec![name.to_owned()]);
        while let Some(name) = names.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let Some(mut schema) = self.root.at(&join("/components/schemas", &[&name])).cloned() else { continue };
            each_object(&mut schema, Kind::Schema, &mut |node, _| {
                let anchor = node.get("$dynamicRef").and_then(Node::as_str).and_then(|text| text.strip_prefix('#'));
                found.extend(anchor.map(str::to_owned));
                names.extend(component(node));
            });
        }
        self.wanted.insert(name.to_owned(), found.clone());
        found
    }
}

/// Notes the anchors that a schema defines: its own, and those of its `$defs`. Those around it come first.
fn bind(node: &Node, at: &str, anchors: &mut Anchors) {
    let anchor = |node: &Node| node.get("$dynamicAnchor").and_then(Node::as_str).map(str::to_owned);
    if let Some(name) = anchor(node) {
        anchors.entry(name).or_insert_with(|| Some(format!("#{at}")));
    }
    for (name, member) in node.get("$defs").into_iter().flat_map(Node::members) {
        let Some(own) = anchor(&member.node) else { continue };
        let is_alone = member.node.members().all(|(key, _)| matches!(key, "$dynamicAnchor" | "$ref" | "$comment"));
        let is_open = member.node.members().all(|(key, _)| matches!(key, "$dynamicAnchor" | "not" | "$comment"));
        let reference = member.node.get("$ref").and_then(Node::as_str).filter(|_| is_alone);
        let target = match reference {
            _ if is_open => None,
            Some(reference) => Some(reference.to_owned()),
            None => Some(format!("#{}", join(at, &["$defs", name]))),
        };
        anchors.entry(own).or_insert(target);
    }
}

/// Returns the component that a schema refers to.
fn component(node: &Node) -> Option<String> {
    let reference = node.get("$ref").and_then(Node::as_str)?;
    (reference.starts_with("#/components/schemas/") && reference.matches('/').count() == 3)
        .then(|| component_name(reference))
}

/// Whether something that says more than words is beside a reference.
fn is_beside(node: &Node) -> bool {
    let words = ["$comment", "$defs", "$dynamicAnchor", "$id", "deprecated", "description", "summary", "title"];
    node.members().any(|(key, _)| !words.contains(&key))
}

/// Puts a copy where the reference was, next to what is said beside it.
fn put(node: &mut Node, mut copy: Node) {
    for key in ["$defs", "$dynamicAnchor", "$id"] {
        copy.take(key);
    }
    if is_beside(node) {
        let mut members = match node.take("allOf").map(|list| list.value) {
            Some(Value::Array(members)) => members,
            _ => Vec::new(),
        };
        let span = copy.span;
        members.push(copy);
        node.set("allOf", Node::new(span, Value::Array(members)));
        return;
    }
    for (name, member) in copy.members() {
        if node.get(name).is_none() {
            node.set(name, member.node.clone());
        }
    }
}
