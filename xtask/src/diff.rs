//! `cargo xtask diff`: reports what changed for users of the client, and runs the gate before a release.

use clap::CommandFactory;
use clap::error::ErrorKind;
use generator::diff::report;

use crate::baseline::{self, Kind};
use crate::compared::{Compared, compare, title};
use crate::console::{Dir, Failure, Problem, emit, print_problems, progress};
use crate::sync::lock::{Access, Missing, lock};
use crate::{Cli, DiffArgs, Exit, Io, Place, ReportFormat, gate, prove, usage};

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
