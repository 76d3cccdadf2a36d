//! Imports Markdown pages and complete documents as fragments: decides which files of the specs folder are written or
//! removed. Nothing on a page outside of fenced blocks has an effect. It must not read or write files.

mod block;
mod bundle;
mod component_use;
mod contrast;
mod document;
mod existing;
mod file_names;
mod fragment;
mod leftovers;
mod listing;
mod neighbours;
mod overlay_actions;
mod page;
mod reconcile;
mod removal;
mod selection;
mod split;
mod unresolved;
mod unsplit;
mod wrong_types;

use std::collections::{BTreeMap, BTreeSet};

use crate::document::places::Sources;
use crate::findings::stage::Stage;
use crate::findings::{Findings, Outcome};

pub use contrast::{Contradiction, Contrast, Proposal, contrast};
use document::Read;
pub use existing::Existing;
use fragment::ShownEndpoint;
pub use listing::{Listed, Listing, endpoints, links, list};
pub use neighbours::{Page, local_references};
use overlay_actions::Actions;
pub use removal::{Removal, remove};
pub use selection::Selection;
pub use unresolved::unresolved;

/// What happens to the file of an endpoint that is no longer on the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prune {
    /// It is kept.
    Keep,
    /// It is removed.
    Remove,
}

/// The result of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// One entry per endpoint, by path and then by method.
    pub endpoints: Vec<Endpoint>,
    /// The parts of a complete document that no endpoint uses. `None` if there are none and there never were any.
    pub rest: Option<Remainder>,
    /// The files to write, by their path in the specs folder (with `/`).
    pub write: BTreeMap<String, String>,
    /// The files to remove, by their path in the specs folder.
    pub remove: BTreeSet<String>,
    /// The blocks without an endpoint, by page and line.
    pub skipped: Vec<Skipped>,
    /// How many other endpoints have a tag that an endpoint of the pages had before. Whether they are gone is not known.
    pub left: BTreeMap<String, usize>,
    /// How the layout of the folder changes.
    pub layout: Option<Layout>,
}

impl Import {
    /// Marks endpoints that are gone but stay, because somebody has decided to keep them.
    fn keep(&mut self, kept: &BTreeSet<String>) {
        let is_gone = |endpoint: &&mut Endpoint| matches!(endpoint.status, Status::Gone | Status::Pruned);
        for endpoint in self.endpoints.iter_mut().filter(is_gone) {
            if kept.contains(&format!("{} {}", endpoint.method.to_ascii_uppercase(), endpoint.path)) {
                self.remove.remove(&endpoint.file);
                endpoint.status = Status::Kept;
            }
        }
    }

    /// Adds the results for other files.
    fn join(&mut self, other: Self) {
        let Self { endpoints, rest: _, write, remove, skipped: _, left: _, layout } = other;
        self.endpoints.extend(endpoints);
        self.endpoints.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
        self.write.extend(write);
        self.remove.extend(remove);
        self.layout = layout;
    }
}

/// An endpoint that the pages show, or once showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The path template, such as `/users/{userId}`.
    pub path: String,
    /// The method in lower case.
    pub method: String,
    /// Its file, by the path in the specs folder.
    pub file: String,
    /// The result for it.
    pub status: Status,
}

/// A change in how a document is stored in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// It was in fragments and is now in one file.
    Whole,
    /// It was in one file and is now in fragments.
    Fragments,
}

/// The parts of a complete document that no endpoint uses. They have a file of their own, so that nothing is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remainder {
    /// Its file, by the path in the specs folder.
    pub file: String,
    /// The result for it.
    pub status: Status,
    /// Its parts, such as `components/schemas/User`, `tags/Old` and `webhooks/paid`.
    pub names: Vec<String>,
}

/// What an import does to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is new.
    Added,
    /// Its document has changed.
    Changed,
    /// Its tag has changed, so its file moves.
    Moved {
        /// Where the file was.
        from: String,
    },
    /// Its document has not changed.
    Unchanged,
    /// The pages no longer have it, but its file is kept.
    Gone,
    /// The pages no longer have it, and its file is removed.
    Pruned,
    /// The pages no longer have it, but somebody has decided to keep it.
    Kept,
}

/// A code block without an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The name of the page.
    pub page: String,
    /// The line of the page on which the block begins, counted from one.
    pub line: usize,
    /// Why it has no endpoint.
    pub reason: String,
}

/// Finds the endpoints of Markdown pages and of complete documents and compares them with the files of the specs
/// folder.
///
/// A file is a document if its name ends with `.json`, `.yaml` or `.yml`. It is split into one fragment for each
/// operation. `existing` has the existing fragments, by their path in the specs folder. An endpoint is identified by
/// path and method, wherever its file is. The order of `pages` does not count.
pub fn import<P: Into<Page>, E: Into<Existing>>(pages: Vec<P>, existing: E, prune: Prune) -> Outcome<Import> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let Existing { fragments, in_conflict, overlay, kept: decided, selection, progress } = existing.into();
    progress.at(Stage::Read);
    let mut known = existing::read(fragments, in_conflict, &mut sources, &mut findings);
    let actions = Actions::of(overlay, &known, &mut sources);
    let mut shown = Vec::new();
    let mut skipped = Vec::new();
    let (mut rests, mut wholes) = (Vec::new(), Vec::new());
    let mut is_complete = false;
    progress.at(Stage::Split);
    for page in pages {
        let page: Page = page.into();
        match document::format(&page.file) {
            Some(format) => {
                is_complete = true;
                match document::read(page, format, &mut sources, &mut findings) {
                    None => {}
                    Some(Read::Split(split)) => {
                        shown.extend(split.fragments);
                        rests.extend(split.rest);
                    }
                    Some(Read::Whole(whole)) => wholes.push(whole),
                }
            }
            None => page::read(page.file, &mut shown, &mut skipped, &mut sources, &mut findings),
        }
    }
    progress.at(Stage::Compare);
    let scope = match selection {
        Some(selection) => {
            let all = shown.len();
            shown.retain(|shown: &ShownEndpoint| selection.take.contains(&shown.operation.key.shown()));
            // What no endpoint of a part uses may be used by the others.
            is_complete &= shown.len() == all;
            Scope::Named(selection.gone)
        }
        None if is_complete => Scope::Everything,
        None => Scope::Tags,
    };
    let shown = reconcile::unique(shown, &sources, &mut findings);
    let mut kept = Import::default();
    if is_complete {
        known = unsplit::reconcile(wholes, known, &mut kept, &mut findings);
    }
    let mut import = reconcile::reconcile(shown, &known, &scope, prune, &mut findings);
    import.join(kept);
    import.keep(&decided);
    if import.layout == Some(Layout::Fragments) {
        import.endpoints.iter_mut().for_each(unsplit::moved);
    }
    if is_complete {
        leftovers::reconcile(rests, &known, prune, &mut import, &mut findings);
    }
    skipped.sort_by(|a, b| (&a.page, a.line).cmp(&(&b.page, b.line)));
    import.skipped = skipped;
    actions.report_lost(&import, &mut findings);
    Outcome::new(Some(import), findings, sources)
}

/// What a run covers. Endpoints in it that the run does not show are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// Pages: the endpoints of their tags.
    Tags,
    /// A complete document: all endpoints.
    Everything,
    /// The endpoints that the caller has named.
    Named(BTreeSet<String>),
}
