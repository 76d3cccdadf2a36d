//! Removes duplicate parameters from lists.

use crate::document::grammar_walk::each_path;
use crate::document::operations::each_operation;
use crate::document::tree::{Node, Value};
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::normalise::identity;

/// Keeps only the last parameter of each name and location in each list.
pub(crate) fn settle(root: &mut Node, findings: &mut Findings) {
    let Some(paths) = root.get_mut("paths") else { return };
    // They are taken out of the tree temporarily, so that their references can be followed.
    let mut items = std::mem::replace(paths, Node::new(paths.span, Value::Null));
    each_path(&mut items, &mut |item| {
        one_of_each(item.get_mut("parameters"), root, findings);
        each_operation(item, &mut |operation| one_of_each(operation.get_mut("parameters"), root, findings));
    });
    root.set("paths", items);
}

fn one_of_each(list: Option<&mut Node>, root: &Node, findings: &mut Findings) {
    let Some(items) = list.and_then(Node::as_array_mut) else { return };
    let mut kept: Vec<Node> = Vec::new();
    for item in items.drain(..) {
        let own = identity(&item, root);
        let named = item.behind(root).get("name").is_some();
        let Some(index) = kept.iter().position(|other| named && identity(other, root) == own) else {
            kept.push(item);
            continue;
        };
        if !item.behind(root).same(kept[index].behind(root)) {
            let name = item.behind(root).get("name").and_then(Node::as_str).unwrap_or_default();
            let message = format!("the parameter `{name}` is declared twice, differently; the later one is used");
            let twice = Diagnostic::new(Code::DuplicateParameter, item.span, message);
            let twice = twice.and(kept[index].span, "not read");
            findings.push(twice.help("remove one of them with an overlay action"));
        }
        kept[index] = item;
    }
    *items = kept;
}
