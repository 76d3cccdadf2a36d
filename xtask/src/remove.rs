//! `cargo xtask remove`: removes endpoints from the specs folder, such as those of a page that no longer exists.

use clap::CommandFactory;
use clap::error::ErrorKind;

use crate::console::{Dir, Failure, Problem, print_warnings};
use crate::gone::Gone;
use crate::import::{apply, lines};
use crate::load::load;
use crate::sync::lock::{Access, Missing, lock};
use crate::{Cli, Exit, Io, Place, RemoveArgs, usage};

/// Runs the command.
pub(crate) fn run(options: &RemoveArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    if options.what.is_empty() && !options.gone {
        let message = "there is nothing to remove: name a tag or an endpoint, or give `--gone`";
        return usage(&Cli::command().error(ErrorKind::MissingRequiredArgument, message), io);
    }
    let dir = Dir::new(options.specs.as_deref(), "specs", place);
    let _held = lock(&[(&dir, Missing::Skip)], Access::Write, io)?;
    let specs = load(&dir)?;
    print_warnings(&specs.warnings, io);
    let mut names = options.what.clone();
    if options.gone {
        names.extend(Gone::of(&specs)?.open());
    }
    let outcome = generator::remove(specs.existing(), &names);
    let show = options.findings.show();
    show.findings(&outcome, io)?;
    let Some(removal) = outcome.value else {
        return Ok(Exit::Wrong);
    };
    let unknown = |name: &String| {
        let help = "give a tag, such as `Users`, or an endpoint, such as `GET /users/{userId}`";
        Problem::new(format!("no endpoint in `{}` is or has the tag `{name}`", dir.shown), help)
    };
    let problems: Vec<Problem> = removal.unknown.iter().map(unknown).collect();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    apply(&removal.import, &specs, &dir)?;
    let (lines, counts) = lines(&removal.import, &dir);
    show.result(io, &format!("{lines}{counts}\n"))?;
    Ok(Exit::Done)
}
