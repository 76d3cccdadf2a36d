//! The file of a tag: its handle, then its operations, then its types. And the file of the components.

use proc_macro2::TokenStream;
use quote::quote;

use super::prose::{add, described};
use super::{Source, body, docs, enums, ident, inner_docs, mock, operation, structs, tags_within, unions};
use crate::api::{TypeId, TypeShape};
use crate::docs::{code, paragraph};
use crate::names::Module;

pub(super) fn tag(source: Source<'_>, tag: usize) -> TokenStream {
    let named = &source.names.tags[tag];
    let defined = &source.api.tags[tag];
    let handle = ident(&named.handle);
    let title = format!("The operations of {}.", code(&defined.name));
    let head = inner_docs(&described(None, &title, source.links));
    let mut handle_docs = paragraph(&title);
    if let Some(description) = &defined.description {
        add(&mut handle_docs, crate::docs::markdown(description, source.links));
    }
    let handle_docs = docs(&handle_docs);
    let operations =
        || source.api.operations.iter().zip(&source.names.operations).filter(|(operation, _)| operation.tag == tag);
    let methods = operations().map(|(operation, names)| operation::method(source, operation, names));
    let requests = operations().map(|(operation, names)| operation::request(source, operation, names));
    let bodies = operations().map(|(operation, names)| body::required(source, operation, names));
    let within = tags_within(source, Some(tag));
    let modules = within.iter().map(|tag| ident(source.names.tags[*tag].name()));
    let accessors = within.iter().map(|tag| accessor(source, *tag, &quote!(self.client.clone())));
    let mock = mock::handle(source, tag);
    let types = types(source, Module::Tag(tag));
    quote! {
        #head
        #(pub mod #modules;)*
        use crate::runtime;
        #handle_docs
        #[derive(Clone, Debug)]
        pub struct #handle<M = runtime::Async> {
            pub(super) client: runtime::Client<M>,
        }
        impl<M: runtime::Mode> #handle<M> {
            #(#accessors)*
            #(#methods)*
        }
        #(#requests)*
        #mock
        #(#bodies)*
        #types
    }
}

/// The method that leads to the handle of a tag, from a client that is held in one way or another.
pub(super) fn accessor(source: Source<'_>, tag: usize, client: &TokenStream) -> TokenStream {
    let names = &source.names.tags[tag];
    let (module, handle) = (ident(names.name()), ident(&names.handle));
    let lines = docs(&paragraph(&format!("The operations of {}.", code(&source.api.tags[tag].name))));
    quote! {
        #lines
        pub fn #module(&self) -> #module::#handle<M> {
            #module::#handle { client: #client }
        }
    }
}

/// The file of `components/schemas`.
pub(super) fn schemas(source: Source<'_>) -> TokenStream {
    let head = inner_docs(&paragraph("The types that operations share."));
    let types = types(source, Module::Schemas);
    quote! {
        #head
        #types
    }
}

/// The types of a module, in the order of their names.
fn types(source: Source<'_>, module: Module) -> TokenStream {
    let of_module = source.names.types.iter().enumerate().filter(|(_, name)| name.module == module);
    let types = of_module.map(|(index, _)| match &source.api.types[index].shape {
        TypeShape::Struct { properties, rest } => structs::structure(source, TypeId(index), properties, rest.as_ref()),
        TypeShape::Strings(values) => enums::strings(source, TypeId(index), values),
        TypeShape::Integers(values) => enums::integers(source, TypeId(index), values),
        TypeShape::Union(union) => unions::union(source, TypeId(index), union),
        TypeShape::Alias(ty) => structs::alias(source, TypeId(index), ty),
    });
    quote!(#(#types)*)
}
