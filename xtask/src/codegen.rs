//! `cargo xtask codegen`: generates the client, or checks that it is up to date.

use std::collections::BTreeMap;
use std::path::Path;

use crate::bar::Bar;
use crate::client_files::{self, client};
use crate::console::{Dir, Failure, Problem, print_notes, print_problems, print_warnings, quoted};
use crate::gone::Gone;
use crate::load::read_or_empty;
use crate::load::{self, load};
use crate::sync::lock::{Access, Missing, lock};
use crate::sync::{self, Change, Kind, Target};
use crate::{CodegenArgs, Exit, Io, Place, Warnings, accepted, check};

/// The folder of the documentation, and the pages in it that are generated.
pub(crate) const DOCS: &str = "docs";
const PAGES: &[Page] = &[("codes.md", generator::codes_page), ("support.md", generator::support_page)];

/// The name of a page, and its text.
type Page = (&'static str, fn() -> String);

/// Runs the command.
pub(crate) fn run(options: &CodegenArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let specs = Dir::new(options.specs.as_deref(), "specs", place);
    let out = Dir::new(options.out.as_deref(), client_files::OWN, place);
    if specs.path == out.path {
        let message = format!("`{}` cannot be the folder of the specs and of the client at once", out.name(""));
        return Err(Failure::Problems(vec![Problem::new(message, "give `--out` a folder of its own")]));
    }
    let (access, missing) =
        if options.check { (Access::Read, Missing::Skip) } else { (Access::Write, Missing::Create) };
    let show = options.findings.show();
    let _held = lock(&[(&specs, Missing::Skip), (&out, missing)], access, io)?;
    let loaded = load(&specs)?;
    print_warnings(&loaded.warnings, io);
    let gone = Gone::of(&loaded)?.warning(&specs);
    print_warnings(gone.as_slice(), io);
    let odd = loaded.warnings.len() + gone.iter().len();
    let lock_before = loaded.lock_text();
    let bar = Bar::start(io, "codegen", 6);
    let outcome = generator::generate_with(loaded.into_input(&specs)?, &bar.progress());
    drop(bar);
    show.findings(&outcome, io)?;
    accepted::count(&outcome, &specs, show, io);
    if outcome.value.is_some()
        && let Err(denied) = accepted::deny(&outcome, odd, Warnings::of(options.deny_warnings), &specs)
    {
        return show.stop(denied);
    }
    let Some(generated) = outcome.value else {
        return Ok(Exit::Wrong);
    };
    let name = || load::LOCK.to_owned();
    let names = Target {
        dir: &specs,
        present: lock_before.into_iter().map(|text| (name(), text.into_bytes())).collect(),
        wanted: BTreeMap::from([(name(), generated.lock.clone())]),
    };
    let client_files::Client { target: client, problems, notes } =
        client(generated, &out, place).map_err(|problem| vec![problem])?;
    let total = client.wanted.len() + names.wanted.len();
    let docs = Dir::new(None, DOCS, place);
    let page = page(options.out.as_deref(), &docs)?;
    let total = total + page.wanted.len();
    let plans = [(&out, client.plan()), (&specs, names.plan()), (&docs, page.plan())];
    if options.check {
        show.result(io, &check::text(&plans, total, &mend(options)))?;
        print_problems(&problems, io);
        let is_fresh = problems.is_empty() && plans.iter().all(|(_, changes)| changes.is_empty());
        return Ok(if is_fresh { Exit::Done } else { Exit::Wrong });
    }
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    print_notes(&notes, io);
    sync::apply(&plans)?;
    show.result(io, &summary(&plans, total))?;
    Ok(Exit::Done)
}

/// Returns the pages of the documentation that are generated. They belong to this repository, so a client elsewhere or a
/// repository without `docs` has none.
pub(crate) fn page<'a>(out: Option<&Path>, docs: &'a Dir) -> Result<Target<'a>, Problem> {
    let mut page = Target { dir: docs, present: BTreeMap::new(), wanted: BTreeMap::new() };
    if out.is_none() && docs.path.is_dir() {
        for (name, text) in PAGES {
            let present = read_or_empty(&docs.path.join(name), &docs.name(name))?;
            if !present.is_empty() {
                page.present.insert((*name).to_owned(), present.into_bytes());
            }
            page.wanted.insert((*name).to_owned(), text());
        }
    }
    Ok(page)
}

/// Prints a line for each changed file, and the totals.
pub(crate) fn summary(plans: &[(&Dir, Vec<Change>)], total: usize) -> String {
    let mut lines = String::new();
    let mut counts = [0, 0, 0];
    for (dir, change) in plans.iter().flat_map(|(dir, changes)| changes.iter().map(move |change| (dir, change))) {
        let (index, word) = match change.kind() {
            Kind::Added => (0, "added"),
            Kind::Changed => (1, "changed"),
            Kind::Removed => (2, "removed"),
        };
        counts[index] += 1;
        lines.push_str(&format!("{word:<8} {}\n", dir.name(&change.path)));
    }
    let [added, changed, removed] = counts;
    let unchanged = total - added - changed;
    lines + &format!("{added} added, {changed} changed, {removed} removed, {unchanged} unchanged\n")
}

/// Returns the command that updates the client.
fn mend(options: &CodegenArgs) -> String {
    let mut command = "cargo xtask codegen".to_owned();
    for (option, value) in [("--specs", &options.specs), ("--out", &options.out)] {
        if let Some(value) = value {
            command.push_str(&format!(" {option} {}", quoted(&value.to_string_lossy())));
        }
    }
    command
}
