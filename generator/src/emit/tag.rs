//! Emits the file of a tag: its handle, its operations and its types. Also emits the file of the components.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::{add_paragraph, description_docs};
use super::types::aliases;
use super::{
    Source, body, docs, enums, error_enums, file, headers, ident, inner_docs, mock, operation, print, structs,
    tag_gate, tags_within, unions,
};
use crate::api::{HintBase, TypeDef, TypeId, TypeShape};
use crate::markdown::{code, paragraph};
use crate::names::Module;

pub(super) fn tag(source: Source<'_>, tag: usize) -> syn::File {
    let named = &source.names.tags[tag];
    let defined = &source.api.tags[tag];
    let handle = ident(&named.handle);
    let title = format!("Operations of {}.", code(&defined.name));
    let head = inner_docs(&paragraph(&title));
    let mut handle_docs = paragraph(&title);
    add_paragraph(&mut handle_docs, description_docs(defined.description.as_deref(), source.links));
    let handle_docs = docs(&handle_docs);
    let operations =
        || source.api.operations.iter().zip(&source.names.operations).filter(|(operation, _)| operation.tag == tag);
    let methods = operations().map(|(operation, names)| operation::method(source, operation, names));
    let requests = operations().map(|(operation, names)| operation::request(source, operation, names));
    let bodies = operations().map(|(operation, names)| body::required_struct(source, operation, names));
    let old_types = operations().filter_map(|(operation, names)| operation::old_types(source, operation, names));
    let within = tags_within(source, Some(tag));
    let modules = within.iter().map(|tag| module(source, *tag));
    let accessors = within.iter().map(|tag| accessor(source, *tag, &quote!(self.client.clone())));
    let mock = mock::handle(source, tag);
    let aliases = aliases(source, Module::Tag(tag));
    let mut file = file(quote! {
        #head
        #(#modules)*
        #aliases
        use crate::runtime;
        #handle_docs
        #[derive(Clone, Debug)]
        pub struct #handle {
            pub(super) client: runtime::Client,
        }
        impl #handle {
            #(#accessors)*
            #(#methods)*
        }
        #(#requests)*
        #mock
        #(#bodies)*
        #(#old_types)*
    });
    file.items.extend(types(source, Module::Tag(tag)));
    file
}

/// Emits the declaration of a tag's module.
pub(super) fn module(source: Source<'_>, tag: usize) -> TokenStream {
    let (gate, name) = (tag_gate(source, tag), ident(source.names.tags[tag].name()));
    quote!(#gate pub mod #name;)
}

/// Emits the method that returns the handle of a tag. `client` is the expression for the client.
pub(super) fn accessor(source: Source<'_>, tag: usize, client: &TokenStream) -> TokenStream {
    let names = &source.names.tags[tag];
    let (gate, module, handle) = (tag_gate(source, tag), ident(names.name()), ident(&names.handle));
    let lines = docs(&paragraph(&format!("Operations of {}.", code(&source.api.tags[tag].name))));
    quote! {
        #lines
        #gate
        pub fn #module(&self) -> #module::#handle {
            #module::#handle { client: #client }
        }
    }
}

/// Emits the file of `components/schemas`.
pub(super) fn schemas(source: Source<'_>) -> syn::File {
    let (head, aliases) = (inner_docs(&paragraph("Types shared by operations.")), aliases(source, Module::Schemas));
    let mut file = file(quote!(#head #aliases));
    file.items.extend(types(source, Module::Schemas));
    file
}

/// Emits the types of a module, sorted by name.
fn types(source: Source<'_>, module: Module) -> impl Iterator<Item = syn::Item> {
    let of_module = source.names.types.iter().enumerate().filter(move |(_, name)| name.module == module);
    of_module.flat_map(move |(index, name)| {
        let mut items = file(type_items(source, TypeId(index))).items;
        if let Some(feature) = &name.feature {
            items.iter_mut().for_each(|item| put_gate(item, feature));
        }
        items
    })
}

/// Emits the items of a type.
fn type_items(source: Source<'_>, id: TypeId) -> TokenStream {
    let TypeDef { hint, shape, .. } = &source.api.types[id.0];
    match shape {
        TypeShape::Struct { properties, rest: _ } if hint.base == HintBase::Headers => {
            headers::headers(source, id, properties)
        }
        TypeShape::Union(union) if hint.base == HintBase::Errors => error_enums::error_enum(source, id, union),
        TypeShape::Struct { properties, rest } => structs::structure(source, id, properties, rest.as_ref()),
        TypeShape::Strings(values) => enums::strings(source, id, values),
        TypeShape::Integers(values) => enums::integers(source, id, values),
        TypeShape::Union(union) => unions::union(source, id, union),
        TypeShape::Alias(ty) => structs::alias(source, id, ty),
    }
}

/// Adds the gate of a feature to an item, below its docs.
fn put_gate(item: &mut syn::Item, feature: &str) {
    let Some(attributes) = print::attributes(item) else { return };
    let docs = attributes.iter().take_while(|attribute| attribute.path().is_ident("doc")).count();
    attributes.insert(docs, syn::parse_quote!(#[cfg(feature = #feature)]));
}
