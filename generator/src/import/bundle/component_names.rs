//! The names of components that come from other files, made from the name of the file and the pointer. Nothing is
//! counted: where two would have one name, the one with the plainer place has it and the other takes more of its path.

use std::collections::{BTreeMap, BTreeSet};

use super::Wanted;
use super::files::Target;
use crate::document::pointer::tokens;
use crate::document::slug::hash;

/// Words of a pointer that say where a thing stands and not what it is.
const PLACES: [&str; 5] = ["components", "definitions", "$defs", "properties", "schemas"];

/// Words that name nothing by themselves.
const VAGUE: [&str; 9] =
    ["items", "schema", "allOf", "anyOf", "oneOf", "additionalProperties", "content", "index", "_index"];

/// Gives each a name that no other component of its section has; `held` has those of the document, by section.
pub(super) fn component_names<'a>(
    wanted: impl Iterator<Item = &'a Wanted>,
    held: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<Wanted, String> {
    let mut taken: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (section, names) in held {
        taken.entry(section).or_default().extend(names.iter().map(|name| folded(name)));
    }
    let mut wanted: Vec<&Wanted> = wanted.collect();
    wanted.sort_by_key(|(target, _)| (parts(target).len(), target.file.len(), target.clone()));
    let mut names = BTreeMap::new();
    for wanted in wanted {
        let (target, section) = wanted;
        let taken = taken.entry(section).or_default();
        let name = candidates(target).into_iter().find(|name| !taken.contains(&folded(name)));
        let name = name.unwrap_or_else(|| format!("{}_{}", plain(target), hash(&format!("{target:?}"))));
        taken.insert(folded(&name));
        names.insert(wanted.clone(), name);
    }
    names
}

/// The shortest name of a place.
pub(super) fn plain(target: &Target) -> String {
    candidates(target).into_iter().next().unwrap_or_default()
}

/// The names that a place may have, from short to long.
fn candidates(target: &Target) -> Vec<String> {
    let parts = parts(target);
    let says_nothing = |part: &String| VAGUE.contains(&part.as_str()) || part.parse::<usize>().is_ok();
    let starts = (0..parts.len()).rev().filter(|start| *start == 0 || !parts.get(*start).is_some_and(says_nothing));
    let mut names: Vec<String> = starts.map(|start| parts[start..].join("_")).collect();
    let all: Vec<String> = segments(target).chain(tokens(&target.pointer)).map(|part| plain_word(&part)).collect();
    names.push(all.join("_"));
    names
}

/// The words of a place: folders, file, and what the pointer names.
fn parts(target: &Target) -> Vec<String> {
    let named = tokens(&target.pointer).filter(|token| !PLACES.contains(&token.as_str()));
    let mut parts: Vec<String> = segments(target).chain(named).map(|part| plain_word(&part)).collect();
    // `user/index.yaml` is what its folder says.
    let is_index = |part: &String| matches!(part.as_str(), "index" | "_index");
    if target.pointer.is_empty() && parts.len() > 1 && parts.last().is_some_and(is_index) {
        parts.pop();
    }
    parts
}

/// The folders of a file, and its name without the ending.
fn segments(target: &Target) -> impl Iterator<Item = String> {
    let stem = [".json", ".yaml", ".yml"].iter().find_map(|ending| target.file.strip_suffix(ending));
    stem.unwrap_or(&target.file).split('/').map(str::to_owned)
}

/// Keeps what the name of a component may have (OpenAPI 3.0.3, section 4.7.7).
fn plain_word(text: &str) -> String {
    let keep = |char: char| if char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_') { char } else { '_' };
    text.chars().map(keep).collect()
}

/// What two names share that would become one name in the client.
fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|char| char.to_ascii_lowercase()).collect()
}
