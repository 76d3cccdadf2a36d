//! Compares two public surfaces line by line, for the source verdict.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rule, Semver, reexports};
use crate::surface::line::{Kind, Line, Openness, Signature};

/// A difference of two public surfaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Promise {
    /// The path of the item: `users::ListRequest::limit`.
    pub path: String,
    /// The rule: S01 and so on.
    pub rule: Rule,
    /// The effect on dependent crates.
    pub effect: Semver,
    /// The earlier item. `None` if it is new.
    pub before: Option<String>,
    /// The new item. `None` if it was removed.
    pub after: Option<String>,
}

/// Compares two surfaces as [`crate::surface`] writes them. The result is sorted by path. If a whole item was added or
/// removed, its parts are not listed.
pub fn compare(before: &str, after: &str) -> Vec<Promise> {
    let [before, after] = reexports::write_out(before, after);
    let (before, after) = (Surface::read(&before), Surface::read(&after));
    let paths: BTreeSet<&str> = before.items.keys().chain(after.items.keys()).copied().collect();
    let mut found = Vec::new();
    for path in paths {
        found.extend([false, true].into_iter().filter_map(|callable| item(path, callable, &before, &after)));
        if before.items.contains_key(path) && after.items.contains_key(path) {
            found.extend(marks(path, &before, &after));
        }
    }
    found
}

/// Compares the function at a path, or the item that is not a function. A field and a method can have the same name.
fn item(path: &str, callable: bool, before: &Surface<'_>, after: &Surface<'_>) -> Option<Promise> {
    match (before.line(path, callable), after.line(path, callable)) {
        (Some(_), None) if before.is_within_removed(path, after) => None,
        (None, Some(_)) if after.is_within_removed(path, before) => None,
        (Some(old), None) => {
            let rule = if old.kind == Kind::Feature { Rule::FeatureRemoved } else { Rule::ItemRemoved };
            Some(promise(path, rule, Semver::Major, Some(old), None))
        }
        (None, Some(new)) => {
            let (rule, effect) = added(new, before);
            Some(promise(path, rule, effect, None, Some(new)))
        }
        (Some(old), Some(new)) if old.text != new.text => {
            let (rule, effect) = changed(old, new);
            Some(promise(path, rule, effect, Some(old), Some(new)))
        }
        _ => None,
    }
}

fn promise(path: &str, rule: Rule, effect: Semver, before: Option<&Line<'_>>, after: Option<&Line<'_>>) -> Promise {
    let text = |line: &Line<'_>| line.text.to_owned();
    Promise { path: path.to_owned(), rule, effect, before: before.map(text), after: after.map(text) }
}

/// The lines of a surface by path.
struct Surface<'a> {
    items: BTreeMap<&'a str, Vec<Line<'a>>>,
}

impl<'a> Surface<'a> {
    fn read(text: &'a str) -> Self {
        let mut items: BTreeMap<&str, Vec<Line<'_>>> = BTreeMap::new();
        for line in text.lines().filter_map(Line::read) {
            items.entry(line.path).or_default().push(line);
        }
        Self { items }
    }

    fn lines(&self, path: &str) -> &[Line<'a>] {
        self.items.get(path).map_or(&[], Vec::as_slice)
    }

    /// Returns the traits and marks of an item.
    fn marks(&self, path: &str) -> BTreeMap<&'a str, &Line<'a>> {
        self.lines(path).iter().filter(|line| line.is_mark()).map(|line| (line.text, line)).collect()
    }

    /// Returns the line that declares an item.
    fn line(&self, path: &str, callable: bool) -> Option<&Line<'a>> {
        self.lines(path).iter().find(|line| !line.is_mark() && line.is_function() == callable)
    }

    /// Returns whether an item around this one is missing in the other surface.
    fn is_within_removed(&self, path: &str, other: &Surface<'_>) -> bool {
        path.match_indices("::").any(|(at, _)| {
            let around = &path[..at];
            self.items.contains_key(around) && !other.items.contains_key(around)
        })
    }
}

/// Returns the effect of a new item. It is minor, unless dependents may list all parts of the type around it.
fn added(line: &Line<'_>, before: &Surface<'_>) -> (Rule, Semver) {
    let around = line.path.rsplit_once("::").and_then(|(around, _)| before.line(around, false));
    let effect = match around.and_then(|around| around.kind.openness()) {
        Some(Openness::Exhaustive) => Semver::Major,
        _ => Semver::Minor,
    };
    match (around.map(|around| &around.kind), &line.kind) {
        (Some(Kind::Struct(_)), Kind::Field) => (Rule::FieldAdded, effect),
        (Some(Kind::Enum(_)), Kind::Variant) => (Rule::VariantAdded, effect),
        (Some(Kind::Trait), _) => (Rule::TraitItemAdded, Semver::Major),
        _ => (Rule::ItemAdded, Semver::Minor),
    }
}

fn changed(before: &Line<'_>, after: &Line<'_>) -> (Rule, Semver) {
    let is_open = |line: &Line<'_>| line.kind.openness() == Some(Openness::NonExhaustive);
    match (&before.kind, &after.kind) {
        (Kind::Field, _) => (Rule::FieldTypeChanged, Semver::Major),
        _ if !is_open(before) && is_open(after) => (Rule::MadeNonExhaustive, Semver::Major),
        _ if is_open(before) && before.text.strip_suffix(" (non-exhaustive)") == Some(after.text) => {
            (Rule::ItemAdded, Semver::Minor)
        }
        (Kind::Constant(old), Kind::Constant(new)) if old == new => (Rule::ConstantChanged, Semver::Patch),
        (Kind::Function(old), Kind::Function(new)) if old.types == new.types && old.frame == new.frame => {
            renamed_arguments(old, new)
        }
        _ => (Rule::SignatureChanged, Semver::Major),
    }
}

/// Arguments are passed by position, so a new name alone breaks nobody. If a name has moved to another position, two
/// arguments of one type were swapped, and no compiler notices that.
fn renamed_arguments(before: &Signature, after: &Signature) -> (Rule, Semver) {
    let moved = |name: &String| {
        let places = [before, after].map(|function| function.names.iter().position(|other| other == name));
        matches!(places, [Some(old), Some(new)] if old != new)
    };
    if before.names.iter().any(moved) {
        (Rule::ArgumentsSwapped, Semver::Major)
    } else {
        (Rule::ArgumentRenamed, Semver::Patch)
    }
}

/// Returns the traits and marks that were added or removed.
fn marks(path: &str, before: &Surface<'_>, after: &Surface<'_>) -> Vec<Promise> {
    let (old, new) = (before.marks(path), after.marks(path));
    let removed = old.iter().filter(|(text, _)| !new.contains_key(*text)).map(|(_, line)| match line.kind {
        Kind::Deprecated => promise(path, Rule::ItemDeprecated, Semver::Patch, Some(line), None),
        _ => promise(path, Rule::TraitLost, Semver::Major, Some(line), None),
    });
    let added = new.iter().filter(|(text, _)| !old.contains_key(*text)).map(|(_, line)| match line.kind {
        Kind::Deprecated => promise(path, Rule::ItemDeprecated, Semver::Minor, None, Some(line)),
        _ => promise(path, Rule::ItemAdded, Semver::Minor, None, Some(line)),
    });
    removed.chain(added).collect()
}
