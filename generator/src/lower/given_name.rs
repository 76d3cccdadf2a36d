//! Reads the names that the document gives to items, and who gives them.

use super::{Extensions, Schemas, text};
use crate::api::{Author, GivenName, NameSource};
use crate::document::source::Span;

/// The extension that names an item.
pub(super) const RUST_NAME: &str = "x-rust-name";

impl Schemas<'_> {
    /// Returns where a place of the merged document is in the text.
    pub(super) fn span(&self, at: &str) -> Span {
        self.root.nearest(at).span
    }

    /// Returns the name that the extensions of the item at a place give to it.
    pub(super) fn rust_name(&self, extensions: &Extensions, at: &str) -> Option<GivenName> {
        self.given_name(extensions, RUST_NAME, at)
    }

    /// Returns the name that one of the extensions of the item at a place gives to it.
    pub(super) fn given_name(&self, extensions: &Extensions, key: &str, at: &str) -> Option<GivenName> {
        let name = text(extensions, key)?;
        Some(GivenName { name, source: self.name_source(key, at) })
    }

    /// Returns where an extension of the item at a place gives names, and who wrote it.
    pub(super) fn name_source(&self, key: &str, at: &str) -> NameSource {
        let item = self.root.nearest(at);
        let names = item.get(key);
        let is_ours = names.is_some_and(|names| Some(names.span.file) == self.overlay);
        NameSource {
            span: names.unwrap_or(item).span,
            author: if is_ours { Author::Overlay } else { Author::Fragment },
        }
    }
}
