//! Converts the merged tree to `openapiv3`. Everything that a client does not need is removed first, because the crate
//! is stricter about it than vendors are.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::document::operations::{self, each_operation, operations};
use crate::document::pointer::join;
use crate::document::source::Span;
use crate::document::tree::{Node, Object, Value};
use crate::document::write;
use crate::findings::{Code, Diagnostic, Findings};

/// The operations that a path item of OpenAPI 3.0 has no key for, by path, with their methods.
pub(super) type OtherMethods = BTreeMap<String, Vec<(String, openapiv3::Operation)>>;

/// Reads the merged tree into an OpenAPI document, and the operations of other methods.
pub(super) fn document(root: &Node, findings: &mut Findings) -> Option<(openapiv3::OpenAPI, OtherMethods)> {
    let mut tree = root.clone();
    tree.take("jsonSchemaDialect");
    tree.take("webhooks");
    certificates(&mut tree, findings);
    let mut constraints = Constraints::new();
    prepare(&mut tree, Within::Objects, &mut constraints);
    unchecked(&constraints, findings);
    answered(&mut tree);
    let mut others = OtherMethods::new();
    for (path, item) in tree.get("paths").into_iter().flat_map(Node::members) {
        let later = operations(&item.node).filter(|(method, _)| operations::is_later(method));
        for (method, member) in later {
            let at = join(&join("/paths", &[path]), &operations::keys(method));
            let operation = deserialize(&member.node, &at, root, findings)?;
            others.entry(path.to_owned()).or_default().push((method.to_owned(), operation));
        }
    }
    Some((deserialize(&tree, "", root, findings)?, others))
}

/// Reads a part of the tree, which is at `at` in the merged document.
fn deserialize<T: serde::de::DeserializeOwned>(
    part: &Node,
    at: &str,
    root: &Node,
    findings: &mut Findings,
) -> Option<T> {
    let text = write::json(part);
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    match serde_path_to_error::deserialize(&mut deserializer) {
        Ok(read) => Some(read),
        Err(error) => {
            let pointer =
                error.path().iter().fold(at.to_owned(), |pointer, segment| join(&pointer, &[&token(segment)]));
            let message = format!("this is not valid OpenAPI 3.0: {}", error.inner());
            let stray = Diagnostic::new(Code::WrongType, root.nearest(&pointer).span, message);
            findings.push(stray.help("correct it with an overlay action"));
            None
        }
    }
}

/// Removes `mutualTLS` schemes (OpenAPI 3.1.0, section 4.8.27). The connection shows the certificate, and nothing is
/// sent for it.
fn certificates(tree: &mut Node, findings: &mut Findings) {
    let mut names = BTreeSet::new();
    let schemes = tree.get_mut("components").and_then(|components| components.get_mut("securitySchemes"));
    if let Some(schemes) = schemes.and_then(Node::as_object_mut) {
        schemes.retain(|name, member| {
            let is_certificate = member.node.get("type").and_then(Node::as_str) == Some("mutualTLS");
            if is_certificate {
                let message =
                    format!("the security scheme `{name}` is a client certificate, for which nothing is sent");
                let note = Diagnostic::new(Code::NotGenerated, member.node.span, message);
                findings.push(note.help("set it in the HTTP library with `ClientBuilder::http`"));
                names.insert(name.to_owned());
            }
            !is_certificate
        });
    }
    let mut act = |operation: &mut Node| {
        let requirements = operation.get_mut("security").and_then(Node::as_array_mut).into_iter().flatten();
        for requirement in requirements.filter_map(Node::as_object_mut) {
            requirement.retain(|name, _| !names.contains(name));
        }
    };
    let items = tree.get_mut("paths").and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut);
    items.for_each(|item| each_operation(&mut item.node, &mut act));
}

/// Reports once which constraints the document has, because nearly every document has some.
fn unchecked(constraints: &Constraints, findings: &mut Findings) {
    let Some(first) = constraints.values().next() else { return };
    let mut names: Vec<String> = constraints.keys().map(|key| format!("`{key}`")).collect();
    names.sort();
    let message = format!("only the server checks the limits of values: {}", names.join(", "));
    findings.push(Diagnostic::new(Code::Unchecked, *first, message).help("no action is needed"));
}

/// Converts a schema of the merged tree.
pub(super) fn schema(node: &Node) -> Option<openapiv3::ReferenceOr<openapiv3::Schema>> {
    let mut node = node.clone();
    prepare(&mut node, Within::Objects, &mut Constraints::new());
    serde_json::from_str(&write::json(&node)).ok()
}

fn token(segment: &serde_path_to_error::Segment) -> String {
    match segment {
        serde_path_to_error::Segment::Seq { index } => index.to_string(),
        other => other.to_string(),
    }
}

/// Constraints that only the server checks.
const CONSTRAINTS: &[&str] = &[
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "pattern",
];

/// Constraints by key, each with its first place in the document.
type Constraints = IndexMap<&'static str, Span>;

/// Whether the keys of an object are defined by the specification or chosen by the author.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Objects,
    Names,
}

/// Returns whether the keys of the value of a key are names that the author chooses.
fn is_map(key: &str) -> bool {
    matches!(
        key,
        "properties"
            | "schemas"
            | "parameters"
            | "responses"
            | "requestBodies"
            | "encoding"
            | "mapping"
            | "scopes"
            | "variables"
            | "securitySchemes"
            | "paths"
            | "additionalOperations"
    )
}

fn prepare(node: &mut Node, within: Within, constraints: &mut Constraints) {
    if within == Within::Objects {
        reduce(node, constraints);
    }
    for item in node.as_array_mut().into_iter().flatten() {
        prepare(item, within, constraints);
    }
    for (name, member) in node.as_object_mut().into_iter().flatten() {
        let is_map = within == Within::Objects && is_map(name);
        let is_verbatim = matches!(name.as_str(), "const" | "default" | "enum" | "security") || name.starts_with("x-");
        if within == Within::Names || !is_verbatim {
            if is_map && name == "responses" {
                describe(&mut member.node);
            }
            let is_list = member.node.as_array().is_some();
            let child = if is_map && !is_list { Within::Names } else { Within::Objects };
            prepare(&mut member.node, child, constraints);
        }
    }
}

/// Removes from an object what a client does not need.
fn reduce(node: &mut Node, constraints: &mut Constraints) {
    // The crate knows only the styles of 3.0.
    if ["in", "style"].iter().all(|key| node.get(key).and_then(Node::as_str) == Some("cookie")) {
        node.take("style");
    }
    let Some(members) = node.as_object_mut() else { return };
    members.retain(|name, member| {
        // Examples are for people, and the others are read from the tree.
        if matches!(name.as_str(), "callbacks" | "headers" | "links" | "example" | "examples" | "xml") {
            return false;
        }
        let constraint = CONSTRAINTS.iter().find(|key| key.len() == name.len() && *key == name);
        if let Some(key) = constraint {
            constraints.entry(key).or_insert(member.node.span);
        }
        // The check has reported `null` values, which are read as absent. A default of `null` is one.
        let is_absent = name != "default" && matches!(member.node.value, Value::Null);
        constraint.is_none() && !is_absent
    });
}

/// Adds empty `responses` to an operation without any, because the crate requires them.
fn answered(tree: &mut Node) {
    let mut act = |operation: &mut Node| {
        if operation.get("responses").is_none() {
            operation.set("responses", Node::new(operation.span, Value::Object(Object::default())));
        }
    };
    let items = tree.get_mut("paths").and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut);
    items.for_each(|item| each_operation(&mut item.node, &mut act));
}

/// Adds an empty description to a response without one, because the crate requires it. Leaving it out is common and
/// harmless.
fn describe(responses: &mut Node) {
    for member in responses.as_object_mut().into_iter().flat_map(|object| object.values_mut()) {
        let span = member.node.span;
        if member.node.get("$ref").is_none() && member.node.get("description").is_none() {
            member.node.set("description", Node::string(span, ""));
        }
    }
}
