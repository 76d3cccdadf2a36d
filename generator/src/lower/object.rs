//! Object schemas: properties, what is required, and `allOf`.

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind};

use super::schema::{Context, unboxed};
use super::{Lowering, Progress, component_name, rust_name, text};
use crate::api::{Access, Docs, HintBase, Nullability, Presence, Property, Type, TypeShape};
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
            Some(AdditionalProperties::Schema(schema)) => {
                Some(self.nullable_type(schema, &rest_at, &context.item("{}")))
            }
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
            read_only,
            write_only,
            deprecated,
            external_docs: _,
            example: _,
            title: _,
            description,
            discriminator: _,
            default: _,
            extensions,
        } = data;
        let access = match (read_only, write_only) {
            (true, false) => Access::Read,
            (false, true) => Access::Write,
            (false, false) | (true, true) => Access::Both,
        };
        let makes_type = matches!((&ty, schema), (Type::Named(_), ReferenceOr::Item(_)));
        let field_name = text(&extensions, "x-rust-field").or_else(|| rust_name(&extensions).filter(|_| !makes_type));
        Property {
            name: name.to_owned(),
            ty,
            presence: if access == Access::Both { presence } else { Presence::Optional },
            access,
            nullability: if nullable || component_nullable { Nullability::Nullable } else { Nullability::Plain },
            docs: Docs { description, default: self.default_of(schema), deprecated },
            rust_name: field_name,
            at: at.to_owned(),
        }
    }

    pub(super) fn nullable_component(&self, reference: &str) -> bool {
        let schema = self.components.schemas.get(&component_name(reference));
        let schema = schema.and_then(|schema| super::resolve(schema, &self.components.schemas));
        schema.is_some_and(|schema| schema.schema_data.nullable)
    }

    /// The properties of an object schema that is lowered into something else than a type of its own. Types made
    /// on the way to an error are not referred to by anything and fall away at the end.
    pub(super) fn object_of(
        &mut self,
        schema: &Schema,
        at: &str,
        context: &Context,
    ) -> Result<(Vec<Property>, Option<Type>), &'static str> {
        match self.shape(schema, at, context) {
            TypeShape::Struct { properties, rest } => Ok((properties, rest)),
            _ => Err(NO_OBJECT),
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
            let (more, more_rest) = match part {
                Ok(part) => part,
                Err(what) => return self.untyped(&at, &format!("`allOf` with a member that {what}")),
            };
            rest = rest.or(more_rest);
            self.add_properties(&mut properties, more);
        }
        let own_properties = self.properties(&own.properties, &[], at, context);
        self.add_properties(&mut properties, own_properties);
        for name in &required {
            match properties.iter_mut().find(|property| property.name == *name) {
                Some(property) if property.access == Access::Both => property.presence = Presence::Required,
                Some(_) => {}
                None => self.required_unknown(name, at),
            }
        }
        properties.sort_by(|a, b| a.name.cmp(&b.name));
        TypeShape::Struct { properties, rest }
    }

    /// Joins the properties of the members of an `allOf`. A value has to satisfy all of them; where they say different
    /// things of one property, it is read as any JSON value.
    fn add_properties(&mut self, properties: &mut Vec<Property>, more: Vec<Property>) {
        for property in more {
            let Some(other) = properties.iter_mut().find(|other| other.name == property.name) else {
                properties.push(property);
                continue;
            };
            if other.ty != property.ty && other.ty != Type::Any {
                let what = format!("`{}`, which two members of an `allOf` define differently,", property.name);
                other.ty = Type::Any;
                self.untyped(&property.at, &what);
            }
            other.presence = other.presence.min(property.presence);
            other.docs = if property.docs.description.is_some() { property.docs } else { other.docs.clone() };
        }
    }

    /// The properties of a component; or why it has none.
    fn component_object(&mut self, reference: &str) -> Result<(Vec<Property>, Option<Type>), &'static str> {
        let mut name = component_name(reference);
        // References to references end, as the check has made sure.
        for _ in 0..=self.components.schemas.len() {
            if self.progress.values().filter(|progress| **progress == Progress::Begun).count() > MAX_CHAIN {
                return Err("is at the end of too long a chain");
            }
            self.component(&name);
            let id = *self.component_types.get(&name).ok_or("is not there")?;
            if self.progress.get(&id) == Some(&Progress::Begun) {
                return Err("leads back to itself");
            }
            match &self.types[id.0].shape {
                TypeShape::Struct { properties, rest } => return Ok((properties.clone(), rest.clone())),
                TypeShape::Alias(Type::Named(next)) => match &self.types[next.0].hint.base {
                    HintBase::Component(next) => name.clone_from(next),
                    _ => return Err(NO_OBJECT),
                },
                _ => return Err(NO_OBJECT),
            }
        }
        Err(NO_OBJECT)
    }
}

const NO_OBJECT: &str = "is no object";

/// How many components may wait for each other, so that no chain exhausts the stack.
const MAX_CHAIN: usize = 100;

/// Takes the names of required properties out of an object.
fn take_required(schema: &mut Schema) -> Vec<String> {
    match &mut schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::Object(object)) => std::mem::take(&mut object.required),
        SchemaKind::Any(any) => std::mem::take(&mut any.required),
        _ => Vec::new(),
    }
}
