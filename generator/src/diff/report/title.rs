//! The report in one line, for the title of a pull request.

use super::{Semver, counted, words};
use crate::diff::Report;

/// How many kinds of changes are named.
const NAMED: usize = 4;

/// Returns the verdict and what it rests on, short enough for a title: "minor: 1 endpoint and 2 fields added".
pub fn title(report: &Report) -> String {
    let mut counted = counted(report);
    let more: usize = counted.split_off(counted.len().min(NAMED)).iter().map(|(_, count)| count).sum();
    // What was done to the things, and the things.
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for (kind, count) in counted {
        let (thing, done) = words(kind, count).rsplit_once(' ').unwrap_or((words(kind, count), ""));
        let (thing, done) = if done.ends_with("ed") { (thing, done) } else { (words(kind, count), "") };
        let thing = format!("{count} {thing}");
        match groups.iter_mut().find(|(known, _)| *known == done) {
            Some((_, things)) => things.push(thing),
            None => groups.push((done, vec![thing])),
        }
    }
    let mut parts: Vec<String> =
        groups.into_iter().map(|(done, things)| format!("{} {done}", listed(&things)).trim_end().to_owned()).collect();
    match more {
        0 => {}
        1 => parts.push("1 more change".to_owned()),
        more => parts.push(format!("{more} more changes")),
    }
    let reason = match (parts.is_empty(), report.verdict) {
        (false, _) => parts.join(", "),
        (true, Semver::None) => "nothing has changed".to_owned(),
        (true, _) => "the code of the client has changed".to_owned(),
    };
    format!("{}: {reason}", report.verdict.word())
}

/// "a", "a and b", "a, b and c".
fn listed(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
