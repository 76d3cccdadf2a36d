//! Re-exports of types that have moved. If a type was defined in the module of a tag and is now a component, the module
//! re-exports it, so that no code has to change. The lock has a line for it, and deleting the line removes the re-export.

use std::collections::BTreeMap;

use super::kept::Kept;
use super::module::{Known, Module, required_of};
use super::places::{Group, needs_required};
use crate::api::TypeDef;

/// Another name of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alias {
    pub(crate) module: Module,
    pub(crate) name: String,
    /// Another name of the struct of its required properties.
    pub(crate) required: Option<String>,
    /// The places that have this name in the lock.
    pub(super) places: Vec<String>,
    pub(crate) origin: Origin,
}

/// Why a type has another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It was defined there.
    Moved,
    /// It had that name, which is deprecated.
    Renamed,
}

/// The lines of the lock for a type, other than those of the places that define it.
#[derive(Clone, Default)]
pub(super) struct Aliases {
    /// The places that have its own name.
    pub(super) own: Vec<String>,
    pub(super) others: Vec<Alias>,
}

/// Returns the other names of each type. A name that another item has is omitted.
pub(super) fn aliases_of(
    groups: &[Group],
    kept: &[Kept],
    (required, old): (&[String], &[TypeDef]),
    known: &Known<'_>,
) -> Vec<Aliases> {
    let mut taken: BTreeMap<(Module, &str), Option<usize>> = BTreeMap::new();
    let mut group_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        taken.insert((group.module, &group.name), Some(index));
        taken.entry((group.module, &required[index])).or_insert(None);
        group_of.extend(group.members.iter().map(|member| (*member, index)));
    }
    for (tag, names) in known.reserved {
        taken.extend(names.iter().map(|name| ((Module::Tag(*tag), name.as_str()), None)));
    }
    let mut found = vec![Aliases::default(); groups.len()];
    let mut holders: BTreeMap<(Module, &str), usize> = BTreeMap::new();
    for one in kept {
        let Some(group) = group_of.get(&one.target.0).copied() else { continue };
        match taken.get(&(one.module, one.name.as_str())) {
            Some(holder) if *holder == Some(group) => found[group].own.push(one.place.clone()),
            Some(_) => {}
            None if *holders.entry((one.module, &one.name)).or_insert(group) != group => {}
            None => {
                let others = &mut found[group].others;
                let same = others.iter_mut().find(|alias| alias.module == one.module && alias.name == one.name);
                if let Some(alias) = same {
                    alias.places.push(one.place.clone());
                    continue;
                }
                let plain = required_of(&one.name);
                let needs = groups[group].members.iter().any(|member| needs_required(&old[*member]));
                let is_free = !taken.contains_key(&(one.module, plain.as_str()));
                let alias = Alias {
                    module: one.module,
                    name: one.name.clone(),
                    required: (needs && is_free).then_some(plain),
                    places: vec![one.place.clone()],
                    origin: Origin::Moved,
                };
                others.push(alias);
            }
        }
    }
    found
}
