//! Makes strings by format, pattern and length.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::Value;

use super::{Carrier, Edge, Wish};

/// The maximum length of a string, if the schema does not require a longer one.
const LONG: usize = 300;

pub(super) fn text(schema: &Value, wish: Wish, carrier: Carrier) -> Option<String> {
    let given = |key: &str| schema.get(key).and_then(Value::as_str);
    if let Some(pattern) = given("pattern") {
        return matching(pattern, schema, 0);
    }
    let encoding = given("contentEncoding").filter(|encoding| encoding.to_ascii_lowercase().starts_with("base64"));
    if let Some(text) = given("format").or(encoding.map(|_| "byte")).and_then(|format| of_format(format, wish.choice)) {
        return Some(text);
    }
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
    let least = bound("minLength").unwrap_or(0).max(usize::from(matches!(carrier, Carrier::Url | Carrier::Cookie)));
    let most = bound("maxLength").unwrap_or(usize::MAX);
    let base = match wish.edge {
        Edge::Plain => "text".to_owned(),
        Edge::Low => "t".repeat(least),
        Edge::High => {
            let odd = carrier.odd();
            let filled = if most <= LONG { most } else { odd.chars().count() };
            odd.chars().cycle().take(filled).collect()
        }
    };
    let short = least.saturating_sub(base.chars().count()).min(1 << 20);
    let text: String = base.chars().chain(std::iter::repeat_n('t', short)).take(most).collect();
    // White space at the ends of a header is not part of its value, and an empty header is the same as none.
    match carrier {
        Carrier::Header if text.trim() != text || text.is_empty() => Some(format!("t{}t", text.trim())),
        Carrier::Header | Carrier::Cookie | Carrier::Json | Carrier::Form | Carrier::Url => Some(text),
    }
}

fn of_format(format: &str, choice: usize) -> Option<String> {
    let texts: &[&str] = match format {
        "date-time" => &["2024-02-29T12:30:45.123Z", "2023-01-31T23:59:59+05:30"],
        "date" => &["2024-02-29", "1999-12-31"],
        "time" => &["12:30:45Z", "23:59:59.5+02:00"],
        "duration" => &["P3DT4H", "PT0S"],
        "email" | "idn-email" => &["ada@example.com", "o'neil+x@example.org"],
        "hostname" | "idn-hostname" => &["example.com", "a.example.org"],
        "ipv4" | "ip" => &["192.0.2.1", "198.51.100.7"],
        "ipv6" => &["2001:db8::1", "::1"],
        "uuid" | "guid" => &["2f1acc6c-7a0c-4c52-8b1e-4c7e6f1d2a3b", "00000000-0000-4000-8000-000000000000"],
        "uri" | "url" | "iri" => &["https://example.com/a?b=c%20d#e", "http://192.0.2.1:8080/"],
        "uri-reference" | "iri-reference" => &["/a/b?c", "https://example.com"],
        "uri-template" => &["/users/{id}", "/x"],
        "json-pointer" => &["/a/b~1c", ""],
        "regex" => &["^a+$", "."],
        "byte" => &["aGVsbG8=", "AA=="],
        _ => return None,
    };
    texts.get(choice % texts.len()).map(|text| (*text).to_owned())
}

/// Returns another string for a pattern: with other alternatives, and longer by the number of the choice.
pub(super) fn other(schema: &Value, choice: usize) -> Option<String> {
    matching(schema.get("pattern").and_then(Value::as_str)?, schema, choice)
}

/// Returns the shortest string that matches a pattern and is long enough for the schema; for a choice, a longer one.
fn matching(pattern: &str, schema: &Value, choice: usize) -> Option<String> {
    let hir = regex_syntax::parse(&without_looks(pattern)).ok()?;
    let least = schema.get("minLength").and_then(Value::as_u64).and_then(|least| usize::try_from(least).ok());
    (0..=least.unwrap_or(0).min(LONG))
        .map(|more| {
            let mut text = String::new();
            // The repetitions are lengthened step by step until the string is long enough.
            write(&hir, (more + choice, choice), &mut text).then_some(text)
        })
        .find(|text| text.as_ref().is_none_or(|text| text.chars().count() >= least.unwrap_or(0)))?
}

/// Removes look-ahead and look-behind from a pattern, because the parser does not support them. The strings are
/// validated against the whole pattern later.
fn without_looks(pattern: &str) -> String {
    let mut kept = String::new();
    let mut rest = pattern;
    while let Some(start) = LOOKS.iter().filter_map(|look| rest.find(look)).min() {
        let (before, look) = rest.split_at(start);
        kept.push_str(before);
        let Some(end) = closing(look) else { break };
        rest = &look[end..];
    }
    kept.push_str(rest);
    kept
}

const LOOKS: [&str; 4] = ["(?=", "(?!", "(?<=", "(?<!"];

/// Returns the end of the group at the beginning of a pattern.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut is_class, mut is_escaped) = (0_usize, false, false);
    for (index, char) in text.char_indices() {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => is_class = true,
            ']' => is_class = false,
            '(' if !is_class => depth += 1,
            ')' if !is_class => {
                depth -= 1;
                if depth == 0 {
                    return Some(index + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Writes a string that matches. Its repetitions are longer by `more`, and its alternatives are those of the choice.
fn write(hir: &Hir, (more, choice): (usize, usize), text: &mut String) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(literal) => {
                text.push_str(literal);
                true
            }
            Err(_) => false,
        },
        HirKind::Class(class) => match character(class) {
            Some(char) => {
                text.push(char);
                true
            }
            None => false,
        },
        HirKind::Repetition(repetition) => {
            let most = repetition.max.map_or(usize::MAX, |most| most as usize);
            let least = repetition.min as usize;
            let count = (least + more).min(most).min(LONG.max(least));
            // What the repetition cannot be lengthened by, its inside is.
            let rest = more - (count - least);
            (0..count).all(|_| write(&repetition.sub, (rest, choice), text))
        }
        HirKind::Capture(capture) => write(&capture.sub, (more, choice), text),
        HirKind::Concat(parts) => parts.iter().all(|part| write(part, (more, choice), text)),
        HirKind::Alternation(parts) => {
            let start = text.len();
            (0..parts.len()).any(|index| {
                text.truncate(start);
                write(&parts[(choice + index) % parts.len()], (more, choice), text)
            })
        }
    }
}

/// Returns a character of a class, preferably a letter or a digit.
fn character(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            class.ranges().iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect()
        }
    };
    let plain = ('a'..='z').chain('A'..='Z').chain('1'..='9').chain(['0', '_', '-', ' ']);
    let holds = |char: &char| ranges.iter().any(|(low, high)| (low..=high).contains(&char));
    plain.into_iter().find(holds).or_else(|| ranges.first().map(|(low, _)| *low))
}
