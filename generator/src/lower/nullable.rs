//! Which schemas may be `null`.

use openapiv3::{ReferenceOr, Schema};

use super::Schemas;
use super::context::Context;
use crate::api::Type;
use crate::document::schema::is_nullable;

impl Schemas<'_> {
    /// Returns the type of a schema that no property holds, so that the type itself has to say whether it may be
    /// `null`.
    pub(super) fn nullable_type(&mut self, schema: &ReferenceOr<Schema>, at: &str, context: &Context) -> Type {
        let nullable = is_nullable(self.root, at);
        let ty = self.schema_type(schema, at, context);
        if nullable && !matches!(ty, Type::Any | Type::Nullable(_)) { Type::Nullable(Box::new(ty)) } else { ty }
    }
}
