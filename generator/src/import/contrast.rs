//! Compares the fragments with a complete document of the same API: what only one of them has, and what they contradict
//! each other in. Each contradiction has the overlay actions that settle it as the document says. Nothing is decided here.

mod action;
mod limits;
mod operation;
mod place;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

pub use action::Proposal;
use place::Place;

use super::document::{self, Read};
use super::fragment::{Key, Operation, operations};
use super::neighbours::Page;
use super::page;
use crate::document::places::Sources;
use crate::document::source::{File, FileId, Span};
use crate::document::tree::Node;
use crate::findings::{Code, Findings, Outcome};
use crate::prepare::overlay;
use crate::read;

/// The extension of what is known to be missing in the document.
pub(super) const KNOWN: &str = "x-not-in-document";

/// The differences of the fragments and a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contrast {
    /// The endpoints that only the document has.
    pub missing: BTreeSet<String>,
    /// How many endpoints both have.
    pub common: usize,
    /// What they contradict each other in, and what only the fragments have, by endpoint.
    pub contradictions: Vec<Contradiction>,
}

/// A contradiction.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// The endpoint, such as `GET /users`.
    pub endpoint: String,
    /// What the fragment and the document say.
    pub message: String,
    /// The place in the fragments: file, line and column.
    pub ours: String,
    /// The place in the document.
    pub theirs: String,
    /// The overlay actions that settle it, in this order.
    pub actions: Vec<Proposal>,
}

/// Compares fragments, after the overlay, with a document.
pub fn contrast(fragments: Vec<File>, overlay: Option<File>, document: impl Into<Page>) -> Outcome<Contrast> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let overlay = overlay.and_then(|file| read::read_own(file, Code::InvalidOverlay, &mut sources, &mut findings));
    let read = fragments.into_iter().filter_map(|file| read::read(file, &mut sources, &mut findings));
    let mut ours: Vec<Node> = read.collect();
    if let Some(overlay) = &overlay {
        overlay::apply(overlay, &mut ours, &mut findings);
    }
    let theirs = theirs(document.into(), &mut sources, &mut findings);
    if findings.has_errors() {
        return Outcome::new(None, findings, sources);
    }
    let decided = overlay.map(|overlay| overlay.span.file);
    let found = compare(&ours, &theirs, decided, &sources);
    // What the document is like is not of interest here.
    Outcome::new(Some(found), Findings::default(), sources)
}

/// Reads the endpoints of the document, each with its root.
fn theirs(page: Page, sources: &mut Sources, findings: &mut Findings) -> Vec<(Operation, Node)> {
    let mut shown = Vec::new();
    match document::format(&page.file) {
        Some(format) => match document::read(page, format, sources, findings) {
            None => {}
            Some(Read::Split(split)) => shown.extend(split.fragments),
            Some(Read::Whole(whole)) => {
                return whole.operations.into_iter().map(|operation| (operation, whole.root.clone())).collect();
            }
        },
        None => page::read(page.file, &mut shown, &mut Vec::new(), sources, findings),
    }
    shown.into_iter().map(|shown| (shown.operation, shown.root)).collect()
}

fn compare(ours: &[Node], theirs: &[(Operation, Node)], decided: Option<FileId>, sources: &Sources) -> Contrast {
    let mut contrast = Contrast::default();
    let mut own: BTreeMap<Key, (Operation, &Node)> = BTreeMap::new();
    for root in ours {
        for operation in operations(root) {
            own.insert(operation.key.nameless(), (operation, root));
        }
    }
    let mut other: BTreeMap<Key, (&Operation, &Node)> = BTreeMap::new();
    for (operation, root) in theirs {
        other.entry(operation.key.nameless()).or_insert((operation, root));
        if !own.contains_key(&operation.key.nameless()) {
            contrast.missing.insert(operation.key.shown());
        }
    }
    for (key, (operation, root)) in &own {
        let mut work = Work::new(operation.key.shown(), decided, sources);
        let Some(place) = Place::operation(root, &operation.key) else { continue };
        match other.get(key) {
            Some((theirs, root)) => {
                contrast.common += 1;
                if let Some(theirs) = Place::operation(root, &theirs.key) {
                    work.operation(&place, &theirs, &operation.key);
                }
            }
            None => {
                let whole = theirs.first().map_or(place.node.span, |(_, root)| Span::new(root.span.file, 0, 0));
                work.extra(&place, whole, "the endpoint is not in the document".to_owned());
            }
        }
        contrast.contradictions.extend(work.found);
    }
    contrast
}

/// The comparison of one endpoint.
struct Work<'a> {
    endpoint: String,
    /// The file of the overlay. What it says was decided by a person.
    decided: Option<FileId>,
    sources: &'a Sources,
    /// The pairs of schemas that were compared, because schemas can be recursive and shared.
    seen: BTreeSet<(Span, Span)>,
    found: Vec<Contradiction>,
}

impl<'a> Work<'a> {
    fn new(endpoint: String, decided: Option<FileId>, sources: &'a Sources) -> Self {
        Self { endpoint, decided, sources, seen: BTreeSet::new(), found: Vec::new() }
    }

    fn is_decided(&self, node: &Node) -> bool {
        Some(node.span.file) == self.decided
    }

    fn report(&mut self, (ours, theirs): (Span, Span), message: String, actions: Vec<Proposal>) {
        let shown = |span: Span| {
            let (line, column) = self.sources.line_column(span);
            format!("{}:{line}:{column}", self.sources.name(span.file))
        };
        let (ours, theirs) = (shown(ours), shown(theirs));
        self.found.push(Contradiction { endpoint: self.endpoint.clone(), message, ours, theirs, actions });
    }

    /// Reports what only the fragments have. It stays, and the action says that this is known.
    fn extra(&mut self, ours: &Place<'_>, theirs: Span, message: String) {
        if !self.is_decided(ours.node) && ours.node.get(KNOWN).is_none() {
            let action = Proposal::update(&ours.path, KNOWN, true.into());
            self.report((ours.node.span, theirs), message, vec![action]);
        }
    }
}
