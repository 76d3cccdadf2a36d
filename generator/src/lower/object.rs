//! Object schemas: their properties, and which of them are required.

use std::collections::BTreeSet;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData, SchemaKind};

use super::Schemas;
use super::context::SchemaPlace;
use crate::api::{Access, Docs, Nullability, Presence, Property, Type, TypeShape};
use crate::document::pointer::join;
use crate::document::schema::Usage;
use crate::findings::Code;

pub(super) type Properties = indexmap::IndexMap<String, ReferenceOr<Box<Schema>>>;

pub(super) fn unboxed(schema: &ReferenceOr<Box<Schema>>) -> ReferenceOr<Schema> {
    schema.clone().unbox()
}

/// The keywords of a schema that describe an object. A schema without one has none of its values.
#[derive(Default)]
pub(super) struct Keywords<'a> {
    pub(super) properties: Option<&'a Properties>,
    pub(super) required: &'a [String],
    pub(super) all_of: &'a [ReferenceOr<Schema>],
}

impl<'a> Keywords<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        match &schema.schema_kind {
            SchemaKind::Type(openapiv3::Type::Object(object)) => {
                Self { properties: Some(&object.properties), required: &object.required, all_of: &[] }
            }
            SchemaKind::Any(any) => {
                Self { properties: Some(&any.properties), required: &any.required, all_of: &any.all_of }
            }
            SchemaKind::AllOf { all_of } => Self { all_of, ..Self::default() },
            SchemaKind::Type(_) | SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::Not { .. } => {
                Self::default()
            }
        }
    }
}

impl Schemas<'_> {
    /// Returns a struct for an object with properties, and a map for one without.
    pub(super) fn object(
        &mut self,
        properties: &Properties,
        required: &[String],
        additional: Option<&AdditionalProperties>,
        place: SchemaPlace<'_>,
    ) -> TypeShape {
        let SchemaPlace { at, context } = place;
        let rest_at = join(at, &["additionalProperties"]);
        let rest = match additional {
            None | Some(AdditionalProperties::Any(false)) => None,
            Some(AdditionalProperties::Any(true)) => Some(Type::Any),
            Some(AdditionalProperties::Schema(schema)) => {
                Some(self.nullable_type(schema, context.item("{}").at(&rest_at)))
            }
        };
        let is_open = !matches!(additional, Some(AdditionalProperties::Any(false)));
        if properties.is_empty() && required.is_empty() && is_open {
            return TypeShape::Alias(Type::Map(Box::new(rest.unwrap_or(Type::Any))));
        }
        // An object without properties can have any.
        let rest = if properties.is_empty() && is_open { rest.or(Some(Type::Any)) } else { rest };
        let mut lowered = self.properties(properties, required, place);
        let required_at = join(at, &["required"]);
        let unknown: BTreeSet<&String> = required.iter().filter(|name| !properties.contains_key(*name)).collect();
        for name in unknown {
            let undescribed = self.required_unknown((name, &required_at), &lowered, rest.as_ref());
            lowered.push(undescribed);
        }
        lowered.sort_by(|a, b| a.name.cmp(&b.name));
        TypeShape::Struct { properties: lowered, rest }
    }

    /// Lowers properties.
    fn properties(&mut self, properties: &Properties, required: &[String], place: SchemaPlace<'_>) -> Vec<Property> {
        let required: BTreeSet<&String> = required.iter().collect();
        let lower = |(name, schema): (&String, &ReferenceOr<Box<Schema>>)| {
            let presence = if required.contains(name) { Presence::Required } else { Presence::Optional };
            let context = place.context.property(name);
            let at = join(place.at, &["properties", name]);
            self.property(name, &unboxed(schema), presence, context.at(&at))
        };
        properties.iter().map(lower).collect()
    }

    /// Returns the property for a name that is required but not defined: one of the additional properties, or else any
    /// JSON value. A response may lack it, because the name may be misspelled.
    pub(super) fn required_unknown(
        &mut self,
        (name, at): (&str, &str),
        known: &[Property],
        rest: Option<&Type>,
    ) -> Property {
        let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let slip = known.iter().find(|property| plain(&property.name) == plain(name));
        let help = match slip {
            Some(meant) => format!("did you mean `{}`? Correct it with an overlay action", meant.name),
            None => "define the property, or remove it from `required`, with an overlay action".to_owned(),
        };
        let (ty, nullability, what) = match rest {
            None | Some(Type::Any) => (Type::Any, Nullability::Plain, "a required property of any type"),
            Some(Type::Nullable(inner)) => (inner.as_ref().clone(), Nullability::Nullable, ADDITIONAL),
            Some(ty) => (ty.clone(), Nullability::Plain, ADDITIONAL),
        };
        let message = format!("`required` names `{name}`, which this object does not define; it is read as {what}");
        self.report(Code::RequiredUnknown, at, message, help);
        Property {
            name: name.to_owned(),
            ty,
            presence: Presence::Optional,
            documented: Presence::Required,
            access: Access::Both,
            nullability,
            docs: Docs::default(),
            mark: None,
            rust_name: None,
            at: join(at, &[name]),
            span: self.span(at),
        }
    }

    fn property(
        &mut self,
        name: &str,
        schema: &ReferenceOr<Schema>,
        presence: Presence,
        place: SchemaPlace<'_>,
    ) -> Property {
        let at = place.at;
        let ty = self.schema_type(schema, place);
        let data = match schema {
            ReferenceOr::Item(schema) => schema.schema_data.clone(),
            ReferenceOr::Reference { reference: _ } => SchemaData::default(),
        };
        let said = Usage::said(self.root, at);
        let SchemaData {
            nullable: _,
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
        let access = match (said.is_marked("readOnly"), said.is_marked("writeOnly")) {
            (true, false) => Access::Read,
            (false, true) => Access::Write,
            (false, false) | (true, true) => Access::Both,
        };
        let makes_type = matches!((&ty, schema), (Type::Named(_), ReferenceOr::Item(_)));
        let field_name = self
            .given_name(&extensions, "x-rust-field", at)
            .or_else(|| self.rust_name(&extensions, at).filter(|_| !makes_type));
        Property {
            name: name.to_owned(),
            ty,
            presence: if access == Access::Both { presence } else { Presence::Optional },
            documented: presence,
            access,
            nullability: if said.is_nullable() { Nullability::Nullable } else { Nullability::Plain },
            docs: Docs { description, default: self.default_of(schema), deprecated },
            mark: None,
            rust_name: field_name,
            at: at.to_owned(),
            span: self.span(at),
        }
    }

    /// Returns the properties of an object schema that does not become a type of its own. Types that nothing refers to
    /// are removed at the end.
    pub(super) fn object_of(
        &mut self,
        schema: &Schema,
        place: SchemaPlace<'_>,
    ) -> Result<(Vec<Property>, Option<Type>), &'static str> {
        match self.shape(schema, place) {
            TypeShape::Struct { properties, rest } => Ok((properties, rest)),
            _ => Err(NO_OBJECT),
        }
    }
}

const ADDITIONAL: &str = "a required one of its additional properties";

const NO_OBJECT: &str = "is no object";
