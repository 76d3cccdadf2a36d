//! The output of commands: file names, problems with input and output, and the findings of the generator.

use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use generator::{Colour, Extent, Outcome};

use crate::{Exit, FindingsForm, Io, Place};

/// A folder with its name in messages.
#[derive(Clone, Debug)]
pub struct Dir {
    /// Its path.
    pub path: PathBuf,
    /// Its name in messages.
    pub shown: String,
}

impl Dir {
    /// Returns the folder that the user named, or that of the repository.
    pub(crate) fn new(given: Option<&Path>, own: &str, place: &Place) -> Self {
        match given {
            Some(given) => Self { path: place.current.join(given), shown: slashes(given) },
            None => {
                let path = place.repository.join(own);
                let shown = slashes(&relative(&path, place));
                Self { path, shown }
            }
        }
    }

    /// Returns the name of a file in the folder for messages.
    pub(crate) fn name(&self, file: &str) -> String {
        match self.shown.trim_end_matches('/') {
            "." => file.to_owned(),
            shown => format!("{shown}/{file}"),
        }
    }
}

/// A problem outside of the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// The file, with line and column if they are known.
    pub place: Option<String>,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, help: help.into() }
    }

    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Makes a problem of the file system. `doing` is what was tried, such as "read".
    pub(crate) fn io(doing: &str, name: &str, error: &io::Error) -> Self {
        let help = match error.kind() {
            ErrorKind::NotFound => "check the path; it does not exist",
            ErrorKind::PermissionDenied => "check its permissions, and run the command again",
            ErrorKind::StorageFull => "free some space on the disk, and run the command again",
            ErrorKind::InvalidFilename => "use a shorter path, or one without unusual characters",
            ErrorKind::IsADirectory => "give a file, not a folder",
            ErrorKind::NotADirectory => "a part of the path is a file and not a folder; move it",
            ErrorKind::ReadOnlyFilesystem => "choose a folder on a disk that can be written",
            _ => "make sure that it can be read and written, and run the command again",
        };
        Self::new(format!("cannot {doing} `{name}`: {error}"), help)
    }
}

/// Why a command stopped.
pub(crate) enum Failure {
    /// The user has to correct something.
    Problems(Vec<Problem>),
    /// The results cannot be written.
    Output(io::Error),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}

/// Writes a result. If the reader has closed the pipe, that is not a failure.
pub(crate) fn emit(io: &mut Io<'_>, text: &str) -> Result<(), Failure> {
    match io.stdout.write_all(text.as_bytes()).and_then(|()| io.stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Writes progress. A failure is ignored.
pub(crate) fn progress(io: &mut Io<'_>, text: &str) {
    let _ = io.stderr.write_all(text.as_bytes());
}

/// How the findings of a command are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Show {
    pub(crate) extent: Extent,
    pub(crate) form: FindingsForm,
}

impl Show {
    /// Makes it from the options of the command line.
    pub(crate) fn of(is_all: bool, form: FindingsForm) -> Self {
        Self { extent: if is_all { Extent::All } else { Extent::First }, form }
    }

    /// Writes the findings of a run of the generator: to standard error as text, or as the only result for programs.
    pub(crate) fn findings<T>(self, outcome: &Outcome<T>, io: &mut Io<'_>) -> Result<(), Failure> {
        match self.form {
            FindingsForm::Human => {
                progress(io, &generator::report(outcome, self.extent, io.colour));
                Ok(())
            }
            FindingsForm::Json => emit(io, &generator::json(outcome)),
            FindingsForm::Sarif => emit(io, &generator::sarif(outcome)),
        }
    }

    /// Writes a result, unless the findings are the result.
    pub(crate) fn result(self, io: &mut Io<'_>, text: &str) -> Result<(), Failure> {
        match self.form {
            FindingsForm::Human => emit(io, text),
            FindingsForm::Json | FindingsForm::Sarif => Ok(()),
        }
    }

    /// Ends the command for a problem that follows from the findings. Programs see it in the findings.
    pub(crate) fn stop(self, problem: Problem) -> Result<Exit, Failure> {
        match self.form {
            FindingsForm::Human => Err(problem.into()),
            FindingsForm::Json | FindingsForm::Sarif => Ok(Exit::Wrong),
        }
    }

    /// Writes progress, unless a program reads the findings.
    pub(crate) fn progress(self, io: &mut Io<'_>, text: &str) {
        if self.form == FindingsForm::Human {
            progress(io, text);
        }
    }
}

/// Writes all findings of a run of the generator for a person.
pub(crate) fn print_findings<T>(outcome: &Outcome<T>, io: &mut Io<'_>) {
    progress(io, &generator::report(outcome, Extent::All, io.colour));
}

/// Writes problems as errors.
pub(crate) fn print_problems(problems: &[Problem], io: &mut Io<'_>) {
    print(("error", "\u{1b}[1m\u{1b}[91merror\u{1b}[0m"), problems, io);
}

/// Writes problems that do not stop the command.
pub(crate) fn print_warnings(problems: &[Problem], io: &mut Io<'_>) {
    print(("warning", "\u{1b}[1m\u{1b}[93mwarning\u{1b}[0m"), problems, io);
}

/// Writes a note, which is not a problem.
pub(crate) fn print_notes(notes: &[Problem], io: &mut Io<'_>) {
    print(("note", "\u{1b}[1m\u{1b}[92mnote\u{1b}[0m"), notes, io);
}

fn print((plain, coloured): (&str, &str), problems: &[Problem], io: &mut Io<'_>) {
    let title = match io.colour {
        Colour::Never => plain,
        Colour::Always => coloured,
    };
    for problem in problems {
        progress(io, &paragraph(title, problem));
    }
}

fn paragraph(title: &str, problem: &Problem) -> String {
    let place = problem.place.as_ref().map_or_else(String::new, |place| format!(" --> {}\n", clean(place)));
    format!("{title}: {}\n{place}  = help: {}\n\n", clean(&problem.message), clean(&problem.help))
}

/// Removes control characters from a text.
pub(crate) fn clean(text: &str) -> String {
    let odd = |char: char| char.is_control() && !matches!(char, '\n' | '\t');
    text.chars().map(|char| if odd(char) { '\u{fffd}' } else { char }).collect()
}

/// Returns a path of the repository relative to the current folder, with `..` if that is in the repository as well.
fn relative(path: &Path, place: &Place) -> PathBuf {
    if let Ok(below) = path.strip_prefix(&place.current) {
        return if below.as_os_str().is_empty() { PathBuf::from(".") } else { below.to_owned() };
    }
    match (path.strip_prefix(&place.repository), place.current.strip_prefix(&place.repository)) {
        (Ok(below), Ok(current)) => {
            let up = current.components().map(|_| Component::ParentDir.as_os_str());
            up.chain(below.components().map(Component::as_os_str)).collect()
        }
        _ => path.to_owned(),
    }
}

/// Returns a path with `/` on every system.
pub(crate) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// Quotes an argument for a shell.
pub(crate) fn quoted(argument: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '/' | '.' | '-' | '_' | ':' | '\\' | '+' | '@');
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

/// Returns a string in double quotes for YAML, which are compatible with JSON. Without quotes, a fingerprint such as
/// `1e2345678901` would be a number.
pub(crate) fn yaml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            char if char.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => quoted.push(char),
        }
    }
    quoted + "\""
}
