//! Types as tokens, seen from a module.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Source, ident};
use crate::api::{Property, Type, TypeId, TypeShape, is_constant};
use crate::names::Module;

/// The path of the runtime. The module of the components may have no use for it, so it imports nothing.
pub(super) fn runtime(from: Module) -> TokenStream {
    match from {
        Module::Tag(_) => quote!(runtime),
        Module::Schemas => quote!(crate::runtime),
    }
}

/// The Rust type.
pub(super) fn rust_type(source: Source<'_>, ty: &Type, from: Module) -> TokenStream {
    let runtime = runtime(from);
    match ty {
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U32 => quote!(u32),
        Type::U64 => quote!(u64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Secret => quote!(#runtime::Secret),
        Type::DateTime => quote!(#runtime::DateTime),
        Type::Date => quote!(#runtime::Date),
        Type::File => quote!(#runtime::File),
        Type::Any => quote!(serde_json::Value),
        Type::List(inner) => {
            let inner = rust_type(source, inner, from);
            quote!(Vec<#inner>)
        }
        Type::Map(inner) => {
            let inner = rust_type(source, inner, from);
            quote!(std::collections::BTreeMap<String, #inner>)
        }
        Type::Nullable(inner) => {
            let inner = rust_type(source, inner, from);
            quote!(Option<#inner>)
        }
        Type::Named(id) => named(source, *id, from),
    }
}

/// The path of a named type.
pub(super) fn named(source: Source<'_>, id: TypeId, from: Module) -> TokenStream {
    let name = &source.names.types[id.0];
    let path = ident(&name.name);
    match name.module {
        module if module == from => quote!(#path),
        Module::Schemas => {
            let up = up(source, from);
            quote!(#up schemas::#path)
        }
        Module::Tag(tag) => {
            let (up, module) = (up(source, from), module(source, tag));
            quote!(#up #module::#path)
        }
    }
}

/// The way from a module to the root of what is generated.
fn up(source: Source<'_>, from: Module) -> TokenStream {
    let depth = match from {
        Module::Schemas => 1,
        Module::Tag(tag) => source.names.tags[tag].module.split("::").count(),
    };
    std::iter::repeat_n(quote!(super::), depth).collect()
}

/// The module of a tag, seen from the root of what is generated.
pub(super) fn module(source: Source<'_>, tag: usize) -> TokenStream {
    let parts = source.names.tags[tag].module.split("::").map(ident);
    quote!(#(#parts)::*)
}

/// What an argument or setter takes, and how the value is made of it.
pub(super) fn argument(source: Source<'_>, ty: &Type, from: Module, name: &TokenStream) -> (TokenStream, TokenStream) {
    match ty {
        Type::String | Type::Secret | Type::DateTime | Type::Date => {
            let ty = rust_type(source, ty, from);
            (quote!(impl Into<#ty>), quote!(#name.into()))
        }
        _ => (rust_type(source, ty, from), name.clone()),
    }
}

/// What a value of the type is, for a sentence: "an integer".
pub(super) fn phrase(source: Source<'_>, ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "a boolean",
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => "an integer",
        Type::F32 | Type::F64 => "a number",
        Type::String => "a string",
        Type::Secret => "a secret string",
        Type::DateTime => "a point in time",
        Type::Date => "a date",
        Type::File => "a file",
        Type::Any => "any JSON value",
        Type::List(_) => "a list",
        Type::Map(_) => "a map",
        Type::Nullable(inner) => phrase(source, inner),
        Type::Named(id) => match &source.api.types[id.0].shape {
            TypeShape::Struct { .. } => "an object",
            TypeShape::Strings(_) | TypeShape::Integers(_) => "one of a set of values",
            TypeShape::Union(_) => "one of several forms",
            TypeShape::Alias(ty) => phrase(source, ty),
        },
    }
}

/// Follows aliases to the type that they stand for.
pub(super) fn resolved<'a>(source: Source<'a>, ty: &'a Type) -> &'a Type {
    let mut ty = ty;
    // Aliases that lead in a circle have been refused.
    while let Type::Named(id) = ty
        && let TypeShape::Alias(inner) = &source.api.types[id.0].shape
    {
        ty = inner;
    }
    ty
}

/// The only value of a required property that has only one: nobody wants to be asked for it.
pub(super) fn constant(source: Source<'_>, property: &Property, from: Module) -> Option<TokenStream> {
    if !is_constant(&source.api.types, property) {
        return None;
    }
    let Type::Named(id) = resolved(source, &property.ty) else { return None };
    let (path, variant) = (named(source, *id, from), ident(source.names.members[id.0].first()?));
    Some(quote!(#path::#variant))
}

/// Tells whether the type has a natural empty value.
pub(super) fn has_default(source: Source<'_>, id: TypeId) -> bool {
    use crate::api::{Nullability, Presence};
    let mut open = vec![id];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match &source.api.types[id.0].shape {
            TypeShape::Strings(_) | TypeShape::Integers(_) | TypeShape::Union(_) => return false,
            TypeShape::Alias(ty) => open.extend(direct(ty)),
            TypeShape::Struct { properties, rest: _ } => {
                let plain = properties.iter().filter(|property| {
                    property.presence == Presence::Required && property.nullability == Nullability::Plain
                });
                open.extend(plain.filter_map(|property| direct(&property.ty)));
            }
        }
    }
    true
}

fn direct(ty: &Type) -> Option<TypeId> {
    if let Type::Named(id) = ty { Some(*id) } else { None }
}
