//! Prints the report for a pull request. Text of a vendor is always code, so that none of it is markup.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use super::lines::{self, Line};
use super::{Group, Title, code_changed, counts, groups, others};
use crate::diff::{ChangeKind, Entry, Promise, Report, Rule, Semver, Wire};
use crate::markdown::code;

/// The maximum number of characters of a report. Hosts of repositories cut off a comment at 65,536.
const MOST: usize = 60_000;
/// The maximum number of characters for decisions in full. Beyond it, those of a rule share a line.
const DECISIONS: usize = 30_000;
/// How many they may take without their facts.
const SHORT_DECISIONS: usize = 50_000;
/// The maximum length of a list that is not folded.
const OPEN: usize = 12;
/// The maximum number of rows in the table of endpoints.
const ROWS: usize = 200;

/// Returns the report as Markdown for a pull request: the verdict, what a reviewer has to decide, then the endpoints, the
/// other changes and the changed promises, folded if there are many. It has at most 60,000 characters. Lines that do
/// not fit are counted, but no decision is omitted. Each rule is a link to its heading in the page of codes at `codes`,
/// which has to be a complete URL, because relative links do not work in a comment or a step summary. Without a URL, the
/// report names the command that explains a rule.
pub fn markdown(report: &Report, codes: Option<&str>) -> String {
    let mut blocks = vec![format!("## Verdict: {}", report.verdict.word()), headline(report)];
    let is_decision = |line: &Line<'_>| line.wire() >= Wire::Hazard;
    let (decisions, others): (Vec<Line<'_>>, Vec<Line<'_>>) =
        lines::lines(report.entries.iter()).into_iter().partition(is_decision);
    if !decisions.is_empty() {
        blocks.push("### To decide".to_owned());
        blocks.push(
            "Clients that are already deployed may notice these. Each is acknowledged by its fingerprint.".to_owned(),
        );
        blocks.push(to_decide(&decisions, codes));
    }
    let mut rest =
        Rest { left: MOST.saturating_sub(blocks.iter().map(|block| block.len() + 2).sum()), blocks: Vec::new() };
    endpoints(report, &mut rest);
    changes(others, codes, &mut rest);
    cures(report, &mut rest);
    promises(report, codes, &mut rest);
    blocks.extend(rest.blocks);
    if codes.is_none() && !(report.entries.is_empty() && report.promises.is_empty()) {
        blocks.push("`cargo xtask explain CODE` explains a rule.".to_owned());
    }
    blocks.join("\n\n") + "\n"
}

/// A report with a limited size.
struct Rest {
    /// The number of bytes that are left.
    left: usize,
    blocks: Vec<String>,
}

/// Lines of a report that belong together, and the text around them.
struct Section<'a> {
    /// The title, if the lines are folded.
    summary: &'a str,
    /// The text above the lines, such as the head of a table or the beginning of a fence.
    above: &'a str,
    below: &'a str,
    is_open: bool,
}

impl Rest {
    /// Adds as many lines as fit, and counts the others.
    fn section(&mut self, section: &Section<'_>, lines: Vec<String>) {
        // The frame, and the line that counts the omitted lines.
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

/// Returns the table of changed endpoints, the gravest changes first, if there are several.
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

/// Returns the changes that need no decision, by endpoint.
fn changes(others: Vec<Line<'_>>, codes: Option<&str>, rest: &mut Rest) {
    let count = others.len();
    if count == 0 {
        return;
    }
    let mut lines = Vec::new();
    for group in groups(others) {
        let before = if lines.is_empty() { "" } else { "\n" };
        lines.push(format!("{before}**{}**\n", title(&group)));
        lines.extend(group.lines.iter().map(|line| format!("- {}", change_line(line, codes))));
    }
    rest.blocks.push("### Changes".to_owned());
    let noun = if count == 1 { "change" } else { "changes" };
    let summary = format!("{count} {noun} that deployed clients do not notice");
    rest.section(&Section { summary: &summary, above: "", below: "", is_open: count <= OPEN }, lines);
}

/// The decisions: in full, or without their facts where they are many, or by their rules where they are too many to read.
fn to_decide(decisions: &[Line<'_>], codes: Option<&str>) -> String {
    let full = list(decisions.iter().map(|line| decision_line(line, codes)));
    if full.len() <= DECISIONS {
        return full;
    }
    let short = list(decisions.iter().map(short_line));
    if short.len() <= SHORT_DECISIONS { short } else { by_rule(decisions, codes) }
}

/// Returns the decisions of a rule in one line, for when there are too many to list.
fn by_rule(decisions: &[Line<'_>], codes: Option<&str>) -> String {
    let mut found: BTreeMap<(Reverse<Wire>, Rule), Vec<&Entry>> = BTreeMap::new();
    for entry in decisions.iter().flat_map(|line| &line.entries).filter(|entry| entry.wire >= Wire::Hazard) {
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

/// Returns a rule, with a link if possible.
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
        (true, _) => format!("{}; its specs have not changed.", capital(&code_changed(report))),
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

fn decision_line(line: &Line<'_>, codes: Option<&str>) -> String {
    let facts = facts(line, codes, None).join(" · ");
    format!("{} · {facts} · `{}`", decision(line), line.fingerprints().join(" "))
}

fn short_line(line: &Line<'_>) -> String {
    format!("{} · `{}`", decision(line), line.fingerprints().join(" "))
}

fn decision(line: &Line<'_>) -> String {
    let place = match line.endpoints().as_slice() {
        [only] => format!("{}: ", code(only)),
        _ => String::new(),
    };
    format!("**{}** {place}{}{}", line.wire().word(), line.message, touched(line))
}

fn change_line(line: &Line<'_>, codes: Option<&str>) -> String {
    let wire = (line.wire() != Wire::None).then_some(line.wire());
    format!("{}{} · {}", capital(&line.message), touched(line), facts(line, codes, wire).join(" · "))
}

fn facts(line: &Line<'_>, codes: Option<&str>, wire: Option<Wire>) -> Vec<String> {
    let mut facts: Vec<String> = line.rules().into_iter().map(|rule| Shown { rule, codes }.to_string()).collect();
    facts.extend(wire.map(|wire| format!("wire {}", wire.word())));
    if line.source() != Semver::None {
        facts.push(format!("source {}", line.source().word()));
    }
    let first = line.first();
    let place = first.after.as_ref().or(first.before.as_ref());
    facts.extend(place.map(|position| code(&format!("{}:{}", position.file, position.line))));
    facts
}

/// Returns the endpoints of a change, if there are several.
fn touched(line: &Line<'_>) -> String {
    let all = line.endpoints();
    if all.len() < 2 {
        return String::new();
    }
    let mut named: Vec<String> = all.iter().take(3).map(|key| code(key)).collect();
    let more = all.len() - named.len();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    format!(" ({} endpoints: {})", all.len(), named.join(", "))
}

/// What to write instead of what no longer compiles, as a diff.
fn cures(report: &Report, rest: &mut Rest) {
    let count = report.cures.len();
    if count == 0 {
        return;
    }
    rest.blocks.push("### What to write instead".to_owned());
    let lines = report.cures.iter().flat_map(|cure| {
        let is = cure.is.as_ref().map(|is| format!("+ {is}"));
        [Some(format!("- {}", cure.was)), is].into_iter().flatten()
    });
    let noun = if count == 1 { "use" } else { "uses" };
    let summary = format!("{count} {noun} of the client that no longer compile");
    let section = Section { summary: &summary, above: "```diff\n", below: "\n```", is_open: count <= OPEN };
    rest.section(&section, lines.collect());
}

/// Returns the changed promises as a diff. Those that no entry explains come first.
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
        // Each line starts with its sign, so none of them closes the fence.
        let section = Section { summary: &summary, above: "```diff\n", below: "\n```", is_open: false };
        rest.section(&section, lines.collect());
    }
}
