//! The lock of before with the keys that its things have now. A name follows its thing: a parameter of the path with
//! another name, an alternative of a union that has gained a property, and a type that is part of something else now
//! change a key and no name.

use std::collections::{BTreeMap, BTreeSet};

use super::likeness;
use super::lock::Lock;
use super::references::References;
use crate::api::{Alternative, Api, HintBase, Home, Naming, Operation, Presence, TypeDef, TypeShape, Union, place};
use crate::document::path::unnamed;

/// Returns the lock with the keys of the document.
pub(super) fn carry_over(lock: &Lock, api: &Api) -> Lock {
    let mut carried = lock.clone();
    operations(&mut carried, api);
    alternatives(&mut carried, api);
    moved(&mut carried, api);
    carried
}

/// Endpoints, whatever the parameters in their path are called.
fn operations(lock: &mut Lock, api: &Api) {
    let known: BTreeSet<String> = api.operations.iter().map(Operation::place).collect();
    let mut now: BTreeMap<String, String> = BTreeMap::new();
    for operation in &api.operations {
        // As locks of earlier releases have it.
        now.insert(operation.key(), operation.place());
    }
    // Of two paths that differ in the names of their parameters alone, the one that the method is named for comes first.
    let plain = |operation: &Operation| operation.key_with(&unnamed(&operation.path));
    let is_named =
        |operation: &&Operation| lock.operations.get(&plain(operation)).is_some_and(|it| is_named_for(it, operation));
    let (named, others): (Vec<&Operation>, Vec<&Operation>) = api.operations.iter().partition(is_named);
    for operation in named.into_iter().chain(others) {
        let place = operation.place();
        if !lock.operations.contains_key(&place) {
            now.entry(plain(operation)).or_insert(place);
        }
    }
    let key = |key: &str| -> Option<String> {
        if fronts(key).any(|front| known.contains(front)) {
            return None;
        }
        let plain = without_names(key);
        [key, &plain].into_iter().find_map(|key| {
            let (front, to) = fronts(key).find_map(|front| Some((front, now.get(front)?)))?;
            Some(format!("{to}{}", &key[front.len()..]))
        })
    };
    for section in [&mut lock.operations, &mut lock.arguments, &mut lock.types, &mut lock.alternatives] {
        rename(section, key);
    }
    for holder in lock.removed.values_mut() {
        *holder =
            key(holder).unwrap_or_else(|| if known.contains(holder) { holder.clone() } else { without_names(holder) });
    }
}

/// Whether a method has the name that an operation wishes for.
fn is_named_for(method: &str, operation: &Operation) -> bool {
    let letters =
        |text: &str| text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let name: String = letters(method.rsplit("::").next().unwrap_or(method));
    let wish = operation.operation_id.as_deref().or(operation.summary.as_deref());
    wish.is_some_and(|wish| letters(wish) == name)
}

/// What of a key may be that of an endpoint, the longest first.
fn fronts(key: &str) -> impl Iterator<Item = &str> {
    std::iter::once(key).chain(key.rmatch_indices(' ').map(|(at, _)| &key[..at]))
}

/// A key of an endpoint, or of something in it, without the names of the parameters in its path.
fn without_names(key: &str) -> String {
    match key.split_once(" /") {
        Some((method, rest)) if method.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            let (path, behind) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
            format!("{method} /{}{behind}", unnamed(path))
        }
        _ => key.to_owned(),
    }
}

/// Gives entries other keys; one that has its key already stays.
fn rename(section: &mut BTreeMap<String, String>, key: impl Fn(&str) -> Option<String>) {
    let moved: Vec<(String, String)> =
        section.keys().filter_map(|old| Some((old.clone(), key(old)?))).filter(|(old, new)| old != new).collect();
    for (old, new) in moved {
        if let Some(name) = section.remove(&old) {
            section.entry(new).or_insert(name);
        }
    }
}

/// Alternatives whose label is made of what they hold, where that has changed. Unions within others come after these.
fn alternatives(lock: &mut Lock, api: &Api) {
    let places: BTreeSet<&str> = api.types.iter().map(|def| def.place.as_str()).collect();
    let mut unions: Vec<(&TypeDef, &Union)> = Vec::new();
    for def in &api.types {
        if let TypeShape::Union(union) = &def.shape {
            unions.push((def, union));
        }
    }
    unions.sort_by_key(|(def, _)| (def.place.len(), &def.place));
    for (def, union) in unions {
        let before = labels(lock, def, &places);
        let is_new = |label: &str| !before.contains(label);
        let left: Vec<&String> =
            before.iter().filter(|old| union.alternatives.iter().all(|now| now.label != **old)).collect();
        let after: Vec<(&str, BTreeSet<String>)> = union
            .alternatives
            .iter()
            .filter(|now| is_new(&now.label))
            .filter_map(|now| Some((now.label.as_str(), words(api, now, &left)?)))
            .collect();
        let old: Vec<BTreeSet<String>> = left.iter().map(|label| likeness::of_label(label)).collect();
        let new: Vec<BTreeSet<String>> = after.iter().map(|(_, words)| words.clone()).collect();
        for (old, new) in likeness::pairs(&old, &new) {
            follow(lock, &def.place, left[old], after[new].0);
        }
    }
}

/// The labels that the lock has for a union; of several places that are one type, only one has them.
fn labels(lock: &mut Lock, def: &TypeDef, places: &BTreeSet<&str>) -> BTreeSet<String> {
    let own = labels_at(lock, &def.place, places);
    let Some(path) = lock.types.get(&def.place).filter(|_| own.is_empty()) else { return own };
    let others: Vec<&String> = lock.types.iter().filter(|(_, other)| *other == path).map(|(key, _)| key).collect();
    let found = others.into_iter().map(|other| (other.clone(), labels_at(lock, other, places)));
    let Some((other, labels)) = found.into_iter().find(|(_, labels)| !labels.is_empty()) else { return own };
    for label in &labels {
        if let Some(name) = lock.alternatives.get(&format!("{other} {label}")).cloned() {
            lock.alternatives.insert(format!("{} {label}", def.place), name);
        }
    }
    labels
}

fn labels_at(lock: &Lock, at: &str, places: &BTreeSet<&str>) -> BTreeSet<String> {
    let front = format!("{at} ");
    let entries = lock.alternatives.range(front.clone()..).map(|(key, _)| key);
    let own = entries.take_while(|key| key.starts_with(&front)).filter(|key| {
        // A property of an object has a space in front as well.
        let holders =
            place::around(key).skip(1).filter(|around| places.contains(around) || lock.types.contains_key(*around));
        holders.map(str::len).next().is_none_or(|len| len <= at.len())
    });
    own.map(|key| key[front.len()..].to_owned()).collect()
}

/// What is true of an alternative. One that is a component now counts where its properties give the very label that
/// something had before: otherwise it is not known whether it is new.
fn words(api: &Api, alternative: &Alternative, before: &[&String]) -> Option<BTreeSet<String>> {
    match alternative.naming {
        Naming::Given => None,
        Naming::Made => Some(likeness::of_alternative(api, alternative)),
        Naming::Component => {
            let properties = likeness::properties(api, &alternative.ty);
            let all: BTreeSet<String> = properties.iter().map(|property| property.name.clone()).collect();
            let required = properties.iter().filter(|property| property.presence == Presence::Required);
            let required: BTreeSet<String> = required.map(|property| property.name.clone()).collect();
            let said = if required.is_empty() { &all } else { &required };
            let is_label = |old: &&String| {
                let old = likeness::of_label(old);
                old.iter().eq(said.iter().take(old.len()))
            };
            before.iter().any(is_label).then_some(all)
        }
    }
}

/// Gives an alternative, and all that the lock has within it, the key of its new label.
fn follow(lock: &mut Lock, at: &str, old: &str, new: &str) {
    let (from, to) = (place::alternative(at, old), place::alternative(at, new));
    let within = |key: &str| {
        let rest = key.strip_prefix(&from)?;
        (rest.is_empty() || rest.starts_with([' ', '.', '[', '{', '|'])).then(|| format!("{to}{rest}"))
    };
    rename(&mut lock.types, within);
    let label = (format!("{at} {old}"), format!("{at} {new}"));
    rename(&mut lock.alternatives, |key| if key == label.0 { Some(label.1.clone()) } else { within(key) });
}

/// Types whose place is part of another one now, in the same module: they have the name that they had.
fn moved(lock: &mut Lock, api: &Api) {
    let references = References::of(api, lock);
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for key in lock.types.keys() {
        let Some(id) = references.resolve(key) else { continue };
        let def = &api.types[id.0];
        let is_component = matches!(def.hint.base, HintBase::Component(_)) && !def.hint.item;
        let is_of_component = matches!(def.home, Home::Component(_));
        if !is_component && is_of_component == key.starts_with("schemas ") && !lock.types.contains_key(&def.place) {
            found.insert(key.clone(), def.place.clone());
        }
    }
    let mut taken = BTreeSet::new();
    for (old, new) in found {
        if taken.insert(new.clone())
            && let Some(path) = lock.types.get(&old).cloned()
        {
            lock.types.insert(new, path);
        }
    }
}
