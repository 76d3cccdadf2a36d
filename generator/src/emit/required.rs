//! How an object is made that is sent: from a struct of what it cannot do without. What has one value only is that
//! value, and nobody is asked for it.

use proc_macro2::TokenStream;
use quote::quote;

use super::structs::field;
use super::types::constant;
use super::{Source, docs, ident};
use crate::api::{Presence, Property, TypeId, TypeShape, Uses};
use crate::docs::paragraph;
use crate::names::REST_FIELD;

/// The struct of the required properties; where nothing is to be asked for, the whole has a default instead.
pub(super) fn required(source: Source<'_>, id: TypeId, properties: &[Property]) -> Option<TokenStream> {
    let named = &source.names.types[id.0];
    let all = || properties.iter().zip(&source.names.members[id.0]);
    let fixed = |property: &Property| constant(source, property, named.module);
    let is_needed = |property: &Property| property.presence == Presence::Required && fixed(property).is_none();
    let needed: Vec<_> = all().filter(|(property, _)| is_needed(property)).collect();
    let values: Vec<TokenStream> = all()
        .filter_map(|(property, name)| {
            let (value, name) = (fixed(property)?, ident(name));
            Some(quote!(#name: #value,))
        })
        .collect();
    let left_out = all().filter(|(property, _)| property.presence == Presence::Optional).map(|(_, name)| ident(name));
    let rest = matches!(&source.api.types[id.0].shape, TypeShape::Struct { rest: Some(_), .. }).then(|| {
        let name = ident(REST_FIELD);
        quote!(#name: Default::default(),)
    });
    let others = quote!(#(#values)* #(#left_out: None,)* #rest);
    match (needed.is_empty(), values.is_empty()) {
        (true, true) => None,
        (true, false) => Some(default(source, id, &others)),
        (false, _) => Some(structure(source, id, &needed, &others)),
    }
}

fn structure(source: Source<'_>, id: TypeId, needed: &[(&Property, &String)], others: &TokenStream) -> TokenStream {
    let named = &source.names.types[id.0];
    let (whole, name) = (ident(&named.name), ident(&named.required));
    let lines = docs(&paragraph(&format!("What a [`{}`] cannot do without.", named.name)));
    let uses = Uses { request: true, response: false };
    let fields = needed.iter().map(|(property, name)| field(source, property, name, named.module, uses, id));
    let given = needed.iter().map(|(_, name)| ident(name));
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
        pub struct #name {
            #(#fields)*
        }

        impl From<#name> for #whole {
            fn from(required: #name) -> Self {
                Self {
                    #(#given: required.#given,)*
                    #others
                }
            }
        }
    }
}

fn default(source: Source<'_>, id: TypeId, others: &TokenStream) -> TokenStream {
    let whole = ident(&source.names.types[id.0].name);
    quote! {
        impl Default for #whole {
            fn default() -> Self {
                Self { #others }
            }
        }
    }
}
