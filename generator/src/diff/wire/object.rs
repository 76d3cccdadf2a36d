//! The properties of an object on both sides.

use std::collections::BTreeSet;

use super::schema::{Place, Types};
use super::view::{Property, Rest, View};
use super::{Direction, Walk, code};
use crate::diff::Wire;
use crate::diff::items::{self, Item};

impl<'a> Walk<'a> {
    pub(super) fn object(&mut self, old: &View<'a>, new: &View<'a>, types: Types, place: &Place) {
        let names: BTreeSet<&str> = old.properties.keys().chain(new.properties.keys()).copied().collect();
        for name in names {
            let inner = self.property_place(name, types, place);
            let making = self.making(types, place);
            match (old.properties.get(name), new.properties.get(name)) {
                (None, Some(property)) => {
                    let inner = inner.with(types.1.map(|id| items::of_value(self.after, id, name)));
                    self.property_added(property, &inner, making);
                }
                (Some(property), None) => {
                    let inner = inner.with(types.0.map(|id| items::of_value(self.before, id, name)));
                    self.property_removed(property, &inner, making);
                }
                (Some(before), Some(after)) => {
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
        let members = members.into_iter().filter_map(|(id, state)| Some(items::of_member(state, id?, name)));
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
            return self.both(items::of_method);
        }
        let before = types.0.map(|id| items::of_making(self.before, id));
        let after = types.1.map(|id| items::of_making(self.after, id));
        before.into_iter().chain(after).flatten().collect()
    }

    fn property_added(&mut self, property: &Property<'_>, place: &Place, making: Vec<Item>) {
        let mut about = place.about(None, None);
        about.after = Some(property.span);
        let presence = if property.required { "required" } else { "optional" };
        let (rule, message) = match (self.direction, property.required) {
            (Direction::Sent, true) => {
                about.items.extend(making);
                (("W09", Wire::Breaks, "required field added"), format!("{} is new and required", place.label))
            }
            (Direction::Sent, false) => {
                (("W28", Wire::Compatible, "field added"), format!("{} is new; it may be left out", place.label))
            }
            _ => (("W28", Wire::Compatible, "field added"), format!("{} is new in answers", place.label)),
        };
        self.push(rule, about, ("", presence), message);
    }

    fn property_removed(&mut self, property: &Property<'_>, place: &Place, making: Vec<Item>) {
        let mut about = place.about(None, None);
        about.before = Some(property.span);
        about.items.extend(making);
        let (rule, message) = match self.direction {
            Direction::Sent => {
                ("W11", format!("{} is gone; what is sent for it may be ignored or refused", place.label))
            }
            _ => ("W14", format!("{} is gone from answers; it will be absent", place.label)),
        };
        self.push((rule, Wire::Hazard, "field removed"), about, ("there", ""), message);
    }

    fn presence(&mut self, old: &Property<'_>, new: &Property<'_>, place: &Place, making: Vec<Item>) {
        if old.required == new.required {
            return;
        }
        let mut about = place.about(None, None);
        (about.before, about.after) = (Some(old.span), Some(new.span));
        about.items.extend(making);
        let (rule, message) = match (self.direction, new.required) {
            (Direction::Sent, true) => {
                (("W09", Wire::Breaks, "field made required"), format!("{} is required now", place.label))
            }
            (Direction::Sent, false) => {
                (("W28", Wire::Compatible, "field made optional"), format!("{} may be left out now", place.label))
            }
            (_, true) => (
                ("W28", Wire::Compatible, "field made required"),
                format!("{} is always there in answers now", place.label),
            ),
            (_, false) => (
                ("W15", Wire::Breaks, "field made optional"),
                format!("{} may be absent from answers now", place.label),
            ),
        };
        let texts = if new.required { ("optional", "required") } else { ("required", "optional") };
        self.push(rule, about, texts, message);
    }

    /// Properties beside those that the object names.
    fn rest(&mut self, old: &View<'a>, new: &View<'a>, types: Types, place: &Place) {
        let mut inner = self.property_place("*", types, place);
        inner.items.extend(self.type_items(types));
        inner.label = format!("each other property of {}", owner(&inner, place));
        if let (Rest::Schema(before), Rest::Schema(after)) = (&old.rest, &new.rest) {
            self.schema(before, after, &inner);
            return;
        }
        let (before, after) = (rest_words(&old.rest), rest_words(&new.rest));
        let closes = matches!(new.rest, Rest::Closed);
        // To leave it unsaid and to allow anything is the same.
        if before == after || (self.direction == Direction::Received && !closes) {
            return;
        }
        let sends = matches!(old.rest, Rest::Open | Rest::Schema(_)) || old.properties.is_empty();
        if self.direction != Direction::Received && !(closes && sends) {
            return;
        }
        let wire = if self.direction == Direction::Received { Wire::Compatible } else { Wire::Breaks };
        let rule = self.type_rule(&inner, wire, "object closed");
        let message = format!("{} has no properties but those that the spec names{}", owner(&inner, place), self.way());
        self.push(rule, inner.about(Some(old.node), Some(new.node)), (before, after), message);
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
