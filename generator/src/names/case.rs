//! Converts text of a document to identifiers. Only `names` uses it.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The keywords of all editions, strict and reserved (Rust Reference, "Keywords").
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names that generated code or Rust's prelude uses.
const TAKEN_TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Returns a name in snake case: `timezoneId` → `timezone_id`. Returns `None` if no letter or digit remains.
pub(super) fn snake(text: &str) -> Option<String> {
    let words = spell(text).to_snake_case();
    if words.is_empty() {
        return None;
    }
    let words = if words.starts_with(|char: char| char.is_ascii_digit()) { format!("value_{words}") } else { words };
    Some(if KEYWORDS.contains(&words.as_str()) { format!("{words}_") } else { words })
}

/// Returns a name in camel case: `sort dir` → `SortDir`. Returns `None` if no letter or digit remains.
pub(super) fn camel(text: &str) -> Option<String> {
    let spelt = spell(text);
    let mut name = String::new();
    for part in spelt.split(|char: char| !char.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        // `4.1` and `41` have to be distinguished.
        if name.ends_with(|char: char| char.is_ascii_digit()) && part.starts_with(|char: char| char.is_ascii_digit()) {
            name.push('_');
        }
        name.push_str(&part.to_upper_camel_case());
    }
    let starts_with_digit = name.starts_with(|char: char| char.is_ascii_digit());
    if name.is_empty() { None } else { Some(if starts_with_digit { format!("Value{name}") } else { name }) }
}

/// Returns a name for a value of an enum. The empty string is a value as well.
pub(super) fn variant(value: &str) -> Option<String> {
    if value.is_empty() {
        return Some("Empty".to_owned());
    }
    let name = camel(value)?;
    let taken = name == "Self" || name == super::UNKNOWN_VARIANT;
    Some(if taken { format!("{name}Value") } else { name })
}

/// Returns whether a type with this name would hide one that generated code uses.
pub(super) fn is_taken_type(name: &str) -> bool {
    TAKEN_TYPES.contains(&name)
}

/// The casing of a kind of names (Rust API Guidelines, C-CASE).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Functions, modules, fields: `time_zone`.
    Snake,
    /// Types and variants: `TimeZone`.
    Camel,
}

impl Style {
    /// Returns whether a text is a valid name in this casing.
    pub(super) fn fits(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let between_digits =
            |at: usize| at > 0 && bytes[at - 1].is_ascii_digit() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        is_identifier(text)
            && match self {
                Self::Snake => !text.chars().any(|char| char.is_ascii_uppercase()),
                Self::Camel => {
                    text.starts_with(|char: char| char.is_ascii_uppercase())
                        && text.match_indices('_').all(|(at, _)| between_digits(at))
                }
            }
    }

    /// Describes valid names, for help.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Snake => "write lower-case ASCII letters, digits and underscores, a letter first, and no keyword",
            Self::Camel => "write ASCII letters and digits in CamelCase, a capital first",
        }
    }
}

/// Returns whether a text is a valid identifier.
pub(super) fn is_identifier(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_alphabetic())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        && !KEYWORDS.contains(&text)
}

/// Converts any script to ASCII letters, and single signs to words.
fn spell(text: &str) -> String {
    let ascii = deunicode::deunicode_with_tofu(text, " ");
    if ascii.chars().any(|char| char.is_ascii_alphanumeric()) {
        let signed = |sign: char| {
            ascii.strip_prefix(sign).filter(|rest| rest.starts_with(|char: char| char.is_ascii_alphanumeric()))
        };
        if let Some(rest) = signed('-') {
            return format!("minus {rest}");
        }
        if let Some(rest) = signed('+') {
            return format!("plus {rest}");
        }
        return ascii;
    }
    ascii.chars().filter_map(sign_name).collect::<Vec<_>>().join(" ")
}

pub(super) fn sign_name(sign: char) -> Option<&'static str> {
    Some(match sign {
        '!' => "bang",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '\'' => "apostrophe",
        '(' => "open",
        ')' => "close",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' => "open bracket",
        '\\' => "backslash",
        ']' => "close bracket",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' => "open brace",
        '|' => "pipe",
        '}' => "close brace",
        '~' => "tilde",
        _ => return None,
    })
}

/// Returns the last word of a bracketed parameter name: `pg[limit]` → `limit`, `cols[]` → `cols`.
pub(super) fn last_bracketed(name: &str) -> &str {
    let mut parts = name.split(['[', ']']).filter(|part| !part.is_empty());
    parts.next_back().unwrap_or(name)
}

/// Returns the singular of an English plural, by its ending. Other words are returned unchanged.
pub(super) fn singular(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let cut = |count: usize| word[..word.len() - count].to_owned();
    if !word.is_ascii() || word.len() < 3 {
        word.to_owned()
    } else if lower.ends_with("ies") && word.len() > 4 {
        cut(3) + "y"
    } else if ["sses", "xes", "ches", "shes", "zes"].iter().any(|ending| lower.ends_with(ending)) {
        cut(2)
    } else if lower.ends_with('s') && !["ss", "us", "is", "as"].iter().any(|ending| lower.ends_with(ending)) {
        cut(1)
    } else {
        word.to_owned()
    }
}
