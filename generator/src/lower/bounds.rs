//! Limits lowering, because schemas that are composed of each other could go on without end. If the same schemas are
//! already being composed, the result is the type that is being made of them. If the schemas are too deep or too many,
//! it is any JSON value.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use openapiv3::ReferenceOr;

use super::Schemas;
use super::compose::{Composition, Part};
use super::context::SchemaPlace;
use crate::api::{Type, TypeId, TypeShape};
use crate::document::pointer::component_name;
use crate::findings::{Code, Diagnostic};

/// The maximum depth of schemas. Each level takes some kilobytes of the stack, and the smallest stacks have two
/// megabytes.
const MOST_DEPTH: usize = 64;

/// The maximum depth of compositions, and the maximum number of compositions for one type.
const MOST_NESTED: usize = 16;
const MOST_COMPOSITIONS: usize = 600;

/// The maximum number of alternatives in a product of unions.
const MOST_ALTERNATIVES: usize = 300;

/// The progress of lowering within composed schemas.
#[derive(Default)]
pub(super) struct Bounds {
    depth: usize,
    trail: Trail,
    /// The number of compositions that were begun within each outermost type.
    compositions: BTreeMap<TypeId, usize>,
}

/// The compositions around a schema, from the outside in.
#[derive(Clone)]
pub(super) struct Trail {
    open: Vec<Open>,
    /// The number of alternatives in the product of the unions around.
    alternatives: usize,
}

/// Schemas that are being composed.
#[derive(Clone)]
struct Open {
    key: Rc<BTreeSet<String>>,
    /// The type that is made of them, if it is known already.
    making: Option<TypeId>,
}

impl Default for Trail {
    fn default() -> Self {
        Self { open: Vec::new(), alternatives: 1 }
    }
}

impl Schemas<'_> {
    /// Runs a function one level deeper. Returns `None` if that is too deep.
    pub(super) fn deeper<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.bounds.depth >= MOST_DEPTH {
            return None;
        }
        self.bounds.depth += 1;
        let done = act(self);
        self.bounds.depth -= 1;
        Some(done)
    }

    /// Makes the shape of a composition.
    pub(super) fn compose(
        &mut self,
        composition: &Composition,
        place: SchemaPlace<'_>,
        make: impl FnOnce(&mut Self) -> TypeShape,
    ) -> TypeShape {
        let key = Rc::new(key(composition));
        if let Some(open) = self.bounds.trail.open.iter().find(|open| open.key == key) {
            return match open.making.filter(|id| place.context.making != Some(*id)) {
                Some(id) => TypeShape::Alias(Type::Named(id)),
                None => self.too_deep(place.at),
            };
        }
        self.bounds.trail.open.push(Open { key, making: place.context.making });
        let shape = self.deeper(make);
        self.bounds.trail.open.pop();
        shape.unwrap_or_else(|| self.too_deep(place.at))
    }

    /// Returns the type that is being made of the same schemas. A schema that contains itself, such as a list of the
    /// same items, has the type around it.
    pub(super) fn being_composed(&self, composition: &Composition) -> Option<TypeId> {
        let key = key(composition);
        self.bounds.trail.open.iter().find(|open| *open.key == key)?.making
    }

    /// Returns whether one more composition can be made within those around.
    pub(super) fn may_compose(&mut self, id: TypeId) -> bool {
        let open = &self.bounds.trail.open;
        let outermost = open.first().and_then(|open| open.making).unwrap_or(id);
        let compositions = self.bounds.compositions.entry(outermost).or_default();
        *compositions += 1;
        open.len() < MOST_NESTED && *compositions <= MOST_COMPOSITIONS
    }

    pub(super) fn trail(&self) -> Trail {
        self.bounds.trail.clone()
    }

    /// Runs a function within the compositions of a trail instead of those around.
    pub(super) fn within_trail<T>(&mut self, trail: Trail, make: impl FnOnce(&mut Self) -> T) -> T {
        let around = std::mem::replace(&mut self.bounds.trail, trail);
        let made = make(self);
        self.bounds.trail = around;
        made
    }

    /// Runs a function for this many alternatives. Returns `None` if they are too many.
    pub(super) fn for_alternatives<T>(&mut self, alternatives: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let all = self.bounds.trail.alternatives.saturating_mul(alternatives.max(1));
        if all > MOST_ALTERNATIVES {
            return None;
        }
        let around = std::mem::replace(&mut self.bounds.trail.alternatives, all);
        let made = make(self);
        self.bounds.trail.alternatives = around;
        Some(made)
    }

    /// Makes a type of its own. Its alternatives do not multiply those of the unions around.
    pub(super) fn as_separate_type<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let around = std::mem::replace(&mut self.bounds.trail.alternatives, 1);
        let made = make(self);
        self.bounds.trail.alternatives = around;
        made
    }

    pub(super) fn too_deep(&mut self, at: &str) -> TypeShape {
        let span = self.span(at);
        let cyclic = Diagnostic::new(
            Code::CyclicRef,
            span,
            "this schema is composed of itself, or of too long a chain; it is read as any JSON value",
        );
        self.findings.push(cyclic.help("remove the reference that leads back from `allOf`, with an overlay action"));
        TypeShape::Alias(Type::Any)
    }
}

/// The key of a composition: its parts, and the properties that they require.
fn key(composition: &Composition) -> BTreeSet<String> {
    let required = composition.required.iter().map(|(name, _)| format!("required {name}"));
    composition.parts.iter().map(identity).chain(required).collect()
}

/// Returns the component, or the place of a schema that is not a component.
fn identity(part: &Part) -> String {
    match &part.schema {
        ReferenceOr::Reference { reference } => component_name(reference),
        ReferenceOr::Item(_) => part.at.clone(),
    }
}
