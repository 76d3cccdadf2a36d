//! Parameters: the type of the argument or setter, and the call that puts the value on the request.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{Argument, argument, resolved, rust_type};
use super::{Source, ident};
use crate::api::{Location, Operation, Parameter, Reserved, Style, Type, is_newtype, is_structured};
use crate::names::Module;

/// Returns the type that an argument or setter has for a parameter, and the call that puts the value on the request.
pub(super) fn call(
    source: Source<'_>,
    parameter: &Parameter,
    operation: &Operation,
    name: &TokenStream,
) -> (TokenStream, TokenStream) {
    let home = Module::Tag(operation.tag);
    let is_plain = |ty: &Type| !is_structured(&source.api.types, ty);
    match resolved(source, &parameter.ty) {
        _ if parameter.style == Style::Json => styled(source, parameter, home, name),
        Type::List(item) if is_plain(item) => list(source, parameter, item, home, name),
        ty if is_plain(ty) => plain(source, parameter, home, name),
        _ => styled(source, parameter, home, name),
    }
}

/// Returns the same for a list of plain values, for which any iterable is accepted.
fn list(
    source: Source<'_>,
    parameter: &Parameter,
    item: &Type,
    home: Module,
    name: &TokenStream,
) -> (TokenStream, TokenStream) {
    let wire = &parameter.name;
    let plain = rust_type(source, item, home);
    // As for a single value, anything that converts to the type is accepted.
    let (item, mapped) = match item {
        Type::String => (quote!(impl Into<String>), Some(quote!(#name.into_iter().map(Into::<String>::into)))),
        Type::Secret => {
            let exposed = quote!(Into::<#plain>::into(value).expose().to_owned());
            (quote!(impl Into<#plain>), Some(quote!(#name.into_iter().map(|value| #exposed))))
        }
        _ => (plain, None),
    };
    let values = mapped.as_ref().unwrap_or(name);
    let separator = match parameter.style {
        Style::Form => Some(","),
        Style::SpaceDelimited => Some(" "),
        Style::PipeDelimited => Some("|"),
        _ => None,
    };
    let call = match (parameter.location, parameter.style, separator) {
        (Location::Header, _, _) => quote!(.header_joined(#wire, #values)),
        (Location::Query, Style::FormExploded, _) if parameter.reserved == Reserved::Encoded => {
            quote!(.query_each(#wire, #values))
        }
        (Location::Query, _, Some(separator)) if parameter.reserved == Reserved::Encoded => {
            quote!(.query_joined(#wire, #separator, #values))
        }
        _ => {
            let values = mapped.unwrap_or_else(|| quote!(#name.into_iter()));
            styled_call(parameter, &quote!(#values.collect::<Vec<_>>()))
        }
    };
    (quote!(impl IntoIterator<Item = #item>), call)
}

/// Returns the same for a plain value, which is sent as its text. Some styles of path parameters add a prefix.
fn plain(source: Source<'_>, parameter: &Parameter, home: Module, name: &TokenStream) -> (TokenStream, TokenStream) {
    let wire = &parameter.name;
    let Argument { takes, into } = argument(source, &parameter.ty, home);
    let is_newtype = is_newtype(&source.api.types, &parameter.ty);
    let value = if into.is_some() { quote!(#name.into()) } else { name.clone() };
    let place = match (parameter.location, parameter.style, parameter.reserved) {
        (Location::Path, Style::Simple | Style::SimpleExploded, _) => {
            let takes = if is_newtype { takes } else { quote!(impl std::fmt::Display) };
            return (takes, quote!(.path(#wire, #name)));
        }
        (Location::Path, _, _) => {
            let takes = if is_newtype { takes } else { quote!(impl std::fmt::Display) };
            return (takes, styled_call(parameter, &quote!(#name.to_string())));
        }
        (Location::Header, _, _) => "header",
        (Location::Query, _, Reserved::Encoded) => "query",
        (Location::Query, _, Reserved::Kept) | (Location::Cookie, _, _) => {
            return styled(source, parameter, home, name);
        }
    };
    let call = match resolved(source, &parameter.ty) {
        Type::Secret => {
            let put = ident(&format!("{place}_secret"));
            quote!(.#put(#wire, #name))
        }
        _ if is_newtype => {
            let put = ident(place);
            quote!(.#put(#wire, #value))
        }
        // The call alone does not determine the type that the value is converted to.
        plain @ (Type::String | Type::DateTime | Type::Date | Type::Base64) => {
            let (put, into) = (ident(place), rust_type(source, plain, home));
            quote!(.#put::<#into>(#wire, #value))
        }
        _ => {
            let put = ident(place);
            quote!(.#put(#wire, #value))
        }
    };
    (takes, call)
}

/// Returns the same for any value, which is encoded by its style.
fn styled(source: Source<'_>, parameter: &Parameter, home: Module, name: &TokenStream) -> (TokenStream, TokenStream) {
    let Argument { takes, into } = argument(source, &parameter.ty, home);
    let value = match into {
        Some(into) => quote!(Into::<#into>::into(#name)),
        None => name.clone(),
    };
    (takes, styled_call(parameter, &value))
}

fn styled_call(parameter: &Parameter, value: &TokenStream) -> TokenStream {
    let wire = &parameter.name;
    let call = ident(match (parameter.location, parameter.reserved) {
        (Location::Path, _) => "path_styled",
        (Location::Query, Reserved::Encoded) => "query_styled",
        (Location::Query, Reserved::Kept) => "query_reserved",
        (Location::Header, _) => "header_styled",
        (Location::Cookie, Reserved::Encoded) => "cookie",
        (Location::Cookie, Reserved::Kept) => "cookie_raw",
    });
    let style = style(parameter.style);
    quote!(.#call(#wire, #style, #value))
}

/// Returns the runtime's name of a style.
pub(super) fn style(style: Style) -> TokenStream {
    let name = ident(match style {
        Style::Simple => "Simple",
        Style::SimpleExploded => "SimpleExploded",
        Style::Label => "Label",
        Style::LabelExploded => "LabelExploded",
        Style::Matrix => "Matrix",
        Style::MatrixExploded => "MatrixExploded",
        Style::Form => "Form",
        Style::FormExploded => "FormExploded",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
        Style::Json => "Json",
    });
    quote!(runtime::Style::#name)
}
