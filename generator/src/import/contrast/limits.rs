//! Compares what a schema says beside its type: its default, its format, and its limits.

use serde_json::{Map, Value as Json};

use super::Work;
use super::action::Proposal;
use super::place::Place;
use crate::document::tree::Node;
use crate::document::version::Version;
use crate::markdown::code;
use crate::prepare::overlay::plain;

/// The extension with the keys of a schema that are known to be missing in the document.
const KNOWN_KEYS: &str = "x-keys-not-in-document";

/// The keys that are compared by their values.
const KEYS: [&str; 11] = [
    "default",
    "format",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// The bounds of numbers, each with its exclusive variant.
const BOUNDS: [(&str, &str); 2] = [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")];

/// A bound of numbers.
#[derive(Clone, Copy, PartialEq)]
enum Bound {
    Inclusive(f64),
    Exclusive(f64),
}

impl Work<'_> {
    /// Compares the keys of two schemas of the same type.
    pub(super) fn limits(&mut self, ours: &Place<'_>, theirs: &Place<'_>, subject: &str) {
        for key in KEYS {
            let spans = pair(ours, theirs, key);
            match (stated(ours.node, key), stated(theirs.node, key)) {
                (Some(own), Some(other)) if !is_same(&plain(own), &plain(other)) && !self.is_decided(own) => {
                    let message = differs(key, subject, &shown(own), &shown(other));
                    // An update would be merged into it.
                    let is_merged = own.as_object().is_some() || own.as_array().is_some();
                    let removed = is_merged.then(|| Proposal::remove(&ours.path, key));
                    let update = Proposal::update(&ours.path, key, plain(other));
                    self.report(spans, message, removed.into_iter().chain([update]).collect());
                }
                (None, Some(other)) => {
                    let message = format!("the {} of {subject} is {} in the document", code(key), shown(other));
                    let update = Proposal::update(&ours.path, key, plain(other));
                    self.report(spans, message, vec![update]);
                }
                (Some(_), None) => self.extra_key(ours, theirs, key, subject),
                _ => {}
            }
        }
        for (key, exclusive) in BOUNDS {
            self.bound(ours, theirs, (key, exclusive), subject);
        }
    }

    /// Reports a key that only the fragments have. It stays, and the action says that this is known.
    pub(super) fn extra_key(&mut self, ours: &Place<'_>, theirs: &Place<'_>, key: &str, subject: &str) {
        let Some(own) = ours.node.get(key) else { return };
        let known = ours.node.get(KNOWN_KEYS).into_iter().flat_map(Node::items).filter_map(Node::as_str);
        if self.is_decided(own) || known.into_iter().any(|known| known == key) {
            return;
        }
        let message = format!("the {} of {subject} is not in the document", code(key));
        let action = Proposal::update(&ours.path, KNOWN_KEYS, Json::from(vec![key]));
        self.report((own.span, theirs.node.span), message, vec![action]);
    }

    fn bound(&mut self, ours: &Place<'_>, theirs: &Place<'_>, keys: (&str, &str), subject: &str) {
        let (key, exclusive) = keys;
        let (own, other) = (bound(ours.node, keys), bound(theirs.node, keys));
        let is_said = [key, exclusive].iter().any(|key| ours.node.get(key).is_some_and(|node| self.is_decided(node)));
        if own == other || is_said {
            return;
        }
        let Some(other) = other else {
            let key = if ours.node.get(key).is_some() { key } else { exclusive };
            return self.extra_key(ours, theirs, key, subject);
        };
        let message = match own {
            Some(own) => differs(key, subject, &words(own), &words(other)),
            None => format!("the {} of {subject} is {} in the document", code(key), words(other)),
        };
        self.report(pair(ours, theirs, key), message, bounded(ours, keys, other));
    }
}

/// Returns the actions that set a bound, in the way of the fragment's version of OpenAPI.
fn bounded(ours: &Place<'_>, (key, exclusive): (&str, &str), bound: Bound) -> Vec<Proposal> {
    let (Bound::Inclusive(value) | Bound::Exclusive(value)) = bound;
    let number = if value.fract() == 0.0 && value.abs() < 1e15 { Json::from(value as i64) } else { Json::from(value) };
    let is_exclusive = matches!(bound, Bound::Exclusive(_));
    let has = |key: &str| ours.node.get(key).is_some();
    if Version::of(ours.root) > Some(Version::V30) {
        let (set, unset) = if is_exclusive { (exclusive, key) } else { (key, exclusive) };
        let removed = has(unset).then(|| Proposal::remove(&ours.path, unset));
        return removed.into_iter().chain([Proposal::update(&ours.path, set, number)]).collect();
    }
    let mut members: Map<String, Json> = Map::from_iter([(key.to_owned(), number)]);
    if is_exclusive || has(exclusive) {
        members.insert(exclusive.to_owned(), is_exclusive.into());
    }
    vec![Proposal { target: ours.path.clone(), update: Some(Json::Object(members)) }]
}

/// Returns a bound. Its exclusive variant is a mark in OpenAPI 3.0, and a number in 3.1.
fn bound(node: &Node, (key, exclusive): (&str, &str)) -> Option<Bound> {
    let number = |key: &str| node.get(key).map(plain).as_ref().and_then(Json::as_f64);
    if let Some(value) = number(exclusive) {
        return Some(Bound::Exclusive(value));
    }
    let value = number(key)?;
    let is_exclusive = node.get(exclusive).and_then(Node::as_bool) == Some(true);
    Some(if is_exclusive { Bound::Exclusive(value) } else { Bound::Inclusive(value) })
}

/// Returns a key, unless its value is the default of OpenAPI.
fn stated<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    let is_limit = |node: &&Node| key == "default" || ![Json::from(0), Json::from(false)].contains(&plain(node));
    node.get(key).filter(is_limit)
}

/// Compares numbers by their values.
fn is_same(own: &Json, other: &Json) -> bool {
    own == other || own.as_f64().zip(other.as_f64()).is_some_and(|(own, other)| own == other)
}

fn pair(
    ours: &Place<'_>,
    theirs: &Place<'_>,
    key: &str,
) -> (crate::document::source::Span, crate::document::source::Span) {
    let at = |place: &Place<'_>| place.node.get(key).map_or(place.node.span, |node| node.span);
    (at(ours), at(theirs))
}

fn differs(key: &str, subject: &str, own: &str, other: &str) -> String {
    format!("the {} of {subject} is {own} here and {other} in the document", code(key))
}

fn words(bound: Bound) -> String {
    match bound {
        Bound::Inclusive(value) => code(&value.to_string()),
        Bound::Exclusive(value) => format!("{} (exclusive)", code(&value.to_string())),
    }
}

/// Returns a value for a message.
fn shown(node: &Node) -> String {
    const MOST: usize = 60;
    let text = crate::document::write::compact(node);
    match text.char_indices().nth(MOST) {
        Some((at, _)) => code(&format!("{}…", &text[..at])),
        None => code(&text),
    }
}
