//! A complete document that is too large to split, so that one file has all of its endpoints. Endpoints in other files
//! must not be lost.

use crate::document::operations;
use std::collections::BTreeSet;

use super::existing::Known;
use super::fragment::{Key, Operation};
use super::{Endpoint, Import, Layout, Status};
use crate::document::pointer::join;
use crate::document::tree::{Node, Object, Value};
use crate::document::write;
use crate::findings::{Code, Diagnostic, Findings};

/// Its path in the folder of the specs.
pub(super) const FILE: &str = "whole.json";

/// A document with all its endpoints.
pub(super) struct Unsplit {
    pub(super) root: Node,
    pub(super) operations: Vec<Operation>,
}

/// Decides what happens to the file, and returns the existing files about which others decide.
pub(super) fn reconcile(
    wholes: Vec<Unsplit>,
    known: Vec<Known>,
    import: &mut Import,
    findings: &mut Findings,
) -> Vec<Known> {
    let (mut before, mut others): (Vec<Known>, Vec<Known>) = known.into_iter().partition(|file| file.path == FILE);
    let before = before.pop();
    if let [first, second, ..] = wholes.as_slice() {
        let two = Diagnostic::new(Code::Conflict, first.root.span, "two documents are too large to split");
        let help = "import one document into a folder of specs; give `--specs` another folder for the other one";
        findings.push(two.here("one").and(second.root.span, "another one").help(help));
        return others;
    }
    let Some(whole) = wholes.into_iter().next() else {
        // The document is split now.
        import.layout = before.as_ref().map(|_| Layout::Fragments);
        import.remove.extend(before.map(|file| file.path));
        return others;
    };
    if before.is_none() && !others.is_empty() {
        import.layout = Some(Layout::Whole);
    }
    let shown: BTreeSet<&Key> = whole.operations.iter().map(|operation| &operation.key).collect();
    for operation in &whole.operations {
        let status = status(operation, &whole.root, before.as_ref(), &others);
        import.endpoints.push(endpoint(&operation.key, status));
    }
    let is_shown = |operation: &Operation| shown.contains(&operation.key);
    for gone in before.iter().flat_map(|file| &file.operations).filter(|operation| !is_shown(operation)) {
        import.endpoints.push(endpoint(&gone.key, Status::Pruned));
    }
    others.retain(|file| {
        let [only] = file.operations.as_slice() else {
            findings.extend(file.operations.iter().filter(|operation| is_shown(operation)).map(not_alone));
            return true;
        };
        if is_shown(only) {
            import.remove.insert(file.path.clone());
        }
        !is_shown(only)
    });
    let text = write::json(&whole.root);
    if before.is_none_or(|file| file.canonical != text) {
        import.write.insert(FILE.to_owned(), text);
    }
    others
}

/// Sets the earlier file of an endpoint whose document is split now.
pub(super) fn moved(endpoint: &mut Endpoint) {
    if endpoint.status == Status::Added {
        endpoint.status = Status::Moved { from: FILE.to_owned() };
    }
}

fn endpoint(key: &Key, status: Status) -> Endpoint {
    Endpoint { path: key.path.clone(), method: key.method.clone(), file: FILE.to_owned(), status }
}

fn status(operation: &Operation, root: &Node, before: Option<&Known>, others: &[Known]) -> Status {
    let has = |file: &Known| file.operations.iter().any(|known| known.key == operation.key);
    if let Some(file) = others.iter().find(|file| has(file)) {
        return Status::Moved { from: file.path.clone() };
    }
    let Some(before) = before.filter(|file| has(file)) else { return Status::Added };
    let same = |was: Option<&Node>, is: Option<&Node>| match (was, is) {
        (Some(was), Some(is)) => was.same(is),
        (None, None) => true,
        _ => false,
    };
    let mut keys = vec![operation.key.path.as_str()];
    keys.extend(operations::keys(&operation.key.method));
    let at = join("/paths", &keys);
    // A change in the shared parts changes all endpoints.
    if frame(&before.root).same(&frame(root)) && same(before.root.at(&at), root.at(&at)) {
        Status::Unchanged
    } else {
        Status::Changed
    }
}

/// Returns the document without its paths.
fn frame(root: &Node) -> Node {
    let members = root.members().filter(|(name, _)| *name != "paths");
    let members: Object = members.map(|(name, member)| (name.to_owned(), member.clone())).collect();
    Node::new(root.span, Value::Object(members))
}

fn not_alone(operation: &Operation) -> Diagnostic {
    let message = format!("{} is in a file with other operations, and in `{FILE}` as well", operation.key.shown());
    Diagnostic::new(Code::Conflict, operation.at, message).help("take the operation out of this file and import again")
}
