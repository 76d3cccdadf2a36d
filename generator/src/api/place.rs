//! Keys of places where types are defined: `GET /users/{} 200 users[].owner`. The lock has names by them.

use super::HintBase;

/// The key of a property of the object at a place, which is named after `base`.
pub(crate) fn property(place: &str, base: &HintBase, name: &str) -> String {
    let separator = match base {
        HintBase::Member(_) | HintBase::Alternative { .. } => ".",
        HintBase::Component(_) | HintBase::Response | HintBase::Event | HintBase::Error(_) | HintBase::Body => " ",
    };
    format!("{place}{separator}{}", token(name))
}

/// The key of an alternative of the union at a place.
pub(crate) fn alternative(place: &str, label: &str) -> String {
    format!("{place}|{}", token(label))
}

/// A name inside a key; quoted where it holds a character that the key uses itself.
pub(crate) fn token(name: &str) -> String {
    let plain = !name.is_empty() && !name.chars().any(|char| ".{}|\"\\ ".contains(char) || char.is_control());
    if plain { name.to_owned() } else { crate::document::write::quoted(name) }
}

/// The places around the one that a key means, and itself, the longest first. Some are none: a quoted name is not looked
/// into.
pub(crate) fn around(key: &str) -> impl Iterator<Item = &str> {
    let ends = key.char_indices().rev().filter(|(_, char)| " .[{|".contains(*char));
    std::iter::once(key).chain(ends.map(|(at, _)| &key[..at]))
}
