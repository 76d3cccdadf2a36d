//! Unions, and how a value is matched to an alternative.

use super::{GivenName, Pointer, Type};
use crate::document::source::Span;

/// A value that has one of several types.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Union {
    pub(crate) alternatives: Vec<Alternative>,
    /// How values are matched to alternatives, the most specific shape first. An alternative can have several shapes.
    pub(crate) shapes: Vec<Shape>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alternative {
    /// The name that its own schema suggests: a component, a title, a constant, or a JSON type.
    pub(crate) label: String,
    pub(crate) naming: Naming,
    pub(crate) rust_name: Option<GivenName>,
    pub(crate) ty: Type,
    pub(crate) description: Option<String>,
    /// The values of the discriminator that identify it.
    pub(crate) discriminator_values: Option<DiscriminatorValues>,
    /// The statuses of responses that identify it, where the union is a whole response or the body of an error.
    pub(crate) statuses: Vec<String>,
    pub(crate) at: Pointer,
    pub(crate) span: Span,
}

/// Where a label comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// `x-rust-name`.
    Given,
    /// The name of a component. No other alternative has it.
    Component,
    /// The status of a response. No other alternative has it.
    Status,
    /// Made from the content of the schema.
    Made,
}

/// A property whose value identifies an alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DiscriminatorValues {
    pub(crate) property: String,
    pub(crate) values: Vec<String>,
    pub(crate) trust: Trust,
}

/// What it means if the property has a value that no alternative lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The document lists the values, so the value matches no known alternative.
    Listed,
    /// The value means this alternative, and so does an absent value (`defaultMapping`).
    Otherwise,
    /// The values were guessed from the names of components, which vendors often do not send, so it means nothing.
    Guessed,
}

/// What a value of an alternative looks like.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shape {
    /// An index into [`Union::alternatives`].
    pub(crate) alternative: usize,
    pub(crate) kind: JsonKind,
    /// The JSON type of the items, for a list.
    pub(crate) items: Option<JsonKind>,
    pub(crate) discriminator_values: Option<DiscriminatorValues>,
    /// The properties with only one possible value.
    pub(crate) constants: Vec<(String, Constant)>,
    pub(crate) required: Vec<String>,
    /// The other properties.
    pub(crate) known: Vec<String>,
}

/// The only value of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Constant {
    Text(String),
    Integer(i64),
    Flag(bool),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum JsonKind {
    Bool,
    Integer,
    Number,
    String,
    List,
    Object,
    #[default]
    Any,
}
