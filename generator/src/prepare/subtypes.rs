//! Inheritance: a component with a discriminator and no alternatives stands for those that have it in their `allOf`
//! (OpenAPI 3.0.3, section 4.7.25). Here the alternatives are written out, so that what refers to it can be any of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::pointer::tokens;
use crate::document::pointer::unescape;
use crate::document::source::Span;
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Writes out the alternatives in a merged document.
pub(crate) fn write_out(root: &mut Node, findings: &mut Findings) {
    let Some(schemas) = root.at("/components/schemas") else { return };
    let bases: Vec<(&str, &Node)> = schemas.members().map(|(name, member)| (name, &member.node)).collect();
    let bases = bases.into_iter().filter(|(_, schema)| is_base(schema));
    let children = children(schemas);
    let mut found: Vec<Base> = Vec::new();
    for (name, schema) in bases {
        let mut heirs = descendants(name, &children);
        let mapped = schema.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
        let mapped = mapped.into_iter().flat_map(Node::members).filter_map(|(_, member)| member.node.as_str());
        heirs.extend(mapped.map(component).filter(|target| schemas.get(target).is_some()));
        heirs.remove(name);
        if heirs.is_empty() {
            continue;
        }
        let list: Vec<&str> = heirs.iter().map(String::as_str).collect();
        let message = format!("`{name}` stands for the schemas that inherit from it: {}", short(&list));
        let note = Diagnostic::new(Code::Heirs, schema.get("discriminator").unwrap_or(schema).span, message);
        let help = "nothing has to be done; where it only is what it says itself, remove the discriminator with an \
                    overlay action";
        findings.push(note.help(help));
        let values = by_their_names(schema, &heirs, schemas);
        found.push(Base { name: name.to_owned(), heirs, values });
    }
    for Base { name, heirs, values } in found {
        let schemas = root.get_mut("components").and_then(|components| components.get_mut("schemas"));
        let Some(schema) = schemas.and_then(|schemas| schemas.get_mut(&name)) else { continue };
        let span = schema.span;
        let list = heirs.iter().map(|heir| in_object("$ref", target(span, heir)));
        schema.set("oneOf", Node::new(span, Value::Array(list.collect())));
        let Some(discriminator) = schema.get_mut("discriminator") else { continue };
        if discriminator.get("mapping").is_none() {
            discriminator.set("mapping", Node::new(span, Value::Object(Object::new())));
        }
        for heir in values {
            if let Some(mapping) = discriminator.get_mut("mapping") {
                mapping.set(&heir, target(span, &heir));
            }
        }
    }
}

/// A component that stands for others.
struct Base {
    name: String,
    heirs: BTreeSet<String>,
    /// The heirs that are marked by their own names.
    values: Vec<String>,
}

/// The heirs that no mapping has a value for, and that say nothing themselves of the property: their names are the values.
fn by_their_names(base: &Node, heirs: &BTreeSet<String>, schemas: &Node) -> Vec<String> {
    let discriminator = base.get("discriminator");
    let property = discriminator.and_then(|it| it.get("propertyName")).and_then(Node::as_str).unwrap_or_default();
    let mapping = discriminator.and_then(|it| it.get("mapping"));
    let mapped = mapping.into_iter().flat_map(Node::members).filter_map(|(_, member)| member.node.as_str());
    let mapped: BTreeSet<String> = mapped.map(component).collect();
    let says = |schema: &Node| {
        let own = schema.get("properties").and_then(|properties| properties.get(property));
        own.is_some_and(|own| ["enum", "const", "$ref"].iter().any(|key| own.get(key).is_some()))
    };
    let is_silent = |heir: &&String| {
        let schema = schemas.get(heir);
        let members = schema.and_then(|schema| schema.get("allOf")).into_iter().flat_map(Node::items);
        !schema.into_iter().chain(members).any(says)
    };
    heirs.iter().filter(|heir| !mapped.contains(*heir)).filter(is_silent).cloned().collect()
}

fn is_base(schema: &Node) -> bool {
    schema.get("discriminator").is_some() && ["oneOf", "anyOf", "$ref"].iter().all(|key| schema.get(key).is_none())
}

/// The components that have each component in their `allOf`.
fn children(schemas: &Node) -> BTreeMap<String, Vec<&str>> {
    let mut children: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, member) in schemas.members() {
        for parent in member.node.get("allOf").into_iter().flat_map(Node::items) {
            if let Some(reference) = parent.get("$ref").and_then(Node::as_str) {
                children.entry(component(reference)).or_default().push(name);
            }
        }
    }
    children
}

fn descendants(name: &str, children: &BTreeMap<String, Vec<&str>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        for child in children.get(name).into_iter().flatten() {
            if found.insert((*child).to_owned()) {
                open.push(child);
            }
        }
    }
    found
}

/// The name of a component that a reference, or a value of a mapping, means.
fn component(text: &str) -> String {
    let Some(pointer) = text.strip_prefix('#').map(unescape) else { return text.to_owned() };
    tokens(&pointer).last().map(|token| token.to_string()).unwrap_or_default()
}

fn target(span: Span, name: &str) -> Node {
    let token = name.replace('~', "~0").replace('/', "~1");
    Node::string(span, format!("#/components/schemas/{token}"))
}

fn in_object(key: &str, value: Node) -> Node {
    let mut node = Node::new(value.span, Value::Object(Object::new()));
    node.set(key, value);
    node
}

/// The first names of a list.
fn short(names: &[&str]) -> String {
    const MOST: usize = 5;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
