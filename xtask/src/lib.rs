//! The command line. It is the only part of the project with input and output: files, streams and exit codes.
//! `generator` decides what a command makes.

mod accepted;
mod acknowledged;
mod bar;
mod baseline;
mod changelog;
mod changelog_draft;
mod check;
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
mod old_names;
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

use clap::{Args, Parser, Subcommand, ValueEnum};
use generator::Colour;

use console::{Failure, Show, emit, print_problems};

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

/// Turns an API's documentation pages into a Rust client, and reports what a change of them means.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Import(ImportArgs),
    Remove(RemoveArgs),
    Resolve(ResolveArgs),
    Merge(MergeArgs),
    Codegen(CodegenArgs),
    Diff(DiffArgs),
    ReleaseNotes(NotesArgs),
    Conformance(ConformanceArgs),
    Explain(ExplainArgs),
    Survey(SurveyArgs),
    Coverage(coverage::CoverageArgs),
    Reconcile(reconcile::ReconcileArgs),
    Update(update::UpdateArgs),
}

/// Turns documentation pages and complete documents into fragments, one file per endpoint.
#[derive(Args)]
struct ImportArgs {
    /// Markdown pages, or OpenAPI documents (`.json`, `.yaml`, `.yml`); `-` is standard input
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<PathBuf>,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// Remove the endpoints that are no longer in the pages or the document
    #[arg(long)]
    prune: bool,
    #[command(flatten)]
    findings: FindingsArgs,
}

/// Removes endpoints, such as those of a page that no longer exists.
#[derive(Args)]
struct RemoveArgs {
    /// Tags, such as `Users`, and endpoints, such as `GET /users/{userId}`
    #[arg(value_name = "TAG|ENDPOINT")]
    what: Vec<String>,
    /// Remove all endpoints that `gone.yaml` lists without a reason to keep them
    #[arg(long)]
    gone: bool,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    #[command(flatten)]
    findings: FindingsArgs,
}

/// Resolves the conflicts of a merge in the files of this project, and generates the client.
///
/// If `generated-client/Cargo.toml` or `Cargo.lock` has conflict marks, cargo cannot run this command. Take one side of
/// both first: `git checkout --ours generated-client/Cargo.toml Cargo.lock`. The command finds the other side in git.
#[derive(Args)]
struct ResolveArgs {
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The crate to write to [default: the repository's `generated-client`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// How a command prints its findings.
#[derive(Args)]
struct FindingsArgs {
    /// Print all findings, not only the first twenty of each code
    #[arg(long)]
    all: bool,
    /// The format of the findings; `json` and `sarif` go to standard output, instead of the summary
    #[arg(long, value_enum, default_value_t = FindingsForm::Human)]
    format: FindingsForm,
}

impl FindingsArgs {
    fn show(&self) -> Show {
        Show::of(self.all, self.format)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FindingsForm {
    /// For a terminal
    Human,
    /// For programs
    Json,
    /// For services that read SARIF 2.1.0
    Sarif,
}

/// Applies the overlay and prints the merged document.
#[derive(Args)]
struct MergeArgs {
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The format to print
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// The format of the findings; `json` and `sarif` go to standard output, instead of the document
    #[arg(long, value_enum, default_value_t = FindingsForm::Human)]
    findings: FindingsForm,
    /// Print all findings, not only the first twenty of each code
    #[arg(long)]
    all: bool,
    /// Fail if there is a warning that `accepted.yaml` does not accept
    #[arg(long)]
    deny_warnings: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

/// Generates the client.
#[derive(Args)]
struct CodegenArgs {
    /// Write nothing; list the files that are missing, out of date or orphaned
    #[arg(long)]
    check: bool,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The crate to write to, created if there is none [default: the repository's `generated-client`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Fail if there is a warning that `accepted.yaml` does not accept
    #[arg(long)]
    deny_warnings: bool,
    #[command(flatten)]
    findings: FindingsArgs,
}

/// Whether warnings make a command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Warnings {
    Pass,
    Deny,
}

impl Warnings {
    /// Returns the option on the command line.
    fn of(is_denied: bool) -> Self {
        if is_denied { Self::Deny } else { Self::Pass }
    }
}

/// Reports what changed for users of the client, and which version the next release needs.
#[derive(Args)]
struct DiffArgs {
    /// A git revision or a folder of specs to compare with [default: the last release `v1.2.3`, or the first
    /// commit that has specs]
    base: Option<PathBuf>,
    /// The format to print
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    format: ReportFormat,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The URL of `docs/codes.md`, to which a report in Markdown links each rule
    #[arg(long, value_name = "URL")]
    codes: Option<String>,
    /// Fail if the version is too low, or if a change that affects deployed clients is not acknowledged
    #[arg(long)]
    gate: bool,
    /// Compile a program that uses every item of the old client with the new one, and compare the errors with the
    /// report. This takes a minute or more
    #[arg(long, conflicts_with = "gate")]
    prove: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For a terminal
    Human,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
    /// Annotations of GitHub's workflows
    Github,
}

/// Drafts the section of CHANGELOG.md for the next version, and moves the acknowledgements into it.
#[derive(Args)]
struct NotesArgs {
    /// A git revision or a folder of specs to compare with [default: the last release `v1.2.3`, or the first
    /// commit that has specs]
    base: Option<PathBuf>,
}

/// Calls every operation of the client against a test server that checks each request by the merged document.
#[derive(Args)]
struct ConformanceArgs {
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// A file to write the result to as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Explains a code of a finding or a change: what it means, an example, and what to do.
#[derive(Args)]
struct ExplainArgs {
    /// The code, such as `required-unknown` or `W05` [default: a list of all codes]
    code: Option<String>,
}

/// Reports how far each document gets: imported, merged, generated, compiled, conforming.
#[derive(Args)]
struct SurveyArgs {
    /// Documentation pages (`.md`) and OpenAPI documents, or folders of them
    #[arg(required = true, value_name = "PATH")]
    documents: Vec<PathBuf>,
    /// Also treat all of them together as one API
    #[arg(long)]
    together: bool,
    /// An overlay for all of them
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// The last stage for each document
    #[arg(long, value_enum, default_value_t = Depth::Conform)]
    until: Depth,
    /// A file to write the numbers to as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// A file with one line for each document: operations, lines and a hash of the client. Changes since the file was
    /// written are printed, and the file is updated
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
}

/// The last stage of a survey.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Depth {
    /// Up to the generated code
    Generate,
    /// Up to `cargo check`
    Compile,
    /// All of it
    Conform,
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
