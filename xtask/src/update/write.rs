//! Writes an update: the specs, the client, the page of codes and, for a pull request, version and changelog. All of it
//! or nothing.

use std::collections::BTreeMap;

use super::pull_request::PullRequest;
use super::{Update, UpdateArgs};
use crate::Place;
use crate::baseline::CHANGELOG;
use crate::client_files::{self, Client};
use crate::codegen;
use crate::console::{Dir, Failure};
use crate::load::read_or_empty;
use crate::load::{GONE, LOCK, PROVENANCE, SOURCES_LOCK, Specs};
use crate::sync::{self, Change, Kind, Target};

/// The lock of the workspace.
pub(crate) const CARGO_LOCK: &str = "Cargo.lock";

/// Returns whether the run changes the specs. What is recorded about the texts does not count, unless an endpoint has another
/// origin than before.
pub(crate) fn is_news(update: &Update, specs: &Dir) -> bool {
    let is_record = |change: &Change| match change.path.as_str() {
        SOURCES_LOCK => true,
        PROVENANCE => change.kind() == Kind::Added,
        _ => false,
    };
    folder(update, specs).plan().iter().any(|change| !is_record(change))
}

/// Writes an update, and returns a line for each changed file, and the totals.
pub(crate) fn write(
    update: &Update,
    pull_request: Option<&PullRequest>,
    (specs, out): (&Dir, &Dir),
    options: &UpdateArgs,
    place: &Place,
) -> Result<String, Failure> {
    let mut client = client_files::client(update.made.generated.clone(), out, place)?;
    if !client.problems.is_empty() {
        return Err(client.problems.into());
    }
    if let Some(pull_request) = pull_request {
        pull_request.raise(&mut client.target.wanted);
    }
    let docs = Dir::new(None, codegen::DOCS, place);
    let root = Dir::new(None, "", place);
    let folder = folder(update, specs);
    let page = codegen::page(options.out.as_deref(), &docs)?;
    let others = root_files(pull_request, &root)?;
    let total = [&folder, &client.target, &page, &others].iter().map(|target| target.wanted.len()).sum();
    let plans = [(specs, folder.plan()), (out, client.target.plan()), (&docs, page.plan()), (&root, others.plan())];
    sync::apply(&plans)?;
    Ok(codegen::summary(&plans, total))
}

/// Returns the client as it will be.
pub(crate) fn client<'a>(update: &Update, out: &'a Dir, place: &Place) -> Result<Client<'a>, Failure> {
    Ok(client_files::client(update.made.generated.clone(), out, place)?)
}

/// Returns the folder of the specs as it is and as it will be.
fn folder<'a>(update: &Update, dir: &'a Dir) -> Target<'a> {
    let Specs { fragments, lock, gone, sources_lock, provenance, .. } = &update.before;
    let draft = &update.draft;
    let own = |name: &str, text: Option<String>| text.map(|text| (name.to_owned(), text));
    let present = fragments.iter().map(|(path, file)| (path.clone(), file.text.clone()));
    let known = [(LOCK, lock), (GONE, gone), (SOURCES_LOCK, sources_lock), (PROVENANCE, provenance)];
    let known = known.into_iter().filter_map(|(name, file)| own(name, file.as_ref().map(|file| file.text.clone())));
    let wanted = draft.specs.fragments.iter().map(|(path, file)| (path.clone(), file.text.clone()));
    let made = [
        own(LOCK, Some(update.made.generated.lock.clone())),
        own(GONE, draft.gone.text()),
        own(SOURCES_LOCK, draft.lock.text()),
        own(PROVENANCE, draft.provenance.text()),
    ];
    Target {
        dir,
        present: present.chain(known).map(|(path, text)| (path, text.into_bytes())).collect(),
        wanted: wanted.chain(made.into_iter().flatten()).collect(),
    }
}

/// Returns the files at the root of the repository that a pull request changes.
fn root_files<'a>(pull_request: Option<&PullRequest>, root: &'a Dir) -> Result<Target<'a>, Failure> {
    let mut target = Target { dir: root, present: BTreeMap::new(), wanted: BTreeMap::new() };
    let Some(pull_request) = pull_request else { return Ok(target) };
    for (name, text) in [(CHANGELOG, &pull_request.changelog), (CARGO_LOCK, &pull_request.cargo_lock)] {
        let Some(text) = text else { continue };
        let present = read_or_empty(&root.path.join(name), &root.name(name))?;
        if root.path.join(name).exists() {
            target.present.insert(name.to_owned(), present.into_bytes());
        }
        target.wanted.insert(name.to_owned(), text.clone());
    }
    Ok(target)
}
