//! The body of a request: the argument that it takes, the calls that write it, and the struct of its required
//! properties.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::doc_text::{member, method_path};
use super::fields::{Direction, Owner, field};
use super::types::{constant, rust_type};
use super::{Source, docs, ident};
use crate::api::{Body, Encoding, Media, Nullability, Operation, Presence, Property, Type};
use crate::markdown::paragraph;
use crate::names::{Module, OperationNames};

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
                    let (name, wire, call) = (ident(name), &property.name, PropertyKind::of(&property.ty).call());
                    quote!(.#call(#wire, body.#name))
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

/// The call that chooses the media type of the body, where that is not `application/json`.
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

/// How a property is put on a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PropertyKind {
    Json,
    /// A file in a multipart form.
    File,
    /// A list of such files.
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

    /// The call of a request.
    fn call(self) -> Ident {
        ident(match self {
            Self::Json => "property",
            Self::File => "file",
            Self::Files => "files",
        })
    }
}

/// The calls that set the properties with one value only, as no caller is asked for those.
fn fixed(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let calls = properties(operation, names).filter_map(|(property, _)| {
        let (value, wire) = (constant(source, property, Module::Tag(operation.tag))?, &property.name);
        Some(quote!(.property(#wire, #value)))
    });
    calls.collect()
}

/// Returns whether the body has a required property that cannot be written as JSON.
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

/// The properties that the caller has to give.
pub(super) fn required_properties<'a>(
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
    let lines = docs(&paragraph(&format!("Required fields of [`{}`].", method_path(source, operation, names))));
    if has_files(source, operation, names) {
        return Some(required_files(source, operation, names, &lines));
    }
    let owner = Owner { module: Module::Tag(operation.tag), direction: Direction::Sent, id: None };
    let fields =
        required_properties(source, operation, names).map(|(property, name)| field(source, property, name, owner));
    Some(quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
        pub struct #name {
            #(#fields)*
        }
    })
}

/// The same for a multipart form with files, whose fields are put on the request one by one.
fn required_files(
    source: Source<'_>,
    operation: &Operation,
    names: &OperationNames,
    lines: &TokenStream,
) -> TokenStream {
    let (name, home) = (ident(&names.body), Module::Tag(operation.tag));
    let fields = required_properties(source, operation, names).map(|(property, name)| {
        let lines = docs(&member(&property.docs, source.links));
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
