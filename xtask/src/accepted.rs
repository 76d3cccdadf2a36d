//! The effects of accepted findings on a command: how many were omitted, and which warnings are denied. The generator
//! reads the list.

use generator::{Code, Level, Outcome};

use crate::console::{Dir, Problem, Show, clean, yaml_string};
use crate::load::ACCEPTED;
use crate::{Io, Warnings};

/// Prints how many findings are accepted.
pub(crate) fn count<T>(outcome: &Outcome<T>, specs: &Dir, show: Show, io: &mut Io<'_>) {
    let name = specs.name(ACCEPTED);
    match outcome.accepted {
        0 => {}
        1 => show.progress(io, &format!("1 finding is accepted in `{name}`\n")),
        more => show.progress(io, &format!("{more} findings are accepted in `{name}`\n")),
    }
}

/// Refuses the remaining warnings, and shows the lines that would accept them. `others` are warnings about the folder
/// itself, which no entry can accept.
pub(crate) fn deny<T>(outcome: &Outcome<T>, others: usize, warnings: Warnings, specs: &Dir) -> Result<(), Problem> {
    if warnings == Warnings::Pass {
        return Ok(());
    }
    let left = || outcome.diagnostics.iter().filter(|finding| finding.code.level() == Level::Warning);
    let mut lines = String::new();
    for finding in left().filter(|finding| finding.code != Code::UnmatchedAcceptance) {
        let place = finding.labels.first().and_then(|label| outcome.sources.place(label.span));
        let (code, place) = (yaml_string(finding.code.id()), yaml_string(&place.unwrap_or_default()));
        let words = clean(&finding.message).replace('\n', " ");
        let entry = format!("- code: {code} # {words}\n  at: {place}\n  reason: # why is this fine?\n");
        // Two warnings with the same code and place need only one entry.
        let key = format!("\n  at: {place}\n");
        let is_there = lines.split("- code: ").any(|other| other.starts_with(&code) && other.contains(&key));
        if !is_there {
            lines.push_str(&entry);
        }
    }
    let count = left().count() + others;
    let message = match count {
        0 => return Ok(()),
        1 => "1 warning is denied".to_owned(),
        more => format!("{more} warnings are denied"),
    };
    let help = match lines.trim_end() {
        "" => "do what the warning above says".to_owned(),
        lines => format!(
            "settle each with an overlay action, or write this into `{}`, with a reason each:\n{lines}",
            specs.name(ACCEPTED)
        ),
    };
    Err(Problem::new(message, help))
}
