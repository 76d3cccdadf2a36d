//! Divides the operations of a document that has no tags, or nearly only one: each first segment of a path becomes a tag. A
//! module with hundreds of operations is slow to compile and to read, and no feature makes it smaller.

use std::collections::{BTreeMap, BTreeSet};

use super::case;
use super::lock::{BY_PATH, BY_TAG, Lock};
use crate::api::{Api, Operation, Tag};
use crate::document::path::sent;
use crate::findings::{Code, Diagnostic, Findings};

/// A tag with more operations is divided, unless the lock has operations already.
const LARGE: usize = 100;

/// The maximum number of tags that one tag is divided into. Each becomes a feature, and registries limit their number to some
/// hundreds.
const MOST: usize = 200;

/// Divides the tags that the lock names, and one that has nearly all operations of a new client.
pub(super) fn divide(api: &mut Api, (lock, new): (&Lock, &mut Lock), findings: &mut Findings) {
    let mut groups: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for operation in &api.operations {
        groups.entry(operation.tag).or_default().extend(group(operation));
    }
    new.groups.clone_from(&lock.groups);
    for (tag, found) in groups {
        let name = api.tags[tag].name.clone();
        if lock.operations.is_empty() && !new.groups.contains_key(&name) && is_large(api, tag, found.len()) {
            findings.push(note(api, tag, &found));
            new.groups.insert(name.clone(), BY_PATH.to_owned());
        }
        if new.groups.get(&name).is_some_and(|choice| choice == BY_PATH) {
            divide_tag(api, tag);
        }
    }
    remove_empty(api, new);
}

/// Returns whether a tag has so many operations that it is divided: many, and nine in ten of all. Groups of less than two on
/// average, as where each path is the name of a procedure, would help nobody. A tag that a person named is left alone.
fn is_large(api: &Api, tag: usize, groups: usize) -> bool {
    let count = api.operations.iter().filter(|operation| operation.tag == tag).count();
    let is_most = count > LARGE && count * 10 >= api.operations.len() * 9;
    is_most && (2..=MOST.min(count / 2)).contains(&groups) && api.tags[tag].rust_name.is_none()
}

fn divide_tag(api: &mut Api, tag: usize) {
    for index in 0..api.operations.len() {
        let operation = &api.operations[index];
        let Some(name) = group(operation).filter(|_| operation.tag == tag) else { continue };
        let (at, span) = (operation.at.clone(), operation.span);
        let known = api.tags.iter().position(|tag| tag.name == name);
        api.operations[index].tag = known.unwrap_or_else(|| {
            api.tags.push(Tag { name, parent: None, description: None, rust_name: None, at, span });
            api.tags.len() - 1
        });
    }
}

/// Removes divided tags that have no operation left.
fn remove_empty(api: &mut Api, new: &Lock) {
    let used: BTreeSet<usize> = api.operations.iter().map(|operation| operation.tag).collect();
    let is_divided = |tag: &Tag| new.groups.get(&tag.name).is_some_and(|choice| choice == BY_PATH);
    for tag in (0..api.tags.len()).rev().filter(|tag| !used.contains(tag)) {
        if is_divided(&api.tags[tag]) {
            api.tags.remove(tag);
            let behind = api.operations.iter_mut().filter(|operation| operation.tag > tag);
            behind.for_each(|operation| operation.tag -= 1);
        }
    }
}

/// Returns the name of an operation's group: the first segment of its path that is neither a placeholder nor a version. The
/// name depends on the path alone, so that it does not change when other operations appear.
fn group(operation: &Operation) -> Option<String> {
    let path = sent(&operation.path).split('?').next().unwrap_or_default();
    path.split('/').filter(|segment| !is_common(segment)).find_map(case::snake)
}

/// Returns whether most paths of an API have such a segment: `{id}`, `api`, `rest`, `v1`, `1.0`.
fn is_common(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let digits = lower.strip_prefix('v').unwrap_or(&lower);
    segment.is_empty()
        || segment.contains('{')
        || lower == "api"
        || lower == "rest"
        || digits.starts_with(|char: char| char.is_ascii_digit())
}

fn note(api: &Api, tag: usize, groups: &BTreeSet<String>) -> Diagnostic {
    let Tag { name, span, .. } = &api.tags[tag];
    let count = api.operations.iter().filter(|operation| operation.tag == tag).count();
    let shown: Vec<String> = groups.iter().take(3).map(|group| format!("`{group}`")).collect();
    let message = format!(
        "{count} operations would be in the module of `{name}`; they are in {} modules by the first segment of their paths: {}, …",
        groups.len(),
        shown.join(", ")
    );
    Diagnostic::new(Code::NameSettled, *span, message).help(format!(
        "to put them into one module, write `{name}: {BY_TAG}` under `groups` in an otherwise empty names.lock"
    ))
}
