//! Reports the actions of the overlay that lose their target by an import, because they may match something else in the next
//! run. It does not change the overlay.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::existing::Known;
use super::{Import, Status};
use crate::document::places::Sources;
use crate::document::source::{File, Span};
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::overlay;
use crate::read;

/// The actions of an overlay, and where they matched before an import.
#[derive(Default)]
pub(super) struct Actions {
    actions: Vec<Action>,
    /// The files in which none of them matches.
    others: BTreeSet<String>,
}

struct Action {
    target: Span,
    path: serde_json_path::JsonPath,
    reason: String,
    /// The files in which it matched, and where.
    matched: BTreeMap<String, Where>,
}

/// Where in a fragment an action matches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In the operation itself.
    Operation,
    /// In a part that operations share.
    Shared,
}

impl Actions {
    /// Reads the actions. Mistakes in the overlay are not reported here, because the next run of the generator does that.
    pub(super) fn of(overlay: Option<File>, known: &[Known], sources: &mut Sources) -> Self {
        let mut unreported = Findings::default();
        let Some(root) = overlay.and_then(|file| read::read(file, sources, &mut unreported)) else {
            return Self::default();
        };
        let plain: Vec<(&str, Value)> =
            known.iter().map(|file| (file.path.as_str(), overlay::plain(&file.root))).collect();
        let actions = overlay::actions(&root, &mut unreported).into_iter().map(|action| {
            let found = |(path, root): &(&str, Value)| Some(((*path).to_owned(), place(&action.path, root)?));
            let matched = plain.iter().filter_map(found).collect();
            Action { target: action.target, reason: action.reason.to_owned(), path: action.path, matched }
        });
        let others = known.iter().map(|file| file.path.clone()).collect();
        Self { actions: actions.collect(), others }
    }

    /// Reports the actions that match less after an import, each once.
    pub(super) fn report_lost(&self, import: &Import, findings: &mut Findings) {
        let written = import.write.iter().filter_map(|(path, text)| Some((path, serde_json::from_str(text).ok()?)));
        let written: BTreeMap<&String, Value> = written.collect();
        let mut all: BTreeMap<Lost, Vec<&Action>> = BTreeMap::new();
        for action in &self.actions {
            if let Some(lost) = self.lost(action, import, &written) {
                all.entry(lost).or_default().push(action);
            }
        }
        findings.extend(all.iter().filter_map(|(lost, actions)| lost.report(actions)));
    }

    fn lost(&self, action: &Action, import: &Import, written: &BTreeMap<&String, Value>) -> Option<Lost> {
        let now = |file: &String| written.get(file).and_then(|root| place(&action.path, root));
        let stays =
            |file: &String| self.others.contains(file) && !import.remove.contains(file) && !written.contains_key(file);
        let still = action.matched.keys().any(stays) || written.keys().any(|file| now(file).is_some());
        let mut lost = Vec::new();
        for endpoint in &import.endpoints {
            let (before, is_removed) = match &endpoint.status {
                Status::Added | Status::Unchanged | Status::Gone | Status::Kept => continue,
                Status::Changed => (&endpoint.file, false),
                Status::Moved { from } => (from, false),
                Status::Pruned => (&endpoint.file, true),
            };
            // A part that operations share is lost with the last of these operations.
            let counts = match action.matched.get(before) {
                None => false,
                Some(Where::Operation) => is_removed || now(&endpoint.file) != Some(Where::Operation),
                Some(Where::Shared) => !still,
            };
            if counts && (!is_removed || !still) {
                lost.push((format!("{} {}", endpoint.method.to_ascii_uppercase(), endpoint.path), is_removed));
            }
        }
        let (first, is_removed) = lost.first().cloned()?;
        Some(Lost { first, more: lost.len() - 1, is_removed, still })
    }
}

/// What an action was written for.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Lost {
    /// The first endpoint, and the number of the others.
    first: String,
    more: usize,
    is_removed: bool,
    /// Whether the action still matches elsewhere.
    still: bool,
}

impl Lost {
    /// Reports the actions that were written for the same endpoints, once for all of them.
    fn report(&self, actions: &[&Action]) -> Option<Diagnostic> {
        let (first, others) = actions.split_first()?;
        let what = match (self.is_removed, self.more) {
            (true, 0) => "is removed",
            (true, _) => "are removed",
            (false, 0) => "no longer has what it targets",
            (false, _) => "no longer have what it targets",
        };
        let endpoints = match self.more {
            0 => self.first.clone(),
            more => format!("{} and {more} more", self.first),
        };
        let message = match others.len() {
            0 => format!("this action was written for {endpoints}, which {what}: {}", first.reason),
            more => {
                let what = what.replace("what it targets", "what they target");
                format!("this action and {more} more were written for {endpoints}, which {what}")
            }
        };
        let help = match (self.still, others.is_empty()) {
            (true, true) => "correct its target if it is still needed there; it still matches elsewhere",
            (true, false) => "correct their targets if they are still needed there; they still match elsewhere",
            (false, true) => "correct its target, or remove the action",
            (false, false) => "correct their targets, or remove the actions",
        };
        let mut finding = Diagnostic::new(Code::ActionLost, first.target, message).help(help);
        if !others.is_empty() {
            finding = finding.here(overlay::one_line(&first.reason));
        }
        Some(
            others
                .iter()
                .fold(finding, |finding, action| finding.and(action.target, overlay::one_line(&action.reason))),
        )
    }
}

fn place(path: &serde_json_path::JsonPath, root: &Value) -> Option<Where> {
    let targets = overlay::targets(path, root);
    let is_operation = targets.iter().any(|pointer| pointer.starts_with("/paths/"));
    (!targets.is_empty()).then_some(if is_operation { Where::Operation } else { Where::Shared })
}
