//! What values a schema allows: enums, bounds and patterns.

use std::collections::BTreeMap;

use super::schema::{Place, is_parameter};
use super::schema_view::{View, is_true};
use super::{Direction, Walk, code, short};
use crate::api::TypeId;
use crate::diff::client_items;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::tree::{Node, Value};
use crate::document::write;

/// Which way a constraint has moved.
#[derive(Clone, Copy, PartialEq)]
enum Moved {
    Tightened,
    Loosened,
    /// Some values are new and others gone.
    Elsewhere,
}

const UPPER: &[&str] = &["maximum", "maxLength", "maxItems", "maxProperties"];
const LOWER: &[&str] = &["minimum", "minLength", "minItems", "minProperties"];
const OTHERS: &[&str] = &["pattern", "multipleOf", "uniqueItems"];

impl Walk<'_> {
    pub(super) fn constraints(&mut self, old: &View<'_>, new: &View<'_>, place: &Place) {
        for key in UPPER.iter().chain(LOWER).chain(OTHERS) {
            let (before, after) = (bound(old.node, key), bound(new.node, key));
            if before == after {
                continue;
            }
            let moved = moved(key, &before, &after);
            let hazard = match self.direction {
                Direction::Received => moved != Moved::Tightened,
                _ => moved != Moved::Loosened,
            };
            let (rule, wire) =
                if hazard { (Rule::ConstraintChanged, Wire::Hazard) } else { (Rule::Compatible, Wire::Compatible) };
            let kind =
                if moved == Moved::Loosened { ChangeKind::ConstraintLoosened } else { ChangeKind::ConstraintTightened };
            let say = |bound: &Option<String>| bound.as_deref().map_or_else(|| "none".to_owned(), short);
            let message =
                format!("the {} of {} is {} now; it was {}", code(key), place.label, say(&after), say(&before));
            let about = place.about(old.node.get(key).or(Some(old.node)), new.node.get(key).or(Some(new.node)));
            let texts =
                (format!("{key} {}", before.unwrap_or_default()), format!("{key} {}", after.unwrap_or_default()));
            self.push((rule, wire, kind), about, (&texts.0, &texts.1), message + &self.way());
        }
    }

    /// Compares enums. Their values belong to the type that they make, which several places may share.
    pub(super) fn values(
        &mut self,
        old: &View<'_>,
        new: &View<'_>,
        types: (Option<TypeId>, Option<TypeId>),
        place: &Place,
    ) {
        let (before, after) = match (&old.values, &new.values) {
            (None, None) => return,
            (Some(before), Some(after)) => (before, after),
            (None, Some(values)) => return self.enum_made(old, new, values, types, place),
            (Some(_), None) => return self.enum_opened(old, new, types, place),
        };
        let path = types.0.and_then(|id| self.before.type_path(id));
        let path = path.or_else(|| types.1.and_then(|id| self.after.type_path(id)));
        let own = match path {
            Some(holder) => Place { holder, subject: String::new(), ..place.clone() },
            None => place.clone(),
        };
        let narrowed = if is_parameter(place) { Rule::ParameterValuesNarrowed } else { Rule::BodyTypeChanged };
        for (text, value) in after.iter().filter(|(text, _)| !before.contains_key(*text)) {
            let mut about = own.about(None, Some(value));
            about.before = old.node.get("enum").map(|node| node.span);
            about.items =
                types.1.map(|id| client_items::of_member(self.after, id, &wire_text(value))).unwrap_or_default();
            let (rule, message) = match self.direction {
                Direction::Received => (
                    (Rule::ResponseValueAdded, Wire::Hazard, ChangeKind::ValueAdded),
                    format!("{} may be {} in responses now", place.label, short(text)),
                ),
                _ => (
                    (Rule::Compatible, Wire::Compatible, ChangeKind::ValueAdded),
                    format!("{} may be {} as well", place.label, short(text)),
                ),
            };
            self.push(rule, about, ("", text), message);
        }
        for (text, value) in before.iter().filter(|(text, _)| !after.contains_key(*text)) {
            let mut about = own.about(Some(value), None);
            about.after = new.node.get("enum").map(|node| node.span);
            about.items =
                types.0.map(|id| client_items::of_member(self.before, id, &wire_text(value))).unwrap_or_default();
            let (rule, message) = match self.direction {
                Direction::Received => (
                    (Rule::Compatible, Wire::Compatible, ChangeKind::ValueRemoved),
                    format!("{} is no longer {} in responses", place.label, short(text)),
                ),
                _ => (
                    (narrowed, Wire::Breaks, ChangeKind::ValueRemoved),
                    format!("{} may no longer be {}", place.label, short(text)),
                ),
            };
            self.push(rule, about, (text, ""), message);
        }
    }

    fn enum_made(
        &mut self,
        old: &View<'_>,
        new: &View<'_>,
        values: &BTreeMap<String, &Node>,
        types: (Option<TypeId>, Option<TypeId>),
        place: &Place,
    ) {
        let listed = values.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let mut about = place.about(Some(old.node), new.node.get("enum"));
        about.items.extend(types.1.map(|id| client_items::of_type(self.after, id)).unwrap_or_default());
        let (rule, message) = match self.direction {
            Direction::Received => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::EnumClosed),
                format!("{} is one of {} in responses now, according to the spec", place.label, short(&listed)),
            ),
            _ => {
                let rule = if is_parameter(place) { Rule::ParameterValuesNarrowed } else { Rule::BodyTypeChanged };
                let message =
                    format!("{} may only be one of {} now; it took any {}", place.label, short(&listed), plain(old));
                ((rule, Wire::Breaks, ChangeKind::EnumClosed), message)
            }
        };
        self.push(rule, about, ("any", &listed), message);
    }

    fn enum_opened(&mut self, old: &View<'_>, new: &View<'_>, types: (Option<TypeId>, Option<TypeId>), place: &Place) {
        let mut about = place.about(old.node.get("enum"), Some(new.node));
        about.items.extend(types.0.map(|id| client_items::of_type(self.before, id)).unwrap_or_default());
        let values = old.values.iter().flat_map(BTreeMap::keys).map(String::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("{} may be any {} now; it was one of {}", place.label, plain(new), short(&values));
        let rule = match self.direction {
            Direction::Received => (Rule::ResponseValueAdded, Wire::Hazard, ChangeKind::EnumOpened),
            _ => (Rule::Compatible, Wire::Compatible, ChangeKind::EnumOpened),
        };
        self.push(rule, about, (&values, "any"), message + &self.way());
    }
}

fn plain(view: &View<'_>) -> &'static str {
    view.kind.words().trim_start_matches("an ").trim_start_matches("a ")
}

/// A value as names know it.
fn wire_text(value: &Node) -> String {
    value.as_str().map_or_else(|| write::json(value).trim().to_owned(), str::to_owned)
}

/// A constraint as text; `None` where nothing is constrained.
fn bound(node: &Node, key: &str) -> Option<String> {
    let text = match &node.get(key)?.value {
        Value::Number(text) | Value::String(text) => text.clone(),
        Value::Bool(true) => "true".to_owned(),
        _ => return None,
    };
    let exclusive = match key {
        "maximum" => is_true(node, "exclusiveMaximum"),
        "minimum" => is_true(node, "exclusiveMinimum"),
        _ => false,
    };
    Some(if exclusive { format!("{text}, exclusive") } else { text })
}

fn moved(key: &str, before: &Option<String>, after: &Option<String>) -> Moved {
    let (Some(before), Some(after)) = (before, after) else {
        return if after.is_some() { Moved::Tightened } else { Moved::Loosened };
    };
    let number = |text: &str| text.split(',').next().unwrap_or_default().parse::<f64>().ok();
    let (Some(old), Some(new)) = (number(before), number(after)) else { return Moved::Elsewhere };
    let tighter = if UPPER.contains(&key) { new < old } else { new > old };
    if OTHERS.contains(&key) {
        Moved::Elsewhere
    } else if tighter || (old == new && after.ends_with("exclusive")) {
        Moved::Tightened
    } else {
        Moved::Loosened
    }
}

/// A schema as text without its words and whatever the order of its members.
pub(super) fn bare(node: &Node) -> String {
    match &node.value {
        Value::Object(_) => {
            let words = ["description", "title", "example", "examples", "externalDocs"];
            let counts = |name: &str, node: &Node| {
                let is_word = words.contains(&name) && node.as_object().is_none();
                !is_word && !name.starts_with("x-")
            };
            let members: BTreeMap<&str, String> = node
                .members()
                .filter(|(name, member)| counts(name, &member.node))
                .map(|(name, member)| (name, bare(&member.node)))
                .collect();
            format!("{members:?}")
        }
        Value::Array(items) => items.iter().map(bare).collect::<Vec<_>>().join(","),
        _ => write::json(node).trim().to_owned(),
    }
}
