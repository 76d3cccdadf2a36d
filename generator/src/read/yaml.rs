//! Reads YAML 1.2 to a positioned tree, as far as JSON can express it.

mod lenient;
mod repair;
mod text;

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::{MAX_DEPTH, MAX_NODES, add, number, too_deep, too_large, whole};
use crate::document::source::{FileId, Span};
use crate::document::tree::{Member, Node, Object, Value};
use crate::document::write;
use crate::findings::{Code, Diagnostic, Findings};

/// The maximum number of nodes that aliases can add. More is an attack or an accident.
const MAX_ALIASED: usize = 1_000_000;

/// Reads YAML. If there are several documents, the first one is read.
pub(super) fn read(text: &str, id: FileId, findings: &mut Findings) -> Option<Node> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let skipped = text.len() - body.len();
    let mut strict = strict(body, id, skipped);
    match tree(&mut strict, id, findings) {
        Ok(Some(node)) => return Some(node),
        Ok(None) => {
            findings.push(Diagnostic::new(Code::Syntax, whole(id, text), "the file is empty").help("remove it"));
            return None;
        }
        Err(problem) => {
            if let Problem::Refused(refusal) = *problem {
                findings.push(refusal);
                return None;
            }
        }
    }
    let events = match lenient::events(body) {
        Ok(events) => events,
        Err(fault) => {
            findings.push(unreadable(&fault.words, Span::new(id, skipped + fault.byte, skipped + fault.byte)));
            return None;
        }
    };
    for (byte, repair) in events.repairs {
        let span = Span::new(id, skipped + byte, skipped + byte);
        findings.extend(repair.message().map(|message| odd(span, message)));
    }
    let mut events = events.events.into_iter();
    let mut next = || {
        let end = (Event::StreamEnd, body.len(), body.len());
        let (event, start, end) = events.next().unwrap_or(end);
        Ok((event, Span::new(id, skipped + start, skipped + end)))
    };
    match tree(&mut next, id, findings) {
        Ok(node) => node,
        Err(problem) => {
            let (Problem::Refused(problem) | Problem::Unreadable(problem)) = *problem;
            findings.push(problem);
            None
        }
    }
}

/// The events of the parser.
fn strict<'a>(body: &'a str, id: FileId, skipped: usize) -> impl FnMut() -> Fallible<(Event<'a>, Span)> {
    let mut parser = Parser::new_from_str(body);
    let offsets = Offsets::new(body, skipped);
    move || match parser.next_event() {
        Some(Ok((event, span))) => {
            let (start, end) = (offsets.byte(span.start.index()), offsets.byte(span.end.index()));
            Ok((event, Span::new(id, start, end.max(start))))
        }
        Some(Err(error)) => {
            let at = offsets.byte(error.marker().index());
            Err(Box::new(Problem::Unreadable(unreadable(error.info(), Span::new(id, at, at)))))
        }
        None => Ok((Event::StreamEnd, Span::new(id, offsets.byte(usize::MAX), offsets.byte(usize::MAX)))),
    }
}

/// Reads the first document of some events, without reporting problems.
fn tree<'a>(
    next: &mut dyn FnMut() -> Fallible<(Event<'a>, Span)>,
    id: FileId,
    findings: &mut Findings,
) -> Fallible<Option<Node>> {
    let mut inside = Findings::default();
    let mut reader = Reader { next, id, anchors: Vec::new(), aliased: 0, count: 0, findings: &mut inside };
    let node = reader.document()?;
    findings.append(inside);
    Ok(node)
}

fn unreadable(words: &str, span: Span) -> Diagnostic {
    // The parser counts brackets in one byte.
    if words.contains("recursion limit") {
        return too_deep(span);
    }
    Diagnostic::new(Code::Syntax, span, format!("this is not YAML: {words}"))
}

/// Something odd that is read anyway.
fn odd(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::OddYaml, span, message).help("no action is needed, but other YAML readers may refuse it")
}

/// Why a text cannot be read.
enum Problem {
    /// It is refused.
    Refused(Diagnostic),
    /// The parser failed.
    Unreadable(Diagnostic),
}

impl From<Diagnostic> for Box<Problem> {
    fn from(diagnostic: Diagnostic) -> Self {
        Box::new(Problem::Refused(diagnostic))
    }
}

/// Converts the parser's character positions to bytes.
struct Offsets {
    skipped: usize,
    /// The byte of each character. It is empty if the text is ASCII.
    bytes: Vec<usize>,
    length: usize,
}

impl Offsets {
    fn new(body: &str, skipped: usize) -> Self {
        let bytes = if body.is_ascii() { Vec::new() } else { body.char_indices().map(|(at, _)| at).collect() };
        Self { skipped, bytes, length: body.len() }
    }

    fn byte(&self, character: usize) -> usize {
        let at = if self.bytes.is_empty() {
            character.min(self.length)
        } else {
            self.bytes.get(character).copied().unwrap_or(self.length)
        };
        self.skipped + at
    }
}

type Fallible<T> = Result<T, Box<Problem>>;

struct Reader<'r, 'a> {
    next: &'r mut dyn FnMut() -> Fallible<(Event<'a>, Span)>,
    id: FileId,
    anchors: Vec<(usize, Node, usize)>,
    aliased: usize,
    count: usize,
    findings: &'r mut Findings,
}

impl<'a> Reader<'_, 'a> {
    /// Reads the first document that is not empty. Returns `None` if there is none.
    fn document(&mut self) -> Fallible<Option<Node>> {
        let mut root: Option<Node> = None;
        loop {
            let (event, span) = self.next()?;
            let is_empty = root.as_ref().is_none_or(|root| matches!(root.value, Value::Null));
            match event {
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                Event::DocumentStart(_) if !is_empty => {
                    let message = "the file holds more than one YAML document; the first one is read";
                    self.findings.push(odd(span, message).help("make a file of each document that you need"));
                    return Ok(root);
                }
                Event::DocumentStart(_) => {
                    let (event, span) = self.next()?;
                    root = Some(self.node(event, span, 0)?);
                }
                _ => return Ok(root),
            }
        }
    }

    fn next(&mut self) -> Fallible<(Event<'a>, Span)> {
        (self.next)()
    }

    fn odd(&mut self, span: Span, message: impl Into<String>) {
        self.findings.push(odd(span, message));
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Fallible<Node> {
        if depth > MAX_DEPTH {
            return Err(too_deep(span).into());
        }
        self.count += 1;
        if self.count > MAX_NODES {
            return Err(too_large(span).into());
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(text, style, tag.as_deref(), span);
                self.remember(anchor, &node);
                Ok(node)
            }
            Event::SequenceStart(anchor, tag) => {
                self.tag(tag.as_deref(), &["seq", "omap", "pairs"], span);
                self.sequence(anchor, span, depth)
            }
            Event::MappingStart(anchor, tag) => {
                self.tag(tag.as_deref(), &["map", "set"], span);
                self.mapping(anchor, span, depth)
            }
            Event::Alias(anchor) => self.alias(anchor, span, depth),
            _ => Err(Diagnostic::new(Code::Syntax, span, "this is not YAML: a value is missing").into()),
        }
    }

    fn sequence(&mut self, anchor: usize, start: Span, depth: usize) -> Fallible<Node> {
        let mut items: Vec<Node> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                let end = items.last().map_or(span.end, |item| item.span.end.max(start.end));
                let node = Node::new(Span::new(self.id, start.start, end), Value::Array(items));
                self.remember(anchor, &node);
                return Ok(node);
            }
            items.push(self.node(event, span, depth + 1)?);
        }
    }

    fn mapping(&mut self, anchor: usize, start: Span, depth: usize) -> Fallible<Node> {
        let mut members = Object::default();
        let mut merged = Vec::new();
        let mut end = start.end;
        loop {
            let (event, name_span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let is_merge = matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, _) if text == "<<");
            let name = self.key(event, name_span, depth)?;
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            end = end.max(if node.span.start >= name_span.start { node.span.end } else { span.end });
            if is_merge {
                self.merge_key(name_span, node, &mut merged);
            } else {
                add(&mut members, name, Member { name: name_span, node }, self.findings);
            }
        }
        for (name, member) in merged {
            members.entry(name).or_insert(member);
        }
        let node = Node::new(Span::new(self.id, start.start, end), Value::Object(members));
        self.remember(anchor, &node);
        Ok(node)
    }

    /// Reads a key. One that is not a string is read as its JSON.
    fn key(&mut self, event: Event<'a>, span: Span, depth: usize) -> Fallible<String> {
        if let Event::Scalar(text, _, anchor, _) = event {
            self.remember(anchor, &Node::string(span, text.as_ref()));
            return Ok(text.into_owned());
        }
        let is_alias = matches!(event, Event::Alias(_));
        let node = self.node(event, span, depth + 1)?;
        Ok(match node.value {
            Value::String(text) | Value::Number(text) if is_alias => text,
            _ => {
                let text = write::compact(&node);
                self.odd(span, format!("a key that is {} is read as the text `{text}`", node.kind()));
                text
            }
        })
    }

    /// Reads a merge key of YAML 1.1: the members of one or several mappings. The mapping's own members take
    /// precedence, and then those of earlier mappings.
    fn merge_key(&mut self, name: Span, node: Node, merged: &mut Vec<(String, Member)>) {
        let mappings = match node.value {
            Value::Array(items) => items,
            _ => vec![node],
        };
        for mapping in mappings {
            let kind = mapping.kind();
            match mapping.value {
                Value::Object(members) => merged.extend(members),
                _ => self.odd(name, format!("a merge key (`<<`) merges {kind}; it is ignored")),
            }
        }
        let message = "a merge key (`<<`) is not part of YAML 1.2; it is read as in YAML 1.1";
        self.findings.push(Diagnostic::new(Code::MergeKey, name, message).help("no action is needed"));
    }

    fn remember(&mut self, anchor: usize, node: &Node) {
        if anchor != 0 {
            self.anchors.push((anchor, node.clone(), size(node)));
        }
    }

    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Fallible<Node> {
        let known = self.anchors.iter().rev().find(|(id, _, _)| *id == anchor);
        let Some((_, node, size)) = known else {
            self.odd(span, "an alias inside the value that it refers to is read as null");
            return Ok(Node::new(span, Value::Null));
        };
        self.aliased += size;
        if self.aliased > MAX_ALIASED || depth + height(node) > MAX_DEPTH {
            let bomb = Diagnostic::new(Code::TooDeep, span, "the aliases of this file grow without bound");
            return Err(bomb.help("write the values without aliases, or use `$ref`").into());
        }
        Ok(node.clone())
    }

    fn scalar(&mut self, text: Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Node {
        let scalars = ["str", "int", "float", "bool", "null"];
        self.tag(tag, &scalars, span);
        let core = tag.filter(|tag| tag.is_yaml_core_schema() && scalars.contains(&tag.suffix.as_str()));
        let is_string = match (tag, core) {
            (_, Some(tag)) => tag.suffix == "str",
            // A tag without a name makes a string (YAML 1.2.2, section 6.9.1).
            (Some(tag), None) if is_nameless(tag) => true,
            _ => style != ScalarStyle::Plain,
        };
        if is_string {
            return Node::string(span, text);
        }
        match text.as_ref() {
            "" | "~" | "null" | "Null" | "NULL" => Node::new(span, Value::Null),
            "true" | "True" | "TRUE" => Node::new(span, Value::Bool(true)),
            "false" | "False" | "FALSE" => Node::new(span, Value::Bool(false)),
            plain if is_json_number(plain) => number(plain, span, self.findings),
            plain => {
                if is_ambiguous(plain) {
                    let message = format!("`{plain}` means different things to different readers of YAML");
                    let odd = Diagnostic::new(Code::AmbiguousScalar, span, message).here("read as text");
                    self.findings.push(odd.help("put it in quotes, or write a plain number"));
                }
                Node::string(span, plain)
            }
        }
    }

    /// Reports a tag that contradicts its value.
    fn tag(&mut self, tag: Option<&Tag>, usual: &[&str], span: Span) {
        let Some(tag) = tag else { return };
        let is_usual = tag.is_yaml_core_schema() && usual.contains(&tag.suffix.as_str());
        if !is_usual && !is_nameless(tag) {
            let handle = if tag.is_yaml_core_schema() { "!!" } else { &tag.handle };
            let message = format!("the tag `{handle}{}` has no meaning here; the value is read without it", tag.suffix);
            let odd = Diagnostic::new(Code::OddYaml, span, message);
            self.findings.push(odd.help("write the value itself; nothing is ever included from other files"));
        }
    }
}

fn is_nameless(tag: &Tag) -> bool {
    tag.handle.is_empty() && tag.suffix == "!" || tag.handle == "!" && tag.suffix.is_empty()
}

/// Returns whether a text is a number in JSON (RFC 8259, section 6).
fn is_json_number(text: &str) -> bool {
    text.starts_with(|char: char| char == '-' || char.is_ascii_digit())
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Returns whether a text is a number in YAML 1.1 or in the core schema of YAML 1.2, but not in JSON.
fn is_ambiguous(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let numeric = digits.starts_with(|char: char| char.is_ascii_digit())
        && digits.chars().all(|char| char.is_ascii_hexdigit() || matches!(char, '_' | 'x' | 'o' | '.'))
        && digits.matches('.').count() <= 1
        && (digits.starts_with('0')
            || text.starts_with('+')
            || digits.chars().all(|char| char.is_ascii_digit() || char == '_'));
    numeric || matches!(digits, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN")
}

fn size(node: &Node) -> usize {
    1 + node.items().map(size).sum::<usize>() + node.members().map(|(_, member)| size(&member.node)).sum::<usize>()
}

fn height(node: &Node) -> usize {
    let items = node.items().map(height).max().unwrap_or(0);
    let members = node.members().map(|(_, member)| height(&member.node)).max().unwrap_or(0);
    1 + items.max(members)
}
