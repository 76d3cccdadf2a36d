//! The documented errors of an operation: an enum with a variant for each status, and one for any other body.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::{description_docs, type_docs};
use super::types::{runtime, rust_type};
use super::{Source, docs, ident};
use crate::api::{TypeId, Union};
use crate::names::UNKNOWN_VARIANT;

/// Emits the enum. Only the runtime makes one, so it is not read from JSON by its shape.
pub(super) fn error_enum(source: Source<'_>, id: TypeId, union: &Union) -> TokenStream {
    let named = &source.names.types[id.0];
    let lines = docs(&type_docs(source, &source.api.types[id.0]));
    let (name, unknown, runtime) = (ident(&named.name), ident(UNKNOWN_VARIANT), runtime(named.module));
    let variants: Vec<_> = source.names.members[id.0].iter().map(|name| ident(name)).collect();
    let bodies = union.alternatives.iter().map(|alternative| rust_type(source, &alternative.ty, named.module));
    let described = union.alternatives.iter().map(|alternative| alternative.description.as_deref());
    let variant_docs = described.map(|text| docs(&description_docs(text, source.links)));
    let statuses = union.alternatives.iter().filter_map(|alternative| alternative.statuses.first());
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "a box would get in the way of matching")]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants(#bodies),)*
            /// A status or a body that is not documented.
            #unknown(serde_json::Value),
        }

        #runtime::error_enum!(#name { #(#variants = #statuses,)* });
    }
}
