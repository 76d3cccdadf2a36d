//! Compares two values as the client reads or writes them, at the place where they are used.

use super::place::{Absence, Bond, Carrier, Pair, Place, Types, is_parameter};
use super::value::{Kind, Use, View};
use super::{Direction, Judgement, Walk, code};
use crate::api::Type;
use crate::diff::client_items::{self, Item};
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::path::unnamed;
use crate::document::tree::Node;
use crate::prepare::webhooks::Origin;

impl<'a> Walk<'a> {
    /// Compares two values and everything in them.
    pub(super) fn values_at(&mut self, old: &Use<'a>, new: &Use<'a>, place: &Place) {
        self.value(old, new, place);
        while let Some((old, new, place)) = self.open.pop() {
            self.one_value(&old, &new, &place);
        }
    }

    /// Compares an inner value: at once, or later if it may be deep.
    pub(super) fn value(&mut self, old: &Use<'a>, new: &Use<'a>, place: &Place) {
        if !old.ty.all_named().is_empty() || !new.ty.all_named().is_empty() {
            self.open.push((old.clone(), new.clone(), place.clone()));
        } else {
            self.one_value(old, new, place);
        }
    }

    fn one_value(&mut self, old: &Use<'a>, new: &Use<'a>, place: &Place) {
        let (old, new) = (View::of(self.before, old), View::of(self.after, new));
        let types = self.made((old.last, new.last));
        let firsts = self.made((old.first, new.first));
        let bond = self.bond(&old, &new, firsts);
        let place = &Self::within(bond, place);
        // A change of a component itself is one change, wherever it is used.
        let own = match old.component.filter(|_| bond == Bond::Component) {
            Some(name) => Place {
                absence: place.absence,
                carrier: place.carrier,
                ..Place::new(
                    format!("schemas {name}"),
                    String::new(),
                    code(new.component.unwrap_or(name)),
                    [place.items.clone(), self.type_items(firsts), self.type_items(types)].concat(),
                )
            },
            None => place.clone(),
        };
        let pair = Pair { old: &old, new: &new, place, own: &own, bond };
        self.nullability(&pair);
        self.default_value(&pair);
        self.words_of_value(&pair);
        match bond {
            Bond::Repointed => self.refers_to_another(firsts, place),
            Bond::Component | Bond::Inline => self.renamed(firsts, &own),
        }
        let labels = self.renamed_labels(&old, &new);
        self.members(types, &labels);
        if old.kind != new.kind {
            let made = [(self.before, old.first), (self.after, new.first)].into_iter();
            let made = made.flat_map(|(state, id)| {
                client_items::made(state, id.and_then(|id| state.made(id)).into_iter().collect())
            });
            let own = own.clone().with(Some(self.type_items(types))).with(Some(made.collect()));
            self.kind_changed((&old, &new), &own);
            return;
        }
        self.constraints(&pair);
        self.format(&old, &new, &own);
        if !self.is_new(&old, &new, place) {
            return;
        }
        if matches!(old.kind, Kind::Object | Kind::Array | Kind::Tuple) {
            // The client has no enum of these values.
            self.values(&old, &new, (None, None), &own);
        }
        match old.kind {
            Kind::Object => self.object(&old, &new, types, place),
            Kind::Array => self.items(&old, &new, place),
            Kind::Tuple => self.tuple(&old, &new, place),
            Kind::String if old.json_in_text().is_some() => self.json_in_text(&old, &new, place),
            Kind::Union => self.union(&old, &new, types, &own),
            _ => self.values(&old, &new, types, &own),
        }
    }

    /// Returns whether two types were not yet compared for this operation and direction. Ends recursion.
    fn is_new(&mut self, old: &View<'a>, new: &View<'a>, place: &Place) -> bool {
        match (old.last, new.last) {
            (Some(one), Some(other)) => self.seen.insert((one, other, place.repointed.clone())),
            _ => true,
        }
    }

    /// Returns the types of the client for two lowered types.
    pub(super) fn made(&self, (old, new): Types) -> Types {
        (old.and_then(|id| self.before.made(id)), new.and_then(|id| self.after.made(id)))
    }

    fn bond(&self, old: &View<'_>, new: &View<'_>, firsts: Types) -> Bond {
        if let (Some(was), Some(is)) = (old.component, new.component) {
            let is_renamed = || self.before.component(is).is_none() && self.after.component(was).is_none();
            if was == is || is_renamed() {
                return Bond::Component;
            }
        }
        match self.paths(firsts) {
            (Some(was), Some(is)) if was != is && self.before.has_type(&is) && self.after.has_type(&was) => {
                Bond::Repointed
            }
            _ => Bond::Inline,
        }
    }

    /// Returns the place for which differences are reported: a use that now refers to another type, or the component.
    fn within(bond: Bond, place: &Place) -> Place {
        let mut place = place.clone();
        match bond {
            Bond::Repointed if place.repointed.is_none() => {
                place.repointed = Some(format!("{}\0{}", place.holder, place.subject));
            }
            Bond::Component => place.repointed = None,
            Bond::Repointed | Bond::Inline => {}
        }
        place
    }

    pub(super) fn type_items(&self, (old, new): Types) -> Vec<Item> {
        let before = old.map(|id| client_items::of_type(self.before, id));
        let after = new.map(|id| client_items::of_type(self.after, id));
        before.into_iter().chain(after).flatten().collect()
    }

    /// Returns the rule for a type that has changed: in a parameter, a body or a response.
    pub(super) fn type_rule(&self, place: &Place, wire: Wire, kind: ChangeKind) -> Judgement {
        let rule = match (self.direction, wire) {
            (_, Wire::None | Wire::Compatible) => Rule::Compatible,
            (Direction::Received, _) => Rule::ResponseTypeChanged,
            _ if is_parameter(place) => Rule::ParameterTypeChanged,
            _ => Rule::BodyTypeChanged,
        };
        (rule, wire, kind)
    }

    /// Reports another kind of value. If one side is a union with an alternative like the other side, these two are compared.
    fn kind_changed(&mut self, (old, new): (&View<'a>, &View<'a>), place: &Place) {
        let widened = match self.direction {
            Direction::Received => self.includes(self.before, old, new),
            // The text of a parameter does not show its type.
            _ if takes_any_text(place, old, new) && !self.selects_route(place) => true,
            _ => self.includes(self.after, new, old),
        };
        // A date keeps whatever text or number the server sends.
        let is_date = matches!(old.ty, Type::Date | Type::DateTime) && matches!(new.kind, Kind::Integer | Kind::Number);
        let is_kept = is_date && self.direction == Direction::Received;
        let wire = match widened {
            true => Wire::Compatible,
            false if is_kept => Wire::Hazard,
            false => Wire::Breaks,
        };
        let rule = self.type_rule(place, wire, ChangeKind::TypeChanged);
        let read_as = if is_kept && !widened { ", and deployed clients read that as a date" } else { "" };
        let message = format!("{} is now {}; it was {}{read_as}", place.label, new.kind.words(), old.kind.words());
        let about = place.about(Some(old.node), Some(new.node));
        self.push(rule, about, (old.kind.text(), new.kind.text()), message + &self.way());
        if widened {
            self.like_an_alternative(old, new, place);
        }
    }

    /// Returns whether the type of a path parameter can select the route, because another path has the same shape.
    fn selects_route(&self, place: &Place) -> bool {
        let (old, new) = self.pair;
        let is_twin = |state: &State, index: Option<usize>| {
            let operation = index.and_then(|index| state.lowered.operations.get(index));
            operation.is_some_and(|operation| operation.locked_path != unnamed(&operation.path))
        };
        place.subject.starts_with("path ") && (is_twin(self.before, old) || is_twin(self.after, new))
    }

    fn nullability(&mut self, pair: &Pair<'_, 'a>) {
        let Pair { old, new, place, own, bond } = *pair;
        // Accepting any value is another change, and `null` cannot be sent as the text of a parameter.
        if old.nullable == new.nullable || old.kind == Kind::Any || new.kind == Kind::Any {
            return self.null_of_parameter(pair);
        }
        let is_of_component = bond == Bond::Component && old.says_nullable() == new.says_nullable();
        let place = if is_of_component { own } else { place };
        let is_read = place.absence == Absence::Read;
        let wire = match (self.direction, new.nullable) {
            (Direction::Received, true) if is_read => Wire::Hazard,
            (Direction::Received, true) | (Direction::Sent, false) => Wire::Breaks,
            _ => Wire::Compatible,
        };
        let rule = match (wire, self.direction) {
            (Wire::Breaks | Wire::Hazard, Direction::Received) => {
                (Rule::ResponseFieldMadeOptional, wire, ChangeKind::FieldMadeNullable)
            }
            _ => self.type_rule(
                place,
                wire,
                if new.nullable { ChangeKind::FieldMadeNullable } else { ChangeKind::FieldMadeNeverNull },
            ),
        };
        let message = match (self.direction, new.nullable) {
            (Direction::Received, true) if is_read => {
                format!(
                    "{} may now be `null` in {}; deployed clients read that as absent",
                    place.label,
                    self.received()
                )
            }
            (Direction::Received, true) => format!("{} may now be `null` in {}", place.label, self.received()),
            (Direction::Received, false) => format!("{} can no longer be `null` in {}", place.label, self.received()),
            (_, true) => format!("{} may now be `null`", place.label),
            (_, false) => format!("{} may no longer be `null`", place.label),
        };
        let texts = (nullable(old.nullable), nullable(new.nullable));
        self.push(rule, place.about(Some(old.node), Some(new.node)), texts, message);
    }

    /// A parameter that may be `null` accepts more. If it no longer may be, nothing is lost, because `null` is not sent as text.
    fn null_of_parameter(&mut self, Pair { old, new, place, .. }: &Pair<'_, 'a>) {
        let says = |view: &View<'_>| view.usage.effective("nullable").and_then(Node::as_bool) == Some(true);
        if is_parameter(place) && !says(old) && says(new) && old.kind != Kind::Any && new.kind != Kind::Any {
            let rule = self.type_rule(place, Wire::Compatible, ChangeKind::FieldMadeNullable);
            let message = format!("{} may now be `null`", place.label);
            let texts = (nullable(false), nullable(true));
            self.push(rule, place.about(Some(old.node), Some(new.node)), texts, message);
        }
    }

    fn items(&mut self, old: &View<'a>, new: &View<'a>, place: &Place) {
        let inner = place.inner("[]", format!("each item of {}", place.label));
        if let (Some(old), Some(new)) = (old.items(), new.items()) {
            self.value(&old, &new, &inner);
        }
    }

    /// Compares the items of two tuples.
    fn tuple(&mut self, old: &View<'a>, new: &View<'a>, place: &Place) {
        let (was, is) = (old.tuple().len(), new.tuple().len());
        if was != is {
            let rule = self.type_rule(place, Wire::Breaks, ChangeKind::TypeChanged);
            let message = format!("{} now has {is} items; it had {was}", place.label) + &self.way();
            let about = place.about(Some(old.node), Some(new.node));
            return self.push(rule, about, (&was.to_string(), &is.to_string()), message);
        }
        for (index, (old, new)) in old.tuple().iter().zip(&new.tuple()).enumerate() {
            let label = format!("item {} of {}", index + 1, place.label);
            self.value(old, new, &place.inner(&format!("[{index}]"), label));
        }
    }

    fn json_in_text(&mut self, old: &View<'a>, new: &View<'a>, place: &Place) {
        let inner = place.inner("[json]", format!("the JSON in {}", place.label));
        if let (Some(old), Some(new)) = (old.json_in_text(), new.json_in_text()) {
            self.value(&old, &new, &inner);
        }
    }

    /// Returns the direction as a suffix for messages that do not name it.
    pub(super) fn way(&self) -> String {
        if self.direction == Direction::Received { format!(" (in {})", self.received()) } else { String::new() }
    }

    /// Returns what the client receives here.
    pub(super) fn received(&self) -> &'static str {
        let is_from = |origin: Origin| self.operation.as_ref().is_some_and(|key| key.starts_with(origin.word()));
        match (is_from(Origin::Webhook), is_from(Origin::Callback)) {
            (true, _) => "webhooks",
            (_, true) => "callbacks",
            _ => "responses",
        }
    }
}

fn nullable(nullable: bool) -> &'static str {
    if nullable { "nullable" } else { "never null" }
}

/// Tells whether a parameter, or a part of a form, takes the text of what it was.
fn takes_any_text(place: &Place, old: &View<'_>, new: &View<'_>) -> bool {
    let is_plain = matches!(old.kind, Kind::Boolean | Kind::Integer | Kind::Number);
    let is_path = place.subject.starts_with("path ");
    let is_text = match is_parameter(place) {
        true => is_plain || (old.kind == Kind::Any && !is_path),
        false => place.carrier == Carrier::Text && is_plain,
    };
    let is_anything = is_path && new.usage.all("type").next().is_none();
    let is_text = is_text || is_anything;
    is_text && new.kind == Kind::String && new.format().is_empty() && new.values().is_none()
}
