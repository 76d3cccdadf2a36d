//! Lines of the lock for places that no longer define a type, because there is now a component or a part of one.

use std::collections::{BTreeMap, BTreeSet};

use super::lock::{self, Lock};
use super::module::Module;
use super::references::References;
use crate::api::{Api, HintBase, Home, TypeId, place};

/// A line of the lock for a place that defined a type and is now a component, or a part of one.
pub(super) struct Kept {
    pub(super) place: String,
    pub(super) module: Module,
    pub(super) name: String,
    pub(super) target: TypeId,
}

/// Returns the lines that are kept, by place.
pub(super) fn kept(api: &Api, lock: &Lock) -> Vec<Kept> {
    let tags: BTreeMap<String, usize> =
        api.operations.iter().map(|operation| (operation.place(), operation.tag)).collect();
    let references = References::of(api, lock);
    let mut found = Vec::new();
    let responses = lock.responses.iter().filter(|(place, _)| !lock.types.contains_key(*place));
    for (place, path) in lock.types.iter().chain(responses) {
        let module = match place.starts_with("schemas ") {
            true => Some(Module::Schemas),
            false => place::around(place).find_map(|front| tags.get(front)).map(|tag| Module::Tag(*tag)),
        };
        let (Some(module), Some(target)) = (module, references.resolve(place)) else { continue };
        let def = &api.types[target.0];
        let is_component = matches!(def.hint.base, HintBase::Component(_)) && !def.hint.item;
        // A part of something that has a line of its own in this module has moved there. So has a response of another
        // status.
        let has_moved = !is_component
            && is_of(api, target, module)
            && (lock.types.contains_key(&def.place) || !lock.types.contains_key(place));
        if !has_moved {
            found.push(Kept { place: place.clone(), module, name: lock::last(path).to_owned(), target });
        }
    }
    found
}

fn is_of(api: &Api, id: TypeId, module: Module) -> bool {
    match api.types[id.0].home {
        Home::Operation(id) => module == Module::Tag(api.operations[id.0].tag),
        Home::Component(_) => module == Module::Schemas,
    }
}

/// Names that only their earlier holders can get.
#[derive(Default)]
pub(super) struct Reserved(BTreeMap<(Module, String), BTreeSet<usize>>);

impl Reserved {
    pub(super) fn of(kept: &[Kept]) -> Self {
        let mut names: BTreeMap<(Module, String), BTreeSet<usize>> = BTreeMap::new();
        for one in kept {
            names.entry((one.module, one.name.clone())).or_default().insert(one.target.0);
        }
        Self(names)
    }

    /// Returns whether the type at a position can have a name.
    pub(super) fn is_free(&self, module: Module, name: &str, index: usize) -> bool {
        self.0.get(&(module, name.to_owned())).is_none_or(|targets| targets.contains(&index))
    }
}
