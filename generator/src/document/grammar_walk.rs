//! Visits the objects of a document as the grammar defines them, so that a caller can change them. Examples, defaults
//! and extensions contain data and are not visited.

use crate::document::grammar::{Kind, Shape};
use crate::document::pointer::tokens;
use crate::document::tree::Node;

/// Calls `act` on an object, and then on each object inside it.
pub(crate) fn each_object(node: &mut Node, kind: Kind, act: &mut dyn FnMut(&mut Node, Kind)) {
    if node.as_object().is_none() {
        return;
    }
    act(node, kind);
    for (name, member) in node.as_object_mut().into_iter().flatten() {
        if let Some(shape) = shape_of(kind, name) {
            each_inside(&mut member.node, shape, &mut |node, kind| each_object(node, kind, act));
        }
    }
}

/// Calls `act` on the outermost schemas in an object, or on the object if it is one.
pub(crate) fn each_schema(node: &mut Node, kind: Kind, act: &mut dyn FnMut(&mut Node)) {
    if kind == Kind::Schema {
        act(node);
        return;
    }
    for (name, member) in node.as_object_mut().into_iter().flatten() {
        if let Some(shape) = shape_of(kind, name) {
            each_inside(&mut member.node, shape, &mut |node, kind| each_schema(node, kind, act));
        }
    }
}

/// Returns the shape of the value that a key of an object has.
pub(crate) fn shape_of(kind: Kind, name: &str) -> Option<Shape> {
    match kind {
        Kind::Callback if !name.starts_with("x-") => Some(Shape::One(Kind::PathItem)),
        _ => kind.key(name).map(|(_, shape, _)| *shape),
    }
}

/// Returns the kind of the object that a pointer leads to.
pub(crate) fn kind_at(pointer: &str) -> Option<Kind> {
    let mut tokens = tokens(pointer).peekable();
    let mut kind = Kind::Document;
    while let Some(token) = tokens.next() {
        let shape = shape_of(kind, &token)?;
        kind = match shape {
            Shape::One(kind) => kind,
            Shape::Many(kind) => tokens.next().map(|_| kind)?,
            Shape::Map(_) | Shape::Patterned(_) => shape.member(&tokens.next()?)?,
            Shape::Items if tokens.peek().is_some_and(|next| next.parse::<usize>().is_ok()) => {
                tokens.next().map(|_| Kind::Schema)?
            }
            Shape::SchemaOrFlag | Shape::Items => Kind::Schema,
            _ => return None,
        };
    }
    Some(kind)
}

/// Calls `act` on each object that a value of this shape is or contains.
fn each_inside(node: &mut Node, shape: Shape, act: &mut dyn FnMut(&mut Node, Kind)) {
    match shape {
        Shape::One(kind) => act(node, kind),
        // Older drafts allow a list of schemas in `items`. A property may also be called `items`, in the wrong place.
        Shape::Items if node.as_array().is_some() => each_inside(node, Shape::Many(Kind::Schema), act),
        Shape::SchemaOrFlag | Shape::Items | Shape::Required => act(node, Kind::Schema),
        Shape::Many(kind) => node.as_array_mut().into_iter().flatten().for_each(|item| act(item, kind)),
        Shape::Map(_) | Shape::Patterned(_) => {
            for (name, member) in node.as_object_mut().into_iter().flatten() {
                if let Some(kind) = shape.member(name) {
                    act(&mut member.node, kind);
                }
            }
        }
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

/// Calls `act` on each path item. Members of `paths` that are extensions are skipped.
pub(crate) fn each_path(paths: &mut Node, act: &mut impl FnMut(&mut Node)) {
    let members = paths.as_object_mut().into_iter().flatten();
    members.filter(|(name, _)| !name.starts_with("x-")).for_each(|(_, member)| act(&mut member.node));
}
