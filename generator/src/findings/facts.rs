//! The data of a finding for programs: its places as lines and columns, and its help. JSON and SARIF are printed from
//! it.

use super::render::help;
use super::{Diagnostic, Label};
use crate::document::places::Sources;
use crate::document::source::Span;

/// A finding and its help as it is printed.
pub(super) struct Fact<'a> {
    pub(super) diagnostic: &'a Diagnostic,
    pub(super) help: Option<String>,
}

/// A place of a finding. Lines and columns start at 1, columns count characters, and the end is exclusive.
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) start: (usize, usize),
    pub(super) end: (usize, usize),
    pub(super) pointer: Option<String>,
    pub(super) text: &'a str,
}

/// Converts findings, in the same order.
pub(super) fn facts<'a>(diagnostics: &'a [Diagnostic]) -> Vec<Fact<'a>> {
    diagnostics.iter().map(|diagnostic| Fact { diagnostic, help: help(diagnostic) }).collect()
}

impl<'a> Fact<'a> {
    /// Returns the places, the main one first.
    pub(super) fn places(&self, sources: &'a Sources) -> Vec<Place<'a>> {
        self.diagnostic.labels.iter().map(|label| place(label, sources)).collect()
    }
}

fn place<'a>(label: &'a Label, sources: &'a Sources) -> Place<'a> {
    let span = label.span;
    let end = Span::new(span.file, span.end.max(span.start), span.end.max(span.start));
    Place {
        file: sources.name(span.file),
        start: sources.line_column(span),
        end: sources.line_column(end),
        pointer: sources.pointer(span),
        text: &label.text,
    }
}
