//! All findings of a run as one report: for a person with a bound and a table, for programs as JSON. It must not decide
//! what a finding says: [`super::render`] and [`super::facts`] do.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::facts::{Fact, Place, facts};
use super::render::{Colour, paragraph, renderer};
use super::{Code, Diagnostic, Level, Outcome};
use crate::document::places::Sources;

/// How many findings of one code a report shows.
const MAX_PLACES: usize = 20;

/// How many errors of one code a report shows. A document has as many only where somebody means it to take for ever.
const MAX_ERRORS: usize = 1_000;

/// How many findings a report for a person shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The errors, and the first warnings and notes of each code.
    First,
    /// All of them.
    All,
}

/// Renders the findings of a run for a person: one paragraph each, how many more there are, and a table of all codes.
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

/// Each code with its level and how often it was found, the gravest first; empty where nothing was found.
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

/// Writes the findings of a run as JSON: each with its places, and how often each code was found.
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
