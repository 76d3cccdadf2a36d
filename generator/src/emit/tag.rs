//! Emits the file of a tag: its handle, its types, and its operations unless these have files of their own. Also emits the
//! file of the components.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::{add_paragraph, description_docs};
use super::file_types::types;
use super::types::aliases;
use super::{Source, body, docs, file, ident, inner_docs, mock, operation, operation_file, tag_gate, tags_within};
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
    let all = || source.api.operations.iter().zip(&source.names.operations);
    let operations = || all().filter(|(operation, names)| operation.tag == tag && names.file.is_none());
    let files = operation_file::of_tag(source, tag);
    let files = files.iter().map(|(file, _)| operation_file::module(file));
    let methods = operations().map(|(operation, names)| operation::method(source, operation, names));
    let requests = operations().map(|(operation, names)| operation::request(source, operation, names));
    let bodies = operations().map(|(operation, names)| body::required_struct(source, operation, names));
    let old_types = operations().filter_map(|(operation, names)| operation::old_types(source, operation, names));
    let within = tags_within(source, Some(tag));
    let modules = within.iter().map(|tag| module(source, *tag));
    let accessors = within.iter().map(|tag| accessor(source, *tag, &quote!(self.client.clone())));
    let methods: TokenStream = accessors.chain(methods).collect();
    let methods = (!methods.is_empty()).then(|| quote!(impl #handle { #methods }));
    let mock = mock::handle(source, tag);
    let aliases = aliases(source, Module::Tag(tag));
    let mut file = file(quote! {
        #head
        #(#modules)*
        #(#files)*
        #aliases
        use crate::runtime;
        #handle_docs
        #[derive(Clone, Debug)]
        pub struct #handle {
            pub(super) client: runtime::Client,
        }
        #methods
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
