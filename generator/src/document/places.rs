//! All texts of a run. Converts a span to a line, a JSON pointer, or a stable name.

use crate::document::pointer::push_token;
use crate::document::source::{File, FileId, Span};
use crate::document::tree::Node;

/// All files of a run, each with the tree that was read from it. A page has a tree for each document in it.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

#[derive(Clone, Debug)]
struct Source {
    file: File,
    roots: Vec<Node>,
    /// The byte offset at which each line begins.
    lines: Vec<usize>,
}

impl Sources {
    pub(crate) fn add(&mut self, file: File) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let lines = std::iter::once(0).chain(file.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.files.push(Source { file, roots: Vec::new(), lines });
        id
    }

    pub(crate) fn add_root(&mut self, id: FileId, root: Node) {
        self.files[id.0 as usize].roots.push(root);
    }

    pub(crate) fn name(&self, id: FileId) -> &str {
        &self.files[id.0 as usize].file.name
    }

    pub(crate) fn text(&self, id: FileId) -> &str {
        &self.files[id.0 as usize].file.text
    }

    /// Returns the line and the column of a place. Both start at 1, and the column counts characters.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let source = &self.files[span.file.0 as usize];
        let text = &source.file.text;
        let at = floor_boundary(text, span.start);
        let line = source.lines.partition_point(|start| *start <= at);
        let start = source.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        (line, text[start..at].chars().count() + 1)
    }

    /// Returns the JSON pointer (RFC 6901) of the innermost node that contains the place, or `None` if the file has no
    /// tree because it could not be read.
    pub fn pointer(&self, span: Span) -> Option<String> {
        let roots = &self.files[span.file.0 as usize].roots;
        let mut node = roots.iter().find(|root| root.span.start <= span.start && span.end <= root.span.end)?;
        let mut pointer = String::new();
        while let Some((token, child)) = node.child_at(span) {
            push_token(&mut pointer, &token);
            node = child;
        }
        Some(pointer)
    }
}

impl Sources {
    /// Returns a name for a place that does not change when other things are added or moved. It is a JSON pointer in
    /// which list items are identified by their content and not by their position: `query:limit` is a parameter,
    /// `=Users` a tag, `=limit` a string, and `$ref:#/components/…` a reference. If the file is not an OpenAPI
    /// document, its name comes first: `overlay.yaml#/…`.
    pub fn place(&self, span: Span) -> Option<String> {
        let source = &self.files[span.file.0 as usize];
        let contains = |root: &&Node| root.span.start <= span.start && span.end <= root.span.end;
        let root = source.roots.iter().find(contains)?;
        let mut place = String::new();
        if root.get("openapi").is_none() {
            place.push_str(source.file.name.rsplit(['/', '\\']).next().unwrap_or_default());
            place.push('#');
        }
        let mut node = root;
        while let Some((token, child)) = node.child_at(span) {
            let is_item = node.as_array().is_some();
            push_token(&mut place, &item_name(child).filter(|_| is_item).unwrap_or(token));
            node = child;
        }
        Some(if place.is_empty() { "/".to_owned() } else { place })
    }
}

/// Returns what identifies a list item by its content, or `None` if it has no such content.
fn item_name(item: &Node) -> Option<String> {
    let text = |key: &str| item.get(key).and_then(Node::as_str);
    match (item.as_str(), text("$ref"), text("name"), text("in")) {
        (Some(word), ..) => Some(format!("={word}")),
        (None, Some(reference), ..) => Some(format!("$ref:{reference}")),
        (None, None, Some(name), Some(place)) => Some(format!("{place}:{name}")),
        (None, None, Some(name), None) => Some(format!("={name}")),
        _ => None,
    }
}

/// Returns the nearest character boundary at or before `at`.
pub(crate) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
