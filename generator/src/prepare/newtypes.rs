//! Makes components of the strings and integers that have a name of their own (`x-rust-newtype`), so that every place with
//! the same name has the same type.

use std::collections::BTreeMap;

use crate::document::extensions::{NEWTYPE, NEWTYPE_COMPONENT};
use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_object;
use crate::document::pointer::join;
use crate::document::source::FileId;
use crate::document::tree::{Member, Node, Object, Value};
use crate::document::write;
use crate::findings::{Code, Diagnostic, Findings};

/// Formats that have a type already.
const TYPED: &[&str] = &["binary", "byte", "date", "date-time", "password"];

/// Makes components of the named strings and integers of a merged document, and lets all their places refer to them.
/// Mistakes in the overlay are errors.
pub(crate) fn lift(root: &mut Node, overlay: Option<FileId>, findings: &mut Findings) {
    let mut is_needed = false;
    each_object(root, Kind::Document, &mut |node, kind| {
        is_needed |= kind == Kind::Schema && node.get(NEWTYPE).is_some();
    });
    if !is_needed {
        return;
    }
    let mut newtypes = Newtypes { made: BTreeMap::new(), overlay, findings };
    let schemas = root.get_mut("components").and_then(|components| components.get_mut("schemas"));
    for (name, member) in schemas.and_then(Node::as_object_mut).into_iter().flatten() {
        if member.node.get(NEWTYPE).and_then(Node::as_str) == Some(name.as_str()) {
            newtypes.component(&mut member.node);
        }
    }
    let known: BTreeMap<String, Node> = components(root).map(|(name, node)| (name.to_owned(), node.clone())).collect();
    each_object(root, Kind::Document, &mut |node, kind| {
        if kind == Kind::Schema && node.get(NEWTYPE).is_some() {
            newtypes.place(node, &known);
        }
    });
    let made = std::mem::take(&mut newtypes.made);
    let new = made.into_iter().filter(|(name, _)| !known.contains_key(name));
    let new: Vec<(String, Member)> = new.map(|(name, node)| (name, Member { name: node.span, node })).collect();
    if let Some(schemas) = section(root) {
        schemas.extend(new);
    }
}

struct Newtypes<'a> {
    /// The components, by name.
    made: BTreeMap<String, Node>,
    overlay: Option<FileId>,
    findings: &'a mut Findings,
}

impl Newtypes<'_> {
    /// Makes a newtype of a component that has the name itself.
    fn component(&mut self, node: &mut Node) {
        let Some((name, scalar)) = self.read(node) else { return };
        let span = node.span;
        node.set(NEWTYPE_COMPONENT, Node::new(span, Value::Bool(true)));
        self.made.insert(name, scalar);
    }

    /// Lets a place refer to its newtype.
    fn place(&mut self, node: &mut Node, known: &BTreeMap<String, Node>) {
        let span = node.get(NEWTYPE).map_or(node.span, |name| name.span);
        let Some((name, scalar)) = self.read(node) else { return };
        let other = self.made.get(&name).or(known.get(&name));
        if let Some(other) = other.filter(|other| write::compact(other) != write::compact(&scalar)) {
            let is_alike = ["type", "format"].iter().all(|key| match (other.get(key), scalar.get(key)) {
                (Some(one), Some(other)) => one.same(other),
                (one, other) => one.is_none() && other.is_none(),
            });
            let (message, help) = match other.get(NEWTYPE_COMPONENT).is_none() && is_alike {
                true => (
                    format!("the component `{name}` is no type of its own, because it has no `{NEWTYPE}`"),
                    format!(
                        "add `{NEWTYPE}: {name}` to the component with an overlay action, or give this type another name"
                    ),
                ),
                false => (
                    format!("`{name}` is another type elsewhere"),
                    "give this type another name, or both the same `type` and `format`".to_owned(),
                ),
            };
            let wrong = self.wrong(span, message).and(other.span, "the other place");
            self.findings.push(wrong.help(help));
            return;
        }
        for key in ["type", "format"] {
            node.take(key);
        }
        let mut reference = Node::new(span, Value::Object(Object::default()));
        reference.set("$ref", Node::string(span, format!("#{}", join("/components/schemas", &[&name]))));
        if node.members().next().is_none() {
            *node = reference;
        } else {
            node.set("allOf", Node::new(span, Value::Array(vec![reference])));
        }
        self.made.entry(name).or_insert(scalar);
    }

    /// Takes the name from a schema, and returns it with the schema of the component.
    fn read(&mut self, node: &mut Node) -> Option<(String, Node)> {
        let given = node.take(NEWTYPE)?;
        let name = given.as_str().unwrap_or_default().to_owned();
        let is_name = name.starts_with(|char: char| char.is_ascii_uppercase())
            && name.chars().all(|char| char.is_ascii_alphanumeric());
        if !is_name {
            let wrong = self.wrong(given.span, format!("`{NEWTYPE}` is the name of a Rust type, such as `UserId`"));
            self.findings.push(wrong.help("write capitalised words without spaces"));
            return None;
        }
        let format = node.get("format").and_then(Node::as_str).unwrap_or_default();
        let kind = node.get("type").and_then(Node::as_str).unwrap_or_default();
        let composed = ["allOf", "anyOf", "contentSchema", "enum", "oneOf"];
        let is_plain = matches!(kind, "string" | "integer") && !TYPED.contains(&format);
        if !is_plain || composed.iter().any(|key| node.get(key).is_some()) {
            let message = format!("`{NEWTYPE}` names a plain string or integer, and this is something else");
            let wrong = self.wrong(given.span, message);
            self.findings.push(wrong.help("remove it, or use `x-rust-name` for the name of a type"));
            return None;
        }
        let mut scalar = Node::new(node.span, Value::Object(Object::default()));
        for key in ["type", "format"] {
            if let Some(value) = node.get(key) {
                scalar.set(key, value.clone());
            }
        }
        scalar.set(NEWTYPE_COMPONENT, Node::new(given.span, Value::Bool(true)));
        Some((name, scalar))
    }

    /// Makes an error if the name comes from the overlay, and otherwise a note.
    fn wrong(&self, span: crate::document::source::Span, message: String) -> Diagnostic {
        let is_ours = Some(span.file) == self.overlay;
        let (code, message) = match is_ours {
            true => (Code::InvalidName, message),
            false => (Code::NameNotUsed, format!("{message}; it is ignored")),
        };
        Diagnostic::new(code, span, message)
    }
}

fn components(root: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let schemas = root.at("/components/schemas").into_iter().flat_map(Node::members);
    schemas.map(|(name, member)| (name, &member.node))
}

fn section(root: &mut Node) -> Option<&mut Object> {
    let span = root.span;
    let mut node = root;
    for key in ["components", "schemas"] {
        if node.get(key).is_none() {
            node.set(key, Node::new(span, Value::Object(Object::default())));
        }
        node = node.get_mut(key)?;
    }
    node.as_object_mut()
}
