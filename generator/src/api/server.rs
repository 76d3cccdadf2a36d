//! The servers of an API.

use super::{GivenName, Pointer};
use crate::document::source::Span;

#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// With a value for each variable. The first of several with the same place has the defaults.
    pub(crate) url: String,
    pub(crate) description: Option<String>,
    /// The name that the document gives it.
    pub(crate) name: Option<String>,
    pub(crate) rust_name: Option<GivenName>,
    pub(crate) at: Pointer,
    pub(crate) span: Span,
}

/// A server whose URL has variables that the caller can set.
#[derive(Clone, Debug)]
pub(crate) struct ServerTemplate {
    /// With the names of the variables in braces.
    pub(crate) url: String,
    /// The name that the document gives it.
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    /// In the order of the URL, each once.
    pub(crate) variables: Vec<ServerVariable>,
    pub(crate) rust_name: Option<GivenName>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct ServerVariable {
    pub(crate) name: String,
    pub(crate) default: String,
    /// The values that the document lists.
    pub(crate) values: Vec<String>,
    pub(crate) description: Option<String>,
}
