//! The bounds of lowering: schemas that are made of each other could go on without end. A value of the very schemas that are
//! being put together is of the type that is being made of them; what is too deep, or too much, is any JSON value.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use openapiv3::ReferenceOr;

use super::Schemas;
use super::compose::{Part, Whole};
use super::context::Context;
use crate::api::{Type, TypeId, TypeShape};
use crate::document::pointer::component_name;
use crate::findings::{Code, Diagnostic};

/// How many schemas may be lowered within each other. Each takes some kilobytes of the stack, of which the smallest have
/// two megabytes.
const MOST_DEPTH: usize = 64;

/// How many wholes may lie within each other, and how many may be made on the way to one type.
const MOST_AROUND: usize = 16;
const MOST_WHOLES: usize = 600;

/// How many forms a product of unions may have.
const MOST_FORMS: usize = 300;

/// How far the lowering has come into schemas that are made of others.
#[derive(Default)]
pub(super) struct Bounds {
    depth: usize,
    trail: Trail,
    /// How many wholes have been begun within each outermost type.
    wholes: BTreeMap<TypeId, usize>,
}

/// The wholes around a schema, from the outside in.
#[derive(Clone)]
pub(super) struct Trail {
    open: Vec<Open>,
    /// How many forms the unions around have, one in each other.
    forms: usize,
}

/// Schemas that are being put together.
#[derive(Clone)]
struct Open {
    key: Rc<BTreeSet<String>>,
    /// The type that is made of them, where it is known before.
    making: Option<TypeId>,
}

impl Default for Trail {
    fn default() -> Self {
        Self { open: Vec::new(), forms: 1 }
    }
}

impl Schemas<'_> {
    /// Does something one step deeper; `None` where that is too deep.
    pub(super) fn deeper<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.bounds.depth >= MOST_DEPTH {
            return None;
        }
        self.bounds.depth += 1;
        let done = act(self);
        self.bounds.depth -= 1;
        Some(done)
    }

    /// Makes one shape of a whole.
    pub(super) fn put_together(
        &mut self,
        whole: &Whole,
        at: &str,
        context: &Context,
        make: impl FnOnce(&mut Self) -> TypeShape,
    ) -> TypeShape {
        let key = Rc::new(key(whole));
        if let Some(open) = self.bounds.trail.open.iter().find(|open| open.key == key) {
            return match open.making.filter(|id| context.making != Some(*id)) {
                Some(id) => TypeShape::Alias(Type::Named(id)),
                None => self.too_deep(at),
            };
        }
        self.bounds.trail.open.push(Open { key, making: context.making });
        let shape = self.deeper(make);
        self.bounds.trail.open.pop();
        shape.unwrap_or_else(|| self.too_deep(at))
    }

    /// The type that is being made of the very same schemas: what holds itself, as a list of the same things does, is of
    /// the type around it.
    pub(super) fn around(&self, whole: &Whole) -> Option<TypeId> {
        let key = key(whole);
        self.bounds.trail.open.iter().find(|open| *open.key == key)?.making
    }

    /// Whether one more whole may be made within those around.
    pub(super) fn may_make(&mut self, id: TypeId) -> bool {
        let open = &self.bounds.trail.open;
        let outermost = open.first().and_then(|open| open.making).unwrap_or(id);
        let wholes = self.bounds.wholes.entry(outermost).or_default();
        *wholes += 1;
        open.len() < MOST_AROUND && *wholes <= MOST_WHOLES
    }

    pub(super) fn trail(&self) -> Trail {
        self.bounds.trail.clone()
    }

    /// Makes something that lies within the wholes of a trail, and not within those around.
    pub(super) fn along<T>(&mut self, trail: Trail, make: impl FnOnce(&mut Self) -> T) -> T {
        let around = std::mem::replace(&mut self.bounds.trail, trail);
        let made = make(self);
        self.bounds.trail = around;
        made
    }

    /// Makes something of each of so many alternatives; `None` where those are too many.
    pub(super) fn for_each_form<T>(&mut self, forms: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let all = self.bounds.trail.forms.saturating_mul(forms.max(1));
        if all > MOST_FORMS {
            return None;
        }
        let around = std::mem::replace(&mut self.bounds.trail.forms, all);
        let made = make(self);
        self.bounds.trail.forms = around;
        Some(made)
    }

    /// Makes a type of its own, whose forms are not those of the unions around.
    pub(super) fn for_itself<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let around = std::mem::replace(&mut self.bounds.trail.forms, 1);
        let made = make(self);
        self.bounds.trail.forms = around;
        made
    }

    pub(super) fn too_deep(&mut self, at: &str) -> TypeShape {
        let span = self.root.nearest(at).span;
        let cyclic = Diagnostic::new(
            Code::CyclicRef,
            span,
            "this schema is composed of itself, or of too long a chain; it is read as any JSON value",
        );
        self.findings.push(cyclic.help("remove the reference that leads back from `allOf`, with an overlay action"));
        TypeShape::Alias(Type::Any)
    }
}

/// What tells one whole from another: its parts, and what they require.
fn key(whole: &Whole) -> BTreeSet<String> {
    let required = whole.required.iter().map(|(name, _)| format!("required {name}"));
    whole.parts.iter().map(identity).chain(required).collect()
}

/// The component, or the place of what is no component.
fn identity(part: &Part) -> String {
    match &part.schema {
        ReferenceOr::Reference { reference } => component_name(reference),
        ReferenceOr::Item(_) => part.at.clone(),
    }
}
