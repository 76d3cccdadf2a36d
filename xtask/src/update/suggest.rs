//! `cargo xtask update --apply-suggestions`: removes the actions of the overlay that no longer fit, with the lines that
//! the pull request shows, and generates the client.

use std::collections::BTreeMap;

use super::UpdateArgs;
use super::make;
use crate::client_files::client;
use crate::codegen;
use crate::console::{Dir, Failure, Problem, emit, print_findings};
use crate::load::{LOCK, OVERLAY, Specs};
use crate::sync::{self, Target};
use crate::{Exit, Io, Place};

/// Runs the command.
pub(crate) fn apply(
    mut specs: Specs,
    dir: &Dir,
    out: &Dir,
    (options, place): (&UpdateArgs, &Place),
    io: &mut Io<'_>,
) -> Result<Exit, Failure> {
    let before = specs.clone();
    let (_, aside) = make::input(&specs);
    if !aside.actions.is_empty() {
        let Some(cut) = aside.cut else {
            let lines: Vec<String> = aside.actions.iter().map(|action| action.line.to_string()).collect();
            let message = format!("the actions at the lines {} cannot be removed line by line", lines.join(", "));
            return Err(Problem::new(message, "remove them by hand").at(dir.name(OVERLAY)).into());
        };
        specs.overlay = specs.overlay.map(|file| generator::File::new(file.name, cut));
    }
    let outcome = generator::generate(specs.clone().into_input(dir)?);
    if outcome.value.is_none() {
        print_findings(&outcome, io);
    }
    let Some(generated) = outcome.value else { return Ok(Exit::Wrong) };
    let written = |specs: &Specs, lock: Option<String>| -> BTreeMap<String, String> {
        let text = |file: &Option<generator::File>| file.as_ref().map(|file| file.text.clone());
        let files = [(OVERLAY, text(&specs.overlay)), (LOCK, lock)];
        files.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect()
    };
    let target = Target {
        dir,
        present: written(&before, before.lock_text()).into_iter().map(|(path, text)| (path, text.into())).collect(),
        wanted: written(&specs, Some(generated.lock.clone())),
    };
    let client = client(generated, out, place)?;
    if !client.problems.is_empty() {
        return Err(client.problems.into());
    }
    let docs = Dir::new(None, codegen::DOCS, place);
    let page = codegen::page(options.out.as_deref(), &docs)?;
    let total = target.wanted.len() + client.target.wanted.len() + page.wanted.len();
    let plans = [(dir, target.plan()), (out, client.target.plan()), (&docs, page.plan())];
    sync::apply(&plans)?;
    emit(io, &codegen::summary(&plans, total))?;
    Ok(Exit::Done)
}
