//! Reads JSON to a positioned tree.

mod loose;

use std::borrow::Cow;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};

use super::{MAX_DEPTH, MAX_NODES, add, number, too_deep, too_large, whole};
use crate::document::source::{FileId, Span};
use crate::document::tree::{Member, Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads JSON (RFC 8259). serde_json checks the syntax, and a second parser finds the positions.
pub(super) fn read(text: &str, id: FileId, findings: &mut Findings) -> Option<Node> {
    let skipped = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let written = &text[skipped..];
    let body = match serde_json::from_str::<serde::de::IgnoredAny>(written) {
        Ok(_) => Cow::Borrowed(written),
        Err(error) => match loose::loose(written) {
            Some(loose) => {
                let span = |at: usize, length: usize| Span::new(id, skipped + at, skipped + at + length);
                findings.extend(loose.comments.first().map(|at| odd(COMMENT, loose.comments.len(), span(*at, 2))));
                findings.extend(loose.commas.first().map(|at| odd(COMMA, loose.commas.len(), span(*at, 1))));
                Cow::Owned(loose.text)
            }
            None => {
                findings.push(syntax(&error, written, skipped, id));
                return None;
            }
        },
    };
    let body = body.as_ref();
    if values(body) > MAX_NODES {
        findings.push(too_large(whole(id, text)));
        return None;
    }
    let halves = halves(body);
    for at in &halves {
        let span = Span::new(id, skipped + at, skipped + at + ESCAPE);
        let odd = Diagnostic::new(Code::VendorForm, span, "an escape for half of a character is read as `\u{fffd}`");
        findings.push(odd.help("correct it in the document"));
    }
    let body = without(body, &halves);
    let parsed = match jsonc_parser::parse_to_ast(&body, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => parsed.value,
        Err(error) => {
            let range = error.range();
            let span = Span::new(id, skipped + range.start, skipped + range.end);
            let is_deep = matches!(error.kind(), jsonc_parser::errors::ParseErrorKind::NestingDepthExceeded);
            findings.push(match is_deep {
                true => too_deep(span),
                false => Diagnostic::new(Code::Syntax, span, format!("this is not JSON: {}", error.kind())),
            });
            return None;
        }
    };
    let Some(value) = parsed else {
        findings.push(Diagnostic::new(Code::Syntax, whole(id, text), "the file is empty"));
        return None;
    };
    let mut reader = Reader { id, skipped, findings };
    reader.node(value, 0)
}

/// Syntax that JSON does not have, and how it is read.
const COMMENT: [&str; 2] = ["comments", "not read"];
const COMMA: [&str; 2] = ["trailing commas", "ignored"];

/// Reports syntax that JSON does not have, once for each file.
fn odd([what, read]: [&str; 2], count: usize, first: Span) -> Diagnostic {
    let message = match count {
        1 => format!("JSON has no {what}; this one is {read}"),
        _ => format!("JSON has no {what}; this one and {} more are {read}", count - 1),
    };
    Diagnostic::new(Code::OddYaml, first, message).help("no action is needed, but other JSON readers may refuse it")
}

/// Returns whether a text is JSON.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Returns whether a text is JSON except for comments, which YAML does not have.
pub(super) fn is_json_with_comments(text: &str) -> bool {
    loose::loose(text).is_some_and(|loose| !loose.comments.is_empty())
}

/// The length of `\u0000`.
const ESCAPE: usize = 6;

/// Finds the escapes for half of a character without the other half.
fn halves(text: &str) -> Vec<usize> {
    let unit = |at: usize| {
        let digits = text.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += next;
        at += match (unit(at), unit(at + ESCAPE)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * ESCAPE,
            (Some(0xd800..=0xdfff), _) => {
                found.push(at);
                ESCAPE
            }
            // An escaped character does not begin an escape.
            _ => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    found
}

/// Replaces some escapes by one for the replacement character. All positions stay the same.
fn without<'a>(text: &'a str, halves: &[usize]) -> Cow<'a, str> {
    if halves.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    let mut from = 0;
    for at in halves {
        written.push_str(&text[from..*at]);
        written.push_str("\\ufffd");
        from = at + ESCAPE;
    }
    written.push_str(&text[from..]);
    Cow::Owned(written)
}

/// Counts the values in JSON without parsing it: each is the first of a container or follows a comma.
fn values(text: &str) -> usize {
    let (mut count, mut inside, mut escaped) = (1, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = inside,
            b'"' => inside = !inside,
            b',' | b'[' | b'{' if !inside => count += 1,
            _ => {}
        }
    }
    count
}

fn syntax(error: &serde_json::Error, body: &str, skipped: usize, id: FileId) -> Diagnostic {
    let line_start: usize = body.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (line_start + error.column().saturating_sub(1)).min(body.len().saturating_sub(1));
    let span = Span::new(id, skipped + at, skipped + at + 1);
    let message = error.to_string();
    if message.starts_with("recursion limit") {
        return too_deep(span);
    }
    if body.trim().is_empty() {
        return Diagnostic::new(Code::Syntax, span, "the file is empty").help("remove it");
    }
    let message = message.split(" at line ").next().unwrap_or_default();
    Diagnostic::new(Code::Syntax, span, format!("this is not JSON: {message}"))
        .help("a fragment is the whole JSON document of one endpoint; import the page again if it was cut")
}

struct Reader<'a> {
    id: FileId,
    skipped: usize,
    findings: &'a mut Findings,
}

impl Reader<'_> {
    fn node(&mut self, value: ast::Value<'_>, depth: usize) -> Option<Node> {
        let span = self.span(&value);
        if depth > MAX_DEPTH {
            self.findings.push(too_deep(span));
            return None;
        }
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(lit) => Value::Bool(lit.value),
            ast::Value::NumberLit(lit) => return Some(number(lit.value, span, self.findings)),
            ast::Value::StringLit(lit) => Value::String(lit.value.into_owned()),
            ast::Value::Array(array) => {
                let items: Option<Vec<Node>> =
                    array.elements.into_iter().map(|item| self.node(item, depth + 1)).collect();
                Value::Array(items?)
            }
            ast::Value::Object(object) => Value::Object(self.object(object, depth)?),
        };
        Some(Node::new(span, value))
    }

    fn object(&mut self, object: ast::Object<'_>, depth: usize) -> Option<Object> {
        let mut members = Object::with_capacity_and_hasher(object.properties.len(), Default::default());
        for property in object.properties {
            let name_span = self.span(&property.name);
            let node = self.node(property.value, depth + 1)?;
            add(&mut members, property.name.into_string(), Member { name: name_span, node }, self.findings);
        }
        Some(members)
    }

    fn span(&self, ranged: &impl Ranged) -> Span {
        let range = ranged.range();
        Span::new(self.id, self.skipped + range.start, self.skipped + range.end)
    }
}
