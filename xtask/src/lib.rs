//! The command line. It is the only part of the project with input and output: files, streams and exit codes.
//! `generator` decides what a command makes.

mod accepted;
mod acknowledged;
mod bar;
mod baseline;
mod changelog;
mod changelog_draft;
mod check;
mod cli;
mod client_files;
mod codegen;
mod compared;
mod conflict;
mod conformance;
mod console;
mod coverage;
mod diff;
mod explain;
mod gate;
mod git;
mod gone;
mod history;
mod import;
mod load;
mod merge;
mod neighbours;
mod new_crate;
pub mod prove;
mod reconcile;
pub mod region;
mod release_notes;
mod remove;
mod resolve;
mod survey;
pub mod sync;
pub mod trial_build;
mod update;
mod version;

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use generator::Colour;

use cli::{
    Cli, CodegenArgs, Command, ConformanceArgs, Depth, DiffArgs, ExplainArgs, FindingsArgs, FindingsForm, Format,
    ImportArgs, MergeArgs, NotesArgs, RemoveArgs, ReportFormat, ResolveArgs, SurveyArgs, Warnings,
};
use console::{Failure, emit, print_problems};

/// Where a command runs.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder that contains `specs` and `generated-client`.
    pub repository: PathBuf,
    /// The folder that relative paths are relative to.
    pub current: PathBuf,
}

impl Place {
    /// Returns the place of this process: its working directory, and the repository it was built from.
    ///
    /// # Errors
    /// Fails if the working directory cannot be read.
    pub fn here() -> io::Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let repository = manifest.parent().unwrap_or(manifest).to_owned();
        Ok(Self { repository, current: std::env::current_dir()? })
    }
}

/// The streams of a command.
pub struct Io<'a> {
    /// Read for the page `-`.
    pub stdin: &'a mut dyn Read,
    /// The results are written to it.
    pub stdout: &'a mut dyn Write,
    /// Findings and progress are written to it.
    pub stderr: &'a mut dyn Write,
    /// Whether findings are coloured.
    pub colour: Colour,
    /// Where a line of progress may be shown.
    pub terminal: Terminal,
}

/// A terminal of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terminal {
    /// There is none.
    None,
    /// Standard error is one.
    Stderr,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It succeeded: 0.
    Done,
    /// Something is wrong with the input, or a check found a difference: 1.
    Wrong,
    /// The command line is wrong: 2.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Wrong => Self::FAILURE,
            Exit::Usage => Self::from(2),
        }
    }
}

/// Runs a command line, the name of the program first.
pub fn run(args: impl IntoIterator<Item = OsString>, place: &Place, io: &mut Io<'_>) -> Exit {
    let result = match Cli::try_parse_from(args) {
        Ok(cli) => match cli.command {
            Command::Import(options) => import::run(&options, place, io),
            Command::Remove(options) => remove::run(&options, place, io),
            Command::Resolve(options) => resolve::run(&options, place, io),
            Command::Merge(options) => merge::run(&options, place, io),
            Command::Codegen(options) => codegen::run(&options, place, io),
            Command::Diff(options) => diff::run(&options, place, io),
            Command::ReleaseNotes(options) => release_notes::run(&options, place, io),
            Command::Conformance(options) => conformance::run(&options, place, io),
            Command::Explain(options) => explain::run(&options, io),
            Command::Survey(options) => survey::run(&options, place, io),
            Command::Coverage(options) => coverage::run(&options, place, io),
            Command::Reconcile(options) => reconcile::run(&options, place, io),
            Command::Update(options) => update::run(&options, place, io),
        },
        Err(error) => usage(&error, io),
    };
    match result {
        Ok(exit) => exit,
        Err(Failure::Problems(problems)) => {
            print_problems(&problems, io);
            Exit::Wrong
        }
        Err(Failure::Output(error)) => {
            // If this fails as well, there is no way to report it.
            let _ = writeln!(io.stderr, "error: the output cannot be written: {error}");
            Exit::Wrong
        }
    }
}

fn usage(error: &clap::Error, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let text = match io.colour {
        Colour::Never => error.render().to_string(),
        Colour::Always => error.render().ansi().to_string(),
    };
    if error.use_stderr() {
        let _ = io.stderr.write_all(text.as_bytes());
        return Ok(Exit::Usage);
    }
    // Help is a result, and standard output may be no terminal where standard error is one.
    emit(io, &error.render().to_string())?;
    Ok(Exit::Done)
}
