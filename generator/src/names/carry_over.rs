//! Updates the keys of a lock. A name follows its item: if a path parameter is renamed, if an alternative of a union gains a
//! property, or if a type moves into another item, the key changes and the name stays.

use std::collections::{BTreeMap, BTreeSet};

use super::lock::Lock;
use super::references::References;
use super::{likeness, pairs};
use crate::api::{Alternative, Api, HintBase, Home, Naming, Operation, Presence, TypeDef, TypeShape, Union, place};
use crate::document::path::unnamed;

/// Returns the lock with the keys of the document.
pub(super) fn carry_over(lock: &Lock, api: &Api) -> Lock {
    let mut carried = lock.clone();
    operations(&mut carried, api);
    path_parameters(&mut carried, api);
    alternatives(&mut carried, api);
    moved(&mut carried, api);
    carried
}

/// Updates the keys of endpoints whose path parameters were renamed.
fn operations(lock: &mut Lock, api: &Api) {
    let known: BTreeSet<String> = api.operations.iter().map(Operation::place).collect();
    let mut now: BTreeMap<String, String> = BTreeMap::new();
    for operation in &api.operations {
        // The form in locks of earlier releases.
        now.insert(operation.key(), operation.place());
    }
    // If two paths differ only in the names of their parameters, the one that the method is named after comes first.
    let plain = |operation: &Operation| operation.key_with(&unnamed(&operation.path));
    let is_named =
        |operation: &&Operation| lock.operations.get(&plain(operation)).is_some_and(|it| is_named_for(it, operation));
    let (named, others): (Vec<&Operation>, Vec<&Operation>) = api.operations.iter().partition(is_named);
    for operation in named.into_iter().chain(others) {
        let place = operation.place();
        // Otherwise what has the same path in the lock, apart from names, is another endpoint.
        if !lock.operations.contains_key(&place) && !lock.operations.contains_key(&operation.key()) {
            now.entry(plain(operation)).or_insert(place);
        }
    }
    for (old, new) in moved_paths(lock, api, (&known, &now)) {
        now.insert(old, new);
    }
    let key = |key: &str| -> Option<String> {
        if fronts(key).any(|front| known.contains(front)) {
            return None;
        }
        let plain = place::without_names(key);
        [key, &plain].into_iter().find_map(|key| {
            let (front, to) = fronts(key).find_map(|front| Some((front, now.get(front)?)))?;
            Some(format!("{to}{}", &key[front.len()..]))
        })
    };
    let was = &mut lock.was;
    let old = [&mut was.operations, &mut was.arguments, &mut was.types];
    let now = [&mut lock.operations, &mut lock.arguments, &mut lock.types, &mut lock.alternatives, &mut lock.responses];
    for section in now.into_iter().chain(old) {
        rename(section, key);
    }
    for holder in lock.removed.values_mut() {
        *holder = key(holder)
            .unwrap_or_else(|| if known.contains(holder) { holder.clone() } else { place::without_names(holder) });
    }
}

/// Pairs the endpoints that are no longer there with new ones that have another path: the method is named after the new one, and at
/// least half of the words of the paths are the same. `now` has the keys that are paired already.
fn moved_paths(
    lock: &Lock,
    api: &Api,
    (known, now): (&BTreeSet<String>, &BTreeMap<String, String>),
) -> Vec<(String, String)> {
    let is_paired =
        |key: &str| known.contains(key) || now.contains_key(key) || now.contains_key(&place::without_names(key));
    let left: Vec<(&String, &String)> = lock.operations.iter().filter(|(key, _)| !is_paired(key)).collect();
    let targets: BTreeSet<&String> =
        lock.operations.keys().filter_map(|key| now.get(key).or_else(|| now.get(&place::without_names(key)))).collect();
    let is_new = |operation: &&Operation| {
        let place = operation.place();
        !lock.operations.contains_key(&place) && !targets.contains(&place)
    };
    let new: Vec<&Operation> = api.operations.iter().filter(is_new).collect();
    let is_moved = |(key, method): (&String, &String), operation: &Operation| {
        let Some((verb, path)) = key.split_once(' ') else { return false };
        let (path, variant) = path.split_once(" as ").unwrap_or((path, ""));
        let is_like = || {
            let (old, now) = (words_of(path), words_of(&unnamed(&operation.path)));
            old.intersection(&now).count() * 2 >= old.len().max(now.len()).max(1)
        };
        verb == operation.method
            && variant == operation.variant.as_ref().map_or("", |kind| kind.word())
            && is_named_for(method, operation)
            && is_like()
    };
    let one = |left: &(&String, &String)| {
        let mut found = new.iter().filter(|operation| is_moved(*left, operation));
        let (first, more) = (found.next()?, found.next());
        let others = lock.operations.iter().filter(|other| !is_paired(other.0) && is_moved(*other, first)).count();
        (more.is_none() && others == 1).then(|| (left.0.clone(), first.place()))
    };
    left.iter().filter_map(one).collect()
}

/// Types of parameters of the path that have another name now.
fn path_parameters(lock: &mut Lock, api: &Api) {
    let places: BTreeSet<&str> = api.types.iter().map(|def| def.place.as_str()).collect();
    for operation in &api.operations {
        let front = format!("{} path ", operation.place());
        let now: BTreeSet<String> =
            operation.path_parameters.iter().map(|parameter| place::token(&parameter.name)).collect();
        let names = lock.types.range(front.clone()..).map(|(key, _)| key).take_while(|key| key.starts_with(&front));
        let names: BTreeSet<String> = names.filter_map(|key| first(&key[front.len()..])).collect();
        let old: Vec<&String> = names.difference(&now).collect();
        let own = places.range(front.as_str()..).map_while(|place| place.strip_prefix(&front));
        let own: BTreeSet<String> = own.filter_map(first).collect();
        let new: Vec<&String> = now.iter().filter(|name| own.contains(*name) && !names.contains(*name)).collect();
        let words = |names: &[&String]| names.iter().map(|name| words_of(name)).collect::<Vec<_>>();
        let pairs = match (old.as_slice(), new.as_slice()) {
            ([_], [_]) => vec![(0, 0)],
            _ => pairs::pairs(&words(&old), &words(&new)),
        };
        for (old_at, new_at) in pairs {
            let (from, to) = (format!("{front}{}", old[old_at]), format!("{front}{}", new[new_at]));
            rename(&mut lock.types, |key| {
                let rest = key.strip_prefix(&from)?;
                is_within(rest).then(|| format!("{to}{rest}"))
            });
        }
    }
}

/// Returns the name that a rest of a key begins with.
fn first(rest: &str) -> Option<String> {
    let end = match rest.starts_with('"') {
        true => rest[1..].find('"')? + 2,
        false => rest.find([' ', '.', '[', '{', '|']).unwrap_or(rest.len()),
    };
    Some(rest[..end].to_owned())
}

/// Whether the rest of a key is that of something within the place before it.
fn is_within(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '.', '[', '{', '|'])
}

fn words_of(name: &str) -> BTreeSet<String> {
    name.split(|char: char| !char.is_alphanumeric()).map(str::to_lowercase).filter(|word| !word.is_empty()).collect()
}

/// Whether a method has the name that an operation wishes for.
fn is_named_for(method: &str, operation: &Operation) -> bool {
    let letters =
        |text: &str| text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let name: String = letters(method.rsplit("::").next().unwrap_or(method));
    let wish = operation.operation_id.as_deref().or(operation.summary.as_deref());
    wish.is_some_and(|wish| letters(wish) == name)
}

/// Returns the parts of a key that may be the key of an endpoint, the longest first.
fn fronts(key: &str) -> impl Iterator<Item = &str> {
    std::iter::once(key).chain(key.rmatch_indices(' ').map(|(at, _)| &key[..at]))
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

/// Updates the keys of alternatives whose label is made of their content, if the content has changed. Outer unions come
/// first.
fn alternatives(lock: &mut Lock, api: &Api) {
    let places: BTreeSet<&str> = api.types.iter().map(|def| def.place.as_str()).collect();
    let mut unions: Vec<(&TypeDef, &Union)> = Vec::new();
    for def in &api.types {
        if let TypeShape::Union(union) = &def.shape {
            unions.push((def, union));
        }
    }
    unions.sort_by_key(|(def, _)| (def.place.len(), &def.place));
    let mut shared = places_by_type(lock);
    for (def, union) in unions {
        let before = labels(lock, def, &places, &shared);
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
        let pairs = pairs::pairs(&old, &new);
        for (old, new) in &pairs {
            follow(lock, &def.place, left[*old], after[*new].0);
        }
        if !pairs.is_empty() {
            shared = places_by_type(lock);
        }
    }
}

/// The places of each type in a lock, by the path of the type.
type PlacesByType = BTreeMap<String, Vec<String>>;

fn places_by_type(lock: &Lock) -> PlacesByType {
    let mut places = PlacesByType::new();
    for (place, path) in &lock.types {
        places.entry(path.clone()).or_default().push(place.clone());
    }
    places
}

/// Returns the labels that the lock has for a union. If several places share a type, only one of them has labels.
fn labels(lock: &mut Lock, def: &TypeDef, places: &BTreeSet<&str>, shared: &PlacesByType) -> BTreeSet<String> {
    let own = labels_at(lock, &def.place, places);
    let Some(path) = lock.types.get(&def.place).filter(|_| own.is_empty()) else { return own };
    let others = shared.get(path).into_iter().flatten();
    let found = others.map(|other| (other.clone(), labels_at(lock, other, places)));
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
        // The key of a property of an object has a space as well.
        let holders =
            place::around(key).skip(1).filter(|around| places.contains(around) || lock.types.contains_key(*around));
        holders.map(str::len).next().is_none_or(|len| len <= at.len())
    });
    own.map(|key| key[front.len()..].to_owned()).collect()
}

/// Returns what describes an alternative. An alternative that is now a component counts only if its properties give the same
/// label as before, because otherwise it may be new.
fn words(api: &Api, alternative: &Alternative, before: &[&String]) -> Option<BTreeSet<String>> {
    match alternative.naming {
        Naming::Given | Naming::Status => None,
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

/// Changes the keys of an alternative, and of everything within it, to those of its new label.
fn follow(lock: &mut Lock, at: &str, old: &str, new: &str) {
    let (from, to) = (place::alternative(at, old), place::alternative(at, new));
    let within = |key: &str| {
        let rest = key.strip_prefix(&from)?;
        is_within(rest).then(|| format!("{to}{rest}"))
    };
    rename(&mut lock.types, within);
    let label = (format!("{at} {old}"), format!("{at} {new}"));
    rename(&mut lock.alternatives, |key| if key == label.0 { Some(label.1.clone()) } else { within(key) });
}

/// Updates the keys of types whose place is now part of another one in the same module, so that they keep their names.
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
