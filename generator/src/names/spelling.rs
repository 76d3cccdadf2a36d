//! Words that describe how an item is spelled in the document. They distinguish items that would have the same name.

use super::case::{Style, sign_name};

/// Returns a name with words appended.
pub(super) fn with(name: &str, words: &str, style: Style) -> String {
    let name = name.trim_end_matches('_');
    match style {
        Style::Snake => format!("{name}_{}", words.replace(' ', "_")),
        Style::Camel => words.split(' ').fold(name.to_owned(), |name, word| {
            let (first, rest) = word.split_at(1);
            format!("{name}{}{rest}", first.to_ascii_uppercase())
        }),
    }
}

/// Returns all words for the spelling of a text, the most specific one first.
pub(super) fn words(text: &str) -> Vec<&'static str> {
    let mut words: Vec<&str> = written(text).into_iter().collect();
    let signs = text.chars().filter(|char| !char.is_ascii_alphanumeric());
    words.extend(signs.filter_map(|sign| if sign == ' ' { Some("spaced") } else { sign_name(sign) }));
    if !text.is_ascii() {
        words.push("unicode");
    }
    if words.is_empty() && text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        words.push("lower");
    }
    words.dedup();
    words
}

/// Returns a word for the case of a text, or `None` if it has only lower case letters, digits and underscores.
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
