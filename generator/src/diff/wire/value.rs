//! A value at a place where it is used: its lowered type, and what the document says about it that no type expresses.

use std::collections::BTreeMap;

use crate::api::{Nullability, Pointer, Property, Type, TypeId, TypeShape, Union};
use crate::diff::side::State;
use crate::document::pointer::join;
use crate::document::schema::Usage;
use crate::document::tree::{Node, Value as Json};
use crate::document::write;

/// The type of a place without a schema.
const ANY: &Type = &Type::Any;

/// A schema at a place where it is used.
#[derive(Clone)]
pub(super) struct Use<'a> {
    pub(super) ty: &'a Type,
    /// Whether the property that contains it may be `null`.
    pub(super) nullability: Nullability,
    /// The properties of a body that are set one by one, because the body has no type of its own.
    pub(super) fields: Option<Fields<'a>>,
    /// The places in the tree that describe it. Empty if it has no schema.
    pub(super) places: Vec<Pointer>,
}

impl<'a> Use<'a> {
    pub(super) fn new(ty: &'a Type, places: Vec<Pointer>) -> Self {
        Self { ty, nullability: Nullability::Plain, fields: None, places }
    }

    /// Makes the use of a property, which several members of an `allOf` may describe.
    pub(super) fn of_property(property: &'a Property, holder: &View<'a>) -> Self {
        let mut places = holder.usage.inner(&["properties", &property.name]);
        if !places.contains(&property.at) {
            places.push(property.at.clone());
        }
        Self { nullability: property.nullability, ..Self::new(&property.ty, places) }
    }
}

/// The properties of an object, and the type of its additional properties.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) properties: &'a [Property],
    pub(super) rest: Option<&'a Type>,
}

/// The JSON type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Tuple,
    Object,
    Union,
}

impl Kind {
    /// What fingerprints contain, so it must not change.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Union => "one of several forms",
            other => other.words(),
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Any => "any JSON value",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "a list",
            Self::Tuple => "a tuple",
            Self::Object => "an object",
            Self::Union => "one of several alternatives",
        }
    }

    fn of(ty: &Type, shape: Option<&TypeShape>) -> Self {
        match ty {
            Type::Any => Self::Any,
            Type::Bool | Type::Flag(_) => Self::Boolean,
            Type::I32 | Type::I64 | Type::U32 | Type::U64 => Self::Integer,
            Type::F32 | Type::F64 => Self::Number,
            Type::String
            | Type::Secret
            | Type::DateTime
            | Type::Date
            | Type::Base64
            | Type::JsonText(_)
            | Type::File => Self::String,
            Type::Tuple(_) => Self::Tuple,
            Type::List(_) => Self::Array,
            Type::Map(_) => Self::Object,
            Type::Nullable(_) | Type::Named(_) => match shape {
                Some(TypeShape::Struct { .. }) => Self::Object,
                Some(TypeShape::Strings(_)) => Self::String,
                Some(TypeShape::Integers(_)) => Self::Integer,
                Some(TypeShape::Union(_)) => Self::Union,
                Some(TypeShape::Alias(_)) | None => Self::Any,
            },
        }
    }
}

/// The additional properties of an object.
pub(super) enum Rest<'a> {
    Unsaid,
    Closed,
    Open,
    Schema(Use<'a>),
}

pub(super) struct View<'a> {
    /// The type without `null` and aliases.
    pub(super) ty: &'a Type,
    pub(super) kind: Kind,
    /// The first and the last named type on the way there.
    pub(super) first: Option<TypeId>,
    pub(super) last: Option<TypeId>,
    /// The component that the place refers to.
    pub(super) component: Option<&'a str>,
    pub(super) nullable: bool,
    pub(super) usage: Usage<'a>,
    /// Its node in the tree, or the nearest node around it if nothing describes it.
    pub(super) node: &'a Node,
    at: Pointer,
    shape: Option<&'a TypeShape>,
    fields: Option<Fields<'a>>,
}

impl<'a> View<'a> {
    pub(super) fn of(state: &'a State, used: &Use<'a>) -> Self {
        let types = &state.lowered.types;
        let (mut ty, mut nullable) = (used.ty, used.nullability == Nullability::Nullable);
        let (mut first, mut last, mut shape) = (None, None, None);
        // Lowering makes no circles of aliases.
        for _ in 0..=types.len() {
            match ty {
                Type::Nullable(inner) => (ty, nullable) = (inner, true),
                Type::Named(id) => {
                    first = first.or(Some(*id));
                    match types.get(id.0).map(|def| &def.shape) {
                        Some(TypeShape::Alias(inner)) => ty = inner,
                        found => {
                            (last, shape) = (Some(*id), found);
                            break;
                        }
                    }
                }
                _ => break,
            }
        }
        let usage = Usage::of(&state.root, &used.places);
        let mut fields = used.fields;
        if fields.is_some() {
            first = usage.component.as_deref().and_then(|name| state.component(name));
            last = first;
            shape = first.map(|id| &types[id.0].shape);
            // The component also has the properties that a request omits. It has no files.
            let has_files = |fields: &Fields<'_>| fields.properties.iter().any(|property| is_file(&property.ty));
            fields = fields.filter(|own| has_files(own) || !matches!(shape, Some(TypeShape::Struct { .. })));
        }
        let at = used.places.iter().find(|at| state.root.at(at).is_some()).or(used.places.first());
        let at = at.cloned().unwrap_or_default();
        let node = state.root.nearest(&at);
        let kind = if used.fields.is_some() { Kind::Object } else { Kind::of(ty, shape) };
        let component = first.and_then(|id| state.component_name(id));
        // Any value may be `null`.
        let nullable = nullable || kind == Kind::Any;
        Self { ty, kind, first, last, component, nullable, usage, node, at, shape, fields }
    }

    /// Returns its place.
    pub(super) fn at(&self) -> &str {
        &self.at
    }

    pub(super) fn properties(&self) -> &'a [Property] {
        match (self.fields, self.shape) {
            (Some(fields), _) => fields.properties,
            (None, Some(TypeShape::Struct { properties, rest: _ })) => properties,
            _ => &[],
        }
    }

    pub(super) fn union(&self) -> Option<&'a Union> {
        if let Some(TypeShape::Union(union)) = self.shape { Some(union) } else { None }
    }

    pub(super) fn items(&self) -> Option<Use<'a>> {
        let Type::List(item) = self.ty else { return None };
        Some(Use::new(item, self.usage.inner(&["items"])))
    }

    /// Returns the items of a tuple.
    pub(super) fn tuple(&self) -> Vec<Use<'a>> {
        let Type::Tuple(items) = self.ty else { return Vec::new() };
        let lists = self.usage.inner(&["prefixItems"]);
        let places = |index: usize| lists.iter().map(|at| join(at, &[&index.to_string()])).collect();
        items.iter().enumerate().map(|(index, item)| Use::new(item, places(index))).collect()
    }

    /// Returns the JSON that a text contains.
    pub(super) fn json_in_text(&self) -> Option<Use<'a>> {
        let Type::JsonText(inner) = self.ty else { return None };
        Some(Use::new(inner, self.usage.inner(&["contentSchema"])))
    }

    pub(super) fn rest(&self) -> Rest<'a> {
        let said = |value: bool| self.usage.all("additionalProperties").any(|node| node.as_bool() == Some(value));
        let rest = match (self.fields, self.shape, self.ty) {
            (Some(fields), ..) => fields.rest,
            (None, Some(TypeShape::Struct { properties: _, rest }), _) => rest.as_ref(),
            (None, _, Type::Map(inner)) => Some(inner.as_ref()),
            _ => None,
        };
        match rest {
            None if said(false) => Rest::Closed,
            Some(Type::Any) if self.usage.all("additionalProperties").next().is_some() => Rest::Open,
            None | Some(Type::Any) => Rest::Unsaid,
            Some(ty) => Rest::Schema(Use::new(ty, self.usage.inner(&["additionalProperties"]))),
        }
    }

    /// Returns the values of an enum, without `null`, by their JSON, each with its node.
    pub(super) fn values(&self) -> Option<BTreeMap<String, &'a Node>> {
        let mut written: BTreeMap<String, &'a Node> = BTreeMap::new();
        for value in self.usage.all("enum").flat_map(Node::items).filter(|value| !matches!(value.value, Json::Null)) {
            written.entry(canonical(value)).or_insert(value);
        }
        let read: Vec<String> = match self.shape {
            Some(TypeShape::Strings(values)) => values.iter().map(|variant| write::quoted(&variant.value)).collect(),
            Some(TypeShape::Integers(values)) => values.iter().map(|variant| variant.value.to_string()).collect(),
            // The values of anything else become no enum in the client, but the server checks them.
            _ if matches!(self.kind, Kind::String | Kind::Integer | Kind::Union) || written.is_empty() => return None,
            _ => return Some(written),
        };
        let node = |text: &str| written.get(text).copied().unwrap_or(self.node);
        Some(read.into_iter().map(|text| (text.clone(), node(&text))).collect())
    }

    /// Returns the format that the type expresses, or an empty text.
    pub(super) fn format(&self) -> &'a str {
        match self.ty {
            Type::I32 => "int32",
            Type::U32 => "uint32",
            Type::U64 => "uint64",
            Type::F32 => "float",
            Type::Date => "date",
            Type::DateTime => "date-time",
            Type::Secret => "password",
            Type::Base64 => "byte",
            Type::File => "binary",
            _ => "",
        }
    }

    /// Returns a format that the client does not know and that the server may check.
    pub(super) fn unknown_format(&self) -> Option<&'a str> {
        let plain = ["", "double", "int32", "int64", "integer", "number", "password", "string", "text"];
        let format = self.usage.all("format").find_map(Node::as_str)?;
        let is_known = !self.format().is_empty() || plain.contains(&format);
        (matches!(self.kind, Kind::String | Kind::Integer | Kind::Number) && !is_known).then_some(format)
    }

    /// Returns whether the place itself says that its value may be `null`.
    pub(super) fn says_nullable(&self) -> bool {
        self.usage.own("nullable").and_then(Node::as_bool) == Some(true)
    }
}

/// Returns a value as JSON. The order of members does not count.
fn canonical(node: &Node) -> String {
    match &node.value {
        Json::Object(_) => {
            let members: BTreeMap<&str, &Node> = node.members().map(|(name, member)| (name, &member.node)).collect();
            let members =
                members.into_iter().map(|(name, node)| format!("{}:{}", write::quoted(name), canonical(node)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        _ => write::json(node).trim().to_owned(),
    }
}

fn is_file(ty: &Type) -> bool {
    match ty {
        Type::File => true,
        Type::List(item) => is_file(item),
        _ => false,
    }
}

/// Returns the place of the schema of a parameter: its own, or that of its JSON content.
pub(super) fn schema_of_parameter(root: &Node, at: &str) -> Vec<Pointer> {
    let Some(node) = root.at(at) else { return Vec::new() };
    if node.get("schema").is_some() {
        return vec![join(at, &["schema"])];
    }
    let content = node.get("content").into_iter().flat_map(Node::members).map(|(name, _)| name);
    crate::document::media::json(content).map(|name| join(at, &["content", name, "schema"])).into_iter().collect()
}

/// Returns the use of a place without a schema.
pub(super) fn any<'a>(at: Pointer) -> Use<'a> {
    Use::new(ANY, vec![at])
}
