//! `cargo xtask update`: fetches what has changed in the documentation, imports it, generates the client, and reports
//! what changed. Everything is decided in memory, and then all of it is written, or nothing.

pub(crate) mod address;
mod args;
mod config;
mod curl;
pub(crate) mod fetch;
mod judge;
mod make;
mod notes;
mod print;
pub(crate) mod provenance;
mod pull_request;
mod suggest;
mod take;
pub(crate) mod validators;
mod whole;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use clap::CommandFactory;
use clap::error::ErrorKind;
use generator::Code;
use generator::diff::Report;

pub(crate) use args::UpdateArgs;
use config::{Source, Sources};
use fetch::{Site, Trouble};
use judge::{Known, Removals, Shown, Taken};
use make::Made;
use provenance::Provenance;
use take::{Done, Draft};

use crate::console::{Dir, Failure, Problem, print_findings, print_warnings};
use crate::gone::Gone;
use crate::load::{Specs, load};
use crate::sync::lock::{Access, Missing, lock};
use crate::{Cli, Exit, Io, Place, client_files, usage};

/// The sources that were left as they were, each with the reasons.
type Bad = BTreeMap<String, Vec<Trouble>>;

/// What an update comes to, before it is written.
struct Update {
    /// The name of the API.
    api: String,
    before: Specs,
    draft: Draft,
    made: Made,
    done: Vec<Done>,
    bad: Bad,
    /// The endpoints of sources that are no longer in the list.
    left: Vec<Problem>,
    /// What changed for users of the client. `None` if the specs before cannot be generated.
    report: Option<Report>,
}

/// Runs the command.
pub(crate) fn run(options: &UpdateArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let specs = Dir::new(options.specs.as_deref(), "specs", place);
    let out = Dir::new(options.out.as_deref(), client_files::OWN, place);
    let _held = lock(&[(&specs, Missing::Skip), (&out, Missing::Create)], Access::Write, io)?;
    let loaded = load(&specs)?;
    print_warnings(&loaded.warnings, io);
    if options.apply_suggestions {
        return suggest::apply(loaded, &specs, &out, (options, place), io);
    }
    let Sources { api, list } = config::read(loaded.sources.as_ref(), &specs)?;
    if let Some(unknown) = options.sources.iter().find(|name| !list.iter().any(|source| source.name == **name)) {
        let names: Vec<&str> = list.iter().map(|source| source.name.as_str()).collect();
        let message = format!("there is no source `{unknown}`; the sources are {}", names.join(", "));
        return usage(&Cli::command().error(ErrorKind::InvalidValue, message), io);
    }
    if let Some(overlay) = &loaded.overlay {
        check_overlay(overlay)?;
    }
    let known = Known {
        endpoints: generator::endpoints(&loaded.fragments),
        texts: validators::texts(&loaded.fragments),
        provenance: Provenance::of(loaded.provenance.as_ref())?,
        gone: Gone::of(&loaded)?.listed(),
    };
    let removals = if options.accept_removals { Removals::Accept } else { Removals::Refuse };
    let draft = Draft::of(&loaded, &known)?;
    let site = Site::of(options.offline.as_deref(), place)?;
    check_saved(&list, options, &site)?;
    let (taken, mut bad) = gather(&list, options, &site, (&known, &draft), removals);
    let (mut draft, made, done) = match all(&taken, draft.clone(), removals, &specs, &mut bad) {
        Some(all) => all,
        None => one_by_one(&taken, draft, (removals, &specs), &mut bad, io)?,
    };
    draft.record(&taken, &done);
    if options.sources.is_empty() && bad.is_empty() {
        draft.lock.retain(|source, address| {
            taken.iter().any(|taken| taken.shown.source.name == source && taken.shown.has(address))
        });
    }
    let left = match options.sources.is_empty() && bad.is_empty() {
        true => left(draft.provenance.forget(|name| list.iter().any(|source| source.name == name)), &specs),
        false => Vec::new(),
    };
    let report = make::report(&loaded, &made, place)?;
    let update = Update { api, before: loaded, draft, made, done, bad, left, report };
    print::before(&update, &specs, io)?;
    // A run that changes nothing drafts nothing, whatever has changed since the last release.
    let pull_request = match options.pull_request.is_some() && write::is_news(&update, &specs) {
        true => Some(pull_request::prepare(&update, &specs, (options, place))?),
        false => None,
    };
    let changed = write::write(&update, pull_request.as_ref(), (&specs, &out), options, place)?;
    print::after(&update, &changed, options, io)?;
    if let Some(folder) = &options.pull_request {
        pull_request::save(&place.current.join(folder), pull_request.as_ref())?;
    }
    print::troubles(&update.bad, io);
    Ok(if update.bad.is_empty() { Exit::Done } else { Exit::Wrong })
}

/// Refuses an overlay that cannot be read. Otherwise, each source would be blamed for it.
fn check_overlay(overlay: &generator::File) -> Result<(), Failure> {
    let input = generator::Input { overlay: Some(overlay.clone()), ..generator::Input::default() };
    let mut outcome = generator::merge(input);
    // There is nothing that its actions could match here.
    let is_own = |code| matches!(code, Code::InvalidOverlay | Code::Syntax | Code::TooDeep);
    outcome.diagnostics.retain(|finding| is_own(finding.code));
    if outcome.diagnostics.is_empty() {
        return Ok(());
    }
    let message = format!("the overlay cannot be read, so nothing is fetched:\n{}", take::errors(&outcome));
    Err(Problem::new(message, "correct it, and run the command again").at(overlay.name.clone()).into())
}

/// Refuses sources whose saved texts would be read from one file.
fn check_saved(list: &[Source], options: &UpdateArgs, site: &Site) -> Result<(), Vec<Problem>> {
    let Site::Folder(folder) = site else { return Ok(()) };
    let chosen = list.iter().filter(|source| options.sources.is_empty() || options.sources.contains(&source.name));
    let addresses: Vec<address::Address> = chosen.flat_map(Source::addresses).cloned().collect();
    let problem = |trouble: &Trouble| {
        Problem::new(print::trouble(trouble), "each text needs a file of its own in the folder of `--offline`")
    };
    let problems: Vec<Problem> = fetch::one_file(&addresses, folder).iter().map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Reports the endpoints of sources that are no longer in the list. Their origins are forgotten, so this is said once.
fn left(all: BTreeMap<String, BTreeSet<String>>, specs: &Dir) -> Vec<Problem> {
    let problem = |(name, endpoints): (String, BTreeSet<String>)| {
        let named = judge::named(&endpoints);
        let message =
            format!("the source `{name}` is no longer in the list, but its endpoints are still in the client: {named}");
        let help = "remove those that are gone with `cargo xtask remove`";
        Problem::new(message, help).at(specs.name(crate::load::SOURCES))
    };
    all.into_iter().map(problem).collect()
}

/// Fetches and judges the sources.
fn gather(
    list: &[Source],
    options: &UpdateArgs,
    site: &Site,
    (known, draft): (&Known, &Draft),
    removals: Removals,
) -> (Vec<Taken>, Bad) {
    let mut bad = Bad::new();
    let mut shown: Vec<Shown> = Vec::new();
    let mut claimed = BTreeSet::new();
    for source in list {
        let is_chosen = options.sources.is_empty() || options.sources.contains(&source.name);
        if is_chosen {
            let texts = fetch::fetch(source, site, &conditions(source, known, draft));
            let texts = texts.and_then(|texts| match removals {
                Removals::Refuse => whole::check_end(source, &texts, &draft.lock).map(|()| texts),
                Removals::Accept => Ok(texts),
            });
            match texts.and_then(|texts| judge::shown(source, texts, known, &claimed)) {
                Ok(found) => {
                    claimed.extend(found.endpoints.iter().cloned());
                    shown.push(found);
                }
                Err(troubles) => {
                    bad.insert(source.name.clone(), troubles);
                }
            }
        }
        if !is_chosen || bad.contains_key(&source.name) {
            // What it has shown stays its own.
            claimed.extend(known.provenance.of_source(&source.name));
        }
    }
    let all: BTreeSet<String> = shown.iter().flat_map(|shown| shown.endpoints.clone()).collect();
    let mut taken = Vec::new();
    for shown in shown {
        let name = shown.source.name.clone();
        match judge::judge(shown, &all, known, removals) {
            Ok(judged) => taken.push(judged),
            Err(troubles) => {
                bad.insert(name, troubles);
            }
        }
    }
    (taken, bad)
}

/// Returns the validators of the texts of a source. A text is fetched again if the fragments of its endpoints are others now.
fn conditions(source: &Source, known: &Known, draft: &Draft) -> BTreeMap<address::Address, validators::Validators> {
    let fragments =
        |address: &str| validators::fragments(&known.provenance.of_page(&source.name, address), &known.texts);
    draft.lock.of_source(source, fragments)
}

/// Imports all sources and generates the client. Returns `None` if the client cannot be generated.
fn all(
    taken: &[Taken],
    mut draft: Draft,
    removals: Removals,
    dir: &Dir,
    bad: &mut Bad,
) -> Option<(Draft, Made, Vec<Done>)> {
    let mut done = Vec::new();
    let mut troubles = Bad::new();
    for source in taken {
        match draft.take(source, removals, dir) {
            Ok(one) => done.push(one),
            Err(why) => {
                troubles.insert(source.shown.source.name.clone(), why);
            }
        }
    }
    draft.tidy();
    let made = make::make(&draft).ok()?;
    bad.extend(troubles);
    Some((draft, made, done))
}

/// Imports the sources and generates the client after each, to find the one that does not go with the others.
fn one_by_one(
    taken: &[Taken],
    mut draft: Draft,
    (removals, dir): (Removals, &Dir),
    bad: &mut Bad,
    io: &mut Io<'_>,
) -> Result<(Draft, Made, Vec<Done>), Failure> {
    let mut best = make::make(&draft);
    let mut done = Vec::new();
    for source in taken {
        let mut next = draft.clone();
        let made = next.take(source, removals, dir).and_then(|one| {
            next.tidy();
            let made = make::make(&next);
            made.map(|made| (one, made)).map_err(|outcome| {
                vec![Trouble::general(format!("no client can be generated with it:\n{}", take::errors(&outcome)))]
            })
        });
        match made {
            Ok((one, made)) => {
                done.push(one);
                (draft, best) = (next, Ok(made));
            }
            Err(troubles) => {
                bad.insert(source.shown.source.name.clone(), troubles);
            }
        }
    }
    match best {
        Ok(made) => Ok((draft, made, done)),
        Err(outcome) => {
            // The specs had errors before anything was fetched, or there are none.
            print_findings(&outcome, io);
            Err(Failure::Problems(print::problems(bad)))
        }
    }
}
