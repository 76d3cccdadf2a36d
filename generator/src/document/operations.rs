//! The operations of a path item: those of the methods that have a key of their own, and those of any other method, which
//! OpenAPI 3.2 lists in `additionalOperations`. An operation is named by its key: `get`, or the other method as it is sent.

use super::grammar::METHODS;
use super::pointer::join;
use super::tree::{Member, Node};

/// The key of the operations of other methods.
pub(crate) const ADDITIONAL: &str = "additionalOperations";

/// Returns the keys that lead from a path item to an operation.
pub(crate) fn keys(method: &str) -> Vec<&str> {
    if METHODS.contains(&method) { vec![method] } else { vec![ADDITIONAL, method] }
}

/// Returns the method as it is sent.
pub(crate) fn sent(method: &str) -> String {
    if METHODS.contains(&method) { method.to_ascii_uppercase() } else { method.to_owned() }
}

/// Returns whether a path item of OpenAPI 3.0 has no key for a method.
pub(crate) fn is_later(method: &str) -> bool {
    method == "query" || !METHODS.contains(&method)
}

/// Returns the operation of a method.
pub(crate) fn operation<'a>(item: &'a Node, method: &str) -> Option<&'a Node> {
    keys(method).into_iter().try_fold(item, |node, key| node.get(key))
}

/// Returns the operations of a path item with their methods, in a fixed order.
pub(crate) fn operations(item: &Node) -> impl Iterator<Item = (&str, &Member)> {
    let members = item.as_object();
    let own = METHODS.iter().filter_map(move |method| Some((*method, members?.get(*method)?)));
    own.chain(item.get(ADDITIONAL).into_iter().flat_map(Node::members).filter(|(name, _)| !name.starts_with("x-")))
}

/// Returns the places of the path items of all callbacks: those of the components, and those of the operations.
pub(crate) fn callback_items(root: &Node) -> Vec<String> {
    let mut callbacks = Vec::new();
    for (name, _) in members(root.at("/components/callbacks")) {
        callbacks.push(join("/components/callbacks", &[name]));
    }
    for (path, item) in members(root.get("paths")).filter(|(path, _)| !path.starts_with("x-")) {
        for (method, operation) in operations(&item.node) {
            let at = join(&join("/paths", &[path]), &keys(method));
            callbacks.extend(members(operation.node.get("callbacks")).map(|(name, _)| join(&at, &["callbacks", name])));
        }
    }
    let addresses = callbacks.iter().flat_map(|at| members(root.at(at)).map(move |(address, _)| (at, address)));
    addresses.filter(|(_, address)| !address.starts_with("x-")).map(|(at, address)| join(at, &[address])).collect()
}

fn members(node: Option<&Node>) -> impl Iterator<Item = (&str, &Member)> {
    node.into_iter().flat_map(Node::members)
}

/// Calls `act` on each operation of a path item.
pub(crate) fn each_operation(item: &mut Node, act: &mut dyn FnMut(&mut Node)) {
    for (name, member) in item.as_object_mut().into_iter().flatten() {
        if METHODS.contains(&name.as_str()) {
            act(&mut member.node);
        } else if name == ADDITIONAL {
            let others = member.node.as_object_mut().into_iter().flatten();
            others.filter(|(name, _)| !name.starts_with("x-")).for_each(|(_, member)| act(&mut member.node));
        }
    }
}
