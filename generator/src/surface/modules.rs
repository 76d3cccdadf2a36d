//! The modules of a crate, and the resolution of paths in them.

use std::collections::{BTreeMap, BTreeSet};

use super::hand_written::HandWritten;
use super::outline::{Module, Outline};

/// The path of a module from the root of the crate. The path of the root is empty.
pub(super) type ModulePath = Vec<String>;

/// All modules with their declarations.
pub(super) type Modules<'a> = BTreeMap<ModulePath, &'a Module>;

/// The key of an item: its module and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ItemKey {
    pub(super) module: ModulePath,
    pub(super) name: String,
}

/// Reads the sources of a crate, beginning with `lib.rs`. The files in `generated` are parsed already.
pub(super) fn read<'a>(by_hand: &'a HandWritten, generated: &'a Outline) -> Result<Modules<'a>, String> {
    let mut modules = Modules::new();
    let mut open: Vec<(ModulePath, String)> = vec![(Vec::new(), "lib.rs".to_owned())];
    while let Some((module, path)) = open.pop() {
        let here = match generated.file(&path) {
            Some(here) => here,
            None => by_hand.module(&path)?,
        };
        let folder = match path.strip_suffix("mod.rs").or(path.strip_suffix("lib.rs")) {
            Some(folder) => folder.to_owned(),
            None => format!("{}/", path.trim_end_matches(".rs")),
        };
        for name in &here.files {
            let plain = format!("{folder}{name}.rs");
            let nested = format!("{folder}{name}/mod.rs");
            let is_there = by_hand.contains(&plain) || generated.file(&plain).is_some();
            open.push((child(&module, name), if is_there { plain } else { nested }));
        }
        modules.insert(module, here);
    }
    Ok(modules)
}

pub(super) fn child(module: &ModulePath, name: &str) -> ModulePath {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// The target of a path.
pub(super) enum Target {
    Module(ModulePath),
    Item(ItemKey),
}

/// Resolves a path in a module. Returns `None` if it leads out of the crate.
pub(super) fn resolve(modules: &Modules<'_>, from: &ModulePath, path: &[String]) -> Option<Target> {
    resolve_step(modules, from, path, &mut BTreeSet::new())
}

fn resolve_step(
    modules: &Modules<'_>,
    from: &ModulePath,
    path: &[String],
    seen: &mut BTreeSet<(ModulePath, Vec<String>)>,
) -> Option<Target> {
    if !seen.insert((from.clone(), path.to_vec())) {
        return None;
    }
    let Some((first, rest)) = path.split_first() else { return Some(Target::Module(from.clone())) };
    match first.as_str() {
        "crate" => return resolve_step(modules, &Vec::new(), rest, seen),
        "self" => return resolve_step(modules, from, rest, seen),
        "super" => return resolve_step(modules, &from[..from.len().checked_sub(1)?].to_vec(), rest, seen),
        _ => {}
    }
    let module = child(from, first);
    if modules.contains_key(&module) {
        return resolve_step(modules, &module, rest, seen);
    }
    let here = modules.get(from)?;
    if rest.is_empty() && here.item(first).is_some() {
        return Some(Target::Item(ItemKey { module: from.clone(), name: first.clone() }));
    }
    let imported = &here.imports;
    let named = imported.iter().filter(|import| import.name.as_ref() == Some(first)).map(|import| import.path.clone());
    let globs = imported.iter().filter(|import| import.name.is_none());
    let through = globs.map(|import| import.path.iter().cloned().chain([first.clone()]).collect());
    named.chain(through).find_map(|start: Vec<String>| {
        let whole: Vec<String> = start.into_iter().chain(rest.iter().cloned()).collect();
        resolve_step(modules, from, &whole, seen)
    })
}
