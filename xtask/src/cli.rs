//! The arguments of the commands. Their doc comments are the texts of `--help`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::console::Show;
use crate::{coverage, reconcile, update};

/// Turns an API's documentation pages into a Rust client, and reports what a change of them means.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
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
pub(crate) struct ImportArgs {
    /// Markdown pages, or OpenAPI documents (`.json`, `.yaml`, `.yml`); `-` is standard input
    #[arg(required = true, value_name = "PAGE")]
    pub(crate) pages: Vec<PathBuf>,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    pub(crate) specs: Option<PathBuf>,
    /// Remove the endpoints that are no longer in the pages or the document
    #[arg(long)]
    pub(crate) prune: bool,
    #[command(flatten)]
    pub(crate) findings: FindingsArgs,
}

/// Removes endpoints, such as those of a page that no longer exists.
#[derive(Args)]
pub(crate) struct RemoveArgs {
    /// Tags, such as `Users`, and endpoints, such as `GET /users/{userId}`
    #[arg(value_name = "TAG|ENDPOINT")]
    pub(crate) what: Vec<String>,
    /// Remove all endpoints that `gone.yaml` lists without a reason to keep them
    #[arg(long)]
    pub(crate) gone: bool,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    pub(crate) specs: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) findings: FindingsArgs,
}

/// Resolves the conflicts of a merge in the files of this project, and generates the client.
///
/// If `generated-client/Cargo.toml` or `Cargo.lock` has conflict marks, cargo cannot run this command. Take one side of
/// both first: `git checkout --ours generated-client/Cargo.toml Cargo.lock`. The command finds the other side in git.
#[derive(Args)]
pub(crate) struct ResolveArgs {
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    pub(crate) specs: Option<PathBuf>,
    /// The crate to write to [default: the repository's `generated-client`]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// How a command prints its findings.
#[derive(Args)]
pub(crate) struct FindingsArgs {
    /// Print all findings, not only the first twenty of each code
    #[arg(long)]
    pub(crate) all: bool,
    /// The format of the findings; `json` and `sarif` go to standard output, instead of the summary
    #[arg(long, value_enum, default_value_t = FindingsForm::Human)]
    pub(crate) format: FindingsForm,
}

impl FindingsArgs {
    pub(crate) fn show(&self) -> Show {
        Show::of(self.all, self.format)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindingsForm {
    /// For a terminal
    Human,
    /// For programs
    Json,
    /// For services that read SARIF 2.1.0
    Sarif,
}

/// Applies the overlay and prints the merged document.
#[derive(Args)]
pub(crate) struct MergeArgs {
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    pub(crate) specs: Option<PathBuf>,
    /// The format to print
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    pub(crate) format: Format,
    /// The format of the findings; `json` and `sarif` go to standard output, instead of the document
    #[arg(long, value_enum, default_value_t = FindingsForm::Human)]
    pub(crate) findings: FindingsForm,
    /// Print all findings, not only the first twenty of each code
    #[arg(long)]
    pub(crate) all: bool,
    /// Fail if there is a warning that `accepted.yaml` does not accept
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Yaml,
    Json,
}

/// Generates the client.
#[derive(Args)]
pub(crate) struct CodegenArgs {
    /// Write nothing; list the files that are missing, out of date or orphaned
    #[arg(long)]
    pub(crate) check: bool,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    pub(crate) specs: Option<PathBuf>,
    /// The crate to write to, created if there is none [default: the repository's `generated-client`]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Fail if there is a warning that `accepted.yaml` does not accept
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    #[command(flatten)]
    pub(crate) findings: FindingsArgs,
}

/// Whether warnings make a command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Warnings {
    Pass,
    Deny,
}

impl Warnings {
    /// Returns the option on the command line.
    pub(crate) fn of(is_denied: bool) -> Self {
        if is_denied { Self::Deny } else { Self::Pass }
    }
}

/// Reports what changed for users of the client, and which version the next release needs.
#[derive(Args)]
pub(crate) struct DiffArgs {
    /// A git revision or a folder of specs to compare with [default: the last release `v1.2.3`, or the first
    /// commit that has specs]
    pub(crate) base: Option<PathBuf>,
    /// The format of the report: `human`, `markdown` (for a pull request), `json`, or `github` (annotations of its
    /// workflows). With a file, such as `markdown=report.md`, it is written there instead of being printed. Several
    /// formats can be given, one of them without a file [default: human]
    #[arg(long = "format", value_name = "FORMAT[=FILE]")]
    pub(crate) formats: Vec<ReportOutput>,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    pub(crate) specs: Option<PathBuf>,
    /// The URL of `docs/codes.md`, to which a report in Markdown links each rule
    #[arg(long, value_name = "URL")]
    pub(crate) codes: Option<String>,
    /// Fail if the version is too low, or if a change that affects deployed clients is not acknowledged
    #[arg(long)]
    pub(crate) gate: bool,
    /// Compile a program that uses every item of the old client with the new one, and compare the errors with the
    /// report. This takes a minute or more
    #[arg(long, conflicts_with = "gate")]
    pub(crate) prove: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For a terminal
    Human,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
    /// Annotations of GitHub's workflows
    Github,
}

/// A format of the report, and the file that it is written to. Without one, it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportOutput {
    pub(crate) format: ReportFormat,
    pub(crate) file: Option<PathBuf>,
}

impl FromStr for ReportOutput {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => return Err("a file has to follow `=`".to_owned()),
            Some((format, file)) => (format, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let known = "the formats are `human`, `markdown`, `json` and `github`";
        let format = ReportFormat::from_str(format, false).map_err(|_| known.to_owned())?;
        Ok(Self { format, file })
    }
}

/// Drafts the section of CHANGELOG.md for the next version, and moves the acknowledgements into it.
#[derive(Args)]
pub(crate) struct NotesArgs {
    /// A git revision or a folder of specs to compare with [default: the last release `v1.2.3`, or the first
    /// commit that has specs]
    pub(crate) base: Option<PathBuf>,
}

/// Calls every operation of the client against a test server that checks each request by the merged document.
#[derive(Args)]
pub(crate) struct ConformanceArgs {
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    pub(crate) specs: Option<PathBuf>,
    /// A file to write the result to as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// Explains a code of a finding or a change: what it means, an example, and what to do.
#[derive(Args)]
pub(crate) struct ExplainArgs {
    /// The code, such as `required-unknown` or `W05` [default: a list of all codes]
    pub(crate) code: Option<String>,
}

/// Reports how far each document gets: imported, merged, generated, compiled, conforming.
#[derive(Args)]
pub(crate) struct SurveyArgs {
    /// Documentation pages (`.md`) and OpenAPI documents, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) documents: Vec<PathBuf>,
    /// Also treat all of them together as one API
    #[arg(long)]
    pub(crate) together: bool,
    /// An overlay for all of them
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,
    /// The last stage for each document
    #[arg(long, value_enum, default_value_t = Depth::Conform)]
    pub(crate) until: Depth,
    /// A file to write the numbers to as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// A file with one line for each document: operations, lines and a hash of the client. Changes since the file was
    /// written are printed, and the file is updated
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
}

/// The last stage of a survey.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Depth {
    /// Up to the generated code
    Generate,
    /// Up to `cargo check`
    Compile,
    /// All of it
    Conform,
}
