//! The two documents, compared: every change with its rule and its effect on deployed clients. What both sides
//! say in another form (order, references, 3.0 or 3.1) is no change.

mod api_level;
mod body;
mod constraint;
mod extensions;
mod object;
mod operation;
mod parameter;
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
use schema::Place;
use value::Use;

/// A change at one place, before equal ones are joined.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) rule: Rule,
    pub(super) kind: ChangeKind,
    pub(super) wire: Wire,
    /// `None` for the whole API.
    pub(super) operation: Option<String>,
    /// Requests and responses that use one type change separately.
    pub(super) direction: Direction,
    /// What it is about: a type that several places may share, or an operation.
    pub(super) holder: String,
    /// What has changed in the holder, in names of the wire.
    pub(super) subject: String,
    pub(super) old: String,
    pub(super) new: String,
    pub(super) message: String,
    pub(super) before: Option<Span>,
    pub(super) after: Option<Span>,
    pub(super) items: Vec<Item>,
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// Neither: words, servers, security.
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
    /// The key of the operation at hand.
    operation: Option<String>,
    /// Where that operation is on both sides.
    pair: Pair,
    direction: Direction,
    /// The pairs of types that were compared for this operation and direction, and within which use that refers to another
    /// type; recursion ends here.
    seen: BTreeSet<(TypeId, TypeId, Option<String>)>,
    /// Pairs that are still to be compared; a queue, so that a long chain of components cannot exhaust the stack.
    open: Vec<(Use<'a>, Use<'a>, Place)>,
    changes: Vec<Change>,
    /// The new keys of security schemes that were only renamed.
    schemes: BTreeMap<String, String>,
    /// The new names of tags that were only renamed.
    tags: BTreeMap<String, String>,
}

/// An operation of one side: its place among those of the API.
type Pair = (Option<usize>, Option<usize>);

/// Pairs the operations by key, then by the shape of the path: the name of a path parameter does not reach
/// the wire. In the order of the after side; what was removed comes last.
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

/// What the keys of webhooks have in front, where those of operations stand beside them.
const WEBHOOK: &str = "webhook ";

/// What is to be said of a change: its rule, its effect and how it is counted.
type Judgement = (Rule, Wire, ChangeKind);

/// What a change is about: its holder, its subject in it, its items in the code, and its places.
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

/// A name of the document in a message, as code.
fn code(text: &str) -> String {
    let code = crate::markdown::code(text);
    if code.is_empty() { "nothing".to_owned() } else { code }
}

/// One line of a text of the vendor, cut where it is long.
pub(super) fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = if line.chars().count() <= 60 { line } else { line.chars().take(59).chain(['…']).collect() };
    code(&cut)
}
