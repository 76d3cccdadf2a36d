//! The setters of a request: one for each optional parameter and property, and those for the body as a whole.

use proc_macro2::TokenStream;
use quote::quote;

use super::body::{PropertyKind, properties};
use super::doc_text::{add_paragraph, description_docs, member_docs};
use super::parameter;
use super::types::{Argument, argument, resolved, rust_type};
use super::{Source, deprecated, docs, ident, renamed};
use crate::api::{Body, Nullability, Operation, Parameter, Presence, Property, Type};
use crate::markdown::paragraph;
use crate::names::{Module, OperationNames, REST_SETTERS};

/// Emits the setters. Those of parameters and properties are sorted by their name on the wire. Those of additional
/// properties or the whole body come last. The order does not depend on Rust names.
pub(super) fn setters(source: Source<'_>, operation: &Operation, names: &OperationNames) -> Vec<TokenStream> {
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let parameters = parameters.filter(|(parameter, _)| parameter.presence == Presence::Optional);
    let parameters = parameters
        .map(|(parameter, name)| (parameter.name.as_str(), parameter_setter(source, operation, parameter, name)));
    let home = Module::Tag(operation.tag);
    let properties = properties(operation, names).filter(|(property, _)| property.presence == Presence::Optional);
    let properties =
        properties.map(|(property, name)| (property.name.as_str(), property_setter(source, property, name, home)));
    let mut named: Vec<(&str, TokenStream)> = parameters.chain(properties).collect();
    // The sort is stable: if names are equal, parameters come before properties.
    named.sort_by_key(|(wire, _)| *wire);
    let body = body_setters(source, &operation.body, home);
    named.into_iter().map(|(_, setter)| setter).chain(body).chain(old_setters(source, operation, names)).collect()
}

/// Emits the setters under the names that they had.
fn old_setters(source: Source<'_>, operation: &Operation, names: &OperationNames) -> Vec<TokenStream> {
    let home = Module::Tag(operation.tag);
    let old_setter = |(old, own): &(String, String)| {
        let of_parameter = operation.parameters.iter().zip(&names.parameters).find(|(_, name)| *name == own);
        let takes = match of_parameter {
            Some((parameter, _)) => parameter::call(source, parameter, operation, &quote!(value)).0,
            None => {
                let (property, _) = properties(operation, names).find(|(_, name)| *name == own)?;
                property_argument(source, property, home).0
            }
        };
        let (lines, mark) = (docs(&paragraph(&format!("Renamed to [`Self::{own}`]."))), renamed(own));
        let (old, own) = (ident(old), ident(own));
        Some(quote! {
            #lines
            #mark
            pub fn #old(self, value: #takes) -> Self {
                self.#own(value)
            }
        })
    };
    names.was.setters.iter().filter_map(old_setter).collect()
}

fn parameter_setter(source: Source<'_>, operation: &Operation, parameter: &Parameter, name: &str) -> TokenStream {
    let lines = docs(&member_docs(&parameter.docs, source.links));
    let name = ident(name);
    let values = ident(if matches!(resolved(source, &parameter.ty), Type::List(_)) { "values" } else { "value" });
    let (ty, call) = parameter::call(source, parameter, operation, &quote!(#values));
    let deprecated = parameter.docs.deprecated.then(deprecated);
    quote! {
        #lines
        #deprecated
        pub fn #name(self, #values: #ty) -> Self {
            Self(self.0 #call)
        }
    }
}

fn property_setter(source: Source<'_>, property: &Property, name: &str, home: Module) -> TokenStream {
    let lines = docs(&member_docs(&property.docs, source.links));
    let name = ident(name);
    let argument = ident(if PropertyKind::of(&property.ty) == PropertyKind::Files { "values" } else { "value" });
    let (takes, call) = property_argument(source, property, home);
    quote! {
        #lines
        pub fn #name(self, #argument: #takes) -> Self {
            Self(self.0 #call)
        }
    }
}

/// The type that the setter of a property takes, and the call that sets it.
fn property_argument(source: Source<'_>, property: &Property, home: Module) -> (TokenStream, TokenStream) {
    let wire = &property.name;
    match PropertyKind::of(&property.ty) {
        PropertyKind::File => (quote!(impl Into<runtime::File>), quote!(.file(#wire, value))),
        PropertyKind::Files => {
            (quote!(impl IntoIterator<Item = impl Into<runtime::File>>), quote!(.files(#wire, values)))
        }
        PropertyKind::Json => {
            let Argument { takes, into } = json_argument(source, property, home);
            let call = match into {
                Some(ty) => quote!(.property::<#ty>(#wire, value.into())),
                None => quote!(.property(#wire, value)),
            };
            (takes, call)
        }
    }
}

fn json_argument(source: Source<'_>, property: &Property, home: Module) -> Argument {
    match property.nullability {
        Nullability::Plain => argument(source, &property.ty, home),
        Nullability::Nullable => {
            let ty = rust_type(source, &property.ty, home);
            let nullable = quote!(runtime::Nullable<#ty>);
            Argument { takes: quote!(impl Into<#nullable>), into: Some(nullable) }
        }
    }
}

/// Emits the setters of additional properties, or of the whole body.
fn body_setters(source: Source<'_>, body: &Body, home: Module) -> Vec<TokenStream> {
    match body {
        Body::Object { rest: Some(rest), .. } => rest_setters(source, rest, home),
        Body::Value { presence: Presence::Optional, ty, description, media: _ } => {
            let mut lines = description_docs(description.as_deref(), source.links);
            if let Type::Nullable(_) = ty {
                add_paragraph(&mut lines, paragraph("Without this call, no body is sent. `None` sends `null`."));
            }
            let ty = rust_type(source, ty, home);
            vec![whole_body_setter(&lines, &ty, &quote!(.body(body)))]
        }
        Body::Raw { presence: Presence::Optional, description, media } => {
            let lines = description_docs(description.as_deref(), source.links);
            let (ty, call) = (quote!(impl Into<runtime::File>), quote!(.raw(#media, body)));
            vec![whole_body_setter(&lines, &ty, &call)]
        }
        Body::None | Body::Object { .. } | Body::Value { .. } | Body::Raw { .. } => Vec::new(),
    }
}

fn whole_body_setter(lines: &[String], ty: &TokenStream, call: &TokenStream) -> TokenStream {
    let lines = docs(lines);
    quote! {
        #lines
        pub fn body(self, body: #ty) -> Self {
            Self(self.0 #call)
        }
    }
}

/// Emits the setters of additional properties in a form: values, files, or both.
fn rest_setters(source: Source<'_>, rest: &Type, home: Module) -> Vec<TokenStream> {
    let [property, file] = REST_SETTERS.map(ident);
    let ty = rust_type(source, rest, home);
    let value = quote! {
        /// Adds a property that has no setter of its own.
        pub fn #property(self, name: impl Into<String>, value: #ty) -> Self {
            Self(self.0.additional_property(name, value))
        }
    };
    let bytes = quote! {
        /// Adds a file that has no setter of its own. Several files may have the same name.
        pub fn #file(self, name: impl Into<String>, file: impl Into<runtime::File>) -> Self {
            Self(self.0.additional_file(name, file))
        }
    };
    match rest {
        Type::Any => vec![value, bytes],
        _ if PropertyKind::of(rest) != PropertyKind::Json => vec![bytes],
        _ => vec![value],
    }
}
