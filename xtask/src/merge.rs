//! `cargo xtask merge`: prints the merged document.

use crate::console::{Dir, Failure, Problem, Show, print_warnings};
use crate::load::load;
use crate::sync::lock::{Access, Missing, lock};
use crate::{Exit, Format, Io, MergeArgs, Place, Warnings, accepted};

/// Runs the command.
pub(crate) fn run(options: &MergeArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let dir = Dir::new(options.specs.as_deref(), "specs", place);
    let _held = lock(&[(&dir, Missing::Skip)], Access::Read, io)?;
    let specs = load(&dir)?;
    print_warnings(&specs.warnings, io);
    let odd = specs.warnings.len();
    let outcome = generator::merge(specs.into_input(&dir)?);
    let show = Show::of(options.all, options.findings);
    show.findings(&outcome, io)?;
    accepted::count(&outcome, &dir, show, io);
    if outcome.value.is_some()
        && let Err(denied) = accepted::deny(&outcome, odd, Warnings::of(options.deny_warnings), &dir)
    {
        return show.stop(denied);
    }
    let Some(merged) = outcome.value else {
        return Ok(Exit::Wrong);
    };
    let text = match options.format {
        Format::Json => merged.to_json(),
        Format::Yaml => {
            let json = "print the document with `--format json`";
            merged.to_yaml().map_err(|message| Problem::new(message, json))?
        }
    };
    show.result(io, &text)?;
    Ok(Exit::Done)
}
