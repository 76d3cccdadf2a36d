//! Compares the documented headers of responses. Deployed clients read a header only when a program asks for it.

use super::place::Place;
use super::value::Use;
use super::{Direction, Walk, code};
use crate::api::{DocumentedHeaders, Property, Type, TypeShape};
use crate::diff::client_items;
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};

impl<'a> Walk<'a> {
    pub(super) fn headers(&mut self, old: usize, new: usize) {
        self.direction = Direction::Received;
        let of = |state: &'a State, index: usize| state.lowered.operations[index].headers.as_ref();
        let label = "the headers of the responses".to_owned();
        let place = Place::new(self.holder(), "headers".to_owned(), label, self.both(client_items::of_headers));
        match (of(self.before, old), of(self.after, new)) {
            (Some(one), Some(other)) => {
                self.seen.clear();
                self.values_at(&Use::new(&one.ty, Vec::new()), &Use::new(&other.ty, Vec::new()), &place);
                self.header_styles(one, other, &place);
            }
            (None, Some(added)) => {
                for header in properties(self.after, added) {
                    let mut about = place.about(None, None);
                    about.subject = format!("headers.{}", header.name);
                    about.after = self.after.span(Some(header));
                    let message = format!("the spec now documents the header {} of the responses", code(&header.name));
                    let rule = (Rule::Compatible, Wire::Compatible, ChangeKind::FieldAdded);
                    self.push(rule, about, ("", "there"), message);
                }
            }
            (Some(removed), None) => {
                for header in properties(self.before, removed) {
                    let mut about = place.about(None, None);
                    about.subject = format!("headers.{}", header.name);
                    about.before = self.before.span(Some(header));
                    let message =
                        format!("the spec no longer documents the header {} of the responses", code(&header.name));
                    let rule = (Rule::ResponseFieldRemoved, Wire::Hazard, ChangeKind::FieldRemoved);
                    self.push(rule, about, ("there", ""), message);
                }
            }
            (None, None) => {}
        }
        self.direction = Direction::Both;
    }

    /// Compares how headers are written.
    fn header_styles(&mut self, old: &DocumentedHeaders, new: &DocumentedHeaders, place: &Place) {
        let written = properties(self.after, new).iter().filter(|header| {
            let style = |headers: &DocumentedHeaders| headers.styles.get(&header.name).copied();
            style(old).is_some_and(|was| Some(was) != style(new))
        });
        for header in written {
            let mut about = place.about(None, self.after.root.at(&header.at));
            about.subject = format!("headers.{}", header.name);
            let message = format!("the header {} of the responses is now written in another style", code(&header.name));
            let rule = (Rule::ResponseTypeChanged, Wire::Breaks, ChangeKind::TypeChanged);
            self.push(rule, about, ("style", "another style"), message);
        }
    }
}

fn properties<'a>(state: &'a State, headers: &DocumentedHeaders) -> &'a [Property] {
    let Type::Named(id) = headers.ty else { return &[] };
    match state.lowered.types.get(id.0).map(|def| &def.shape) {
        Some(TypeShape::Struct { properties, rest: _ }) => properties,
        _ => &[],
    }
}
