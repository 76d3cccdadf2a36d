//! Is the verdict right for changes that nobody thought of? Kinds of change are made at any place of a document; the
//! client of the document is called, and judged by the changed one. What fails on the wire, or is lost, has to be reported,
//! and what is reported to break has to fail.
//!
//! A run of the suite makes one change of each kind in a small document. With `MUTANTS=20` it makes as many of each kind, in
//! cut-outs of the documents of `CORPUS` as well. `MUTANTS_KIND=enum` and `MUTANTS_DOCUMENT=box,xero` choose some by their names,
//! `MUTANTS_SEED` chooses other places, `MUTANTS_OPERATIONS` sets how many operations a cut-out has, and a compiler judges
//! the source effects of every `MUTANTS_PROVE`-th change.

mod api_kinds;
mod edits;
mod kinds;
mod operation_kinds;
mod places;
mod schema_kinds;
mod subject;
mod table;

use std::collections::BTreeSet;

use kinds::Kind;
use subject::Subject;
use table::Table;

/// Changes of each kind in a run of the suite.
const EACH: usize = 1;

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

/// A number from the environment.
fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok().and_then(|number| number.parse().ok())
}

#[test]
fn what_fails_is_reported_and_what_is_reported_fails() {
    let each = number("MUTANTS").unwrap_or(EACH);
    let seed = number("MUTANTS_SEED").unwrap_or(0);
    let proven = number("MUTANTS_PROVE").unwrap_or(0);
    let only = std::env::var("MUTANTS_KIND").unwrap_or_default();
    let chosen: Vec<(usize, &Kind)> =
        kinds::all().enumerate().filter(|(_, (kind, _))| kind.contains(only.as_str())).collect();
    let mut table = Table::default();
    for document in subject::documents() {
        let name = document.name.clone();
        let mut subject = Subject::new(document);
        let mut judge = subject.judge();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut count = 0;
        for (number, (kind, change)) in &chosen {
            for round in 0..each {
                let seed = (seed * 7_919 + number) * 1_000_003 + round;
                let mut random = Random(u64::try_from(seed).expect("a small number"));
                let mut changed = judge.value.clone();
                let Some(place) = change(&mut changed, &mut random) else { continue };
                if !seen.insert(changed.to_string()) {
                    continue;
                }
                count += 1;
                let found = judge.found(kind, &changed, proven > 0 && count % proven == 0);
                // A long run shows at once what it finds.
                table
                    .add(kind, &format!("{name}: {kind} at {place}"), found)
                    .iter()
                    .for_each(|line| println!("{line}"));
            }
        }
        println!("{name}: {count} changes");
    }
    println!("{table}");
    assert!(table.refused().is_empty(), "a changed document is refused:\n{:#?}", table.refused());
    assert!(table.silent().is_empty(), "nothing is reported of what fails:\n{:#?}", table.silent());
    assert!(table.false_alarms().len() * 100 <= table.tried() * FALSE_ALARMS, "{table}");
}
