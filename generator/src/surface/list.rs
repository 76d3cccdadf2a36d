//! Lists the public items of a crate.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::{ItemKey, ModulePath, Modules, Target, child, resolve};
use super::outline::{Item, What};

/// Returns the lines of the surface.
pub(super) fn list(modules: &Modules<'_>) -> BTreeSet<String> {
    let mut walk = Walk { modules, lines: BTreeSet::new(), homes: BTreeMap::new(), seen: BTreeSet::new() };
    walk.module(&Vec::new(), "");
    let Walk { mut lines, homes, .. } = walk;
    let parts: BTreeSet<&ModulePath> = modules.keys().filter(|module| is_part(modules, module)).collect();
    let seen_from = |module: &ModulePath, line: &String| match parts.contains(module) {
        true => from_around(line),
        false => line.clone(),
    };
    for (place, path) in &homes {
        let item = modules.get(&place.module).and_then(|module| module.item(&place.name));
        if let Some(Item { what: What::Other { lines: own }, .. }) = item {
            lines.extend(own.iter().map(|line| format!("{path}{}", seen_from(&place.module, line))));
        }
    }
    for (module, here) in modules {
        for implementation in &here.implementations {
            if let Some(Target::Item(place)) = resolve(modules, module, &implementation.of)
                && let Some(path) = homes.get(&place)
            {
                let own = implementation.lines.iter();
                lines.extend(own.map(|line| format!("{path}{}", seen_from(module, line))));
            }
        }
    }
    lines
}

/// Returns whether a private module is only a file of the one around it, which re-exports all its items.
fn is_part(modules: &Modules<'_>, module: &ModulePath) -> bool {
    let Some((name, around)) = module.split_last() else { return false };
    let Some(around) = modules.get(around) else { return false };
    let is_private =
        around.items.iter().any(|item| matches!(item.what, What::Module { .. }) && item.name == *name && !item.public);
    let is_whole = around
        .imports
        .iter()
        .any(|import| import.public && import.name.is_none() && import.path.as_slice() == std::slice::from_ref(name));
    is_private && is_whole
}

/// Returns a line with the paths that the module around would have: `super::User` → `User`. So a surface does not depend on
/// how a module is divided into files.
fn from_around(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(SUPER) {
        let (before, found) = rest.split_at(at);
        shown.push_str(before);
        rest = &found[SUPER.len()..];
        // Only the first step of a path leads out of the file.
        let steps = rest.len() - rest.trim_start_matches(SUPER).len();
        shown.push_str(&rest[..steps]);
        rest = &rest[steps..];
    }
    shown + rest
}

const SUPER: &str = "super::";

/// Appends a name to a path.
fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") }
}

struct Walk<'a> {
    modules: &'a Modules<'a>,
    lines: BTreeSet<String>,
    /// The first path of each public item. At other paths it is a re-export.
    homes: BTreeMap<ItemKey, String>,
    seen: BTreeSet<(ModulePath, String)>,
}

impl Walk<'_> {
    /// Lists the public items of a module that is visible at a path.
    fn module(&mut self, module: &ModulePath, path: &str) {
        if !self.seen.insert((module.clone(), path.to_owned())) {
            return;
        }
        let Some(here) = self.modules.get(module) else { return };
        for Item { name, public: _, what } in here.items.iter().filter(|item| item.public) {
            let path = join(path, name);
            match what {
                What::Module { line } => {
                    self.lines.insert(format!("{path}{line}"));
                    self.module(&child(module, name), &path);
                }
                What::Other { lines: _ } => self.item(ItemKey { module: module.clone(), name: name.clone() }, path),
            }
        }
        for import in here.imports.iter().filter(|import| import.public) {
            match (resolve(self.modules, module, &import.path), import.name.clone()) {
                (Some(Target::Module(target)), None) => self.module(&target, path),
                (Some(Target::Module(target)), Some(name)) => {
                    let path = join(path, &name);
                    self.lines.insert(format!("{path}: mod"));
                    self.module(&target, &path);
                }
                (Some(Target::Item(place)), Some(name)) => self.item(place, join(path, &name)),
                // An item of another crate, or a variant of an enum.
                (_, name) => {
                    let name = join(path, &name.unwrap_or_else(|| "*".to_owned()));
                    self.lines.insert(format!("{name}: use {}", import.path.join("::")));
                }
            }
        }
    }

    fn item(&mut self, place: ItemKey, path: String) {
        match self.homes.get(&place) {
            Some(home) if *home != path => {
                self.lines.insert(format!("{path}: use {home}"));
            }
            Some(_) => {}
            None => {
                self.homes.insert(place, path);
            }
        }
    }
}
