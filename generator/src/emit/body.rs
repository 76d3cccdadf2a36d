//! The body of a request: a struct of what is required, setters for the rest.

use proc_macro2::TokenStream;
use quote::quote;

use super::prose::{described, member, value};
use super::types::{argument as argument_type, rust_type};
use super::{Source, docs, ident, structs};
use crate::api::{Body, Nullability, Operation, Presence, Property};
use crate::names::{Module, OperationNames};

/// The argument that a body takes in the method, and the call that puts it on the request.
pub(super) fn argument(
    source: Source<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> (Option<TokenStream>, Option<TokenStream>) {
    match &operation.body {
        Body::None => (None, None),
        Body::Object { .. } if required_properties(operation, names).next().is_none() => (None, None),
        Body::Object { .. } => {
            let body = ident(&names.body);
            (Some(quote!(body: #body)), Some(quote!(.body(body))))
        }
        Body::Value { presence: Presence::Optional, .. } => (None, None),
        Body::Value { presence: Presence::Required, ty, description: _ } => {
            let ty = rust_type(source, ty, Module::Tag(operation.tag));
            (Some(quote!(body: #ty)), Some(quote!(.body(body))))
        }
    }
}

fn properties<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Property, &'a String)> {
    let properties: &[Property] = if let Body::Object { properties, .. } = &operation.body { properties } else { &[] };
    properties.iter().zip(&names.properties)
}

fn required_properties<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Property, &'a String)> {
    properties(operation, names).filter(|(property, _)| property.presence == Presence::Required)
}

/// The struct of the required properties. It is exhaustive: another required property breaks every caller anyway,
/// and an optional one is not part of it.
pub(super) fn required(source: Source<'_>, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    required_properties(operation, names).next()?;
    let name = ident(&names.body);
    let home = Module::Tag(operation.tag);
    let path = format!("{}::{}", source.names.tags[operation.tag].handle, names.method);
    let lines = docs(&described(None, &format!("What [`{path}`] cannot do without."), source.links));
    let fields =
        required_properties(operation, names).map(|(property, name)| structs::sent_field(source, property, name, home));
    Some(quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
        pub struct #name {
            #(#fields)*
        }
    })
}

/// The setters of what is optional in the body, with their names.
pub(super) fn setters<'a>(
    source: Source<'_>,
    operation: &'a Operation,
    names: &'a OperationNames,
) -> Vec<(&'a String, TokenStream)> {
    let home = Module::Tag(operation.tag);
    let optional = properties(operation, names).filter(|(property, _)| property.presence == Presence::Optional);
    let mut setters: Vec<(&String, TokenStream)> =
        optional.map(|(property, name)| (name, setter(source, property, name, home))).collect();
    if let Body::Value { presence: Presence::Optional, ty, description } = &operation.body {
        let lines = docs(&described(description.as_deref(), "The body of the request.", source.links));
        let ty = rust_type(source, ty, home);
        let tokens = quote! {
            #lines
            pub fn body(self, body: #ty) -> Self {
                Self(self.0.body(body))
            }
        };
        setters.push((&names.method, tokens));
    }
    setters
}

fn setter(source: Source<'_>, property: &Property, name: &str, home: Module) -> TokenStream {
    let otherwise = value(source, &property.name, &property.ty);
    let lines = docs(&member(&property.docs, &otherwise, source.links));
    let (name, wire) = (ident(name), &property.name);
    let ty = rust_type(source, &property.ty, home);
    let (takes, given) = match property.nullability {
        Nullability::Nullable => (quote!(impl Into<runtime::Nullable<#ty>>), quote!(value.into())),
        Nullability::Plain => argument_type(source, &property.ty, home, &quote!(value)),
    };
    let into = match property.nullability {
        Nullability::Nullable => Some(quote!(runtime::Nullable<#ty>)),
        Nullability::Plain if given.to_string() != "value" => Some(ty),
        Nullability::Plain => None,
    };
    let call = match into {
        Some(ty) => quote!(.property::<#ty>(#wire, #given)),
        None => quote!(.property(#wire, #given)),
    };
    quote! {
        #lines
        pub fn #name(self, value: #takes) -> Self {
            Self(self.0 #call)
        }
    }
}
