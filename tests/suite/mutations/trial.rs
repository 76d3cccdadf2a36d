//! One document, changed, on its way through the generator.

use std::collections::BTreeMap;

use generator::{Diagnostic, File, Input, Level, Outcome, Prune};
use serde_json::Value;
use tests::documents::{self, Document};

use super::change::Change;
use crate::fuzz::mutate::Random;

/// The largest document that is tried, in bytes: many small ones find more than a few large ones.
const LARGEST: usize = 60_000;

/// How many changes a document has at most.
const MOST_CHANGES: usize = 3;

/// The documents that are changed.
pub(super) struct Documents {
    fixtures: Vec<Document>,
    pages: Vec<Document>,
    real: Vec<Document>,
    /// What has been read of them.
    read: BTreeMap<String, Value>,
}

impl Documents {
    /// Returns the fixtures, and the documents of vendors if they are there.
    pub(super) fn new() -> Self {
        let (pages, real) =
            if cfg!(corpus) { (documents::on_pages(), documents::real()) } else { (Vec::new(), Vec::new()) };
        Self { fixtures: documents::of_fixtures(), pages, real, read: BTreeMap::new() }
    }

    /// Returns one operation of a document, or all of a small document. Half of them are of the real ones.
    fn choose(&mut self, seed: u64, random: &mut Random) -> (String, Value) {
        let groups = [&self.fixtures, &self.pages, &self.real, &self.real];
        let number = |seed: u64, count: usize| usize::try_from(seed % count.max(1) as u64).unwrap_or_default();
        let group = Some(groups[number(seed, 4)]).filter(|group| !group.is_empty()).unwrap_or(&self.fixtures);
        let document = &group[number(seed / 4, group.len())];
        let value = self.read.entry(document.name.clone()).or_insert_with(|| document.value());
        if document.text.len() < LARGEST && random.below(4) > 0 {
            return (document.name.clone(), value.clone());
        }
        let operations = documents::operations(value);
        let mut cut = Value::Null;
        for _ in 0..5 {
            let Some((path, method)) = random.pick(&operations) else { break };
            cut = documents::cut(value, &[(path.clone(), method.clone())]);
            if cut.to_string().len() < LARGEST {
                break;
            }
        }
        (document.name.clone(), cut)
    }
}

/// A changed document.
pub(super) struct Trial {
    /// What was changed.
    pub(super) changes: Vec<Change>,
    /// The document after the changes.
    pub(super) file: File,
}

impl Trial {
    /// Makes the document of a seed, with all of its changes or with one of them only.
    pub(super) fn new(seed: u64, only: Option<usize>, documents: &mut Documents) -> Self {
        let mut random = Random::new(seed);
        let (name, mut document) = documents.choose(seed, &mut random);
        let count = 1 + random.below(MOST_CHANGES);
        // Each is chosen by what the ones before it have made; on its own it may have nothing to change.
        let mut changes = Vec::new();
        let mut changed = document.clone();
        for _ in 0..count {
            let change = Change::random(&mut random, &changed);
            change.apply(&mut changed);
            changes.push(change);
        }
        if let Some(only) = only {
            changes = changes.into_iter().skip(only).take(1).collect();
            changes.iter().for_each(|change| change.apply(&mut document));
            changed = document;
        }
        let text = changed.to_string();
        let file = match random.below(4) {
            0 => File::new(format!("{name}.md"), format!("# A page\n\n## An operation\n\n```json\n{text}\n```\n")),
            _ => File::new(format!("{name}.json"), text),
        };
        Self { changes, file }
    }

    /// Returns the errors, each as its code and its message; none if there is a client.
    ///
    /// # Panics
    ///
    /// If the generator does, or if it contradicts itself.
    pub(super) fn run(&self, seed: u64) -> Vec<String> {
        let import = match checked(generator::import(vec![self.file.clone()], BTreeMap::new(), Prune::Keep)) {
            Ok(import) => import,
            Err(errors) => return errors,
        };
        let fragments: Vec<File> = import.write.into_iter().map(|(path, text)| File::new(path, text)).collect();
        if fragments.is_empty() {
            return Vec::new();
        }
        let input = |lock| Input { fragments: fragments.clone(), lock, ..Input::default() };
        let first = match checked(generator::generate(input(None))) {
            Ok(first) => first,
            Err(errors) => return errors,
        };
        if seed.is_multiple_of(5) {
            let lock = File::new("names.lock", first.lock.as_str());
            let again = checked(generator::generate(input(Some(lock))));
            assert!(again.is_ok_and(|again| again == first), "a second run with the lock of the first changes nothing");
        }
        Vec::new()
    }
}

/// The value of an outcome, or its errors.
fn checked<T>(outcome: Outcome<T>) -> Result<T, Vec<String>> {
    let errors = outcome.diagnostics.iter().filter(|finding| finding.code.level() == Level::Error);
    let shown = |finding: &Diagnostic| format!("{}: {}", finding.code.id(), finding.message.replace(['\n', '\t'], " "));
    let errors: Vec<String> = errors.map(shown).collect();
    assert_eq!(outcome.value.is_none(), !errors.is_empty(), "there is a value, or an error");
    outcome.value.ok_or(errors)
}
