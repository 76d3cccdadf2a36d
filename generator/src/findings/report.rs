//! Prints all findings of a run: as text with a table of counts, or as JSON. [`super::render`] and [`super::facts`]
//! decide what is printed for each finding.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::facts::{Fact, Place, facts};
use super::render::{Colour, paragraph, renderer};
use super::{Code, Diagnostic, Level, Outcome};
use crate::document::places::Sources;

/// How many warnings or notes of a code a report shows.
const MAX_PLACES: usize = 20;

/// How many errors of a code a report shows. Only a malicious document has more.
const MAX_ERRORS: usize = 1_000;

/// How many findings a report for a person shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The errors, and the first warnings and notes of each code.
    First,
    /// All findings.
    All,
}

/// Renders the findings of a run as text: a paragraph for each, how many more there are, and a table of counts.
pub fn report<T>(outcome: &Outcome<T>, extent: Extent, colour: Colour) -> String {
    let renderer = renderer(colour);
    let mut shown: BTreeMap<Code, usize> = BTreeMap::new();
    let mut text = String::new();
    for diagnostic in &outcome.diagnostics {
        let count = shown.entry(diagnostic.code).or_default();
        *count += 1;
        if extent == Extent::All || *count <= bound(diagnostic.code) {
            text.push_str(&paragraph(diagnostic, &outcome.sources, &renderer));
        }
    }
    let more =
        |(code, count): (&Code, &usize)| Some((*code, count.checked_sub(bound(*code)).filter(|more| *more > 0)?));
    if extent == Extent::First {
        for (code, more) in shown.iter().filter_map(more) {
            text.push_str(&format!(
                "… and {more} more of `{}`; to see them, run the command with `--all`\n",
                code.id()
            ));
        }
        if shown.iter().any(|count| more(count).is_some()) {
            text.push('\n');
        }
    }
    text + &table(&shown)
}

fn bound(code: Code) -> usize {
    if code.level() == Level::Error { MAX_ERRORS } else { MAX_PLACES }
}

/// Returns a table of codes with their level and count, errors first. It is empty if there are no findings.
fn table(counts: &BTreeMap<Code, usize>) -> String {
    if counts.is_empty() {
        return String::new();
    }
    let mut rows: Vec<(Code, usize)> = counts.iter().map(|(code, count)| (*code, *count)).collect();
    rows.sort_by_key(|(code, count)| (code.level(), std::cmp::Reverse(*count)));
    let width = rows.iter().map(|(code, _)| code.id().len()).max().unwrap_or_default().max("code".len());
    let mut lines = format!("{:<width$}  {:<7}  {:>6}\n", "code", "level", "count");
    for (code, count) in rows {
        lines.push_str(&format!("{:<width$}  {:<7}  {count:>6}\n", code.id(), code.level().word()));
    }
    lines + "\n"
}

/// Returns the findings of a run as JSON: each with its places, and the count of each code.
pub fn json<T>(outcome: &Outcome<T>) -> String {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    outcome.diagnostics.iter().for_each(|diagnostic| *counts.entry(diagnostic.code).or_default() += 1);
    let count =
        |(code, count): (&Code, &usize)| json!({ "code": code.id(), "level": code.level().word(), "count": count });
    let found = facts(&outcome.diagnostics);
    let report = json!({
        "findings": found.iter().map(|fact| finding(fact, &outcome.sources)).collect::<Vec<Value>>(),
        "counts": counts.iter().map(count).collect::<Vec<Value>>(),
        "accepted": outcome.accepted,
    });
    format!("{report:#}\n")
}

fn finding(fact: &Fact<'_>, sources: &Sources) -> Value {
    let Diagnostic { code, message, copies, .. } = fact.diagnostic;
    let place = |place: &Place<'_>| {
        json!({
            "file": place.file,
            "line": place.start.0,
            "column": place.start.1,
            "endLine": place.end.0,
            "endColumn": place.end.1,
            "pointer": place.pointer,
            "text": place.text,
        })
    };
    json!({
        "code": code.id(),
        "level": code.level().word(),
        "message": message,
        "places": fact.places(sources).iter().map(place).collect::<Vec<Value>>(),
        "otherFiles": copies,
        "help": fact.help,
    })
}
