//! Prints findings as text in the style of rustc. It adds no information to a [`Diagnostic`].

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet, renderer::DecorStyle};

use crate::document::places::{Sources, floor_boundary};
use crate::document::source::Span;
use crate::findings::{Diagnostic, Label, Level};

/// Whether the text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Never,
    /// With ANSI escape codes.
    Always,
}

/// Renders findings, one paragraph each.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, colour: Colour) -> String {
    let renderer = renderer(colour);
    diagnostics.iter().map(|diagnostic| paragraph(diagnostic, sources, &renderer)).collect()
}

/// Returns the renderer for all paragraphs.
pub(super) fn renderer(colour: Colour) -> Renderer {
    let renderer = match colour {
        Colour::Never => Renderer::plain(),
        Colour::Always => Renderer::styled(),
    };
    renderer.decor_style(DecorStyle::Ascii).term_width(120)
}

/// Renders one finding, followed by an empty line.
pub(super) fn paragraph(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    render_one(diagnostic, sources, renderer) + "\n\n"
}

fn render_one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.code.level() {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let title = level.primary_title(clean(&diagnostic.message)).id(diagnostic.code.id());
    let mut group = Group::with_title(title);
    for (index, label) in diagnostic.labels.iter().enumerate() {
        if is_long(label.span, sources) {
            let (line, column) = sources.line_column(label.span);
            group = group.element(Origin::path(sources.name(label.span.file)).line(line).char_column(column));
            if !label.text.is_empty() {
                group = group.element(Title::NOTE.with_name("there").message(clean(&label.text)));
            }
            continue;
        }
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = group.element(snippet(label, kind, sources));
    }
    for pointer in pointers(diagnostic, sources) {
        group = group.element(Title::NOTE.with_name("at").message(pointer));
    }
    if diagnostic.copies > 0 {
        let files = if diagnostic.copies == 1 { "file has" } else { "files have" };
        group = group.element(
            Title::NOTE.message(format!("{} other {files} the same finding at this place", diagnostic.copies)),
        );
    }
    if let Some(help) = help(diagnostic) {
        group = group.element(Title::HELP.message(help));
    }
    renderer.render(&[group])
}

/// Returns what to do about a finding.
pub(super) fn help(diagnostic: &Diagnostic) -> Option<String> {
    diagnostic.help.as_deref().map(clean)
}

/// Returns the JSON pointers of the places, without duplicates.
fn pointers(diagnostic: &Diagnostic, sources: &Sources) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for label in &diagnostic.labels {
        if let Some(pointer) = sources.pointer(label.span) {
            let shown = if pointer.is_empty() { "the root of the document".to_owned() } else { clean(&pointer) };
            if !found.contains(&shown) {
                found.push(shown);
            }
        }
    }
    found
}

/// The maximum length of a line that is shown, in bytes. The renderer reads the whole line for each finding.
const MAX_LINE: usize = 20_000;

/// Returns whether a place is in a line that is too long to be shown, as in a document without line breaks.
fn is_long(span: Span, sources: &Sources) -> bool {
    let text = sources.text(span.file);
    let at = floor_boundary(text, span.start);
    let start = floor_boundary(text, at.saturating_sub(MAX_LINE));
    let end = floor_boundary(text, at + MAX_LINE);
    let before = text[start..at].rfind('\n').map_or(at - start, |newline| at - (start + newline + 1));
    let behind = text[at..end].find('\n').unwrap_or(end - at);
    before + behind >= MAX_LINE
}

/// Returns the line of a place. The renderer gets only this line, so its cost does not depend on the size of the file.
fn snippet<'a>(
    label: &'a Label,
    kind: AnnotationKind,
    sources: &'a Sources,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = sources.text(label.span.file);
    let (start, end) = first_line(label.span, text);
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    let (line, _) = sources.line_column(label.span);
    let mut annotation = kind.span(start - line_start..end - line_start);
    if !label.text.is_empty() {
        annotation = annotation.label(clean(&label.text));
    }
    Snippet::source(&text[line_start..line_end])
        .line_start(line)
        .path(sources.name(label.span.file))
        .annotation(annotation)
}

/// Returns the part of a place in its first line, at character boundaries.
fn first_line(span: Span, text: &str) -> (usize, usize) {
    let start = floor_boundary(text, span.start);
    let end = floor_boundary(text, span.end).max(start);
    let end = text[start..end].find('\n').map_or(end, |newline| start + newline);
    (start, end)
}

/// Escapes the characters of a document that would move the cursor, end the line or change its direction in a message.
fn clean(text: &str) -> String {
    text.chars().map(|char| if is_hidden(char) { char.escape_default().collect() } else { char.to_string() }).collect()
}

fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
