//! The properties of an object on both sides.

use std::collections::BTreeSet;

use super::schema::{Place, Types};
use super::schema_view::{Property, Rest, View};
use super::{Direction, Walk, code};
use crate::api::Access;
use crate::diff::client_items::{self, Item};
use crate::diff::{ChangeKind, Rule, Wire};

impl<'a> Walk<'a> {
    pub(super) fn object(&mut self, old: &View<'a>, new: &View<'a>, types: Types, place: &Place) {
        let names: BTreeSet<&str> = old.properties.keys().chain(new.properties.keys()).copied().collect();
        // Without properties it is a map, so that whatever holds it has another type.
        let is_reshaped = old.properties.is_empty() != new.properties.is_empty();
        let reshaped = is_reshaped.then(|| [place.items.clone(), self.type_items(types)].concat());
        for name in names {
            let inner = self.property_place(name, types, place).with(reshaped.clone());
            let making = self.making(types, place);
            match (old.properties.get(name), new.properties.get(name)) {
                (None, Some(property)) => {
                    let inner = inner.with(types.1.map(|id| client_items::of_value(self.after, id, name)));
                    self.property_added(property, &inner, making);
                }
                (Some(property), None) => {
                    let inner = inner.with(types.0.map(|id| client_items::of_value(self.before, id, name)));
                    self.property_removed(property, &inner, making);
                }
                (Some(before), Some(after)) => {
                    self.access(before, after, &inner, &making);
                    self.presence(before, after, &inner, making);
                    self.schema(&before.schema, &after.schema, &inner);
                }
                (None, None) => {}
            }
        }
        self.rest(old, new, types, place);
    }

    /// A property belongs to its type, which several places may share, or to the place of the object.
    fn property_place(&self, name: &str, types: Types, place: &Place) -> Place {
        let path = types.0.and_then(|id| self.before.type_path(id));
        let path = path.or_else(|| types.1.and_then(|id| self.after.type_path(id)));
        let is_body = place.subject == "body";
        let arguments = if is_body { self.argument_items(name) } else { Vec::new() };
        let Some(path) = path else {
            let items = if is_body { arguments } else { place.items.clone() };
            let subject = if place.subject.is_empty() { name.to_owned() } else { format!("{}.{name}", place.subject) };
            let label = self.property_label(name, place);
            return Place { holder: place.holder.clone(), subject, label, items };
        };
        let members = [(types.0, self.before), (types.1, self.after)];
        let members = members.into_iter().filter_map(|(id, state)| Some(client_items::of_member(state, id?, name)));
        let label = code(&format!("{}.{name}", path.rsplit("::").next().unwrap_or_default()));
        Place { holder: path, subject: name.to_owned(), label, items: members.flatten().chain(arguments).collect() }
    }

    fn property_label(&self, name: &str, place: &Place) -> String {
        match self.direction {
            Direction::Received => format!("{} of {}", code(name), place.label),
            _ => format!("{} in {}", code(name), place.label),
        }
    }

    /// What changes where something else becomes required: how the object is made.
    fn making(&self, types: Types, place: &Place) -> Vec<Item> {
        if self.direction == Direction::Received {
            return Vec::new();
        }
        if place.subject == "body" {
            return self.both(client_items::of_method);
        }
        let before = types.0.map(|id| client_items::of_making(self.before, id));
        let after = types.1.map(|id| client_items::of_making(self.after, id));
        before.into_iter().chain(after).flatten().collect()
    }

    fn property_added(&mut self, property: &Property<'_>, place: &Place, making: Vec<Item>) {
        let mut about = place.about(None, None);
        about.after = Some(property.span);
        let presence = if property.required { "required" } else { "optional" };
        let (rule, message) = match (self.direction, property.required) {
            (Direction::Sent, true) => {
                about.items.extend(making);
                (
                    (Rule::FieldMadeRequired, Wire::Breaks, ChangeKind::RequiredFieldAdded),
                    format!("{} is new and required", place.label),
                )
            }
            (Direction::Sent, false) => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::FieldAdded),
                format!("{} is new; it may be omitted", place.label),
            ),
            _ => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::FieldAdded),
                format!("{} is new in responses", place.label),
            ),
        };
        self.push(rule, about, ("", presence), message);
    }

    fn property_removed(&mut self, property: &Property<'_>, place: &Place, making: Vec<Item>) {
        let mut about = place.about(None, None);
        about.before = Some(property.span);
        about.items.extend(making);
        let (rule, message) = match self.direction {
            Direction::Sent => (
                Rule::BodyFieldRemoved,
                format!("{} was removed; what is sent for it may be ignored or refused", place.label),
            ),
            _ => (Rule::ResponseFieldRemoved, format!("{} was removed from responses", place.label)),
        };
        self.push((rule, Wire::Hazard, ChangeKind::FieldRemoved), about, ("there", ""), message);
    }

    /// What goes in one direction only. The marks touch the code as well: such a property is never required there.
    fn access(&mut self, old: &Property<'_>, new: &Property<'_>, place: &Place, making: &[Item]) {
        if old.access == new.access {
            return;
        }
        let mut about = place.about(None, None);
        (about.before, about.after) = (Some(old.span), Some(new.span));
        about.items.extend_from_slice(making);
        let (rule, wire) = match (self.direction, new.access) {
            (Direction::Sent, Access::Read) => (Rule::BodyFieldRemoved, Wire::Hazard),
            (Direction::Received, Access::Write) => (Rule::ResponseFieldRemoved, Wire::Hazard),
            _ => (Rule::Compatible, Wire::Compatible),
        };
        let (was, is) = (access_text(old.access), access_text(new.access));
        let message = format!(
            "{} is used {} now; it was used {}",
            place.label,
            access_words(new.access),
            access_words(old.access)
        );
        self.push((rule, wire, ChangeKind::DirectionChanged), about, (was, is), message + &self.way());
    }

    fn presence(&mut self, old: &Property<'_>, new: &Property<'_>, place: &Place, making: Vec<Item>) {
        if old.required == new.required {
            return;
        }
        let mut about = place.about(None, None);
        (about.before, about.after) = (Some(old.span), Some(new.span));
        about.items.extend(making);
        let (rule, message) = match (self.direction, new.required) {
            (Direction::Sent, true) => (
                (Rule::FieldMadeRequired, Wire::Breaks, ChangeKind::FieldMadeRequired),
                format!("{} is required now", place.label),
            ),
            (Direction::Sent, false) => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::FieldMadeOptional),
                format!("{} may be omitted now", place.label),
            ),
            (_, true) => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::FieldMadeRequired),
                format!("{} is always present in responses now", place.label),
            ),
            (_, false) => (
                (Rule::ResponseFieldMadeOptional, Wire::Breaks, ChangeKind::FieldMadeOptional),
                format!("{} may be absent from responses now", place.label),
            ),
        };
        let texts = if new.required { ("optional", "required") } else { ("required", "optional") };
        self.push(rule, about, texts, message);
    }

    /// Properties other than those that the object names.
    fn rest(&mut self, old: &View<'a>, new: &View<'a>, types: Types, place: &Place) {
        let mut inner = self.property_place("*", types, place);
        inner.items.extend(self.type_items(types));
        inner.label = format!("each other property of {}", owner(&inner, place));
        let owner = owner(&inner, place);
        // Before, a request could hold others.
        let held = matches!(old.rest, Rest::Open | Rest::Schema(_)) || old.properties.is_empty();
        let is_map = old.properties.is_empty() && new.properties.is_empty();
        match (&old.rest, &new.rest) {
            (Rest::Schema(before), Rest::Schema(after)) => self.schema(before, after, &inner),
            (Rest::Closed, Rest::Closed) | (Rest::Unsaid, Rest::Unsaid) | (Rest::Open, Rest::Open) => {}
            // To say nothing and to allow anything is the same to the server.
            (Rest::Unsaid, Rest::Open) | (Rest::Open, Rest::Unsaid) if is_map => {}
            (_, Rest::Closed) if self.direction != Direction::Received && !held => {}
            (_, Rest::Closed) => {
                let wire = if self.direction == Direction::Received { Wire::Compatible } else { Wire::Breaks };
                let message = format!("{owner} has no properties but those that the spec names");
                self.openness((wire, ChangeKind::ObjectClosed), (old, new), &inner, message);
            }
            (Rest::Schema(before), _) => {
                self.optional_schemas((Some(before), None), (old.node, new.node), &inner);
            }
            (Rest::Unsaid, Rest::Schema(_)) if !held && self.direction != Direction::Received => {
                let message = format!("{owner} may have properties that the spec does not name");
                self.openness((Wire::Compatible, ChangeKind::ObjectOpened), (old, new), &inner, message);
            }
            (Rest::Unsaid | Rest::Open, Rest::Schema(after)) => {
                self.optional_schemas((None, Some(after)), (old.node, new.node), &inner);
            }
            (Rest::Open, Rest::Unsaid) => {
                let message = format!("the spec no longer says that {owner} may have properties that it does not name");
                self.openness((Wire::Compatible, ChangeKind::ObjectNoLongerOpen), (old, new), &inner, message);
            }
            (Rest::Closed, _) | (Rest::Unsaid, Rest::Open) => {
                let message = format!("{owner} may have properties that the spec does not name");
                self.openness((Wire::Compatible, ChangeKind::ObjectOpened), (old, new), &inner, message);
            }
        }
    }

    fn openness(
        &mut self,
        (wire, kind): (Wire, ChangeKind),
        (old, new): (&View<'_>, &View<'_>),
        place: &Place,
        message: String,
    ) {
        let rule = self.type_rule(place, wire, kind);
        let texts = (rest_words(&old.rest), rest_words(&new.rest));
        self.push(rule, place.about(Some(old.node), Some(new.node)), texts, message + &self.way());
    }
}

/// What fingerprints hold of it, so that it must not change.
fn access_text(access: Access) -> &'static str {
    match access {
        Access::Both => "both ways",
        Access::Read => "into answers only",
        Access::Write => "into requests only",
    }
}

fn access_words(access: Access) -> &'static str {
    match access {
        Access::Both => "in both directions",
        Access::Read => "only in responses",
        Access::Write => "only in requests",
    }
}

/// The object that a property belongs to, as messages call it.
fn owner(inner: &Place, place: &Place) -> String {
    if inner.holder == place.holder {
        place.label.clone()
    } else {
        code(inner.holder.rsplit("::").next().unwrap_or_default())
    }
}

fn rest_words(rest: &Rest<'_>) -> &'static str {
    match rest {
        Rest::Closed => "closed",
        Rest::Unsaid | Rest::Open => "open",
        Rest::Schema(_) => "of one form",
    }
}
