//! The types behind the names of aliases.

use super::{Type, TypeDef, TypeShape};

/// Returns the type behind aliases: a named type that is no alias, or a type without a name.
pub(crate) fn behind_aliases<'a>(types: &'a [TypeDef], mut ty: &'a Type) -> &'a Type {
    // Lowering makes no circles of aliases. The bound makes sure that the loop ends.
    for _ in 0..=types.len() {
        let Type::Named(id) = ty else { break };
        let TypeShape::Alias(inner) = &types[id.0].shape else { break };
        ty = inner;
    }
    ty
}

/// Returns the type without aliases and `null`.
pub(crate) fn plain<'a>(types: &'a [TypeDef], mut ty: &'a Type) -> &'a Type {
    for _ in 0..=types.len() {
        ty = behind_aliases(types, ty);
        let Type::Nullable(inner) = ty else { break };
        ty = inner;
    }
    ty
}
