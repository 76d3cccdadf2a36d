//! `cargo xtask explain`: what a code in a finding or a report means.

use clap::CommandFactory;
use clap::error::ErrorKind;

use crate::console::{Failure, clean, emit};
use crate::{Cli, Exit, ExplainArgs, Io, usage};

/// Runs the command.
pub(crate) fn run(options: &ExplainArgs, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let text = match &options.code {
        None => generator::codes(),
        Some(code) => match generator::explain(code) {
            Ok(text) => text,
            Err(nearest) => {
                let message = format!("there is no code `{}`; the nearest is `{nearest}`", clean(code));
                return usage(&Cli::command().error(ErrorKind::InvalidValue, message), io);
            }
        },
    };
    emit(io, &text)?;
    Ok(Exit::Done)
}
