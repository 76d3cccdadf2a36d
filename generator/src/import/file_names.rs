//! The file names of endpoints: slugs as in the links of the vendor's documentation, safe on every file system.

use super::fragment::Key;
use crate::document::slug::{hash, page, shorten, slug};

/// The maximum length of a folder's name.
const MAX_LEVEL: usize = 60;
/// The maximum length of all folders of a file.
const MAX_FOLDER: usize = 120;

/// Returns the folder of a tag: `Data stores / Data` → `data-stores/data`.
///
/// Levels without letters and digits, such as `..`, are omitted. If none remains, or there is no tag, the folder is
/// `untagged`.
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

/// Returns the name of an endpoint's file, without extension: `PUT /users/{userId}/attributes/email` →
/// `put--users--userid--attributes--email`.
pub(super) fn stem(key: &Key) -> String {
    page(&key.method, &key.path)
}

/// Returns the name of an endpoint's file if another endpoint has the usual name.
pub(super) fn other_stem(key: &Key, attempt: usize) -> String {
    let salt = if attempt == 0 { String::new() } else { format!(" {attempt}") };
    format!("{}--{}", stem(key), hash(&format!("{} {}{salt}", key.method, key.path)))
}

/// Changes a folder's name if it is a device name of Windows, including `con.x`, or the name of another file there.
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
