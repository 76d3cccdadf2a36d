//! Generates the client from the specs in memory, with the actions of the overlay set aside that no longer fit, and
//! compares it with the one before. Nothing is written here.

use generator::diff::{Report, Side};
use generator::{Generated, HandWritten, Input, Outcome, SetAside};

use super::take::Draft;
use crate::console::Problem;
use crate::load::Specs;
use crate::{Place, client_files};

/// The client of the specs in memory.
pub(crate) struct Made {
    pub(crate) generated: Generated,
    /// What it was generated from, with its new lock.
    pub(crate) input: Input,
    pub(crate) aside: SetAside,
    /// The findings.
    pub(crate) outcome: Outcome<()>,
}

/// Returns the input of the generator, with the actions set aside that do not fit.
pub(crate) fn input(specs: &Specs) -> (Input, SetAside) {
    let mut input = specs.clone().input();
    let aside = match &input.overlay {
        Some(overlay) => generator::set_aside(overlay, &input.fragments),
        None => SetAside::default(),
    };
    input.overlay.clone_from(&aside.overlay);
    (input, aside)
}

/// Generates the client, or returns the findings that prevent it.
pub(crate) fn make(draft: &Draft) -> Result<Made, Box<Outcome<()>>> {
    let (mut input, aside) = input(&draft.specs);
    let Outcome { value, diagnostics, accepted, sources } = generator::generate(input.clone());
    let outcome = Outcome { value: value.is_some().then_some(()), diagnostics, accepted, sources };
    let Some(generated) = value else { return Err(Box::new(outcome)) };
    input.lock = Some(generator::File::new(crate::load::LOCK, generated.lock.clone()));
    Ok(Made { generated, input, aside, outcome })
}

/// Compares with the specs before. There is no report if these cannot be generated.
pub(crate) fn report(before: &Specs, made: &Made, place: &Place) -> Result<Option<Report>, Problem> {
    let sources = HandWritten::from(client_files::own_sources(place)?);
    let before = Side { input: input(before).0, sources: sources.clone() };
    let after = Side { input: made.input.clone(), sources };
    if before.is_same(&after) {
        // The client was generated from it already.
        return Ok(Some(Report::nothing()));
    }
    Ok(generator::diff::diff(before, after).ok())
}
