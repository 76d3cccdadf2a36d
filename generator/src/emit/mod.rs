//! Turns [`Api`] and [`Names`] into Rust items: one emitter for each kind of item, one file for each tag, or
//! for each operation of a large one. Emitters never read the document, never decide a type and never make a name.

mod auth;
mod body;
mod complexity;
pub(crate) mod conformance_driver;
mod crate_root;
mod doc_text;
mod enums;
mod error_enums;
mod fields;
mod file_types;
mod headers;
mod mock;
mod newtypes;
mod operation;
mod operation_file;
mod parameter;
pub(crate) mod print;
mod readme_table;
mod recursive;
mod sending;
mod servers;
mod setters;
mod signatures;
mod structs;
mod tag;
mod types;
mod unions;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::api::{Api, OperationId, TypeId};
use crate::names::{Module as Home, Names, WEBHOOKS};

/// A generated file.
pub(crate) struct Module {
    /// The path in `src/generated`.
    pub(crate) path: String,
    pub(crate) file: syn::File,
}

/// The input of the emitters.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    /// The operation whose file is emitted, if it is not that of a whole module.
    file: Option<OperationId>,
    /// The types in each file: those of a module, or those of an operation in it. They are sorted by name.
    types_in: &'a BTreeMap<(Home, Option<OperationId>), Vec<TypeId>>,
    /// The types that contain themselves by value, so that they need a box.
    recursive: &'a BTreeSet<TypeId>,
    links: crate::markdown::Links<'a>,
}

/// The result of [`emit`].
pub(crate) struct Emitted {
    pub(crate) modules: Vec<Module>,
    /// The table of operations, as Markdown.
    pub(crate) operations: String,
}

/// Emits all generated files, and the table of operations.
pub(crate) fn emit(api: &Api, names: &Names) -> Emitted {
    let recursive = recursive::recursive(api);
    let types_in = file_types::by_file(names);
    let pages = doc_text::pages(api, names);
    let links = |address: &str| doc_text::link(address, &pages);
    let source = Source { api, names, file: None, types_in: &types_in, recursive: &recursive, links: &links };
    let mut modules = vec![module("mod.rs", file(crate_root::crate_root(source)))];
    if api.schemes.iter().any(|scheme| scheme.kind.is_sent()) {
        modules.push(module("auth.rs", file(auth::auth(source))));
    }
    if !api.servers.is_empty() {
        modules.push(module("servers.rs", file(servers::servers(source))));
    }
    if names.has_schemas() {
        modules.push(module("schemas.rs", tag::schemas(source)));
    }
    if !api.webhooks.is_empty() {
        modules.push(module(&format!("{WEBHOOKS}.rs"), file(webhooks::webhooks(source))));
    }
    for (index, tag) in names.tags.iter().enumerate().filter(|(_, tag)| tag.is_used) {
        let path = tag.module.replace("::", "/");
        modules.push(module(&format!("{path}.rs"), tag::tag(source, index)));
        for (file, operation) in operation_file::of_tag(source, index) {
            modules.push(module(&format!("{path}/{file}.rs"), operation_file::file(source, operation)));
        }
    }
    Emitted { modules, operations: readme_table::tables(source) }
}

fn module(path: &str, mut file: syn::File) -> Module {
    complexity::allow(&mut file);
    Module { path: path.to_owned(), file }
}

/// Parses the tokens of an emitter.
fn file(tokens: TokenStream) -> syn::File {
    // Names are identifiers by construction and texts are literals, so the tokens always parse.
    syn::parse2(tokens).expect("emitters make Rust")
}

/// Returns the tags within another one, or those at the root, sorted by name.
fn tags_within(source: Source<'_>, parent: Option<usize>) -> Vec<usize> {
    let names = &source.names.tags;
    let mut tags: Vec<usize> =
        (0..names.len()).filter(|tag| names[*tag].is_used && names[*tag].parent == parent).collect();
    tags.sort_by_key(|tag| &names[*tag].module);
    tags
}

/// Returns the attribute of an item that is compiled only with a feature.
fn gate(feature: Option<&String>) -> Option<TokenStream> {
    feature.map(|feature| quote!(#[cfg(feature = #feature)]))
}

/// Returns the gate of a tag's module, if the tag is at the root. The gate applies to the modules within it as well.
fn tag_gate(source: Source<'_>, tag: usize) -> Option<TokenStream> {
    let names = &source.names.tags[tag];
    gate(Some(&names.feature).filter(|_| names.parent.is_none()))
}

/// Returns the attribute of an item that the API has deprecated.
fn deprecated() -> TokenStream {
    quote!(#[deprecated = "deprecated by the API"])
}

/// Returns the mark of an old name.
fn renamed(name: &str) -> TokenStream {
    let note = format!("renamed to `{name}`");
    quote!(#[deprecated = #note])
}

/// Returns the token of a name.
fn ident(name: &str) -> Ident {
    crate::names::ident(name)
}

/// Returns doc lines as attributes. prettyplease prints each as a `///` line.
fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Returns the doc lines of a file as attributes.
fn inner_docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#![doc = #lines])*)
}
