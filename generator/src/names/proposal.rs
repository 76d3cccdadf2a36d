//! Proposals for names that clash: one line for the overlay, made of the things themselves, so that it is the same
//! whatever else the document holds.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Style;

/// A thing on the wire, and the name that it would have.
pub(super) struct Named<'a> {
    pub(super) wire: &'a str,
    pub(super) name: String,
}

/// Returns names that differ. The first one that is written in the plain way keeps its name; others of that name get a
/// word for how they are written, then a number: `type`, `type_pascal`.
pub(super) fn distinct(things: &[Named<'_>], style: Style) -> Vec<String> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, thing) in things.iter().enumerate() {
        groups.entry(&thing.name).or_default().push(index);
    }
    let mut names: Vec<String> = things.iter().map(|thing| thing.name.clone()).collect();
    let mut taken: BTreeSet<String> = names.iter().cloned().collect();
    for members in groups.values().filter(|members| members.len() > 1) {
        let plain = members.iter().find(|index| written(things[**index].wire).is_none());
        let kept = *plain.unwrap_or(&members[0]);
        for index in members.iter().copied().filter(|index| *index != kept) {
            let word = written(things[index].wire).map(|word| with(&things[index].name, word, style));
            let numbered = (2..).map(|number: usize| with(&things[index].name, &number.to_string(), style));
            let name = word.into_iter().chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default();
            taken.insert(name.clone());
            names[index] = name;
        }
    }
    names
}

/// Returns a name with a word behind it.
pub(super) fn with(name: &str, word: &str, style: Style) -> String {
    let name = name.trim_end_matches('_');
    match style {
        Style::Snake => format!("{name}_{word}"),
        Style::Camel => {
            let (first, rest) = word.split_at(1);
            format!("{name}{}{rest}", first.to_ascii_uppercase())
        }
    }
}

/// A word for how a text is written; `None` for small letters, digits and underscores.
pub(super) fn written(text: &str) -> Option<&'static str> {
    let signed = |sign: char| {
        text.match_indices(sign).any(|(at, _)| text[at + 1..].starts_with(|char: char| char.is_ascii_digit()))
    };
    if signed('-') {
        return Some("minus");
    }
    if signed('+') {
        return Some("plus");
    }
    let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
    let lower = text.bytes().any(|byte| byte.is_ascii_lowercase());
    if upper && !lower {
        Some("upper")
    } else if text.starts_with(|char: char| char.is_ascii_uppercase()) {
        Some("pascal")
    } else if upper {
        Some("camel")
    } else if text.ends_with("[]") {
        Some("list")
    } else {
        [('-', "kebab"), ('.', "dotted"), (' ', "spaced"), ('[', "bracketed"), ('/', "slashed"), ('$', "dollar")]
            .into_iter()
            .find(|(sign, _)| text.contains(*sign))
            .map(|(_, word)| word)
    }
}
