//! Where an endpoint's file lies: slugs as the vendor's documentation has them in its links, safe on every
//! file system. It must not know which files there are.

use super::fragment::Key;
use crate::document::slug::{hash, page, shorten, slug};

/// How long one name of a folder may be.
const MAX_LEVEL: usize = 60;
/// How long all folders of a file may be together.
const MAX_FOLDER: usize = 120;

/// Returns the folder of a tag: `Data stores / Data` → `data-stores/data`.
///
/// Levels that hold no letter and no digit, such as `..`, are left out; where none remains, and where
/// there is no tag, the folder is `untagged`.
pub(super) fn folder(tag: Option<&str>) -> String {
    let tag = tag.unwrap_or_default();
    let levels: Vec<String> = tag
        .split(['/', '>'])
        .filter(|level| level.chars().any(char::is_alphanumeric))
        .map(|level| guard(shorten(slug(level), level, MAX_LEVEL)))
        .collect();
    let whole = levels.join("/");
    match levels.first() {
        None => "untagged".to_owned(),
        Some(first) if whole.len() > MAX_FOLDER => format!("{first}/{}", hash(tag)),
        Some(_) => whole,
    }
}

/// Returns the name of an endpoint's file, without its ending: `PUT /users/{userId}/attributes/email` →
/// `put--users--userid--attributes--email`.
pub(super) fn stem(key: &Key) -> String {
    page(key.method, &key.path)
}

/// Returns the name that an endpoint takes where another one has the name it would have by right.
pub(super) fn other_stem(key: &Key, attempt: usize) -> String {
    let salt = if attempt == 0 { String::new() } else { format!(" {attempt}") };
    format!("{}--{}", stem(key), hash(&format!("{} {}{salt}", key.method, key.path)))
}

/// Keeps a folder's name apart from the devices of Windows, which also take `con.x`, and from the names of
/// the files that lie beside it.
fn guard(name: String) -> String {
    let (stem, rest) = name.split_once('.').map_or((name.as_str(), None), |(stem, rest)| (stem, Some(rest)));
    let numbered =
        |device: &str| stem.strip_prefix(device).is_some_and(|port| matches!(port.as_bytes(), [b'0'..=b'9']));
    if matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt") {
        return rest.map_or_else(|| format!("{stem}_"), |rest| format!("{stem}_.{rest}"));
    }
    if [".json", ".yaml", ".yml", ".lock"].iter().any(|ending| name.ends_with(ending)) {
        return name + "_";
    }
    name
}
