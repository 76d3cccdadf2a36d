//! What the values of a type can be.

use super::{Nullability, Presence, Property, Type, TypeDef, TypeShape, plain};

/// Returns whether a property is required and has only one value, so that the caller need not give it.
pub(crate) fn is_constant(types: &[TypeDef], property: &Property) -> bool {
    let is_one = match plain(types, &property.ty) {
        Type::Flag(_) => true,
        Type::Named(id) => match &types[id.0].shape {
            TypeShape::Strings(values) => values.len() == 1 && !types[id.0].is_open,
            TypeShape::Integers(values) => values.len() == 1,
            TypeShape::Struct { .. } | TypeShape::Union(_) | TypeShape::Alias(_) => false,
        },
        _ => false,
    };
    is_one && property.presence == Presence::Required && property.nullability == Nullability::Plain
}

/// Returns whether the status of a response decides which alternative of the type it is.
pub(crate) fn is_by_status(types: &[TypeDef], ty: &Type) -> bool {
    let Type::Named(id) = plain(types, ty) else { return false };
    let TypeShape::Union(union) = &types[id.0].shape else { return false };
    union.alternatives.iter().any(|alternative| !alternative.statuses.is_empty())
}

/// Returns whether a type is a string or an integer with a type of its own, perhaps by another name.
pub(crate) fn is_newtype(types: &[TypeDef], ty: &Type) -> bool {
    let mut ty = ty;
    // Lowering makes no circles of aliases.
    while let Type::Named(id) = ty {
        match &types[id.0].shape {
            _ if types[id.0].newtype => return true,
            TypeShape::Alias(inner) => ty = inner,
            _ => return false,
        }
    }
    false
}

/// Returns whether a value of the type is, or may be, an object or a list. Such a value is encoded by its style.
pub(crate) fn is_structured(types: &[TypeDef], ty: &Type) -> bool {
    let mut open = vec![ty];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(ty) = open.pop() {
        match plain(types, ty) {
            Type::List(_) | Type::Map(_) | Type::Tuple(_) => return true,
            Type::Named(id) if seen.insert(*id) => match &types[id.0].shape {
                TypeShape::Struct { .. } => return true,
                TypeShape::Union(union) => open.extend(union.alternatives.iter().map(|alternative| &alternative.ty)),
                TypeShape::Strings(_) | TypeShape::Integers(_) | TypeShape::Alias(_) => {}
            },
            _ => {}
        }
    }
    false
}
