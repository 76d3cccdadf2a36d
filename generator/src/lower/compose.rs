//! Schemas that are composed of others: `allOf`, and unions next to properties. First all schemas that a value has to
//! satisfy are collected. The result is one of their types, an object with all their properties, or a union of such
//! objects.

use std::collections::BTreeSet;

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind};

use super::context::{Context, SchemaPlace};
use super::object::Keywords;
use super::union_labels::Label;
use super::{Postponed, Schemas, Stage, resolve};
use crate::api::{HintBase, Type, TypeShape};
use crate::document::pointer::component_name;
use crate::document::pointer::join;
use crate::findings::Code;

/// One of the schemas that a value has to satisfy, with its place.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) schema: ReferenceOr<Schema>,
    pub(super) at: String,
}

/// All schemas that a value has to satisfy.
#[derive(Clone, Default)]
pub(super) struct Composition {
    pub(super) parts: Vec<Part>,
    /// The names of required properties, each with the place that requires it.
    pub(super) required: Vec<(String, String)>,
}

impl Composition {
    /// Whether there is a bare `type: object`, which adds nothing to other schemas.
    fn without_bare_objects(mut self) -> Self {
        if self.parts.len() > 1 {
            let bare = |part: &Part| matches!(&part.schema, ReferenceOr::Item(schema) if is_bare_object(schema));
            self.parts.retain(|part| !bare(part));
        }
        self
    }
}

/// The maximum length of a chain of components that is followed.
const DEEPEST: usize = 100;

impl Schemas<'_> {
    pub(super) fn composed(&mut self, schema: &Schema, place: SchemaPlace<'_>) -> TypeShape {
        let mut composition = Composition::default();
        self.gather(schema, place.at, &mut composition);
        self.shape_of(&composition, &schema.schema_data, place)
    }

    /// Adds a schema: a component as a part, and the parts of any other.
    pub(super) fn gather_part(&mut self, schema: &ReferenceOr<Schema>, at: &str, composition: &mut Composition) {
        match schema {
            ReferenceOr::Item(schema) => self.gather(schema, at, composition),
            ReferenceOr::Reference { .. } => {
                composition.parts.push(Part { schema: schema.clone(), at: at.to_owned() });
            }
        }
    }

    /// Collects the parts of a schema: the members of its `allOf`, its unions, and its own keywords.
    pub(super) fn gather(&mut self, schema: &Schema, at: &str, composition: &mut Composition) {
        let mut own = AnySchema::default();
        let (one_of, any_of, all_of) = match &schema.schema_kind {
            SchemaKind::OneOf { one_of } => (one_of.clone(), Vec::new(), Vec::new()),
            SchemaKind::AnyOf { any_of } => (Vec::new(), any_of.clone(), Vec::new()),
            SchemaKind::AllOf { all_of } => (Vec::new(), Vec::new(), all_of.clone()),
            SchemaKind::Any(any) => {
                own = any.clone();
                let take = |list: &mut Vec<ReferenceOr<Schema>>| std::mem::take(list);
                (take(&mut own.one_of), take(&mut own.any_of), take(&mut own.all_of))
            }
            SchemaKind::Type(openapiv3::Type::Object(object)) => {
                own.typ = Some("object".to_owned());
                own.properties.clone_from(&object.properties);
                own.required.clone_from(&object.required);
                own.additional_properties.clone_from(&object.additional_properties);
                (Vec::new(), Vec::new(), Vec::new())
            }
            SchemaKind::Type(_) => {
                composition.parts.push(Part { schema: ReferenceOr::Item(schema.clone()), at: at.to_owned() });
                return;
            }
            SchemaKind::Not { not: _ } => return,
        };
        let required_at = join(at, &["required"]);
        composition
            .required
            .extend(std::mem::take(&mut own.required).into_iter().map(|name| (name, required_at.clone())));
        for (index, member) in all_of.iter().enumerate() {
            self.gather_part(member, &join(at, &["allOf", &index.to_string()]), composition);
        }
        let data = SchemaData { discriminator: schema.schema_data.discriminator.clone(), ..SchemaData::default() };
        let unions = [
            (!one_of.is_empty()).then_some(SchemaKind::OneOf { one_of }),
            (!any_of.is_empty()).then_some(SchemaKind::AnyOf { any_of }),
        ];
        for schema_kind in unions.into_iter().flatten() {
            let schema = Schema { schema_data: data.clone(), schema_kind };
            composition.parts.push(Part { schema: ReferenceOr::Item(schema), at: at.to_owned() });
        }
        own.not = None;
        if says_something(&own) {
            let schema_data = SchemaData { extensions: schema.schema_data.extensions.clone(), ..SchemaData::default() };
            let schema = Schema { schema_data, schema_kind: SchemaKind::Any(own) };
            composition.parts.push(Part { schema: ReferenceOr::Item(schema), at: at.to_owned() });
        }
    }

    /// Returns the type of a composition that is not a component. It is made later, because it may need any component,
    /// including the one around it.
    pub(super) fn type_of(&mut self, composition: Composition, data: &SchemaData, place: SchemaPlace<'_>) -> Type {
        self.as_separate_type(|this| this.type_within(composition, data, place))
    }

    /// Returns the type of a composition, whose alternatives multiply those of the unions around.
    fn type_within(&mut self, composition: Composition, data: &SchemaData, place: SchemaPlace<'_>) -> Type {
        let composition = composition.without_bare_objects();
        if composition.parts.len() < 2 && composition.required.is_empty() {
            let shape = self.shape_of(&composition, data, place);
            return self.type_of_shape(shape, data, place);
        }
        if let Some(id) = self.being_composed(&composition) {
            return Type::Named(id);
        }
        // An empty struct reserves the number of the type.
        let shape = TypeShape::Struct { properties: Vec::new(), rest: None };
        let ty = self.type_of_shape(shape, data, place);
        let Type::Named(id) = ty else { return ty };
        if !self.may_compose(id) {
            self.types[id.0].shape = self.too_deep(place.at);
            return Type::Any;
        }
        let context = Context { making: Some(id), ..place.context.clone() };
        let (data, at, trail) = (data.clone(), place.at.to_owned(), self.trail());
        self.postponed.push_back(Postponed { id, composition, data, at, context, trail });
        if self.stage == Stage::Ready {
            self.make_postponed();
        }
        match &self.types[id.0].shape {
            TypeShape::Alias(other) if other.named() != Some(id) => other.clone(),
            _ => ty,
        }
    }

    /// Makes the compositions that were postponed. They run one after the other, so that nested ones do not use up the
    /// stack.
    pub(super) fn make_postponed(&mut self) {
        self.stage = Stage::Making;
        while let Some(Postponed { id, composition, data, at, context, trail }) = self.postponed.pop_front() {
            self.types[id.0].shape =
                self.within_trail(trail, |this| this.shape_of(&composition, &data, context.at(&at)));
        }
        self.stage = Stage::Ready;
    }

    fn shape_of(&mut self, composition: &Composition, data: &SchemaData, place: SchemaPlace<'_>) -> TypeShape {
        let composition = composition.clone().without_bare_objects();
        match composition.parts.as_slice() {
            [] if composition.required.is_empty() => return TypeShape::Alias(Type::Any),
            [only] if composition.required.is_empty() => return self.only(&only.clone(), data, place.context),
            [only] if union_of(&only.schema).is_some() => return self.only(&only.clone(), data, place.context),
            _ => {}
        }
        self.compose(&composition, place, |this| {
            let union = composition.parts.iter().position(|part| this.has_union(&part.schema));
            match union {
                Some(index) => this.distribute(composition.clone(), index, data, place),
                None => this.intersection(&composition, place),
            }
        })
    }

    /// Returns the type of a composition that is a single schema.
    fn only(&mut self, part: &Part, data: &SchemaData, context: &Context) -> TypeShape {
        if let Some((list, key)) = union_of(&part.schema) {
            let mut data = data.clone();
            if let ReferenceOr::Item(schema) = &part.schema {
                data.discriminator = data.discriminator.or_else(|| schema.schema_data.discriminator.clone());
            }
            return self.union(&data, list, context.at(&join(&part.at, &[key])));
        }
        let place = context.at(&part.at);
        match &part.schema {
            ReferenceOr::Item(schema) => {
                let mut schema = schema.clone();
                schema.schema_data.extensions.extend(data.extensions.clone());
                self.shape(&schema, place)
            }
            reference => match self.base_of(reference, context) {
                // A subtype that adds nothing has the properties of its base, and is not one of the other subtypes.
                Some(base) => self.own_part(&base),
                None => TypeShape::Alias(self.schema_type(reference, place)),
            },
        }
    }

    /// Returns the base that a reference leads to, if the component that is being made is one of its subtypes.
    fn base_of(&self, reference: &ReferenceOr<Schema>, context: &Context) -> Option<String> {
        let (ReferenceOr::Reference { reference }, Some(id)) = (reference, context.making) else { return None };
        let HintBase::Component(own) = &self.types[id.0].hint.base else { return None };
        let base = self.inheritance.end(&component_name(reference));
        let schema = self.components.schemas.get(&base).filter(|_| !self.types[id.0].hint.item)?;
        let (one_of, any_of) = unions_of(schema.as_item()?);
        let is_own = |alternative: &ReferenceOr<Schema>| match alternative {
            ReferenceOr::Reference { reference } => component_name(reference) == *own,
            ReferenceOr::Item(_) => false,
        };
        (self.is_base(&base) && one_of.iter().chain(any_of).any(is_own)).then_some(base)
    }

    /// Returns whether a schema is or contains a union.
    pub(super) fn has_union(&self, schema: &ReferenceOr<Schema>) -> bool {
        self.made_of(schema, |name| self.is_base(name)).into_iter().any(|schema| {
            match resolve(schema, &self.components.schemas).map(|schema| &schema.schema_kind) {
                Some(SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. }) => true,
                Some(SchemaKind::Any(any)) => !any.one_of.is_empty() || !any.any_of.is_empty(),
                _ => false,
            }
        })
    }

    /// Lists a schema, the members of its `allOf`, their members, and so on, with each component once. The members of
    /// an excluded component are not listed.
    fn made_of<'a>(
        &'a self,
        schema: &'a ReferenceOr<Schema>,
        is_left_out: impl Fn(&str) -> bool,
    ) -> Vec<&'a ReferenceOr<Schema>> {
        let mut seen = BTreeSet::new();
        let (mut found, mut layer) = (Vec::new(), vec![schema]);
        for _ in 0..DEEPEST {
            layer.retain(|schema| match schema {
                ReferenceOr::Item(_) => true,
                ReferenceOr::Reference { reference } => {
                    let name = component_name(reference);
                    !is_left_out(&name) && seen.insert(name)
                }
            });
            let inner = layer.iter().flat_map(|schema| self.all_of(schema)).collect();
            found.append(&mut layer);
            layer = inner;
        }
        found
    }

    fn all_of<'a>(&'a self, schema: &'a ReferenceOr<Schema>) -> &'a [ReferenceOr<Schema>] {
        resolve(schema, &self.components.schemas).map(Keywords::of).unwrap_or_default().all_of
    }

    /// Expands the part of a composition that is or contains a union: each alternative is composed with all other parts.
    fn distribute(
        &mut self,
        mut composition: Composition,
        index: usize,
        data: &SchemaData,
        place: SchemaPlace<'_>,
    ) -> TypeShape {
        let part = composition.parts.remove(index);
        let Some((list, key)) = union_of(&part.schema) else {
            self.gather_within(&part, &mut composition);
            return self.shape_of(&composition, data, place);
        };
        let at_list = join(&part.at, &[key]);
        self.mapped(data.discriminator.as_ref(), list, &at_list);
        let alternatives: Option<Vec<_>> = self.for_alternatives(list.len(), |this| {
            let labels = this.labels(list, &at_list, data.discriminator.as_ref());
            let targets = data.discriminator.as_ref().map(|discriminator| this.targets(discriminator));
            let alternative = |(index, (schema, label)): (usize, (&ReferenceOr<Schema>, Label))| {
                let at = join(&part.at, &[key, &index.to_string()]);
                let ty = this.with_rest(&composition, schema, place.context.alternative(&label.text).at(&at));
                this.alternative(schema, (label, ty), targets.as_ref(), &at)
            };
            list.iter().zip(labels).enumerate().map(alternative).collect()
        });
        match alternatives {
            Some(mut alternatives) => {
                self.default_mapping(list, &mut alternatives, &at_list);
                Self::make_union(alternatives)
            }
            None => self.without_union(&composition, &part.at, place),
        }
    }

    /// Collects the parts of a part, which may be a component, so that a union in it is a part of its own.
    fn gather_within(&mut self, part: &Part, composition: &mut Composition) {
        let components = self.components;
        match &part.schema {
            ReferenceOr::Item(schema) => self.gather(schema, &part.at, composition),
            ReferenceOr::Reference { reference } => {
                let at = join("/components/schemas", &[&self.inheritance.end(&component_name(reference))]);
                if let Some(schema) = resolve(&part.schema, &components.schemas) {
                    self.gather(schema, &at, composition);
                }
            }
        }
    }

    /// Returns the type of an alternative composed with the other schemas. If it inherits from all of them, it is the
    /// alternative itself.
    fn with_rest(&mut self, rest: &Composition, schema: &ReferenceOr<Schema>, place: SchemaPlace<'_>) -> Type {
        let own = context_component(place.context);
        let inherits = |part: &Part| match &part.schema {
            ReferenceOr::Reference { reference } => self.inheritance.inherits(schema, &component_name(reference)),
            ReferenceOr::Item(_) => own.as_ref().is_some_and(|own| self.inheritance.inherits(schema, own)),
        };
        if matches!(schema, ReferenceOr::Reference { .. }) && rest.parts.iter().all(inherits) {
            return self.schema_type(schema, place);
        }
        let mut composition = rest.clone();
        let mut data = SchemaData::default();
        if let ReferenceOr::Item(schema) = schema {
            data.description.clone_from(&schema.schema_data.description);
            data.extensions.clone_from(&schema.schema_data.extensions);
        }
        self.gather_part(schema, place.at, &mut composition);
        self.type_within(composition, &data, place)
    }

    /// Returns whether a component is a union of its own subtypes. As a member of an `allOf`, it is the component
    /// without that union.
    pub(super) fn is_base(&self, name: &str) -> bool {
        let end = self.inheritance.end(name);
        let Some(ReferenceOr::Item(schema)) = self.components.schemas.get(&end) else { return false };
        let (one_of, any_of) = unions_of(schema);
        one_of.iter().chain(any_of).any(|alternative| self.inheritance.inherits(alternative, name))
    }

    /// Returns a composition without one of its unions. The properties next to that union are kept.
    fn without_union(&mut self, composition: &Composition, union: &str, place: SchemaPlace<'_>) -> TypeShape {
        self.report(
            Code::Untyped,
            union,
            "this union next to others has too many alternatives; what only its alternatives define is read as any \
             JSON value",
            "replace the schema with an overlay action if servers send only one type",
        );
        match self.intersection(composition, place) {
            TypeShape::Struct { properties, rest: _ } => TypeShape::Struct { properties, rest: Some(Type::Any) },
            _ => TypeShape::Alias(Type::Any),
        }
    }
}

/// Returns the alternatives of a schema that is only a union, with their key.
pub(super) fn union_of(schema: &ReferenceOr<Schema>) -> Option<(&[ReferenceOr<Schema>], &'static str)> {
    match &schema.as_item()?.schema_kind {
        SchemaKind::OneOf { one_of } => Some((one_of, "oneOf")),
        SchemaKind::AnyOf { any_of } => Some((any_of, "anyOf")),
        _ => None,
    }
}

/// Returns the alternatives that a schema lists, whatever is next to them.
fn unions_of(schema: &Schema) -> (&[ReferenceOr<Schema>], &[ReferenceOr<Schema>]) {
    match &schema.schema_kind {
        SchemaKind::Any(any) => (&any.one_of, &any.any_of),
        SchemaKind::OneOf { one_of } => (one_of, &[]),
        SchemaKind::AnyOf { any_of } => (&[], any_of),
        SchemaKind::Type(_) | SchemaKind::AllOf { .. } | SchemaKind::Not { .. } => (&[], &[]),
    }
}

fn says_something(own: &AnySchema) -> bool {
    own.typ.is_some()
        || !own.properties.is_empty()
        || own.additional_properties.is_some()
        || own.items.is_some()
        || !own.enumeration.is_empty()
        || own.format.is_some()
}

fn is_bare_object(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Any(any) => {
            any.typ.as_deref() == Some("object") && any.properties.is_empty() && any.additional_properties.is_none()
        }
        _ => false,
    }
}

/// Returns the component that is being composed, if it is one.
fn context_component(context: &Context) -> Option<String> {
    match &context.hint.base {
        crate::api::HintBase::Alternative { of, item: false, label: _ } => match of.as_ref() {
            crate::api::HintBase::Component(name) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}
