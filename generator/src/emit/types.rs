//! Converts types to tokens. The tokens depend on the module in which a type is written.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::recursive::held;
use super::{Source, docs, gate, ident, renamed};
use crate::api::{Presence, Property, Type, TypeId, TypeShape, is_constant, is_newtype};
use crate::markdown::paragraph;
use crate::names::{Module, Origin, SCHEMAS};

/// Where a type is written.
#[derive(Clone, Copy)]
pub(super) enum Viewpoint {
    /// In a generated module.
    Inside(Module),
    /// In another crate, which uses the client as the crate `client`.
    OtherCrate,
}

impl From<Module> for Viewpoint {
    fn from(module: Module) -> Self {
        Self::Inside(module)
    }
}

/// Returns the path of the runtime as text, for attributes that take text.
pub(super) fn runtime_path(from: impl Into<Viewpoint>) -> &'static str {
    match from.into() {
        Viewpoint::Inside(Module::Tag(_)) => "runtime",
        // The module of the components does not import the runtime, because it might not use it.
        Viewpoint::Inside(Module::Schemas) => "crate::runtime",
        Viewpoint::OtherCrate => "client",
    }
}

/// Returns the path of the runtime.
pub(super) fn runtime(from: impl Into<Viewpoint>) -> TokenStream {
    let parts = runtime_path(from).split("::").map(ident);
    quote!(#(#parts)::*)
}

/// Returns the Rust type.
pub(super) fn rust_type(source: Source<'_>, ty: &Type, from: impl Into<Viewpoint>) -> TokenStream {
    let from = from.into();
    let runtime = runtime(from);
    match ty {
        Type::Bool | Type::Flag(_) => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U32 => quote!(u32),
        Type::U64 => quote!(u64),
        Type::F32 | Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Secret => quote!(#runtime::Secret),
        Type::DateTime => quote!(#runtime::DateTime),
        Type::Date => quote!(#runtime::Date),
        Type::Base64 => quote!(#runtime::Base64),
        Type::JsonText(inner) => {
            let inner = rust_type(source, inner, from);
            quote!(#runtime::JsonText<#inner>)
        }
        Type::File => quote!(#runtime::File),
        Type::Any => quote!(serde_json::Value),
        Type::List(inner) => {
            let inner = rust_type(source, inner, from);
            quote!(Vec<#inner>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|item| rust_type(source, item, from));
            if items.len() == 1 { quote!((#(#items,)*)) } else { quote!((#(#items),*)) }
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

/// Returns the path of a named type.
fn named(source: Source<'_>, id: TypeId, from: Viewpoint) -> TokenStream {
    let name = &source.names.types[id.0];
    let path = ident(&name.name);
    if let Viewpoint::Inside(module) = from
        && module != name.module
        && let Some(alias) = name.aliases.iter().find(|alias| alias.module == module && alias.origin == Origin::Moved)
    {
        let (around, path) = (around(source), ident(&alias.name));
        return quote!(#around #path);
    }
    let root = match from {
        Viewpoint::Inside(module) if module == name.module => {
            let around = around(source).filter(|_| source.names.file_of(name) != source.file);
            return quote!(#around #path);
        }
        Viewpoint::Inside(module) => up(source, module),
        Viewpoint::OtherCrate => quote!(client::),
    };
    let module = home(source, name.module);
    quote!(#root #module::#path)
}

/// A module, seen from the root of what is generated.
fn home(source: Source<'_>, of: Module) -> TokenStream {
    match of {
        Module::Schemas => {
            let schemas = ident(SCHEMAS);
            quote!(#schemas)
        }
        Module::Tag(tag) => module(source, tag),
    }
}

/// Re-exports what a module has under another name, in the order of these names.
pub(super) fn aliases(source: Source<'_>, module: Module) -> TokenStream {
    let mut found = BTreeMap::new();
    for name in &source.names.types {
        for alias in name.aliases.iter().filter(|alias| alias.module == module) {
            let feature = match name.module {
                Module::Tag(tag) => Some(&source.names.tags[tag].feature),
                Module::Schemas => name.feature.as_ref(),
            };
            let gate = gate(feature.filter(|_| module == Module::Schemas));
            let from = if module == name.module {
                quote!(self::)
            } else {
                let (up, home) = (up(source, module), home(source, name.module));
                quote!(#up #home::)
            };
            let names =
                [Some((&name.name, &alias.name)), alias.required.as_ref().map(|required| (&name.required, required))];
            for (own, other) in names.into_iter().flatten() {
                let path = ident(own);
                if alias.origin == Origin::Renamed {
                    let from = (module != name.module).then_some(&from);
                    found.insert(other.clone(), old_type((own, from), other, &gate));
                    continue;
                }
                let renamed = (own != other).then(|| {
                    let other = ident(other);
                    quote!(as #other)
                });
                found.insert(other.clone(), quote!(#gate pub use #from #path #renamed;));
            }
        }
    }
    found.into_values().collect()
}

/// Emits a type under the name that it had. `from` is the path of its module, if that is another one.
fn old_type((own, from): (&str, Option<&TokenStream>), old: &str, gate: &Option<TokenStream>) -> TokenStream {
    let words = match from {
        None => format!("Renamed to [`{own}`]."),
        Some(_) => format!("No longer a component, but `{own}`."),
    };
    let lines = docs(&paragraph(&words));
    let (mark, own, old) = (renamed(own), ident(own), ident(old));
    quote!(#lines #gate #mark pub type #old = #from #own;)
}

/// Returns the path from a module up to the root of the generated modules.
fn up(source: Source<'_>, from: Module) -> TokenStream {
    let depth = match from {
        Module::Schemas => 1,
        Module::Tag(tag) => source.names.tags[tag].module.split("::").count(),
    };
    around(source).into_iter().chain(std::iter::repeat_n(quote!(super::), depth)).collect()
}

/// Returns the path from the file of an operation to the module of its tag, which has what other operations use.
fn around(source: Source<'_>) -> Option<TokenStream> {
    source.file.map(|_| quote!(super::))
}

/// Returns the path of a tag's module from the root of the generated modules.
pub(super) fn module(source: Source<'_>, tag: usize) -> TokenStream {
    let parts = source.names.tags[tag].module.split("::").map(ident);
    quote!(#(#parts)::*)
}

/// The argument of a method or setter.
pub(super) struct Argument {
    /// The type in the signature.
    pub(super) takes: TokenStream,
    /// The type that the value is converted to, if the signature accepts other types as well.
    pub(super) into: Option<TokenStream>,
}

/// Returns the argument of a method or setter for a value of the type.
pub(super) fn argument(source: Source<'_>, ty: &Type, from: Module) -> Argument {
    let plain = rust_type(source, ty, from);
    match ty {
        Type::String | Type::Secret | Type::DateTime | Type::Date | Type::Base64 => {
            Argument { takes: quote!(impl Into<#plain>), into: Some(plain) }
        }
        _ => Argument { takes: plain, into: None },
    }
}

/// Returns the type without the aliases around it.
pub(super) fn resolved<'a>(source: Source<'a>, ty: &'a Type) -> &'a Type {
    let mut ty = ty;
    // Lowering makes no circles of aliases.
    while let Type::Named(id) = ty
        && let TypeShape::Alias(inner) = &source.api.types[id.0].shape
    {
        ty = inner;
    }
    ty
}

/// Returns the type without any alias in it. Two types with the same result are the same type to Rust.
pub(super) fn without_aliases(source: Source<'_>, ty: &Type) -> Type {
    match resolved(source, ty) {
        Type::List(inner) => Type::List(Box::new(without_aliases(source, inner))),
        Type::Map(inner) => Type::Map(Box::new(without_aliases(source, inner))),
        Type::Nullable(inner) => Type::Nullable(Box::new(without_aliases(source, inner))),
        Type::JsonText(inner) => Type::JsonText(Box::new(without_aliases(source, inner))),
        Type::Tuple(items) => Type::Tuple(items.iter().map(|item| without_aliases(source, item)).collect()),
        Type::F32 => Type::F64,
        Type::Flag(_) => Type::Bool,
        plain => plain.clone(),
    }
}

/// Returns the value of a required property that has only one possible value. Callers need not give it.
pub(super) fn constant(source: Source<'_>, property: &Property, from: Module) -> Option<TokenStream> {
    if !is_constant(&source.api.types, property) {
        return mark(source, property, from).filter(|_| property.presence == Presence::Required);
    }
    if let Type::Flag(flag) = resolved(source, &property.ty) {
        return Some(quote!(#flag));
    }
    let Type::Named(id) = resolved(source, &property.ty) else { return None };
    let (path, variant) = (named(source, *id, from.into()), ident(source.names.members[id.0].first()?));
    Some(quote!(#path::#variant))
}

/// Returns the value of a property that a discriminator gives.
pub(super) fn mark(source: Source<'_>, property: &Property, from: Module) -> Option<TokenStream> {
    let value = property.mark.as_ref()?;
    match resolved(source, &property.ty) {
        Type::Named(id) => {
            let TypeShape::Strings(variants) = &source.api.types[id.0].shape else { return None };
            let at = variants.iter().position(|variant| variant.value == *value)?;
            let (path, variant) = (named(source, *id, from.into()), ident(source.names.members[id.0].get(at)?));
            Some(quote!(#path::#variant))
        }
        _ if is_newtype(&source.api.types, &property.ty) => {
            let ty = rust_type(source, &property.ty, from);
            Some(quote!(#ty::from(#value)))
        }
        _ => Some(quote!(#value.to_owned())),
    }
}

/// Returns whether the type can derive `Default`.
pub(super) fn has_default(source: Source<'_>, id: TypeId) -> bool {
    use crate::api::Nullability;
    let mut open = vec![id];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match &source.api.types[id.0].shape {
            TypeShape::Strings(_) | TypeShape::Integers(_) | TypeShape::Union(_) => return false,
            TypeShape::Alias(ty) => open.extend(held(ty)),
            TypeShape::Struct { properties, rest: _ } => {
                let plain = properties.iter().filter(|property| {
                    property.presence == Presence::Required && property.nullability == Nullability::Plain
                });
                if plain.clone().any(|property| matches!(resolved(source, &property.ty), Type::Flag(_))) {
                    return false;
                }
                open.extend(plain.flat_map(|property| held(&property.ty)));
            }
        }
    }
    true
}
