//! Prints the report: for a terminal, for a pull request, for programs, and as annotations of GitHub.

mod github;
mod human;
mod lines;
mod markdown;
mod title;

use std::cmp::Reverse;
use std::collections::BTreeMap;

pub use github::github;
pub use human::human;
pub use markdown::markdown;
pub use title::title;

use self::lines::Line;
use super::{ChangeKind, Promise, Report, Semver, Wire};
use crate::markdown::code;

/// Returns the report as JSON: the fields of [`Report`], [`super::Entry`], [`Promise`] and [`super::Position`] under their
/// names, with effects in lower case and absent values as `null`. Keys may be added, but none is removed.
pub fn json(report: &Report) -> String {
    // All keys are strings and all values are plain, so serializing cannot fail.
    let text = serde_json::to_string_pretty(report).unwrap_or_default();
    text + "\n"
}

impl Wire {
    /// Returns the word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "no effect",
            Self::Compatible => "compatible",
            Self::Hazard => "hazard",
            Self::Breaks => "breaks",
        }
    }
}

impl Semver {
    /// Returns the word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The lines of one heading.
struct Group<'a> {
    /// The key of an endpoint, or a text.
    title: Title<'a>,
    lines: Vec<Line<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Title<'a> {
    Api,
    Several,
    Endpoint(&'a str),
}

/// Lines under their headings, in their order.
fn groups(lines: Vec<Line<'_>>) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: BTreeMap<Title<'_>, usize> = BTreeMap::new();
    for line in lines {
        let title = match line.endpoints().as_slice() {
            [] => Title::Api,
            [only] => Title::Endpoint(only),
            _ => Title::Several,
        };
        let at = *places.entry(title).or_insert_with(|| {
            groups.push(Group { title, lines: Vec::new() });
            groups.len() - 1
        });
        groups[at].lines.push(line);
    }
    groups
}

/// Returns the promises that no entry is about: changes of hand-written code, of the lock, and of types that no endpoint
/// uses.
fn others(report: &Report) -> Vec<&Promise> {
    let explained: Vec<usize> = report.entries.iter().flat_map(|entry| entry.promises.iter().copied()).collect();
    report
        .promises
        .iter()
        .enumerate()
        .filter(|(index, _)| !explained.contains(index))
        .map(|(_, promise)| promise)
        .collect()
}

/// The kinds of changes with their counts, the gravest first.
fn counted(report: &Report) -> Vec<(ChangeKind, usize)> {
    let mut counted: BTreeMap<ChangeKind, (Wire, Semver, usize)> = BTreeMap::new();
    for entry in &report.entries {
        let (wire, source, count) = counted.entry(entry.kind).or_insert((Wire::None, Semver::None, 0));
        (*wire, *source, *count) = ((*wire).max(entry.wire), (*source).max(entry.source), *count + 1);
    }
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by_key(|(kind, (wire, source, _))| (Reverse((*source, *wire)), kind.one()));
    counted.into_iter().map(|(kind, (_, _, count))| (kind, count)).collect()
}

fn words(kind: ChangeKind, count: usize) -> &'static str {
    if count == 1 { kind.one() } else { kind.many() }
}

/// Counts the entries, the gravest first: "1 endpoint added, 2 fields added". Empty if there is no entry.
fn counts(report: &Report) -> String {
    let counts = counted(report).into_iter().map(|(kind, count)| format!("{count} {}", words(kind, count)));
    counts.collect::<Vec<_>>().join(", ")
}

/// Returns the verdict with its reasons: "minor: 1 endpoint added".
fn verdict(report: &Report) -> String {
    let counts = counts(report);
    let reason = match report.verdict {
        _ if !counts.is_empty() => counts,
        Semver::None => "nothing has changed".to_owned(),
        _ => code_changed(report),
    };
    format!("{}: {reason}", report.verdict.word())
}

/// Says in which files the code of the client has changed, where its specs have not.
fn code_changed(report: &Report) -> String {
    let files: Vec<String> = report.changed_files.iter().map(|file| code(&format!("src/generated/{file}"))).collect();
    match files.is_empty() {
        true => "the code of the client has changed".to_owned(),
        false => format!("the code of the client has changed in {}", lines::some(&files)),
    }
}
