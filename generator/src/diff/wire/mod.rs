//! Compares the two documents: finds every change, with its rule and its effect on deployed clients. Other ways to write
//! the same thing (order, references, 3.0 or 3.1) are no change.

mod api_level;
mod body;
mod constraint;
mod extensions;
mod headers;
mod object;
mod operation;
mod parameter;
mod place;
mod presence;
mod renames;
mod responses;
mod schema;
mod security;
mod union;
mod value;
mod webhooks;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use super::client_items::Item;
use super::side::State;
use super::{ChangeKind, Rule, Wire};
use crate::api::TypeId;
use crate::document::path::unnamed;
use crate::document::source::Span;
use place::Place;
use value::Use;

/// A change at one place, before equal changes are joined.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) rule: Rule,
    pub(super) kind: ChangeKind,
    pub(super) wire: Wire,
    /// `None` for the whole API.
    pub(super) operation: Option<String>,
    /// A type can change separately in requests and in responses.
    pub(super) direction: Direction,
    /// The type or operation that it is about. Several places may share a type.
    pub(super) holder: String,
    /// The part of the holder that has changed, by its names on the wire.
    pub(super) subject: String,
    pub(super) old: String,
    pub(super) new: String,
    pub(super) message: String,
    pub(super) before: Option<Span>,
    pub(super) after: Option<Span>,
    pub(super) items: Vec<Item>,
}

/// The direction in which a value is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// Neither: texts, servers, security.
    Both,
    Sent,
    Received,
}

/// Lists the changes, in the order of the operations.
pub(super) fn compare(before: &State, after: &State) -> Vec<Change> {
    let mut walk = Walk {
        before,
        after,
        operation: None,
        pair: (None, None),
        direction: Direction::Both,
        seen: BTreeSet::new(),
        open: Vec::new(),
        changes: Vec::new(),
        schemes: BTreeMap::new(),
        tags: BTreeMap::new(),
    };
    let pairs = pairs(before, after);
    walk.whole_api(&pairs);
    for (old, new) in &pairs {
        walk.operation(*old, *new);
    }
    walk.webhooks();
    walk.changes
}

struct Walk<'a> {
    before: &'a State,
    after: &'a State,
    /// The key of the current operation.
    operation: Option<String>,
    /// The indices of that operation on both sides.
    pair: Pair,
    direction: Direction,
    /// The pairs of types that were compared for this operation and direction, with the use that refers to another type.
    /// They end recursion.
    seen: BTreeSet<(TypeId, TypeId, Option<String>)>,
    /// Pairs that are still to be compared. It is a queue, so that a long chain of components cannot exhaust the stack.
    open: Vec<(Use<'a>, Use<'a>, Place)>,
    changes: Vec<Change>,
    /// The new keys of security schemes that were only renamed.
    schemes: BTreeMap<String, String>,
    /// The new names of tags that were only renamed.
    tags: BTreeMap<String, String>,
}

/// The index of an operation on each side.
type Pair = (Option<usize>, Option<usize>);

/// Pairs the operations by key, and then by path without the names of parameters, because these are not sent. The order is
/// that of the new side, and removed operations come last.
fn pairs(before: &State, after: &State) -> Vec<Pair> {
    let keys = |state: &State| -> BTreeMap<String, usize> {
        state.api.operations.iter().enumerate().map(|(index, operation)| (operation.key(), index)).collect()
    };
    let (old_keys, new_keys) = (keys(before), keys(after));
    let mut free: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let (mut found, mut used) = (Vec::new(), BTreeSet::new());
    for (index, operation) in before.api.operations.iter().enumerate() {
        if !new_keys.contains_key(&operation.key()) {
            free.entry(operation.key_with(&unnamed(&operation.path))).or_default().push(index);
        }
    }
    for (index, operation) in after.api.operations.iter().enumerate() {
        let same = old_keys.get(&operation.key()).copied();
        let old = same.or_else(|| free.get_mut(&operation.key_with(&unnamed(&operation.path))).and_then(Vec::pop));
        used.extend(old);
        found.push((old, Some(index)));
    }
    found.extend(
        (0..before.api.operations.len()).filter(|index| !used.contains(index)).map(|index| (Some(index), None)),
    );
    found
}

/// The judgement of a change: its rule, its effect and its kind.
type Judgement = (Rule, Wire, ChangeKind);

/// What a change is about: its holder, its subject, its items in the code, and its positions.
#[derive(Clone, Debug, Default)]
struct About {
    holder: String,
    subject: String,
    items: Vec<Item>,
    before: Option<Span>,
    after: Option<Span>,
}

impl Walk<'_> {
    fn push(&mut self, (rule, wire, kind): Judgement, about: About, (old, new): (&str, &str), message: String) {
        let About { holder, subject, items, before, after } = about;
        self.changes.push(Change {
            rule,
            kind,
            wire,
            operation: self.operation.clone(),
            direction: self.direction,
            holder,
            subject,
            old: old.to_owned(),
            new: new.to_owned(),
            message,
            before,
            after,
            items,
        });
    }
}

/// Returns a name of the document as code, for messages.
fn code(text: &str) -> String {
    let code = crate::markdown::code(text);
    if code.is_empty() { "nothing".to_owned() } else { code }
}

/// Returns a text of the vendor on one line, cut off if it is long.
pub(super) fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = if line.chars().count() <= 60 { line } else { line.chars().take(59).chain(['…']).collect() };
    code(&cut)
}
