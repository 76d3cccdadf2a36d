//! Compares the presence of properties: required, optional, or in one direction only.

use super::object::Member;
use super::place::{Absence, Place, Types};
use super::{Direction, Walk};
use crate::api::{Access, Nullability, Presence, Property, Type, TypeShape};
use crate::diff::client_items::{self, Item};
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::pointer::tokens;

impl<'a> Walk<'a> {
    /// Returns whether a property is sent in the current direction.
    pub(super) fn travels(&self, property: &Property) -> bool {
        match self.direction {
            Direction::Sent => property.access != Access::Read,
            Direction::Received => property.access != Access::Write,
            Direction::Both => true,
        }
    }

    /// Compares a property that is not sent in this direction, but is a field of the type.
    pub(super) fn unused(&mut self, sides: (Option<&'a Property>, Option<&'a Property>), member: Member<'_, 'a>) {
        let items = [member.types.0.map(|id| (self.before, id)), member.types.1.map(|id| (self.after, id))];
        let name = sides.0.or(sides.1).map_or("", |property| &property.name);
        let values = items.into_iter().flatten().flat_map(|(state, id)| client_items::of_value(state, id, name));
        let place = member.defined.with(Some(values.collect())).with(Some(member.making));
        let mut about = place.about(None, None);
        (about.before, about.after) = (self.before.span(sides.0), self.after.span(sides.1));
        let (texts, what) = match sides {
            (None, Some(_)) => (("", "there"), "is new"),
            (Some(_), None) => (("there", ""), "was removed"),
            (Some(old), Some(new)) if self.differ(old, new) => (("was", "is"), "changed"),
            _ => return,
        };
        let way = if self.direction == Direction::Sent { "requests" } else { self.received() };
        let message = format!("{} {what}; it is not part of {way}", place.label);
        self.push((Rule::UnusedFieldChanged, Wire::None, ChangeKind::UnusedFieldChanged), about, texts, message);
    }

    /// Returns whether the types of a property differ, without comparing their content.
    fn differ(&self, old: &Property, new: &Property) -> bool {
        let paths = self.paths((self.before.made_of(&old.ty), self.after.made_of(&new.ty)));
        let plain = |property: &Property| {
            (property.nullability, property.ty.all_named().is_empty().then(|| property.ty.clone()))
        };
        plain(old) != plain(new) || paths.0 != paths.1
    }

    /// Compares the direction. It affects the code as well: a property with one direction is never required there.
    pub(super) fn access(&mut self, (old, new): (&Property, &Property), place: &Place, making: &[Item]) {
        if old.access == new.access {
            return;
        }
        let mut about = place.about(None, None);
        (about.before, about.after) = (self.before.span(Some(old)), self.after.span(Some(new)));
        about.items.extend_from_slice(making);
        let is_required = new.documented == Presence::Required;
        let (rule, wire) = match (self.direction, old.access, new.access) {
            (Direction::Sent, _, Access::Read) => (Rule::BodyFieldRemoved, Wire::Hazard),
            (Direction::Received, _, Access::Write) => (Rule::ResponseFieldRemoved, Wire::Hazard),
            // Deployed clients do not send it.
            (Direction::Sent, Access::Read, _) if is_required => (Rule::FieldMadeRequired, Wire::Breaks),
            _ => (Rule::Compatible, Wire::Compatible),
        };
        let (was, is) = (access_text(old.access), access_text(new.access));
        let required = if wire == Wire::Breaks { ", and is required" } else { "" };
        let message = format!(
            "{} is now used {}{required}; it was used {}",
            place.label,
            access_words(new.access),
            access_words(old.access)
        );
        self.push((rule, wire, ChangeKind::DirectionChanged), about, (was, is), message + &self.way());
    }

    pub(super) fn presence(&mut self, old: &Property, new: &Property, member: &Member<'_, 'a>) {
        if old.documented == new.documented {
            return;
        }
        let place = if self.defined_alike(old, new) { &member.defined } else { &member.place };
        let mut about = place.about(None, None);
        (about.before, about.after) = (self.before.span(Some(old)), self.after.span(Some(new)));
        about.items.extend(member.making.iter().cloned());
        let is_required = new.documented == Presence::Required;
        // An absent list is read as an empty one.
        let is_list = matches!(old.ty, Type::List(_)) && old.nullability != Nullability::Nullable;
        let is_read = is_list || self.absence(old, member.types) == Absence::Read;
        let read_as = if is_list { "an empty list" } else { "`null`" };
        let (rule, message) = match (self.direction, is_required) {
            (Direction::Sent, true) => (
                (Rule::FieldMadeRequired, Wire::Breaks, ChangeKind::FieldMadeRequired),
                format!("{} is now required", place.label),
            ),
            (Direction::Sent, false) => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::FieldMadeOptional),
                format!("{} may now be omitted", place.label),
            ),
            (_, true) => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::FieldMadeRequired),
                format!("{} is now always present in {}", place.label, self.received()),
            ),
            (_, false) if is_read => (
                (Rule::ResponseFieldMadeOptional, Wire::Hazard, ChangeKind::FieldMadeOptional),
                format!(
                    "{} may now be absent from {}; deployed clients read that as {read_as}",
                    place.label,
                    self.received()
                ),
            ),
            (_, false) => (
                (Rule::ResponseFieldMadeOptional, Wire::Breaks, ChangeKind::FieldMadeOptional),
                format!("{} may now be absent from {}", place.label, self.received()),
            ),
        };
        let texts = if is_required { ("optional", "required") } else { ("required", "optional") };
        self.push(rule, about, texts, message);
    }

    /// Returns how deployed clients read a property that is absent or `null`. Several places may share their type, and in some
    /// of them the property may be optional.
    pub(super) fn absence(&self, old: &Property, types: Types) -> Absence {
        let shape = types.0.and_then(|id| self.before.api.types.get(id.0)).map(|def| &def.shape);
        let joined = match shape {
            Some(TypeShape::Struct { properties, rest: _ }) => properties.iter().find(|own| own.name == old.name),
            _ => None,
        };
        let is_read = |property: &Property| {
            property.presence == Presence::Optional || property.nullability == Nullability::Nullable
        };
        if is_read(old) || joined.is_some_and(is_read) { Absence::Read } else { Absence::Fails }
    }

    /// Returns whether the component that defines a property and the object that has it agree on its presence.
    fn defined_alike(&self, old: &Property, new: &Property) -> bool {
        let defined = |state: &State, property: &Property| -> Option<Presence> {
            let at = property.at.strip_prefix("/components/schemas/")?;
            let id = state.component(&tokens(&format!("/{at}")).next()?)?;
            let TypeShape::Struct { properties, rest: _ } = &state.lowered.types[id.0].shape else { return None };
            Some(properties.iter().find(|own| own.at == property.at)?.documented)
        };
        let is_alike = |state: &State, property: &Property| defined(state, property) == Some(property.documented);
        is_alike(self.before, old) && is_alike(self.after, new)
    }
}

/// What fingerprints contain, so it must not change.
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
