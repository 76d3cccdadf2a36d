//! The alternatives of a union on both sides, paired by name and not by position.

use std::collections::{BTreeMap, BTreeSet};

use super::constraint::bare;
use super::schema::Place;
use super::schema_view::{At, View};
use super::{Direction, Walk, code};
use crate::diff::{ChangeKind, Wire};
use crate::document::pointer::{join, tokens};
use crate::document::tree::Node;

impl<'a> Walk<'a> {
    pub(super) fn union(&mut self, old: &View<'a>, new: &View<'a>, place: &Place) {
        let (before, after) = (alternatives(&old.at, old.node), alternatives(&new.at, new.node));
        let (Some(before), Some(after)) = (before, after) else { return self.others(old, new, place) };
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            let label = format!("the alternative {} of {}", code(name), place.label);
            match (before.get(name), after.get(name)) {
                (Some(one), Some(other)) => {
                    self.schema(one, other, &place.inner(&format!("|{name}"), label));
                }
                (None, Some(alternative)) => {
                    // A deployed client keeps such a response, and can do nothing with it.
                    let wire = if self.direction == Direction::Received { Wire::Hazard } else { Wire::Compatible };
                    let rule = self.type_rule(place, wire, ChangeKind::AlternativeAdded);
                    let about = place.about(None, Some(alternative.node));
                    self.push(rule, about, ("", name), format!("{label} is new{}", self.way()));
                }
                (Some(alternative), None) => {
                    let wire = if self.direction == Direction::Received { Wire::Compatible } else { Wire::Breaks };
                    let rule = self.type_rule(place, wire, ChangeKind::AlternativeRemoved);
                    let about = place.about(Some(alternative.node), None);
                    self.push(rule, about, (name, ""), format!("{label} was removed{}", self.way()));
                }
                (None, None) => {}
            }
        }
        let mark = |node: &Node| node.get("discriminator").map(bare).unwrap_or_default();
        let (one, other) = (mark(old.node), mark(new.node));
        if one != other {
            let rule = self.type_rule(place, Wire::Hazard, ChangeKind::DiscriminatorChanged);
            let message = format!("the discriminator of {} changed{}", place.label, self.way());
            self.push(rule, place.about(Some(old.node), Some(new.node)), (&one, &other), message);
        }
    }

    /// What is no plain list of alternatives is compared as a whole.
    fn others(&mut self, old: &View<'_>, new: &View<'_>, place: &Place) {
        let (before, after) = (bare(old.node), bare(new.node));
        if before != after {
            let rule = self.type_rule(place, Wire::Hazard, ChangeKind::TypeChanged);
            let message = format!("the alternatives of {} changed", place.label);
            self.push(rule, place.about(Some(old.node), Some(new.node)), (&before, &after), message + &self.way());
        }
    }
}

/// The alternatives by name; `None` if the schema is no plain union, or two of its alternatives have one name.
fn alternatives<'a>(at: &str, node: &'a Node) -> Option<BTreeMap<String, At<'a>>> {
    if ["allOf", "not"].iter().any(|key| node.get(key).is_some()) {
        return None;
    }
    let (key, list) = match (node.get("oneOf"), node.get("anyOf")) {
        (Some(list), None) => ("oneOf", list),
        (None, Some(list)) => ("anyOf", list),
        _ => return None,
    };
    let mut found = BTreeMap::new();
    for (index, alternative) in list.items().enumerate() {
        let at = At { node: alternative, at: join(at, &[key, &index.to_string()]) };
        if found.insert(name(alternative), at).is_some() {
            return None;
        }
    }
    Some(found)
}

/// The name of an alternative: its component, its title, its JSON type, or what it requires.
fn name(alternative: &Node) -> String {
    let text = |key: &str| alternative.get(key).and_then(Node::as_str);
    if let Some(reference) = text("$ref") {
        return tokens(&crate::document::pointer::unescape(reference)).last().unwrap_or_default();
    }
    if let Some(name) = text("x-rust-name").or_else(|| text("title")) {
        return name.to_owned();
    }
    let required: Vec<&str> =
        alternative.get("required").into_iter().flat_map(Node::items).filter_map(Node::as_str).collect();
    let kind = text("type").unwrap_or("object");
    if required.is_empty() { kind.to_owned() } else { format!("{kind} with {}", required.join(", ")) }
}
