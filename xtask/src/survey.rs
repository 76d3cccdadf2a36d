//! `cargo xtask survey`: counts how far each document gets. It writes only to its own folder of trials.

mod manifest;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use generator::{Existing, File, Input, Level, Outcome, Page, Prune, Trial};
use serde::Serialize;
use serde_json::Value;

use crate::bar::Bar;
use crate::console::{Dir, Failure, Problem, emit, progress, slashes};
use crate::load::read_text;
use crate::neighbours::with_neighbours;
use crate::sync::lock::{Access, Missing, lock};
use crate::trial_build::TrialBuild;
use crate::{Depth, Exit, Io, Place, SurveyArgs};

/// The result for one document. Counts are numbers of operations, unless stated otherwise.
#[derive(Clone, Debug, Default, Serialize)]
struct Row {
    document: String,
    fragments: usize,
    /// The operations in the text of the document, counted without the generator. `None` for a page.
    operations: Option<usize>,
    merged: usize,
    generated: usize,
    compiled: usize,
    conforming: usize,
    calls: usize,
    calls_passed: usize,
    /// Bodies, values and statuses for which no call could be made.
    untried: usize,
    /// The operations that do not conform, each with a reason.
    failing: BTreeMap<String, String>,
    /// Errors, warnings and notes by code.
    findings: BTreeMap<String, usize>,
    errors: usize,
    warnings: usize,
    codegen_seconds: f64,
    lines: usize,
    /// The number of lines of all generated files.
    hash: String,
    check_seconds: f64,
    /// The error that stopped it.
    stopped: Option<String>,
}

/// Runs the command.
pub(crate) fn run(options: &SurveyArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let documents = documents(&options.documents, place)?;
    let overlay = match &options.overlay {
        Some(path) => Some(read_text(&place.current.join(path), &slashes(path))?),
        None => None,
    };
    let mut rows = Vec::new();
    for document in &documents {
        // An overlay for one document matches nothing in another.
        let row = survey(std::slice::from_ref(document), (None, options.until), place, io)?;
        let operations = manifest::operations(&document.name, &document.text);
        rows.push(Row { document: document.name.clone(), operations, ..row });
    }
    if options.together {
        let row = survey(&documents, (overlay, options.until), place, io)?;
        rows.push(Row { document: TOGETHER.to_owned(), ..row });
    }
    emit(io, &table::table(&rows))?;
    if let Some(path) = &options.report {
        let text = serde_json::to_string_pretty(&rows).map_err(|error| Problem::new(error.to_string(), "try again"))?;
        let failed = |error| Problem::io("write", &slashes(path), &error);
        fs::write(place.current.join(path), text + "\n").map_err(failed)?;
    }
    if let Some(path) = &options.manifest {
        let moved = manifest::write(&place.current.join(path), &rows)?;
        emit(io, &moved)?;
    }
    Ok(if rows.iter().all(|row| row.stopped.is_none()) { Exit::Done } else { Exit::Wrong })
}

/// The name of the row for all documents together as one API.
const TOGETHER: &str = "together";

/// Returns the files by name. A folder means all files below it.
fn documents(paths: &[PathBuf], place: &Place) -> Result<Vec<File>, Vec<Problem>> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        list(&Dir::new(Some(path), "", place), &mut found, &mut problems);
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn list(path: &Dir, found: &mut Vec<File>, problems: &mut Vec<Problem>) {
    if !path.path.is_dir() {
        match read_text(&path.path, &path.shown) {
            Ok(file) => found.push(file),
            Err(problem) => problems.push(problem),
        }
        return;
    }
    let mut names: Vec<String> = match fs::read_dir(&path.path) {
        Ok(entries) => entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect(),
        Err(error) => return problems.push(Problem::io("read the folder", &path.shown, &error)),
    };
    names.sort();
    let is_meant = |name: &&String| {
        !name.starts_with('.') && [".md", ".json", ".yaml", ".yml"].iter().any(|ending| name.ends_with(ending))
    };
    for name in &names {
        let inner = Dir { path: path.path.join(name), shown: path.name(name) };
        // A README describes the documents and is none of them.
        if inner.path.is_dir() || (is_meant(&name) && name != "README.md") {
            list(&inner, found, problems);
        }
    }
}

/// Treats documents as one API, and counts how far it gets.
fn survey(
    documents: &[File],
    (overlay, until): (Option<File>, Depth),
    place: &Place,
    io: &mut Io<'_>,
) -> Result<Row, Failure> {
    let name = if let [one] = documents { one.name.clone() } else { TOGETHER.to_owned() };
    progress(io, &format!("{name}\n"));
    let mut row = Row::default();
    let bar = Bar::start(io, "survey", 8);
    let pages = documents.iter().map(|file| with_neighbours(file.clone(), &place.current.join(&file.name))).collect();
    let Some(fragments) = fragments(pages, &bar, &mut row) else {
        return Ok(Row { stopped: Some("import".to_owned()), ..row });
    };
    row.fragments = fragments.len();
    let input = Input { fragments, overlay, ..Input::default() };
    let Some(made) = generated(input, &bar, &mut row) else { return Ok(row) };
    drop(bar);
    if until == Depth::Generate {
        return Ok(row);
    }
    let trial = TrialBuild::new(&format!("survey-{}", slashes(Path::new(&name))), place);
    let _held = lock(&[(trial.dir(), Missing::Create)], Access::Write, io)?;
    trial.write(made)?;
    // The build of the driver includes the client. If it fails, the check shows whether that is because of the client.
    if until == Depth::Conform {
        let built = trial.build()?;
        if built.result.is_ok() {
            (row.check_seconds, row.compiled) = (built.took.as_secs_f64(), row.generated);
            return conform(&trial, row, io);
        }
    }
    let built = trial.check()?;
    row.check_seconds = built.took.as_secs_f64();
    if let Err(said) = built.result {
        progress(io, &said);
        return Ok(Row { stopped: Some("compile".to_owned()), ..row });
    }
    row.compiled = row.generated;
    row.stopped = (until == Depth::Conform).then(|| "driver".to_owned());
    Ok(row)
}

/// Calls every operation of a client whose driver is built.
fn conform(trial: &TrialBuild<'_>, mut row: Row, io: &mut Io<'_>) -> Result<Row, Failure> {
    let report = trial.dir().path.join("report.json");
    let judged = trial.judge(&report)?;
    let text = read_text(&report, &trial.dir().name("report.json"))?.text;
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    let operations = || value.get("of").and_then(Value::as_array).into_iter().flatten();
    let sum = |key: &str| operations().filter_map(|one| one.get(key)?.as_u64()).sum::<u64>() as usize;
    (row.calls, row.calls_passed) = (sum("tried"), sum("passed"));
    row.untried = operations().filter_map(|one| one.get("untried")?.as_array().map(Vec::len)).sum();
    row.conforming = value.get("conforming").and_then(Value::as_u64).unwrap_or(0) as usize;
    row.failing = operations().filter_map(failing).collect();
    if !judged.passed {
        progress(io, &judged.table);
        row.stopped = Some("conform".to_owned());
    }
    Ok(row)
}

/// Returns an operation that does not conform, with the first reason.
fn failing(operation: &Value) -> Option<(String, String)> {
    if operation.get("conforming").and_then(Value::as_bool)? {
        return None;
    }
    let failed = operation.pointer("/failures/0/why/0").or(operation.pointer("/untried/0"));
    let reason = failed.and_then(Value::as_str).unwrap_or("it could not be called");
    let mut short: String = reason.chars().take(MAX_REASON).collect();
    if reason.chars().count() > MAX_REASON {
        short.push('…');
    }
    Some((operation.get("operation")?.as_str()?.to_owned(), short))
}

/// The number of characters that are kept of a reason, which may quote a whole body.
const MAX_REASON: usize = 160;

/// Returns the fragments of pages and of complete documents.
fn fragments(pages: Vec<Page>, bar: &Bar, row: &mut Row) -> Option<Vec<File>> {
    let existing = Existing { progress: bar.progress(), ..Existing::default() };
    let outcome = generator::import(pages, existing, Prune::Keep);
    count(&outcome, row);
    Some(outcome.value?.write.into_iter().map(|(path, text)| File::new(path, text)).collect())
}

/// Runs the generator, and measures how long it takes.
fn generated(input: Input, bar: &Bar, row: &mut Row) -> Option<Trial> {
    let began = Instant::now();
    let outcome = generator::trial_with(input.clone(), &bar.progress());
    row.codegen_seconds = began.elapsed().as_secs_f64();
    count(&outcome, row);
    let Some(trial) = outcome.value else {
        let merged = generator::merge(input).value;
        row.stopped = Some(if merged.is_some() { "generate" } else { "merge" }.to_owned());
        row.merged = merged.map_or(0, |document| document.operations());
        return None;
    };
    row.merged = trial.document.operations();
    row.hash = manifest::hash(&trial.generated);
    row.lines = trial.generated.files.values().map(|text| text.lines().count()).sum();
    row.generated = trial.generated.files.values().map(|text| text.matches("pub const OPERATION:").count()).sum();
    Some(trial)
}

/// Counts findings by code.
fn count<T>(outcome: &Outcome<T>, row: &mut Row) {
    for diagnostic in &outcome.diagnostics {
        *row.findings.entry(diagnostic.code.id().to_owned()).or_default() += 1;
        match diagnostic.code.level() {
            Level::Error => row.errors += 1,
            Level::Warning => row.warnings += 1,
            Level::Note => {}
        }
    }
}
