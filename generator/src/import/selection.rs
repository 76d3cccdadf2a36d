//! What an import takes of its pages, if the caller decides it and not the tags of the pages.

use std::collections::BTreeSet;

/// What an import takes of its pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The endpoints that are taken, such as `GET /users`. All others on the pages are ignored.
    pub take: BTreeSet<String>,
    /// The endpoints that the documentation no longer shows.
    pub gone: BTreeSet<String>,
}
