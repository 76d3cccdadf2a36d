//! The modules that types live in, and the names that these have.

use std::collections::{BTreeMap, BTreeSet};

use super::lock::Lock;

/// The module that a type lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Module {
    /// That of a tag, by its index.
    Tag(usize),
    /// That of the components.
    Schemas,
}

/// What sharing types needs to know about the names of operations.
pub(super) struct Known<'a> {
    pub(super) lock: &'a Lock,
    /// The camel-cased name of each operation: `List`.
    pub(super) operations: &'a [String],
    /// The modules of the tags.
    pub(super) modules: &'a [&'a str],
    /// The names of the handle, requests and bodies in the module of each tag.
    pub(super) reserved: &'a BTreeMap<usize, BTreeSet<String>>,
}

impl Known<'_> {
    pub(super) fn path(&self, module: Module) -> &str {
        match module {
            Module::Tag(tag) => self.modules[tag],
            Module::Schemas => super::SCHEMAS,
        }
    }
}

/// Returns the name of the struct of a type's required fields.
pub(super) fn required_of(name: &str) -> String {
    format!("{name}Required")
}
