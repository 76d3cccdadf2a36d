//! The items that need names, and the rules of their scope.

use std::collections::BTreeSet;

use super::case::Style;
use crate::api::Pointer;
use crate::document::source::{FileId, Span};
use crate::document::tree::Node;

/// The merged document, and the file of the overlay, which a person wrote for this project.
#[derive(Clone, Copy)]
pub(crate) struct Document<'a> {
    pub(crate) root: &'a Node,
    pub(crate) overlay: Option<FileId>,
}

impl Document<'_> {
    /// The nearest place in the text.
    pub(super) fn span(&self, at: &str) -> Span {
        self.root.nearest(at).span
    }

    /// Returns whether the overlay gives the name of the item at a place.
    pub(super) fn is_ours(&self, at: &str, key: &str) -> bool {
        let node = self.root.nearest(at);
        let names = [key, "x-rust-name", "x-rust-field"].into_iter().find_map(|key| node.get(key));
        self.overlay.is_some() && names.map(|name| name.span.file) == self.overlay
    }
}

/// An item that needs a name in a scope.
pub(super) struct Wish {
    /// Its name in messages: "the parameter `pg[limit]`".
    pub(super) what: String,
    /// Its name in the document.
    pub(super) wire: String,
    pub(super) at: Pointer,
    /// The name that the document gives (`x-rust-name`).
    pub(super) given: Option<String>,
    pub(super) locked: Option<String>,
    /// Its line in the lock.
    pub(super) line: Line,
    /// In order of preference.
    pub(super) candidates: Vec<Candidate>,
}

/// A line of the lock: a section and a key in it.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) section: &'static str,
    pub(super) key: String,
    /// The prefix of the name there: `users::`.
    pub(super) front: String,
}

impl Line {
    pub(super) fn new(section: &'static str, key: impl Into<String>) -> Self {
        Self { section, key: key.into(), front: String::new() }
    }
}

/// A possible name.
#[derive(Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) claim: Claim,
}

/// The strength of a claim to a name. The stronger claim wins, and between equal ones none does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// The document gives the name to the item.
    Said,
    /// The name is complete.
    Whole,
    /// Something was omitted from the name or added to it.
    Short,
}

/// The rules for all names in a scope.
pub(super) struct Scope<'a> {
    pub(super) document: Document<'a>,
    /// The key by which a person gives a name here: `x-rust-name`.
    pub(super) key: &'static str,
    pub(super) style: Style,
    /// What has to be unique: the name, or something made from it.
    pub(super) fold: fn(&str) -> String,
    pub(super) wires: Wires,
    pub(super) reserved: &'a dyn Fn(&str) -> bool,
}

/// Whether the name of an item can be the name of another one on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wires {
    Free,
    Kept,
}

/// The names of a scope that are no longer free.
pub(super) struct Taken<'a> {
    pub(super) names: BTreeSet<String>,
    pub(super) scope: &'a Scope<'a>,
    pub(super) wires: BTreeSet<&'a str>,
}

impl Taken<'_> {
    pub(super) fn take(&mut self, name: &str) {
        self.names.insert((self.scope.fold)(name));
    }

    /// Returns whether a wish can have a name.
    pub(super) fn is_free(&self, name: &str, wish: &Wish) -> bool {
        !self.names.contains(&(self.scope.fold)(name)) && !(self.scope.reserved)(name) && !self.is_wire(name, wish)
    }

    /// Returns whether another item in the scope has the name on the wire.
    pub(super) fn is_wire(&self, name: &str, wish: &Wish) -> bool {
        name != wish.wire && self.wires.contains(name)
    }
}
