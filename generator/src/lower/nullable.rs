//! Which schemas may be `null`.

use openapiv3::{ReferenceOr, Schema, SchemaKind};

use super::Schemas;
use super::context::Context;
use crate::api::Type;

/// How far wrappings are looked through: a circle has to end, and no vendor comes near it.
const DEEPEST: usize = 16;

impl Schemas<'_> {
    /// Returns the type of a schema that no property holds, so that the type itself has to say whether it may be `null`.
    pub(super) fn nullable_type(&mut self, schema: &ReferenceOr<Schema>, at: &str, context: &Context) -> Type {
        let nullable = self.is_nullable(schema);
        let ty = self.schema_type(schema, at, context);
        if nullable && !matches!(ty, Type::Any | Type::Nullable(_)) { Type::Nullable(Box::new(ty)) } else { ty }
    }

    /// Tells whether a schema lets `null` through: by itself, or by what it refers to.
    pub(super) fn is_nullable(&self, schema: &ReferenceOr<Schema>) -> bool {
        self.nullable_at(schema, DEEPEST)
    }

    fn nullable_at(&self, schema: &ReferenceOr<Schema>, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let Some(schema) = super::resolve(schema, &self.components.schemas) else { return false };
        let wrapped = match &schema.schema_kind {
            SchemaKind::AllOf { all_of } if all_of.len() == 1 => all_of.first(),
            _ => None,
        };
        schema.schema_data.nullable || wrapped.is_some_and(|only| self.nullable_at(only, depth))
    }
}
