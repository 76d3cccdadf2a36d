//! `cargo xtask import`: reads pages and documents and brings the specs folder up to date.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use generator::{Endpoint, Import, Page, Prune, Remainder, Status};

use crate::console::{Dir, Failure, Problem, clean, print_warnings, slashes};
use crate::load::{load, read_text, text};
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
    let specs = load(&dir)?;
    print_warnings(&specs.warnings, io);
    let prune = if options.prune { Prune::Remove } else { Prune::Keep };
    let outcome = generator::import(pages, specs.fragments.clone(), prune);
    let show = options.findings.show();
    show.findings(&outcome, io)?;
    let Some(import) = outcome.value else {
        return Ok(Exit::Wrong);
    };
    let mut target = Target { dir: &dir, present: BTreeMap::new(), wanted: import.write.clone() };
    for path in import.write.keys().chain(&import.remove) {
        if let Some(file) = specs.fragments.get(path) {
            target.present.insert(path.clone(), file.text.clone().into_bytes());
        }
    }
    sync::apply(&[(&dir, target.plan())])?;
    for block in &import.skipped {
        let place = clean(&format!("{}:{}", block.page, block.line));
        show.progress(io, &format!("{place}: block skipped: {}\n", block.reason));
    }
    show.result(io, &summary(&import, &dir))?;
    Ok(Exit::Done)
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

/// One line per endpoint, and the numbers.
fn summary(import: &Import, dir: &Dir) -> String {
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
    lines.push_str(&format!("{total}: {}", counts.join(", ")));
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
    lines
}

fn word(status: &Status) -> (usize, &'static str) {
    match status {
        Status::Added => (0, "added"),
        Status::Changed => (1, "changed"),
        Status::Moved { .. } => (2, "moved"),
        Status::Unchanged => (3, "unchanged"),
        Status::Gone => (4, "gone"),
        Status::Pruned => (5, "gone and removed"),
    }
}

fn line(endpoint: &Endpoint, word: &str, dir: &Dir) -> String {
    let word = if endpoint.status == Status::Pruned { "gone" } else { word };
    let method = endpoint.method.to_ascii_uppercase();
    let file = dir.name(&endpoint.file);
    let more = match &endpoint.status {
        Status::Moved { from } => format!(" (was {})", dir.name(from)),
        Status::Pruned => " (removed)".to_owned(),
        Status::Added | Status::Changed | Status::Unchanged | Status::Gone => String::new(),
    };
    clean(&format!("{word:<9} {method:<7} {}  {file}{more}", endpoint.path)).replace('\n', "\u{fffd}") + "\n"
}

/// What no endpoint uses: how much of each kind, and its file.
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

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
