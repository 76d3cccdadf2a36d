//! Compares which values are allowed: formats, enums, bounds and patterns.

use std::collections::BTreeMap;

use super::place::{Pair, Place, Types, is_parameter};
use super::value::{Kind, View};
use super::{Direction, Walk, code, short};
use crate::api::Type;
use crate::diff::client_items;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::extensions::{OPEN_VALUES, REQUIRED_TOGETHER};
use crate::document::schema::{UNCHECKED, Usage, is_true};
use crate::document::tree::{Node, Value};
use crate::document::write;

/// How a constraint has changed.
#[derive(Clone, Copy, PartialEq)]
enum Moved {
    Tightened,
    Loosened,
    /// Some values are new, and others were removed.
    Elsewhere,
}

const UPPER: &[&str] = &["maximum", "maxLength", "maxItems", "maxProperties"];
const LOWER: &[&str] = &["minimum", "minLength", "minItems", "minProperties"];
const ENCODING: &str = "contentEncoding";
const OTHERS: &[&str] = &["pattern", "multipleOf", "uniqueItems"];

impl<'a> Walk<'a> {
    pub(super) fn constraints(&mut self, pair: &Pair<'_, 'a>) {
        // The number of items of a tuple is part of its type.
        let is_tuple = pair.old.kind == Kind::Tuple;
        let limits = UPPER.iter().chain(LOWER).chain(OTHERS);
        for key in limits.filter(|key| !is_tuple || !["maxItems", "minItems"].contains(key)) {
            let (before, after) = (bound(&pair.old.usage, key), bound(&pair.new.usage, key));
            self.constraint(key, (before, after), pair);
        }
        if self.direction == Direction::Received {
            return;
        }
        let format = |view: &View<'_>| view.unknown_format().map(str::to_owned);
        self.constraint("format", (format(pair.old), format(pair.new)), pair);
        let encoding = |view: &View<'_>| view.usage.all(ENCODING).find_map(Node::as_str).map(str::to_lowercase);
        if let (one @ Some(_), other @ Some(_)) = (encoding(pair.old), encoding(pair.new)) {
            self.constraint(ENCODING, (one, other), pair);
        }
        let (old, new) = (pair.old, pair.new);
        let are_compared = |key: &str| match key {
            "contentSchema" => old.json_in_text().is_some() && new.json_in_text().is_some(),
            "prefixItems" => !old.tuple().is_empty() && !new.tuple().is_empty(),
            _ => false,
        };
        for key in UNCHECKED.iter().chain([&REQUIRED_TOGETHER]).filter(|key| !are_compared(key)) {
            self.check(key, pair);
        }
    }

    fn constraint(&mut self, key: &str, (before, after): (Option<String>, Option<String>), pair: &Pair<'_, 'a>) {
        if before == after {
            return;
        }
        let place = pair.of_limit(key);
        let moved = moved(key, &before, &after);
        let (rule, wire) = self.limit_rule(moved);
        let kind =
            if moved == Moved::Loosened { ChangeKind::ConstraintLoosened } else { ChangeKind::ConstraintTightened };
        let say = |bound: &Option<String>| bound.as_deref().map_or_else(|| "none".to_owned(), short);
        let message = format!("the {} of {} is now {}; it was {}", code(key), place.label, say(&after), say(&before));
        let at = |view: &View<'a>| view.usage.all(key).next().unwrap_or(view.node);
        let about = place.about(Some(at(pair.old)), Some(at(pair.new)));
        let texts = (format!("{key} {}", before.unwrap_or_default()), format!("{key} {}", after.unwrap_or_default()));
        self.push((rule, wire, kind), about, (&texts.0, &texts.1), message + &self.way());
    }

    fn limit_rule(&self, moved: Moved) -> (Rule, Wire) {
        let hazard = match self.direction {
            Direction::Received => moved != Moved::Tightened,
            _ => moved != Moved::Loosened,
        };
        if hazard { (Rule::ConstraintChanged, Wire::Hazard) } else { (Rule::Compatible, Wire::Compatible) }
    }

    /// Compares a constraint that is a schema itself.
    fn check(&mut self, key: &str, pair: &Pair<'_, 'a>) {
        let said = |view: &View<'a>| {
            let mut all: Vec<String> = view.usage.all(key).map(bare).collect();
            all.sort();
            all.dedup();
            all.join(" ")
        };
        let (before, after) = (said(pair.old), said(pair.new));
        if before == after {
            return;
        }
        let place = pair.of_limit(key);
        let (moved, what) = match (before.is_empty(), after.is_empty()) {
            (true, _) => (Moved::Tightened, ""),
            (_, true) => (Moved::Loosened, ""),
            _ => (Moved::Elsewhere, " differently"),
        };
        let (rule, wire) = self.limit_rule(moved);
        let kind =
            if moved == Moved::Loosened { ChangeKind::ConstraintLoosened } else { ChangeKind::ConstraintTightened };
        let checks = match key {
            REQUIRED_TOGETHER => format!("which properties of {} are required together", place.label),
            _ => format!("{} of {}", code(key), place.label),
        };
        let message = match moved {
            Moved::Loosened => format!("the server no longer checks {checks}"),
            _ => format!("the server now checks {checks}{what}"),
        };
        let at = |view: &View<'a>| view.usage.all(key).next().unwrap_or(view.node);
        let about = place.about(Some(at(pair.old)), Some(at(pair.new)));
        let texts = (format!("{key} {before}"), format!("{key} {after}"));
        self.push((rule, wire, kind), about, (&texts.0, &texts.1), message + &self.way());
    }

    /// Compares formats that decide the type: the width of a number, a date, a file.
    pub(super) fn format(&mut self, old: &View<'_>, new: &View<'_>, place: &Place) {
        let (before, after) = (old.format(), new.format());
        if before == after {
            return;
        }
        let say = |view: &View<'_>| {
            let written = || view.usage.all("format").find_map(Node::as_str);
            let format = Some(view.format()).filter(|format| !format.is_empty()).or_else(written);
            format.map_or_else(|| "no format".to_owned(), |format| format!("the format {}", code(format)))
        };
        let message = format!("{} now has {}; it had {}", place.label, say(new), say(old));
        let at = |view: &View<'_>| view.usage.all("format").next().map(|node| node.span);
        let mut about = place.about(Some(old.node), Some(new.node));
        about.before = at(old).or(about.before);
        about.after = at(new).or(about.after);
        let wire = match self.direction {
            // The client reads both widths of numbers as `f64`.
            Direction::Received if old.kind == Kind::Number || fits(new.ty, old.ty) => Wire::None,
            Direction::Received => Wire::Hazard,
            // A date is not a date and time, and any text is neither.
            _ if ["date", "date-time"].contains(&after) => Wire::Breaks,
            // Not every text is base64.
            _ if after == "byte" => Wire::Hazard,
            _ if fits(old.ty, new.ty) => Wire::None,
            _ => Wire::Hazard,
        };
        if wire == Wire::None {
            let direction = std::mem::replace(&mut self.direction, Direction::Both);
            self.push((Rule::FormatChanged, wire, ChangeKind::FormatChanged), about, (before, after), message);
            self.direction = direction;
            return;
        }
        let rule = self.type_rule(place, wire, ChangeKind::FormatChanged);
        let effect = match self.direction {
            Direction::Received => "; a larger value fails in deployed clients",
            _ => "",
        };
        self.push(rule, about, (before, after), message + effect + &self.way());
    }

    /// Compares enums. Their values belong to a type, which several places may share.
    pub(super) fn values(&mut self, old: &View<'_>, new: &View<'_>, types: Types, place: &Place) {
        let was_open = is_open(old) && self.direction == Direction::Sent;
        let is_open = is_open(new) && self.direction == Direction::Sent;
        let (before, after) = match (old.values(), new.values()) {
            (None, None) => return,
            (Some(_), Some(values)) if was_open && !is_open => {
                return self.enum_made((old, new), &values, types, place);
            }
            (Some(values), Some(_)) if !was_open && is_open => {
                return self.enum_opened((old, new), &values, types, place);
            }
            (Some(before), Some(after)) => (before, after),
            (None, Some(values)) => return self.enum_made((old, new), &values, types, place),
            (Some(values), None) => return self.enum_opened((old, new), &values, types, place),
        };
        let path = types.0.and_then(|id| self.before.type_path(id));
        let path = path.or_else(|| types.1.and_then(|id| self.after.type_path(id)));
        let own = match path.filter(|_| place.repointed.is_none()) {
            Some(holder) => Place { holder, subject: String::new(), ..place.clone() },
            None => place.clone(),
        };
        let narrowed = if is_parameter(place) { Rule::ParameterValuesNarrowed } else { Rule::BodyTypeChanged };
        for (text, value) in after.iter().filter(|(text, _)| !before.contains_key(*text)) {
            let mut about = own.about(None, Some(value));
            about.before = old.usage.all("enum").next().map(|node| node.span);
            about.items =
                types.1.map(|id| client_items::of_member(self.after, id, &wire_text(value))).unwrap_or_default();
            let (rule, message) = match self.direction {
                Direction::Received => (
                    (Rule::ResponseValueAdded, Wire::Hazard, ChangeKind::ValueAdded),
                    format!("{} may now be {} in {}", place.label, short(text), self.received()),
                ),
                _ => (
                    (Rule::Compatible, Wire::Compatible, ChangeKind::ValueAdded),
                    format!("{} may now also be {}", place.label, short(text)),
                ),
            };
            self.push(rule, about, ("", text), message);
        }
        for (text, value) in before.iter().filter(|(text, _)| !after.contains_key(*text)) {
            let mut about = own.about(Some(value), None);
            about.after = new.usage.all("enum").next().map(|node| node.span);
            about.items =
                types.0.map(|id| client_items::of_member(self.before, id, &wire_text(value))).unwrap_or_default();
            let (rule, message) = match self.direction {
                Direction::Received => (
                    (Rule::Compatible, Wire::Compatible, ChangeKind::ValueRemoved),
                    format!("{} is no longer {} in {}", place.label, short(text), self.received()),
                ),
                _ if is_open => (
                    (Rule::Compatible, Wire::Compatible, ChangeKind::ValueRemoved),
                    format!(
                        "{} is no longer listed for {}, which accepts any other value too",
                        short(text),
                        place.label
                    ),
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
        (old, new): (&View<'_>, &View<'_>),
        values: &BTreeMap<String, &Node>,
        types: Types,
        place: &Place,
    ) {
        let listed = values.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let mut about = place.about(Some(old.node), new.usage.all("enum").next().or(Some(new.node)));
        about.items.extend(types.1.map(|id| client_items::of_type(self.after, id)).unwrap_or_default());
        let (rule, message) = match self.direction {
            Direction::Received => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::EnumClosed),
                format!(
                    "according to the spec, {} is now one of {} in {}",
                    place.label,
                    short(&listed),
                    self.received()
                ),
            ),
            _ if is_open(new) => (
                (Rule::Compatible, Wire::Compatible, ChangeKind::EnumClosed),
                format!("the spec now lists {} for {}, which accepts any other value too", short(&listed), place.label),
            ),
            _ => {
                let rule = if is_parameter(place) { Rule::ParameterValuesNarrowed } else { Rule::BodyTypeChanged };
                let message =
                    format!("{} must now be one of {}; it could be any {}", place.label, short(&listed), plain(old));
                ((rule, Wire::Breaks, ChangeKind::EnumClosed), message)
            }
        };
        self.push(rule, about, ("any", &listed), message);
    }

    fn enum_opened(
        &mut self,
        (old, new): (&View<'_>, &View<'_>),
        values: &BTreeMap<String, &Node>,
        types: Types,
        place: &Place,
    ) {
        let mut about = place.about(old.usage.all("enum").next().or(Some(old.node)), Some(new.node));
        about.items.extend(types.0.map(|id| client_items::of_type(self.before, id)).unwrap_or_default());
        let values = values.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("{} may now be any {}; it was one of {}", place.label, plain(new), short(&values));
        let rule = match self.direction {
            Direction::Received => (Rule::ResponseValueAdded, Wire::Hazard, ChangeKind::EnumOpened),
            _ => (Rule::Compatible, Wire::Compatible, ChangeKind::EnumOpened),
        };
        self.push(rule, about, (&values, "any"), message + &self.way());
    }
}

/// Describes a value without an enum, for use after "any".
fn plain(view: &View<'_>) -> &'static str {
    let words = view.kind.words();
    ["an ", "any ", "a "].iter().find_map(|article| words.strip_prefix(article)).unwrap_or(words)
}

/// Returns a value as names refer to it.
fn wire_text(value: &Node) -> String {
    value.as_str().map_or_else(|| write::json(value).trim().to_owned(), str::to_owned)
}

/// Returns whether values that are not listed are accepted as well.
fn is_open(view: &View<'_>) -> bool {
    view.usage.all(OPEN_VALUES).any(|node| node.as_bool() == Some(true))
}

/// Returns whether all values of one type are values of the other, if both are numbers or both are strings.
fn fits(narrow: &Type, wide: &Type) -> bool {
    match (range(narrow), range(wide)) {
        (Some((low, high)), Some((least, most))) => least <= low && high <= most,
        _ => {
            !matches!((narrow, wide), (Type::F64, Type::F32) | (Type::File, Type::String) | (Type::String, Type::File))
        }
    }
}

fn range(ty: &Type) -> Option<(i128, i128)> {
    Some(match ty {
        Type::I32 => (i32::MIN.into(), i32::MAX.into()),
        Type::I64 => (i64::MIN.into(), i64::MAX.into()),
        Type::U32 => (0, u32::MAX.into()),
        Type::U64 => (0, u64::MAX.into()),
        _ => return None,
    })
}

/// Returns a constraint as text, the tightest one if there are several. Returns `None` if there is none.
fn bound(usage: &Usage<'_>, key: &str) -> Option<String> {
    let mut bounds = usage.parts().filter_map(|part| own_bound(part, key));
    let first = bounds.next()?;
    Some(bounds.fold(first, |tightest, other| {
        let is_tighter = moved(key, &Some(tightest.clone()), &Some(other.clone())) == Moved::Tightened;
        match OTHERS.contains(&key) && tightest != other {
            true if tightest < other => format!("{tightest} {other}"),
            true => format!("{other} {tightest}"),
            false if is_tighter => other,
            false => tightest,
        }
    }))
}

fn own_bound(node: &Node, key: &str) -> Option<String> {
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
    if key == "multipleOf" && is_multiple(old, new) {
        Moved::Loosened
    } else if key == "multipleOf" && is_multiple(new, old) {
        Moved::Tightened
    } else if OTHERS.contains(&key) {
        Moved::Elsewhere
    } else if tighter || (old == new && after.ends_with("exclusive")) {
        Moved::Tightened
    } else {
        Moved::Loosened
    }
}

/// Returns whether the first number is a multiple of the second. Allows for rounding, because 0.3 / 0.1 is not exactly 3.
fn is_multiple(number: f64, of: f64) -> bool {
    let times = number / of;
    times.is_finite() && times.round() >= 1.0 && (times - times.round()).abs() < 1e-9
}

/// Returns a schema as text. Descriptions, and the order of members and alternatives, do not count.
fn bare(node: &Node) -> String {
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
        Value::Array(items) => {
            let mut items: Vec<String> = items.iter().map(bare).collect();
            items.sort();
            items.join(",")
        }
        _ => write::json(node).trim().to_owned(),
    }
}
