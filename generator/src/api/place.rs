//! Keys of places where types are defined: `GET /users/{} 200 users[].owner`. They are the keys of the lock.

use super::HintBase;
use crate::document::path::unnamed;

/// Returns the key of a property of the object at a place, which is named after `base`.
pub(crate) fn property(place: &str, base: &HintBase, name: &str) -> String {
    let separator = if base.is_whole() { " " } else { "." };
    format!("{place}{separator}{}", token(name))
}

/// Returns the key of the second type of a place: that of requests, where responses have another one.
pub(crate) fn input(place: &str) -> String {
    match place.strip_prefix("schemas ") {
        Some(rest) => format!("schemas-input {rest}"),
        None => format!("input {place}"),
    }
}

/// Returns the key of an alternative of the union at a place.
pub(crate) fn alternative(place: &str, label: &str) -> String {
    format!("{place}|{}", token(label))
}

/// Returns the key of the JSON in the text at a place.
pub(crate) fn json_text(place: &str) -> String {
    format!("{place}[json]")
}

/// Returns the key of an item of the tuple at a place.
pub(crate) fn tuple_item(place: &str, index: usize) -> String {
    format!("{place}[{index}]")
}

/// Returns a name for use in a key. It is quoted if it contains a character that keys use.
pub(crate) fn token(name: &str) -> String {
    let plain = !name.is_empty() && !name.chars().any(|char| ".{}|\"\\ ".contains(char) || char.is_control());
    if plain { name.to_owned() } else { crate::document::write::quoted(name) }
}

/// Returns a key and the keys of the places around it, the longest first. Some are not valid, because quoted names are not
/// parsed.
pub(crate) fn around(key: &str) -> impl Iterator<Item = &str> {
    let ends = key.char_indices().rev().filter(|(_, char)| " .[{|".contains(*char));
    std::iter::once(key).chain(ends.map(|(at, _)| &key[..at]))
}

/// Returns the place of an endpoint, or of something in it, without the names of the parameters in its path.
pub(crate) fn without_names(key: &str) -> String {
    match key.split_once(" /") {
        Some((method, rest)) if method.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            let (path, behind) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
            format!("{method} /{}{behind}", unnamed(path))
        }
        _ => key.to_owned(),
    }
}
