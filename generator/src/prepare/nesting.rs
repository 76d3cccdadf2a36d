//! Limits the depth of nested schemas. Deeper ones are read as any JSON value, so that recursive readers do not exhaust
//! the stack. No real document comes near the limit.

use crate::document::grammar::{Kind, Shape};
use crate::document::grammar_walk::shape_of;
use crate::document::source::Span;
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// The maximum depth of nested schemas.
const MOST: usize = 32;

/// Replaces the schemas of a merged document that are nested too deeply by empty schemas.
pub(crate) fn bound(root: &mut Node, findings: &mut Findings) {
    let mut cut = Vec::new();
    object(root, Kind::Document, 0, &mut cut);
    for span in cut {
        let message = format!("this schema is nested in {MOST} others; it is read as any JSON value");
        let help = "move it into `components` and refer to it with `$ref`, with an overlay action";
        findings.push(Diagnostic::new(Code::Untyped, span, message).help(help));
    }
}

fn object(node: &mut Node, kind: Kind, depth: usize, cut: &mut Vec<Span>) {
    let depth = if kind == Kind::Schema { depth + 1 } else { 0 };
    if depth > MOST {
        if node.members().next().is_some_and(|(name, _)| name != "$ref") {
            cut.push(node.span);
            node.value = Value::Object(Object::default());
        }
        return;
    }
    for (name, member) in node.as_object_mut().into_iter().flatten() {
        match shape_of(kind, name) {
            Some(Shape::One(kind)) => object(&mut member.node, kind, depth, cut),
            Some(Shape::SchemaOrFlag | Shape::Items) => object(&mut member.node, Kind::Schema, depth, cut),
            Some(Shape::Many(kind)) => {
                let items = member.node.as_array_mut().into_iter().flatten();
                items.for_each(|item| object(item, kind, depth, cut));
            }
            Some(Shape::Map(kind) | Shape::Patterned(kind)) => members(&mut member.node, kind, depth, cut),
            _ => {}
        }
    }
}

fn members(node: &mut Node, kind: Kind, depth: usize, cut: &mut Vec<Span>) {
    node.as_object_mut().into_iter().flatten().for_each(|(_, member)| object(&mut member.node, kind, depth, cut));
}
