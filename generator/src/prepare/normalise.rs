//! Brings one fragment to the plain 3.0 form that is merged and lowered: 3.1 forms to their 3.0 meaning,
//! security, servers and path-level parameters down to the operations. Schemas are in [`schema`].

mod parameter;
mod schema;
mod strings;
mod union;
mod values;

use crate::document::grammar::METHODS;
use crate::document::grammar_walk::each_path;
use crate::document::tree::{Node, Object, Value};
use crate::findings::Findings;
use schema::Schemas;

/// Normalises a fragment that has passed the check.
pub(crate) fn normalise(fragment: &mut Node, findings: &mut Findings) {
    let security = fragment.take("security");
    let servers = fragment.take("servers");
    let components = fragment.at("/components/schemas").cloned();
    let version = fragment.get("openapi").and_then(Node::as_str).unwrap_or_default().to_owned();
    let mut schemas = Schemas::new(components.as_ref(), &version, findings);
    let defined = fragment.get_mut("components").and_then(|components| components.get_mut("schemas"));
    each_member(defined, &mut |node| schemas.schema(node));
    let others = ["responses", "parameters", "requestBodies", "headers"];
    for section in others {
        let section = fragment.get_mut("components").and_then(|components| components.get_mut(section));
        each_member(section, &mut |node| schemas.within(node));
    }
    each_member(fragment.get_mut("webhooks"), &mut |item| {
        for method in METHODS {
            item.get_mut(method).into_iter().for_each(|operation| schemas.within(operation));
        }
    });
    parameter::defined(fragment, schemas.findings);
    let Some(paths) = fragment.get_mut("paths") else { return };
    // Out of the tree for a while, so that references from them can be followed.
    let mut items = std::mem::replace(paths, Node::new(paths.span, Value::Null));
    each_path(&mut items, &mut |item| {
        item_down(item, fragment);
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                push_down(operation, "security", security.as_ref());
                push_down(operation, "servers", servers.as_ref());
                schemas.within(operation);
                parameter::listed(operation, schemas.findings);
            }
        }
    });
    fragment.set("paths", items);
}

/// Brings what a path says for all of its operations to each of them; `root` is what references lead into.
pub(crate) fn item_down(item: &mut Node, root: &Node) {
    let parameters = item.take("parameters");
    let inherited = ["servers", "summary", "description"].map(|key| (key, item.take(key)));
    for method in METHODS {
        let Some(operation) = item.get_mut(method) else { continue };
        for (key, value) in &inherited {
            push_down(operation, key, value.as_ref());
        }
        parameters_down(operation, parameters.as_ref(), root);
    }
}

fn each_member(node: Option<&mut Node>, act: &mut impl FnMut(&mut Node)) {
    for member in node.and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut) {
        act(&mut member.node);
    }
}

/// An operation's own value wins, even an empty one: absent, `[]` and `[{}]` are three different things.
fn push_down(operation: &mut Node, key: &str, value: Option<&Node>) {
    if let (None, Some(value)) = (operation.get(key), value) {
        operation.set(key, value.clone());
    }
}

/// Puts the parameters of the path in front of the operation's own; one with the same name and place gives
/// way (OpenAPI 3.0.3, section 4.7.9.1), whether either is written out or referred to.
fn parameters_down(operation: &mut Node, shared: Option<&Node>, root: &Node) {
    let Some(shared) = shared else { return };
    let own = operation.get("parameters").map_or(&[][..], |node| node.as_array().unwrap_or_default());
    let taken: Vec<_> = own.iter().map(|parameter| identity(parameter, root)).collect();
    let kept = shared.items().filter(|parameter| !taken.contains(&identity(parameter, root)));
    let parameters: Vec<Node> = kept.chain(own).cloned().collect();
    let span = operation.get("parameters").unwrap_or(shared).span;
    operation.set("parameters", Node::new(span, Value::Array(parameters)));
}

/// What tells one parameter of an operation from another: name and place, or the reference where it leads nowhere.
/// Headers have one name, however it is written.
pub(crate) fn identity(parameter: &Node, root: &Node) -> [Option<String>; 3] {
    let node = parameter.behind(root);
    let is_header = node.get("in").and_then(Node::as_str) == Some("header");
    ["name", "in", "$ref"].map(|key| {
        let text = node.get(key).and_then(Node::as_str)?;
        Some(if is_header && key == "name" { text.to_ascii_lowercase() } else { text.to_owned() })
    })
}
