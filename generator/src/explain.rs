//! Explains the codes of findings and changes: one code, the list of all codes, and the page `docs/codes.md`. [`support`] is the
//! page of the keys of OpenAPI.

pub(crate) mod support;

use crate::diff::{Rule, Semver, Wire};
use crate::findings::{Code, Explanation, Level};

/// The width of a text for a terminal.
const WIDTH: usize = 100;

/// The first lines of the page.
const INTRODUCTION: &str = "\
# Codes

<!-- Written by `cargo xtask codegen`. The texts are in generator/src/findings/explanation and generator/src/diff/rules. -->

All codes of [findings](findings.md) and of [changes](changes.md). `cargo xtask explain CODE` prints one of them.
";

/// A code of a finding or a change rule.
struct Entry {
    id: &'static str,
    sentence: &'static str,
    /// The word in the list: the level of a finding, or the most severe effect of a change.
    weight: &'static str,
    /// The level, or all effects.
    effect: String,
    /// The language of the example.
    language: &'static str,
    explanation: Explanation,
}

/// Returns the explanation of a code as text for a terminal. Case is ignored.
///
/// # Errors
/// If the code does not exist, returns the one that is spelled most like it.
pub fn explain(code: &str) -> Result<String, &'static str> {
    let wanted = code.to_lowercase();
    let all: Vec<Entry> = findings().into_iter().chain(rules()).collect();
    if let Some(entry) = all.iter().find(|entry| entry.id.to_lowercase() == wanted) {
        return Ok(text(entry));
    }
    let distance = |entry: &&Entry| strsim::damerau_levenshtein(&entry.id.to_lowercase(), &wanted);
    Err(all.iter().min_by_key(distance).map_or("", |entry| entry.id))
}

/// Returns a line for each code: first the findings, sorted by id, and then the change rules.
pub fn codes() -> String {
    let lines = |entries: Vec<Entry>, width: usize| -> String {
        let line = |entry: &Entry| format!("  {:<width$}  {:<10}  {}\n", entry.id, entry.weight, entry.sentence);
        entries.iter().map(line).collect()
    };
    let ids = findings().iter().map(|entry| entry.id.len()).max().unwrap_or_default();
    format!("Findings\n{}\nChanges\n{}", lines(findings(), ids), lines(rules(), ids))
}

/// Returns the page with all codes, with a heading for each.
pub fn codes_page() -> String {
    let sections = |entries: Vec<Entry>| entries.iter().map(section).collect::<String>();
    format!("{INTRODUCTION}\n## Findings\n{}\n## Changes\n{}", sections(findings()), sections(rules()))
}

fn findings() -> Vec<Entry> {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.id());
    let entry = |code: Code| {
        let level = match code.level() {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        Entry {
            id: code.id(),
            sentence: code.sentence(),
            weight: level,
            effect: format!("Finding, {level}"),
            language: "yaml",
            explanation: code.explanation(),
        }
    };
    codes.into_iter().map(entry).collect()
}

fn rules() -> Vec<Entry> {
    let entry = |rule: &Rule| {
        let wire: Vec<&str> = rule.wire_effects().iter().copied().map(Wire::word).collect();
        let source: Vec<&str> = rule.source_effects().iter().copied().map(Semver::word).collect();
        let (effect, language) = if wire.is_empty() {
            (format!("Change; source effect: {}", source.join(" or ")), "diff")
        } else {
            let read = "source effect: that of the public items that it changes";
            (format!("Change; effect on the wire: {}; {read}", wire.join(" or ")), "yaml")
        };
        Entry {
            id: rule.id(),
            sentence: rule.sentence(),
            weight: wire.first().or(source.first()).copied().unwrap_or_default(),
            effect,
            language,
            explanation: rule.explanation(),
        }
    };
    Rule::ALL.iter().map(entry).collect()
}

fn text(entry: &Entry) -> String {
    let Entry { id, sentence, weight: _, effect, language: _, explanation } = entry;
    let Explanation { meaning, example, action } = explanation;
    let example: String = example.lines().map(|line| format!("    {line}\n")).collect();
    let (meaning, action) = (wrapped(meaning), wrapped(&format!("What to do: {action}")));
    format!("{id}: {sentence}\n{effect}.\n\n{meaning}\nExample:\n\n{example}\n{action}")
}

fn section(entry: &Entry) -> String {
    let Entry { id, sentence, weight: _, effect, language, explanation } = entry;
    let Explanation { meaning, example, action } = explanation;
    format!(
        "\n### {id}\n\n**{sentence}** {effect}.\n\n{meaning}\n\n```{language}\n{example}\n```\n\nWhat to do: {action}\n"
    )
}

/// Breaks a text between words.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or("", String::as_str);
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}
