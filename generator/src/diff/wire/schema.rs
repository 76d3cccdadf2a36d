//! Two schemas, compared by structure from the place where they are used.

use super::schema_view::{At, Kind, View, is_true};
use super::{About, Direction, Judgement, Walk, code};
use crate::api::TypeId;
use crate::diff::client_items::{self, Item};
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::tree::Node;
use crate::document::write;

/// Where a schema is used.
#[derive(Clone)]
pub(super) struct Place {
    /// The type, or the operation, that it belongs to.
    pub(super) holder: String,
    /// Its way from the holder, in names of the wire.
    pub(super) subject: String,
    /// How messages call it.
    pub(super) label: String,
    pub(super) items: Vec<Item>,
}

impl Place {
    /// Something behind it: `[]` for an item.
    pub(super) fn inner(&self, token: &str, label: String) -> Self {
        let subject = format!("{}{token}", self.subject);
        Self { holder: self.holder.clone(), subject, label, items: self.items.clone() }
    }

    pub(super) fn with(mut self, items: Option<Vec<Item>>) -> Self {
        self.items.extend(items.into_iter().flatten());
        self
    }

    pub(super) fn about(&self, before: Option<&Node>, after: Option<&Node>) -> About {
        About {
            holder: self.holder.clone(),
            subject: self.subject.clone(),
            items: self.items.clone(),
            before: before.map(|node| node.span),
            after: after.map(|node| node.span),
        }
    }
}

/// The types that a schema has become on both sides.
pub(super) type Types = (Option<TypeId>, Option<TypeId>);

/// The schemas of both sides, where they are there.
pub(super) type Sides<'s, 'a> = (Option<&'s At<'a>>, Option<&'s At<'a>>);

impl<'a> Walk<'a> {
    /// Compares all that schemas lead to; what would hold one stands for it where it is left out.
    pub(super) fn schemas(&mut self, sides: Sides<'_, 'a>, holders: (&Node, &Node), place: &Place) {
        self.optional_schemas(sides, holders, place);
        while let Some((old, new, place)) = self.open.pop() {
            self.one_schema(&old, &new, &place);
        }
    }

    /// Compares an inner schema: at once, or later where it may lead far.
    pub(super) fn schema(&mut self, old: &At<'a>, new: &At<'a>, place: &Place) {
        let leads_on = |at: &At<'_>| at.node.get("$ref").is_some() || at.node.get("allOf").is_some();
        if leads_on(old) || leads_on(new) {
            self.open.push((old.clone(), new.clone(), place.clone()));
        } else {
            self.one_schema(old, new, place);
        }
    }

    fn one_schema(&mut self, old: &At<'a>, new: &At<'a>, place: &Place) {
        let places = [(self.before, old.at.as_str()), (self.after, new.at.as_str())];
        let (old, new) = (View::of(&self.before.root, old), View::of(&self.after.root, new));
        if !self.seen.insert((old.at.clone(), new.at.clone())) {
            return;
        }
        let types = (self.before.type_at(&old.at), self.after.type_at(&new.at));
        // What a component says of itself is one change, wherever it is used.
        let own = match &old.component {
            Some(name) if old.component == new.component => Place {
                holder: format!("schemas {name}"),
                subject: String::new(),
                label: code(name),
                items: [place.items.clone(), self.type_items(types)].concat(),
            },
            _ => place.clone(),
        };
        self.nullability(&old, &new, &own);
        self.default_value(&old, &new, &own);
        // Those of a parameter stand beside its schema.
        if !is_parameter(&own) {
            self.words(old.node, new.node, &own);
        }
        self.renamed(types, &own);
        self.members(types);
        if old.kind != new.kind {
            // A reference and what it leads to.
            let places = places.into_iter().chain([(self.before, old.at.as_str()), (self.after, new.at.as_str())]);
            let made = places.flat_map(|(state, at)| client_items::below(state, at)).collect();
            let own = own.with(Some(self.type_items(types))).with(Some(made));
            self.kind_changed((old.kind, old.node), (new.kind, new.node), &own);
            return;
        }
        self.constraints(&old, &new, &own);
        self.format(&old, &new, &own);
        match old.kind {
            Kind::Object => self.object(&old, &new, types, place),
            Kind::Array => self.items(&old, &new, place),
            Kind::Union => self.union(&old, &new, &own),
            _ => self.values(&old, &new, types, &own),
        }
    }

    pub(super) fn type_items(&self, (old, new): Types) -> Vec<Item> {
        let before = old.map(|id| client_items::of_type(self.before, id));
        let after = new.map(|id| client_items::of_type(self.after, id));
        before.into_iter().chain(after).flatten().collect()
    }

    /// The rule for a type that has changed, by where it is: a parameter, a body, a response.
    pub(super) fn type_rule(&self, place: &Place, wire: Wire, kind: ChangeKind) -> Judgement {
        let rule = match (self.direction, wire) {
            (_, Wire::None | Wire::Compatible) => Rule::Compatible,
            (Direction::Received, _) => Rule::ResponseTypeChanged,
            _ if is_parameter(place) => Rule::ParameterTypeChanged,
            _ => Rule::BodyTypeChanged,
        };
        (rule, wire, kind)
    }

    fn kind_changed(&mut self, (old, before): (Kind, &Node), (new, after): (Kind, &Node), place: &Place) {
        let widened = match self.direction {
            Direction::Received => is_wider(new, old),
            // The text of a parameter says nothing of its type; in a path it also chooses the route.
            _ if place.subject.starts_with("query ") || place.subject.starts_with("header ") => {
                is_wider(old, new) || new == Kind::String
            }
            _ => is_wider(old, new),
        };
        let wire = if widened { Wire::Compatible } else { Wire::Breaks };
        let rule = self.type_rule(place, wire, ChangeKind::TypeChanged);
        let message = format!("{} is {} now; it was {}", place.label, new.words(), old.words());
        let about = place.about(Some(before), Some(after));
        self.push(rule, about, (old.words(), new.words()), message + &self.way());
    }

    /// Compares inner schemas. One that is absent allows any value.
    pub(super) fn optional_schemas(
        &mut self,
        (old, new): Sides<'_, 'a>,
        (before, after): (&Node, &Node),
        place: &Place,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => self.schema(old, new, place),
            (None, None) => {}
            (Some(old), None) => {
                let view = View::of(&self.before.root, old);
                if view.kind != Kind::Any {
                    let place = place.clone().with(Some(client_items::below(self.before, &view.at)));
                    self.kind_changed((view.kind, view.node), (Kind::Any, after), &place);
                }
            }
            (None, Some(new)) => {
                let view = View::of(&self.after.root, new);
                if view.kind != Kind::Any {
                    let place = place.clone().with(Some(client_items::below(self.after, &view.at)));
                    self.kind_changed((Kind::Any, before), (view.kind, view.node), &place);
                }
            }
        }
    }

    fn nullability(&mut self, old: &View<'_>, new: &View<'_>, place: &Place) {
        if old.nullable == new.nullable {
            return;
        }
        let wire = match (self.direction, new.nullable) {
            (Direction::Received, true) | (Direction::Sent, false) => Wire::Breaks,
            _ => Wire::Compatible,
        };
        let rule = match (wire, self.direction) {
            (Wire::Breaks, Direction::Received) => {
                (Rule::ResponseFieldMadeOptional, wire, ChangeKind::FieldMadeNullable)
            }
            _ => self.type_rule(
                place,
                wire,
                if new.nullable { ChangeKind::FieldMadeNullable } else { ChangeKind::FieldMadeNeverNull },
            ),
        };
        let message = match (self.direction, new.nullable) {
            (Direction::Received, true) => format!("{} may be `null` in responses now", place.label),
            (Direction::Received, false) => format!("{} is never `null` in responses now", place.label),
            (_, true) => format!("{} may be given as `null` now", place.label),
            (_, false) => format!("{} may no longer be given as `null`", place.label),
        };
        let texts = (nullable(old.nullable), nullable(new.nullable));
        self.push(rule, place.about(Some(old.node), Some(new.node)), texts, message);
    }

    /// A default in a response is the vendor's way of showing a value.
    fn default_value(&mut self, old: &View<'_>, new: &View<'_>, place: &Place) {
        let (before, after) = (old.node.get("default"), new.node.get("default"));
        let same = match (before, after) {
            (Some(before), Some(after)) => before.same(after),
            (before, after) => before.is_none() && after.is_none(),
        };
        if same {
            return;
        }
        let text = |node: Option<&Node>| node.map_or_else(String::new, |node| write::json(node).trim().to_owned());
        let (old_text, new_text) = (text(before), text(after));
        let about = place.about(before.or(Some(old.node)), after.or(Some(new.node)));
        if self.direction == Direction::Received {
            let message = format!("the spec gives another default for {}", place.label) + &self.way();
            let about = About { items: Vec::new(), ..about };
            return self.push(
                (Rule::DescriptionReworded, Wire::None, ChangeKind::DescriptionReworded),
                about,
                (&old_text, &new_text),
                message,
            );
        }
        let message = match (before, after) {
            (None, _) => {
                format!("{} defaults to {} now, according to the spec", place.label, super::short(&new_text))
            }
            (_, None) => {
                format!(
                    "the spec no longer documents the default of {}; it was {}",
                    place.label,
                    super::short(&old_text)
                )
            }
            _ => {
                let (old, new) = (super::short(&old_text), super::short(&new_text));
                format!("{} defaults to {new} now; it was {old}", place.label)
            }
        };
        self.push(
            (Rule::DefaultChanged, Wire::Hazard, ChangeKind::DefaultChanged),
            about,
            (&old_text, &new_text),
            message,
        );
    }

    /// What the documents say in words, and the mark of what is on its way out.
    pub(super) fn words(&mut self, old: &Node, new: &Node, place: &Place) {
        // They are the same words whichever way a type travels.
        let direction = std::mem::replace(&mut self.direction, Direction::Both);
        let (before, after) = (described(old), described(new));
        if before != after {
            let mut about = place.about(old.get("description").or(Some(old)), new.get("description").or(Some(new)));
            // Words touch no promise.
            about.items.clear();
            let message = format!("the description of {} {}", place.label, reworded(before, after));
            self.push(
                (Rule::DescriptionReworded, Wire::None, ChangeKind::DescriptionReworded),
                about,
                (before, after),
                message,
            );
        }
        self.deprecation(old, new, place);
        self.direction = direction;
    }

    fn deprecation(&mut self, old: &Node, new: &Node, place: &Place) {
        let about = place.about(Some(old), Some(new));
        match (is_true(old, "deprecated"), is_true(new, "deprecated")) {
            (false, true) => {
                let message = format!("{} is deprecated now", place.label);
                self.push(
                    (Rule::Deprecated, Wire::Compatible, ChangeKind::Deprecation),
                    about,
                    ("", "deprecated"),
                    message,
                );
            }
            (true, false) => {
                let message = format!("{} is no longer deprecated", place.label);
                self.push(
                    (Rule::Compatible, Wire::Compatible, ChangeKind::DeprecationTakenBack),
                    about,
                    ("deprecated", ""),
                    message,
                );
            }
            _ => {}
        }
    }

    fn format(&mut self, old: &View<'_>, new: &View<'_>, place: &Place) {
        let (before, after) = (old.format(), new.format());
        if before == after {
            return;
        }
        let say = |format: &str| {
            if format.is_empty() { "no format".to_owned() } else { format!("the format {}", code(format)) }
        };
        let message = format!("{} has {} now; it had {}", place.label, say(after), say(before));
        let about = place.about(old.node.get("format").or(Some(old.node)), new.node.get("format").or(Some(new.node)));
        let direction = std::mem::replace(&mut self.direction, Direction::Both);
        self.push((Rule::FormatChanged, Wire::None, ChangeKind::FormatChanged), about, (before, after), message);
        self.direction = direction;
    }

    fn items(&mut self, old: &View<'a>, new: &View<'a>, place: &Place) {
        let inner = place.inner("[]", format!("each item of {}", place.label));
        self.optional_schemas((old.items.as_ref(), new.items.as_ref()), (old.node, new.node), &inner);
    }

    /// Says on which way something goes, where the words before do not.
    pub(super) fn way(&self) -> String {
        if self.direction == Direction::Received { " (in responses)".to_owned() } else { String::new() }
    }
}

fn nullable(nullable: bool) -> &'static str {
    if nullable { "nullable" } else { "never null" }
}

/// Tells whether all values of the one kind are values of the other.
fn is_wider(narrow: Kind, wide: Kind) -> bool {
    matches!((narrow, wide), (Kind::Integer, Kind::Number) | (_, Kind::Any))
}

pub(super) fn is_parameter(place: &Place) -> bool {
    ["path ", "query ", "header "].iter().any(|location| place.subject.starts_with(location))
}

fn described(node: &Node) -> &str {
    node.get("description").and_then(Node::as_str).unwrap_or_default().trim()
}

pub(super) fn reworded(before: &str, after: &str) -> &'static str {
    match (before.is_empty(), after.is_empty()) {
        (true, _) => "is new",
        (_, true) => "was removed",
        _ => "was reworded",
    }
}
