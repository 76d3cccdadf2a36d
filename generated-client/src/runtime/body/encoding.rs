//! How single properties of a form are encoded, and why a body cannot be encoded.

use crate::runtime::style::{Escape, Style};

/// How a property of a form is encoded, if not in the default way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Encoding {
    pub(in crate::runtime) name: &'static str,
    pub(in crate::runtime) style: Option<Style>,
    pub(in crate::runtime) escape: Escape,
    pub(in crate::runtime) content_type: Option<&'static str>,
}

#[allow(dead_code, reason = "whether it is called depends on the specification")]
impl Encoding {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, style: None, escape: Escape::Percent, content_type: None }
    }

    pub(crate) const fn style(mut self, style: Style) -> Self {
        self.style = Some(style);
        self
    }

    /// Keeps reserved characters as they are.
    pub(crate) const fn reserved(mut self) -> Self {
        self.escape = Escape::Reserved;
        self
    }

    pub(crate) const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }
}

/// Returns the encoding of a property, if it has one of its own.
pub(super) fn encoding_of<'a>(encodings: &'a [Encoding], name: &str) -> Option<&'a Encoding> {
    encodings.iter().find(|encoding| encoding.name == name)
}

/// Why a body cannot be encoded.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::runtime) enum BodyProblem {
    /// The content type of the body cannot be sent in a header.
    ContentType,
    /// The content type of the part with this name cannot be sent in a header.
    PartContentType(String),
    /// The body is to be sent as a form, and is not an object.
    NotAnObject,
}

impl BodyProblem {
    /// Returns the argument that is wrong.
    pub(in crate::runtime) fn argument(&self) -> &str {
        match self {
            Self::ContentType | Self::NotAnObject => "body",
            Self::PartContentType(name) => name,
        }
    }

    /// Returns what is wrong with it, as the end of a sentence about the argument.
    pub(in crate::runtime) fn message(&self) -> &'static str {
        match self {
            Self::ContentType | Self::PartContentType(_) => "has a content type that cannot be sent in a header",
            Self::NotAnObject => "is not an object, and only an object can be sent as a form",
        }
    }
}
