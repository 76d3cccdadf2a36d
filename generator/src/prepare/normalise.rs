//! Normalises a fragment to plain OpenAPI 3.0, which is merged and lowered. Keywords of 3.1 are replaced by those of
//! 3.0. Security, servers and parameters of paths are moved to the operations. [`schema`] normalises schemas.

mod applicators;
mod conditions;
mod content;
mod parameter;
mod query_string;
mod schema;
mod strings;
mod types;
mod union;
mod values;

use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_path;
use crate::document::operations::each_operation;
use crate::document::tree::{Node, Object, Value};
use crate::document::version::Version;
use crate::findings::Findings;
use schema::Schemas;

/// Normalises a fragment that has passed the check.
pub(crate) fn normalise(fragment: &mut Node, findings: &mut Findings) {
    let security = fragment.take("security");
    let servers = fragment.take("servers");
    let components = fragment.at("/components/schemas").cloned();
    let version = Version::of(fragment).unwrap_or(Version::V30);
    let mut schemas = Schemas { components: components.as_ref(), version, findings };
    let defined = fragment.get_mut("components").and_then(|components| components.get_mut("schemas"));
    each_member(defined, &mut |node| schemas.schema(node));
    let others = [
        ("responses", Kind::Response),
        ("parameters", Kind::Parameter),
        ("requestBodies", Kind::RequestBody),
        ("headers", Kind::Header),
        ("callbacks", Kind::Callback),
    ];
    for (section, kind) in others {
        let section = fragment.get_mut("components").and_then(|components| components.get_mut(section));
        each_member(section, &mut |node| schemas.within(node, kind));
    }
    each_member(fragment.get_mut("webhooks"), &mut |item| {
        each_operation(item, &mut |operation| schemas.within(operation, Kind::Operation));
    });
    parameter::defined(fragment, schemas.findings);
    let Some(paths) = fragment.get_mut("paths") else { return };
    // They are taken out of the tree temporarily, so that their references can be followed.
    let mut items = std::mem::replace(paths, Node::new(paths.span, Value::Null));
    each_path(&mut items, &mut |item| {
        item_down(item, fragment);
        each_operation(item, &mut |operation| {
            push_down(operation, "security", security.as_ref());
            push_down(operation, "servers", servers.as_ref());
            query_string::expand(operation, fragment, schemas.findings);
            schemas.within(operation, Kind::Operation);
            parameter::listed(operation, (fragment, version), schemas.findings);
        });
    });
    query_string::remove_defined(fragment);
    fragment.set("paths", items);
}

/// Moves the common members of a path to its operations. References are resolved in `root`.
pub(crate) fn item_down(item: &mut Node, root: &Node) {
    let parameters = item.take("parameters");
    let inherited = ["servers", "summary", "description"].map(|key| (key, item.take(key)));
    each_operation(item, &mut |operation| {
        for (key, value) in &inherited {
            push_down(operation, key, value.as_ref());
        }
        parameters_down(operation, parameters.as_ref(), root);
    });
}

fn each_member(node: Option<&mut Node>, act: &mut impl FnMut(&mut Node)) {
    for member in node.and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut) {
        act(&mut member.node);
    }
}

/// Adds a value unless the operation has its own, even an empty one. An absent value, `[]` and `[{}]` are different.
fn push_down(operation: &mut Node, key: &str, value: Option<&Node>) {
    if let (None, Some(value)) = (operation.get(key), value) {
        operation.set(key, value.clone());
    }
}

/// Puts the parameters of the path before those of the operation, unless the operation has one with the same name and
/// location (OpenAPI 3.0.3, section 4.7.9.1). Either of them can be a reference.
fn parameters_down(operation: &mut Node, shared: Option<&Node>, root: &Node) {
    let Some(shared) = shared else { return };
    let own = operation.get("parameters").map_or(&[][..], |node| node.as_array().unwrap_or_default());
    let taken: Vec<_> = own.iter().map(|parameter| identity(parameter, root)).collect();
    let kept = shared.items().filter(|parameter| !taken.contains(&identity(parameter, root)));
    let parameters: Vec<Node> = kept.chain(own).cloned().collect();
    let span = operation.get("parameters").unwrap_or(shared).span;
    operation.set("parameters", Node::new(span, Value::Array(parameters)));
}

/// Returns what identifies a parameter of an operation: its name and location, or the reference if it leads nowhere.
/// The case of header names does not count.
pub(crate) fn identity(parameter: &Node, root: &Node) -> [Option<String>; 3] {
    let node = parameter.behind(root);
    let is_header = node.get("in").and_then(Node::as_str) == Some("header");
    ["name", "in", "$ref"].map(|key| {
        let text = node.get(key).and_then(Node::as_str)?;
        Some(if is_header && key == "name" { text.to_ascii_lowercase() } else { text.to_owned() })
    })
}
