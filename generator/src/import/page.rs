//! Reads the endpoints of a Markdown page.

use super::Skipped;
use super::block::{Block, Mark, blocks};
use super::fragment::ShownEndpoint;
use super::fragment::{Verdict, judge};
use super::split::{Rest, split};
use super::wrong_types;
use crate::document::places::Sources;
use crate::document::source::{File, FileId, Span};
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::{casing, inline_references};
use crate::read::{Format, Part, read_part};

/// Reads the endpoints of a page, and returns why the other blocks are skipped.
pub(super) fn read(
    page: File,
    shown: &mut Vec<ShownEndpoint>,
    skipped: &mut Vec<Skipped>,
    sources: &mut Sources,
    findings: &mut Findings,
) {
    let name = page.name.clone();
    let blocks = blocks(&page.text);
    let id = sources.add(page);
    let mut fruitless = true;
    let mut reasons = Vec::new();
    for block in &blocks {
        match block_verdict(block, id, sources, findings) {
            Found::Endpoints(endpoints) => {
                fruitless = false;
                shown.extend(endpoints);
            }
            Found::Error => fruitless = false,
            Found::Prose => {}
            Found::Skip(reason) => {
                reasons.push((Span::new(id, block.start, block.start), reason.clone()));
                skipped.push(Skipped { page: name.clone(), line: block.line, reason });
            }
        }
    }
    if fruitless {
        findings.push(nothing(id, &reasons));
    }
}

enum Found {
    Endpoints(Vec<ShownEndpoint>),
    Skip(String),
    /// Indented code. Documents are in fenced blocks.
    Prose,
    /// An error was reported.
    Error,
}

fn block_verdict(block: &Block, id: FileId, sources: &mut Sources, findings: &mut Findings) -> Found {
    let format = openapi_format(&block.text);
    let format = match (block.mark, format) {
        (Mark::Indent, None) => return Found::Prose,
        (Mark::Indent, Some(_)) => return Found::Skip("indented code; only fenced blocks are read".to_owned()),
        (Mark::Fence, None) => return Found::Skip(foreign(&block.info)),
        (Mark::Fence, Some(format)) => format,
    };
    let place = |start, end| block.on_page(start, end);
    let part = Part { text: &block.text, format, file: id, place: &place };
    let Some(mut root) = read_part(&part, sources, findings) else {
        return Found::Error;
    };
    casing::mend(&mut root, findings);
    match judge(&root) {
        Verdict::Endpoint(operation) => Found::Endpoints(vec![ShownEndpoint { operation, root }]),
        Verdict::Several => {
            wrong_types::remove(&mut root, findings);
            inline_references::write_out(&mut root);
            match split(&root) {
                Ok(parts) => {
                    findings.extend(parts.rest.map(|rest| left_out(&rest)));
                    Found::Endpoints(parts.fragments)
                }
                Err(refusal) => {
                    findings.push(refusal);
                    Found::Error
                }
            }
        }
        Verdict::Skip(reason) => Found::Skip(reason),
        Verdict::Refuse(diagnostic) => {
            findings.push(diagnostic);
            Found::Error
        }
    }
}

/// Reports the components of a block that none of its endpoints uses. A page describes only some endpoints, so there is
/// no file in which they could be kept without affecting other pages.
fn left_out(rest: &Rest) -> Diagnostic {
    const SHOWN: usize = 5;
    let names: Vec<String> = rest.names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = match rest.names.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("no endpoint of this block uses {}{more}", names.join(", "));
    Diagnostic::new(Code::Unused, rest.root.span, message).here("omitted").help("no action is needed")
}

/// Returns the format of a text that looks like an OpenAPI document, even if it cannot be parsed.
///
/// A text that begins with a brace is JSON. It looks like OpenAPI if `"openapi"` or `"swagger"` is a name in its
/// outermost object, or in an inner one with a version (if the beginning was cut off). Any other text is YAML. It looks
/// like OpenAPI if such a name, with a version or nothing, is at its least indentation.
pub(super) fn openapi_format(text: &str) -> Option<Format> {
    let text = text.trim_start_matches('\u{feff}');
    if let Some(inside) = text.trim_start().strip_prefix('{') {
        // A name without quotes is YAML in flow style.
        let bare = ["openapi:", "swagger:"].iter().any(|name| inside.trim_start().starts_with(name));
        return if bare { Some(Format::Yaml) } else { json_names_openapi(text).then_some(Format::Json) };
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let least = lines().map(indent).min()?;
    lines().filter(|line| indent(line) == least).any(|line| is_version_line(line.trim())).then_some(Format::Yaml)
}

/// The keys of the version of a document, in any casing.
const NAMES: [&str; 2] = ["openapi", "swagger"];

/// Returns whether a text in JSON has the key of a version where a document has it. The text is not parsed, because it
/// may be incomplete.
fn json_names_openapi(text: &str) -> bool {
    let mut depth = 0_u32;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '[', ']', '"']) {
        let (mark, behind) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = behind;
        match mark {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {
                let end = string_end(behind);
                rest = behind.get(end + 1..).unwrap_or_default();
                let named = NAMES.iter().any(|name| behind[..end].trim().eq_ignore_ascii_case(name));
                let value = rest.trim_start().strip_prefix(':').filter(|_| named);
                if value.is_some_and(|value| depth <= 1 || (depth == 2 && is_version(value.trim_start()))) {
                    return true;
                }
            }
        }
    }
    false
}

/// Returns the byte of the quote that closes a JSON string, or the length of an incomplete one.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    text.len()
}

fn is_version_line(line: &str) -> bool {
    let bare = line.trim_start_matches(['"', '\'']);
    let behind = NAMES.iter().find_map(|name| {
        let (start, behind) = bare.split_at_checked(name.len())?;
        start.eq_ignore_ascii_case(name).then_some(behind)
    });
    let value = behind.and_then(|rest| rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':'));
    value.is_some_and(|value| value.trim().is_empty() || is_version(value.trim_start()))
}

fn is_version(value: &str) -> bool {
    value.trim_start_matches(['"', '\'', 'v', 'V', ' ']).starts_with(|char: char| char.is_ascii_digit())
}

/// Returns why a block in another language is skipped. Its info string comes from the page, so it is shown only if it
/// is a plain word.
fn foreign(info: &str) -> String {
    let language = info.split_whitespace().next().unwrap_or_default();
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '+' | '#' | '.');
    if language.is_empty() || language.len() > 20 || !language.chars().all(plain) {
        return "no OpenAPI document".to_owned();
    }
    format!("no OpenAPI document ({language})")
}

/// Reports a page without endpoints, with the reasons for its first blocks.
fn nothing(id: FileId, reasons: &[(Span, String)]) -> Diagnostic {
    let message = match reasons.len() {
        0 => "there is nothing to import: this page has no block of code".to_owned(),
        1 => "there is nothing to import: the only block of code on this page is not an endpoint".to_owned(),
        count => {
            format!("there is nothing to import: none of the {count} blocks of code on this page is an endpoint")
        }
    };
    let start = Span::new(id, 0, 0);
    let nothing = Diagnostic::new(Code::NothingToImport, reasons.first().map_or(start, |(span, _)| *span), message)
        .here(reasons.first().map_or("", |(_, reason)| reason))
        .help("give the Markdown version of a page with OpenAPI documents in fenced blocks");
    reasons.iter().skip(1).take(2).fold(nothing, |nothing, (span, reason)| nothing.and(*span, reason))
}
