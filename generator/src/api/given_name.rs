//! Names that the document gives to items (`x-rust-name`, `x-rust-field`), and who wrote them.

use crate::document::source::Span;

/// A name that the document gives to an item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenName {
    pub(crate) name: String,
    pub(crate) source: NameSource,
}

impl GivenName {
    /// Returns a name that is made from this one.
    pub(crate) fn with(&self, name: String) -> Self {
        Self { name, source: self.source }
    }

    /// Returns whether the overlay gives the name.
    pub(crate) fn is_ours(&self) -> bool {
        self.source.author == Author::Overlay
    }
}

/// Where the document gives a name, and who wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameSource {
    pub(crate) span: Span,
    pub(crate) author: Author,
}

/// Who gives a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    /// A person, in the overlay. A mistake is an error.
    Overlay,
    /// The vendor, in a fragment. The name is only a wish.
    Fragment,
}
