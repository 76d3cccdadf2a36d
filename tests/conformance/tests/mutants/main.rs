//! Is the verdict right for changes that nobody thought of? Kinds of change are made at any place of a document; the
//! client of the document is called, and judged by the changed one. What fails on the wire has to be reported, and what is
//! reported to break has to fail.
//!
//! `MUTANTS=20` makes as many changes of each kind, `MUTANTS_KIND=enum` only those of some kinds.

mod edits;
mod kinds;
mod places;
mod schema_kinds;

use std::collections::BTreeMap;
use std::fmt::Write;

use conformance::document::Document;
use conformance::run::Driver;
use conformance::{across, report};
use generator::File;
use generator::Input;
use generator::diff::{Side, Wire, diff, make};
use serde_json::Value;
use tests::case;
use xtask::Place;
use xtask::prove::{self, OnTheWire};

/// Changes of each kind in a run of the suite.
const EACH: usize = 1;

/// Changes that break without a call that shows it, each with its reason.
const UNSEEN: &[(&str, &str)] = &[
    ("property made optional", "a response has all properties of a nested object or none of the object"),
    (
        "required beside an allOf of a reference",
        "a request has all properties of a nested object or none of the object",
    ),
    ("content dropped", "the client reads an empty body as an alternative that it does not recognize"),
];

/// The share of changes that may be reported to break while all calls pass, in percent.
const FALSE_ALARMS: usize = 2;

/// Numbers from a seed: splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).expect("a length")).expect("below a length")
    }
}

/// What came of the changes of one kind.
#[derive(Default)]
struct Row {
    agree: usize,
    silent: Vec<String>,
    false_alarms: Vec<String>,
}

#[test]
fn what_fails_is_reported_and_what_is_reported_fails() {
    let each = std::env::var("MUTANTS").ok().and_then(|each| each.parse().ok()).unwrap_or(EACH);
    let only = std::env::var("MUTANTS_KIND").unwrap_or_default();
    let text = std::fs::read_to_string(case::folder("conformance/tests/mutants/base.yaml")).expect("a document");
    let base: Value = serde_yaml::from_str(&text).expect("YAML");
    let before = side(&base);
    let [made, _] = make(before.clone(), before.clone()).expect("the document is sound");
    let place = Place { repository: case::repository(), current: case::repository() };
    let program = prove::driver("mutants", &before, &made, &place);
    let program = program.unwrap_or_else(|problem| panic!("{}", problem.message));
    let mut driver = Driver::start(&program).expect("the driver runs");
    let document = Document::new(serde_json::from_str(&made.document).expect("JSON"));
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for (number, (kind, change)) in
        kinds::KINDS.iter().chain(schema_kinds::KINDS).enumerate().filter(|(_, (kind, _))| kind.contains(&only))
    {
        let row = rows.entry(kind).or_default();
        for round in 0..each {
            let seed = u64::try_from(number * 1_000_003 + round).expect("a small number");
            let mut changed = base.clone();
            let Some(place) = change(&mut changed, &mut Random(seed)) else { continue };
            let after = side(&changed);
            let found =
                diff(before.clone(), after.clone()).unwrap_or_else(|refused| panic!("{kind} {place}: {refused:?}"));
            let [_, made] = make(before.clone(), after).expect("both were made for the report");
            let changed = Document::new(serde_json::from_str(&made.document).expect("JSON"));
            let outcomes = across::run(&document, &changed, &mut driver).expect("the calls are made");
            let wire = OnTheWire::of(&report::json(&outcomes), &found);
            let silent = wire.failing.iter().filter(|failing| failing.rule.is_none());
            row.silent
                .extend(silent.map(|failing| format!("{kind} at {place}: {}: {}", failing.operation, failing.why)));
            let is_known = UNSEEN.iter().any(|(known, _)| known == kind);
            let unseen = wire.unseen.iter().filter(|unseen| unseen.reason.is_none() && !is_known);
            row.false_alarms.extend(unseen.map(|it| format!("{kind} at {place}: {} {}", it.rule.id(), it.message)));
            row.agree += usize::from(wire.holds());
            assert!(found.entries.iter().all(|entry| entry.wire <= Wire::Breaks));
        }
    }
    let table = table(&rows);
    println!("{table}");
    let silent: Vec<&String> = rows.values().flat_map(|row| &row.silent).collect();
    assert!(silent.is_empty(), "nothing is reported of what fails:\n{silent:#?}");
    let tried: usize = rows.values().map(|row| row.agree).sum();
    let alarms: Vec<&String> = rows.values().flat_map(|row| &row.false_alarms).collect();
    assert!(alarms.len() * 100 <= (tried + alarms.len()) * FALSE_ALARMS, "{table}");
}

fn side(document: &Value) -> Side {
    let input = Input { fragments: vec![File::new("api.json", document.to_string())], ..Input::default() };
    Side { input, sources: case::client_sources() }
}

fn table(rows: &BTreeMap<&str, Row>) -> String {
    let mut text = format!("{:<45} agree silent false\n", "kind");
    for (kind, Row { agree, silent, false_alarms }) in rows {
        let _ = writeln!(text, "{kind:<45} {agree:>5} {:>6} {:>5}", silent.len(), false_alarms.len());
    }
    for line in rows.values().flat_map(|row| row.silent.iter().chain(&row.false_alarms)) {
        let _ = writeln!(text, "{line}");
    }
    text
}
