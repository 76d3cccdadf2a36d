//! The report for a terminal.

use std::fmt::Write;

use super::{Title, groups, others, verdict};
use crate::diff::{Entry, Position, Promise, Report, Semver, Wire};

/// Returns the report for a terminal: by endpoint, the gravest first, the verdict in the last line.
pub fn human(report: &Report) -> String {
    let mut text = String::new();
    for group in groups(report) {
        match group.title {
            Title::Api => text.push_str("The whole API\n"),
            Title::Several => text.push_str("Several endpoints\n"),
            Title::Endpoint(key) => line(&mut text, &crate::markdown::clean(key)),
        }
        group.entries.iter().for_each(|entry| self::entry(&mut text, entry));
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

fn entry(text: &mut String, entry: &Entry) {
    line(text, &format!("  {}", entry.message));
    let mut facts = vec![entry.rule.id().to_owned()];
    if entry.wire != Wire::None {
        facts.push(format!("wire {}", entry.wire.word()));
    }
    if entry.source != Semver::None {
        facts.push(format!("source {}", entry.source.word()));
    }
    // Only what has to be acknowledged has a use for its fingerprint.
    if entry.wire >= Wire::Hazard {
        facts.push(entry.fingerprint.clone());
    }
    line(text, &format!("    {}", facts.join(", ")));
    line(text, &format!("    {}", places(entry)));
    if entry.operations > 1 {
        let endpoints = crate::markdown::clean(&entry.endpoints.join(", ")).replace('\n', " ");
        line(text, &format!("    {} endpoints: {endpoints}", entry.operations));
    }
}

/// Where the thing was and is; the same place is named once.
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
