//! `cargo xtask import`: reads pages and documents, and updates the specs folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use generator::{Endpoint, Existing, Import, Layout, Page, Prune, Remainder, Status};

use crate::bar::Bar;
use crate::conflict;
use crate::console::{Dir, Failure, Problem, clean, print_warnings, quoted, slashes};
use crate::gone::Gone;
use crate::load::{GONE, Specs, load_in_conflict, read_text, text};
use crate::neighbours::with_neighbours;
use crate::sync::lock::{Access, Missing, lock};
use crate::sync::{self, Target};
use crate::{Cli, Exit, ImportArgs, Io, Place, usage};

/// Runs the command.
pub(crate) fn run(options: &ImportArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    if options.pages.iter().filter(|page| is_stdin(page)).count() > 1 {
        let message = "`-` is given twice, and standard input can be read only once";
        return usage(&Cli::command().error(clap::error::ErrorKind::ArgumentConflict, message), io);
    }
    let pages = read_pages(&options.pages, place, io)?;
    let dir = Dir::new(options.specs.as_deref(), "specs", place);
    let _held = lock(&[(&dir, Missing::Create)], Access::Write, io)?;
    let specs = load_in_conflict(&dir)?;
    print_warnings(&specs.warnings, io);
    let prune = if options.prune { Prune::Remove } else { Prune::Keep };
    let bar = Bar::start(io, "import", 3);
    let kept = Gone::of(&specs)?.kept();
    let existing = Existing { progress: bar.progress(), kept, ..specs.existing() };
    let outcome = generator::import(pages, existing, prune);
    drop(bar);
    let show = options.findings.show();
    show.findings(&outcome, io)?;
    let Some(import) = outcome.value else {
        return Ok(Exit::Wrong);
    };
    apply(&import, &specs, &dir)?;
    print_warnings(&still_in_conflict(&import, &specs), io);
    for block in &import.skipped {
        let place = clean(&format!("{}:{}", block.page, block.line));
        show.progress(io, &format!("{place}: block skipped: {}\n", block.reason));
    }
    show.result(io, &summary(&import, &dir))?;
    Ok(Exit::Done)
}

/// Reports the fragments in conflict that are on no page of the run.
fn still_in_conflict(import: &Import, specs: &Specs) -> Vec<Problem> {
    let is_left = |path: &&String| !import.write.contains_key(*path) && !import.remove.contains(*path);
    let left = specs.conflicts.iter().filter(|(path, _)| is_left(path));
    left.filter_map(|(_, file)| conflict::problem(file)).collect()
}

/// Updates the folder, and the list of endpoints that the documentation no longer has.
pub(crate) fn apply(import: &Import, specs: &Specs, dir: &Dir) -> Result<(), Vec<Problem>> {
    let mut gone = Gone::of(specs).map_err(|problem| vec![problem])?;
    gone.update(import);
    let mut target = Target { dir, present: BTreeMap::new(), wanted: import.write.clone() };
    for path in import.write.keys().chain(&import.remove) {
        if let Some(file) = specs.fragment(path) {
            target.present.insert(path.clone(), file.text.clone().into_bytes());
        }
    }
    target.present.extend(specs.gone.iter().map(|file| (GONE.to_owned(), file.text.clone().into_bytes())));
    target.wanted.extend(gone.text().map(|text| (GONE.to_owned(), text)));
    sync::apply(&[(dir, target.plan())])
}

fn is_stdin(page: &Path) -> bool {
    page.as_os_str() == "-"
}

fn read_pages(pages: &[PathBuf], place: &Place, io: &mut Io<'_>) -> Result<Vec<Page>, Vec<Problem>> {
    let mut read = Vec::new();
    let mut problems = Vec::new();
    for page in pages {
        let result = if is_stdin(page) {
            let mut bytes = Vec::new();
            let name = "<stdin>";
            let done = io.stdin.read_to_end(&mut bytes);
            done.map_err(|error| Problem::io("read", name, &error)).and_then(|_| text(bytes, name)).map(Page::from)
        } else {
            let path = place.current.join(page);
            read_text(&path, &slashes(page)).map(|file| with_neighbours(file, &path))
        };
        match result {
            Ok(file) => read.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// Prints a line for each endpoint, and the totals.
fn summary(import: &Import, dir: &Dir) -> String {
    let (mut lines, counts) = lines(import, dir);
    lines.push_str(&counts);
    if !import.skipped.is_empty() {
        lines.push_str(&format!("; {} skipped", counted(import.skipped.len(), "block")));
    }
    lines.push('\n');
    let is_gone = |status: &Status| *status == Status::Gone;
    let mut all =
        import.endpoints.iter().map(|endpoint| &endpoint.status).chain(import.rest.iter().map(|rest| &rest.status));
    if all.any(is_gone) {
        lines.push_str("to remove what is gone, run the command again with `--prune`\n");
    }
    for (tag, count) in &import.left {
        let what = if *count == 1 { "is" } else { "are" };
        let command = clean(&format!("cargo xtask remove {}", quoted(tag)));
        let of = clean(&format!("{} of the tag `{tag}`", counted(*count, "endpoint")));
        lines
            .push_str(&format!("{of} {what} not on these pages; if the tag was renamed, remove the rest: {command}\n"));
    }
    match import.layout {
        Some(Layout::Whole) => lines.push_str("the document is kept whole now; it was in fragments before\n"),
        Some(Layout::Fragments) => lines.push_str("the document is in fragments now; it was kept whole before\n"),
        None => {}
    }
    lines
}

/// Returns the lines for the endpoints and for unused parts, and the totals.
pub(crate) fn lines(import: &Import, dir: &Dir) -> (String, String) {
    let mut lines = String::new();
    let mut counts: BTreeMap<usize, (&str, usize)> = BTreeMap::new();
    for endpoint in &import.endpoints {
        let (rank, word) = word(&endpoint.status);
        counts.entry(rank).or_insert((word, 0)).1 += 1;
        lines.push_str(&line(endpoint, word, dir));
    }
    if let Some(rest) = &import.rest {
        lines.push_str(&rest_line(rest, dir));
    }
    let counts: Vec<String> = counts.values().map(|(word, count)| format!("{count} {word}")).collect();
    let total = counted(import.endpoints.len(), "endpoint");
    let separator = if counts.is_empty() { "" } else { ": " };
    (lines, format!("{total}{separator}{}", counts.join(", ")))
}

pub(crate) fn word(status: &Status) -> (usize, &'static str) {
    match status {
        Status::Added => (0, "added"),
        Status::Changed => (1, "changed"),
        Status::Moved { .. } => (2, "moved"),
        Status::Unchanged => (3, "unchanged"),
        Status::Gone => (4, "gone"),
        Status::Kept => (5, "kept"),
        Status::Pruned => (6, "gone and removed"),
    }
}

/// Returns the line of an endpoint, without its end.
pub(crate) fn endpoint_line(endpoint: &Endpoint, dir: &Dir) -> String {
    line(endpoint, word(&endpoint.status).1, dir).trim_end().to_owned()
}

fn line(endpoint: &Endpoint, word: &str, dir: &Dir) -> String {
    let word = if endpoint.status == Status::Pruned { "gone" } else { word };
    let method = endpoint.method.to_ascii_uppercase();
    let file = dir.name(&endpoint.file);
    let more = match &endpoint.status {
        Status::Moved { from } => format!(" (was {})", dir.name(from)),
        Status::Pruned => " (removed)".to_owned(),
        Status::Added | Status::Changed | Status::Unchanged | Status::Gone | Status::Kept => String::new(),
    };
    clean(&format!("{word:<9} {method:<7} {}  {file}{more}", endpoint.path)).replace('\n', "\u{fffd}") + "\n"
}

/// Describes the unused parts: how many of each kind, and their file.
fn rest_line(rest: &Remainder, dir: &Dir) -> String {
    let (_, word) = word(&rest.status);
    let word = if rest.status == Status::Pruned { "gone" } else { word };
    let kinds = [("components/", "component"), ("tags/", "tag"), ("webhooks/", "webhook"), ("paths/", "path")];
    let held: Vec<String> = kinds
        .iter()
        .map(|(prefix, noun)| (rest.names.iter().filter(|name| name.starts_with(prefix)).count(), noun))
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| counted(count, noun))
        .collect();
    let held = if held.is_empty() { String::new() } else { format!(" ({})", held.join(", ")) };
    let removed = if rest.status == Status::Pruned { " (removed)" } else { "" };
    format!("{word:<9} what no endpoint uses{held}  {}{removed}\n", dir.name(&rest.file))
}

pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
