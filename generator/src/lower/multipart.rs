//! Multipart forms that are unions or compositions. JSON cannot contain files, so such a form is not a value of one
//! type. Its properties are set one by one.

use openapiv3::SchemaData;

use super::Schemas;
use super::context::{Context, SchemaPlace};
use super::directions::sent;
use crate::api::{Presence, Property, Type, TypeShape};
use crate::findings::Code;

/// The properties of a form, and the type of additional properties.
pub(super) struct Form {
    pub(super) properties: Vec<Property>,
    pub(super) rest: Option<Type>,
}

/// The maximum depth of types in a form.
const DEEPEST: usize = 32;

impl Schemas<'_> {
    /// Returns the form for the type at a place: an object with the properties of all alternatives. Only the properties
    /// that each alternative requires are required. Returns `None` if the type is not an object.
    pub(super) fn form(&mut self, ty: &Type, place: SchemaPlace<'_>) -> Option<Form> {
        let SchemaPlace { at, context } = place;
        let mut forms = self.forms_of(ty, DEEPEST);
        let is_union = forms.len() > 1;
        for form in &mut forms {
            form.properties = sent(std::mem::take(&mut form.properties), form.rest.as_ref());
            form.properties.iter_mut().for_each(|property| self.as_file(property));
        }
        let mut form = forms.into_iter().reduce(|joined, other| self.joined(joined, other, context))?;
        if form.rest.is_some() {
            let rest = self.places_within(at).into_iter().filter(|place| place.ends_with("/additionalProperties"));
            let files = rest.filter_map(|place| self.file_at(&place)).next();
            form.rest = files.or(form.rest);
        }
        if is_union {
            let message = "this form is a union; it is sent as one form with the properties of all alternatives, and \
                           requires what all of them require";
            self.report(Code::UnionJoined, at, message, "the server checks which properties go together");
        }
        if matches!(ty, Type::Nullable(_)) {
            let message = "a multipart form cannot be `null`; it is read as one that cannot";
            self.report(Code::NotGenerated, at, message, "remove `nullable` with an overlay action, or accept this");
        }
        Some(form)
    }

    /// Returns the objects that a type can be.
    fn forms_of(&self, ty: &Type, depth: usize) -> Vec<Form> {
        let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
        match ty {
            Type::Nullable(inner) => self.forms_of(inner, depth),
            Type::Map(inner) => vec![Form { properties: Vec::new(), rest: Some(inner.as_ref().clone()) }],
            Type::Named(id) => match &self.types[id.0].shape {
                TypeShape::Struct { properties, rest } => {
                    vec![Form { properties: properties.clone(), rest: rest.clone() }]
                }
                TypeShape::Union(union) => {
                    union.alternatives.iter().flat_map(|alternative| self.forms_of(&alternative.ty, depth)).collect()
                }
                TypeShape::Alias(inner) => self.forms_of(inner, depth),
                TypeShape::Strings(_) | TypeShape::Integers(_) => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Joins two forms.
    fn joined(&mut self, mut form: Form, mut other: Form, context: &Context) -> Form {
        for property in &mut form.properties {
            match other.properties.iter().position(|twin| twin.name == property.name) {
                Some(index) => {
                    let twin = other.properties.remove(index);
                    self.join_property(property, twin, context);
                }
                None => (property.presence, property.documented) = (Presence::Optional, Presence::Optional),
            }
        }
        form.properties.extend(other.properties.into_iter().map(|mut property| {
            (property.presence, property.documented) = (Presence::Optional, Presence::Optional);
            property
        }));
        form.properties.sort_by(|a, b| a.name.cmp(&b.name));
        form.rest = match (form.rest, other.rest) {
            (Some(rest), Some(other)) if rest != other => Some(Type::Any),
            (rest, other) => rest.or(other),
        };
        form
    }

    /// Joins a property with one of the same name in another form.
    fn join_property(&mut self, property: &mut Property, twin: Property, context: &Context) {
        let is_same = property.ty == twin.ty || self.is_same_schema(&property.at, &twin.at);
        if !is_same {
            property.ty = match (&property.ty, &twin.ty) {
                (files @ Type::List(item), other) | (other, files @ Type::List(item))
                    if **item == Type::File && matches!(other, Type::File) =>
                {
                    files.clone()
                }
                (Type::File, _) | (_, Type::File) => Type::File,
                (ty, other) => self.values_of_both(ty, other, property, context).unwrap_or(Type::Any),
            };
        }
        property.presence = property.presence.max(twin.presence);
        property.documented = property.documented.max(twin.documented);
        property.nullability = property.nullability.max(twin.nullability);
        property.rust_name = property.rust_name.take().or(twin.rust_name);
        property.docs.description = property.docs.description.take().or(twin.docs.description);
        property.docs.default =
            property.docs.default.take().filter(|default| Some(default) == twin.docs.default.as_ref());
        property.docs.deprecated &= twin.docs.deprecated;
    }

    /// Returns whether two places have equal schemas.
    fn is_same_schema(&self, at: &str, other: &str) -> bool {
        let text = |at: &str| self.root.at(at).map(crate::document::write::json);
        text(at).is_some_and(|schema| Some(schema) == text(other))
    }

    /// Joins the values that are listed in two places.
    fn values_of_both(&mut self, ty: &Type, other: &Type, property: &Property, context: &Context) -> Option<Type> {
        let (Type::Named(id), Type::Named(twin)) = (ty, other) else { return None };
        let (TypeShape::Strings(values), TypeShape::Strings(others)) =
            (&self.types[id.0].shape, &self.types[twin.0].shape)
        else {
            return None;
        };
        let mut values = values.clone();
        values.extend(others.iter().cloned());
        values.sort_by(|a, b| a.value.cmp(&b.value));
        values.dedup_by(|a, b| a.value == b.value);
        let (shape, context) = (TypeShape::Strings(values), context.property(&property.name));
        Some(self.type_of_shape(shape, &SchemaData::default(), context.at(&property.at)))
    }
}
