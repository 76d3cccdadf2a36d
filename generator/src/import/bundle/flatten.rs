//! Inlines references in places where no component can be, such as `paths`, a path item, or `properties`.

use std::collections::BTreeSet;

use super::files::{Files, Lead, Lost, Target};
use super::{Wanted, report};
use crate::document::grammar::{Kind, Shape};
use crate::document::grammar_walk::shape_of;
use crate::document::source::Span;
use crate::document::tree::{Node, Value};
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::inline_references::{count, depth};
use crate::prepare::path_items;
use crate::read::{MAX_DEPTH, MAX_NODES};

/// The depth of a component in a document.
const COMPONENT_DEPTH: usize = 4;

/// Replaces references by values, up to a limit.
pub(super) struct Flatten<'a> {
    pub(super) files: &'a Files,
    /// The places that are being inlined.
    open: Vec<Target>,
    /// The number of values that may still be copied.
    room: Option<usize>,
    findings: Findings,
    reported: BTreeSet<Span>,
}

impl<'a> Flatten<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        let room = Some(MAX_NODES);
        Self { files, open: Vec::new(), room, findings: Findings::default(), reported: BTreeSet::new() }
    }

    /// Reports the findings, and returns the references that were reported.
    pub(super) fn finish(self, root: &Node, findings: &mut Findings) -> BTreeSet<Span> {
        findings.append(self.findings);
        if self.room.is_none() {
            let message =
                format!("with what it refers to in other files, this document has more than {MAX_NODES} values");
            let help = "import its parts into folders of their own";
            findings.push(Diagnostic::new(Code::TooDeep, root.span, message).help(help));
        }
        self.reported
    }

    /// Returns a copy of a future component, or `None` if that is not possible.
    pub(super) fn part(&mut self, (target, section): &Wanted) -> Option<Node> {
        let found = self.files.at(target)?;
        let is_schema = *section == "schemas";
        let is_whole = found.as_object().is_some() || (is_schema && found.as_bool().is_some());
        if !is_whole || depth(found) + COMPONENT_DEPTH > MAX_DEPTH {
            return None;
        }
        self.take(count(found))?;
        let mut part = found.clone();
        let kind = super::section_kind(section)?;
        self.write_out(&mut part, Shape::One(kind), COMPONENT_DEPTH);
        Some(part)
    }

    fn take(&mut self, count: usize) -> Option<()> {
        self.room = self.room.and_then(|room| room.checked_sub(count));
        self.room.map(|_| ())
    }

    /// Inlines the references of a value at this depth.
    pub(super) fn write_out(&mut self, node: &mut Node, shape: Shape, level: usize) {
        let opened = self.open.len();
        self.put_in(node, shape, level);
        match (shape, &mut node.value) {
            (Shape::Many(kind), Value::Array(items)) => {
                items.iter_mut().for_each(|item| self.write_out(item, Shape::One(kind), level + 1));
            }
            (Shape::Items, Value::Array(items)) => {
                items.iter_mut().for_each(|item| self.write_out(item, Shape::One(Kind::Schema), level + 1));
            }
            (_, Value::Object(members)) => {
                for (name, member) in members {
                    if let Some(shape) = member_shape(shape, name) {
                        self.write_out(&mut member.node, shape, level + 1);
                    }
                }
            }
            _ => {}
        }
        self.open.truncate(opened);
    }

    /// Replaces a reference by its target, repeatedly if the target is a reference as well.
    fn put_in(&mut self, node: &mut Node, shape: Shape, level: usize) {
        if !takes_no_reference(shape) {
            return;
        }
        while let Some(reference) = node.get("$ref").cloned() {
            let Some(text) = reference.as_str() else { return };
            if self.files.is_own(text, reference.span) {
                return;
            }
            let found = self.found(text, reference.span, level);
            let done = found.and_then(|(target, value)| {
                self.put(node, &value, shape, &reference)?;
                self.open.push(target);
                Ok(())
            });
            if let Err(lost) = done {
                if self.reported.insert(reference.span) {
                    let read = "what stands beside it is all there is";
                    self.findings.push(report(text, reference.span, &lost, read));
                }
                node.take("$ref");
                if matches!(shape, Shape::Many(_)) {
                    *node = Node::new(node.span, Value::Array(Vec::new()));
                }
            }
        }
    }

    fn found(&mut self, text: &str, span: Span, level: usize) -> Result<(Target, Node), Lost> {
        let target = match self.files.lead(text, span) {
            Lead::Own(pointer) => self.files.own(pointer),
            Lead::There(target) => target,
            Lead::Lost(lost) => return Err(lost),
        };
        let value = self.files.at(&target).ok_or(Lost::Nothing)?;
        if self.open.contains(&target) || level + depth(value) > MAX_DEPTH {
            return Err(Lost::TooDeep);
        }
        self.take(count(value)).ok_or(Lost::TooDeep)?;
        Ok((target, value.clone()))
    }

    /// Merges the members next to a reference into the target. They take precedence.
    fn put(&mut self, node: &mut Node, value: &Node, shape: Shape, reference: &Node) -> Result<(), Lost> {
        let target = match (&value.value, shape) {
            (Value::Array(_), Shape::Many(_)) => {
                *node = value.clone();
                return Ok(());
            }
            (Value::Object(target), _) => target,
            _ => return Err(Lost::Nothing),
        };
        node.take("$ref");
        if let Some(members) = node.as_object_mut() {
            path_items::add_missing(members, target, reference, &mut self.findings);
        }
        Ok(())
    }
}

/// Returns the shape of a member.
fn member_shape(shape: Shape, name: &str) -> Option<Shape> {
    match shape {
        Shape::One(kind) => shape_of(kind, name),
        Shape::SchemaOrFlag | Shape::Items | Shape::Required => shape_of(Kind::Schema, name),
        _ => shape.member(name).map(Shape::One),
    }
}

/// Returns whether no reference to a component can be in a place.
fn takes_no_reference(shape: Shape) -> bool {
    match shape {
        Shape::One(kind) => kind.section().is_none() || kind == Kind::PathItem,
        Shape::Many(_) | Shape::Map(_) | Shape::Patterned(_) => true,
        _ => false,
    }
}
