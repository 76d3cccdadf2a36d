//! The source verdict: two public surfaces, line by line.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rule, Semver};
use crate::names::features;

/// A difference of two public surfaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Promise {
    /// The path of the item: `users::ListRequest::limit`.
    pub path: String,
    /// The rule: S01 and so on.
    pub rule: Rule,
    /// What it does to a dependent crate.
    pub effect: Semver,
    /// What the item was; `None` where it is new.
    pub before: Option<String>,
    /// What the item is; `None` where it was removed.
    pub after: Option<String>,
}

/// Compares two surfaces as [`crate::surface`] writes them; the result is sorted by path. What belongs to an item that is
/// new or gone as a whole is not listed again.
pub fn compare(before: &str, after: &str) -> Vec<Promise> {
    let (before, after) = (Surface::read(before), Surface::read(after));
    let paths: BTreeSet<&str> = before.items.keys().chain(after.items.keys()).copied().collect();
    let mut found = Vec::new();
    for path in paths {
        found.extend([false, true].into_iter().filter_map(|callable| item(path, callable, &before, &after)));
        if before.items.contains_key(path) && after.items.contains_key(path) {
            found.extend(marks(path, &before.kinds(path), &after.kinds(path)));
        }
    }
    found
}

/// Compares what stands at a path: a function, or else. A field and a method may have one name.
fn item(path: &str, callable: bool, before: &Surface<'_>, after: &Surface<'_>) -> Option<Promise> {
    match (before.kind(path, callable), after.kind(path, callable)) {
        (Some(_), None) if before.belongs_to_gone(path, after) => None,
        (None, Some(_)) if after.belongs_to_gone(path, before) => None,
        (Some(old), None) => Some(promise(path, removed(old), Semver::Major, Some(old), None)),
        (None, Some(new)) => {
            let (rule, effect) = added(path, new, before);
            Some(promise(path, rule, effect, None, Some(new)))
        }
        (Some(old), Some(new)) if old != new => {
            let (rule, effect) = changed(old, new);
            Some(promise(path, rule, effect, Some(old), Some(new)))
        }
        _ => None,
    }
}

fn promise(path: &str, rule: Rule, effect: Semver, before: Option<&str>, after: Option<&str>) -> Promise {
    Promise { path: path.to_owned(), rule, effect, before: before.map(str::to_owned), after: after.map(str::to_owned) }
}

/// The lines of a surface by path: what the item is, and its traits and marks.
struct Surface<'a> {
    items: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Surface<'a> {
    fn read(text: &'a str) -> Self {
        let mut items: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (path, kind) in text.lines().filter_map(|line| line.split_once(": ")) {
            let (path, kind) = (without_tag(path, " ["), without_tag(kind, " [feature "));
            items.entry(path).or_default().insert(kind);
        }
        Self { items }
    }

    fn kinds(&self, path: &str) -> BTreeSet<&'a str> {
        self.items.get(path).cloned().unwrap_or_default()
    }

    /// What the item is: the line that is no trait and no mark.
    fn kind(&self, path: &str, callable: bool) -> Option<&'a str> {
        self.items.get(path)?.iter().copied().find(|kind| !is_mark(kind) && is_function(kind) == callable)
    }

    /// Tells whether an item around this one is not in the other surface at all.
    fn belongs_to_gone(&self, path: &str, other: &Surface<'_>) -> bool {
        path.match_indices("::").any(|(at, _)| {
            let around = &path[..at];
            self.items.contains_key(around) && !other.items.contains_key(around)
        })
    }
}

/// Takes off the mark of the feature of a tag. Which items it holds is no promise of its own: all of them are there by
/// default, and whoever turned it off has no use for them.
fn without_tag<'a>(text: &'a str, open: &str) -> &'a str {
    let marked = text.strip_suffix(']').and_then(|text| text.rsplit_once(open));
    marked.filter(|(_, feature)| is_tag(feature)).map_or(text, |(text, _)| text)
}

fn is_tag(feature: &str) -> bool {
    !features::OWN.contains(&feature)
        && feature.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn is_mark(kind: &str) -> bool {
    kind == "deprecated" || kind.starts_with("impl ") || kind.starts_with("impl<")
}

fn is_function(kind: &str) -> bool {
    let head = kind.split(['(', '<']).next().unwrap_or_default();
    head.split(' ').next_back() == Some("fn")
}

fn removed(kind: &str) -> Rule {
    if kind.starts_with("feature") { Rule::FeatureRemoved } else { Rule::ItemRemoved }
}

/// A new item is minor, unless it is a part of something that dependents may list in full.
fn added(path: &str, kind: &str, before: &Surface<'_>) -> (Rule, Semver) {
    let holder = path.rsplit_once("::").and_then(|(holder, _)| before.kind(holder, false)).unwrap_or_default();
    let exhaustive = !holder.contains("(non-exhaustive)") && !holder.contains("(with private fields)");
    if kind.starts_with("field") && holder.starts_with("struct") {
        (Rule::FieldAdded, if exhaustive { Semver::Major } else { Semver::Minor })
    } else if kind.starts_with("variant") && holder.starts_with("enum") {
        (Rule::VariantAdded, if exhaustive { Semver::Major } else { Semver::Minor })
    } else if holder.starts_with("trait") {
        (Rule::TraitItemAdded, Semver::Major)
    } else {
        (Rule::ItemAdded, Semver::Minor)
    }
}

fn changed(before: &str, after: &str) -> (Rule, Semver) {
    let open = |kind: &str| kind.contains("(non-exhaustive)");
    if before.starts_with("field") {
        (Rule::FieldTypeChanged, Semver::Major)
    } else if !open(before) && open(after) {
        (Rule::MadeNonExhaustive, Semver::Major)
    } else if open(before) && after == before.replace(" (non-exhaustive)", "") {
        (Rule::ItemAdded, Semver::Minor)
    } else if before.starts_with("const ") && constant_type(before) == constant_type(after) {
        (Rule::ConstantChanged, Semver::Patch)
    } else {
        match (Signature::read(before), Signature::read(after)) {
            (Some(before), Some(after)) if before.types == after.types && before.around == after.around => {
                renamed_arguments(&before.names, &after.names)
            }
            _ => (Rule::SignatureChanged, Semver::Major),
        }
    }
}

fn constant_type(kind: &str) -> &str {
    kind.split_once(" = ").map_or(kind, |(ty, _)| ty)
}

/// Arguments are given by their place, so that another name alone breaks nobody. A name that stands in another place
/// means that two of one type were swapped, which no compiler notices.
fn renamed_arguments(before: &[&str], after: &[&str]) -> (Rule, Semver) {
    let moved = |name: &&str| {
        let places = [before, after].map(|names| names.iter().position(|other| other == name));
        matches!(places, [Some(old), Some(new)] if old != new)
    };
    if before.iter().any(moved) {
        (Rule::ArgumentsSwapped, Semver::Major)
    } else {
        (Rule::ArgumentRenamed, Semver::Patch)
    }
}

/// A function, taken apart.
struct Signature<'a> {
    /// What is before and behind the arguments: qualifiers and generics, and what is returned.
    around: (&'a str, &'a str),
    names: Vec<&'a str>,
    /// The receiver is a type without a name.
    types: Vec<&'a str>,
}

impl<'a> Signature<'a> {
    /// Reads a line's kind; `None` where it is no function.
    fn read(kind: &'a str) -> Option<Self> {
        let (start, end, commas) = brackets(kind).filter(|_| is_function(kind))?;
        let cuts: Vec<usize> = [start].into_iter().chain(commas).chain([end]).collect();
        let arguments: Vec<&str> = cuts.windows(2).map(|cut| kind[cut[0] + 1..cut[1]].trim()).collect();
        let (names, types) =
            arguments.iter().map(|argument| argument.split_once(": ").unwrap_or(("", argument))).unzip();
        Some(Self { around: (&kind[..start], &kind[end..]), names, types })
    }
}

/// Where the arguments of a function begin and end, and the commas between them. Generics may hold brackets as well.
fn brackets(kind: &str) -> Option<(usize, usize, Vec<usize>)> {
    let (mut angles, mut round, mut start, mut commas) = (0_i32, 0_i32, None, Vec::new());
    for (at, char) in kind.char_indices() {
        match char {
            '>' if kind[..at].ends_with('-') => {}
            '<' => angles += 1,
            '>' => angles -= 1,
            '(' | '[' => {
                round += 1;
                if angles == 0 && round == 1 && start.is_none() {
                    start = Some(at);
                }
            }
            ')' | ']' => {
                round -= 1;
                if let (0, 0, Some(start)) = (angles, round, start) {
                    return Some((start, at, commas));
                }
            }
            ',' if angles == 0 && round == 1 => commas.push(at),
            _ => {}
        }
    }
    None
}

/// Traits and marks that came or went.
fn marks(path: &str, before: &BTreeSet<&str>, after: &BTreeSet<&str>) -> Vec<Promise> {
    let gone = before.difference(after).filter(|kind| is_mark(kind)).map(|kind| match *kind {
        "deprecated" => promise(path, Rule::ItemDeprecated, Semver::Patch, Some(kind), None),
        kind => promise(path, Rule::TraitLost, Semver::Major, Some(kind), None),
    });
    let new = after.difference(before).filter(|kind| is_mark(kind)).map(|kind| match *kind {
        "deprecated" => promise(path, Rule::ItemDeprecated, Semver::Minor, None, Some(kind)),
        kind => promise(path, Rule::ItemAdded, Semver::Minor, None, Some(kind)),
    });
    gone.chain(new).collect()
}
