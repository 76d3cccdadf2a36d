//! `cargo xtask diff`: reports what changed for users of the client, and runs the gate before a release.

use std::fs;
use std::path::Path;

use clap::CommandFactory;
use clap::error::ErrorKind;
use generator::diff::report;

use crate::baseline::{self, Kind};
use crate::cli::ReportOutput;
use crate::compared::{Compared, compare, title};
use crate::console::{Dir, Failure, Problem, emit, print_problems, progress, slashes};
use crate::sync::lock::{Access, Missing, lock};
use crate::{Cli, DiffArgs, Exit, Io, Place, ReportFormat, gate, prove, usage};

/// Runs the command.
pub(crate) fn run(options: &DiffArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let (files, printed) = match outputs(&options.formats) {
        Ok(outputs) => outputs,
        Err(message) => return usage(&Cli::command().error(ErrorKind::ArgumentConflict, message), io),
    };
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
    for (format, file) in files {
        let path = place.current.join(file);
        let written = fs::write(&path, text(&compared, format, options));
        written.map_err(|error| Problem::io("write", &slashes(file), &error))?;
    }
    if printed == Some(ReportFormat::Human) {
        progress(io, &format!("compared with {}\n\n", title(&compared.base)));
    }
    if let Some(format) = printed {
        emit(io, &text(&compared, format, options))?;
    }
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
            if printed == Some(ReportFormat::Github) {
                emit(io, &problems.iter().map(|problem| annotation("error", problem)).collect::<String>())?;
            }
            Ok(Exit::Wrong)
        }
    }
}

/// The formats that are written to files, and the one that is printed.
type Outputs<'a> = (Vec<(ReportFormat, &'a Path)>, Option<ReportFormat>);

fn outputs(formats: &[ReportOutput]) -> Result<Outputs<'_>, &'static str> {
    let files = formats.iter().filter_map(|output| Some((output.format, output.file.as_deref()?))).collect();
    let mut printed = formats.iter().filter(|output| output.file.is_none()).map(|output| output.format);
    let first = if formats.is_empty() { Some(ReportFormat::Human) } else { printed.next() };
    match printed.next() {
        Some(_) => Err("only one report can be printed: give the others a file, such as `--format markdown=report.md`"),
        None => Ok((files, first)),
    }
}

/// Returns the report in a format.
fn text(compared: &Compared, format: ReportFormat, options: &DiffArgs) -> String {
    let Compared { base, report, gone, .. } = compared;
    match format {
        ReportFormat::Human => report::human(report),
        ReportFormat::Json => report::json(report),
        ReportFormat::Markdown => {
            let gone = gone.as_ref().map(|gone| format!("\nStill in the client: {}.\n", gone.message));
            let report = report::markdown(report, options.codes.as_deref());
            format!("{report}{}\nCompared with {}.\n", gone.unwrap_or_default(), title(base))
        }
        ReportFormat::Github => {
            let gone = gone.as_ref().map(|gone| annotation("warning", gone));
            report::github(report) + &gone.unwrap_or_default()
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
