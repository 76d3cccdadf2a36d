//! Inlines references to `components/mediaTypes` (OpenAPI 3.2), so that every stage sees the media types themselves.

use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_object;
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::inline_references::count;

/// The maximum number of values that are copied. The media types of further references are read as any content.
const MAX_COPIED: usize = 100_000;

/// Inlines the media types of a document, and removes the section.
pub(crate) fn write_out(root: &mut Node, findings: &mut Findings) {
    if root.at("/components/mediaTypes").is_none() {
        return;
    }
    let known = root.clone();
    let mut room = MAX_COPIED;
    each_object(root, Kind::Document, &mut |node, kind| {
        if kind != Kind::MediaType || node.get("$ref").is_none() {
            return;
        }
        let target = node.behind(&known);
        let left = room.checked_sub(count(target)).filter(|_| target.get("$ref").is_none());
        *node = match left {
            Some(left) => {
                room = left;
                target.clone()
            }
            None => {
                let message = "too many copies of media types are needed; this one is read as any content";
                let many = Diagnostic::new(Code::TooDeep, node.span, message);
                findings.push(many.help("move the schema to `components/schemas`, and refer to it there"));
                Node::new(node.span, Value::Object(Object::default()))
            }
        };
    });
    root.get_mut("components").and_then(|components| components.take("mediaTypes"));
}
