//! Turns schemas into types.

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind};
use serde_json::Value;

use super::bounds::Trail;
use super::compose::Composition;
use super::context::{Context, SchemaPlace};
use super::object::unboxed;
use super::{Progress, Schemas};
use crate::api::{Hint, HintBase, Home, Type, TypeDef, TypeId, TypeShape, Uses, place};
use crate::document::extensions::{NEWTYPE_COMPONENT, OPEN_VALUES};
use crate::document::pointer::component_name;
use crate::document::pointer::join;
use crate::document::schema::is_marked;
use crate::findings::Code;

impl Schemas<'_> {
    /// Lowers `components/schemas`. Their types get numbers first, because they can refer to each other.
    pub(super) fn component_schemas(&mut self) {
        let components = self.components;
        let schemas: Vec<(&String, &Schema)> = components
            .schemas
            .iter()
            .filter_map(|(name, schema)| Some((name, super::resolve(schema, &components.schemas)?)))
            .collect();
        for (name, schema) in &schemas {
            let id = TypeId(self.types.len());
            let at = join("/components/schemas", &[name]);
            self.component_types.insert((*name).clone(), id);
            self.types.push(TypeDef {
                home: Home::Component(id),
                place: format!("schemas {}", place::token(name)),
                hint: Hint { base: HintBase::Component((*name).clone()), item: false, around: Vec::new() },
                rust_name: self.rust_name(&schema.schema_data.extensions, &at),
                value_names: self.value_names(&at),
                description: schema.schema_data.description.clone(),
                shape: TypeShape::Alias(Type::Any),
                is_open: is_marked(self.root, &at, OPEN_VALUES),
                uses: Uses::default(),
                input: false,
                newtype: schema.schema_data.extensions.contains_key(NEWTYPE_COMPONENT),
                span: self.span(&at),
                at,
            });
        }
        for name in schemas.iter().map(|(name, _)| *name) {
            self.component(name);
        }
        self.make_postponed();
    }

    /// Lowers a component, unless that was done or begun before.
    pub(super) fn component(&mut self, name: &str) {
        let components = self.components;
        let Some(id) = self.component_types.get(name).copied() else { return };
        if self.progress.contains_key(&id) {
            return;
        }
        self.progress.insert(id, Progress::Begun);
        let (at, mut context) = self.component_context(id);
        context.making = Some(id);
        let Some(schema) = components.schemas.get(name) else { return };
        self.types[id.0].shape = self.within_trail(Trail::default(), |this| match schema {
            ReferenceOr::Item(schema) => this.shape(schema, context.at(&at)),
            reference => TypeShape::Alias(this.schema_type(reference, context.at(&at))),
        });
        self.progress.insert(id, Progress::Done);
    }

    pub(super) fn component_context(&self, id: TypeId) -> (String, Context) {
        let def = &self.types[id.0];
        let (home, place, hint) = (def.home, def.place.clone(), def.hint.clone());
        (def.at.clone(), Context { home, place, hint, described: false, making: None })
    }

    /// Returns the type of a schema. An inline object or enum becomes a type of its own.
    pub(super) fn schema_type(&mut self, schema: &ReferenceOr<Schema>, place: SchemaPlace<'_>) -> Type {
        let schema = match schema {
            ReferenceOr::Reference { reference } => {
                // The check has made sure that the component exists.
                let id = self.component_types.get(&component_name(reference));
                return id.map_or(Type::Any, |id| Type::Named(*id));
            }
            ReferenceOr::Item(schema) => schema,
        };
        if is_composed(schema) {
            let mut composition = Composition::default();
            self.gather(schema, place.at, &mut composition);
            return self.type_of(composition, &schema.schema_data, place);
        }
        let shape = self.shape(schema, place);
        self.type_of_shape(shape, &schema.schema_data, place)
    }

    /// Makes a type for a shape, unless it is only another type.
    pub(super) fn type_of_shape(&mut self, shape: TypeShape, data: &SchemaData, place: SchemaPlace<'_>) -> Type {
        if let TypeShape::Alias(ty) = shape {
            return ty;
        }
        let SchemaPlace { at, context } = place;
        let def = TypeDef {
            home: context.home,
            place: context.place.clone(),
            hint: context.hint.clone(),
            rust_name: self.rust_name(&data.extensions, at),
            value_names: self.value_names(at),
            description: data.description.clone().filter(|_| !context.described),
            shape,
            is_open: is_marked(self.root, at, OPEN_VALUES),
            uses: Uses::default(),
            input: false,
            newtype: false,
            at: at.to_owned(),
            span: self.span(at),
        };
        self.types.push(def);
        Type::Named(TypeId(self.types.len() - 1))
    }

    pub(super) fn shape(&mut self, schema: &Schema, place: SchemaPlace<'_>) -> TypeShape {
        match self.deeper(|this| this.shape_within(schema, place)) {
            Some(shape) => shape,
            None => self.too_deep(place.at),
        }
    }

    fn shape_within(&mut self, schema: &Schema, place: SchemaPlace<'_>) -> TypeShape {
        let Schema { schema_data, schema_kind } = schema;
        self.without_alternatives(schema, place.at);
        match schema_kind {
            SchemaKind::Type(ty) => self.typed(ty, schema_data, place),
            SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::AllOf { .. } => {
                self.composed(schema, place)
            }
            // Only the server checks `not`.
            SchemaKind::Not { not: _ } => TypeShape::Alias(Type::Any),
            SchemaKind::Any(any) => self.any(schema, any, place),
        }
    }

    /// Reports a discriminator without alternatives.
    fn without_alternatives(&mut self, schema: &Schema, at: &str) {
        let is_union = match &schema.schema_kind {
            SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } => true,
            SchemaKind::Any(any) => !any.one_of.is_empty() || !any.any_of.is_empty(),
            SchemaKind::Type(_) | SchemaKind::AllOf { .. } | SchemaKind::Not { .. } => false,
        };
        if let (false, Some(discriminator)) = (is_union, &schema.schema_data.discriminator) {
            let property = &discriminator.property_name;
            let message =
                format!("the discriminator `{property}` has no alternatives to distinguish, and has no effect");
            let help = "list the alternatives in `oneOf`, or let components inherit from this one by `allOf`, with an \
                        overlay action";
            self.report(Code::Discriminator, &join(at, &["discriminator"]), message, help);
        }
    }

    fn typed(&mut self, ty: &openapiv3::Type, data: &SchemaData, place: SchemaPlace<'_>) -> TypeShape {
        use openapiv3::Type as Declared;
        let at = place.at;
        TypeShape::Alias(match ty {
            Declared::String(string) => {
                let openapiv3::StringType { format, pattern: _, enumeration, min_length: _, max_length: _ } = string;
                let values: Vec<String> = enumeration.iter().flatten().cloned().collect();
                if !values.is_empty() {
                    return TypeShape::Strings(self.variants(values, data, at));
                }
                self.text_of_json(place).unwrap_or_else(|| string_format(&format_name(format)))
            }
            Declared::Integer(integer) => {
                let openapiv3::IntegerType {
                    format,
                    multiple_of: _,
                    exclusive_minimum: _,
                    exclusive_maximum: _,
                    minimum: _,
                    maximum: _,
                    enumeration,
                } = integer;
                let values: Vec<i64> = enumeration.iter().flatten().copied().collect();
                if !values.is_empty() {
                    return TypeShape::Integers(self.variants(values, data, at));
                }
                self.integer_format(&format_name(format), at)
            }
            Declared::Number(number) => {
                let openapiv3::NumberType {
                    format,
                    multiple_of: _,
                    exclusive_minimum: _,
                    exclusive_maximum: _,
                    minimum: _,
                    maximum: _,
                    enumeration,
                } = number;
                self.unlisted(enumeration.len(), at);
                if format_name(format) == "float" { Type::F32 } else { Type::F64 }
            }
            Declared::Boolean(openapiv3::BooleanType { enumeration }) => {
                let has = |flag: bool| enumeration.contains(&Some(flag));
                match (has(true), has(false)) {
                    (true, false) => Type::Flag(true),
                    (false, true) => Type::Flag(false),
                    _ => Type::Bool,
                }
            }
            Declared::Array(openapiv3::ArrayType { items, min_items: _, max_items: _, unique_items: _ }) => {
                self.list(items.as_ref(), place)
            }
            Declared::Object(object) => {
                let openapiv3::ObjectType {
                    properties,
                    required,
                    additional_properties,
                    min_properties: _,
                    max_properties: _,
                } = object;
                return self.object(properties, required, additional_properties.as_ref(), place);
            }
        })
    }

    fn integer_format(&mut self, format: &str, at: &str) -> Type {
        match format {
            "int32" => Type::I32,
            "uint32" => Type::U32,
            "uint64" => Type::U64,
            "" | "int64" => Type::I64,
            other => {
                let message = format!("the format `{other}` of an integer is not known; 64 bits are used");
                self.report(Code::UnknownFormat, at, message, "no action is needed unless values are larger");
                Type::I64
            }
        }
    }

    fn list(&mut self, items: Option<&ReferenceOr<Box<Schema>>>, place: SchemaPlace<'_>) -> Type {
        if let Some(tuple) = self.tuple(place) {
            return tuple;
        }
        let item = items.map_or(Type::Any, |items| {
            let (at, context) = (join(place.at, &["items"]), place.context.item("[]"));
            self.nullable_type(&unboxed(items), context.at(&at))
        });
        Type::List(Box::new(item))
    }

    /// Returns the default of a schema as JSON.
    pub(super) fn default_of(&self, schema: &ReferenceOr<Schema>) -> Option<String> {
        schema.as_item()?.schema_data.default.as_ref().map(Value::to_string)
    }

    /// Returns the shape of a schema with keywords for several types, or for none.
    fn any(&mut self, schema: &Schema, any: &AnySchema, place: SchemaPlace<'_>) -> TypeShape {
        let AnySchema {
            typ,
            pattern: _,
            multiple_of: _,
            exclusive_minimum: _,
            exclusive_maximum: _,
            minimum: _,
            maximum: _,
            properties,
            required,
            additional_properties,
            min_properties: _,
            max_properties: _,
            items,
            min_items: _,
            max_items: _,
            unique_items: _,
            enumeration,
            format,
            min_length: _,
            max_length: _,
            one_of,
            all_of,
            any_of,
            not: _,
        } = any;
        if !one_of.is_empty() || !any_of.is_empty() || !all_of.is_empty() {
            return self.composed(schema, place);
        }
        let (data, at) = (&schema.schema_data, place.at);
        let is_object = !properties.is_empty() || additional_properties.is_some();
        match typ.as_deref() {
            Some("object") => self.object(properties, required, additional_properties.as_ref(), place),
            None if is_object => self.object(properties, required, additional_properties.as_ref(), place),
            Some("array") => TypeShape::Alias(self.list(items.as_ref(), place)),
            None if items.is_some() => TypeShape::Alias(self.list(items.as_ref(), place)),
            Some("string" | "integer") | None if !enumeration.is_empty() => self.enumeration(enumeration, data, at),
            Some("string") => {
                let text = self.text_of_json(place);
                TypeShape::Alias(text.unwrap_or_else(|| string_format(format.as_deref().unwrap_or_default())))
            }
            Some("integer") => TypeShape::Alias(self.integer_format(format.as_deref().unwrap_or_default(), at)),
            Some("number") => TypeShape::Alias(Type::F64),
            Some("boolean") => TypeShape::Alias(Type::Bool),
            Some(other) => self.untyped(at, &format!("the type `{other}`")),
            None => TypeShape::Alias(Type::Any),
        }
    }

    pub(super) fn untyped(&mut self, at: &str, what: &str) -> TypeShape {
        let message = format!("{what} is read as any JSON value");
        self.report(
            Code::Untyped,
            at,
            message,
            "replace the schema with an overlay action if servers send only one type",
        );
        TypeShape::Alias(Type::Any)
    }
}

/// Returns whether a schema is composed of others.
fn is_composed(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::AllOf { .. } => true,
        SchemaKind::Any(any) => !any.one_of.is_empty() || !any.any_of.is_empty() || !any.all_of.is_empty(),
        SchemaKind::Type(_) | SchemaKind::Not { .. } => false,
    }
}

fn string_format(format: &str) -> Type {
    match format {
        "date-time" => Type::DateTime,
        "date" => Type::Date,
        "byte" => Type::Base64,
        "password" => Type::Secret,
        _ => Type::String,
    }
}

/// Returns the format as it was written, even if the library parses it.
fn format_name<T: serde::Serialize>(format: &openapiv3::VariantOrUnknownOrEmpty<T>) -> String {
    match serde_json::to_value(format) {
        Ok(Value::String(format)) => format,
        _ => String::new(),
    }
}
