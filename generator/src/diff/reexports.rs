//! Items that have moved and are re-exported at their old path. They are compared as if they had not moved. It depends on
//! nothing else, because `tests/suite/apart.rs` tests it by itself.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Replaces re-exports by the items that they refer to, if the other side defines these items or re-exports them from
/// another path.
pub(super) fn write_out<'a>(before: &'a str, after: &'a str) -> [Cow<'a, str>; 2] {
    let [old, new] = [before, after].map(Side::of);
    let is_moved = |(path, home): &(&&str, &&str), other: &Side<'_>| {
        other.paths.contains(*path) && other.uses.get(*path) != Some(*home)
    };
    let moved = |one: &Side<'a>, other: &Side<'a>| -> BTreeMap<&'a str, &'a str> {
        one.uses.iter().filter(|entry| is_moved(entry, other)).map(|(path, home)| (*path, *home)).collect()
    };
    let (gone, come) = (moved(&old, &new), moved(&new, &old));
    if gone.is_empty() && come.is_empty() {
        return [Cow::Borrowed(before), Cow::Borrowed(after)];
    }
    let all: BTreeSet<&str> = gone.keys().chain(come.keys()).copied().collect();
    let homes: BTreeMap<&str, &str> = old.uses.iter().chain(&new.uses).map(|(path, home)| (*path, *home)).collect();
    let common: BTreeSet<&str> = {
        let lines: BTreeSet<&str> = before.lines().collect();
        after.lines().filter(|line| lines.contains(line)).collect()
    };
    let moves = Moves { all, homes, common };
    let write = |side: &Side<'a>, text: &'a str| Cow::Owned(side.written_out(text, &moves));
    [write(&old, before), write(&new, after)]
}

/// The items that have moved, from both sides.
struct Moves<'a> {
    all: BTreeSet<&'a str>,
    /// The path where an item is defined, by the path where it is re-exported.
    homes: BTreeMap<&'a str, &'a str>,
    /// Lines that both sides have.
    common: BTreeSet<&'a str>,
}

/// The items of a surface.
struct Side<'a> {
    paths: BTreeSet<&'a str>,
    modules: BTreeSet<&'a str>,
    /// The path where an item is defined, by the path where it is re-exported.
    uses: BTreeMap<&'a str, &'a str>,
    /// The lines of each item and of everything in it, without the path of the item.
    lines: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Side<'a> {
    fn of(text: &'a str) -> Self {
        let paths: BTreeSet<&str> = text.lines().filter_map(|line| Some(path(line.split_once(": ")?.0))).collect();
        let uses = text.lines().filter_map(|line| line.split_once(": use "));
        let mut uses: BTreeMap<&str, &str> = uses.filter(|(_, home)| paths.contains(home)).collect();
        uses.extend(old_names(text, &paths));
        let mut lines: BTreeMap<&str, Vec<&str>> = uses.values().map(|home| (*home, Vec::new())).collect();
        for line in text.lines() {
            let Some((at, _)) = line.split_once(": ") else { continue };
            let at = path(at);
            let around = at.match_indices("::").map(|(end, _)| &at[..end]).chain([at]);
            for home in around {
                if let Some(own) = lines.get_mut(home) {
                    own.push(&line[home.len()..]);
                }
            }
        }
        let modules = text.lines().filter_map(|line| line.split_once(": mod")).map(|(at, _)| path(at)).collect();
        Self { paths, modules, uses, lines }
    }

    fn written_out(&self, text: &str, moves: &Moves<'_>) -> String {
        let mut written = String::new();
        for line in text.lines() {
            let at = line.split_once(": ").map_or(line, |(at, _)| path(at));
            let around = at.match_indices("::").map(|(end, _)| &at[..end]).chain([at]);
            let item = around.filter(|around| moves.all.contains(around)).last();
            match item {
                Some(item) if self.uses.contains_key(item) && line.ends_with(DEPRECATED) => {
                    written.push_str(&format!("{line}\n"));
                }
                Some(item) if self.uses.contains_key(item) => {
                    let home = self.uses[item];
                    for rest in self.lines.get(home).into_iter().flatten() {
                        written.push_str(&format!("{item}{}\n", self.absolute(rest, home, moves)));
                    }
                }
                None if moves.common.contains(line) => written.push_str(&format!("{line}\n")),
                Some(_) | None => written.push_str(&format!("{}\n", self.absolute(line, at, moves))),
            }
        }
        written
    }

    /// Returns a line of an item, with full paths of the items that it names.
    fn absolute(&self, rest: &str, item: &str, moves: &Moves<'_>) -> String {
        let around = item.rmatch_indices("::").map(|(end, _)| &item[..end]);
        let module = around.into_iter().find(|around| self.modules.contains(around)).unwrap_or_default();
        let Some((front, text)) = rest.split_once(": ") else { return rest.to_owned() };
        let mut written = format!("{front}: ");
        let is_part = |char: char| char.is_alphanumeric() || char == '_' || char == ':';
        let mut open = text;
        while let Some(start) = open.find(is_part) {
            let (between, behind) = open.split_at(start);
            let (word, next) = behind.split_at(behind.find(|char| !is_part(char)).unwrap_or(behind.len()));
            written.push_str(between);
            // A single colon after a name does not belong to a path.
            let name = word.trim_end_matches(':');
            let colons = &word[name.len()..];
            let name = name.strip_prefix("crate::").unwrap_or(name);
            let full = self.full(module, name);
            let full = full.as_deref().map_or(name, |full| moves.homes.get(full).copied().unwrap_or(full));
            written.push_str(full);
            written.push_str(colons);
            open = next;
        }
        written + open
    }

    /// Returns the path of an item that is named within a module.
    fn full(&self, mut module: &str, mut name: &str) -> Option<String> {
        while let Some(rest) = name.strip_prefix("super::") {
            module = module.rsplit_once("::").map_or("", |(outer, _)| outer);
            name = rest;
        }
        let full = if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") };
        self.paths.contains(full.as_str()).then_some(full)
    }
}

/// The mark of a deprecated item.
const DEPRECATED: &str = ": deprecated";

/// Deprecated aliases of types, which have another name now.
fn old_names<'a>(text: &'a str, paths: &BTreeSet<&'a str>) -> BTreeMap<&'a str, &'a str> {
    let deprecated: BTreeSet<&str> = text.lines().filter_map(|line| line.strip_suffix(DEPRECATED)).collect();
    let alias = |line: &'a str| {
        let (at, rest) = line.split_once(": type")?;
        let (_, target) = rest.rsplit_once(" = ")?;
        let mut name = target.split(['<', ' ']).next()?;
        let mut module = path(at).rsplit_once("::")?.0;
        while let Some(rest) = name.strip_prefix("super::") {
            module = module.rsplit_once("::").map_or("", |(outer, _)| outer);
            name = rest;
        }
        let full = if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") };
        let home = paths.get(full.as_str()).copied()?;
        deprecated.contains(at).then_some((path(at), home))
    };
    text.lines().filter_map(alias).collect()
}

/// Returns a path without the feature that follows it.
fn path(at: &str) -> &str {
    at.split_once(" [").map_or(at, |(at, _)| at)
}
