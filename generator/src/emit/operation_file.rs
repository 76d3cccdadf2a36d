//! Emits the file of an operation: its method, its request, its mock and the types that belong to it alone. Also emits the
//! lines by which the module of the tag has them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Source, body, file_types, ident, inner_docs, mock, operation};
use crate::api::OperationId;
use crate::markdown::{code, paragraph};
use crate::names::Module;

/// Returns the operations of a tag that have files of their own, with the names of these, sorted.
pub(super) fn of_tag(source: Source<'_>, tag: usize) -> Vec<(&str, OperationId)> {
    let operations = source.api.operations.iter().zip(&source.names.operations).enumerate();
    let of_tag = operations.filter(|(_, (operation, _))| operation.tag == tag);
    let mut files: Vec<_> =
        of_tag.filter_map(|(index, (_, names))| Some((names.file.as_deref()?, OperationId(index)))).collect();
    files.sort_unstable();
    files
}

/// Emits the module of an operation, and the re-export of what is in it.
pub(super) fn module(file: &str) -> TokenStream {
    let name = ident(file);
    quote! {
        mod #name;
        pub use #name::*;
    }
}

pub(super) fn file(source: Source<'_>, id: OperationId) -> syn::File {
    let source = Source { file: Some(id), ..source };
    let (operation, names) = (&source.api.operations[id.0], &source.names.operations[id.0]);
    let tag = &source.names.tags[operation.tag];
    let (handle, mock_handle) = (ident(&tag.handle), ident(&tag.mock));
    let head = inner_docs(&paragraph(&format!("{}.", code(&format!("{} {}", operation.method, operation.path)))));
    let method = operation::method(source, operation, names);
    let request = operation::request(source, operation, names);
    let mock = mock::method(source, operation, names);
    let body = body::required_struct(source, operation, names);
    let old_types = operation::old_types(source, operation, names);
    let mut file = super::file(quote! {
        #head
        use super::#handle;
        use crate::runtime;
        impl #handle {
            #method
        }
        #request
        #[cfg(feature = "mock")]
        impl super::#mock_handle {
            #mock
        }
        #body
        #old_types
    });
    file.items.extend(file_types::types(source, Module::Tag(operation.tag)));
    file
}
