//! Expands inheritance. A reference to a component with a discriminator and no alternatives can be any of its subtypes,
//! which have it in their `allOf` (OpenAPI 3.0.3, section 4.7.25). The subtypes are added to it as alternatives.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::pointer::tokens;
use crate::document::pointer::unescape;
use crate::document::source::Span;
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Adds the alternatives in a merged document.
pub(crate) fn write_out(root: &mut Node, findings: &mut Findings) {
    let Some(schemas) = root.at("/components/schemas") else { return };
    let bases: Vec<(&str, &Node)> = schemas.members().map(|(name, member)| (name, &member.node)).collect();
    let bases = bases.into_iter().filter(|(_, schema)| is_base(schema));
    let children = children(schemas);
    let mut found: Vec<Base> = Vec::new();
    let mut written = 0;
    for (name, schema) in bases {
        let mapped: BTreeSet<String> = mapped(schema)
            .map(|target| behind(&target, schemas))
            .filter(|target| schemas.get(target).is_some())
            .collect();
        let mut subtypes = descendants(name, &children);
        subtypes.retain(|subtype| mapped.contains(subtype) || !is_wrapper(schemas.get(subtype), &mapped));
        subtypes.extend(mapped);
        subtypes.remove(name);
        written += subtypes.len();
        if subtypes.is_empty() {
            continue;
        }
        if written > MOST_WRITTEN {
            let message = format!("too many schemas inherit from each other; `{name}` is read without its subtypes");
            let many = Diagnostic::new(Code::Discriminator, schema.span, message);
            findings.push(many.help("list its alternatives in `oneOf` with an overlay action"));
            continue;
        }
        let list: Vec<&str> = subtypes.iter().map(String::as_str).collect();
        let message = format!("`{name}` is read as any of its subtypes: {}", short(&list));
        let note = Diagnostic::new(Code::Subtypes, schema.get("discriminator").unwrap_or(schema).span, message);
        let help = "no action is needed; if it is only the component itself, remove the discriminator with an overlay \
                    action";
        findings.push(note.help(help));
        let values = by_their_names(schema, &subtypes, schemas);
        found.push(Base { name: name.to_owned(), subtypes, values });
    }
    for Base { name, subtypes, values } in found {
        let schemas = root.get_mut("components").and_then(|components| components.get_mut("schemas"));
        let Some(schema) = schemas.and_then(|schemas| schemas.get_mut(&name)) else { continue };
        let span = schema.span;
        let list = subtypes.iter().map(|subtype| in_object("$ref", target(span, subtype)));
        schema.set("oneOf", Node::new(span, Value::Array(list.collect())));
        let Some(discriminator) = schema.get_mut("discriminator") else { continue };
        if discriminator.get("mapping").is_none() {
            discriminator.set("mapping", Node::new(span, Value::Object(Object::default())));
        }
        for subtype in values {
            if let Some(mapping) = discriminator.get_mut("mapping") {
                mapping.set(&subtype, target(span, &subtype));
            }
        }
    }
}

/// A component with subtypes.
struct Base {
    name: String,
    subtypes: BTreeSet<String>,
    /// The subtypes whose discriminator value is their name.
    values: Vec<String>,
}

/// Returns the subtypes without a value in the mapping or in their own schema. Their names are the values.
fn by_their_names(base: &Node, subtypes: &BTreeSet<String>, schemas: &Node) -> Vec<String> {
    let discriminator = base.get("discriminator");
    let property = discriminator.and_then(|it| it.get("propertyName")).and_then(Node::as_str).unwrap_or_default();
    let mapped: BTreeSet<String> = mapped(base).map(|target| behind(&target, schemas)).collect();
    let says = |schema: &Node| {
        let own = schema.get("properties").and_then(|properties| properties.get(property));
        own.is_some_and(|own| ["enum", "const", "$ref"].iter().any(|key| own.get(key).is_some()))
    };
    let is_silent = |subtype: &&String| {
        let schema = schemas.get(subtype);
        let members = schema.and_then(|schema| schema.get("allOf")).into_iter().flat_map(Node::items);
        !schema.into_iter().chain(members).any(says)
    };
    subtypes.iter().filter(|subtype| !mapped.contains(*subtype)).filter(is_silent).cloned().collect()
}

/// Returns the components in the mapping of a discriminator.
fn mapped(base: &Node) -> impl Iterator<Item = String> {
    let mapping = base.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
    mapping.into_iter().flat_map(Node::members).filter_map(|(_, member)| member.node.as_str()).map(component)
}

/// Returns the target of a component that is only a reference.
fn behind(name: &str, schemas: &Node) -> String {
    let mut name = name.to_owned();
    // Endless references were refused before.
    for _ in 0..MOST_ALIASES {
        match schemas.get(&name).and_then(|schema| schema.get("$ref")).and_then(Node::as_str) {
            Some(reference) => name = component(reference),
            None => break,
        }
    }
    name
}

/// Returns whether a component only describes another one or makes it nullable, and no discriminator value leads to it.
/// Then it is the same as the other one. Without a mapping, its own name can be the value.
fn is_wrapper(schema: Option<&Node>, mapped: &BTreeSet<String>) -> bool {
    let Some(schema) = schema else { return false };
    let one = schema.get("allOf").is_some_and(|members| members.items().count() == 1);
    let words = ["allOf", "type", "description", "title", "nullable", "deprecated", "example", "externalDocs"];
    let says_more = schema.members().any(|(name, _)| !words.contains(&name) && !name.starts_with("x-"));
    let is_nullable = schema.get("nullable").and_then(Node::as_bool) == Some(true);
    one && !says_more && (is_nullable || !mapped.is_empty())
}

/// The maximum length of a chain of such components.
const MOST_ALIASES: usize = 100;

/// The maximum number of alternatives that are added to a document.
const MOST_WRITTEN: usize = 100_000;

fn is_base(schema: &Node) -> bool {
    schema.get("discriminator").is_some() && ["oneOf", "anyOf", "$ref"].iter().all(|key| schema.get(key).is_none())
}

/// Returns the components that have each component in their `allOf`.
fn children(schemas: &Node) -> BTreeMap<String, Vec<&str>> {
    let mut children: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, member) in schemas.members() {
        for parent in member.node.get("allOf").into_iter().flat_map(Node::items) {
            if let Some(reference) = parent.get("$ref").and_then(Node::as_str) {
                children.entry(behind(&component(reference), schemas)).or_default().push(name);
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

/// Returns the name of the component that a reference or a value of a mapping leads to.
fn component(text: &str) -> String {
    let Some(pointer) = text.strip_prefix('#').map(unescape) else { return text.to_owned() };
    tokens(&pointer).last().map(|token| token.to_string()).unwrap_or_default()
}

fn target(span: Span, name: &str) -> Node {
    let token = name.replace('~', "~0").replace('/', "~1");
    Node::string(span, format!("#/components/schemas/{token}"))
}

fn in_object(key: &str, value: Node) -> Node {
    let mut node = Node::new(value.span, Value::Object(Object::default()));
    node.set(key, value);
    node
}

/// Returns the first names of a list, for a message.
fn short(names: &[&str]) -> String {
    const MOST: usize = 5;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
