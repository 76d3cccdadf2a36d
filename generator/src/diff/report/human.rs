//! Prints the report for a terminal.

use std::fmt::Write;

use super::lines::{self, Line};
use super::{Title, groups, others, verdict};
use crate::diff::{Cure, Entry, Position, Promise, Report, Semver, Wire};

/// How many cures of one change are shown.
const CURES: usize = 4;

/// Returns the report for a terminal: by endpoint, the gravest changes first, with the verdict in the last line.
pub fn human(report: &Report) -> String {
    let mut text = String::new();
    for group in groups(lines::lines(report.entries.iter())) {
        match group.title {
            Title::Api => text.push_str("The whole API\n"),
            Title::Several => text.push_str("Several endpoints\n"),
            Title::Endpoint(key) => line(&mut text, &crate::markdown::clean(key)),
        }
        group.lines.iter().for_each(|shown| self::change(&mut text, shown, report));
        text.push('\n');
    }
    let others = others(report);
    if !others.is_empty() {
        text.push_str("The client itself\n");
        others.iter().for_each(|promise| self::promise(&mut text, promise));
        text.push('\n');
    }
    line(&mut text, &verdict(report));
    text
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn change(text: &mut String, shown: &Line<'_>, report: &Report) {
    line(text, &format!("  {}", shown.message));
    let mut facts: Vec<String> = shown.rules().iter().map(|rule| rule.id().to_owned()).collect();
    if shown.wire() != Wire::None {
        facts.push(format!("wire {}", shown.wire().word()));
    }
    if shown.source() != Semver::None {
        facts.push(format!("source {}", shown.source().word()));
    }
    // Only changes that have to be acknowledged need a fingerprint.
    facts.extend(shown.fingerprints().into_iter().map(str::to_owned));
    line(text, &format!("    {}", facts.join(", ")));
    let more = match shown.entries.len() {
        1 => String::new(),
        count => format!(", the first of {count}"),
    };
    line(text, &format!("    {}{more}", places(shown.first())));
    let endpoints = shown.endpoints();
    if endpoints.len() > 1 {
        let named = crate::markdown::clean(&endpoints.join(", ")).replace('\n', " ");
        line(text, &format!("    {} endpoints: {named}", endpoints.len()));
    }
    cures(text, shown, report);
}

/// What to write instead of what no longer compiles.
fn cures(text: &mut String, shown: &Line<'_>, report: &Report) {
    let all = shown.cures(report);
    for Cure { promise: _, was, is } in all.iter().take(CURES) {
        match is {
            Some(is) => line(text, &format!("    write {is}\n    not   {was}")),
            None => line(text, &format!("    no longer {was}")),
        }
    }
    if all.len() > CURES {
        line(text, &format!("    and {} more", all.len() - CURES));
    }
}

/// Returns the earlier and the new position, or only one if they are the same.
fn places(entry: &Entry) -> String {
    let place = |position: &Position| format!("{}:{}:{}", position.file, position.line, position.column);
    let text = match (&entry.before, &entry.after) {
        (None, None) => "not in the specs".to_owned(),
        (Some(before), None) => format!("was at {} {}", place(before), before.pointer),
        (None, Some(after)) => format!("at {} {}", place(after), after.pointer),
        (Some(before), Some(after)) if place(before) == place(after) => {
            format!("at {} {}", place(after), after.pointer)
        }
        (Some(before), Some(after)) => format!("at {}, was at {} {}", place(after), place(before), after.pointer),
    };
    crate::markdown::clean(&text).replace('\n', " ")
}

fn promise(text: &mut String, promise: &Promise) {
    let mut shown = format!("  {} {}: ", promise.rule, promise.path);
    // Writing to a string does not fail.
    let _ = match (&promise.before, &promise.after) {
        (Some(before), Some(after)) => write!(shown, "{after}, was {before}"),
        (Some(before), None) => write!(shown, "{before} was removed"),
        (None, Some(after)) => write!(shown, "{after} is new"),
        (None, None) => Ok(()),
    };
    line(text, &format!("{shown} (source {})", promise.effect.word()));
}
