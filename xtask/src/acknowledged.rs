//! `specs/acknowledged.yaml`: the effects on deployed clients that somebody has looked at and accepts. The gate decides
//! what has to be acknowledged.

use std::collections::BTreeMap;

use generator::File;
use serde::Deserialize;

use crate::console::{Dir, Problem, yaml_string};
use crate::load::{self, ACKNOWLEDGED};

/// An acknowledgement.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledgement {
    pub(crate) fingerprint: String,
    pub(crate) reason: String,
    /// Its line in the file.
    pub(crate) line: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    fingerprint: Option<String>,
    reason: Option<String>,
}

/// Reads the file. If it does not exist, nothing is acknowledged.
pub(crate) fn read(file: Option<&File>) -> Result<Vec<Acknowledgement>, Vec<Problem>> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let items: Option<Vec<Item>> = serde_yaml::from_str(&file.text).map_err(|error| vec![broken(file, &error)])?;
    let mut found: Vec<Acknowledgement> = Vec::new();
    let mut problems = Vec::new();
    for (index, item) in items.unwrap_or_default().into_iter().enumerate() {
        let Some(fingerprint) = item.fingerprint.filter(|fingerprint| !fingerprint.trim().is_empty()) else {
            let message = format!("item {} acknowledges nothing", index + 1);
            problems.push(Problem::new(message, "give it a `fingerprint`, or remove it").at(file.name.clone()));
            continue;
        };
        let line = line_of(file, &fingerprint, found.iter().filter(|other| other.fingerprint == fingerprint).count());
        let reason = item.reason.unwrap_or_default().trim().to_owned();
        found.push(Acknowledgement { fingerprint, reason, line });
    }
    problems.extend(found.iter().filter(|item| item.reason.is_empty()).map(|item| {
        let message = format!("the acknowledgement of {} gives no reason", item.fingerprint);
        Problem::new(message, "write behind `reason:` why users can live with it").at(place(file, item))
    }));
    problems.extend(found.windows(2).filter(|pair| pair[0].fingerprint >= pair[1].fingerprint).map(|pair| {
        let (before, item) = (&pair[0].fingerprint, &pair[1]);
        let (message, help) = if *before == item.fingerprint {
            (format!("{before} is acknowledged twice"), "remove one of the two".to_owned())
        } else {
            let message = format!("{} is after {before}", item.fingerprint);
            (message, "sort the list by fingerprint, so that two branches seldom touch the same lines".to_owned())
        };
        Problem::new(message, help).at(place(file, item))
    }));
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

/// Returns the position of an acknowledgement.
pub(crate) fn place(file: &File, item: &Acknowledgement) -> String {
    format!("{}:{}", file.name, item.line)
}

/// A line of the text to paste.
pub(crate) enum Answer<'a> {
    /// The reason is known.
    Given(&'a str),
    /// A person has to write it. This is the description of the change.
    Wanted(String),
}

/// Returns the text of the file, sorted by fingerprint. An entry without a reason is refused until it has one.
pub(crate) fn text(answers: &BTreeMap<&str, Answer<'_>>) -> String {
    let item = |(fingerprint, answer): (&&str, &Answer<'_>)| {
        let fingerprint = yaml_string(fingerprint);
        match answer {
            Answer::Given(reason) => format!("- fingerprint: {fingerprint}\n  reason: {}\n", yaml_string(reason)),
            Answer::Wanted(change) => {
                format!("- fingerprint: {fingerprint} # {change}\n  reason: # why can users live with it?\n")
            }
        }
    };
    answers.iter().map(item).collect()
}

/// Returns the name of the file in messages.
pub(crate) fn name(specs: &Dir) -> String {
    specs.name(ACKNOWLEDGED)
}

fn broken(file: &File, error: &serde_yaml::Error) -> Problem {
    let help = "write a list of `fingerprint` and `reason`, as `cargo xtask diff --gate` shows it";
    load::broken(file, error, "the acknowledgements", help)
}

/// Returns the line with the nth occurrence of a fingerprint, counted from zero.
fn line_of(file: &File, fingerprint: &str, nth: usize) -> usize {
    let mut lines =
        file.text.lines().enumerate().filter(|(_, line)| line.contains("fingerprint") && line.contains(fingerprint));
    lines.nth(nth).map_or(1, |(index, _)| index + 1)
}
