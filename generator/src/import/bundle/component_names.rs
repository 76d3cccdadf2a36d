//! Names components from other files by the name of the file and the pointer. There are no numbers: if two would get
//! the same name, the one with the shorter path gets it, and the other one gets more of its path.

use std::collections::{BTreeMap, BTreeSet};

use super::Wanted;
use super::files::Target;
use crate::document::pointer::tokens;
use crate::document::slug::hash;

/// Words in a pointer that only describe a location.
const PLACES: [&str; 5] = ["components", "definitions", "$defs", "properties", "schemas"];

/// Words without a meaning of their own.
const VAGUE: [&str; 9] =
    ["items", "schema", "allOf", "anyOf", "oneOf", "additionalProperties", "content", "index", "_index"];

/// Gives each component a unique name in its section. `held` has the names in the document, by section.
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

/// Returns the shortest name of a place.
pub(super) fn plain(target: &Target) -> String {
    candidates(target).into_iter().next().unwrap_or_default()
}

/// Returns the possible names of a place, from short to long.
fn candidates(target: &Target) -> Vec<String> {
    let parts = parts(target);
    let says_nothing = |part: &String| VAGUE.contains(&part.as_str()) || part.parse::<usize>().is_ok();
    let starts = (0..parts.len()).rev().filter(|start| *start == 0 || !parts.get(*start).is_some_and(says_nothing));
    let mut names: Vec<String> = starts.map(|start| parts[start..].join("_")).collect();
    let all: Vec<String> = segments(target).chain(tokens(&target.pointer)).map(|part| plain_word(&part)).collect();
    names.push(all.join("_"));
    names
}

/// Returns the words of a place: folders, file, and names in the pointer.
fn parts(target: &Target) -> Vec<String> {
    let named = tokens(&target.pointer).filter(|token| !PLACES.contains(&token.as_str()));
    let mut parts: Vec<String> = segments(target).chain(named).map(|part| plain_word(&part)).collect();
    // `user/index.yaml` is named after its folder.
    let is_index = |part: &String| matches!(part.as_str(), "index" | "_index");
    if target.pointer.is_empty() && parts.len() > 1 && parts.last().is_some_and(is_index) {
        parts.pop();
    }
    parts
}

/// Returns the folders of a file, and its name without the extension.
fn segments(target: &Target) -> impl Iterator<Item = String> {
    let stem = [".json", ".yaml", ".yml"].iter().find_map(|ending| target.file.strip_suffix(ending));
    stem.unwrap_or(&target.file).split('/').map(str::to_owned)
}

/// Keeps the characters that names of components may have (OpenAPI 3.0.3, section 4.7.7).
fn plain_word(text: &str) -> String {
    let keep = |char: char| if char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_') { char } else { '_' };
    text.chars().map(keep).collect()
}

/// Returns a key that is equal for names that would become the same name in the client.
fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|char| char.to_ascii_lowercase()).collect()
}
