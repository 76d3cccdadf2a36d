//! Structs for objects, with a conversion from their required fields. Aliases for components that are neither structs
//! nor enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::type_docs;
use super::fields::{Direction, Owner, field, object, rest_field};
use super::newtypes::newtype;
use super::types::{constant, has_default, mark, rust_type};
use super::{Source, docs, ident};
use crate::api::{Presence, Property, Type, TypeId};
use crate::markdown::paragraph;
use crate::names::REST_FIELD;

/// Emits a struct. If requests contain it, also emits how it is made from its required fields.
pub(super) fn structure(source: Source<'_>, id: TypeId, properties: &[Property], rest: Option<&Type>) -> TokenStream {
    let named = &source.names.types[id.0];
    let def = &source.api.types[id.0];
    let name = ident(&named.name);
    let lines = docs(&type_docs(source, def));
    let direction = if def.uses.request { Direction::Sent } else { Direction::Received };
    let is_marked = |property: &Property| mark(source, property, named.module).is_some();
    let has_marks = direction == Direction::Sent && properties.iter().any(is_marked);
    let default = (has_default(source, id) && !has_marks).then(|| quote!(Default,));
    let owner = Owner { module: named.module, direction, id: Some(id) };
    let members = || properties.iter().zip(&source.names.members[id.0]);
    let fields = members().map(|(property, name)| field(source, property, name, owner));
    let object = object(source, &name, members(), rest, owner);
    let rest_field = rest.map(|ty| rest_field(source, ty, named.module));
    let construction = match direction {
        Direction::Sent => construction(source, id, properties, rest),
        Direction::Received => None,
    };
    quote! {
        #lines
        #[derive(Clone, Debug, #default PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #rest_field
        }
        #object
        #construction
    }
}

/// Emits how a struct for requests is made: from its required fields or, if only constants are required, by default.
/// Callers need not give a property that has only one possible value.
fn construction(source: Source<'_>, id: TypeId, properties: &[Property], rest: Option<&Type>) -> Option<TokenStream> {
    let named = &source.names.types[id.0];
    let (mut required, mut constants, mut optional) = (Vec::new(), Vec::new(), Vec::new());
    for (property, name) in properties.iter().zip(&source.names.members[id.0]) {
        let field = ident(name);
        match (property.presence, constant(source, property, named.module)) {
            (_, Some(value)) => constants.push(quote!(#field: #value,)),
            (Presence::Required, None) => required.push((property, name)),
            (Presence::Optional, None) => match mark(source, property, named.module) {
                Some(value) => constants.push(quote!(#field: Some(#value),)),
                None => optional.push(quote!(#field: None,)),
            },
        }
    }
    let rest = rest.map(|_| {
        let name = ident(REST_FIELD);
        quote!(#name: Default::default(),)
    });
    let others = quote!(#(#constants)* #(#optional)* #rest);
    match (required.is_empty(), constants.is_empty()) {
        (true, true) => None,
        (true, false) => Some(default(source, id, &others)),
        (false, _) => {
            let fields = required_fields(source, id, &required, &others);
            let is_marked = properties.iter().any(|property| mark(source, property, named.module).is_some());
            let default = (is_marked && has_default(source, id)).then(|| {
                let given = required.iter().map(|(_, name)| ident(name));
                default(source, id, &quote!(#(#given: Default::default(),)* #others))
            });
            Some(quote!(#fields #default))
        }
    }
}

/// Emits the struct of the required fields, and the conversion from it.
fn required_fields(
    source: Source<'_>,
    id: TypeId,
    required: &[(&Property, &String)],
    others: &TokenStream,
) -> TokenStream {
    let named = &source.names.types[id.0];
    let (whole, name) = (ident(&named.name), ident(&named.required));
    let lines = docs(&paragraph(&format!("Required fields of [`{}`].", named.name)));
    let owner = Owner { module: named.module, direction: Direction::Sent, id: Some(id) };
    let fields = required.iter().map(|(property, name)| field(source, property, name, owner));
    let object = object(source, &name, required.iter().copied(), None, owner);
    let given = required.iter().map(|(_, name)| ident(name));
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name {
            #(#fields)*
        }

        #object

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

/// Emits the alias for a component that is a list, a map or a plain value.
pub(super) fn alias(source: Source<'_>, id: TypeId, ty: &Type) -> TokenStream {
    let named = &source.names.types[id.0];
    let def = &source.api.types[id.0];
    if def.newtype {
        return newtype(source, id, ty);
    }
    let lines = docs(&type_docs(source, def));
    let name = ident(&named.name);
    let ty = rust_type(source, ty, named.module);
    quote! {
        #lines
        pub type #name = #ty;
    }
}
