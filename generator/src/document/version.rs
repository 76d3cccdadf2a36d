//! The minor version of OpenAPI that a document is written in.

use super::tree::Node;

/// A minor version of OpenAPI 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    V30,
    V31,
    V32,
}

impl Version {
    /// Returns the version of a document, or `None` if it has none that is supported.
    pub(crate) fn of(document: &Node) -> Option<Self> {
        Self::parse(document.get("openapi")?.as_str()?)
    }

    /// Reads a version such as `3.1.0`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is = |version: &Self| {
            text.strip_prefix(version.name()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        [Self::V30, Self::V31, Self::V32].into_iter().find(is)
    }

    /// Returns the version as it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V32 => "3.2",
        }
    }
}
