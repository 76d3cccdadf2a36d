//! Replaces references to inline aliases by references to the types behind them.

use crate::api::visit::{each_inner, each_type};
use crate::api::{Operation, Type, TypeDef, TypeShape};

/// Components come first and keep their names.
pub(super) fn inline(types: &mut [TypeDef], components: usize, operations: &mut [Operation]) {
    let known: Vec<Option<Type>> = types
        .iter()
        .enumerate()
        .map(|(index, def)| match &def.shape {
            TypeShape::Alias(ty) if index >= components => Some(ty.clone()),
            _ => None,
        })
        .collect();
    if known.iter().all(Option::is_none) {
        return;
    }
    for def in types {
        each_inner(&mut def.shape, &mut |ty| replace(ty, &known, known.len()));
    }
    for operation in operations {
        each_type(operation, &mut |ty, _| replace(ty, &known, known.len()));
    }
}

/// Follows an alias. One that leads back to itself is kept, and handled with the other circles.
fn replace(ty: &mut Type, known: &[Option<Type>], most: usize) {
    let Some(most) = most.checked_sub(1) else { return };
    match ty {
        Type::Named(id) => {
            if let Some(Some(other)) = known.get(id.0) {
                *ty = other.clone();
                replace(ty, known, most);
            }
        }
        other => other.each_inner(&mut |inner| replace(inner, known, most)),
    }
}
