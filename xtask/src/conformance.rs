//! `cargo xtask conformance`: generates a client, and calls every operation of it against a server that checks the
//! requests by the merged document.

use crate::console::{Dir, Failure, Problem, emit, print_warnings, progress};
use crate::load::load;
use crate::sync::lock::{Access, Missing, lock};
use crate::trial_build::TrialBuild;
use crate::{ConformanceArgs, Exit, Io, Place};

/// Runs the command.
pub(crate) fn run(options: &ConformanceArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let specs = Dir::new(options.specs.as_deref(), "specs", place);
    let trial = TrialBuild::new(&name(&specs), place);
    let _held = lock(&[(trial.dir(), Missing::Create)], Access::Write, io)?;
    let input = {
        let _held = lock(&[(&specs, Missing::Skip)], Access::Read, io)?;
        let loaded = load(&specs)?;
        print_warnings(&loaded.warnings, io);
        loaded.into_input(&specs)?
    };
    let outcome = generator::trial(input);
    progress(io, &generator::report(&outcome, generator::Extent::First, io.colour));
    let Some(made) = outcome.value else {
        return Ok(Exit::Wrong);
    };
    trial.write(made)?;
    progress(io, &format!("building the client and its driver in `{}`\n", trial.dir().shown));
    if let Err(said) = trial.build()?.result {
        let help = "this is an error of the generator; the sources are there to look at";
        let message = format!("the client in `{}` does not build:\n{}", trial.dir().shown, said.trim_end());
        return Err(Problem::new(message, help).into());
    }
    let report = match &options.report {
        Some(path) => place.current.join(path),
        None => trial.dir().path.join("report.json"),
    };
    let judged = trial.judge(&report)?;
    emit(io, &judged.table)?;
    Ok(if judged.passed { Exit::Done } else { Exit::Wrong })
}

/// Returns the trial for a folder of specs. Each folder has its own, so that builds are reused.
fn name(specs: &Dir) -> String {
    let full = std::fs::canonicalize(&specs.path).unwrap_or_else(|_| specs.path.clone());
    let mut parts: Vec<String> =
        full.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.reverse();
    parts.join("-")
}
