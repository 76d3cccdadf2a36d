//! Names under which a type stays where it was: what was defined in the module of a tag and is a component now is
//! re-exported there, so that nobody has to change a line. The lock holds the place for that, and deleting its line
//! ends it.

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
    /// The same for the struct of its required properties, which is named by both.
    pub(crate) required: Option<String>,
    /// The places for which the lock has it.
    pub(super) places: Vec<String>,
}

/// What the lock keeps for a type beside the places that define it.
#[derive(Clone, Default)]
pub(super) struct Aliases {
    /// The places that have its own name.
    pub(super) own: Vec<String>,
    pub(super) others: Vec<Alias>,
}

/// The other names of each type. One that something else has is none.
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
                };
                others.push(alias);
            }
        }
    }
    found
}
