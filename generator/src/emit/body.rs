//! The body of a request: the argument of the method, the calls that set the body, and the struct of its required
//! properties.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::doc_text::{member_docs, method_path};
use super::fields::{Direction, Owner, field, object};
use super::types::{constant, mark, rust_type};
use super::{Source, docs, ident};
use crate::api::{Body, Encoding, Media, Nullability, Operation, Presence, Property, Reserved, Type};
use crate::document::media;
use crate::markdown::paragraph;
use crate::names::{Module, OperationNames};

/// Returns the argument that the method has for a body, and the calls that put the body on the request.
pub(super) fn argument(
    source: Source<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> (Option<TokenStream>, Option<TokenStream>) {
    let media_type = media_type_call(&operation.body);
    let constants = constant_calls(source, operation, names);
    match &operation.body {
        Body::None => (None, None),
        Body::Object { presence, properties, .. } if required_properties(source, operation, names).next().is_none() => {
            let is_empty = properties.iter().all(|property| property.presence == Presence::Optional);
            let empty = (*presence == Presence::Required && is_empty).then(|| quote!(.empty_object()));
            (None, Some(quote!(#media_type #empty #constants)).filter(|calls| !calls.is_empty()))
        }
        Body::Object { .. } => {
            let body = ident(&names.body);
            let call = if has_files(source, operation, names) {
                let parts = required_properties(source, operation, names).map(|(property, name)| {
                    let (name, wire, call) = (ident(name), &property.name, PropertyKind::of(&property.ty).call());
                    quote!(.#call(#wire, body.#name))
                });
                quote!(#(#parts)*)
            } else {
                quote!(.body(body))
            };
            (Some(quote!(body: #body)), Some(quote!(#media_type #call #constants)))
        }
        Body::Value { presence: Presence::Optional, .. } | Body::Raw { presence: Presence::Optional, .. } => {
            (None, media_type)
        }
        Body::Value { presence: Presence::Required, ty, .. } => {
            let ty = rust_type(source, ty, Module::Tag(operation.tag));
            (Some(quote!(body: #ty)), Some(quote!(#media_type .body(body))))
        }
        Body::Raw { presence: Presence::Required, media, .. } => {
            (Some(quote!(body: impl Into<runtime::File>)), Some(quote!(.raw(#media, body))))
        }
    }
}

/// Returns the call that sets the media type of the body, unless that is `application/json`.
fn media_type_call(body: &Body) -> Option<TokenStream> {
    let (Body::Object { media, .. } | Body::Value { media, .. }) = body else { return None };
    match media {
        Media::Json(name) if name == "application/json" => None,
        Media::Json(name) => Some(quote!(.json_as(#name))),
        Media::JsonItems(name) => Some(quote!(.json_items_as(#name))),
        Media::Form(encodings) => {
            let list = encoding_list(encodings);
            Some(quote!(.form(#list)))
        }
        Media::Multipart { name, encodings } => {
            let list = encoding_list(encodings);
            if media::essence(name) == "multipart/form-data" {
                return Some(quote!(.multipart(#list)));
            }
            Some(quote!(.multipart_as(#name, #list)))
        }
    }
}

fn encoding_list(encodings: &[Encoding]) -> TokenStream {
    let encodings = encodings.iter().map(encoding);
    if encodings.len() == 0 { quote!(&[]) } else { quote!(const { &[#(#encodings),*] }) }
}

fn encoding(encoding: &Encoding) -> TokenStream {
    let Encoding { name, style, reserved, content_type } = encoding;
    let reserved = (*reserved == Reserved::Kept).then(|| quote!(.reserved()));
    let style = style.map(|style| {
        let style = super::parameter::style(style);
        quote!(.style(#style))
    });
    let content_type = content_type.as_ref().map(|media| quote!(.content_type(#media)));
    quote!(runtime::Encoding::new(#name) #style #reserved #content_type)
}

/// How a property is set on a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PropertyKind {
    Json,
    /// A file in a multipart form.
    File,
    /// A list of files.
    Files,
}

impl PropertyKind {
    pub(super) fn of(ty: &Type) -> Self {
        match ty {
            Type::File => Self::File,
            Type::List(inner) if **inner == Type::File => Self::Files,
            _ => Self::Json,
        }
    }

    /// Returns the method of the request that sets the property.
    fn call(self) -> Ident {
        ident(match self {
            Self::Json => "property",
            Self::File => "file",
            Self::Files => "files",
        })
    }
}

/// Returns the calls that set the properties with only one possible value, or one that a discriminator gives. Callers
/// need not give these.
fn constant_calls(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let calls = properties(operation, names).filter_map(|(property, _)| {
        let (home, wire) = (Module::Tag(operation.tag), &property.name);
        let value = constant(source, property, home).or_else(|| mark(source, property, home))?;
        Some(quote!(.property(#wire, #value)))
    });
    calls.collect()
}

/// Returns whether the body has a required property that cannot be encoded as JSON.
pub(super) fn has_files(source: Source<'_>, operation: &Operation, names: &OperationNames) -> bool {
    required_properties(source, operation, names)
        .any(|(property, _)| PropertyKind::of(&property.ty) != PropertyKind::Json)
}

pub(super) fn properties<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Property, &'a String)> {
    let properties: &[Property] = if let Body::Object { properties, .. } = &operation.body { properties } else { &[] };
    properties.iter().zip(&names.properties)
}

/// Returns the properties that the caller has to give.
pub(super) fn required_properties<'a>(
    source: Source<'a>,
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Property, &'a String)> {
    let is_needed = move |property: &Property| {
        property.presence == Presence::Required && constant(source, property, Module::Tag(operation.tag)).is_none()
    };
    properties(operation, names).filter(move |(property, _)| is_needed(property))
}

/// Emits the struct of the required properties. It is exhaustive, because a new required property breaks every caller
/// anyway, and a new optional one is not part of it.
pub(super) fn required_struct(
    source: Source<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<TokenStream> {
    required_properties(source, operation, names).next()?;
    let name = ident(&names.body);
    let lines = docs(&paragraph(&format!("Required fields of [`{}`].", method_path(source, operation, names))));
    if has_files(source, operation, names) {
        return Some(required_struct_with_files(source, operation, names, &lines));
    }
    let owner = Owner { module: Module::Tag(operation.tag), direction: Direction::Sent, id: None };
    let fields =
        required_properties(source, operation, names).map(|(property, name)| field(source, property, name, owner));
    let object = object(source, &name, required_properties(source, operation, names), None, owner);
    Some(quote! {
        #lines
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name {
            #(#fields)*
        }

        #object
    })
}

/// Emits the struct for a multipart form with files. Its fields are set on the request one by one, so it is not
/// serialized.
fn required_struct_with_files(
    source: Source<'_>,
    operation: &Operation,
    names: &OperationNames,
    lines: &TokenStream,
) -> TokenStream {
    let (name, home) = (ident(&names.body), Module::Tag(operation.tag));
    let fields = required_properties(source, operation, names).map(|(property, name)| {
        let lines = docs(&member_docs(&property.docs, source.links));
        let (name, plain) = (ident(name), rust_type(source, &property.ty, home));
        let ty = match property.nullability {
            Nullability::Nullable if PropertyKind::of(&property.ty) == PropertyKind::Json => quote!(Option<#plain>),
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
