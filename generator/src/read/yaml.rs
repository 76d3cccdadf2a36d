//! YAML 1.2 to positioned tree, as far as JSON can say the same.

use std::borrow::Cow;

use indexmap::map::Entry;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::{MAX_DEPTH, MAX_NODES, duplicate_key, number, too_deep, too_large, whole};
use crate::document::source::{FileId, Span};
use crate::document::tree::{Member, Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// How many nodes the aliases of one file may add up to; more is an attack or an accident.
const MAX_ALIASED: usize = 1_000_000;

/// Reads a YAML text that holds one document.
pub(super) fn read(text: &str, id: FileId, findings: &mut Findings) -> Option<Node> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        parser: Parser::new_from_str(body),
        id,
        offsets: Offsets::new(body, text.len() - body.len()),
        anchors: Vec::new(),
        aliased: 0,
        count: 0,
        findings,
    };
    match reader.document() {
        Ok(Some(node)) => Some(node),
        Ok(None) => {
            let empty = Diagnostic::new(Code::Syntax, whole(id, text), "the file is empty");
            findings.push(empty.help("remove it"));
            None
        }
        Err(diagnostic) => {
            findings.push(*diagnostic);
            None
        }
    }
}

/// Turns the parser's character positions into bytes.
struct Offsets {
    skipped: usize,
    /// The byte of each character; empty where the text is ASCII.
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

type Fallible<T> = Result<T, Box<Diagnostic>>;

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    id: FileId,
    offsets: Offsets,
    anchors: Vec<(usize, Node, usize)>,
    aliased: usize,
    count: usize,
    findings: &'a mut Findings,
}

impl<'a> Reader<'a> {
    /// Reads the one document; `None` where there is none.
    fn document(&mut self) -> Fallible<Option<Node>> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                Event::DocumentStart(_) if root.is_some() => {
                    return Err(Box::new(
                        unsupported(span, "the file holds more than one YAML document")
                            .help("keep one document a file"),
                    ));
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
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let start = self.offsets.byte(span.start.index());
                let end = self.offsets.byte(span.end.index());
                Ok((event, Span::new(self.id, start, end.max(start))))
            }
            Some(Err(error)) => {
                let at = self.offsets.byte(error.marker().index());
                let message = format!("this is not YAML: {}", error.info());
                Err(Box::new(Diagnostic::new(Code::Syntax, Span::new(self.id, at, at), message)))
            }
            None => {
                Ok((Event::StreamEnd, Span::new(self.id, self.offsets.byte(usize::MAX), self.offsets.byte(usize::MAX))))
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Fallible<Node> {
        if depth > MAX_DEPTH {
            return Err(Box::new(too_deep(span)));
        }
        self.count += 1;
        if self.count > MAX_NODES {
            return Err(Box::new(too_large(span)));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(text, style, tag.as_deref(), span)?;
                self.remember(anchor, &node);
                Ok(node)
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_tag(tag.as_deref(), "seq", span)?;
                self.sequence(anchor, span, depth)
            }
            Event::MappingStart(anchor, tag) => {
                refuse_tag(tag.as_deref(), "map", span)?;
                self.mapping(anchor, span, depth)
            }
            Event::Alias(anchor) => self.alias(anchor, span, depth),
            _ => Err(Box::new(Diagnostic::new(Code::Syntax, span, "this is not YAML: a value is missing"))),
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
        let mut members = Object::new();
        let mut end = start.end;
        loop {
            let (event, name_span) = self.next()?;
            let name = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, _, _, _) => text.into_owned(),
                _ => {
                    let complex = unsupported(name_span, "a key that is no plain text");
                    return Err(Box::new(complex.help("write the key as a string")));
                }
            };
            let (event, span) = self.next()?;
            if name == "<<" {
                let merge = unsupported(name_span, "a merge key (`<<`) is no part of YAML 1.2");
                return Err(Box::new(merge.help("write the merged members out")));
            }
            let node = self.node(event, span, depth + 1)?;
            end = end.max(if node.span.start >= name_span.start { node.span.end } else { span.end });
            match members.entry(name) {
                Entry::Occupied(first) => {
                    self.findings.push(duplicate_key(first.key(), first.get().name, name_span));
                }
                Entry::Vacant(place) => {
                    place.insert(Member { name: name_span, node });
                }
            }
        }
        let node = Node::new(Span::new(self.id, start.start, end), Value::Object(members));
        self.remember(anchor, &node);
        Ok(node)
    }

    fn remember(&mut self, anchor: usize, node: &Node) {
        if anchor != 0 {
            self.anchors.push((anchor, node.clone(), size(node)));
        }
    }

    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Fallible<Node> {
        let known = self.anchors.iter().rev().find(|(id, _, _)| *id == anchor);
        let Some((_, node, size)) = known else {
            return Err(Box::new(unsupported(span, "an alias inside the value it stands for")));
        };
        self.aliased += size;
        if self.aliased > MAX_ALIASED || depth + height(node) > MAX_DEPTH {
            let bomb = Diagnostic::new(Code::TooDeep, span, "the aliases of this file grow without measure");
            return Err(Box::new(bomb.help("write the values out, or use `$ref`")));
        }
        Ok(node.clone())
    }

    fn scalar(&mut self, text: Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Fallible<Node> {
        let is_string = match tag {
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => true,
            Some(tag) if tag.is_yaml_core_schema() => false,
            Some(tag) => return Err(Box::new(foreign_tag(tag, span))),
            None => style != ScalarStyle::Plain,
        };
        if is_string {
            return Ok(Node::string(span, text));
        }
        Ok(match text.as_ref() {
            "" | "~" | "null" | "Null" | "NULL" => Node::new(span, Value::Null),
            "true" | "True" | "TRUE" => Node::new(span, Value::Bool(true)),
            "false" | "False" | "FALSE" => Node::new(span, Value::Bool(false)),
            plain if is_json_number(plain) => number(plain, span, self.findings),
            plain => {
                if is_ambiguous(plain) {
                    let message = format!("`{plain}` means different things to different readers of YAML");
                    let odd = Diagnostic::new(Code::AmbiguousScalar, span, message).here("taken as text");
                    self.findings.push(odd.help("put it in quotes, or write the plain number"));
                }
                Node::string(span, plain)
            }
        })
    }
}

/// Tells whether the text is a number in JSON (RFC 8259, section 6).
fn is_json_number(text: &str) -> bool {
    text.starts_with(|char: char| char == '-' || char.is_ascii_digit())
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Tells whether YAML 1.1 or the core schema of YAML 1.2 would see a number where JSON sees none.
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

fn refuse_tag(tag: Option<&Tag>, usual: &str, span: Span) -> Fallible<()> {
    match tag {
        Some(tag) if !(tag.is_yaml_core_schema() && tag.suffix == usual) => Err(Box::new(foreign_tag(tag, span))),
        _ => Ok(()),
    }
}

fn foreign_tag(tag: &Tag, span: Span) -> Diagnostic {
    let message = format!("the tag `{}{}` has no meaning here", tag.handle, tag.suffix);
    unsupported(span, &message).help("write the value itself; nothing is ever included from elsewhere")
}

fn unsupported(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(Code::UnsupportedYaml, span, message)
}

fn size(node: &Node) -> usize {
    1 + node.items().map(size).sum::<usize>() + node.members().map(|(_, member)| size(&member.node)).sum::<usize>()
}

fn height(node: &Node) -> usize {
    let items = node.items().map(height).max().unwrap_or(0);
    let members = node.members().map(|(_, member)| height(&member.node)).max().unwrap_or(0);
    1 + items.max(members)
}
