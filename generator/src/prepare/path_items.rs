//! Path items by reference: the item itself is put in the place of its reference, so that every stage sees all
//! operations. What leads nowhere stays, for the check to refuse.

use crate::document::grammar_walk::each_path;
use crate::document::pointer::unescape;
use crate::document::tree::{MAX_STEPS, Node, Value};

/// Writes the path items of a document out.
pub(crate) fn write_out(root: &mut Node) {
    let Some(paths) = root.get("paths") else { return };
    if !paths.members().any(|(_, member)| member.node.get("$ref").is_some()) {
        return;
    }
    let mut items = paths.clone();
    each_path(&mut items, &mut |item| {
        if let Some(target) = target(item, root) {
            *item = Node::new(item.span, target.value.clone());
        }
    });
    root.set("paths", items);
}

/// Returns what a reference leads to; `None` where other members stand beside it, since nothing says what wins (OpenAPI
/// 3.1.0, section 4.8.9).
fn target<'a>(item: &Node, root: &'a Node) -> Option<&'a Node> {
    let mut next = only_reference(item)?;
    for _ in 0..MAX_STEPS {
        let target = root.at(&unescape(next.strip_prefix('#')?))?;
        match target.get("$ref") {
            None => return Some(target).filter(|target| matches!(target.value, Value::Object(_))),
            Some(_) => next = only_reference(target)?,
        }
    }
    None
}

fn only_reference(item: &Node) -> Option<&str> {
    let reference = item.get("$ref")?.as_str()?;
    (item.members().count() == 1).then_some(reference)
}
