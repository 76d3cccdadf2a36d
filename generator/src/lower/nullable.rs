//! Which schemas may be `null`.

use openapiv3::{ReferenceOr, Schema};

use super::Schemas;
use super::context::SchemaPlace;
use crate::api::Type;
use crate::document::schema::is_nullable;

impl Schemas<'_> {
    /// Returns the type of a schema that no property holds, so that the type itself has to say whether it may be
    /// `null`.
    pub(super) fn nullable_type(&mut self, schema: &ReferenceOr<Schema>, place: SchemaPlace<'_>) -> Type {
        let nullable = is_nullable(self.root, place.at);
        let ty = self.schema_type(schema, place);
        if nullable && !matches!(ty, Type::Any | Type::Nullable(_)) { Type::Nullable(Box::new(ty)) } else { ty }
    }
}
