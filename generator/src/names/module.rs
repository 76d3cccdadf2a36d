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

/// What sharing needs to know of the operations' names.
pub(super) struct Known<'a> {
    pub(super) lock: &'a Lock,
    /// The camel-cased name of each operation: `List`.
    pub(super) operations: &'a [String],
    /// The modules of the tags.
    pub(super) modules: &'a [&'a str],
    /// Names that each tag's module has for its handle, requests and bodies.
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

/// The struct of the required fields of a type.
pub(super) fn required_of(name: &str) -> String {
    format!("{name}Required")
}
