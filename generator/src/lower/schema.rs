//! Schemas to types.

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind};
use serde_json::Value;

use super::{Lowering, component_name, rust_name, text};
use crate::api::{Docs, Hint, HintBase, Home, Nullability, Presence, Property, Type, TypeDef, TypeId, TypeShape, Uses, Variant};
use crate::diagnostic::Code;
use crate::source::join;

/// Where a schema stands, for the types that it makes.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) home: Home,
    pub(super) place: String,
    pub(super) hint: Hint,
    /// Whether the schema's description is told elsewhere already: on the property or parameter.
    pub(super) described: bool,
}

impl Context {
    fn property(&self, name: &str) -> Self {
        let mut around = self.hint.around.clone();
        let separator = match &self.hint.base {
            HintBase::Member(name) => {
                around.push(name.clone());
                "."
            }
            HintBase::Component(_) | HintBase::Response | HintBase::Error(_) | HintBase::Body => " ",
        };
        Self {
            home: self.home,
            place: format!("{}{separator}{}", self.place, place_token(name)),
            hint: Hint { base: HintBase::Member(name.to_owned()), item: false, around },
            described: true,
        }
    }

    fn item(&self, brackets: &str) -> Self {
        let hint = Hint { item: true, ..self.hint.clone() };
        Self { home: self.home, place: format!("{}{brackets}", self.place), hint, described: false }
    }
}

/// A name inside the key of a place; quoted where it holds a character that the key uses itself.
pub(super) fn place_token(name: &str) -> String {
    let plain = !name.is_empty() && !name.chars().any(|char| ".{}\"\\ ".contains(char) || char.is_control());
    if plain { name.to_owned() } else { crate::write::quoted(name) }
}

impl Lowering<'_> {
    /// Lowers `components/schemas`; their names are known first, as they may refer to each other.
    pub(super) fn component_schemas(&mut self) {
        let components = self.components;
        let schemas: Vec<(&String, &Schema)> = components
            .schemas
            .iter()
            .filter_map(|(name, schema)| Some((name, super::resolve(schema, &components.schemas)?)))
            .collect();
        for (name, schema) in &schemas {
            let id = TypeId(self.types.len());
            self.component_types.insert((*name).clone(), id);
            self.types.push(TypeDef {
                home: Home::Component(id),
                place: format!("schemas {}", place_token(name)),
                hint: Hint { base: HintBase::Component((*name).clone()), item: false, around: Vec::new() },
                rust_name: rust_name(&schema.schema_data.extensions),
                description: schema.schema_data.description.clone(),
                shape: TypeShape::Alias(Type::Any),
                uses: Uses::default(),
                at: join("/components/schemas", &[name]),
            });
        }
        for (index, (name, schema)) in schemas.iter().enumerate() {
            let (at, context) = self.component_context(TypeId(index));
            self.types[index].shape = match components.schemas.get(*name) {
                Some(reference @ ReferenceOr::Reference { .. }) => TypeShape::Alias(self.schema_type(reference, &at, &context)),
                _ => self.shape(schema, &at, &context),
            };
        }
    }

    fn component_context(&self, id: TypeId) -> (String, Context) {
        let TypeDef { home, place, hint, at, rust_name: _, description: _, shape: _, uses: _ } = self.types[id.0].clone();
        (at, Context { home, place, hint, described: false })
    }

    /// Returns the type of a schema; an inline object or enum becomes a type of its own.
    pub(super) fn schema_type(&mut self, schema: &ReferenceOr<Schema>, at: &str, context: &Context) -> Type {
        let schema = match schema {
            ReferenceOr::Reference { reference } => {
                // The check has made sure that it is there.
                let id = self.component_types.get(&component_name(reference));
                return id.map_or(Type::Any, |id| Type::Named(*id));
            }
            ReferenceOr::Item(schema) => schema,
        };
        let shape = self.shape(schema, at, context);
        if let TypeShape::Alias(ty) = shape {
            return ty;
        }
        let def = TypeDef {
            home: context.home,
            place: context.place.clone(),
            hint: context.hint.clone(),
            rust_name: rust_name(&schema.schema_data.extensions),
            description: schema.schema_data.description.clone().filter(|_| !context.described),
            shape,
            uses: Uses::default(),
            at: at.to_owned(),
        };
        self.types.push(def);
        Type::Named(TypeId(self.types.len() - 1))
    }

    fn shape(&mut self, schema: &Schema, at: &str, context: &Context) -> TypeShape {
        let Schema { schema_data, schema_kind } = schema;
        match schema_kind {
            SchemaKind::Type(ty) => self.typed(ty, schema_data, at, context),
            SchemaKind::OneOf { one_of: _ } => self.untyped(at, "`oneOf`"),
            SchemaKind::AnyOf { any_of: _ } => self.untyped(at, "`anyOf`"),
            SchemaKind::Not { not: _ } => self.untyped(at, "`not`"),
            SchemaKind::AllOf { all_of } => self.all_of(schema, all_of, at, context),
            SchemaKind::Any(any) => self.any(schema, any, at, context),
        }
    }

    fn typed(&mut self, ty: &openapiv3::Type, data: &SchemaData, at: &str, context: &Context) -> TypeShape {
        use openapiv3::Type as Declared;
        TypeShape::Alias(match ty {
            Declared::String(string) => {
                let openapiv3::StringType { format, pattern: _, enumeration, min_length: _, max_length: _ } = string;
                let values: Vec<String> = enumeration.iter().flatten().cloned().collect();
                if !values.is_empty() {
                    return TypeShape::Strings(self.variants(values, data, at));
                }
                string_format(&format_name(format))
            }
            Declared::Integer(integer) => {
                let openapiv3::IntegerType {
                    format, multiple_of: _, exclusive_minimum: _, exclusive_maximum: _, minimum: _, maximum: _, enumeration,
                } = integer;
                let values: Vec<i64> = enumeration.iter().flatten().copied().collect();
                if !values.is_empty() {
                    return TypeShape::Integers(self.variants(values, data, at));
                }
                self.integer_format(&format_name(format), at)
            }
            Declared::Number(number) => {
                let openapiv3::NumberType {
                    format, multiple_of: _, exclusive_minimum: _, exclusive_maximum: _, minimum: _, maximum: _, enumeration: _,
                } = number;
                if format_name(format) == "float" { Type::F32 } else { Type::F64 }
            }
            Declared::Boolean(openapiv3::BooleanType { enumeration: _ }) => Type::Bool,
            Declared::Array(openapiv3::ArrayType { items, min_items: _, max_items: _, unique_items: _ }) => {
                self.list(items.as_ref(), at, context)
            }
            Declared::Object(object) => {
                let openapiv3::ObjectType { properties, required, additional_properties, min_properties: _, max_properties: _ } = object;
                return self.object(properties, required, additional_properties.as_ref(), at, context);
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
                let message = format!("the format `{other}` of an integer is not known; 64 bits are taken");
                self.report(Code::UnknownFormat, at, message, "nothing has to be done unless values are larger");
                Type::I64
            }
        }
    }

    fn list(&mut self, items: Option<&ReferenceOr<Box<Schema>>>, at: &str, context: &Context) -> Type {
        let item = items.map_or(Type::Any, |items| self.schema_type(&unboxed(items), &join(at, &["items"]), &context.item("[]")));
        Type::List(Box::new(item))
    }

    /// An object with properties is a struct, one without is a map.
    fn object(
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
    fn properties(&mut self, properties: &Properties, required: &[String], at: &str, context: &Context) -> Vec<Property> {
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

    fn property(&mut self, name: &str, schema: &ReferenceOr<Schema>, presence: Presence, at: &str, context: &Context) -> Property {
        let ty = self.schema_type(schema, at, &context.property(name));
        let data = match schema {
            ReferenceOr::Item(schema) => schema.schema_data.clone(),
            ReferenceOr::Reference { reference: _ } => SchemaData::default(),
        };
        let component_nullable = matches!(schema, ReferenceOr::Reference { reference } if self.nullable_component(reference));
        let SchemaData {
            nullable, read_only: _, write_only: _, deprecated, external_docs: _, example: _, title: _, description, discriminator: _,
            default: _, extensions,
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

    /// The default of a schema, as JSON.
    pub(super) fn default_of(&self, schema: &ReferenceOr<Schema>) -> Option<String> {
        schema.as_item()?.schema_data.default.as_ref().map(Value::to_string)
    }

    /// The properties of an object schema that is lowered into something else than a type of its own. Types made
    /// on the way to a `None` are not referred to by anything and fall away at the end.
    pub(super) fn object_of(&mut self, schema: &Schema, at: &str, context: &Context) -> Option<(Vec<Property>, Option<Type>)> {
        match self.shape(schema, at, context) {
            TypeShape::Struct { properties, rest } => Some((properties, rest)),
            _ => None,
        }
    }

    fn variants<T: Ord + Clone>(&mut self, values: Vec<T>, data: &SchemaData, at: &str) -> Vec<Variant<T>> {
        let names = match data.extensions.get("x-enum-varnames").map(|names| (names.as_array(), names)) {
            None => Vec::new(),
            Some((Some(names), _)) if names.len() == values.len() && names.iter().all(Value::is_string) => {
                names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Some(_) => {
                let message = format!("`x-enum-varnames` is a list of {} strings here, one for each value", values.len());
                self.report(Code::WrongType, &join(at, &["x-enum-varnames"]), message, "give each value of `enum` a name, in its order");
                Vec::new()
            }
        };
        let mut variants: Vec<Variant<T>> = values
            .into_iter()
            .enumerate()
            .map(|(index, value)| Variant { value, rust_name: names.get(index).cloned() })
            .collect();
        variants.sort_by(|a, b| a.value.cmp(&b.value));
        variants.dedup_by(|a, b| a.value == b.value);
        variants
    }

    /// `allOf`: one member is that member, several objects are one object with all their properties. What is
    /// required may stand in another member than the property.
    fn all_of(&mut self, schema: &Schema, all_of: &[ReferenceOr<Schema>], at: &str, context: &Context) -> TypeShape {
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
            let Some((more, more_rest)) = part else { return self.untyped(&at, "`allOf` with a member that is no object") };
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

    /// A schema with keywords of several kinds, or of none.
    fn any(&mut self, schema: &Schema, any: &AnySchema, at: &str, context: &Context) -> TypeShape {
        let AnySchema {
            typ, pattern: _, multiple_of: _, exclusive_minimum: _, exclusive_maximum: _, minimum: _, maximum: _, properties, required,
            additional_properties, min_properties: _, max_properties: _, items, min_items: _, max_items: _, unique_items: _,
            enumeration, format, min_length: _, max_length: _, one_of, all_of, any_of, not,
        } = any;
        if !one_of.is_empty() || !any_of.is_empty() || not.is_some() {
            return self.untyped(at, "a union");
        }
        if !all_of.is_empty() {
            return self.all_of(schema, all_of, at, context);
        }
        let data = &schema.schema_data;
        let is_object = !properties.is_empty() || additional_properties.is_some();
        match typ.as_deref() {
            Some("object") => self.object(properties, required, additional_properties.as_ref(), at, context),
            None if is_object => self.object(properties, required, additional_properties.as_ref(), at, context),
            Some("array") => TypeShape::Alias(self.list(items.as_ref(), at, context)),
            None if items.is_some() => TypeShape::Alias(self.list(items.as_ref(), at, context)),
            Some("string" | "integer") | None if !enumeration.is_empty() => self.enumeration(enumeration, data, at),
            Some("string") => TypeShape::Alias(string_format(format.as_deref().unwrap_or_default())),
            Some("integer") => TypeShape::Alias(self.integer_format(format.as_deref().unwrap_or_default(), at)),
            Some("number") => TypeShape::Alias(Type::F64),
            Some("boolean") => TypeShape::Alias(Type::Bool),
            Some(other) => self.untyped(at, &format!("the type `{other}`")),
            None => TypeShape::Alias(Type::Any),
        }
    }

    fn enumeration(&mut self, values: &[Value], data: &SchemaData, at: &str) -> TypeShape {
        let present = || values.iter().filter(|value| !value.is_null());
        let strings: Option<Vec<String>> = present().map(|value| value.as_str().map(str::to_owned)).collect();
        let integers: Option<Vec<i64>> = present().map(Value::as_i64).collect();
        match (strings, integers) {
            (Some(strings), _) if !strings.is_empty() => TypeShape::Strings(self.variants(strings, data, at)),
            (_, Some(integers)) if !integers.is_empty() => TypeShape::Integers(self.variants(integers, data, at)),
            _ => self.untyped(at, "an enum of mixed values"),
        }
    }

    fn untyped(&mut self, at: &str, what: &str) -> TypeShape {
        let message = format!("{what} is read as any JSON value");
        self.report(Code::Untyped, at, message, "replace the schema with an overlay action where servers send only one form");
        TypeShape::Alias(Type::Any)
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

type Properties = indexmap::IndexMap<String, ReferenceOr<Box<Schema>>>;

fn unboxed(schema: &ReferenceOr<Box<Schema>>) -> ReferenceOr<Schema> {
    schema.clone().unbox()
}

fn string_format(format: &str) -> Type {
    match format {
        "date-time" => Type::DateTime,
        "date" => Type::Date,
        "password" => Type::Secret,
        _ => Type::String,
    }
}

/// The format as it was written, also where the crate knows it.
fn format_name<T: serde::Serialize>(format: &openapiv3::VariantOrUnknownOrEmpty<T>) -> String {
    match serde_json::to_value(format) {
        Ok(Value::String(format)) => format,
        _ => String::new(),
    }
}
