//! Compares descriptions, defaults and deprecations.

use super::place::{Bond, Pair, Place, is_parameter};
use super::{About, Direction, Walk};
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::schema::is_true;
use crate::document::tree::Node;
use crate::document::write;

impl<'a> Walk<'a> {
    /// Compares defaults. In a response, a default is only an example of a value.
    pub(super) fn default_value(&mut self, pair: &Pair<'_, 'a>) {
        let Some((before, after, place)) = pair.said("default") else { return };
        let same = match (before, after) {
            (Some(before), Some(after)) => before.same(after),
            (before, after) => before.is_none() && after.is_none(),
        };
        if same {
            return;
        }
        let text = |node: Option<&Node>| node.map_or_else(String::new, |node| write::json(node).trim().to_owned());
        let (old_text, new_text) = (text(before), text(after));
        let about = place.about(before.or(Some(pair.old.node)), after.or(Some(pair.new.node)));
        if self.direction == Direction::Received {
            let message = format!("the spec documents another default for {}", place.label) + &self.way();
            let about = About { items: Vec::new(), ..about };
            return self.push(
                (Rule::DescriptionReworded, Wire::None, ChangeKind::DescriptionReworded),
                about,
                (&old_text, &new_text),
                message,
            );
        }
        let (old, new) = (super::short(&old_text), super::short(&new_text));
        let message = match (before, after) {
            (None, _) => format!("according to the spec, {} now defaults to {new}", place.label),
            (_, None) => format!("the spec no longer documents the default of {}; it was {old}", place.label),
            _ => format!("{} now defaults to {new}; it was {old}", place.label),
        };
        self.push(
            (Rule::DefaultChanged, Wire::Hazard, ChangeKind::DefaultChanged),
            about,
            (&old_text, &new_text),
            message,
        );
    }

    /// Compares the texts of a value where it is used, and those of its component.
    pub(super) fn words_of_value(&mut self, pair: &Pair<'_, 'a>) {
        // The texts of a parameter are next to its schema.
        let is_described = pair.old.usage.is_there() && pair.new.usage.is_there();
        if is_described && !is_parameter(pair.place) {
            self.description(pair.said_here("description"), pair.place);
            self.deprecation(pair.said_here("deprecated").map(flag), pair.place, (pair.old.node, pair.new.node));
        }
        if pair.bond == Bond::Component {
            let said = |key: &str| [pair.old.usage.behind(key), pair.new.usage.behind(key)];
            self.description(said("description"), pair.own);
            self.deprecation(said("deprecated").map(flag), pair.own, (pair.old.node, pair.new.node));
        }
    }

    /// Compares the texts and the deprecation of anything else.
    pub(super) fn words(&mut self, old: &Node, new: &Node, place: &Place) {
        self.description([old.get("description"), new.get("description")], place);
        self.deprecation([is_true(old, "deprecated"), is_true(new, "deprecated")], place, (old, new));
    }

    fn description(&mut self, said: [Option<&Node>; 2], place: &Place) {
        let [before, after] = said.map(|node| node.and_then(Node::as_str).unwrap_or_default().trim());
        if before == after {
            return;
        }
        let mut about = place.about(said[0].or(said[1]), said[1].or(said[0]));
        if said[0].is_none() {
            about.before = None;
        }
        // Texts affect no promise.
        about.items.clear();
        let message = format!("the description of {} {}", place.label, reworded(before, after));
        // The text is the same in both directions.
        let direction = std::mem::replace(&mut self.direction, Direction::Both);
        self.push(
            (Rule::DescriptionReworded, Wire::None, ChangeKind::DescriptionReworded),
            about,
            (before, after),
            message,
        );
        self.direction = direction;
    }

    fn deprecation(&mut self, [was, is]: [bool; 2], place: &Place, (old, new): (&Node, &Node)) {
        let about = place.about(Some(old), Some(new));
        let direction = std::mem::replace(&mut self.direction, Direction::Both);
        match (was, is) {
            (false, true) => {
                let message = format!("{} is now deprecated", place.label);
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
        self.direction = direction;
    }
}

fn flag(node: Option<&Node>) -> bool {
    node.and_then(Node::as_bool) == Some(true)
}

pub(super) fn reworded(before: &str, after: &str) -> &'static str {
    match (before.is_empty(), after.is_empty()) {
        (true, _) => "is new",
        (_, true) => "was removed",
        _ => "was reworded",
    }
}
