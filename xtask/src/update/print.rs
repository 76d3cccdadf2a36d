//! What an update prints. Results go to standard output, findings and problems to standard error.

use std::collections::BTreeMap;

use generator::diff::{Report, report};
use generator::{Aside, Endpoint, Extent, Status, Unfit};

use super::provenance::{Origin, Provenance};
use super::take::Done;
use super::{Bad, Trouble, Update, UpdateArgs};
use crate::console::{Dir, Failure, Problem, clean, emit, print_problems, print_warnings, progress};
use crate::gone::Gone;
use crate::import::{counted, endpoint_line, word};
use crate::load::OVERLAY;
use crate::{Io, ReportFormat};

/// Prints what came, and what was found in it.
pub(crate) fn before(update: &Update, specs: &Dir, io: &mut Io<'_>) -> Result<(), Failure> {
    for done in &update.done {
        progress(io, &generator::report(&done.outcome, Extent::First, io.colour));
    }
    progress(io, &generator::report(&update.made.outcome, Extent::First, io.colour));
    let asides: Vec<Problem> = update.made.aside.actions.iter().map(|action| aside(action, specs)).collect();
    print_warnings(&asides, io);
    print_warnings(&update.left, io);
    print_warnings(update.draft.gone.warning(specs).as_slice(), io);
    Ok(())
}

/// Prints the endpoints of each source, the changed files, and the report.
pub(crate) fn after(update: &Update, changed: &str, options: &UpdateArgs, io: &mut Io<'_>) -> Result<(), Failure> {
    let mut text: String = update.done.iter().map(|done| source(done, &update.draft.provenance)).collect();
    text.push_str(changed);
    if options.format != ReportFormat::Human {
        progress(io, &text);
        text.clear();
    }
    match &update.report {
        None => progress(io, "there is no report, because no client can be generated from the specs before\n"),
        Some(report) => text.push_str(&match options.format {
            // Something has changed or gone wrong, and not in the client.
            ReportFormat::Human if *report == Report::nothing() && !is_quiet(update) => {
                "\nnone: the client stays the same\n".to_owned()
            }
            ReportFormat::Human => format!("\n{}", report::human(report)),
            ReportFormat::Markdown => report::markdown(report, options.codes.as_deref()),
            ReportFormat::Json => report::json(report),
            ReportFormat::Github => report::github(report),
        }),
    }
    emit(io, &text)
}

/// Returns whether all texts came, and no endpoint is gone that was there before.
fn is_quiet(update: &Update) -> bool {
    let gone = Gone::of(&update.before).map(|gone| gone.open()).unwrap_or_default();
    update.bad.is_empty() && update.draft.gone.open() == gone
}

/// Prints the sources that were left as they were.
pub(crate) fn troubles(bad: &Bad, io: &mut Io<'_>) {
    print_problems(&problems(bad), io);
}

pub(crate) fn problems(bad: &Bad) -> Vec<Problem> {
    let of = |(name, troubles): (&String, &Vec<Trouble>)| {
        let mut help = "look at the address, and run the command again when it is as it should be".to_owned();
        if let Some(other) = troubles.iter().find_map(|trouble| trouble.help.as_ref()) {
            help = format!("{help}; {}", clean(other));
        }
        Problem::new(format!("the source `{name}` is left as it was:{}", lines(troubles)), help)
    };
    bad.iter().map(of).collect()
}

/// The texts of a source that a message names.
const NAMED: usize = 10;

/// Returns one trouble in the same line, and several in a line each.
fn lines(troubles: &[Trouble]) -> String {
    if let [one] = troubles {
        return format!(" {}", trouble(one));
    }
    let first: String = troubles.iter().take(NAMED).map(|one| format!("\n  {}", trouble(one))).collect();
    match troubles.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first}\n  and {more} more"),
    }
}

pub(crate) fn trouble(trouble: &Trouble) -> String {
    match &trouble.address {
        Some(address) => clean(&format!("{address}: {}", trouble.what)),
        None => clean(&trouble.what),
    }
}

fn aside(action: &Aside, specs: &Dir) -> Problem {
    let message = format!("an overlay action {}, and is set aside: {}", why(action.why), clean(&action.reason));
    let help = "correct it, or remove it with `cargo xtask update --apply-suggestions`; until then `cargo xtask codegen` \
                refuses it";
    Problem::new(message, help).at(format!("{}:{}", specs.name(OVERLAY), action.line))
}

/// Says in words why an action is set aside.
pub(crate) fn why(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::MatchesNothing => "matches nothing any more",
        Unfit::ChangesNothing => "no longer changes anything",
        Unfit::OtherType => "no longer fits the type of what it matches",
    }
}

/// Returns the lines of a source: what changed, with the place on its page.
fn source(done: &Done, provenance: &Provenance) -> String {
    let Done { source, endpoints, texts: (all, same), outcome: _ } = done;
    let pages = counted(*all, "text");
    if same == all && endpoints.is_empty() {
        return format!("{source}: {pages}, not changed\n");
    }
    let mut text = format!("{source}: {pages}{}\n", summary(endpoints));
    for endpoint in endpoints.iter().filter(|endpoint| endpoint.status != Status::Unchanged) {
        let shown = format!("{} {}", endpoint.method.to_ascii_uppercase(), endpoint.path);
        let origin = provenance.0.get(&shown).map_or_else(String::new, |origin| format!("  ({})", place(origin)));
        let dir = Dir { path: ".".into(), shown: ".".to_owned() };
        text.push_str(&format!("  {}{origin}\n", endpoint_line(endpoint, &dir)));
    }
    text
}

/// Returns the place of an endpoint: "List users, https://…".
pub(crate) fn place(origin: &Origin) -> String {
    let heading = origin.heading.as_ref().map_or_else(String::new, |heading| format!("{heading}, "));
    clean(&format!("{heading}{}", origin.page)).replace('\n', " ")
}

/// Returns the counts: ": 9 endpoints: 1 added, 8 unchanged".
pub(crate) fn summary(endpoints: &[Endpoint]) -> String {
    let mut counts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for endpoint in endpoints {
        *counts.entry(word(&endpoint.status)).or_default() += 1;
    }
    let counts: Vec<String> = counts.into_iter().map(|((_, word), count)| format!("{count} {word}")).collect();
    match counts.is_empty() {
        true => String::new(),
        false => format!(", {}: {}", counted(endpoints.len(), "endpoint"), counts.join(", ")),
    }
}
