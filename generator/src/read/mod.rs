//! Text to positioned tree: JSON and YAML, strict about what either could lose in silence.

mod json;
mod yaml;

use crate::document::places::Sources;
use crate::document::source::{File, FileId, Span};
use crate::document::tree::{Member, Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// How deeply a document may be nested. It is the limit of serde_json, which reads the merged document.
pub(crate) const MAX_DEPTH: usize = 120;

/// How many values one document may hold; the largest that vendors publish hold a fifth of it.
pub(crate) const MAX_NODES: usize = 1_000_000;

/// Reads one file by the ending of its name: `.json` as JSON, everything else as YAML. `None` after an error.
pub(crate) fn read(file: File, sources: &mut Sources, findings: &mut Findings) -> Option<Node> {
    let is_json = file.name.ends_with(".json");
    let id = sources.add(file);
    let text = sources.text(id);
    // JSON is YAML but for some escapes, so that a text of JSON is read as such whatever its file is called.
    let is_json = is_json || (text.trim_start().starts_with('{') && is_json_text(text));
    let node = if is_json { json::read(text, id, findings) } else { yaml::read(text, id, findings) }?;
    sources.add_root(id, node.clone());
    Some(node)
}

/// Reads a file that a person wrote for this project. A key that is there twice is a mistake in it, with the code given.
pub(crate) fn read_own(file: File, mistake: Code, sources: &mut Sources, findings: &mut Findings) -> Option<Node> {
    let mut inside = Findings::default();
    let node = read(file, sources, &mut inside);
    for mut diagnostic in inside.sorted(sources) {
        if diagnostic.code == Code::DuplicateKey {
            diagnostic.code = mistake;
        }
        findings.push(diagnostic);
    }
    node
}

fn is_json_text(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// How a text says its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Yaml,
}

/// A document inside a file, such as a block of a page.
pub(crate) struct Part<'a> {
    pub(crate) text: &'a str,
    pub(crate) form: Form,
    /// The file, which the sources already hold.
    pub(crate) file: FileId,
    /// Turns a range of `text` into the range of the file that it was taken from.
    pub(crate) place: &'a dyn Fn(usize, usize) -> (usize, usize),
}

/// Reads a part of a file; every place is one in the file. `None` after an error.
pub(crate) fn read_part(part: &Part<'_>, sources: &mut Sources, findings: &mut Findings) -> Option<Node> {
    let mut inside = Findings::default();
    let node = match part.form {
        Form::Json => json::read(part.text, part.file, &mut inside),
        Form::Yaml => yaml::read(part.text, part.file, &mut inside),
    };
    let move_span = |span: &mut Span| (span.start, span.end) = (part.place)(span.start, span.end);
    for mut diagnostic in inside.sorted(sources) {
        diagnostic.labels.iter_mut().for_each(|label| move_span(&mut label.span));
        if diagnostic.code == Code::Syntax {
            diagnostic = diagnostic.help(
                "this looks like an OpenAPI document: fetch the page again if it was cut, or correct it in a copy",
            );
        }
        findings.push(diagnostic);
    }
    let mut node = node?;
    move_spans(&mut node, &move_span);
    sources.add_root(part.file, node.clone());
    Some(node)
}

fn move_spans(node: &mut Node, move_span: &dyn Fn(&mut Span)) {
    move_span(&mut node.span);
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| move_spans(item, move_span)),
        Value::Object(members) => {
            for member in members.values_mut() {
                move_span(&mut member.name);
                move_spans(&mut member.node, move_span);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(Code::TooDeep, span, format!("this is nested deeper than {MAX_DEPTH} levels"))
        .help("move inner schemas into `components` and refer to them with `$ref`")
}

fn too_large(span: Span) -> Diagnostic {
    Diagnostic::new(Code::TooDeep, span, format!("this document has more than {MAX_NODES} values"))
        .help("split it: `cargo xtask import` makes a fragment of each operation")
}

/// Adds a member to an object. Of two with one name the last one counts, as most readers have it.
fn add(members: &mut Object, name: String, member: Member, findings: &mut Findings) {
    let span = member.name;
    let Some(first) = members.get(&name) else {
        members.insert(name, member);
        return;
    };
    let message = match first.node.same(&member.node) {
        true => format!("the key `{name}` is there twice, with the same value"),
        false => format!("the key `{name}` is there twice; the last one is used"),
    };
    let twice = Diagnostic::new(Code::DuplicateKey, span, message).and(first.name, "not read");
    findings.push(twice.help("remove one of the two; other readers may use either"));
    members.insert(name, member);
}

/// Reads a number; one beyond the range of a double is read as a text.
fn number(text: &str, span: Span, findings: &mut Findings) -> Node {
    if text.parse::<f64>().is_ok_and(f64::is_finite) {
        return Node::new(span, Value::Number(text.to_owned()));
    }
    let message = format!("the number {text} is out of range; it is read as text");
    findings
        .push(Diagnostic::new(Code::Number, span, message).help("write a number of at most 308 digits, or a string"));
    Node::string(span, text)
}

fn whole(id: FileId, text: &str) -> Span {
    Span::new(id, 0, text.len().min(1))
}
