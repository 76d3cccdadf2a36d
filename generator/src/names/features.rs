//! Cargo features: each module at the root has one, so that users compile only what they need.

use std::collections::{BTreeMap, BTreeSet};

use super::{Module, Names};
use crate::api::{Api, TypeId};

/// The feature that turns on the features of all modules.
pub(crate) const ALL: &str = "all-tags";

/// The features that every client has.
pub(crate) const OWN: &[&str] =
    &["blocking", "compression", "cookies", "default", "http2", "mock", "rustls", "tracing"];

/// Lists the features of all modules at the root.
pub(crate) fn list(names: &Names) -> BTreeSet<String> {
    let outer = names.tags.iter().filter(|tag| tag.is_used && tag.parent.is_none());
    outer.map(|tag| feature(&tag.module)).collect()
}

/// Returns the feature of a module at the root, which has the same name. No module has a hyphen in its name.
pub(super) fn feature(module: &str) -> String {
    if OWN.contains(&module) { format!("{module}-tag") } else { module.to_owned() }
}

/// Decides which modules and types need a feature. A component that only one module uses needs that module's feature.
/// One that no operation uses needs all of them, because it may contain any type. The bodies of errors are part of
/// every client.
pub(super) fn gate(api: &Api, names: &mut Names) {
    for tag in 0..names.tags.len() {
        names.tags[tag].feature = feature(&names.tags[outer(names, tag)].module);
    }
    let mut entries: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
    for operation in &api.operations {
        let feature = names.tags[operation.tag].feature.clone();
        entries.entry(feature).or_default().extend(operation.types());
    }
    for (index, name) in names.types.iter().enumerate() {
        for alias in &name.aliases {
            if let Module::Tag(tag) = alias.module {
                entries.entry(names.tags[tag].feature.clone()).or_default().push(TypeId(index));
            }
        }
    }
    let error = reached(api, api.error_body.into_iter().collect());
    let mut users: BTreeMap<TypeId, BTreeSet<String>> = BTreeMap::new();
    for (feature, types) in entries {
        for id in reached(api, types).difference(&error) {
            users.entry(*id).or_default().insert(feature.clone());
        }
    }
    for (index, name) in names.types.iter_mut().enumerate().filter(|(_, name)| name.module == Module::Schemas) {
        let id = TypeId(index);
        name.feature = match users.remove(&id) {
            Some(mut features) if features.len() == 1 => features.pop_first(),
            None if !error.contains(&id) => Some(ALL.to_owned()),
            Some(_) | None => None,
        };
    }
}

/// Returns the tag at the root that contains a tag.
fn outer(names: &Names, mut tag: usize) -> usize {
    while let Some(parent) = names.tags[tag].parent {
        tag = parent;
    }
    tag
}

/// Returns types with all types that they contain.
fn reached(api: &Api, mut open: Vec<TypeId>) -> BTreeSet<TypeId> {
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(api.types[id.0].shape.types());
        }
    }
    seen
}
