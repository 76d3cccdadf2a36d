//! `null` where the specification has something optional: read as absent, with a warning. It must not touch what may
//! be `null`, such as examples, defaults and extensions.

use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::grammar::{Kind, Shape};
use crate::source::Span;
use crate::tree::{Node, Value};

/// Takes the members out that are `null` and may be left out.
pub(crate) fn take_out(fragment: &mut Node, findings: &mut Findings) {
    object(fragment, Kind::Document, findings);
}

fn object(node: &mut Node, kind: Kind, findings: &mut Findings) {
    let Some(members) = node.as_object_mut() else { return };
    let shape_of = |name: &str| match kind {
        Kind::Callback if !name.starts_with("x-") => Some(Shape::One(Kind::PathItem)),
        _ => kind.keys().iter().find(|(key, _)| *key == name).map(|(_, shape)| *shape),
    };
    members.retain(|name, member| {
        let optional = shape_of(name).is_some_and(|shape| !matches!(shape, Shape::Any))
            && !kind.required().contains(&name.as_str());
        let is_null = optional && matches!(member.node.value, Value::Null);
        if is_null {
            findings.push(absent(name, member.node.span));
        }
        !is_null
    });
    for (name, member) in members {
        if let Some(shape) = shape_of(name) {
            self::shape(&mut member.node, shape, findings);
        }
    }
}

fn shape(node: &mut Node, shape: Shape, findings: &mut Findings) {
    match shape {
        Shape::One(kind) => object(node, kind, findings),
        Shape::Items if node.as_array().is_some() => self::shape(node, Shape::Many(Kind::Schema), findings),
        Shape::SchemaOrFlag | Shape::Items | Shape::Required => object(node, Kind::Schema, findings),
        Shape::Many(kind) => {
            node.as_array_mut().into_iter().flatten().for_each(|item| object(item, kind, findings));
        }
        Shape::Map(kind) => map(node, kind, findings),
        Shape::Paths => map(node, Kind::PathItem, findings),
        Shape::Any
        | Shape::Text
        | Shape::Flag
        | Shape::Number
        | Shape::Texts
        | Shape::OneOf(_)
        | Shape::Type
        | Shape::Bound
        | Shape::TextMap
        | Shape::Security => {}
    }
}

/// A name of the author's that has `null` behind it may mean anything, so that is left for the check to refuse.
fn map(node: &mut Node, kind: Kind, findings: &mut Findings) {
    let members = node.as_object_mut().into_iter().flatten();
    let named = members.filter(|(name, _)| kind == Kind::Schema || !name.starts_with("x-"));
    named.for_each(|(_, member)| object(&mut member.node, kind, findings));
}

fn absent(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::NullValue, span, format!("`{name}` is null, which is read as absent"))
        .help("remove it with an overlay action")
}
