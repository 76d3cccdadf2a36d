//! The documents that are changed, and their clients.

use std::path::PathBuf;

use conformance::across::Deployed;
use conformance::document::Document as Judged;
use conformance::report;
use conformance::run::Driver;
use generator::diff::{Base, Made, Refused, Side};
use generator::{File, Input};
use serde_json::Value;
use tests::case;
use tests::documents::{self, Document};
use xtask::Place;
use xtask::prove::{self, OnTheWire};

use super::table::Found;
use super::{Random, number};

/// How many operations a cut-out of a document has.
const OPERATIONS: usize = 6;

/// Changes that break without a call that shows it, each with its reason.
const UNSEEN: &[(&str, &str)] = &[];

/// Returns our own document and, on demand, those of the corpus.
pub(super) fn documents() -> Vec<Document> {
    let text = std::fs::read_to_string(case::folder("conformance/tests/documents/shop.yaml")).expect("a document");
    let mut found = vec![Document { name: "shop".to_owned(), text, ending: "yaml" }];
    if number("MUTANTS").is_some() && std::env::var_os("CORPUS").is_some() {
        found.extend(documents::real());
    }
    let only = std::env::var("MUTANTS_DOCUMENT").unwrap_or_default();
    found.retain(|document| only.split(',').any(|name| document.name.contains(name)));
    found
}

/// A document, and what its client is made of.
pub(super) struct Subject {
    value: Value,
    side: Side,
    base: Base,
    made: Made,
    document: Judged,
    driver: Driver,
}

impl Subject {
    /// Builds the client of a document; of a large one, that of some of its operations.
    pub(super) fn new(document: Document) -> Self {
        let name = &document.name;
        let whole = document.value();
        let value = documents::cut(&whole, &chosen(documents::operations(&whole)));
        let side = side(&value);
        let base = Base::new(side.clone()).unwrap_or_else(|refused| panic!("{name}: {}", words(&refused)));
        let made = base.made();
        let program = prove::driver("mutants", &side, &made, &place());
        let program: PathBuf = program.unwrap_or_else(|problem| panic!("{name}: {}", problem.message));
        let driver = Driver::start(&program).expect("the driver runs");
        let document = Judged::new(serde_json::from_str(&made.document).expect("JSON"));
        Self { value, side, base, made, document, driver }
    }

    /// Calls the client, so that changed documents can judge it.
    pub(super) fn judge(&mut self) -> Judge<'_> {
        let deployed = Deployed::new(&self.document, &mut self.driver).expect("the calls are made");
        Judge { value: &self.value, side: &self.side, base: &self.base, made: &self.made, deployed }
    }
}

/// Some operations from all over a document.
fn chosen(all: Vec<(String, String)>) -> Vec<(String, String)> {
    let most = number("MUTANTS_OPERATIONS").unwrap_or(OPERATIONS);
    if all.len() <= most * 2 {
        return all;
    }
    let seed = number("MUTANTS_SEED").unwrap_or(0);
    let mut random = Random(u64::try_from(seed).expect("a small number"));
    let mut found: Vec<(String, String)> = (0..most).map(|_| all[random.below(all.len())].clone()).collect();
    found.sort();
    found.dedup();
    found
}

/// A client whose calls are made, and what it is held against.
pub(super) struct Judge<'a> {
    /// The document as it was.
    pub(super) value: &'a Value,
    side: &'a Side,
    base: &'a Base,
    made: &'a Made,
    deployed: Deployed<'a>,
}

impl Judge<'_> {
    /// Holds the report on a change against the calls and, where that is asked for, against a compiler.
    pub(super) fn found(&mut self, kind: &str, changed: &Value, is_compiled: bool) -> Found {
        let mut found = Found::default();
        let after = side(changed);
        let (report, made) = match self.base.compare(after.clone()) {
            Ok(compared) => compared,
            Err(refused) => return Found { refused: Some(words(&refused)), ..found },
        };
        let document = Judged::new(serde_json::from_str(&made.document).expect("JSON"));
        let outcomes = self.deployed.against(&document).expect("the calls are made");
        let wire = OnTheWire::of(&report::json(&outcomes), &report);
        let silent = wire.failing.iter().filter(|failing| failing.rule.is_none());
        found.silent.extend(silent.map(|failing| format!("{}: {}", failing.operation, failing.why)));
        let is_known = UNSEEN.iter().any(|(known, _)| *known == kind);
        let unseen = wire.unseen.iter().filter(|unseen| unseen.reason.is_none() && !is_known);
        found.false_alarms.extend(unseen.map(|it| format!("{} {}", it.rule.id(), it.message)));
        if is_compiled && !made.surface.is_empty() {
            let sides = [self.side, &after];
            let source = prove::source("mutants", sides, &[self.made.clone(), made], &report, &place());
            let source = source.unwrap_or_else(|problem| panic!("{kind}: {}", problem.message));
            let silent = source.broken.iter().filter(|broken| broken.rule.is_none());
            found.silent.extend(silent.map(|broken| format!("source of {}: {}", broken.item, broken.message)));
            let unseen = source.unseen.iter().filter(|unseen| unseen.reason.is_none());
            found.false_alarms.extend(unseen.map(|it| format!("source {} {}", it.rule.id(), it.path)));
        }
        found
    }
}

fn place() -> Place {
    Place { repository: case::repository(), current: case::repository() }
}

fn side(document: &Value) -> Side {
    let input = Input { fragments: vec![File::new("api.json", document.to_string())], ..Input::default() };
    Side { input, sources: case::hand_written() }
}

/// Why a document is refused.
fn words(refused: &Refused) -> String {
    match refused {
        Refused::Specs(_, outcome) => case::findings(outcome).lines().take(12).collect::<Vec<_>>().join("\n"),
        Refused::Sources(_, message) => message.clone(),
    }
}
