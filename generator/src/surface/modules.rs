//! The modules of a crate, and the resolution of paths in them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use proc_macro2::{Delimiter, Group, LexError, TokenStream, TokenTree};

use super::outline::{Module, Outline};

/// The path of a module from the root of the crate. The path of the root is empty.
pub(super) type ModulePath = Vec<String>;

/// All modules with their declarations.
pub(super) type Modules<'a> = BTreeMap<ModulePath, Cow<'a, Module>>;

/// The key of an item: its module and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ItemKey {
    pub(super) module: ModulePath,
    pub(super) name: String,
}

/// Reads the sources of a crate, beginning with `lib.rs`. Files in `generated` are not parsed again.
pub(super) fn read<'a>(sources: &BTreeMap<String, String>, generated: &'a Outline) -> Result<Modules<'a>, String> {
    let mut modules = Modules::new();
    let mut open: Vec<(ModulePath, String)> = vec![(Vec::new(), "lib.rs".to_owned())];
    while let Some((module, path)) = open.pop() {
        let here = match generated.file(&path) {
            Some(here) => Cow::Borrowed(here),
            None => Cow::Owned(parse(sources, &path)?),
        };
        let folder = match path.strip_suffix("mod.rs").or(path.strip_suffix("lib.rs")) {
            Some(folder) => folder.to_owned(),
            None => format!("{}/", path.trim_end_matches(".rs")),
        };
        for name in &here.files {
            let plain = format!("{folder}{name}.rs");
            let nested = format!("{folder}{name}/mod.rs");
            let is_there = sources.contains_key(&plain) || generated.file(&plain).is_some();
            open.push((child(&module, name), if is_there { plain } else { nested }));
        }
        modules.insert(module, here);
    }
    Ok(modules)
}

fn parse(sources: &BTreeMap<String, String>, path: &str) -> Result<Module, String> {
    let text = sources.get(path).ok_or_else(|| format!("the module file `{path}` is missing"))?;
    let wrong = |error: &dyn Display| format!("`{path}` is not valid Rust: {error}");
    let tokens = text.parse().map_err(|error: LexError| wrong(&error))?;
    let file = syn::parse2(without_bodies(tokens)).map_err(|error| wrong(&error))?;
    Ok(Module::of(&file))
}

/// Empties the bodies of functions. They take most of the time to parse, and are not part of the surface.
fn without_bodies(tokens: TokenStream) -> TokenStream {
    // A type such as `fn(u8)` has no name after `fn`, and no body.
    let (mut is_behind_word, mut is_function) = (false, false);
    let without_body = |token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let inside = if is_function { TokenStream::new() } else { without_bodies(group.stream()) };
            is_function = false;
            TokenTree::Group(Group::new(Delimiter::Brace, inside))
        }
        TokenTree::Ident(word) => {
            is_function |= is_behind_word;
            is_behind_word = word == "fn";
            TokenTree::Ident(word)
        }
        token => {
            is_behind_word = false;
            is_function &= !matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ';');
            token
        }
    };
    tokens.into_iter().map(without_body).collect()
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
