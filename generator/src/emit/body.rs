//! The body of a request: a struct of what is required, setters for the rest.

use proc_macro2::TokenStream;
use quote::quote;

use super::prose::{described, member, value};
use super::types::{argument as argument_type, constant, rust_type};
use super::{Source, docs, ident, structs};
use crate::api::{Body, Encoding, Media, Nullability, Operation, Presence, Property, Type};
use crate::names::{Module, OperationNames, REST_SETTERS};

/// The argument that a body takes in the method, and the calls that put it on the request.
pub(super) fn argument(
    source: Source<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> (Option<TokenStream>, Option<TokenStream>) {
    let written = written(&operation.body);
    let fixed = fixed(source, operation, names);
    match &operation.body {
        Body::None => (None, None),
        Body::Object { .. } if required_properties(source, operation, names).next().is_none() => {
            (None, Some(quote!(#written #fixed)).filter(|calls| !calls.is_empty()))
        }
        Body::Object { .. } => {
            let body = ident(&names.body);
            let call = if has_files(source, operation, names) {
                let parts = required_properties(source, operation, names).map(|(property, name)| {
                    let (name, wire, put) = (ident(name), &property.name, ident(put(property)));
                    quote!(.#put(#wire, body.#name))
                });
                quote!(#(#parts)*)
            } else {
                quote!(.body(body))
            };
            (Some(quote!(body: #body)), Some(quote!(#written #call #fixed)))
        }
        Body::Value { presence: Presence::Optional, .. } | Body::Raw { presence: Presence::Optional, .. } => {
            (None, written)
        }
        Body::Value { presence: Presence::Required, ty, .. } => {
            let ty = rust_type(source, ty, Module::Tag(operation.tag));
            (Some(quote!(body: #ty)), Some(quote!(#written .body(body))))
        }
        Body::Raw { presence: Presence::Required, media, .. } => {
            (Some(quote!(body: impl Into<runtime::File>)), Some(quote!(.raw(#media, body))))
        }
    }
}

/// The call that says what the body is written as, where that is not plain JSON.
fn written(body: &Body) -> Option<TokenStream> {
    let (Body::Object { media, .. } | Body::Value { media, .. }) = body else { return None };
    match media {
        Media::Json(name) if name == "application/json" => None,
        Media::Json(name) => Some(quote!(.json_as(#name))),
        Media::Form(encodings) => {
            let list = encoding_list(encodings);
            Some(quote!(.form(#list)))
        }
        Media::Multipart(encodings) => {
            let list = encoding_list(encodings);
            Some(quote!(.multipart(#list)))
        }
    }
}

fn encoding_list(encodings: &[Encoding]) -> TokenStream {
    let encodings = encodings.iter().map(encoding);
    if encodings.len() == 0 { quote!(&[]) } else { quote!(const { &[#(#encodings),*] }) }
}

fn encoding(encoding: &Encoding) -> TokenStream {
    let Encoding { name, style, content_type } = encoding;
    let style = style.map(|style| {
        let style = super::parameter::style(style);
        quote!(.style(#style))
    });
    let content_type = content_type.as_ref().map(|media| quote!(.content_type(#media)));
    quote!(runtime::Encoding::new(#name) #style #content_type)
}

/// The call that sets a property.
fn put(property: &Property) -> &'static str {
    match &property.ty {
        Type::File => "file",
        Type::List(inner) if **inner == Type::File => "files",
        _ => "property",
    }
}

fn is_file(ty: &Type) -> bool {
    matches!(ty, Type::File) || matches!(ty, Type::List(inner) if **inner == Type::File)
}

/// The calls that put what has one value only on the request: nobody is asked for it.
fn fixed(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let calls = properties(operation, names).filter_map(|(property, _)| {
        let (value, wire) = (constant(source, property, Module::Tag(operation.tag))?, &property.name);
        Some(quote!(.property(#wire, #value)))
    });
    calls.collect()
}

/// Whether the body has a required property that cannot be written as JSON.
fn has_files(source: Source<'_>, operation: &Operation, names: &OperationNames) -> bool {
    required_properties(source, operation, names).any(|(property, _)| put(property) != "property")
}

fn properties<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Property, &'a String)> {
    let properties: &[Property] = if let Body::Object { properties, .. } = &operation.body { properties } else { &[] };
    properties.iter().zip(&names.properties)
}

/// What has to be asked for.
fn required_properties<'a>(
    source: Source<'a>,
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Property, &'a String)> {
    let is_asked = move |property: &Property| {
        property.presence == Presence::Required && constant(source, property, Module::Tag(operation.tag)).is_none()
    };
    properties(operation, names).filter(move |(property, _)| is_asked(property))
}

/// The struct of the required properties. It is exhaustive: another required property breaks every caller anyway,
/// and an optional one is not part of it.
pub(super) fn required(source: Source<'_>, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    required_properties(source, operation, names).next()?;
    let name = ident(&names.body);
    let home = Module::Tag(operation.tag);
    let path = format!("{}::{}", source.names.tags[operation.tag].handle, names.method);
    if has_files(source, operation, names) {
        return Some(required_files(source, operation, names));
    }
    let lines = docs(&described(None, &format!("What [`{path}`] cannot do without."), source.links));
    let fields = required_properties(source, operation, names)
        .map(|(property, name)| structs::sent_field(source, property, name, home));
    Some(quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
        pub struct #name {
            #(#fields)*
        }
    })
}

/// The same, of what goes into a form of parts one by one.
fn required_files(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let (name, home) = (ident(&names.body), Module::Tag(operation.tag));
    let path = format!("{}::{}", source.names.tags[operation.tag].handle, names.method);
    let lines = docs(&described(None, &format!("What [`{path}`] cannot do without."), source.links));
    let fields = required_properties(source, operation, names).map(|(property, name)| {
        let lines = docs(&member(&property.docs, &value(source, &property.name, &property.ty), source.links));
        let (name, plain) = (ident(name), rust_type(source, &property.ty, home));
        let ty = match property.nullability {
            Nullability::Nullable if put(property) == "property" => quote!(Option<#plain>),
            Nullability::Nullable | Nullability::Plain => plain,
        };
        quote! {
            #lines
            pub #name: #ty,
        }
    });
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name {
            #(#fields)*
        }
    }
}

/// The setters of what is optional in the body, with their names.
pub(super) fn setters<'a>(
    source: Source<'_>,
    operation: &'a Operation,
    names: &'a OperationNames,
) -> Vec<(&'a str, TokenStream)> {
    let home = Module::Tag(operation.tag);
    let optional = properties(operation, names).filter(|(property, _)| property.presence == Presence::Optional);
    let mut setters: Vec<(&str, TokenStream)> =
        optional.map(|(property, name)| (name.as_str(), setter(source, property, name, home))).collect();
    if let Body::Object { rest: Some(rest), .. } = &operation.body {
        setters.extend(additional(source, rest, home));
    }
    let whole = match &operation.body {
        Body::Value { presence: Presence::Optional, ty, description, media: _ } => {
            let ty = rust_type(source, ty, home);
            Some((description, quote!(#ty), quote!(.body(body))))
        }
        Body::Raw { presence: Presence::Optional, description, media } => {
            Some((description, quote!(impl Into<runtime::File>), quote!(.raw(#media, body))))
        }
        Body::None | Body::Object { .. } | Body::Value { .. } | Body::Raw { .. } => None,
    };
    setters.extend(whole.map(|(description, ty, call)| {
        let lines = docs(&described(description.as_deref(), "The body of the request.", source.links));
        let tokens = quote! {
            #lines
            pub fn body(self, body: #ty) -> Self {
                Self(self.0 #call)
            }
        };
        (names.method.as_str(), tokens)
    }));
    setters
}

/// The setters of what a form may hold beside its own properties: files, values, or both.
fn additional(source: Source<'_>, rest: &Type, home: Module) -> Vec<(&'static str, TokenStream)> {
    let [property, file] = REST_SETTERS;
    let (name, ty) = (ident(property), rust_type(source, rest, home));
    let value = quote! {
        /// Sets a property that the form has beside these.
        pub fn #name(self, name: impl Into<String>, value: #ty) -> Self {
            Self(self.0.additional_property(name, value))
        }
    };
    let name = ident(file);
    let bytes = quote! {
        /// Adds a file that the form has beside these; several may have one name.
        pub fn #name(self, name: impl Into<String>, file: impl Into<runtime::File>) -> Self {
            Self(self.0.additional_file(name, file))
        }
    };
    match rest {
        Type::Any => vec![(property, value), (file, bytes)],
        _ if is_file(rest) => vec![(file, bytes)],
        _ => vec![(property, value)],
    }
}

fn setter(source: Source<'_>, property: &Property, name: &str, home: Module) -> TokenStream {
    let otherwise = value(source, &property.name, &property.ty);
    let lines = docs(&member(&property.docs, &otherwise, source.links));
    let (name, wire) = (ident(name), &property.name);
    let ty = rust_type(source, &property.ty, home);
    if put(property) != "property" {
        let (argument, takes, call) = if property.ty == Type::File {
            (quote!(value), quote!(impl Into<runtime::File>), quote!(.file(#wire, value)))
        } else {
            let files = quote!(impl IntoIterator<Item = impl Into<runtime::File>>);
            (quote!(values), files, quote!(.files(#wire, values)))
        };
        return quote! {
            #lines
            pub fn #name(self, #argument: #takes) -> Self {
                Self(self.0 #call)
            }
        };
    }
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
