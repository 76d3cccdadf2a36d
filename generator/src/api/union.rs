//! A value that has one of several forms.

use super::{Pointer, Type};

/// A value that has one of several forms, by their labels; and how a value is told to have one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Union {
    pub(crate) alternatives: Vec<Alternative>,
    /// The most specific one first; several may lead to one alternative.
    pub(crate) forms: Vec<Form>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alternative {
    /// What it is called, from what it says of itself alone: a component, a title, a constant, a kind of JSON.
    pub(crate) label: String,
    pub(crate) naming: Naming,
    pub(crate) ty: Type,
    pub(crate) description: Option<String>,
    /// The values of the discriminator that stand for it.
    pub(crate) mark: Option<Mark>,
    pub(crate) at: Pointer,
}

/// How good a label is as a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// The document or the overlay gives it: `x-rust-name`.
    Given,
    /// It is the name of a component, which no other has.
    Component,
    /// It is made from what the schema says.
    Made,
}

/// A property by whose value an alternative is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) property: String,
    pub(crate) values: Vec<String>,
    pub(crate) trust: Trust,
}

/// What it means that a mark has a value that no alternative has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The values are written down: the value is one of no known form.
    Listed,
    /// The values are names of components, which vendors often do not send: it means nothing.
    Guessed,
}

/// What a value looks like that may be of an alternative.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Form {
    /// An index into [`Union::alternatives`].
    pub(crate) alternative: usize,
    pub(crate) kind: JsonKind,
    /// For a list, what its items are.
    pub(crate) items: Option<JsonKind>,
    pub(crate) mark: Option<Mark>,
    /// Properties with one value only.
    pub(crate) constants: Vec<(String, Constant)>,
    pub(crate) required: Vec<String>,
    /// The other properties that it knows.
    pub(crate) known: Vec<String>,
}

/// The one value of a type that has only one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Constant {
    Text(String),
    Integer(i64),
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
