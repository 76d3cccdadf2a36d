//! YAML 1.2 to positioned tree, as far as JSON can say the same.

mod lenient;

use std::borrow::Cow;

use indexmap::map::Entry;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use lenient::{Repair, Text};

use super::{MAX_DEPTH, MAX_NODES, duplicate_key, number, too_deep, too_large, whole};
use crate::document::source::{FileId, Span};
use crate::document::tree::{Member, Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// How many nodes the aliases of one file may add up to; more is an attack or an accident.
const MAX_ALIASED: usize = 1_000_000;

/// How many texts of one file may be written oddly; each takes one more look at the file.
const MAX_REPAIRS: usize = 100;

/// Reads a YAML text that holds one document.
pub(super) fn read(text: &str, id: FileId, findings: &mut Findings) -> Option<Node> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let skipped = text.len() - body.len();
    let mut lenient: Option<Text> = None;
    for _ in 0..=MAX_REPAIRS {
        let (now, offsets) = match &lenient {
            None => (body, Offsets::new(body, skipped)),
            Some(text) => (text.body.as_str(), Offsets { skipped, bytes: text.bytes.clone(), length: body.len() }),
        };
        let mut inside = Findings::default();
        let mut reader = Reader {
            parser: Parser::new_from_str(now),
            id,
            offsets,
            anchors: Vec::new(),
            aliased: 0,
            count: 0,
            findings: &mut inside,
        };
        let problem = match reader.document() {
            Ok(Some(node)) => {
                findings.append(inside);
                return Some(node);
            }
            Ok(None) => {
                Problem::new(Diagnostic::new(Code::Syntax, whole(id, text), "the file is empty").help("remove it"))
            }
            Err(problem) => *problem,
        };
        let text = lenient.get_or_insert_with(|| Text::new(body));
        let repair = problem.complaint.and_then(|(complaint, at)| text.repair(&complaint, at));
        match repair {
            None => {
                findings.append(inside);
                findings.push(problem.diagnostic);
                return None;
            }
            Some(repair) => findings.extend(odd(repair, &problem.diagnostic)),
        }
    }
    findings.push(Diagnostic::new(Code::Syntax, whole(id, text), "this is not YAML: too many texts are not indented"));
    None
}

/// What is said of a text that is written oddly and read all the same.
fn odd(repair: Repair, problem: &Diagnostic) -> Option<Diagnostic> {
    let span = problem.labels.first()?.span;
    let message = match repair {
        // YAML 1.2 allows it.
        Repair::Tab => return None,
        Repair::Indentation => "the lines of this quoted text are not indented; it is read as if they were",
        Repair::Surrogates => "two escapes of JSON for one character are read as in JSON",
    };
    Some(
        Diagnostic::new(Code::OddYaml, span, message)
            .help("nothing has to be done; other readers of YAML may refuse it"),
    )
}

/// What keeps a text from being read.
struct Problem {
    diagnostic: Diagnostic,
    /// The words of the parser, and the character where it stopped.
    complaint: Option<(String, usize)>,
}

impl Problem {
    fn new(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, complaint: None }
    }
}

impl From<Diagnostic> for Box<Problem> {
    fn from(diagnostic: Diagnostic) -> Self {
        Box::new(Problem::new(diagnostic))
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

type Fallible<T> = Result<T, Box<Problem>>;

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
                    return Err(unsupported(span, "the file holds more than one YAML document")
                        .help("keep one document a file")
                        .into());
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
                let diagnostic = Diagnostic::new(Code::Syntax, Span::new(self.id, at, at), message);
                let complaint = Some((error.info().to_owned(), error.marker().index()));
                Err(Box::new(Problem { diagnostic, complaint }))
            }
            None => {
                Ok((Event::StreamEnd, Span::new(self.id, self.offsets.byte(usize::MAX), self.offsets.byte(usize::MAX))))
            }
        }
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
        let mut members = Object::new();
        let mut merged = Vec::new();
        let mut end = start.end;
        loop {
            let (event, name_span) = self.next()?;
            let name = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, _, _, _) => text.into_owned(),
                _ => {
                    let complex = unsupported(name_span, "a key that is no plain text");
                    return Err(complex.help("write the key as a string").into());
                }
            };
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            if name == "<<" {
                self.merge_key(name_span, node, &mut merged)?;
                end = end.max(span.end);
                continue;
            }
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
        for (name, member) in merged {
            members.entry(name).or_insert(member);
        }
        let node = Node::new(Span::new(self.id, start.start, end), Value::Object(members));
        self.remember(anchor, &node);
        Ok(node)
    }

    /// Reads a merge key of YAML 1.1: the members of the mapping, or of several, which count less than the mapping's own
    /// and less than those of an earlier one.
    fn merge_key(&mut self, name: Span, node: Node, merged: &mut Vec<(String, Member)>) -> Fallible<()> {
        let mappings = match node.value {
            Value::Array(items) => items,
            _ => vec![node],
        };
        for mapping in mappings {
            let Value::Object(members) = mapping.value else {
                let merge = unsupported(name, "a merge key (`<<`) merges something that is no mapping");
                return Err(merge.help("write the merged members out").into());
            };
            merged.extend(members);
        }
        let note = Diagnostic::new(
            Code::OddYaml,
            name,
            "a merge key (`<<`) is no part of YAML 1.2; it is read as in YAML 1.1",
        );
        self.findings.push(note.help("nothing has to be done; other readers of YAML may refuse it"));
        Ok(())
    }

    fn remember(&mut self, anchor: usize, node: &Node) {
        if anchor != 0 {
            self.anchors.push((anchor, node.clone(), size(node)));
        }
    }

    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Fallible<Node> {
        let known = self.anchors.iter().rev().find(|(id, _, _)| *id == anchor);
        let Some((_, node, size)) = known else {
            return Err(unsupported(span, "an alias inside the value it stands for").into());
        };
        self.aliased += size;
        if self.aliased > MAX_ALIASED || depth + height(node) > MAX_DEPTH {
            let bomb = Diagnostic::new(Code::TooDeep, span, "the aliases of this file grow without measure");
            return Err(bomb.help("write the values out, or use `$ref`").into());
        }
        Ok(node.clone())
    }

    fn scalar(&mut self, text: Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Fallible<Node> {
        let is_string = match tag {
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => true,
            Some(tag) if tag.is_yaml_core_schema() => false,
            Some(tag) => return Err(foreign_tag(tag, span).into()),
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
        Some(tag) if !(tag.is_yaml_core_schema() && tag.suffix == usual) => Err(foreign_tag(tag, span).into()),
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
