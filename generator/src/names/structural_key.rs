//! The structure of a type as text. Two places can share a type if their structures are equal.

use crate::api::{Api, HintBase, Property, Type, TypeDef, TypeId, TypeShape, Variant};

/// Returns the structure. Descriptions do not count, and components are represented by their names.
pub(super) fn signature_of(ty: &Type, api: &Api) -> String {
    let mut text = String::new();
    sign(ty, api, &mut Vec::new(), &mut text);
    text
}

fn sign(ty: &Type, api: &Api, open: &mut Vec<TypeId>, text: &mut String) {
    match ty {
        Type::List(inner) => {
            text.push('[');
            sign(inner, api, open, text);
            text.push(']');
        }
        Type::Nullable(inner) => {
            text.push('?');
            sign(inner, api, open, text);
        }
        Type::JsonText(inner) => {
            text.push('"');
            sign(inner, api, open, text);
        }
        Type::Tuple(items) => {
            text.push('<');
            for item in items {
                sign(item, api, open, text);
                text.push(',');
            }
            text.push('>');
        }
        Type::Map(inner) => {
            text.push('{');
            sign(inner, api, open, text);
            text.push('}');
        }
        Type::Named(id) => {
            let def = &api.types[id.0];
            // A type within itself is represented by the number of types in between.
            let within = open.iter().rev().position(|outer| outer == id);
            match within {
                Some(between) => text.push_str(&format!("^{between}")),
                None if matches!(def.hint.base, HintBase::Component(_)) && !def.hint.item => text.push_str(&def.place),
                None => {
                    open.push(*id);
                    sign_shape(def, api, open, text);
                    open.pop();
                }
            }
        }
        plain => text.push_str(&format!("{plain:?}")),
    }
}

fn sign_shape(def: &TypeDef, api: &Api, open: &mut Vec<TypeId>, text: &mut String) {
    text.push_str(&format!("({:?} ", def.rust_name.as_ref().map(|given| &given.name)));
    match &def.shape {
        TypeShape::Struct { properties, rest } => {
            for property in properties {
                let Property {
                    name,
                    ty,
                    presence,
                    documented: _,
                    nullability,
                    access,
                    docs: _,
                    mark,
                    rust_name,
                    at: _,
                    span: _,
                } = property;
                let rust_name = rust_name.as_ref().map(|given| &given.name);
                text.push_str(&mark.as_ref().map(|mark| format!("={mark:?} ")).unwrap_or_default());
                text.push_str(&format!("{name:?} {presence:?} {nullability:?} {access:?} {rust_name:?} "));
                sign(ty, api, open, text);
            }
            if let Some(rest) = rest {
                text.push_str("rest ");
                sign(rest, api, open, text);
            }
        }
        TypeShape::Strings(variants) => sign_values(variants, text),
        TypeShape::Integers(variants) => sign_values(variants, text),
        TypeShape::Union(union) => {
            for alternative in &union.alternatives {
                text.push_str(&format!("|{:?} ", alternative.label));
                sign(&alternative.ty, api, open, text);
            }
        }
        TypeShape::Alias(ty) => sign(ty, api, open, text),
    }
    text.push(')');
}

/// Adds the values with their names. Their descriptions do not count.
fn sign_values<T: std::fmt::Debug>(variants: &[Variant<T>], text: &mut String) {
    for Variant { value, rust_name, description: _ } in variants {
        text.push_str(&format!("{value:?} {rust_name:?},"));
    }
}
