//! The documented headers of an operation's responses: a type with a method for each.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::{add_paragraph, member_docs, type_docs};
use super::types::{resolved, runtime, rust_type};
use super::{Source, docs, ident};
use crate::api::{Home, Presence, Property, Style, Type, TypeId, TypeShape};
use crate::markdown::{code, paragraph};
use crate::names::OF_HEADERS;

/// Emits the type. Its methods read the headers when they are called.
pub(super) fn headers(source: Source<'_>, id: TypeId, properties: &[Property]) -> TokenStream {
    let named = &source.names.types[id.0];
    let lines = docs(&type_docs(source, &source.api.types[id.0]));
    let (name, of, runtime) = (ident(&named.name), ident(OF_HEADERS), runtime(named.module));
    let methods =
        properties.iter().zip(&source.names.members[id.0]).map(|(header, name)| method(source, id, header, name));
    quote! {
        #lines
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'a>(#runtime::ResponseHeaders<'a>);

        impl #name<'_> {
            /// Reads them from those that were received.
            pub fn #of(headers: &#runtime::HeaderMap) -> #name<'_> {
                #name(#runtime::ResponseHeaders::new(headers))
            }

            #(#methods)*
        }
    }
}

fn method(source: Source<'_>, id: TypeId, header: &Property, name: &str) -> TokenStream {
    let module = source.names.types[id.0].module;
    let (runtime, ty) = (runtime(module), rust_type(source, &header.ty, module));
    let mut lines = paragraph(&format!("The header {}.", code(&header.name)));
    add_paragraph(&mut lines, member_docs(&header.docs, source.links));
    let (lines, name, wire) = (docs(&lines), ident(name), &header.name);
    let style = ident(style(source, id, header));
    let (ty, read) = match header.presence {
        Presence::Required => (ty, ident("required")),
        Presence::Optional => (quote!(Option<#ty>), ident("optional")),
    };
    quote! {
        #lines
        pub fn #name(&self) -> Result<#ty, #runtime::HeaderError> {
            self.0.#read(#wire, #runtime::HeaderStyle::#style)
        }
    }
}

/// Returns the style of the runtime.
fn style(source: Source<'_>, id: TypeId, header: &Property) -> &'static str {
    let style = match source.api.types[id.0].home {
        Home::Operation(operation) => {
            source.api.operations[operation.0].headers.as_ref().and_then(|headers| headers.styles.get(&header.name))
        }
        Home::Component(_) => None,
    };
    let is_object = match resolved(source, &header.ty) {
        Type::List(_) | Type::Tuple(_) if style != Some(&Style::Json) => {
            return if header.name.eq_ignore_ascii_case("set-cookie") { "Lines" } else { "List" };
        }
        Type::Map(_) => true,
        Type::Named(id) => matches!(source.api.types[id.0].shape, TypeShape::Struct { .. }),
        _ => false,
    };
    match style {
        Some(Style::Json) => "Json",
        Some(Style::SimpleExploded) if is_object => "ObjectExploded",
        _ if is_object => "Object",
        _ => "Value",
    }
}
