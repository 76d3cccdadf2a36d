//! The mock of a tag: a handle with methods that plan the responses of its operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::method_path;
use super::types::rust_type;
use super::{Source, docs, ident, renamed, tag_gate, tags_within};
use crate::api::{Operation, ResponseContent, is_by_status};
use crate::markdown::{code, paragraph};
use crate::names::{Module, OperationNames};

/// Emits the mock handle of a tag.
pub(super) fn handle(source: Source<'_>, tag: usize) -> TokenStream {
    let mock = ident(&source.names.tags[tag].mock);
    let title = format!("Plans mock responses for the operations of {}.", code(&source.api.tags[tag].name));
    let lines = docs(&paragraph(&title));
    let within = tags_within(source, Some(tag));
    let within = within.iter().map(|tag| accessor(source, *tag, &quote!(self.mock.clone())));
    let all = source.api.operations.iter().zip(&source.names.operations);
    let of_file = all.filter(|(operation, names)| operation.tag == tag && names.file.is_none());
    let methods: TokenStream =
        within.chain(of_file.map(|(operation, names)| method(source, operation, names))).collect();
    let methods = (!methods.is_empty()).then(|| {
        quote! {
            #[cfg(feature = "mock")]
            impl #mock {
                #methods
            }
        }
    });
    quote! {
        #lines
        #[cfg(feature = "mock")]
        #[derive(Clone, Debug)]
        pub struct #mock {
            pub(super) mock: runtime::mock::Mock,
        }

        #methods
    }
}

/// Emits the method that plans responses of an operation.
pub(super) fn method(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let (name, request) = (ident(&names.method), ident(&names.request));
    let path = method_path(source, operation, names);
    let lines = docs(&paragraph(&format!("Plans mock responses for [`{path}`].")));
    let (ty, constructor) = match &operation.response_content {
        ResponseContent::Nothing => (quote!(()), "nothing"),
        ResponseContent::Text => (quote!(String), "text"),
        ResponseContent::Bytes => (quote!(Vec<u8>), "bytes"),
        ResponseContent::Events(_) => (quote!(String), "events"),
        ResponseContent::JsonItems(ty) => {
            let ty = rust_type(source, ty, Module::Tag(operation.tag));
            (quote!(Vec<#ty>), "json_items")
        }
        ResponseContent::Redirect => (quote!(runtime::Redirect), "redirect"),
        ResponseContent::Json(ty) if is_by_status(&source.api.types, ty) => {
            (rust_type(source, ty, Module::Tag(operation.tag)), "json_by_status")
        }
        ResponseContent::Json(ty) => (rust_type(source, ty, Module::Tag(operation.tag)), "json"),
    };
    let constructor = ident(constructor);
    let old = names.was.method.as_ref().map(|old| {
        let (old, mark) = (ident(&old.method), renamed(&names.method));
        let lines = docs(&paragraph(&format!("Renamed to [`Self::{}`].", names.method)));
        quote! {
            #lines
            #mark
            pub fn #old(&self) -> runtime::mock::Stub<#ty> {
                self.#name()
            }
        }
    });
    quote! {
        #lines
        pub fn #name(&self) -> runtime::mock::Stub<#ty> {
            runtime::mock::Stub::#constructor(&self.mock, &#request::OPERATION)
        }
        #old
    }
}

/// Emits the method that returns the mock handle of a tag. `mock_value` is the expression for the mock.
pub(super) fn accessor(source: Source<'_>, tag: usize, mock_value: &TokenStream) -> TokenStream {
    let names = &source.names.tags[tag];
    let (gate, module, mock) = (tag_gate(source, tag), ident(names.name()), ident(&names.mock));
    let title = format!("Plans mock responses for the operations of {}.", code(&source.api.tags[tag].name));
    let lines = docs(&paragraph(&title));
    quote! {
        #lines
        #gate
        pub fn #module(&self) -> #module::#mock {
            #module::#mock { mock: #mock_value }
        }
    }
}
