//! Unions: an enum with a variant for each alternative, and one for any other value.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc_text::{description_docs, type_docs};
use super::recursive::held;
use super::types::{resolved, runtime, rust_type, without_aliases};
use super::{Source, docs, ident};
use crate::api::{Constant, DiscriminatorValues, JsonKind, Shape, Trust, Type, TypeId, TypeShape, Union};
use crate::names::UNKNOWN_VARIANT;

/// Emits an enum, its conversion to JSON and back, and `From` for each alternative.
pub(super) fn union(source: Source<'_>, id: TypeId, union: &Union) -> TokenStream {
    let named = &source.names.types[id.0];
    let def = &source.api.types[id.0];
    let name = ident(&named.name);
    let unknown = ident(UNKNOWN_VARIANT);
    let lines = docs(&type_docs(source, def));
    let variants: Vec<_> = source.names.members[id.0].iter().map(|name| ident(name)).collect();
    let payloads: Vec<TokenStream> =
        union.alternatives.iter().map(|alternative| payload(source, id, &alternative.ty)).collect();
    let variant_docs = union
        .alternatives
        .iter()
        .map(|alternative| docs(&description_docs(alternative.description.as_deref(), source.links)));
    let deserialize = deserialize(source, id, union);
    let from = conversions(source, id, union);
    let by_status = by_status(source, id, union);
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "a box would get in the way of matching")]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants(#payloads),)*
            /// A value that matches no alternative known to this version of the client.
            #unknown(serde_json::Value),
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(Self::#variants(value) => value.serialize(serializer),)*
                    Self::#unknown(value) => value.serialize(serializer),
                }
            }
        }

        #deserialize
        #by_status
        #(#from)*
    }
}

/// Emits how the status of a response decides which alternative it is. Another status leaves that to the value.
fn by_status(source: Source<'_>, id: TypeId, union: &Union) -> Option<TokenStream> {
    let named = &source.names.types[id.0];
    let (name, runtime) = (ident(&named.name), runtime(named.module));
    let variants: Vec<_> = source.names.members[id.0].iter().map(|name| ident(name)).collect();
    let mut arms: Vec<(&String, TokenStream)> = Vec::new();
    for (alternative, variant) in union.alternatives.iter().zip(&variants) {
        let arm = |status: &String| {
            let pattern = status_code(status).map_or_else(|| quote!(_), |code| quote!(#code));
            quote!(#pattern => response.json().map(Self::#variant),)
        };
        arms.extend(alternative.statuses.iter().map(|status| (status, arm(status))));
    }
    // A range comes after its statuses. It and `default` mean all others, because the response is a success.
    arms.sort_by(|a, b| a.0.cmp(b.0));
    let has_rest = arms.iter().any(|(status, _)| status_code(status).is_none());
    let rest = (!has_rest).then(|| quote!(_ => response.json(),));
    let statuses = union.alternatives.iter().map(|alternative| {
        let digits = alternative.statuses.first().and_then(|status| status.replace("XX", "00").parse().ok());
        Literal::u16_unsuffixed(digits.unwrap_or(200))
    });
    let unknown = ident(UNKNOWN_VARIANT);
    let arms: Vec<TokenStream> = arms.into_iter().map(|(_, arm)| arm).collect();
    (!arms.is_empty()).then(|| {
        quote! {
            impl #runtime::ByStatus for #name {
                fn of_status(response: &mut #runtime::RawResponse) -> Result<Self, #runtime::Error> {
                    match response.status_code() {
                        #(#arms)*
                        #rest
                    }
                }

                fn status(&self) -> u16 {
                    match self {
                        #(Self::#variants(_) => #statuses,)*
                        Self::#unknown(_) => 200,
                    }
                }
            }
        }
    })
}

/// Returns a status that is no range.
fn status_code(status: &str) -> Option<Literal> {
    status.parse().ok().map(Literal::u16_unsuffixed)
}

/// Returns the type of a variant's value. A union that contains itself needs a box. A struct has the box in its field.
fn payload(source: Source<'_>, id: TypeId, ty: &Type) -> TokenStream {
    let plain = rust_type(source, ty, source.names.types[id.0].module);
    if is_boxed(source, id, ty) { quote!(Box<#plain>) } else { plain }
}

fn is_boxed(source: Source<'_>, id: TypeId, ty: &Type) -> bool {
    let is_large = match resolved(source, ty) {
        Type::Named(inner) => {
            matches!(source.api.types[inner.0].shape, TypeShape::Union(_)) && source.recursive.contains(inner)
        }
        tuple @ Type::Tuple(_) => held(tuple).iter().any(|inner| source.recursive.contains(inner)),
        _ => false,
    };
    is_large && source.recursive.contains(&id)
}

fn deserialize(source: Source<'_>, id: TypeId, union: &Union) -> TokenStream {
    let named = &source.names.types[id.0];
    let (name, runtime) = (ident(&named.name), runtime(named.module));
    let unknown = ident(UNKNOWN_VARIANT);
    let shapes = union.shapes.iter().map(shape_tokens);
    let arms = union.alternatives.iter().zip(&source.names.members[id.0]).enumerate().map(|(index, (_, name))| {
        let (index, name) = (Literal::usize_unsuffixed(index), ident(name));
        quote!(#index => as_type(value).map(Self::#name),)
    });
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                use #runtime::union::{JsonType, Shape, as_type, one_of};
                const SHAPES: &[Shape] = &[#(#shapes),*];
                let decode = |alternative: usize, value: &serde_json::Value| match alternative {
                    #(#arms)*
                    _ => None,
                };
                one_of(deserializer, SHAPES, decode, Self::#unknown)
            }
        }
    }
}

fn shape_tokens(shape: &Shape) -> TokenStream {
    let Shape { alternative, kind, items, discriminator_values, constants, required, known } = shape;
    let (index, kind) = (Literal::usize_unsuffixed(*alternative), kind_tokens(*kind));
    let items = items.filter(|kind| *kind != JsonKind::Any).map(|kind| {
        let kind = kind_tokens(kind);
        quote!(.items(#kind))
    });
    let discriminator_values = discriminator_values
        .as_ref()
        .filter(|discriminator_values| !discriminator_values.values.is_empty())
        .map(|DiscriminatorValues { property, values, trust }| {
            let call = ident(match trust {
                Trust::Listed => "discriminator",
                Trust::Otherwise => "default_discriminator",
                Trust::Guessed => "open_discriminator",
            });
            quote!(.#call(#property, &[#(#values),*]))
        });
    let (mut texts, mut integers, mut flags) = (Vec::new(), Vec::new(), Vec::new());
    for (name, value) in constants {
        match value {
            Constant::Text(text) => texts.push(quote!((#name, #text))),
            Constant::Integer(number) => {
                let number = Literal::i64_unsuffixed(*number);
                integers.push(quote!((#name, #number)));
            }
            Constant::Flag(flag) => flags.push(quote!((#name, #flag))),
        }
    }
    let texts = (!texts.is_empty()).then(|| quote!(.constants(&[#(#texts),*])));
    let integers = (!integers.is_empty()).then(|| quote!(.integers(&[#(#integers),*])));
    let flags = (!flags.is_empty()).then(|| quote!(.flags(&[#(#flags),*])));
    let required = (!required.is_empty()).then(|| quote!(.required(&[#(#required),*])));
    let known = (!known.is_empty()).then(|| quote!(.known(&[#(#known),*])));
    quote!(Shape::new(#index, #kind) #items #discriminator_values #texts #integers #flags #required #known)
}

fn kind_tokens(kind: JsonKind) -> TokenStream {
    let name = ident(match kind {
        JsonKind::Bool => "Bool",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::String => "String",
        JsonKind::List => "List",
        JsonKind::Object => "Object",
        JsonKind::Any => "Any",
    });
    quote!(JsonType::#name)
}

/// Emits `From` for each alternative, unless two of them have the same Rust type.
fn conversions(source: Source<'_>, id: TypeId, union: &Union) -> Vec<TokenStream> {
    let home = source.names.types[id.0].module;
    let name = ident(&source.names.types[id.0].name);
    let mut count: BTreeMap<Type, usize> = BTreeMap::new();
    for alternative in &union.alternatives {
        *count.entry(without_aliases(source, &alternative.ty)).or_default() += 1;
    }
    let alternatives = union.alternatives.iter().zip(&source.names.members[id.0]);
    alternatives
        .filter(|(alternative, _)| count[&without_aliases(source, &alternative.ty)] == 1)
        .map(|(alternative, variant)| {
            let (variant, ty) = (ident(variant), rust_type(source, &alternative.ty, home));
            let value = if is_boxed(source, id, &alternative.ty) { quote!(Box::new(value)) } else { quote!(value) };
            quote! {
                impl From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#variant(#value)
                    }
                }
            }
        })
        .collect()
}
