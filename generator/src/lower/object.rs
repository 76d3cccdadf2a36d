//! Object schemas: properties, what is required, and `allOf`.

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind};

use super::schema::{Context, unboxed};
use super::{Lowering, component_name, rust_name, text};
use crate::api::{Docs, Nullability, Presence, Property, Type, TypeShape};
use crate::diagnostic::Code;
use crate::source::join;

pub(super) type Properties = indexmap::IndexMap<String, ReferenceOr<Box<Schema>>>;

impl Lowering<'_> {
    /// An object with properties is a struct, one without is a map.
    pub(super) fn object(
        &mut self,
        properties: &Properties,
        required: &[String],
        additional: Option<&AdditionalProperties>,
        at: &str,
        context: &Context,
    ) -> TypeShape {
        let rest_at = join(at, &["additionalProperties"]);
        let rest = match additional {
            None | Some(AdditionalProperties::Any(false)) => None,
            Some(AdditionalProperties::Any(true)) => Some(Type::Any),
            Some(AdditionalProperties::Schema(schema)) => Some(self.schema_type(schema, &rest_at, &context.item("{}"))),
        };
        if properties.is_empty() && !matches!(additional, Some(AdditionalProperties::Any(false))) {
            return TypeShape::Alias(Type::Map(Box::new(rest.unwrap_or(Type::Any))));
        }
        let properties = self.properties(properties, required, at, context);
        TypeShape::Struct { properties, rest }
    }

    /// Lowers properties, by their name on the wire.
    fn properties(
        &mut self,
        properties: &Properties,
        required: &[String],
        at: &str,
        context: &Context,
    ) -> Vec<Property> {
        for name in required.iter().filter(|name| !properties.contains_key(*name)) {
            self.required_unknown(name, &join(at, &["required"]));
        }
        let mut lowered: Vec<Property> = properties
            .iter()
            .map(|(name, schema)| {
                let presence = if required.contains(name) { Presence::Required } else { Presence::Optional };
                self.property(name, &unboxed(schema), presence, &join(at, &["properties", name]), context)
            })
            .collect();
        lowered.sort_by(|a, b| a.name.cmp(&b.name));
        lowered
    }

    fn required_unknown(&mut self, name: &str, at: &str) {
        let message = format!("`required` names `{name}`, which is no property here");
        let help = "add the property, or take it out of `required`, with an overlay action";
        self.report(Code::RequiredUnknown, at, message, help);
    }

    fn property(
        &mut self,
        name: &str,
        schema: &ReferenceOr<Schema>,
        presence: Presence,
        at: &str,
        context: &Context,
    ) -> Property {
        let ty = self.schema_type(schema, at, &context.property(name));
        let data = match schema {
            ReferenceOr::Item(schema) => schema.schema_data.clone(),
            ReferenceOr::Reference { reference: _ } => SchemaData::default(),
        };
        let component_nullable =
            matches!(schema, ReferenceOr::Reference { reference } if self.nullable_component(reference));
        let SchemaData {
            nullable,
            read_only: _,
            write_only: _,
            deprecated,
            external_docs: _,
            example: _,
            title: _,
            description,
            discriminator: _,
            default: _,
            extensions,
        } = data;
        let makes_type = matches!((&ty, schema), (Type::Named(_), ReferenceOr::Item(_)));
        let field_name = text(&extensions, "x-rust-field").or_else(|| rust_name(&extensions).filter(|_| !makes_type));
        Property {
            name: name.to_owned(),
            ty,
            presence,
            nullability: if nullable || component_nullable { Nullability::Nullable } else { Nullability::Plain },
            docs: Docs { description, default: self.default_of(schema), deprecated },
            rust_name: field_name,
            at: at.to_owned(),
        }
    }

    fn nullable_component(&self, reference: &str) -> bool {
        let schema = self.components.schemas.get(&component_name(reference));
        let schema = schema.and_then(|schema| super::resolve(schema, &self.components.schemas));
        schema.is_some_and(|schema| schema.schema_data.nullable)
    }

    /// The properties of an object schema that is lowered into something else than a type of its own. Types made
    /// on the way to a `None` are not referred to by anything and fall away at the end.
    pub(super) fn object_of(
        &mut self,
        schema: &Schema,
        at: &str,
        context: &Context,
    ) -> Option<(Vec<Property>, Option<Type>)> {
        match self.shape(schema, at, context) {
            TypeShape::Struct { properties, rest } => Some((properties, rest)),
            _ => None,
        }
    }

    /// `allOf`: one member is that member, several objects are one object with all their properties. What is
    /// required may stand in another member than the property.
    pub(super) fn all_of(
        &mut self,
        schema: &Schema,
        all_of: &[ReferenceOr<Schema>],
        at: &str,
        context: &Context,
    ) -> TypeShape {
        if let ([only], SchemaKind::AllOf { .. }) = (all_of, &schema.schema_kind) {
            return TypeShape::Alias(self.schema_type(only, &join(at, &["allOf", "0"]), context));
        }
        let empty = AnySchema::default();
        let own = if let SchemaKind::Any(any) = &schema.schema_kind { any } else { &empty };
        let mut properties: Vec<Property> = Vec::new();
        let mut rest = None;
        let mut required: Vec<String> = own.required.clone();
        for (index, member) in all_of.iter().enumerate() {
            let at = join(at, &["allOf", &index.to_string()]);
            let part = match member {
                ReferenceOr::Reference { reference } => self.component_object(reference),
                ReferenceOr::Item(member) => {
                    let mut member = member.clone();
                    required.append(&mut take_required(&mut member));
                    self.object_of(&member, &at, context)
                }
            };
            let Some((more, more_rest)) = part else {
                return self.untyped(&at, "`allOf` with a member that is no object");
            };
            rest = rest.or(more_rest);
            properties.retain(|property| more.iter().all(|new| new.name != property.name));
            properties.extend(more);
        }
        let own_properties = self.properties(&own.properties, &[], at, context);
        properties.retain(|property| own_properties.iter().all(|own| own.name != property.name));
        properties.extend(own_properties);
        for name in &required {
            match properties.iter_mut().find(|property| property.name == *name) {
                Some(property) => property.presence = Presence::Required,
                None => self.required_unknown(name, at),
            }
        }
        properties.sort_by(|a, b| a.name.cmp(&b.name));
        TypeShape::Struct { properties, rest }
    }

    /// The properties of a component, lowered already or in place.
    fn component_object(&mut self, reference: &str) -> Option<(Vec<Property>, Option<Type>)> {
        let components = self.components;
        let name = component_name(reference);
        let id = *self.component_types.get(&name)?;
        if let TypeShape::Struct { properties, rest } = &self.types[id.0].shape {
            return Some((properties.clone(), rest.clone()));
        }
        let schema = super::resolve(components.schemas.get(&name)?, &components.schemas)?;
        let is_object = matches!(&schema.schema_kind, SchemaKind::Type(openapiv3::Type::Object(_)));
        if !is_object {
            return None;
        }
        let (at, context) = self.component_context(id);
        self.types[id.0].shape = self.shape(schema, &at, &context);
        self.component_object(reference)
    }
}

/// Takes the names of required properties out of an object.
fn take_required(schema: &mut Schema) -> Vec<String> {
    match &mut schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::Object(object)) => std::mem::take(&mut object.required),
        SchemaKind::Any(any) => std::mem::take(&mut any.required),
        _ => Vec::new(),
    }
}
