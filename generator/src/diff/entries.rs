//! Makes entries of changes. Equal changes of several operations are one entry, with the promises that they affect.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::client_items::{Item, PromisesByPath};
use super::side::State;
use super::wire::Change;
use super::{ChangeKind, Entry, Nature, Promise, Rule, Semver, Topic, Wire};
use crate::document::slug::fnv;

/// The states that are compared, and their known differences.
pub(super) struct Compared<'a> {
    pub(super) before: &'a State,
    pub(super) after: &'a State,
    pub(super) promises: &'a [Promise],
    pub(super) tree_changed: bool,
}

/// An argument with another name and the same type looks renamed. If it is another required parameter, code that still
/// compiles sends the old value for the new parameter, and no compiler notices that.
pub(super) fn replaced_arguments(changes: &[Change], promises: &mut [Promise]) {
    for change in changes.iter().filter(|change| makes_required(change.rule)) {
        for promise in promises.iter_mut().filter(|promise| promise.rule == Rule::ArgumentRenamed) {
            if change.items.iter().any(|item| item.is_of(promise)) {
                (promise.rule, promise.effect) = (Rule::ArgumentsSwapped, Semver::Major);
            }
        }
    }
}

fn makes_required(rule: Rule) -> bool {
    matches!(rule, Rule::RequiredParameterAdded | Rule::ParameterMadeRequired)
}

/// Makes the entries. Operations with the gravest changes come first, and in each operation the gravest changes.
pub(super) fn entries(changes: Vec<Change>, compared: &Compared<'_>) -> Vec<Entry> {
    let by_path = PromisesByPath::new(compared.promises);
    let mut entries: Vec<Entry> = join(changes).into_iter().map(|joined| entry(joined, compared, &by_path)).collect();
    let gravity = |entry: &Entry| (entry.wire, entry.source);
    let mut worst: BTreeMap<Option<String>, (Wire, Semver)> = BTreeMap::new();
    for entry in &entries {
        let known = worst.entry(entry.operation.clone()).or_insert((Wire::None, Semver::None));
        *known = (*known).max(gravity(entry));
    }
    entries.sort_by_cached_key(|entry| {
        (
            Reverse(worst.get(&entry.operation).copied()),
            entry.operation.clone(),
            Reverse(gravity(entry)),
            entry.rule.id(),
            entry.message.clone(),
        )
    });
    entries
}

/// Equal changes.
struct Joined {
    first: Change,
    operations: BTreeSet<String>,
    items: BTreeSet<Item>,
}

fn join(changes: Vec<Change>) -> Vec<Joined> {
    let mut found: Vec<Joined> = Vec::new();
    let changes = without_echoes(changes);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for change in changes {
        // A new `null` is one change, even if some uses of a component can read it and others cannot.
        let wire = if change.kind == ChangeKind::FieldMadeNullable { Wire::None } else { change.wire };
        let key = format!("{}\0{wire:?}", identity(&change));
        let at = *places.entry(key).or_insert(found.len());
        if at == found.len() {
            found.push(Joined { operations: BTreeSet::new(), items: BTreeSet::new(), first: change.clone() });
        }
        if change.wire > found[at].first.wire {
            found[at].first = change.clone();
        }
        found[at].operations.extend(change.operation);
        found[at].items.extend(change.items);
    }
    found
}

/// Removes changes that only say that code has changed, if another change says why. That change gets their items.
fn without_echoes(changes: Vec<Change>) -> Vec<Change> {
    let is_echo = |change: &Change| {
        change.rule == Rule::UnusedFieldChanged
            || (change.kind == ChangeKind::FormatChanged && change.rule == Rule::FormatChanged)
    };
    let key = |change: &Change| (change.holder.clone(), change.subject.clone());
    let mut causes: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (index, change) in changes.iter().enumerate() {
        let touches_type = matches!(change.kind.nature(), Nature::Changed | Nature::Added | Nature::Removed);
        if touches_type && change.wire > Wire::None && !is_echo(change) {
            causes.entry(key(change)).or_insert(index);
        }
    }
    let mut items: BTreeMap<usize, Vec<Item>> = BTreeMap::new();
    let mut kept: Vec<(usize, Change)> = Vec::new();
    for (index, change) in changes.into_iter().enumerate() {
        match causes.get(&key(&change)).filter(|_| is_echo(&change)) {
            Some(cause) => items.entry(*cause).or_default().extend(change.items),
            None => kept.push((index, change)),
        }
    }
    for (index, change) in &mut kept {
        change.items.extend(items.remove(index).unwrap_or_default());
    }
    kept.into_iter().map(|(_, change)| change).collect()
}

/// Returns what identifies a change: its rule and what it is about, but not its position.
fn identity(change: &Change) -> String {
    let direction = format!("{:?}", change.direction);
    [change.rule.id(), &direction, &change.holder, &change.subject, &change.old, &change.new].join("\0")
}

fn entry(joined: Joined, compared: &Compared<'_>, by_path: &PromisesByPath<'_>) -> Entry {
    let Joined { first, operations, items } = joined;
    let promises: BTreeSet<usize> = items.iter().flat_map(|item| by_path.of(item)).collect();
    let promises: Vec<usize> = promises.into_iter().collect();
    let least = match compared.tree_changed {
        _ if first.kind.nature() == Nature::Reassigned => Semver::Major,
        true => Semver::Patch,
        false => Semver::None,
    };
    let source = promises.iter().map(|index| compared.promises[*index].effect).max().unwrap_or(least).max(least);
    // Security is not a type that endpoints share, so each endpoint has to be reviewed.
    let asked: String =
        operations.iter().filter(|_| first.holder == "security").map(|key| format!("\0{key}")).collect();
    let fingerprint = fingerprint(&(identity(&first) + &asked));
    let only = if operations.len() == 1 { operations.first().cloned() } else { None };
    Entry {
        rule: first.rule,
        kind: first.kind,
        wire: first.wire,
        source,
        operation: only,
        operations: operations.len(),
        endpoints: operations.into_iter().collect(),
        message: first.message,
        before: first.before.map(|span| compared.before.position(span)),
        after: first.after.map(|span| compared.after.position(span)),
        fingerprint,
        promises,
        topic: Topic {
            direction: first.direction,
            holder: first.holder,
            subject: first.subject,
            old: first.old,
            new: first.new,
        },
    }
}

/// FNV-1a, folded to twelve hexadecimal digits: acknowledgements in other
/// repositories contain these, so it must never change.
fn fingerprint(text: &str) -> String {
    let hash = fnv(text.bytes());
    format!("{:012x}", (hash ^ (hash >> 48)) & 0xffff_ffff_ffff)
}
