//! The modules of a crate with their items, and what a path means in each of them.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Item, UseTree, Visibility};

/// The path of a module from the root of the crate; the root has none.
pub(super) type ModulePath = Vec<String>;

/// The items of all modules.
pub(super) type Modules = BTreeMap<ModulePath, Module>;

/// A module.
pub(super) struct Module {
    pub(super) items: Vec<Item>,
    /// The first item of each name.
    names: BTreeMap<String, usize>,
    pub(super) imports: Vec<Import>,
}

impl Module {
    fn new(items: Vec<Item>) -> Self {
        let mut names = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            if let Some(name) = name_of(item) {
                names.entry(name).or_insert(index);
            }
        }
        Self { imports: imports(&items), items, names }
    }

    /// Finds an item that is no module.
    pub(super) fn item(&self, name: &str) -> Option<&Item> {
        self.items.get(*self.names.get(name)?)
    }
}

/// An item: its module and its name there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) module: ModulePath,
    pub(super) name: String,
}

/// Reads the sources of a crate, from `lib.rs` on.
pub(super) fn read(sources: &BTreeMap<String, String>) -> Result<Modules, String> {
    let mut modules = Modules::new();
    let mut open: Vec<(ModulePath, String)> = vec![(Vec::new(), "lib.rs".to_owned())];
    while let Some((module, path)) = open.pop() {
        let text = sources.get(&path).ok_or_else(|| format!("the module file `{path}` is missing"))?;
        let file = syn::parse_file(text).map_err(|error| format!("`{path}` is no Rust: {error}"))?;
        let folder = match path.strip_suffix("mod.rs").or(path.strip_suffix("lib.rs")) {
            Some(folder) => folder.to_owned(),
            None => format!("{}/", path.trim_end_matches(".rs")),
        };
        for name in file.items.iter().filter_map(file_module) {
            let plain = format!("{folder}{name}.rs");
            let nested = format!("{folder}{name}/mod.rs");
            let path = if sources.contains_key(&plain) { plain } else { nested };
            open.push((child(&module, &name), path));
        }
        let items = file.items.into_iter().filter(|item| !is_test(attributes(item)));
        modules.insert(module, Module::new(items.collect()));
    }
    Ok(modules)
}

/// The name of a module that lies in a file of its own.
fn file_module(item: &Item) -> Option<String> {
    match item {
        Item::Mod(module) if module.content.is_none() && !is_test(&module.attrs) => Some(module.ident.to_string()),
        _ => None,
    }
}

pub(super) fn child(module: &ModulePath, name: &str) -> ModulePath {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && (attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test" || name == "doctest")
                || is_without_feature(attribute))
    })
}

/// Whether an item stands in for another one where a feature is off: the surface has all features.
fn is_without_feature(attribute: &Attribute) -> bool {
    let list = attribute.parse_args::<syn::MetaList>();
    list.is_ok_and(|list| list.path.is_ident("not") && list.tokens.to_string().starts_with("feature"))
}

/// The attributes of an item of a kind that matters here.
fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        _ => &[],
    }
}

/// A name that a `use` brings into a module.
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// The name it has here; `None` for a glob.
    pub(super) name: Option<String>,
    pub(super) public: bool,
}

/// Lists what the `use` items of a module bring in.
fn imports(items: &[Item]) -> Vec<Import> {
    let mut found = Vec::new();
    for item in items {
        if let Item::Use(item) = item {
            flatten(&item.tree, &mut Vec::new(), is_public(&item.vis), &mut found);
        }
    }
    found
}

fn flatten(tree: &UseTree, path: &mut Vec<String>, public: bool, found: &mut Vec<Import>) {
    let mut leaf = |last: Option<&syn::Ident>, name: Option<&syn::Ident>| {
        let path = path.iter().cloned().chain(last.map(ToString::to_string)).collect();
        found.push(Import { path, name: name.map(ToString::to_string), public });
    };
    match tree {
        UseTree::Name(tree) => leaf(Some(&tree.ident), Some(&tree.ident)),
        UseTree::Rename(tree) => leaf(Some(&tree.ident), Some(&tree.rename)),
        UseTree::Glob(_) => leaf(None, None),
        UseTree::Path(tree) => {
            path.push(tree.ident.to_string());
            flatten(&tree.tree, path, public, found);
            path.pop();
        }
        UseTree::Group(tree) => tree.items.iter().for_each(|tree| flatten(tree, path, public, found)),
    }
}

/// What a path leads to.
pub(super) enum Target {
    Module(ModulePath),
    Item(Place),
}

/// Follows a path from a module; `None` where it leaves the crate.
pub(super) fn resolve(modules: &Modules, from: &ModulePath, path: &[String]) -> Option<Target> {
    resolve_step(modules, from, path, &mut BTreeSet::new())
}

fn resolve_step(
    modules: &Modules,
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
    if rest.is_empty() && here.names.contains_key(first) {
        return Some(Target::Item(Place { module: from.clone(), name: first.clone() }));
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

/// The name of an item that has one and is no module.
pub(super) fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Struct(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Union(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Const(item) => item.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        _ => return None,
    })
}
