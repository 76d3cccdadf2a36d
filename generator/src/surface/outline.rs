//! The declarations of a file that matter for the surface. They are plain data, so no syntax tree has to be kept.

use std::collections::BTreeMap;

use syn::{Attribute, Type, UseTree, Visibility};

use super::text::is_public;
use super::{request, text};

/// The declarations of the generated files, for [`surface`](super::surface).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline(BTreeMap<String, Module>);

impl Outline {
    /// Makes the outline of files, given by their path in `src`.
    pub(crate) fn of<'a>(files: impl Iterator<Item = (String, &'a syn::File)>) -> Self {
        Self(files.map(|(path, file)| (path, Module::of(file))).collect())
    }

    pub(super) fn file(&self, path: &str) -> Option<&Module> {
        self.0.get(path)
    }
}

/// A module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Module {
    /// The names of its modules that are in files of their own.
    pub(super) files: Vec<String>,
    pub(super) items: Vec<Item>,
    /// The index of the first item with each name.
    names: BTreeMap<String, usize>,
    pub(super) imports: Vec<Import>,
    pub(super) implementations: Vec<Implementation>,
}

/// An item that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) name: String,
    pub(super) public: bool,
    pub(super) what: What,
}

/// The kind of an item, with its lines. The path of the item has to be put before each line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A module. Its items are listed separately.
    Module { line: String },
    /// Any other item, with its fields, variants, methods and traits.
    Other { lines: Vec<String> },
}

/// An implementation. The path of the type has to be put before each line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Implementation {
    /// The path of the type as it is written in the source.
    pub(super) of: Vec<String>,
    pub(super) lines: Vec<String>,
}

/// A name that a `use` declaration brings into a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// The name in this module, or `None` for a glob.
    pub(super) name: Option<String>,
    pub(super) public: bool,
}

impl Module {
    pub(super) fn of(file: &syn::File) -> Self {
        let mut module = Self {
            files: Vec::new(),
            items: Vec::new(),
            names: BTreeMap::new(),
            imports: Vec::new(),
            implementations: Vec::new(),
        };
        for item in file.items.iter().filter(|item| !is_test(attributes(item))) {
            module.add(item);
        }
        module
    }

    fn add(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Mod(item) => {
                let name = item.ident.to_string();
                if item.content.is_none() {
                    self.files.push(name.clone());
                }
                let line = format!(": mod{}", text::feature_mark(&item.attrs));
                self.items.push(Item { name, public: is_public(&item.vis), what: What::Module { line } });
            }
            syn::Item::Use(item) => flatten(&item.tree, &mut Vec::new(), is_public(&item.vis), &mut self.imports),
            syn::Item::Impl(item) => {
                if let Type::Path(ty) = item.self_ty.as_ref() {
                    let of = ty.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                    self.implementations.push(Implementation { of, lines: text::implementation(item) });
                }
            }
            syn::Item::Macro(item) => {
                if let Some((of, lines)) = request::methods(&item.mac).or_else(|| text::macro_call(item)) {
                    self.implementations.push(Implementation { of: vec![of], lines });
                }
            }
            item => {
                if let Some((name, visibility)) = named(item) {
                    self.names.entry(name.to_string()).or_insert(self.items.len());
                    let what = What::Other { lines: text::item(item) };
                    self.items.push(Item { name: name.to_string(), public: is_public(visibility), what });
                }
            }
        }
    }

    /// Finds an item that is not a module.
    pub(super) fn item(&self, name: &str) -> Option<&Item> {
        self.items.get(*self.names.get(name)?)
    }
}

/// Returns the name and visibility of an item that has a name and is not a module.
fn named(item: &syn::Item) -> Option<(&syn::Ident, &Visibility)> {
    Some(match item {
        syn::Item::Struct(item) => (&item.ident, &item.vis),
        syn::Item::Enum(item) => (&item.ident, &item.vis),
        syn::Item::Union(item) => (&item.ident, &item.vis),
        syn::Item::Type(item) => (&item.ident, &item.vis),
        syn::Item::Trait(item) => (&item.ident, &item.vis),
        syn::Item::Fn(item) => (&item.sig.ident, &item.vis),
        syn::Item::Const(item) => (&item.ident, &item.vis),
        syn::Item::Static(item) => (&item.ident, &item.vis),
        _ => return None,
    })
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && (attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test" || name == "doctest")
                || is_without_feature(attribute))
    })
}

/// Returns whether an item exists only without a feature. The surface is that of the crate with all features.
fn is_without_feature(attribute: &Attribute) -> bool {
    let list = attribute.parse_args::<syn::MetaList>();
    list.is_ok_and(|list| list.path.is_ident("not") && list.tokens.to_string().starts_with("feature"))
}

/// Returns the attributes of an item that can be part of the surface.
fn attributes(item: &syn::Item) -> &[Attribute] {
    match item {
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        _ => &[],
    }
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
