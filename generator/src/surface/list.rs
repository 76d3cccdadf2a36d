//! Which items of a crate are public, and where.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, Type};

use super::modules::{ModulePath, Modules, Place, Target, child, is_public, name_of, resolve};
use super::text;

/// Lists the lines of the surface.
pub(super) fn list(modules: &Modules) -> BTreeSet<String> {
    let mut walk = Walk { modules, lines: BTreeSet::new(), homes: BTreeMap::new(), seen: BTreeSet::new() };
    walk.module(&Vec::new(), "");
    let Walk { mut lines, homes, .. } = walk;
    for (place, path) in &homes {
        if let Some(item) = modules.get(&place.module).and_then(|module| module.item(&place.name)) {
            lines.extend(text::item(item, path));
        }
    }
    for (module, here) in modules {
        for item in &here.items {
            if let Item::Impl(item) = item
                && let Some(Target::Item(place)) = self_type(modules, module, &item.self_ty)
                && let Some(path) = homes.get(&place)
            {
                lines.extend(text::implementation(item, path));
            }
        }
    }
    lines
}

fn self_type(modules: &Modules, module: &ModulePath, ty: &Type) -> Option<Target> {
    let Type::Path(ty) = ty else { return None };
    let path: Vec<String> = ty.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    resolve(modules, module, &path)
}

struct Walk<'a> {
    modules: &'a Modules,
    lines: BTreeSet<String>,
    /// Where each public item is named; the first path is its home, at others it is a re-export.
    homes: BTreeMap<Place, String>,
    seen: BTreeSet<(ModulePath, String)>,
}

impl Walk<'_> {
    /// Lists what is public in a module, as it is seen at a path.
    fn module(&mut self, module: &ModulePath, path: &str) {
        if !self.seen.insert((module.clone(), path.to_owned())) {
            return;
        }
        let Some(here) = self.modules.get(module) else { return };
        for item in &here.items {
            match item {
                Item::Mod(item) if is_public(&item.vis) => {
                    let name = item.ident.to_string();
                    let path = text::join(path, &name);
                    self.lines.insert(format!("{path}: mod{}", text::feature_mark(&item.attrs)));
                    self.module(&child(module, &name), &path);
                }
                item if text::is_public(item) => {
                    if let Some(name) = name_of(item) {
                        self.item(Place { module: module.clone(), name: name.clone() }, text::join(path, &name));
                    }
                }
                _ => {}
            }
        }
        for import in here.imports.iter().filter(|import| import.public) {
            match (resolve(self.modules, module, &import.path), import.name.clone()) {
                (Some(Target::Module(target)), None) => self.module(&target, path),
                (Some(Target::Module(target)), Some(name)) => {
                    let path = text::join(path, &name);
                    self.lines.insert(format!("{path}: mod"));
                    self.module(&target, &path);
                }
                (Some(Target::Item(place)), Some(name)) => self.item(place, text::join(path, &name)),
                // From another crate, or a variant of an enum.
                (_, name) => {
                    let name = text::join(path, &name.unwrap_or_else(|| "*".to_owned()));
                    self.lines.insert(format!("{name}: use {}", import.path.join("::")));
                }
            }
        }
    }

    fn item(&mut self, place: Place, path: String) {
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
