//! The items that need names, and the rules of their scope.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{self, Style};
use crate::api::GivenName;
use crate::document::source::Span;

/// An item that needs a name in a scope.
pub(super) struct Wish {
    /// Its name in messages: "the parameter `pg[limit]`".
    pub(super) what: String,
    /// Its name in the document.
    pub(super) wire: String,
    pub(super) span: Span,
    /// The name that the document gives (`x-rust-name`).
    pub(super) given: Option<GivenName>,
    pub(super) locked: Option<String>,
    /// Its line in the lock.
    pub(super) line: Line,
    /// In order of preference.
    pub(super) candidates: Vec<Candidate>,
}

/// An item with a name of its own on the wire, for [`Wish::of_item`].
pub(super) struct Item<'a> {
    pub(super) what: String,
    pub(super) wire: &'a str,
    /// Its key in the lock.
    pub(super) key: String,
    pub(super) given: Option<GivenName>,
    pub(super) span: Span,
    /// Is added to its name if another item has the same one.
    pub(super) word: &'static str,
}

impl Wish {
    /// Returns the wishes of an item for its name on the wire, and then for that name with a word.
    pub(super) fn of_item(item: Item<'_>, (section, locked): (&'static str, &BTreeMap<String, String>)) -> Self {
        let Item { what, wire, key, given, span, word } = item;
        Self {
            what,
            wire: wire.to_owned(),
            span,
            given,
            locked: locked.get(&key).cloned(),
            line: Line::new(section, key),
            candidates: with_word(case::snake(wire), word),
        }
    }
}

/// Returns a name, and then the name with a word.
pub(super) fn with_word(name: Option<String>, word: &str) -> Vec<Candidate> {
    let longer = name.as_ref().map(|name| Candidate { name: format!("{name}_{word}"), claim: Claim::Short });
    let name = name.map(|name| Candidate { name, claim: Claim::Whole });
    name.into_iter().chain(longer).collect()
}

/// A line of the lock: a section and a key in it.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) section: &'static str,
    pub(super) key: String,
    /// The prefix of the name there: `users::`.
    pub(super) front: String,
    /// Where the file has the line, if a person may have to change it.
    pub(super) span: Option<Span>,
}

impl Line {
    pub(super) fn new(section: &'static str, key: impl Into<String>) -> Self {
        Self { section, key: key.into(), front: String::new(), span: None }
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
