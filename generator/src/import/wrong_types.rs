//! Removes values of the wrong JSON type from places that a split reads, such as a list of components, because no fragment
//! could contain them. Each removal is a warning. Parts that are copied into fragments are not checked.

use crate::document::grammar::METHODS;
use crate::document::grammar_walk::each_path;
use crate::document::operations::{ADDITIONAL, each_operation};
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

use super::component_use::section_kind;

/// Removes and reports the values that a split would lose silently.
pub(super) fn remove(root: &mut Node, findings: &mut Findings) {
    for key in ["components", "webhooks", "paths"] {
        let stays = |name: &str, node: &Node| name != key || is_map(node);
        retain(Some(&mut *root), stays, findings);
    }
    retain(Some(&mut *root), |name, node| name != "tags" || is_list(node), findings);
    let is_section = |name: &str, node: &Node| section_kind(name).is_none() || is_map(node);
    retain(root.get_mut("components"), is_section, findings);
    let is_item = |name: &str, node: &Node| name.starts_with("x-") || is_map(node);
    retain(root.get_mut("paths"), is_item, findings);
    let tags = root.get_mut("tags").and_then(Node::as_array_mut);
    for tag in tags.into_iter().flat_map(|tags| tags.extract_if(.., |tag| tag.get("name").is_none())) {
        findings.push(wrong("a tag", &tag));
    }
    let is_parameters =
        |name: &str, node: &Node| name != "parameters" || is_list(node) || matches!(node.value, Value::Null);
    let is_operation = |name: &str, node: &Node| !(METHODS.contains(&name) || name == ADDITIONAL) || is_map(node);
    if let Some(paths) = root.get_mut("paths") {
        each_path(paths, &mut |item| {
            retain(Some(&mut *item), is_parameters, findings);
            retain(Some(&mut *item), is_operation, findings);
            retain(item.get_mut(ADDITIONAL), |name, node| name.starts_with("x-") || is_map(node), findings);
            each_operation(item, &mut |operation| retain(Some(operation), is_parameters, findings));
        });
    }
}

/// Returns whether a value is an object, or an empty list, which is read as one.
fn is_map(node: &Node) -> bool {
    node.as_object().is_some() || node.as_array().is_some_and(<[Node]>::is_empty)
}

/// Returns whether a value is a list, or an empty object, which is read as one.
fn is_list(node: &Node) -> bool {
    node.as_array().is_some() || node.as_object().is_some_and(Object::is_empty)
}

fn retain(node: Option<&mut Node>, stays: impl Fn(&str, &Node) -> bool, findings: &mut Findings) {
    let Some(members) = node.and_then(Node::as_object_mut) else { return };
    members.retain(|name, member| {
        let stays = stays(name, &member.node);
        if !stays {
            findings.push(wrong(&format!("`{name}`"), &member.node));
        }
        stays
    });
}

fn wrong(what: &str, node: &Node) -> Diagnostic {
    let (code, message) = match node.value {
        Value::Null => (Code::NullValue, format!("{what} is null, which is read as absent")),
        Value::Object(_) => (Code::InvalidValue, format!("{what} without a name is ignored")),
        _ => (Code::InvalidValue, format!("{what} cannot be {}; it is ignored", node.kind())),
    };
    Diagnostic::new(code, node.span, message).help("correct it in the document")
}
