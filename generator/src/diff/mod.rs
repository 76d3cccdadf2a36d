//! Reports what a change of the specs means for users of the client: the effects on the wire, by comparing the two
//! documents, and the semver verdict, by comparing the two public surfaces.

mod client_items;
mod cures;
mod entries;
mod kinds;
mod reexports;
pub mod report;
mod rules;
mod side;
mod verdict;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

pub use cures::Cure;
pub use kinds::{ChangeKind, Nature};
pub use rules::Rule;
use side::State;
pub use verdict::{Promise, compare};

use crate::document::write;
use crate::emit::conformance_driver::{self, Shown};
use crate::findings::stage::{Progress, Stage};
use crate::surface::HandWritten;
use crate::{File, Generated, Input, Outcome};

/// The effect of a change on clients that are already deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// No effect.
    None,
    /// It works as before.
    Compatible,
    /// Its behaviour may change.
    Hazard,
    /// It fails.
    Breaks,
}

/// The effect of a change on a crate that depends on the client, by Cargo's semver rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Semver {
    /// No effect: the generated code is the same.
    None,
    /// Only docs, values or behaviour have changed.
    Patch,
    /// Something is new.
    Minor,
    /// Existing code may no longer compile.
    Major,
}

/// One state of the project.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// The specs and their names.
    pub input: Input,
    /// The hand-written sources of the client: `lib.rs` and all of `runtime`.
    pub sources: HandWritten,
}

impl Side {
    /// Returns whether another state has the same texts. The names of the files of the specs do not count.
    pub fn is_same(&self, other: &Self) -> bool {
        self.sources == other.sources && self.input.is_same(&other.input)
    }
}

/// Names one of the two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The state that dependents have now.
    Before,
    /// The state that they will get.
    After,
}

/// Why a state cannot be compared.
#[derive(Debug)]
pub enum Refused {
    /// Its specs have errors.
    Specs(Which, Outcome<()>),
    /// Its sources are not valid Rust.
    Sources(Which, String),
}

/// A place in a spec.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// The name of the input file.
    pub file: String,
    /// Counted from one.
    pub line: usize,
    /// Counted from one, in characters.
    pub column: usize,
    /// The JSON pointer in the file.
    pub pointer: String,
}

/// One change in words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// The stable id of the rule: W01 and so on for changes on the wire, D01 and so on for all others
    /// (D01 description, D02 summary, D03 tag, D04 words on the API, D05 names in the client, D06 formats).
    pub rule: Rule,
    /// The kind of change, for counting: `field added`.
    pub kind: ChangeKind,
    /// The effect on deployed clients.
    pub wire: Wire,
    /// The effect on dependent crates: the highest effect of [`Entry::promises`]. `Patch` if the code differs and no
    /// promise is affected.
    pub source: Semver,
    /// The endpoint under which it is shown: `GET /users`. `None` if it affects several endpoints or the whole API.
    pub operation: Option<String>,
    /// The number of operations that it affects; 0 for a change of the API as a whole.
    pub operations: usize,
    /// The keys of those operations, sorted.
    pub endpoints: Vec<String>,
    /// One sentence in Markdown.
    pub message: String,
    /// The earlier position.
    pub before: Option<Position>,
    /// The new position.
    pub after: Option<Position>,
    /// Twelve hexadecimal digits, which unrelated edits do not change.
    pub fingerprint: String,
    /// The changed promises about its items, as indices into [`Report::promises`].
    pub promises: Vec<usize>,
    /// What it is about, by which reports put entries together.
    #[serde(skip)]
    pub(crate) topic: Topic,
}

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Topic {
    direction: wire::Direction,
    /// A type that several places may share, or an operation.
    holder: String,
    /// What has changed in the holder, in names of the wire.
    subject: String,
    old: String,
    new: String,
}

/// Everything that a reviewer and a releaser need to know.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// The lowest sufficient version change, as if the version were above 1.0.
    pub verdict: Semver,
    /// Whether the generated code differs at all, including docs.
    pub tree_changed: bool,
    /// The files of the generated code that differ, by their path in `src/generated`.
    pub changed_files: Vec<String>,
    /// The changes by operation. Operations with the gravest changes come first.
    pub entries: Vec<Entry>,
    /// The differences of the two public surfaces.
    pub promises: Vec<Promise>,
    /// What to write instead of what no longer compiles.
    pub cures: Vec<Cure>,
}

impl Report {
    /// Returns the report of two states that do not differ.
    pub fn nothing() -> Self {
        Self {
            verdict: Semver::None,
            tree_changed: false,
            changed_files: Vec::new(),
            entries: Vec::new(),
            promises: Vec::new(),
            cures: Vec::new(),
        }
    }

    /// Returns what to write instead of what a change breaks.
    pub fn cures_of(&self, entry: &Entry) -> impl Iterator<Item = &Cure> {
        self.cures.iter().filter(|cure| entry.promises.contains(&cure.promise))
    }
}

/// Compares two states. If the new state has no lock, it gets the names of the old one. A state without fragments is an
/// empty API.
///
/// # Errors
/// Returns each side that cannot be generated, with its findings.
pub fn diff(before: Side, after: Side) -> Result<Report, Vec<Refused>> {
    diff_with(before, after, &Progress::default())
}

/// Compares two states, and reports the stages.
///
/// # Errors
/// Returns each side that cannot be generated, with its findings.
pub fn diff_with(before: Side, after: Side, progress: &Progress) -> Result<Report, Vec<Refused>> {
    progress.at(Stage::Read);
    // Two equal states differ in nothing, if there is a client of them.
    if before.is_same(&after) && State::of(before.clone(), Which::Before).is_ok() {
        return Ok(Report::nothing());
    }
    let (before, after) = states(before, after)?;
    progress.at(Stage::Compare);
    Ok(report(&before, &after))
}

fn report(before: &State, after: &State) -> Report {
    let changes = wire::compare(before, after);
    let mut promises = compare(&before.surface, &after.surface);
    entries::replaced_arguments(&changes, &mut promises);
    let changed_files = changed_files(&before.generated.files, &after.generated.files);
    let tree_changed = !changed_files.is_empty();
    let least = if tree_changed { Semver::Patch } else { Semver::None };
    let compared = entries::Compared { before, after, promises: &promises, tree_changed };
    let entries = entries::entries(changes, &compared);
    let effects = promises.iter().map(|promise| promise.effect).chain(entries.iter().map(|entry| entry.source));
    let verdict = effects.fold(least, Semver::max);
    let cures = cures::cures(&promises, &entries, (&before.surface, &after.surface));
    Report { verdict, tree_changed, changed_files, entries, promises, cures }
}

fn changed_files(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

/// Everything that is generated for a state.
#[derive(Clone, Debug)]
pub struct Made {
    /// The generated code, docs and names.
    pub generated: Generated,
    /// The public surface of the crate, as [`crate::surface`] writes it. Empty if there are no fragments.
    pub surface: String,
    /// The merged document as JSON.
    pub document: String,
    /// The `main.rs` of the program that calls the client, see [`crate::trial`].
    pub driver: String,
}

/// Generates both states, as [`diff`] compares them.
///
/// # Errors
/// Returns each side that cannot be generated, with its findings.
pub fn make(before: Side, after: Side) -> Result<[Made; 2], Vec<Refused>> {
    let (before, after) = states(before, after)?;
    Ok([made(&before), made(&after)])
}

/// A state that several others are compared with. It is generated once.
pub struct Base(State);

impl Base {
    /// Generates the state.
    ///
    /// # Errors
    /// Says why it cannot be generated.
    pub fn new(side: Side) -> Result<Self, Refused> {
        State::of(side, Which::Before).map(Self)
    }

    /// Returns what the state comes to.
    pub fn made(&self) -> Made {
        made(&self.0)
    }

    /// Compares another state with it, as [`diff`] does, and makes that.
    ///
    /// # Errors
    /// Says why the other state cannot be generated.
    pub fn compare(&self, after: Side) -> Result<(Report, Made), Refused> {
        let after = State::of(with_lock_of(&self.0, after), Which::After)?;
        Ok((report(&self.0, &after), made(&after)))
    }
}

fn made(state: &State) -> Made {
    Made {
        driver: conformance_driver::driver(&state.api, &state.names, Shown::Value),
        document: write::json(&state.root),
        generated: state.generated.clone(),
        surface: state.surface.clone(),
    }
}

/// Runs all stages of both sides. Sources that are equal are parsed once.
fn states(before: Side, mut after: Side) -> Result<(State, State), Vec<Refused>> {
    if after.sources == before.sources {
        after.sources = before.sources.clone();
    }
    match State::of(before, Which::Before) {
        Ok(before) => {
            let after = State::of(with_lock_of(&before, after), Which::After).map_err(|refused| vec![refused])?;
            Ok((before, after))
        }
        Err(refused) => Err([Some(refused), State::of(after, Which::After).err()].into_iter().flatten().collect()),
    }
}

/// A side without a lock gets the names of the state before it.
fn with_lock_of(before: &State, mut after: Side) -> Side {
    if after.input.lock.is_none() && !before.generated.lock.is_empty() {
        after.input.lock = Some(File::new("names.lock", before.generated.lock.clone()));
    }
    after
}
