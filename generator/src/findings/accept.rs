//! `accepted.yaml`: the findings that somebody has looked at, each with the reason why it is fine. Accepting a finding
//! only hides it.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::source::Span;
use crate::document::tree::{Node, Value};
use crate::findings::{Code, Diagnostic, Findings, Level, Outcome};

/// The accepted findings by code and place, each with the position of its entry.
#[derive(Debug, Default)]
pub(crate) struct Accepted {
    entries: BTreeMap<(Code, String), Span>,
}

/// Whether an entry that matches nothing is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unmatched {
    Report,
    /// Not all stages have run, so an entry may belong to a later stage.
    Pass,
}

const HELP: &str = "each entry has `code`, `at` and `reason`, as `cargo xtask codegen --deny-warnings` shows them";

/// Reads the list, and reports what is wrong with it.
pub(crate) fn read(root: &Node, findings: &mut Findings) -> Accepted {
    let mut accepted = Accepted::default();
    let mut refuse = |span: Span, message: String, help: &str| {
        findings.push(Diagnostic::new(Code::InvalidAcceptance, span, message).help(help));
    };
    let Some(items) = root.as_array() else {
        refuse(root.span, format!("expected a list of accepted findings, found {}", root.kind()), HELP);
        return accepted;
    };
    for item in items {
        match entry(item) {
            Err((span, message, help)) => refuse(span, message, help),
            Ok((key, span)) => {
                if accepted.entries.insert(key, span).is_some() {
                    refuse(span, "this finding is accepted twice".to_owned(), "remove one of the two entries");
                }
            }
        }
    }
    accepted
}

type Refused = (Span, String, &'static str);

fn entry(item: &Node) -> Result<((Code, String), Span), Refused> {
    if let Some((name, member)) = item.members().find(|(name, _)| !matches!(*name, "code" | "at" | "reason")) {
        return Err((member.name, format!("an accepted finding has no key `{name}`"), HELP));
    }
    let text = |key: &str| match item.get(key) {
        None => Ok(None),
        Some(node) => match (node.as_str(), &node.value) {
            (Some(text), _) => Ok(Some((text.trim(), node.span)).filter(|(text, _)| !text.is_empty())),
            (None, Value::Null) => Ok(None),
            (None, _) => Err((node.span, format!("`{key}` is {}, not a string", node.kind()), HELP)),
        },
    };
    let lacks = |key: &str| (item.span, format!("an accepted finding needs `{key}`"), HELP);
    let (id, span) = text("code")?.ok_or_else(|| lacks("code"))?;
    let (at, _) = text("at")?.ok_or_else(|| lacks("at"))?;
    if text("reason")?.is_none() {
        let message = format!("the accepted finding `{id}` gives no reason");
        return Err((item.span, message, "write after `reason:` why the finding is acceptable"));
    }
    let Some(&code) = Code::ALL.iter().find(|code| code.id() == id) else {
        return Err((span, format!("there is no finding `{id}`"), "use the code that the message shows in brackets"));
    };
    if code.level() == Level::Error {
        let message = format!("`{id}` is an error, which cannot be accepted");
        return Err((span, message, "correct the specs or the overlay"));
    }
    Ok(((code, at.to_owned()), item.span))
}

/// Removes the accepted findings from an outcome, and reports the entries that match nothing.
pub(crate) fn apply<T>(mut outcome: Outcome<T>, accepted: &Accepted, unmatched: Unmatched) -> Outcome<T> {
    let mut used = BTreeSet::new();
    let sources = &outcome.sources;
    let is_left = |diagnostic: &Diagnostic| {
        let span = diagnostic.labels.first().map(|label| label.span);
        // An entry may also have the pointer that the message shows, although list positions in it can change.
        let places = span.into_iter().flat_map(|span| [sources.place(span), sources.pointer(span)]).flatten();
        let known = |key: &(Code, String)| accepted.entries.contains_key(key);
        let keys: Vec<_> = places.map(|place| (diagnostic.code, place)).filter(known).collect();
        let is_left = keys.is_empty();
        used.extend(keys);
        is_left
    };
    let before = outcome.diagnostics.len();
    outcome.diagnostics.retain(is_left);
    outcome.accepted = before - outcome.diagnostics.len();
    if outcome.value.is_some() && unmatched == Unmatched::Report {
        let stale = accepted.entries.iter().filter(|(key, _)| !used.contains(key));
        let mut findings = Findings::default();
        findings.extend(stale.map(|((code, at), span)| matches_nothing(*code, at, *span)));
        findings.extend(std::mem::take(&mut outcome.diagnostics));
        outcome.diagnostics = findings.sorted(&outcome.sources);
    }
    outcome
}

fn matches_nothing(code: Code, at: &str, span: Span) -> Diagnostic {
    let message = format!("there is no longer a finding `{}` at `{at}`", code.id());
    Diagnostic::new(Code::UnmatchedAcceptance, span, message).help("remove the entry")
}
