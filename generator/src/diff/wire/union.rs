//! Compares the alternatives of unions. They are paired by what identifies a value, and not only by position or name.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{Place, Types};
use super::value::{Kind, Use, View};
use super::{Direction, Walk, code};
use crate::api::{Alternative, Constant, Shape, Trust};
use crate::diff::client_items;
use crate::diff::side::State;
use crate::diff::{ChangeKind, Wire};
use crate::document::tree::Node;
use crate::lower::union_alternatives::complete_shapes;

/// An alternative of one side, with the shapes of its values.
struct Choice<'a> {
    alternative: &'a Alternative,
    view: View<'a>,
    shapes: Vec<Shape>,
}

/// The conditions under which two alternatives are the same, the surest first.
const TIES: [fn(&Choice<'_>, &Choice<'_>) -> bool; 6] = [
    |one, other| one.view.component.is_some() && one.view.component == other.view.component,
    |one, other| one.all_values().iter().any(|discriminator_values| other.all_values().contains(discriminator_values)),
    |one, other| !one.constants().is_empty() && one.constants() == other.constants(),
    |one, other| one.alternative.label == other.alternative.label && one.view.kind == other.view.kind,
    |one, other| likeness(one, other) == (1, 1),
    |one, other| {
        let (common, all) = likeness(one, other);
        all > 0 && 2 * common > all
    },
];

impl<'a> Choice<'a> {
    fn used(alternative: &'a Alternative) -> Use<'a> {
        Use::new(&alternative.ty, vec![alternative.at.clone()])
    }

    /// Returns the discriminator values that the document lists for it.
    fn all_values(&self) -> BTreeSet<(&str, &str)> {
        self.values_where(|trust| trust != Trust::Guessed)
    }

    /// Returns the discriminator values that follow from its name alone.
    fn guessed_values(&self) -> BTreeSet<(&str, &str)> {
        self.values_where(|trust| trust == Trust::Guessed)
    }

    fn values_where(&self, is_wanted: impl Fn(Trust) -> bool) -> BTreeSet<(&str, &str)> {
        let all_values = self.shapes.iter().filter_map(|shape| shape.discriminator_values.as_ref());
        let listed = all_values.filter(|discriminator_values| is_wanted(discriminator_values.trust));
        let pairs = listed.flat_map(|found| {
            let rest = Some("any other value").filter(|_| found.trust == Trust::Otherwise);
            found.values.iter().map(String::as_str).chain(rest).map(|value| (found.property.as_str(), value))
        });
        pairs.collect()
    }

    fn constants(&self) -> BTreeSet<&(String, Constant)> {
        self.shapes.iter().flat_map(|shape| &shape.constants).collect()
    }

    fn properties(&self) -> BTreeSet<&str> {
        self.view.properties().iter().map(|property| property.name.as_str()).collect()
    }
}

/// Returns how many properties two objects have in common, and how many they have together. Other values are alike or not.
fn likeness(one: &Choice<'_>, other: &Choice<'_>) -> (usize, usize) {
    if one.view.kind != other.view.kind {
        return (0, 1);
    }
    if one.view.kind != Kind::Object {
        return (1, 1);
    }
    let (one, other) = (one.properties(), other.properties());
    match (one.intersection(&other).count(), one.union(&other).count()) {
        (common, all) if common == all => (1, 1),
        counts => counts,
    }
}

fn choices<'a>(state: &'a State, view: &View<'a>) -> Vec<Choice<'a>> {
    let Some((union, id)) = view.union().zip(view.last) else { return Vec::new() };
    let mut shapes: BTreeMap<usize, Vec<Shape>> = BTreeMap::new();
    for shape in complete_shapes(id, &state.lowered.types) {
        shapes.entry(shape.alternative).or_default().push(shape);
    }
    let choice = |(index, alternative): (usize, &'a Alternative)| Choice {
        alternative,
        view: View::of(state, &Choice::used(alternative)),
        shapes: shapes.remove(&index).unwrap_or_default(),
    };
    union.alternatives.iter().enumerate().map(choice).collect()
}

/// Tells whether one of the alternatives says nothing of its values.
fn has_any(view: &View<'_>) -> bool {
    let words = ["deprecated", "description", "example", "examples", "externalDocs", "title"];
    let says_nothing =
        |schema: &Node| schema.as_object().is_some() && schema.members().all(|(name, _)| words.contains(&name));
    let all = ["oneOf", "anyOf"].into_iter().flat_map(|key| view.usage.all(key)).flat_map(Node::items);
    all.into_iter().any(says_nothing)
}

/// Returns the properties of discriminator values.
fn properties<'a>(values: &BTreeSet<(&'a str, &str)>) -> BTreeSet<&'a str> {
    values.iter().map(|(property, _)| *property).collect()
}

/// Pairs of alternatives, and the remaining ones of each side.
struct Pairs {
    pairs: Vec<(usize, usize)>,
    gone: Vec<usize>,
    come: Vec<usize>,
}

fn pairs(before: &[Choice<'_>], after: &[Choice<'_>]) -> Pairs {
    let (mut gone, mut come): (Vec<usize>, Vec<usize>) = ((0..before.len()).collect(), (0..after.len()).collect());
    let mut pairs = Vec::new();
    for tied in TIES {
        gone.retain(|old| {
            let found = come.iter().position(|new| tied(&before[*old], &after[*new]));
            found.map(|at| pairs.push((*old, come.remove(at)))).is_none()
        });
    }
    pairs.sort_unstable();
    Pairs { pairs, gone, come }
}

impl<'a> Walk<'a> {
    pub(super) fn union(&mut self, old: &View<'a>, new: &View<'a>, types: Types, place: &Place) {
        let (before, after) = (choices(self.before, old), choices(self.after, new));
        let Pairs { pairs, gone, come } = pairs(&before, &after);
        let label =
            |choice: &Choice<'_>| format!("the alternative {} of {}", code(&choice.alternative.label), place.label);
        for (old, new) in pairs {
            let (old, new) = (&before[old], &after[new]);
            self.all_values((old, new), place);
            let inner = place.inner(&format!("|{}", old.alternative.label), label(new));
            self.value(&Choice::used(old.alternative), &Choice::used(new.alternative), &inner);
        }
        self.any_alternative(old, new, place);
        for choice in come.into_iter().map(|index| &after[index]) {
            // A deployed client keeps such a value as unknown.
            let wire = if self.direction == Direction::Received { Wire::Hazard } else { Wire::Compatible };
            let rule = self.type_rule(place, wire, ChangeKind::AlternativeAdded);
            let mut about = place.about(None, Some(choice.view.node));
            let items = types.1.map(|id| client_items::of_alternative(self.after, id, &choice.alternative.label));
            about.items.extend(items.into_iter().flatten());
            let message = format!("{} is new{}", label(choice), self.way());
            self.push(rule, about, ("", &choice.alternative.label), message);
        }
        for choice in gone.into_iter().map(|index| &before[index]) {
            let is_taken =
                has_any(new) || after.iter().any(|other| self.includes(self.after, &other.view, &choice.view));
            let is_harmless = self.direction == Direction::Received || is_taken;
            let wire = if is_harmless { Wire::Compatible } else { Wire::Breaks };
            let rule = self.type_rule(place, wire, ChangeKind::AlternativeRemoved);
            let mut about = place.about(Some(choice.view.node), None);
            let items = types.0.map(|id| client_items::of_alternative(self.before, id, &choice.alternative.label));
            about.items.extend(items.into_iter().flatten());
            let message = format!("{} was removed{}", label(choice), self.way());
            self.push(rule, about, (&choice.alternative.label, ""), message);
        }
    }

    /// An alternative that allows any value is no alternative of the client, which keeps such a value as unknown.
    fn any_alternative(&mut self, old: &View<'a>, new: &View<'a>, place: &Place) {
        let texts = match (self.direction, has_any(old), has_any(new)) {
            (Direction::Received, false, true) => ("", "any"),
            (Direction::Sent | Direction::Both, true, false) => ("any", ""),
            _ => return,
        };
        let is_new = texts.0.is_empty();
        let (wire, kind) = match is_new {
            true => (Wire::Hazard, ChangeKind::AlternativeAdded),
            false => (Wire::Breaks, ChangeKind::AlternativeRemoved),
        };
        let rule = self.type_rule(place, wire, kind);
        let words = if is_new { "may now be" } else { "may no longer be" };
        let message = format!("{} {words} any JSON value{}", place.label, self.way());
        self.push(rule, place.about(Some(old.node), Some(new.node)), texts, message);
    }

    /// Compares the discriminator values that identify an alternative.
    fn all_values(&mut self, (old, new): (&Choice<'a>, &Choice<'a>), place: &Place) {
        let (mut before, mut after) = (old.all_values(), new.all_values());
        if before == after {
            // Another property is another way to tell the alternatives apart, even if nothing lists its values.
            (before, after) = (old.guessed_values(), new.guessed_values());
            if before.is_empty() || after.is_empty() || properties(&before) == properties(&after) {
                return;
            }
        }
        let tells = match self.direction {
            Direction::Received => after.difference(&before).next().is_some(),
            _ => before.difference(&after).next().is_some(),
        };
        let wire = if tells { Wire::Hazard } else { Wire::Compatible };
        let rule = self.type_rule(place, wire, ChangeKind::DiscriminatorChanged);
        let said = |all_values: &BTreeSet<(&str, &str)>| {
            let values: Vec<String> =
                all_values.iter().map(|(property, value)| format!("{property} {value}")).collect();
            values.join(", ")
        };
        let (was, is) = (said(&before), said(&after));
        let label = code(&new.alternative.label);
        let message = format!(
            "the alternative {label} of {} is now identified by {}; it was identified by {}{}",
            place.label,
            code(&is),
            code(&was),
            self.way()
        );
        let mut about = place.about(Some(old.view.node), Some(new.view.node));
        about.subject.push_str(&format!("|{}", old.alternative.label));
        self.push(rule, about, (&was, &is), message);
    }

    /// Returns the old labels of alternatives whose label has changed, by the new label.
    pub(super) fn renamed_labels(&self, old: &View<'a>, new: &View<'a>) -> BTreeMap<String, String> {
        let (before, after) = (choices(self.before, old), choices(self.after, new));
        let label = |choice: &Choice<'_>| choice.alternative.label.clone();
        let pairs = pairs(&before, &after).pairs.into_iter();
        pairs.map(|(old, new)| (label(&after[new]), label(&before[old]))).filter(|(new, old)| new != old).collect()
    }

    /// Returns whether all values of one are values of the other.
    pub(super) fn includes(&self, state: &'a State, wide: &View<'a>, narrow: &View<'a>) -> bool {
        match (wide.kind, narrow.kind) {
            (Kind::Any, _) | (Kind::Number, Kind::Integer) => true,
            (Kind::Union, _) => self.like(state, wide, narrow).is_some(),
            _ => false,
        }
    }

    /// Returns the alternative of a union that is like another value.
    fn like(&self, union_state: &'a State, union: &View<'a>, other: &View<'a>) -> Option<&'a Alternative> {
        let names = |view: &View<'a>| -> BTreeSet<&'a str> {
            view.properties().iter().map(|property| property.name.as_str()).collect()
        };
        let choices = choices(union_state, union);
        let of_kind = || choices.iter().filter(|choice| choice.view.kind == other.kind);
        let is_component =
            |choice: &&Choice<'a>| choice.view.component.is_some() && choice.view.component == other.component;
        let shares = |choice: &&Choice<'a>| {
            other.kind != Kind::Object || names(&choice.view).intersection(&names(other)).next().is_some()
        };
        let found = of_kind().find(is_component).or_else(|| of_kind().find(shares));
        let is_number = |choice: &&Choice<'a>| choice.view.kind == Kind::Number && other.kind == Kind::Integer;
        found.or_else(|| choices.iter().find(is_number)).map(|choice| choice.alternative)
    }

    /// If one side is a union and the other side is like one of its alternatives, compares these two.
    pub(super) fn like_an_alternative(&mut self, old: &View<'a>, new: &View<'a>, place: &Place) {
        let whole = |view: &View<'a>| Use::new(view.ty, vec![view.at().to_owned()]);
        let found = match (old.kind, new.kind) {
            (Kind::Union, _) => self.like(self.before, old, new).map(|it| (Choice::used(it), whole(new))),
            (_, Kind::Union) => self.like(self.after, new, old).map(|it| (whole(old), Choice::used(it))),
            _ => None,
        };
        if let Some((old, new)) = found {
            self.value(&old, &new, place);
        }
    }
}
