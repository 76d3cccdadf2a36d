//! A specs folder to texts. It must not look into them, except for conflict marks.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use generator::{Existing, File, Input};

use crate::conflict;
use crate::console::{Dir, Problem, quoted};

/// The overlay's name at the top of a specs folder.
pub(crate) const OVERLAY: &str = "overlay.yaml";
/// The name of the lock of names at the top of a specs folder.
pub(crate) const LOCK: &str = "names.lock";
/// The list of acknowledged effects, at the top of a specs folder.
pub(crate) const ACKNOWLEDGED: &str = "acknowledged.yaml";

/// The list of accepted findings, at the top of a specs folder.
pub(crate) const ACCEPTED: &str = "accepted.yaml";

/// The list of endpoints that the documentation no longer shows, at the top of a specs folder.
pub(crate) const GONE: &str = "gone.yaml";

/// The list of sources, at the top of a specs folder.
pub(crate) const SOURCES: &str = "sources.yaml";

/// The validators of the texts that were fetched last, at the top of a specs folder.
pub(crate) const SOURCES_LOCK: &str = "sources.lock";

/// The origin of each fragment, at the top of a specs folder.
pub(crate) const PROVENANCE: &str = "provenance.json";

/// The content of a specs folder.
#[derive(Clone, Default)]
pub(crate) struct Specs {
    /// Every other `*.json`, `*.yaml` and `*.yml`, by its path in the folder.
    pub(crate) fragments: BTreeMap<String, File>,
    pub(crate) overlay: Option<File>,
    pub(crate) lock: Option<File>,
    pub(crate) accepted: Option<File>,
    /// The acknowledged effects. The generator does not see them.
    pub(crate) acknowledged: Option<File>,
    /// The endpoints that the documentation no longer shows. The generator does not see them.
    pub(crate) gone: Option<File>,
    /// The list of sources. The generator does not see it.
    pub(crate) sources: Option<File>,
    /// The validators of the texts that were fetched last. The generator does not see them.
    pub(crate) sources_lock: Option<File>,
    /// The origins of the fragments. The generator does not see them.
    pub(crate) provenance: Option<File>,
    /// Fragments with conflict marks, if these are kept.
    pub(crate) conflicts: BTreeMap<String, File>,
    /// What was passed over and may have been meant.
    pub(crate) warnings: Vec<Problem>,
}

/// What happens to files with conflict marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    /// Each is a problem.
    Refuse,
    /// Fragments are kept apart. Files that only later commands read are skipped.
    Keep,
}

/// Reads a specs folder; one that does not exist holds nothing.
pub(crate) fn load(dir: &Dir) -> Result<Specs, Vec<Problem>> {
    load_with(dir, Marks::Refuse)
}

/// Reads a specs folder, in which fragments may be in conflict, for an import that may write them anew.
pub(crate) fn load_in_conflict(dir: &Dir) -> Result<Specs, Vec<Problem>> {
    load_with(dir, Marks::Keep)
}

fn load_with(dir: &Dir, marks: Marks) -> Result<Specs, Vec<Problem>> {
    let mut specs = Specs::default();
    let mut problems = Vec::new();
    let mut found = Vec::new();
    walk(dir, "", (&mut found, &mut specs.warnings), &mut problems);
    for (path, file) in found {
        match conflict::problem(&file) {
            Some(problem) if marks == Marks::Refuse || path == GONE => problems.push(problem),
            Some(_) => {
                if ![LOCK, OVERLAY, ACCEPTED, ACKNOWLEDGED, SOURCES, SOURCES_LOCK, PROVENANCE].contains(&path.as_str())
                {
                    specs.conflicts.insert(path, file);
                }
            }
            None => specs.add(&path, file),
        }
    }
    // A folder is listed in no particular order.
    problems.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
    specs.warnings.sort_by(|a, b| a.message.cmp(&b.message));
    if problems.is_empty() { Ok(specs) } else { Err(problems) }
}

/// Makes the content of a specs folder from files that were read elsewhere, by their path in the folder.
pub(crate) fn take(files: BTreeMap<String, Vec<u8>>, dir: &Dir) -> Result<Specs, Vec<Problem>> {
    let mut specs = Specs::default();
    let mut problems = Vec::new();
    for (path, bytes) in files {
        let is_hidden = path.split('/').any(|part| part.starts_with('.'));
        if is_hidden || !is_read(&path) {
            continue;
        }
        match text(bytes, &dir.name(&path)) {
            Ok(file) => match conflict::problem(&file) {
                Some(problem) => {
                    let help = "compare with a revision without them: cargo xtask diff BASE".to_owned();
                    problems.push(Problem { help, ..problem });
                }
                None => specs.add(&path, file),
            },
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(specs) } else { Err(problems) }
}

impl Specs {
    /// Returns the text of the lock of names, if there is one.
    pub(crate) fn lock_text(&self) -> Option<String> {
        self.lock.as_ref().map(|file| file.text.clone())
    }

    /// Returns the file of a fragment, even if it is in conflict.
    pub(crate) fn fragment(&self, path: &str) -> Option<&File> {
        self.fragments.get(path).or_else(|| self.conflicts.get(path))
    }

    /// Returns what an import has to know of the folder.
    pub(crate) fn existing(&self) -> Existing {
        let sides = |(path, file): (&String, &File)| {
            let side = |text| File::new(file.name.clone(), text);
            let sides = conflict::sides(&file.text).map(|sides| sides.map(side).to_vec());
            (path.clone(), sides.unwrap_or_else(|| vec![file.clone()]))
        };
        let in_conflict = self.conflicts.iter().map(sides).collect();
        let (fragments, overlay) = (self.fragments.clone(), self.overlay.clone());
        Existing { fragments, in_conflict, overlay, ..Existing::default() }
    }

    /// Returns the input of the generator. A folder without fragments is a problem.
    pub(crate) fn into_input(self, dir: &Dir) -> Result<Input, Problem> {
        if self.fragments.is_empty() {
            let what = if dir.path.is_dir() { "there is no fragment in" } else { "there is no folder" };
            let import = format!("cargo xtask import PAGE --specs {}", quoted(&dir.shown));
            let help = format!("import a documentation page first: {import}");
            return Err(Problem::new(format!("{what} `{}`", dir.shown), help));
        }
        Ok(self.input())
    }

    /// Returns the input of the generator, even if there are no fragments.
    pub(crate) fn input(self) -> Input {
        let fragments = self.fragments.into_values().collect();
        Input { fragments, overlay: self.overlay, lock: self.lock, accepted: self.accepted }
    }

    fn add(&mut self, path: &str, file: File) {
        match path {
            LOCK => self.lock = Some(file),
            OVERLAY => self.overlay = Some(file),
            ACCEPTED => self.accepted = Some(file),
            GONE => self.gone = Some(file),
            SOURCES => self.sources = Some(file),
            SOURCES_LOCK => self.sources_lock = Some(file),
            PROVENANCE => self.provenance = Some(file),
            ACKNOWLEDGED => self.acknowledged = Some(file),
            _ => {
                self.fragments.insert(path.to_owned(), file);
            }
        }
    }
}

/// Returns whether a file of a specs folder is read.
pub(crate) fn is_read(path: &str) -> bool {
    [LOCK, SOURCES_LOCK].contains(&path) || [".json", ".yaml", ".yml"].iter().any(|ending| path.ends_with(ending))
}

/// The files of a folder, by their path, and warnings.
type Found<'a> = (&'a mut Vec<(String, File)>, &'a mut Vec<Problem>);

fn walk(dir: &Dir, below: &str, (found, warnings): Found<'_>, problems: &mut Vec<Problem>) {
    let entries = match fs::read_dir(dir.path.join(below)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound && below.is_empty() => return,
        Err(error) => {
            let name = if below.is_empty() { dir.shown.clone() } else { dir.name(below) };
            problems.push(Problem::io("read the folder", &name, &error));
            return;
        }
    };
    for entry in entries {
        match entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))) {
            Ok((name, kind)) => {
                let Some(name) = name.to_str() else {
                    let shown = dir.name(&format!("{below}{}", name.display()));
                    problems.push(Problem::new(format!("the name `{shown}` is not UTF-8"), "rename the file"));
                    continue;
                };
                if !name.starts_with('.') {
                    visit(dir, (&format!("{below}{name}"), kind), (found, warnings), problems);
                }
            }
            Err(error) => problems.push(Problem::io("read the folder", &dir.name(below), &error)),
        }
    }
}

fn visit(dir: &Dir, (path, kind): (&str, fs::FileType), (found, warnings): Found<'_>, problems: &mut Vec<Problem>) {
    if kind.is_dir() {
        return walk(dir, &format!("{path}/"), (found, warnings), problems);
    }
    let full = dir.path.join(path);
    if kind.is_symlink() && full.is_dir() {
        let message = format!("the symlink `{}` leads to a folder and is not followed", dir.name(path));
        warnings.push(Problem::new(message, "put the folder itself there if its fragments are meant"));
        return;
    }
    if !is_read(path) {
        return;
    }
    let file = fs::read(&full).map_err(|error| Problem::io("read", &dir.name(path), &error));
    match file.and_then(|bytes| text(bytes, &dir.name(path))) {
        Ok(file) => found.push((path.to_owned(), file)),
        Err(problem) => problems.push(problem),
    }
}

/// Returns the problem of a YAML file that a person edits, with the place of the error.
pub(crate) fn broken(file: &File, error: &serde_yaml::Error, what: &str, help: &str) -> Problem {
    let place = match error.location() {
        Some(location) => format!("{}:{}:{}", file.name, location.line(), location.column()),
        None => file.name.clone(),
    };
    let full = error.to_string();
    // The place is printed with the problem.
    let message = full.split(" at line ").next().unwrap_or_default();
    Problem::new(format!("{what} cannot be read: {message}"), help).at(place)
}

/// Reads a file of text. One with conflict marks is a problem.
pub(crate) fn read_text(path: &Path, name: &str) -> Result<File, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::io("read", name, &error))?;
    let file = text(bytes, name)?;
    conflict::problem(&file).map_or(Ok(file), Err)
}

/// Reads a file of the repository. A missing file is empty.
pub(crate) fn read_or_empty(path: &Path, name: &str) -> Result<String, Problem> {
    match read_text(path, name) {
        Ok(file) => Ok(file.text),
        Err(_) if !path.exists() => Ok(String::new()),
        Err(problem) => Err(problem),
    }
}

/// Decodes bytes as UTF-8. The error has the line and column of the first byte that is not UTF-8.
pub(crate) fn text(bytes: Vec<u8>, name: &str) -> Result<File, Problem> {
    String::from_utf8(bytes).map(|text| File::new(name, text)).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Problem::new("the file is not UTF-8", "save it as UTF-8").at(format!("{name}:{line}:{column}"))
    })
}
