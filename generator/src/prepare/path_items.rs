//! Inlines references of path items, so that every stage sees all operations. Members next to a reference take
//! precedence.

use crate::document::operations::callback_items;
use crate::document::pointer::unescape;
use crate::document::tree::{MAX_STEPS, Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Inlines the path items of a document.
pub(crate) fn write_out(root: &mut Node, findings: &mut Findings) {
    for section in ["paths", "webhooks"] {
        let Some(items) = root.get(section) else { continue };
        if !items.members().any(|(_, member)| member.node.get("$ref").is_some()) {
            continue;
        }
        let mut items = items.clone();
        for (_, member) in items.as_object_mut().into_iter().flatten().filter(|(name, _)| !name.starts_with("x-")) {
            if let Some(inlined) = inlined(&member.node, root, findings) {
                member.node = inlined;
            }
        }
        root.set(section, items);
    }
    for at in callback_items(root) {
        if let Some(inlined) = root.at(&at).and_then(|item| inlined(item, root, findings))
            && let Some(item) = root.at_mut(&at)
        {
            *item = inlined;
        }
    }
}

/// Merges an item with its target. Returns `None` if it is not a reference.
fn inlined(item: &Node, root: &Node, findings: &mut Findings) -> Option<Node> {
    let reference = item.get("$ref")?;
    let mut members = item.as_object()?.clone();
    let mut next = members.shift_remove("$ref")?.node.as_str()?.to_owned();
    let mut steps = 0;
    loop {
        steps += 1;
        let target = next.strip_prefix('#').and_then(|pointer| root.at(&unescape(pointer)));
        let target = target.and_then(Node::as_object).filter(|_| steps <= MAX_STEPS);
        let Some(target) = target else {
            findings.push(dangling(reference, &next, root));
            break;
        };
        add_missing(&mut members, target, reference, findings);
        match members.shift_remove("$ref") {
            Some(further) => next = further.node.as_str()?.to_owned(),
            None => break,
        }
    }
    Some(Node::new(item.span, Value::Object(members)))
}

/// Adds the members of a path item to those next to the reference.
pub(crate) fn add_missing(members: &mut Object, target: &Object, reference: &Node, findings: &mut Findings) {
    let doubled = target.keys().find(|name| members.contains_key(*name));
    if let Some(name) = doubled {
        let message = format!("the target of the `$ref` has another `{name}`; the one next to the `$ref` is used");
        let odd = Diagnostic::new(Code::RefSiblings, reference.span, message);
        findings.push(odd.help("remove one of the two with an overlay action"));
    }
    for (name, member) in target {
        if !members.contains_key(name) {
            members.insert(name.clone(), member.clone());
        }
    }
}

/// Reports a reference that leads to no path item.
fn dangling(reference: &Node, text: &str, root: &Node) -> Diagnostic {
    let message = format!("the reference `{text}` leads to no path item");
    let (span, help) = (reference.span, "refer to `#/components/pathItems/…`, or write the operations here");
    match span.file == root.span.file {
        true => Diagnostic::new(Code::DanglingRef, span, format!("{message}; only the members next to it are used")),
        false => Diagnostic::new(Code::InvalidOverlay, span, message).and(root.span, "in this fragment"),
    }
    .help(help)
}
