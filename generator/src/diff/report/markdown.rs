//! The report for a pull request. Whatever a vendor wrote stands in code, where nothing of it is markup.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use super::{Group, Title, counts, groups, others};
use crate::diff::{ChangeKind, Entry, Position, Promise, Report, Rule, Semver, Wire};
use crate::markdown::code;

/// How many characters a report has at most, as hosts of repositories cut off a comment at 65,536.
const MOST: usize = 60_000;
/// How many characters the decisions may take in full, before those of one rule share a line.
const DECISIONS: usize = 30_000;
/// A list that is not longer stands open; a longer one is folded.
const OPEN: usize = 12;
/// The rows of the table of endpoints.
const ROWS: usize = 200;

/// Returns the report as Markdown for a pull request: the verdict, what a reviewer has to decide, then the endpoints, the
/// other changes and the changed promises, folded where there are many. It has at most 60,000 characters; what does not
/// fit is counted, except that no decision is omitted. Each rule is a link to its heading in the page of codes at
/// `codes`, which has to be a whole URL: relative links lead nowhere from a comment or a step summary. Without one, the
/// report names the command that explains a rule.
pub fn markdown(report: &Report, codes: Option<&str>) -> String {
    let shown = |rule: Rule| Shown { rule, codes };
    let mut blocks = vec![format!("## Verdict: {}", report.verdict.word()), headline(report)];
    let (decisions, others): (Vec<&Entry>, Vec<&Entry>) =
        report.entries.iter().partition(|entry| entry.wire >= Wire::Hazard);
    if !decisions.is_empty() {
        blocks.push("### To decide".to_owned());
        blocks.push(
            "Clients that are already deployed may notice these. Each is acknowledged by its fingerprint.".to_owned(),
        );
        let full = list(decisions.iter().map(|entry| decision_line(entry, shown(entry.rule))));
        blocks.push(if full.len() <= DECISIONS { full } else { by_rule(&decisions, codes) });
    }
    let mut rest =
        Rest { left: MOST.saturating_sub(blocks.iter().map(|block| block.len() + 2).sum()), blocks: Vec::new() };
    endpoints(report, &mut rest);
    changes(report, &others, codes, &mut rest);
    promises(report, codes, &mut rest);
    blocks.extend(rest.blocks);
    if codes.is_none() && !(report.entries.is_empty() && report.promises.is_empty()) {
        blocks.push("`cargo xtask explain CODE` explains a rule.".to_owned());
    }
    blocks.join("\n\n") + "\n"
}

/// What is shown as far as there is room for it.
struct Rest {
    /// The bytes that are left.
    left: usize,
    blocks: Vec<String>,
}

/// Some lines of a report that belong together, and what stands around them.
struct Section<'a> {
    /// What a reader sees where it is folded.
    summary: &'a str,
    /// What is above the lines: the head of a table, the beginning of a fence.
    above: &'a str,
    below: &'a str,
    is_open: bool,
}

impl Rest {
    /// Adds as many of the lines as there is room for, and counts the others.
    fn section(&mut self, section: &Section<'_>, lines: Vec<String>) {
        // The frame, and the line that counts what is omitted.
        let mut used = section.summary.len() + section.above.len() + section.below.len() + 200;
        let all = lines.len();
        let mut kept: Vec<String> = Vec::new();
        for line in lines {
            used += line.len() + 1;
            if used > self.left {
                break;
            }
            kept.push(line);
        }
        let omitted = all - kept.len();
        let mut text = String::new();
        if !kept.is_empty() {
            text = [section.above, &kept.join("\n"), section.below].concat();
        }
        if omitted > 0 {
            let more = format!("{omitted} more do not fit here; `cargo xtask diff` lists all.");
            text = if text.is_empty() { more } else { format!("{text}\n\n{more}") };
        }
        if !section.is_open {
            text = format!("<details>\n<summary>{}</summary>\n\n{text}\n\n</details>", section.summary);
        }
        self.left = self.left.saturating_sub(text.len() + 2);
        self.blocks.push(text);
    }
}

/// The endpoints that changed, the gravest first, where there are several.
fn endpoints(report: &Report, rest: &mut Rest) {
    let mut found: BTreeMap<&str, (&str, Wire, Semver)> = BTreeMap::new();
    for entry in &report.entries {
        let word = match entry.kind {
            ChangeKind::EndpointAdded => "added",
            ChangeKind::EndpointRemoved => "removed",
            _ => "changed",
        };
        for endpoint in &entry.endpoints {
            let row = found.entry(endpoint).or_insert((word, Wire::None, Semver::None));
            *row = (if row.0 == "changed" { word } else { row.0 }, row.1.max(entry.wire), row.2.max(entry.source));
        }
    }
    if found.len() < 3 {
        return;
    }
    let mut rows: Vec<_> = found.into_iter().collect();
    rows.sort_by_key(|(endpoint, (_, wire, source))| (Reverse((*wire, *source)), *endpoint));
    let count = |wanted: &str| rows.iter().filter(|(_, (word, ..))| *word == wanted).count();
    let counts = ["added", "changed", "removed"].map(|word| (count(word), word));
    let counts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let summary = format!("Endpoints: {}", counts.join(", "));
    let omitted = rows.len().saturating_sub(ROWS);
    let mut lines: Vec<String> = rows
        .iter()
        .take(ROWS)
        .map(|(endpoint, (word, wire, source))| {
            // A bar would end the cell.
            let endpoint = code(endpoint).replace('|', "\\|");
            format!("| {endpoint} | {word} | {} | {} |", wire.word(), source.word())
        })
        .collect();
    if omitted > 0 {
        lines.push(format!("| {omitted} more | | | |"));
    }
    let above = "| endpoint | | wire | source |\n|---|---|---|---|\n";
    rest.section(&Section { summary: &summary, above, below: "", is_open: rows.len() <= OPEN }, lines);
}

/// What needs no decision, by endpoint.
fn changes(report: &Report, others: &[&Entry], codes: Option<&str>, rest: &mut Rest) {
    if others.is_empty() {
        return;
    }
    let mut lines = Vec::new();
    for group in groups(report) {
        let entries: Vec<&&Entry> = group.entries.iter().filter(|entry| entry.wire < Wire::Hazard).collect();
        if !entries.is_empty() {
            let before = if lines.is_empty() { "" } else { "\n" };
            lines.push(format!("{before}**{}**\n", title(&group)));
            lines.extend(
                entries.iter().map(|entry| format!("- {}", change_line(entry, Shown { rule: entry.rule, codes }))),
            );
        }
    }
    rest.blocks.push("### Changes".to_owned());
    let noun = if others.len() == 1 { "change" } else { "changes" };
    let summary = format!("{} {noun} that deployed clients do not notice", others.len());
    rest.section(&Section { summary: &summary, above: "", below: "", is_open: others.len() <= OPEN }, lines);
}

/// The decisions of a rule in one line, when there are too many to read one by one.
fn by_rule(decisions: &[&Entry], codes: Option<&str>) -> String {
    let mut found: BTreeMap<(Reverse<Wire>, Rule), Vec<&Entry>> = BTreeMap::new();
    for entry in decisions {
        found.entry((Reverse(entry.wire), entry.rule)).or_default().push(entry);
    }
    let line = |((Reverse(wire), rule), entries): ((Reverse<Wire>, Rule), Vec<&Entry>)| {
        let prints: Vec<&str> = entries.iter().map(|entry| entry.fingerprint.as_str()).collect();
        let first = entries.first().map(|entry| format!(", such as: {}", entry.message)).unwrap_or_default();
        let count = entries.len();
        let rule = Shown { rule, codes };
        format!("**{}** {rule} · {count} changes{first} · `{}`", wire.word(), prints.join(" "))
    };
    list(found.into_iter().map(line))
}

/// A rule in the report.
struct Shown<'a> {
    rule: Rule,
    codes: Option<&'a str>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, codes } = self;
        match codes {
            Some(page) => write!(formatter, "[{rule}]({page}#{})", rule.id().to_ascii_lowercase()),
            None => write!(formatter, "{rule}"),
        }
    }
}

fn headline(report: &Report) -> String {
    let counts = counts(report);
    let mut text = match (counts.is_empty(), report.verdict) {
        (false, _) => format!("{}.", capital(&counts)),
        (true, Semver::None) => "Nothing has changed.".to_owned(),
        (true, _) => "The code of the client has changed, its specs have not.".to_owned(),
    };
    if !report.tree_changed && !report.entries.is_empty() {
        text.push_str(" The generated code is the same.");
    }
    text
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn list(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

fn title(group: &Group<'_>) -> String {
    match group.title {
        Title::Api => "The whole API".to_owned(),
        Title::Several => "Several endpoints".to_owned(),
        Title::Endpoint(key) => code(key),
    }
}

fn decision_line(entry: &Entry, rule: Shown<'_>) -> String {
    let place = match &entry.operation {
        Some(key) => format!("{}: ", code(key)),
        None => String::new(),
    };
    let facts = facts(entry, rule, None).join(" · ");
    let Entry { message, fingerprint, .. } = entry;
    format!("**{}** {place}{message}{} · {facts} · `{fingerprint}`", entry.wire.word(), touched(entry))
}

fn change_line(entry: &Entry, rule: Shown<'_>) -> String {
    let wire = (entry.wire != Wire::None).then_some(entry.wire);
    format!("{}{} · {}", capital(&entry.message), touched(entry), facts(entry, rule, wire).join(" · "))
}

fn facts(entry: &Entry, rule: Shown<'_>, wire: Option<Wire>) -> Vec<String> {
    let mut facts = vec![rule.to_string()];
    facts.extend(wire.map(|wire| format!("wire {}", wire.word())));
    if entry.source != Semver::None {
        facts.push(format!("source {}", entry.source.word()));
    }
    facts.extend(place(entry).map(|position| code(&format!("{}:{}", position.file, position.line))));
    facts
}

/// The endpoints of a change that shows at several.
fn touched(entry: &Entry) -> String {
    if entry.operations < 2 {
        return String::new();
    }
    let mut named: Vec<String> = entry.endpoints.iter().take(3).map(|key| code(key)).collect();
    let more = entry.endpoints.len() - named.len();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    format!(" ({} endpoints: {})", entry.operations, named.join(", "))
}

fn place(entry: &Entry) -> Option<&Position> {
    entry.after.as_ref().or(entry.before.as_ref())
}

/// The changed promises as a diff; first what no entry above explains.
fn promises(report: &Report, codes: Option<&str>, rest: &mut Rest) {
    let others = others(report);
    if !others.is_empty() {
        let line = |promise: &&Promise| {
            let word = match (&promise.before, &promise.after) {
                (None, _) => "is new",
                (_, None) => "was removed",
                _ => "changed",
            };
            let rule = Shown { rule: promise.rule, codes };
            format!("- {} {word} · {rule} · source {}", code(&promise.path), promise.effect.word())
        };
        rest.blocks.push("**The client itself**".to_owned());
        let summary = format!("{} other items", others.len());
        let section = Section { summary: &summary, above: "", below: "", is_open: others.len() <= OPEN };
        rest.section(&section, others.iter().map(line).collect());
    }
    if !report.promises.is_empty() {
        let count = report.promises.len();
        let noun = if count == 1 { "promise" } else { "promises" };
        let lines = report.promises.iter().flat_map(|promise| {
            let line = |sign: char, kind: &Option<String>| {
                kind.as_ref().map(|kind| format!("{sign} {}: {kind}", promise.path))
            };
            [line('-', &promise.before), line('+', &promise.after)].into_iter().flatten()
        });
        let summary = format!("{count} changed {noun} of the client");
        // Each line starts with its sign, so that none of them closes the fence.
        let section = Section { summary: &summary, above: "```diff\n", below: "\n```", is_open: false };
        rest.section(&section, lines.collect());
    }
}
