//! Reads JSON and YAML to positioned trees. Nothing is lost silently.

mod json;
mod yaml;

use crate::document::places::Sources;
use crate::document::source::{File, FileId, Span};
use crate::document::tree::{Member, Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// The maximum depth of a document. It is the limit of serde_json, which reads the merged document.
pub(crate) const MAX_DEPTH: usize = 120;

/// The maximum number of values in a document. The largest published documents have a fifth of it.
pub(crate) const MAX_NODES: usize = 1_000_000;

/// Reads a file by its extension: `.json` as JSON, everything else as YAML. Returns `None` after an error.
pub(crate) fn read(file: File, sources: &mut Sources, findings: &mut Findings) -> Option<Node> {
    let is_json = file.name.ends_with(".json");
    let id = sources.add(file);
    let text = sources.text(id);
    let is_object = text.trim_start().starts_with('{');
    // JSON is YAML except for some escapes, so JSON is read as such whatever the name of the file.
    let is_json = is_json || (is_object && (json::is_json(text) || json::is_json_with_comments(text)));
    let node = if is_json { json::read(text, id, findings) } else { yaml::read(text, id, findings) }?;
    sources.add_root(id, node.clone());
    Some(node)
}

/// Reads a file that a person wrote for this project. A duplicate key in it is an error with the given code.
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

/// The format of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Yaml,
}

/// A document inside a file, such as a block of a page.
pub(crate) struct Part<'a> {
    pub(crate) text: &'a str,
    pub(crate) format: Format,
    /// The file, which is in the sources already.
    pub(crate) file: FileId,
    /// Converts a range of `text` to a range of the file.
    pub(crate) place: &'a dyn Fn(usize, usize) -> (usize, usize),
}

/// Reads a part of a file. All positions are positions in the file. Returns `None` after an error.
pub(crate) fn read_part(part: &Part<'_>, sources: &mut Sources, findings: &mut Findings) -> Option<Node> {
    let mut inside = Findings::default();
    let node = match part.format {
        Format::Json => json::read(part.text, part.file, &mut inside),
        Format::Yaml => yaml::read(part.text, part.file, &mut inside),
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

/// Adds a member to an object. If two have the same name, the last one is used, as by most readers.
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

/// Reads a number. One beyond the range of a double is read as text.
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
