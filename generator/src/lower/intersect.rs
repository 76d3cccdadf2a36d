//! The type of a value that has to satisfy several schemas: an object with all their properties, or the narrowest of
//! their types.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ReferenceOr, Schema};

use super::bounds::Trail;
use super::compose::{Composition, Part, union_of};
use super::context::{Context, SchemaPlace};
use super::narrower::{Side, both_words, is_refinement, narrower};
use super::{Progress, Schemas};
use crate::api::{Access, HintBase, Nullability, Presence, Property, Type, TypeShape, behind_aliases};
use crate::document::pointer::component_name;
use crate::document::pointer::join;
use crate::document::schema::is_marked;
use crate::findings::{Code, Diagnostic};

/// A property of the joined object, with all places that define it.
struct Joined {
    property: Property,
    at: Vec<String>,
    agreement: Agreement,
}

/// Whether the places that define a property define the same type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Agreement {
    Same,
    Different,
}

/// The properties of several schemas.
#[derive(Default)]
struct Fields {
    by_name: BTreeMap<String, Joined>,
    rest: Option<Type>,
}

/// What a value without described properties is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Undescribed {
    Object,
    Anything,
}

/// The maximum number of components that wait for each other, so that no chain exhausts the stack.
const MAX_CHAIN: usize = 100;

impl Schemas<'_> {
    pub(super) fn intersection(&mut self, composition: &Composition, place: SchemaPlace<'_>) -> TypeShape {
        let SchemaPlace { at, context } = place;
        let mut fields = Fields::default();
        let mut required = composition.required.clone();
        let mut others: Vec<(TypeShape, String)> = Vec::new();
        let mut objects = 0;
        for part in &composition.parts {
            let shape = match &part.schema {
                ReferenceOr::Reference { reference } => {
                    let name = component_name(reference);
                    required.extend(self.lost_required(&name, &mut BTreeSet::new()));
                    self.component_shape(&name, &part.at)
                }
                ReferenceOr::Item(schema) => self.shape(schema, context.at(&part.at)),
            };
            match shape {
                TypeShape::Struct { properties, rest } => {
                    objects += 1;
                    fields.rest = fields.rest.take().or(rest);
                    Self::add(&mut fields, properties);
                }
                TypeShape::Alias(Type::Any) => {}
                TypeShape::Alias(Type::Map(inner)) => {
                    objects += 1;
                    fields.rest = fields.rest.take().or(Some(*inner));
                }
                other => others.push((other, part.at.clone())),
            }
        }
        if others.is_empty() {
            self.join_types(&mut fields, context);
            return self.object_of_fields(
                fields,
                &required,
                if objects > 0 || !required.is_empty() { Undescribed::Object } else { Undescribed::Anything },
            );
        }
        if objects > 0 {
            let place =
                composition.parts.iter().map(|part| &part.at).find(|at| others.iter().all(|(_, other)| other != *at));
            let (place, (other, other_place)) = (place.map_or(at, String::as_str), &others[0]);
            let object = TypeShape::Struct { properties: Vec::new(), rest: None };
            return self.conflict(place, other_place, &both_words(&object, &self.behind_components(other)));
        }
        let is_list =
            |(shape, _): &(TypeShape, String)| matches!(self.behind_components(shape), TypeShape::Alias(Type::List(_)));
        if others.len() > 1 && others.iter().all(is_list) {
            return self.lists(composition, place);
        }
        self.narrowest(composition, others)
    }

    /// Joins lists to one list whose items satisfy all of them.
    fn lists(&mut self, composition: &Composition, place: SchemaPlace<'_>) -> TypeShape {
        let mut items = Composition::default();
        for part in &composition.parts {
            let list = match &part.schema {
                ReferenceOr::Reference { reference } => join("/components/schemas", &[&component_name(reference)]),
                ReferenceOr::Item(_) => part.at.clone(),
            };
            let at = join(&list, &["items"]);
            let Some(schema) = self.schema_at(&at) else { continue };
            self.gather_part(&schema, &at, &mut items);
        }
        let same = |part: &Part, other: &Part| part.schema == other.schema;
        items.parts.dedup_by(|part, other| same(part, other));
        let ty = self.type_of(items, &openapiv3::SchemaData::default(), place.context.item("[]").at(place.at));
        TypeShape::Alias(Type::List(Box::new(ty)))
    }

    fn object_of_fields(
        &mut self,
        mut fields: Fields,
        required: &[(String, String)],
        undescribed: Undescribed,
    ) -> TypeShape {
        let (mut reported, mut unknown) = (BTreeSet::new(), Vec::new());
        for (name, place) in required {
            self.two_way(&mut fields, (name, place));
            match fields.by_name.get_mut(name).map(|joined| &mut joined.property) {
                Some(property) if property.is_undescribed() => {}
                Some(property) => {
                    property.documented = Presence::Required;
                    if property.access == Access::Both {
                        property.presence = Presence::Required;
                    }
                }
                None if reported.insert(name) => unknown.push((name, place)),
                None => {}
            }
        }
        let is_map = fields.by_name.is_empty();
        if is_map && unknown.is_empty() {
            let ty = Type::Map(Box::new(fields.rest.unwrap_or(Type::Any)));
            return TypeShape::Alias(if undescribed == Undescribed::Object { ty } else { Type::Any });
        }
        // An object without properties can have any.
        let rest = if is_map { fields.rest.or(Some(Type::Any)) } else { fields.rest };
        let mut properties: Vec<Property> = fields.by_name.into_values().map(|joined| joined.property).collect();
        for (name, place) in unknown {
            let undescribed = self.required_unknown((name, place), &properties, rest.as_ref());
            properties.push(undescribed);
        }
        properties.sort_by(|a, b| a.name.cmp(&b.name));
        TypeShape::Struct { properties, rest }
    }

    /// Makes a property part of both directions if a member defines it without a mark and requires it, although another member
    /// marks it: a server that validates requests requires it.
    fn two_way(&self, fields: &mut Fields, (name, required_at): (&str, &str)) {
        let Some(joined) = fields.by_name.get_mut(name) else { return };
        let Some(member) = required_at.strip_suffix("/required") else { return };
        let own = join(member, &["properties", name]);
        let is_marked = || ["readOnly", "writeOnly"].iter().any(|mark| is_marked(self.root, &own, mark));
        if joined.at.contains(&own) && !is_marked() {
            joined.property.access = Access::Both;
        }
    }

    /// Adds properties. A property that is defined twice has to satisfy both definitions.
    fn add(fields: &mut Fields, more: Vec<Property>) {
        for property in more {
            let known = fields.by_name.get_mut(&property.name);
            // A member that only requires a property does not say anything about its type.
            let Some(joined) = known.filter(|joined| !joined.property.is_undescribed()) else {
                let at = vec![property.at.clone()];
                fields.by_name.insert(property.name.clone(), Joined { property, at, agreement: Agreement::Same });
                continue;
            };
            if property.is_undescribed() || joined.at.contains(&property.at) {
                continue;
            }
            joined.at.push(property.at.clone());
            if joined.property.ty == Type::Any {
                joined.property.ty = property.ty.clone();
            } else if joined.property.ty != property.ty && property.ty != Type::Any {
                joined.agreement = Agreement::Different;
            }
            join_property(&mut joined.property, property);
        }
    }

    /// Makes the types of properties that several members define, when all definitions are known.
    fn join_types(&mut self, fields: &mut Fields, context: &Context) {
        for (name, joined) in &mut fields.by_name {
            if joined.agreement == Agreement::Different {
                joined.property.ty = self.type_of_several(name, &joined.at, context);
            }
        }
    }

    /// Returns the type of a property that several members of an `allOf` define.
    fn type_of_several(&mut self, name: &str, places: &[String], context: &Context) -> Type {
        let mut composition = Composition::default();
        let mut data = openapiv3::SchemaData::default();
        for at in places {
            let Some(schema) = self.schema_at(at) else { continue };
            if let ReferenceOr::Item(schema) = schema.as_ref() {
                data.extensions.extend(schema.schema_data.extensions.clone());
            }
            self.gather_part(&schema, at, &mut composition);
        }
        let at = places.last().map_or("", String::as_str);
        self.type_of(composition, &data, context.property(name).at(at))
    }

    /// Returns the narrowest of several types: an enum rather than a string, an integer rather than a number.
    fn narrowest(&mut self, composition: &Composition, others: Vec<(TypeShape, String)>) -> TypeShape {
        let mut all = others.into_iter();
        let Some((mut narrow, mut place)) = all.next() else { return TypeShape::Alias(Type::Any) };
        for (other, at) in all {
            let (one, two) = (self.behind_components(&narrow), self.behind_components(&other));
            match narrower(&one, &two) {
                Some(Side::First) => {}
                Some(Side::Second) => (narrow, place) = (other, at),
                Some(Side::New(shape)) => narrow = shape,
                // The last member is meant as a refinement of the first.
                None if is_refinement(&one, &two) => {
                    let what = both_words(&one, &two);
                    self.report_conflict(&place, &at, &what, "the last one is used");
                    (narrow, place) = (other, at);
                }
                None => return self.conflict(&place, &at, &both_words(&one, &two)),
            }
        }
        // If the result is a component, the type is that component.
        let only = composition.parts.iter().find(|part| part.at == place);
        match only.map(|part| &part.schema) {
            Some(reference @ ReferenceOr::Reference { reference: target }) => {
                let same = self.component_shape(&component_name(target), &place) == narrow;
                if same { TypeShape::Alias(self.plain_reference(reference)) } else { narrow }
            }
            _ => narrow,
        }
    }

    fn plain_reference(&self, reference: &ReferenceOr<Schema>) -> Type {
        let ReferenceOr::Reference { reference } = reference else { return Type::Any };
        self.component_types.get(&component_name(reference)).map_or(Type::Any, |id| Type::Named(*id))
    }

    /// Returns the shape behind the names of components.
    fn behind_components(&self, shape: &TypeShape) -> TypeShape {
        let TypeShape::Alias(ty) = shape else { return shape.clone() };
        match behind_aliases(&self.types, ty) {
            Type::Named(id) => self.types[id.0].shape.clone(),
            other => TypeShape::Alias(other.clone()),
        }
    }

    fn conflict(&mut self, one: &str, other: &str, what: &str) -> TypeShape {
        self.report_conflict(one, other, what, "it is read as any JSON value");
        TypeShape::Alias(Type::Any)
    }

    fn report_conflict(&mut self, one: &str, other: &str, what: &str, reading: &str) {
        let message = format!("no value is {what}, as this `allOf` requires; {reading}");
        let (one, other) = (self.span(one), self.span(other));
        let conflict = Diagnostic::new(Code::AllOfConflict, one, message).and(other, "the other one");
        self.findings.push(
            conflict.help("change or remove one of the two with an overlay action, according to what servers send"),
        );
    }

    /// Returns the shape of a component as a member of an `allOf`.
    fn component_shape(&mut self, name: &str, from: &str) -> TypeShape {
        let mut name = self.inheritance.end(name);
        // The check has refused endless chains of references.
        for _ in 0..=self.components.schemas.len() {
            if self.progress.values().filter(|progress| **progress == Progress::Begun).count() > MAX_CHAIN {
                return self.leads_back(from);
            }
            if self.is_base(&name) {
                return self.own_part(&name);
            }
            self.component(&name);
            let Some(id) = self.component_types.get(&name).copied() else { return TypeShape::Alias(Type::Any) };
            if self.progress.get(&id) == Some(&Progress::Begun) {
                return self.leads_back(from);
            }
            match &self.types[id.0].shape {
                TypeShape::Alias(Type::Named(next)) => match &self.types[next.0].hint.base {
                    HintBase::Component(next) if next != &name => name.clone_from(next),
                    _ => return self.behind_components(&self.types[id.0].shape.clone()),
                },
                shape => return shape.clone(),
            }
        }
        TypeShape::Alias(Type::Any)
    }

    /// Returns the shape of a union of its own subtypes without that union.
    pub(super) fn own_part(&mut self, name: &str) -> TypeShape {
        if let Some(shape) = self.own_parts.get(name) {
            return shape.clone();
        }
        let components = self.components;
        let (Some(ReferenceOr::Item(schema)), Some(id)) =
            (components.schemas.get(name), self.component_types.get(name).copied())
        else {
            return TypeShape::Alias(Type::Any);
        };
        let (at, context) = self.component_context(id);
        let mut composition = Composition::default();
        self.gather(schema, &at, &mut composition);
        composition.parts.retain(|part| union_of(&part.schema).is_none());
        let shape = self.within_trail(Trail::default(), |this| {
            this.deeper(|this| this.deeper(|this| this.intersection(&composition, context.at(&at)))).flatten()
        });
        match shape {
            Some(shape) => {
                self.own_parts.insert(name.to_owned(), shape.clone());
                shape
            }
            None => self.too_deep(&at),
        }
    }

    fn leads_back(&mut self, from: &str) -> TypeShape {
        let message = "this member of an `allOf` leads back to the schema itself, or is at the end of too long a chain";
        let cyclic = Diagnostic::new(Code::CyclicRef, self.span(from), message);
        self.findings.push(cyclic.help("remove it from the `allOf` with an overlay action"));
        TypeShape::Alias(Type::Any)
    }
}

fn join_property(property: &mut Property, other: Property) {
    let Property {
        name: _,
        ty: _,
        presence,
        documented,
        nullability,
        access,
        docs,
        mark: _,
        rust_name,
        at: _,
        span: _,
    } = other;
    property.presence = property.presence.min(presence);
    property.documented = property.documented.min(documented);
    if nullability == Nullability::Nullable {
        property.nullability = Nullability::Nullable;
    }
    if access != Access::Both {
        property.access = access;
        property.presence = Presence::Optional;
    }
    property.docs.deprecated |= docs.deprecated;
    property.docs.default = docs.default.or(property.docs.default.take());
    property.docs.description = docs.description.or(property.docs.description.take());
    property.rust_name = rust_name.or(property.rust_name.take());
}
