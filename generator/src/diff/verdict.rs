//! The source verdict: two public surfaces, line by line.

use std::collections::{BTreeMap, BTreeSet};

use super::Semver;

/// A difference of two public surfaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Promise {
    /// The path of the item: `users::ListRequest::limit`.
    pub path: String,
    /// The stable id of the rule: S01 and so on.
    pub rule: &'static str,
    /// What it does to a dependent crate.
    pub effect: Semver,
    /// What the item was; `None` where it is new.
    pub before: Option<String>,
    /// What the item is; `None` where it is gone.
    pub after: Option<String>,
}

/// Compares two surfaces as [`crate::surface`] writes them; the result is sorted by path. What belongs to an item that is
/// new or gone as a whole is not listed again.
pub fn compare(before: &str, after: &str) -> Vec<Promise> {
    let (before, after) = (Surface::read(before), Surface::read(after));
    let paths: BTreeSet<&str> = before.items.keys().chain(after.items.keys()).copied().collect();
    let mut found = Vec::new();
    for path in paths {
        let (old, new) = (before.kinds(path), after.kinds(path));
        match (before.kind(path), after.kind(path)) {
            (Some(_), None) if before.belongs_to_gone(path, &after) => {}
            (None, Some(_)) if after.belongs_to_gone(path, &before) => {}
            (Some(kind), None) => found.push(promise(path, removed(kind), Semver::Major, Some(kind), None)),
            (None, Some(kind)) => {
                let (rule, effect) = added(path, kind, &before);
                found.push(promise(path, rule, effect, None, Some(kind)));
            }
            (Some(old_kind), Some(new_kind)) => {
                if old_kind != new_kind {
                    let (rule, effect) = changed(old_kind, new_kind);
                    found.push(promise(path, rule, effect, Some(old_kind), Some(new_kind)));
                }
                found.extend(marks(path, &old, &new));
            }
            (None, None) => {}
        }
    }
    found
}

fn promise(path: &str, rule: &'static str, effect: Semver, before: Option<&str>, after: Option<&str>) -> Promise {
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
            items.entry(path).or_default().insert(kind);
        }
        Self { items }
    }

    fn kinds(&self, path: &str) -> BTreeSet<&'a str> {
        self.items.get(path).cloned().unwrap_or_default()
    }

    /// What the item is: the line that is no trait and no mark.
    fn kind(&self, path: &str) -> Option<&'a str> {
        self.items.get(path)?.iter().copied().find(|kind| !is_mark(kind))
    }

    /// Tells whether an item around this one is not in the other surface at all.
    fn belongs_to_gone(&self, path: &str, other: &Surface<'_>) -> bool {
        path.match_indices("::").any(|(at, _)| {
            let around = &path[..at];
            self.items.contains_key(around) && !other.items.contains_key(around)
        })
    }
}

fn is_mark(kind: &str) -> bool {
    kind == "deprecated" || kind.starts_with("impl ") || kind.starts_with("impl<")
}

fn removed(kind: &str) -> &'static str {
    if kind.starts_with("feature") { "S11" } else { "S01" }
}

/// A new item is minor, unless it is a part of something that dependents may list in full.
fn added(path: &str, kind: &str, before: &Surface<'_>) -> (&'static str, Semver) {
    let holder = path.rsplit_once("::").and_then(|(holder, _)| before.kind(holder)).unwrap_or_default();
    let exhaustive = !holder.contains("(non-exhaustive)") && !holder.contains("(with private fields)");
    if kind.starts_with("field") && holder.starts_with("struct") {
        ("S05", if exhaustive { Semver::Major } else { Semver::Minor })
    } else if kind.starts_with("variant") && holder.starts_with("enum") {
        ("S06", if exhaustive { Semver::Major } else { Semver::Minor })
    } else if holder.starts_with("trait") {
        ("S09", Semver::Major)
    } else {
        ("S14", Semver::Minor)
    }
}

fn changed(before: &str, after: &str) -> (&'static str, Semver) {
    let open = |kind: &str| kind.contains("(non-exhaustive)");
    if before.starts_with("field") {
        ("S04", Semver::Major)
    } else if !open(before) && open(after) {
        ("S08", Semver::Major)
    } else if open(before) && after == before.replace(" (non-exhaustive)", "") {
        ("S14", Semver::Minor)
    } else if argument_types(before) == argument_types(after) && arguments(before) != arguments(after) {
        renamed_arguments(&arguments(before), &arguments(after))
    } else {
        ("S03", Semver::Major)
    }
}

/// Arguments are given by their place, so that another name alone breaks nobody. A name that stands in another place
/// means that two of one type were swapped, which no compiler notices.
fn renamed_arguments(before: &[&str], after: &[&str]) -> (&'static str, Semver) {
    let moved = |name: &&str| {
        let places = [before, after].map(|names| names.iter().position(|other| other == name));
        matches!(places, [Some(old), Some(new)] if old != new)
    };
    if before.iter().any(moved) { ("S17", Semver::Major) } else { ("S19", Semver::Patch) }
}

/// The names of a function's arguments, in order.
fn arguments(kind: &str) -> Vec<&str> {
    split(kind).into_iter().filter_map(|argument| Some(argument.split_once(": ")?.0)).collect()
}

fn argument_types(kind: &str) -> Vec<&str> {
    split(kind).into_iter().filter_map(|argument| Some(argument.split_once(": ")?.1)).collect()
}

/// The arguments of a function, split at the commas outside of brackets.
fn split(kind: &str) -> Vec<&str> {
    let Some(start) = kind.find('(') else { return Vec::new() };
    let (mut depth, mut from, mut found) = (0, start + 1, Vec::new());
    for (at, char) in kind.char_indices().skip_while(|(at, _)| *at < start) {
        match char {
            '(' | '<' | '[' => depth += 1,
            '>' if kind[..at].ends_with('-') => {}
            ')' | '>' | ']' => {
                depth -= 1;
                if depth == 0 {
                    found.push(kind[from..at].trim());
                    break;
                }
            }
            ',' if depth == 1 => {
                found.push(kind[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// Traits and marks that came or went.
fn marks(path: &str, before: &BTreeSet<&str>, after: &BTreeSet<&str>) -> Vec<Promise> {
    let gone = before.difference(after).filter(|kind| is_mark(kind)).map(|kind| match *kind {
        "deprecated" => promise(path, "S15", Semver::Patch, Some(kind), None),
        kind => promise(path, "S07", Semver::Major, Some(kind), None),
    });
    let new = after.difference(before).filter(|kind| is_mark(kind)).map(|kind| match *kind {
        "deprecated" => promise(path, "S15", Semver::Minor, None, Some(kind)),
        kind => promise(path, "S14", Semver::Minor, None, Some(kind)),
    });
    gone.chain(new).collect()
}
