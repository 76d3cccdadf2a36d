//! Compares an operation.

use super::place::Place;
use super::renames::DEPRECATED;
use super::words::reworded;
use super::{About, Direction, Walk, code, short};
use crate::api::Operation;
use crate::diff::client_items::{self, Item};
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::tree::Node;

impl<'a> Walk<'a> {
    pub(super) fn operation(&mut self, old: Option<usize>, new: Option<usize>) {
        let before = old.map(|index| &self.before.api.operations[index]);
        let after = new.map(|index| &self.after.api.operations[index]);
        self.operation = after.or(before).map(Operation::key);
        self.pair = (old, new);
        self.direction = Direction::Both;
        self.seen.clear();
        match (old.zip(before), new.zip(after)) {
            (Some((old, before)), Some((new, after))) => {
                self.names(old, new);
                if before.variant.is_some() {
                    // Everything except its body is reported for the first variant.
                    self.bodies(old, new);
                    return self.done();
                }
                self.texts(before, after);
                self.security(before, after);
                self.beyond(before, after);
                self.direction = Direction::Sent;
                self.parameters(old, new);
                self.bodies(old, new);
                self.statuses(old, new);
                self.headers(old, new);
            }
            (None, Some((new, after))) => {
                self.operation_added(new, after);
                self.method_taken_over(new);
            }
            (Some((old, before)), None) => self.operation_removed(old, before),
            (None, None) => {}
        }
        self.done();
    }

    fn done(&mut self) {
        self.operation = None;
        self.direction = Direction::Both;
        self.pair = (None, None);
    }

    fn operation_added(&mut self, index: usize, operation: &Operation) {
        let mut about = self.operation_about();
        about.items = client_items::of_operation(self.after, index);
        let what = operation.summary.as_deref().map(|summary| format!(" ({})", short(summary))).unwrap_or_default();
        let message = format!("the endpoint is new: {}{what}", call(self.after, index));
        self.push((Rule::Compatible, Wire::Compatible, ChangeKind::EndpointAdded), about, ("", "there"), message);
    }

    fn operation_removed(&mut self, index: usize, _: &Operation) {
        let mut about = self.operation_about();
        about.items = client_items::of_operation(self.before, index);
        let message = format!("the endpoint was removed, and with it {}", call(self.before, index));
        self.push((Rule::OperationRemoved, Wire::Breaks, ChangeKind::EndpointRemoved), about, ("there", ""), message);
    }

    /// Returns the earlier key of the operation, which is the holder of all changes that belong to no type.
    pub(super) fn holder(&self) -> String {
        let before = self.pair.0.map(|index| self.before.api.operations[index].key());
        before.or_else(|| self.operation.clone()).unwrap_or_default()
    }

    pub(super) fn operation_about(&self) -> About {
        let find = |state: &'a State, index: Option<usize>| state.root.at(&state.api.operations[index?].at);
        let (before, after) = (find(self.before, self.pair.0), find(self.after, self.pair.1));
        let place = Place::new(self.holder(), String::new(), String::new(), self.both(client_items::of_call));
        place.about(before, after)
    }

    /// Returns the items of both sides.
    pub(super) fn both(&self, list: fn(&State, usize) -> Vec<Item>) -> Vec<Item> {
        let before = self.pair.0.map(|index| list(self.before, index));
        let after = self.pair.1.map(|index| list(self.after, index));
        before.into_iter().chain(after).flatten().collect()
    }

    /// Returns the setters and fields of a property of the body.
    pub(super) fn argument_items(&self, wire: &str) -> Vec<Item> {
        let of = |state: &State, index: Option<usize>| -> Option<Vec<Item>> {
            let index = index?;
            let crate::api::Body::Object { presence: _, properties, rest: _, media: _ } =
                &state.api.operations[index].body
            else {
                return None;
            };
            let at = properties.iter().position(|property| property.name == wire)?;
            let name = state.names.operations[index].properties.get(at)?;
            Some(client_items::of_argument(state, index, name, &properties[at].ty))
        };
        [of(self.before, self.pair.0), of(self.after, self.pair.1)].into_iter().flatten().flatten().collect()
    }

    /// Compares where an operation is in the client: its tag, its method, its setters.
    fn names(&mut self, old: usize, new: usize) {
        let (before, after) = (&self.before.api.operations[old], &self.after.api.operations[new]);
        let (was, is) = (&self.before.api.tags[before.tag].name, &self.after.api.tags[after.tag].name);
        if self.tags.get(was).unwrap_or(was) != is {
            let mut about = self.operation_about();
            about.items = client_items::of_operation(self.before, old);
            about.items.extend(client_items::of_operation(self.after, new));
            let message = format!(
                "the endpoint moved from the tag {} to {}: {} is now {}",
                code(was),
                code(is),
                call(self.before, old),
                call(self.after, new)
            );
            self.push((Rule::NameChanged, Wire::None, ChangeKind::EndpointMoved), about, (was, is), message);
        }
        let (was, is) = (&self.before.names.operations[old], &self.after.names.operations[new]);
        if was.method != is.method {
            let mut about = self.operation_about();
            about.subject = "method".to_owned();
            let mut message = format!("the method {} was renamed to {}", code(&was.method), code(&is.method));
            let mut kind = ChangeKind::MethodRenamed;
            if is.was.method.as_ref().is_some_and(|old| old.method == was.method) {
                message.push_str(DEPRECATED);
                kind = ChangeKind::NameDeprecated;
            }
            self.push((Rule::NameChanged, Wire::None, kind), about, (&was.method, &is.method), message);
        }
        self.arguments(old, new);
    }

    fn texts(&mut self, before: &Operation, after: &Operation) {
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let at = |state: &'a State, operation: &Operation, key: &str| {
            let node = state.root.at(&operation.at)?;
            Some(node.get(key).unwrap_or(node).span)
        };
        let (was, is) = (text(&before.summary), text(&after.summary));
        if was != is {
            let mut about = self.operation_about();
            (about.before, about.after) = (at(self.before, before, "summary"), at(self.after, after, "summary"));
            about.items.clear();
            let message = format!("the summary {}: {}", reworded(&was, &is), short(&is));
            self.push((Rule::SummaryReworded, Wire::None, ChangeKind::SummaryReworded), about, (&was, &is), message);
        }
        let find = |state: &'a State, operation: &Operation| -> Option<&'a Node> { state.root.at(&operation.at) };
        if let (Some(old), Some(new)) = (find(self.before, before), find(self.after, after)) {
            let items = self.both(client_items::of_call);
            let label = "the endpoint".to_owned();
            self.words(old, new, &Place::new(self.holder(), String::new(), label, items));
        }
    }
}

/// Returns how code calls an operation: `client.users().list(…)`.
fn call(state: &State, index: usize) -> String {
    let module = &state.names.tags[state.api.operations[index].tag].module;
    code(&format!("client.{module}().{}(…)", state.names.operations[index].method))
}
