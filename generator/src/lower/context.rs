//! The context of a schema: what its type is named after, and its key in the lock.

use crate::api::{Hint, HintBase, Home, OperationId, TypeId, place};

/// An operation, as the schemas in it know it.
#[derive(Clone, Copy)]
pub(super) struct Endpoint<'a> {
    pub(super) id: OperationId,
    /// Its key in the lock.
    pub(super) key: &'a str,
}

/// The place of a schema: its pointer in the document, and its context.
#[derive(Clone, Copy)]
pub(super) struct SchemaPlace<'a> {
    pub(super) at: &'a str,
    pub(super) context: &'a Context,
}

/// The context of a schema, for the types that are made of it.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) home: Home,
    pub(super) place: String,
    pub(super) hint: Hint,
    /// Whether the description of the schema is already used for the property or parameter.
    pub(super) described: bool,
    /// The type that is made of this schema, if it is known already.
    pub(super) making: Option<TypeId>,
}

impl Context {
    /// Returns the place at a pointer in this context.
    pub(super) fn at<'a>(&'a self, at: &'a str) -> SchemaPlace<'a> {
        SchemaPlace { at, context: self }
    }

    pub(super) fn property(&self, name: &str) -> Self {
        let mut around = self.hint.around.clone();
        match &self.hint.base {
            HintBase::Member(name) => around.push(name.clone()),
            HintBase::Alternative { of, item: _, label } => {
                around.extend(of.member().map(str::to_owned));
                around.push(label.clone());
            }
            HintBase::Component(_)
            | HintBase::Response
            | HintBase::Event
            | HintBase::Error(_)
            | HintBase::Errors
            | HintBase::Headers
            | HintBase::Body => {}
        }
        Self {
            home: self.home,
            place: place::property(&self.place, &self.hint.base, name),
            hint: Hint { base: HintBase::Member(name.to_owned()), item: false, around },
            described: true,
            making: None,
        }
    }

    /// Returns the context of an alternative of a union.
    pub(super) fn alternative(&self, label: &str) -> Self {
        let base = HintBase::Alternative {
            of: Box::new(self.hint.base.clone()),
            item: self.hint.item,
            label: label.to_owned(),
        };
        let hint = Hint { base, item: false, around: self.hint.around.clone() };
        Self { home: self.home, place: place::alternative(&self.place, label), hint, described: false, making: None }
    }

    /// Returns the context of an event in a stream, given that of the response.
    pub(super) fn of_event(&self) -> Self {
        Self { hint: Hint { base: HintBase::Event, item: false, around: Vec::new() }, making: None, ..self.clone() }
    }

    /// Returns the context of the JSON in a text.
    pub(super) fn json_text(&self) -> Self {
        // The text itself has the name of the component or the operation.
        let item = self.hint.item || self.hint.base.is_whole();
        self.inside(place::json_text(&self.place), item)
    }

    /// Returns the context of an item of a tuple.
    pub(super) fn tuple_item(&self, index: usize) -> Self {
        self.inside(place::tuple_item(&self.place, index), true)
    }

    pub(super) fn item(&self, brackets: &str) -> Self {
        self.inside(format!("{}{brackets}", self.place), true)
    }

    fn inside(&self, place: String, item: bool) -> Self {
        let hint = Hint { item, ..self.hint.clone() };
        Self { home: self.home, place, hint, described: false, making: None }
    }
}
