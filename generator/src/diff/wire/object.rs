//! Compares the properties of objects that are sent in the current direction.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{Carrier, Place, Types};
use super::value::{self, Rest, Use, View};
use super::{Direction, Walk, code};
use crate::api::{Presence, Property, TypeShape};
use crate::diff::client_items::{self, Item};
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::pointer::{join, tokens};

/// A property on both sides, and the object that has it.
pub(super) struct Member<'v, 'a> {
    pub(super) holders: (&'v View<'a>, &'v View<'a>),
    pub(super) types: Types,
    /// The place in the object itself, and in the component that defines the property, if that is another one.
    pub(super) place: Place,
    pub(super) defined: Place,
    pub(super) making: Vec<Item>,
    /// How its value is written.
    carrier: Carrier,
}

impl<'a> Walk<'a> {
    pub(super) fn object(&mut self, old: &View<'a>, new: &View<'a>, types: Types, place: &Place) {
        let by_name = |view: &View<'a>| -> BTreeMap<&'a str, &'a Property> {
            view.properties().iter().map(|property| (property.name.as_str(), property)).collect()
        };
        let (before, after) = (by_name(old), by_name(new));
        let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        // An object without properties is a map, so everything that contains it has another type.
        let is_reshaped = before.is_empty() != after.is_empty();
        let reshaped = is_reshaped.then(|| [place.items.clone(), self.type_items(types)].concat());
        for name in names {
            let sides = (before.get(name).copied(), after.get(name).copied());
            let defined = self.defined_place(name, sides, (types, place)).with(reshaped.clone());
            let own = self.property_place(name, types, place).with(reshaped.clone());
            let making = self.making(types, place);
            let carrier = if place.carrier == Carrier::Form { Carrier::Text } else { Carrier::Json };
            let member = Member { holders: (old, new), types, place: own, defined, making, carrier };
            self.member(sides, member);
        }
        self.rest(old, new, types, place);
    }

    fn member(&mut self, sides: (Option<&'a Property>, Option<&'a Property>), member: Member<'_, 'a>) {
        let (before, after) = (sides.0.filter(|it| self.travels(it)), sides.1.filter(|it| self.travels(it)));
        let value = |state: &State, id, name: &str| client_items::of_value(state, id, name);
        match (before, after) {
            (None, Some(property)) => {
                let items = member.types.1.map(|id| value(self.after, id, &property.name));
                let place = member.defined.with(items);
                match sides.0 {
                    None => self.property_added(property, &place, member.making),
                    Some(old) => self.access((old, property), &place, &member.making),
                }
            }
            (Some(property), None) => {
                let items = member.types.0.map(|id| value(self.before, id, &property.name));
                let place = member.defined.with(items);
                match sides.1 {
                    None => self.property_removed(property, &place, member.making),
                    Some(new) => self.access((property, new), &place, &member.making),
                }
            }
            (Some(before), Some(after)) => {
                self.access((before, after), &member.defined, &member.making);
                self.presence(before, after, &member);
                let mut place = member.defined.clone();
                place.absence = self.absence(before, member.types);
                place.carrier = member.carrier;
                let used = [(before, member.holders.0), (after, member.holders.1)];
                let [old, new] = used.map(|(property, holder)| Use::of_property(property, holder));
                self.value(&old, &new, &place);
            }
            (None, None) => self.unused(sides, member),
        }
    }

    /// Returns the place of a property in the component that defines it. Others inherit it by `allOf`, and a change there is
    /// one change.
    fn defined_place(
        &self,
        name: &str,
        (old, new): (Option<&Property>, Option<&Property>),
        (types, place): (Types, &Place),
    ) -> Place {
        let own = self.property_place(name, types, place);
        let definer = |state: &'a State, property: Option<&Property>| -> Option<&'a str> {
            let at = property?.at.strip_prefix("/components/schemas/")?;
            let id = state.component(&tokens(&format!("/{at}")).next()?)?;
            let TypeShape::Struct { properties, rest: _ } = &state.lowered.types[id.0].shape else { return None };
            properties.iter().any(|own| Some(&own.at) == property.map(|it| &it.at)).then(|| state.component_name(id))?
        };
        let (was, is) = (definer(self.before, old), definer(self.after, new));
        let Some(definer) = was.or(is).filter(|_| place.repointed.is_none()) else { return own };
        let is_one = old.is_none() || new.is_none() || was == is;
        let ids = (self.before.component(definer), self.after.component(definer));
        let holds = |state: &State, id: Option<crate::api::TypeId>| {
            let shape = id.map(|id| &state.lowered.types[id.0].shape);
            matches!(shape, Some(TypeShape::Struct { properties, rest: _ }) if properties.iter().any(|own| own.name == name))
        };
        // The component has, gains or loses the property, as this object does.
        let agrees = holds(self.before, ids.0) == old.is_some() && holds(self.after, ids.1) == new.is_some();
        if !is_one || !agrees || ids.0.is_none() || ids.1.is_none() {
            return own;
        }
        let defined = self.property_place(name, self.made(ids), place);
        Place { items: [own.items, defined.items].concat(), ..defined }
    }

    /// Returns the place of a property: in its type, which several places may share, or in the place of the object.
    fn property_place(&self, name: &str, types: Types, place: &Place) -> Place {
        let path = types.0.and_then(|id| self.before.type_path(id));
        let path = path.or_else(|| types.1.and_then(|id| self.after.type_path(id)));
        let is_body = place.subject == "body";
        let arguments = if is_body { self.argument_items(name) } else { Vec::new() };
        let members = [(types.0, self.before), (types.1, self.after)];
        let members = members.into_iter().filter_map(|(id, state)| Some(client_items::of_member(state, id?, name)));
        let items: Vec<Item> = members.flatten().chain(arguments).collect();
        let Some(path) = path.filter(|_| place.repointed.is_none()) else {
            let items = if is_body { items } else { [place.items.clone(), items].concat() };
            let subject = if place.subject.is_empty() { name.to_owned() } else { format!("{}.{name}", place.subject) };
            let label = self.property_label(name, place);
            let repointed = place.repointed.clone();
            return Place { repointed, ..Place::new(place.holder.clone(), subject, label, items) };
        };
        let label = code(&format!("{}.{name}", path.rsplit("::").next().unwrap_or_default()));
        Place::new(path, name.to_owned(), label, items)
    }

    fn property_label(&self, name: &str, place: &Place) -> String {
        match self.direction {
            Direction::Received => format!("{} of {}", code(name), place.label),
            _ => format!("{} in {}", code(name), place.label),
        }
    }

    /// Returns the items that change if another property becomes required: those that construct the object.
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

    fn property_added(&mut self, property: &Property, place: &Place, making: Vec<Item>) {
        let mut about = place.about(None, None);
        about.after = self.after.span(Some(property));
        let is_required = property.documented == Presence::Required;
        let presence = if is_required { "required" } else { "optional" };
        let (rule, message) = match (self.direction, is_required) {
            (Direction::Sent, true) => {
                about.items.extend(making);
                (
                    (Rule::FieldMadeRequired, Wire::Breaks, ChangeKind::RequiredFieldAdded),
                    format!("{} is new and required", place.label),
                )
            }
            (Direction::Sent, false) => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::FieldAdded),
                format!("{} is new and optional", place.label),
            ),
            _ => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::FieldAdded),
                format!("{} is new in {}", place.label, self.received()),
            ),
        };
        self.push(rule, about, ("", presence), message);
    }

    fn property_removed(&mut self, property: &Property, place: &Place, making: Vec<Item>) {
        let mut about = place.about(None, None);
        about.before = self.before.span(Some(property));
        about.items.extend(making);
        let (rule, message) = match self.direction {
            Direction::Sent => {
                (Rule::BodyFieldRemoved, format!("{} was removed; the server may ignore or reject it", place.label))
            }
            _ => (Rule::ResponseFieldRemoved, format!("{} was removed from {}", place.label, self.received())),
        };
        self.push((rule, Wire::Hazard, ChangeKind::FieldRemoved), about, ("there", ""), message);
    }

    /// Compares additional properties.
    fn rest(&mut self, old: &View<'a>, new: &View<'a>, types: Types, place: &Place) {
        let mut inner = self.property_place("*", types, place);
        inner.items.extend(self.type_items(types));
        inner.label = format!("each additional property of {}", owner(&inner, place));
        let owner = owner(&inner, place);
        // Whether a request could have others before.
        let rests = (old.rest(), new.rest());
        let is_empty = |view: &View<'a>| view.properties().is_empty();
        let held = matches!(rests.0, Rest::Open | Rest::Schema(_)) || is_empty(old);
        let is_map = is_empty(old) && is_empty(new);
        if is_empty(old) || is_empty(new) {
            // What is a map on one side can be a type of its own on the other.
            inner.items.extend(place.items.iter().cloned());
        }
        match &rests {
            (Rest::Schema(before), Rest::Schema(after)) => self.value(before, after, &inner),
            (Rest::Closed, Rest::Closed) | (Rest::Unsaid, Rest::Unsaid) | (Rest::Open, Rest::Open) => {}
            // To a server, saying nothing and allowing anything are the same.
            (Rest::Unsaid, Rest::Open) | (Rest::Open, Rest::Unsaid) if is_map => {}
            (_, Rest::Closed) if self.direction != Direction::Received && !held => {}
            (_, Rest::Closed) => {
                let wire = if self.direction == Direction::Received { Wire::Compatible } else { Wire::Breaks };
                let message = format!("{owner} has only the properties that the spec lists");
                self.openness((wire, ChangeKind::ObjectClosed), ((old, new), &rests), &inner, message);
            }
            (Rest::Schema(before), _) => {
                self.value(before, &value::any(join(new.at(), &["additionalProperties"])), &inner)
            }
            (Rest::Unsaid, Rest::Schema(_)) if !held && self.direction != Direction::Received => {
                let message = format!("{owner} may have properties that the spec does not list");
                self.openness((Wire::Compatible, ChangeKind::ObjectOpened), ((old, new), &rests), &inner, message);
            }
            (Rest::Unsaid | Rest::Open, Rest::Schema(after)) => {
                self.value(&value::any(join(old.at(), &["additionalProperties"])), after, &inner);
            }
            (Rest::Open, Rest::Unsaid) => {
                let message = format!("the spec no longer says that {owner} may have properties that it does not list");
                self.openness(
                    (Wire::Compatible, ChangeKind::ObjectNoLongerOpen),
                    ((old, new), &rests),
                    &inner,
                    message,
                );
            }
            (Rest::Closed, _) | (Rest::Unsaid, Rest::Open) => {
                let message = format!("{owner} may have properties that the spec does not list");
                self.openness((Wire::Compatible, ChangeKind::ObjectOpened), ((old, new), &rests), &inner, message);
            }
        }
    }

    fn openness(
        &mut self,
        (wire, kind): (Wire, ChangeKind),
        ((old, new), rests): ((&View<'_>, &View<'_>), &(Rest<'_>, Rest<'_>)),
        place: &Place,
        message: String,
    ) {
        let rule = self.type_rule(place, wire, kind);
        let texts = (rest_words(&rests.0), rest_words(&rests.1));
        self.push(rule, place.about(Some(old.node), Some(new.node)), texts, message + &self.way());
    }
}

/// Returns the object that a property belongs to, for messages.
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
