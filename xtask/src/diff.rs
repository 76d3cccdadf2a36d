//! `cargo xtask diff`: reports what changed for users of the client, and runs the gate before a release.

use std::path::Path;

use clap::CommandFactory;
use clap::error::ErrorKind;
use generator::File;
use generator::diff::{Refused, Report, Side, Which, report};

use crate::bar::Bar;
use crate::baseline::{self, Base, Kind};
use crate::console::{Dir, Failure, Problem, emit, print_findings, print_problems, print_warnings, progress};
use crate::gone::Gone;
use crate::load::load;
use crate::sync::lock::{Access, Missing, lock};
use crate::{Cli, DiffArgs, Exit, Io, Place, ReportFormat, client_files, gate, prove, usage};

/// The comparison of two states.
pub(crate) struct Compared {
    pub(crate) base: Base,
    pub(crate) report: Report,
    /// The acknowledgements of the work tree.
    pub(crate) acknowledged: Option<File>,
    /// The specs and sources of the work tree.
    pub(crate) after: Side,
    /// The endpoints that the documentation no longer has.
    pub(crate) gone: Option<Problem>,
}

/// Runs the command.
pub(crate) fn run(options: &DiffArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let specs = Dir::new(options.specs.as_deref(), "specs", place);
    let _held = lock(&[(&specs, Missing::Skip)], Access::Read, io)?;
    let base = baseline::read(options.base.as_deref(), &specs, place)?;
    if options.gate && base.kind == Kind::Folder {
        let message = "`--gate` needs a revision as BASE: a folder of specs has no version of the client";
        return usage(&Cli::command().error(ErrorKind::ArgumentConflict, message), io);
    }
    let Some(compared) = compare(base, &specs, place, io)? else {
        return Ok(Exit::Wrong);
    };
    let mut text = match options.format {
        ReportFormat::Human => report::human(&compared.report),
        ReportFormat::Markdown => report::markdown(&compared.report, options.codes.as_deref()),
        ReportFormat::Json => report::json(&compared.report),
        ReportFormat::Github => report::github(&compared.report),
    };
    if let Some(gone) = &compared.gone {
        match options.format {
            ReportFormat::Markdown => text.push_str(&format!("\nStill in the client: {}.\n", gone.message)),
            ReportFormat::Github => text.push_str(&annotation("warning", gone)),
            ReportFormat::Human | ReportFormat::Json => {}
        }
    }
    match options.format {
        ReportFormat::Human => progress(io, &format!("compared with {}\n\n", title(&compared.base))),
        ReportFormat::Markdown => text.push_str(&format!("\nCompared with {}.\n", title(&compared.base))),
        ReportFormat::Json | ReportFormat::Github => {}
    }
    emit(io, &text)?;
    if options.prove {
        return prove(&compared, place, io);
    }
    if !options.gate {
        return Ok(Exit::Done);
    }
    match gate::check(&compared, &specs, place) {
        Ok(passed) => {
            progress(io, &format!("{passed}\n"));
            Ok(Exit::Done)
        }
        Err(problems) => {
            print_problems(&problems, io);
            if options.format == ReportFormat::Github {
                emit(io, &problems.iter().map(|problem| annotation("error", problem)).collect::<String>())?;
            }
            Ok(Exit::Wrong)
        }
    }
}

/// Compiles a witness of the base with the client of the work tree.
fn prove(compared: &Compared, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    progress(io, "building both clients and the programs that use them in `target/prove`\n");
    let sides = [&compared.base.side, &compared.after];
    let Ok(made) = generator::diff::make(sides[0].clone(), sides[1].clone()) else {
        // The report was made from the same two states.
        return Ok(Exit::Wrong);
    };
    let proof = prove::prove("diff", sides, &made, &compared.report, place)?;
    emit(io, &format!("\n{}", proof.to_text()))?;
    Ok(if proof.holds() { Exit::Done } else { Exit::Wrong })
}

/// A workflow command of GitHub, which is one line.
fn annotation(level: &str, problem: &Problem) -> String {
    let text = format!("{}\n{}", problem.message, problem.help);
    let title = if level == "error" { "Gate" } else { "Gone" };
    format!("::{level} title={title}::{}\n", text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A"))
}

/// Compares the work tree with a base. Returns `None` if a side cannot be generated, after reporting that.
pub(crate) fn compare(base: Base, specs: &Dir, place: &Place, io: &mut Io<'_>) -> Result<Option<Compared>, Failure> {
    let loaded = load(specs)?;
    print_warnings(&base.warnings, io);
    print_warnings(&loaded.warnings, io);
    let gone = Gone::of(&loaded)?.warning(specs);
    print_warnings(gone.as_slice(), io);
    let acknowledged = loaded.acknowledged.clone();
    let after = Side { input: loaded.into_input(specs)?, sources: client_files::own_sources(place)? };
    let bar = Bar::start(io, "diff", 2);
    let compared = generator::diff::diff_with(base.side.clone(), after.clone(), &bar.progress());
    drop(bar);
    match compared {
        Ok(report) => Ok(Some(Compared { base, report, acknowledged, after, gone })),
        Err(refused) => {
            for side in &refused {
                report_refused(side, &base, io);
            }
            Ok(None)
        }
    }
}

fn report_refused(refused: &Refused, base: &Base, io: &mut Io<'_>) {
    let name = |which: &Which| match which {
        Which::Before => base.name.as_str(),
        Which::After => "the work tree",
    };
    match refused {
        Refused::Specs(which, outcome) => {
            print_findings(outcome, io);
            let help = match which {
                Which::Before => {
                    "compare with a later revision, or with a folder of corrected specs: cargo xtask diff DIR"
                }
                Which::After => "correct the specs until this succeeds: cargo xtask codegen",
            };
            let message = format!("no client can be generated from the specs of {}", name(which));
            print_problems(&[Problem::new(message, help)], io);
        }
        Refused::Sources(which, message) => {
            let message = format!("the sources of the client of {} cannot be read: {message}", name(which));
            print_problems(&[Problem::new(message, "correct the file, or compare with another revision")], io);
        }
    }
}

/// Returns the name of the base in reports.
pub(crate) fn title(base: &Base) -> String {
    match base.kind {
        Kind::Folder => format!("the folder `{}`", base.name),
        Kind::Revision => format!("`{}`", base.name),
        Kind::Beginning => format!("`{}`, the first commit with specs: nothing is released yet", base.name),
    }
}

/// Reads a file of the repository. A missing file is empty.
pub(crate) fn read_or_empty(path: &Path, name: &str) -> Result<String, Problem> {
    match crate::load::read_text(path, name) {
        Ok(file) => Ok(file.text),
        Err(_) if !path.exists() => Ok(String::new()),
        Err(problem) => Err(problem),
    }
}
