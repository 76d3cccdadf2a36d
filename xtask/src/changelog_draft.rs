//! Drafts a section of the changelog: its text, and where it is inserted. Existing lines are never changed.

use std::collections::{BTreeMap, BTreeSet};

use generator::diff::{Cure, Entry, Nature, Report, Semver, Wire};

use crate::changelog::sections;
use crate::console::clean;
use crate::version::Version;

/// The heading of the section.
const HEADING: &str = "## Unreleased";
/// How many cures of one change are listed.
const CURES: usize = 4;
/// The comment above lines that are added to an existing section.
const MARKER: &str = "<!-- Drafted by `cargo xtask release-notes`: move these lines to where they belong. -->";

/// A part of the section.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Added,
    Changed,
    Removed,
    Impact,
}

/// Lines for the changelog.
pub(crate) struct Draft(BTreeMap<Part, Vec<String>>);

/// Drafts the changes that a changelog does not list yet, given the marks of the lines since the base.
pub(crate) fn draft(report: &Report, reasons: &BTreeMap<String, String>, marks: &[BTreeSet<String>; 2]) -> Draft {
    let [told, acknowledged] = marks;
    let mut parts: BTreeMap<Part, Vec<String>> = BTreeMap::new();
    for entry in &report.entries {
        let fingerprint = &entry.fingerprint;
        let is_new = !told.contains(fingerprint);
        if is_new && is_noticed(entry) {
            parts.entry(part(entry)).or_default().push(line(entry, report));
        }
        let reason = reasons.get(fingerprint);
        let is_new = reason.map_or(is_new, |_| true) && !acknowledged.contains(fingerprint);
        if is_new && entry.wire >= Wire::Hazard {
            parts.entry(Part::Impact).or_default().push(impact(entry, reason.map(String::as_str)));
        }
    }
    Draft(parts)
}

impl Draft {
    /// Returns the number of lines.
    pub(crate) fn lines(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Inserts the draft into a changelog: below the text of the section for the next version or, if there is none, as
    /// a new section above all others.
    pub(crate) fn insert(&self, changelog: &str, released: Option<&Version>) -> String {
        if self.0.is_empty() {
            return changelog.to_owned();
        }
        let text = self.text();
        let sections = sections(changelog);
        let open = sections.iter().find(|section| section.is_open(released));
        match open {
            Some(section) => {
                let has_text = !changelog[section.body.clone()].trim().is_empty();
                let marker = if has_text { format!("{MARKER}\n\n") } else { String::new() };
                spliced(changelog, section.body.end, &format!("{marker}{text}"))
            }
            None if changelog.trim().is_empty() => format!("# Changelog\n\n{HEADING}\n\n{text}\n"),
            None => {
                let at = sections.first().map_or(changelog.len(), |section| section.start);
                spliced(changelog, at, &format!("{HEADING}\n\n{text}"))
            }
        }
    }

    fn text(&self) -> String {
        let part = |(part, lines): (&Part, &Vec<String>)| {
            let heading = match part {
                Part::Added => "Added",
                Part::Changed => "Changed",
                Part::Removed => "Removed",
                Part::Impact => "Runtime impact",
            };
            format!("### {heading}\n\n{}", lines.join("\n"))
        };
        self.0.iter().map(part).collect::<Vec<_>>().join("\n\n")
    }
}

/// Returns whether users of the client notice a change. Reworded docs do not count.
fn is_noticed(entry: &Entry) -> bool {
    entry.wire > Wire::None || entry.source > Semver::Patch
}

fn part(entry: &Entry) -> Part {
    match entry.kind.nature() {
        Nature::Added => Part::Added,
        Nature::Removed => Part::Removed,
        Nature::Changed | Nature::Reassigned => Part::Changed,
    }
}

fn line(entry: &Entry, report: &Report) -> String {
    let breaking = if entry.source == Semver::Major { "**Breaking:** " } else { "" };
    format!("- {breaking}{}{} <!-- {} -->", sentence(entry), cures(entry, report), entry.fingerprint)
}

/// What to write instead of what no longer compiles.
fn cures(entry: &Entry, report: &Report) -> String {
    let cure = |cure: &Cure| match &cure.is {
        Some(is) => format!("`{is}` (was `{}`)", cure.was),
        None => format!("without `{}`", cure.was),
    };
    let all: Vec<String> = report.cures_of(entry).map(cure).collect();
    let shown = all.iter().take(CURES).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(CURES) {
        _ if all.is_empty() => String::new(),
        0 => format!(". Write {shown}"),
        more => format!(". Write {shown}, and {more} more"),
    }
}

fn impact(entry: &Entry, reason: Option<&str>) -> String {
    let effect = match entry.wire {
        Wire::Breaks => "This breaks deployed clients",
        Wire::Hazard | Wire::Compatible | Wire::None => "This may change what deployed clients do",
    };
    let (reason, mark) = match reason {
        Some(reason) => (format!(": {}", one_line(reason)), "acknowledged "),
        None => (".".to_owned(), ""),
    };
    format!("- {}. {effect}{reason} <!-- {mark}{} -->", sentence(entry), entry.fingerprint)
}

/// Returns an entry in one line, with its subject.
pub(crate) fn sentence(entry: &Entry) -> String {
    let text = match (&entry.operation, entry.operations) {
        (Some(operation), _) => format!("`{operation}`: {}", entry.message),
        (None, 2 | 3) => format!("{} (`{}`)", entry.message, entry.endpoints.join("`, `")),
        (None, 4..) => format!("{} ({} endpoints)", entry.message, entry.operations),
        (None, _) => entry.message.clone(),
    };
    one_line(&text)
}

/// Escapes text of a document or a person, so that it stays on its line and does not begin or end a comment.
fn one_line(text: &str) -> String {
    clean(&text.split_whitespace().collect::<Vec<_>>().join(" ")).replace("<!--", "&lt;!--")
}

/// Inserts a paragraph into a text, with empty lines around it.
fn spliced(text: &str, at: usize, paragraph: &str) -> String {
    let (before, after) = text.split_at(at);
    let above = if before.ends_with("\n\n") {
        ""
    } else if before.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let below = if after.is_empty() { "" } else { "\n" };
    format!("{before}{above}{paragraph}\n{below}{after}")
}
