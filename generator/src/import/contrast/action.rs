//! Overlay actions that a person can copy.

use serde_json::Value;

/// An overlay action.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Its target, a JSONPath (RFC 9535).
    pub target: String,
    /// What it merges into the target. `None` if it removes the target.
    pub update: Option<Value>,
}

impl Proposal {
    /// Makes an action that sets one member.
    pub(super) fn update(target: &str, name: &str, value: Value) -> Self {
        let update = Value::Object([(name.to_owned(), value)].into_iter().collect());
        Self { target: target.to_owned(), update: Some(update) }
    }

    /// Makes an action that removes a member.
    pub(super) fn remove(target: &str, name: &str) -> Self {
        Self { target: format!("{target}{}", member(name)), update: None }
    }

    /// Makes the actions that replace a list, because an update appends to it.
    pub(super) fn replace(target: &str, name: &str, value: Value, is_there: Presence) -> Vec<Self> {
        let removed = (is_there == Presence::Present).then(|| Self::remove(target, name));
        removed.into_iter().chain([Self::update(target, name, value)]).collect()
    }
}

/// Whether a member is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Present,
    Absent,
}

impl Presence {
    pub(super) fn of<T>(member: Option<T>) -> Self {
        if member.is_some() { Self::Present } else { Self::Absent }
    }
}

/// Returns the segment of a JSONPath for a member (RFC 9535, section 2.3.1).
pub(super) fn member(name: &str) -> String {
    let is_start = |char: char| char.is_ascii_alphabetic() || char == '_';
    let is_plain = |char: char| is_start(char) || char.is_ascii_digit();
    if name.starts_with(is_start) && name.chars().all(is_plain) {
        return format!(".{name}");
    }
    format!("[{}]", literal(name))
}

/// Returns a string of a JSONPath.
pub(super) fn literal(text: &str) -> String {
    let mut quoted = String::from("'");
    for char in text.chars() {
        match char {
            '\'' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => quoted.push(char),
        }
    }
    quoted + "'"
}
