//! Does a document that is nearly one of a vendor's go through? Documents are changed at random from fixed seeds: nodes
//! are removed, repeated, swapped and given another type. Each has to end in a client, within a time, a memory and the
//! smallest stack that threads have by default. `MUTATIONS` says how many are tried, and `MUTATIONS_SEED` from which on.
#![cfg(target_os = "linux")]

mod change;
mod child;
mod compiled;
mod trial;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use child::{Ended, Run};
use generator::{Code, Level};

/// How many documents are tried, unless `MUTATIONS` says otherwise. Once a week, fuzz.yml tries twenty thousand new ones.
const TRIALS: u64 = 1_000;

/// How many processes try them.
const PROCESSES: u64 = 2;

/// How many of those that fail are looked into.
const SHOWN: usize = 20;

/// The errors that a document of a vendor may end in, each with the reason. All else has a reading.
const ALLOWED: &[(Code, &str)] = &[
    (Code::NotOpenApi, "the key `openapi` is removed or has another value"),
    (Code::NothingToImport, "nothing in the document is an operation"),
];

#[test]
fn a_changed_document_goes_through() {
    let setting = |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().expect("a number"));
    let (first, count) = (setting("MUTATIONS_SEED", 0), setting("MUTATIONS", TRIALS));
    let runs: Vec<Run> = std::thread::scope(|scope| {
        let run = |index| move || child::run((first..first + count).filter(|seed| seed / 4 % PROCESSES == index));
        let threads: Vec<_> = (0..PROCESSES).map(|index| scope.spawn(run(index))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a thread that ends")).collect()
    });
    assert_eq!(runs.len() as u64, count);
    let failed: Vec<&Run> = runs.iter().filter(|run| is_failure(run)).collect();
    println!("{}", table(&runs));
    assert!(failed.is_empty(), "{} of {count} failed\n{}{}", failed.len(), table(&runs), shown(&failed));
}

fn is_failure(run: &Run) -> bool {
    match &run.ended {
        Ended::Client => false,
        Ended::Errors(errors) => !errors.iter().all(|error| is_allowed(error)),
        Ended::Badly(_) => true,
    }
}

fn is_allowed(error: &str) -> bool {
    ALLOWED.iter().any(|(allowed, _)| error.split(':').next() == Some(allowed.id()))
}

/// How a run ended, in words that many runs share: of an error its code and its message without what it quotes.
fn kinds(run: &Run) -> BTreeSet<String> {
    let quoted = |text: &String| {
        let parts = text.split('`').enumerate();
        let text = parts.map(|(index, part)| if index % 2 == 0 { part } else { "…" }).collect::<Vec<_>>().join("`");
        match text.split_once(": ") {
            // Whatever the version is, it is not one of OpenAPI 3.
            Some((code, _)) if is_allowed(code) => code.to_owned(),
            _ => text.split(|char: char| char.is_ascii_digit()).collect::<Vec<_>>().join(""),
        }
    };
    match &run.ended {
        Ended::Client => BTreeSet::from(["a client".to_owned()]),
        Ended::Errors(errors) => errors.iter().map(quoted).collect(),
        Ended::Badly(how) => BTreeSet::from([how.lines().next().unwrap_or_default().to_owned()]),
    }
}

/// How the trials ended, most frequent first.
fn table(runs: &[Run]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    runs.iter().flat_map(kinds).for_each(|kind| *counts.entry(kind).or_default() += 1);
    let mut lines: Vec<(usize, String)> = counts.into_iter().map(|(kind, count)| (count, kind)).collect();
    lines.sort_by(|a, b| b.cmp(a));
    lines.iter().map(|(count, kind)| format!("{count:>6} {kind}\n")).collect()
}

/// The first failure of each kind, with the one change that is enough, if one is.
fn shown(failed: &[&Run]) -> String {
    let mut first: BTreeMap<String, &Run> = BTreeMap::new();
    for run in failed {
        for kind in kinds(run).into_iter().filter(|kind| !is_allowed(kind)) {
            first.entry(kind).or_insert(run);
        }
    }
    let mut text = String::new();
    for (kind, run) in first.iter().take(SHOWN) {
        let (changes, path) = child::minimal(run);
        write!(text, "\nMUTATIONS_SEED={} MUTATIONS=1: {kind}\n  document: {path}\n", run.seed)
            .expect("a string takes it");
        changes.iter().for_each(|change| text.push_str(&format!("  change: {change}\n")));
        if let Ended::Badly(how) = &run.ended {
            text.push_str(how);
        }
    }
    text
}

#[test]
fn what_is_allowed_is_an_error() {
    assert!(ALLOWED.iter().all(|(code, why)| code.level() == Level::Error && !why.is_empty()));
}
