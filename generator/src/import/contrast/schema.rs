//! Compares the schemas of a place: types, values, limits, properties, and which of these are required.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::Work;
use super::action::{Presence, Proposal};
use super::place::Place;
use crate::document::tree::Node;
use crate::document::version::Version;
use crate::document::write;
use crate::markdown::code;

/// The member in which a schema is, so that it can be replaced.
pub(super) struct Slot<'a, 'b> {
    pub(super) parent: &'b Place<'a>,
    pub(super) name: &'b str,
}

/// The keywords that combine schemas.
const COMBINED: [&str; 4] = ["allOf", "oneOf", "anyOf", "not"];

impl Work<'_> {
    /// Compares a schema. `subject` says what it describes.
    pub(super) fn schema(&mut self, slot: &Slot<'_, '_>, theirs: &Place<'_>, subject: &str) {
        let Some(raw) = slot.parent.node.get(slot.name) else { return };
        let Some(ours) = slot.parent.child(slot.name) else { return };
        let is_new = self.seen.insert((ours.node.span, theirs.node.span));
        if self.is_decided(raw) || self.is_decided(ours.node) || !is_new {
            return;
        }
        let spans = (ours.node.span, theirs.node.span);
        if COMBINED.iter().any(|key| ours.node.get(key).is_some() || theirs.node.get(key).is_some()) {
            if ours.meaning() != theirs.meaning() {
                let message = format!("{subject} consists of other schemas in the document");
                self.report(spans, message, replaced(slot, theirs));
            }
            return;
        }
        let (own, other) = (types(ours.node), types(theirs.node));
        let is_known = !own.is_empty() && !other.is_empty();
        if is_known && plain(&own) != plain(&other) {
            let message = format!("{subject} is {} here and {} in the document", words(&own), words(&other));
            return self.report(spans, message, replaced(slot, theirs));
        }
        if is_known && own != other && !self.is_said(ours.node, &["nullable", "type"]) {
            let message = format!("{subject} is {} here and {} in the document", words(&own), words(&other));
            self.report(spans, message, nullability(&ours, &other));
        }
        self.values(&ours, theirs, subject);
        self.limits(&ours, theirs, subject);
        self.properties(&ours, theirs, subject);
        if let Some(items) = theirs.child("items") {
            self.schema(&Slot { parent: &ours, name: "items" }, &items, &format!("each item of {subject}"));
        }
        if let Some(values) = theirs.child("additionalProperties").filter(|values| values.node.as_object().is_some()) {
            let subject = format!("each value of {subject}");
            self.schema(&Slot { parent: &ours, name: "additionalProperties" }, &values, &subject);
        }
    }

    /// Returns whether a person has said one of these in the overlay.
    fn is_said(&self, node: &Node, names: &[&str]) -> bool {
        names.iter().any(|name| node.get(name).is_some_and(|node| self.is_decided(node)))
    }

    fn values(&mut self, ours: &Place<'_>, theirs: &Place<'_>, subject: &str) {
        let values = |node: &Node| -> BTreeSet<String> {
            node.items().map(write::compact).filter(|value| value != "null").collect()
        };
        let list = |values: Vec<&String>| values.into_iter().map(|value| code(value)).collect::<Vec<_>>().join(", ");
        let (own, other) = match (ours.node.get("enum"), theirs.node.get("enum")) {
            (None, None) => return,
            (Some(_), None) => return self.extra_key(ours, theirs, "enum", subject),
            (None, Some(other)) => {
                let message = format!("{subject} can only be {} in the document", list(values(other).iter().collect()));
                let action = Proposal::update(&ours.path, "enum", crate::prepare::overlay::plain(other));
                return self.report((ours.node.span, other.span), message, vec![action]);
            }
            (Some(own), Some(other)) => (own, other),
        };
        let (mine, others) = (values(own), values(other));
        if mine == others || self.is_decided(own) {
            return;
        }
        let more = list(others.difference(&mine).collect());
        let less = list(mine.difference(&others).collect());
        let message = match (more.is_empty(), less.is_empty()) {
            (false, true) => format!("{subject} can also be {more} in the document"),
            (true, _) => format!("{subject} cannot be {less} in the document"),
            (false, false) => format!("{subject} can be {more} instead of {less} in the document"),
        };
        let value = crate::prepare::overlay::plain(other);
        let actions = Proposal::replace(&ours.path, "enum", value, Presence::Present);
        self.report((own.span, other.span), message, actions);
    }

    fn properties(&mut self, ours: &Place<'_>, theirs: &Place<'_>, subject: &str) {
        let (Some(own), Some(other)) = (ours.step("properties"), theirs.step("properties")) else {
            return self.all_properties(ours, theirs, subject);
        };
        self.required(ours, theirs, subject);
        for (name, _) in own.node.members() {
            let of = format!("{} of {subject}", code(name));
            match (own.child(name), other.child(name)) {
                (Some(_), Some(same)) => self.schema(&Slot { parent: &own, name }, &same, &of),
                (Some(only), None) => self.extra(&only, other.node.span, format!("{of} is not in the document")),
                (None, _) => {}
            }
        }
        for (name, member) in other.node.members().filter(|(name, _)| own.node.get(name).is_none()) {
            if let Some(only) = other.child(name) {
                let action = Proposal::update(&own.path, name, only.value());
                let message = format!("{} of {subject} is only in the document", code(name));
                self.report((own.node.span, member.name), message, vec![action]);
            }
        }
    }

    /// Compares an object without properties here with one that has them in the document. It gets all of them.
    fn all_properties(&mut self, ours: &Place<'_>, theirs: &Place<'_>, subject: &str) {
        let Some(other) = theirs.step("properties").filter(|other| other.node.members().next().is_some()) else {
            return;
        };
        if ours.node.get("properties").is_some() || !types(ours.node).contains("object") {
            return;
        }
        let action = Proposal::update(&ours.path, "properties", other.value());
        let message = format!("the properties of {subject} are only in the document");
        self.report((ours.node.span, other.node.span), message, vec![action]);
        self.required(ours, theirs, subject);
    }

    fn required(&mut self, ours: &Place<'_>, theirs: &Place<'_>, subject: &str) {
        let names = |node: Option<&Node>| -> BTreeSet<String> {
            node.into_iter().flat_map(Node::items).filter_map(Node::as_str).map(str::to_owned).collect()
        };
        let (own, other) = (ours.node.get("required"), theirs.node.get("required"));
        let (mine, others) = (names(own), names(other));
        if mine == others || own.is_some_and(|own| self.is_decided(own)) {
            return;
        }
        let list = |names: Vec<&String>| names.into_iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
        let more = list(others.difference(&mine).collect());
        let less = list(mine.difference(&others).collect());
        let message = match (more.is_empty(), less.is_empty()) {
            (false, true) => format!("{more} of {subject} is required in the document"),
            (true, _) => format!("{less} of {subject} is optional in the document"),
            (false, false) => format!("{more} instead of {less} of {subject} is required in the document"),
        };
        let actions = match others.is_empty() {
            true => vec![Proposal::remove(&ours.path, "required")],
            false => {
                let value: Json = others.into_iter().collect();
                Proposal::replace(&ours.path, "required", value, Presence::of(own))
            }
        };
        let at = |node: Option<&Node>, or: &Node| node.map_or(or.span, |node| node.span);
        self.report((at(own, ours.node), at(other, theirs.node)), message, actions);
    }
}

/// Returns the actions that replace a schema.
fn replaced(slot: &Slot<'_, '_>, theirs: &Place<'_>) -> Vec<Proposal> {
    Proposal::replace(&slot.parent.path, slot.name, theirs.value(), Presence::Present)
}

/// Returns the action that makes a schema nullable, or not, in the way of its version of OpenAPI.
fn nullability(ours: &Place<'_>, types: &BTreeSet<&str>) -> Vec<Proposal> {
    let is_list = ours.node.get("type").is_some_and(|node| node.as_array().is_some());
    let is_later = Version::of(ours.root) > Some(Version::V30);
    if is_later || is_list {
        let value: Json = types.iter().copied().collect();
        let is_there = if is_list { Presence::Present } else { Presence::Absent };
        return Proposal::replace(&ours.path, "type", value, is_there);
    }
    vec![Proposal::update(&ours.path, "nullable", types.contains("null").into())]
}

/// Returns the types without `null`.
fn plain<'a>(types: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    types.iter().copied().filter(|name| *name != "null").collect()
}

/// Returns the JSON types of a schema, as far as it says so.
fn types(schema: &Node) -> BTreeSet<&str> {
    let given = schema.get("type");
    let mut types: BTreeSet<&str> = match given.and_then(Node::as_str) {
        Some(only) => BTreeSet::from([only]),
        None => given.into_iter().flat_map(Node::items).filter_map(Node::as_str).collect(),
    };
    if types.is_empty() && schema.get("properties").is_some() {
        types.insert("object");
    }
    if types.is_empty() && schema.get("items").is_some() {
        types.insert("array");
    }
    if !types.is_empty() && schema.get("nullable").and_then(Node::as_bool) == Some(true) {
        types.insert("null");
    }
    types
}

fn words(types: &BTreeSet<&str>) -> String {
    types.iter().map(|name| code(name)).collect::<Vec<_>>().join(" or ")
}
