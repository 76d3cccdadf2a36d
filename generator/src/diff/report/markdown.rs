//! The report for a pull request. Whatever a vendor wrote stands in code, where nothing of it is markup.

use std::fmt;

use super::{Group, Title, counts, groups, others};
use crate::diff::{Entry, Position, Promise, Report, Rule, Semver, Wire};
use crate::markdown::code;

/// Returns the report as Markdown for a pull request: verdict, what reaches deployed clients, all changes by
/// endpoint, and the changed promises to fold out. Each rule is a link to its heading in the page of codes at `codes`,
/// which has to be a whole URL: relative links lead nowhere from a comment or a step summary. Without one, the report
/// names the command that explains a rule.
pub fn markdown(report: &Report, codes: Option<&str>) -> String {
    let shown = |rule: Rule| Shown { rule, codes };
    let mut blocks = vec![format!("## Verdict: {}", report.verdict.word()), headline(report)];
    let impact: Vec<&Entry> = report.entries.iter().filter(|entry| entry.wire >= Wire::Hazard).collect();
    if !impact.is_empty() {
        blocks.push("### Runtime impact".to_owned());
        blocks.push(
            "Clients that are already deployed may notice these. Each is acknowledged by its fingerprint.".to_owned(),
        );
        blocks.push(list(impact.iter().map(|entry| impact_line(entry, shown(entry.rule)))));
    }
    let groups = groups(report);
    if !groups.is_empty() {
        blocks.push("### Changes".to_owned());
    }
    for group in &groups {
        blocks.push(format!("**{}**", title(group)));
        blocks.push(list(group.entries.iter().map(|entry| change_line(entry, shown(entry.rule)))));
    }
    blocks.extend(promises(report, codes));
    if codes.is_none() && !(report.entries.is_empty() && report.promises.is_empty()) {
        blocks.push("`cargo xtask explain CODE` explains a rule.".to_owned());
    }
    blocks.join("\n\n") + "\n"
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

fn impact_line(entry: &Entry, rule: Shown<'_>) -> String {
    let place = match &entry.operation {
        Some(key) => format!("{}: ", code(key)),
        None => String::new(),
    };
    format!("**{}** {place}{}{} · {} · `{}`", entry.wire.word(), entry.message, touched(entry), rule, entry.fingerprint)
}

fn change_line(entry: &Entry, rule: Shown<'_>) -> String {
    let mut facts = vec![rule.to_string()];
    if entry.wire != Wire::None {
        facts.push(format!("wire {}", entry.wire.word()));
    }
    if entry.source != Semver::None {
        facts.push(format!("source {}", entry.source.word()));
    }
    facts.push(code(&entry.fingerprint));
    facts.extend(place(entry).map(|position| code(&format!("{}:{}", position.file, position.line))));
    format!("{}{} · {}", capital(&entry.message), touched(entry), facts.join(" · "))
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
fn promises(report: &Report, codes: Option<&str>) -> Vec<String> {
    let mut blocks = Vec::new();
    let others = others(report);
    if !others.is_empty() {
        blocks.push("**The client itself**".to_owned());
        let line = |promise: &&Promise| {
            let word = match (&promise.before, &promise.after) {
                (None, _) => "is new",
                (_, None) => "was removed",
                _ => "changed",
            };
            format!(
                "{} {word} · {} · source {}",
                code(&promise.path),
                Shown { rule: promise.rule, codes },
                promise.effect.word()
            )
        };
        blocks.push(list(others.iter().map(line)));
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
        // Each line starts with its sign, so that none of them closes the fence.
        let diff = lines.collect::<Vec<_>>().join("\n");
        blocks.push(format!(
            "<details>\n<summary>{count} changed {noun} of the client</summary>\n\n```diff\n{diff}\n```\n\n</details>"
        ));
    }
    blocks
}
