//! Strings and integers with a type of their own.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::type_docs;
use super::types::{runtime, rust_type};
use super::{Source, docs, ident};
use crate::api::{Type, TypeId};

/// Emits the type.
pub(super) fn newtype(source: Source<'_>, id: TypeId, ty: &Type) -> TokenStream {
    let named = &source.names.types[id.0];
    let lines = docs(&type_docs(source, &source.api.types[id.0]));
    let (name, runtime, inner) = (ident(&named.name), runtime(named.module), rust_type(source, ty, named.module));
    let (copy, implementation) = match ty {
        Type::String => (None, quote!(#runtime::string_newtype!(#name);)),
        _ => (Some(quote!(Copy,)), quote!(#runtime::integer_newtype!(#name { #inner, });)),
    };
    quote! {
        #lines
        #[derive(Clone, #copy Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #name(#inner);

        #implementation
    }
}
