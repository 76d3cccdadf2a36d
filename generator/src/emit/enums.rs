//! Open enums: a variant for each value in the document, and one for any other value.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::doc_text::{add_paragraph, description_docs, type_docs};
use super::types::runtime;
use super::{Source, docs, ident};
use crate::api::{TypeId, Variant};
use crate::markdown::{code, paragraph};
use crate::names::UNKNOWN_VARIANT;

/// Emits an enum of strings.
pub(super) fn strings(source: Source<'_>, id: TypeId, values: &[Variant<String>]) -> TokenStream {
    let (name, variants) = (ident(&source.names.types[id.0].name), variants(source, id));
    let wire: Vec<&String> = values.iter().map(|variant| &variant.value).collect();
    let definition = definition(
        source,
        id,
        &values
            .iter()
            .map(|variant| variant_docs(source, variant, &format!("{:?}", variant.value)))
            .collect::<Vec<_>>(),
        "String",
    );
    let runtime = runtime(source.names.types[id.0].module);
    quote! {
        #definition

        #runtime::string_enum!(#name { #(#variants = #wire,)* });
    }
}

/// Emits an enum of integers. Its values are integers on the wire.
pub(super) fn integers(source: Source<'_>, id: TypeId, values: &[Variant<i64>]) -> TokenStream {
    let (name, variants) = (ident(&source.names.types[id.0].name), variants(source, id));
    let wire: Vec<proc_macro2::Literal> =
        values.iter().map(|variant| proc_macro2::Literal::i64_unsuffixed(variant.value)).collect();
    let definition = definition(
        source,
        id,
        &values.iter().map(|variant| variant_docs(source, variant, &variant.value.to_string())).collect::<Vec<_>>(),
        "i64",
    );
    let runtime = runtime(source.names.types[id.0].module);
    quote! {
        #definition

        #runtime::integer_enum!(#name { #(#variants = #wire,)* });
    }
}

fn variants(source: Source<'_>, id: TypeId) -> Vec<Ident> {
    source.names.members[id.0].iter().map(|name| ident(name)).collect()
}

/// Returns the docs of a variant: its value on the wire, and the vendor's description.
fn variant_docs<T>(source: Source<'_>, variant: &Variant<T>, value: &str) -> Vec<String> {
    let mut lines = paragraph(&code(value));
    add_paragraph(&mut lines, description_docs(variant.description.as_deref(), source.links));
    lines
}

fn definition(source: Source<'_>, id: TypeId, variant_docs: &[Vec<String>], base: &str) -> TokenStream {
    let def = &source.api.types[id.0];
    let lines = docs(&type_docs(source, def));
    let name = ident(&source.names.types[id.0].name);
    let variants = variants(source, id);
    let variant_docs = variant_docs.iter().map(|lines| docs(lines));
    let unknown = ident(UNKNOWN_VARIANT);
    let wire = ident(base);
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants,)*
            /// A value unknown to this version of the client.
            #unknown(#wire),
        }
    }
}
