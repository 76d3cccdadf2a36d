//! The modules of types, and the names that are taken in them.

use std::collections::{BTreeMap, BTreeSet};

use super::lock::Lock;

/// The module of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Module {
    /// The module of a tag, by its index.
    Tag(usize),
    /// The module of the components.
    Schemas,
}

/// The names of operations, as far as the names of types depend on them.
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
