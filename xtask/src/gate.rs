//! The gate before a release: is the version high enough, and is every effect on deployed clients acknowledged?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use generator::diff::{Entry, Promise, Report, Semver, Wire};

use crate::acknowledged::{self, Acknowledgement, Answer};
use crate::baseline::{Base, CHANGELOG, Kind};
use crate::changelog::{Mark, marks};
use crate::changelog_draft;
use crate::compared::Compared;
use crate::console::{Dir, Problem};
use crate::load::{read_or_empty, read_text};
use crate::version::Version;
use crate::{Place, client_files};

/// Returns why the change passes the gate.
pub(crate) fn check(compared: &Compared, specs: &Dir, place: &Place) -> Result<String, Vec<Problem>> {
    let base = &compared.base;
    if base.kind == Kind::Beginning {
        // Nobody uses the client yet, but an invalid list is still reported.
        acknowledged::read(compared.acknowledged.as_ref())?;
        return Ok("the gate passes: nothing is released yet".to_owned());
    }
    let mut problems = Vec::new();
    let passed = match version(compared, place) {
        Ok(passed) => passed,
        Err(problem) => {
            problems.push(problem);
            String::new()
        }
    };
    if let Err(found) = acknowledgements(compared, specs, place) {
        problems.extend(found);
    }
    if problems.is_empty() { Ok(passed) } else { Err(problems) }
}

/// The version that the changes since a release need.
pub(crate) struct Demand {
    pub(crate) released: Version,
    pub(crate) current: Version,
    pub(crate) wanted: Wanted,
    pub(crate) verdict: Semver,
    /// An item of the client that only the code and not the specs changed.
    beyond: Option<String>,
}

impl Demand {
    /// Returns whether the version of the client is high enough.
    pub(crate) fn is_met(&self, base: &Base) -> bool {
        !base.elsewhere.contains_key(&self.current) && self.current.may_follow(&self.released, &self.wanted.version)
    }
}

/// Compares the version of the client with the changes since a release. `surface` is the public surface of the client.
pub(crate) fn demand(compared: &Compared, surface: &str, place: &Place) -> Result<Demand, Problem> {
    let own = Dir::new(None, client_files::OWN, place);
    let name = own.name("Cargo.toml");
    let base = &compared.base;
    let Some(released) = base.released.clone() else {
        let message = format!("{} has no `{name}`, so it has no version that the gate can compare with", base.name);
        return Err(Problem::new(message, "give a revision that has the client: cargo xtask diff BASE --gate"));
    };
    let current = Version::of_manifest(&read_text(&own.path.join("Cargo.toml"), &name)?)?;
    let beyond = beyond_the_specs(compared, surface);
    let verdict = beyond.iter().map(|promise| promise.effect).fold(compared.report.verdict, Semver::max);
    let beyond = beyond.into_iter().next().map(|promise| promise.path);
    let wanted = Wanted::of(base, &released, verdict);
    Ok(Demand { released, current, wanted, verdict, beyond })
}

fn version(compared: &Compared, place: &Place) -> Result<String, Problem> {
    let own = Dir::new(None, client_files::OWN, place);
    let (name, shown) = (own.name("Cargo.toml"), own.name(client_files::SURFACE));
    let base = &compared.base;
    let since = &base.name;
    let surface = read_or_empty(&own.path.join(client_files::SURFACE), &shown)?;
    if surface.is_empty() && base.surface.is_some() {
        let message = format!("`{shown}` does not exist, so changes of the code cannot be judged");
        return Err(Problem::new(message, "generate it: cargo xtask codegen"));
    }
    let demand = demand(compared, &surface, place)?;
    let is_met = demand.is_met(base);
    let Demand { released, current, wanted, verdict, beyond } = demand;
    let weight = weight(verdict);
    if is_met {
        let current = match current.is_pre_release() {
            true => format!("{current}, a pre-release of {},", current.release()),
            false => current.to_string(),
        };
        return Ok(format!("the gate passes: {current} is enough for {weight} since {since} ({released})"));
    }
    let why = match beyond {
        Some(path) => format!("; the code and not the specs caused it, see {path} in `{shown}`"),
        None => String::new(),
    };
    let taken = base.elsewhere.get(&current).map_or_else(String::new, |tag| {
        format!(", and the tag `{tag}` has it, on a commit that HEAD does not contain")
    });
    let message = format!(
        "the version of the client is {current}{taken}, but {weight} since {since} ({released}) needs {wanted}{why}"
    );
    let help = format!("set this in `{name}`, and run `cargo check` for Cargo.lock:\nversion = \"{}\"", wanted.version);
    Err(Problem::new(message, help))
}

/// The least version that the next release may have.
pub(crate) struct Wanted {
    pub(crate) version: Version,
    /// The tags of lower versions that would do, but are releases already.
    taken: Vec<String>,
}

impl Wanted {
    /// Returns the least version that is no release of another branch.
    pub(crate) fn of(base: &Base, released: &Version, verdict: Semver) -> Self {
        let mut wanted = Self { version: released.after(verdict), taken: Vec::new() };
        while let Some(tag) = base.elsewhere.get(&wanted.version) {
            wanted.taken.push(tag.clone());
            wanted.version = wanted.version.after(verdict.max(Semver::Patch));
        }
        wanted
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.version)?;
        match self.taken.as_slice() {
            [] => Ok(()),
            [tag] => write!(f, " (`{tag}` is a release that HEAD does not contain)"),
            tags => write!(f, " (`{}` are releases that HEAD does not contain)", tags.join("`, `")),
        }
    }
}

/// Returns the effect of changes of the generator, if it is greater than that of the specs. Both sides of the report
/// are made by the current generator, so these changes show only in the surface that was checked in.
fn beyond_the_specs(compared: &Compared, surface: &str) -> Vec<Promise> {
    let Some(before) = compared.base.surface.as_deref().filter(|_| !surface.is_empty()) else {
        return Vec::new();
    };
    let mut promises = generator::diff::compare(before, surface);
    promises.retain(|promise| promise.effect > compared.report.verdict);
    promises.sort_by(|a, b| (b.effect, &a.path).cmp(&(a.effect, &b.path)));
    promises
}

pub(crate) fn weight(verdict: Semver) -> &'static str {
    match verdict {
        Semver::None => "no change",
        Semver::Patch => "a patch",
        Semver::Minor => "a minor change",
        Semver::Major => "a major change",
    }
}

/// Returns the reasons by fingerprint, if each effect on deployed clients has one and nothing else has. Changes that
/// the changelog lists since the base are acknowledged as well, because `release-notes` has moved their reasons there.
pub(crate) fn acknowledgements(
    compared: &Compared,
    specs: &Dir,
    place: &Place,
) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    let given = acknowledged::read(compared.acknowledged.as_ref())?;
    let changelog = changelog(place).map_err(|problem| vec![problem])?;
    let told = marks_since(&compared.base, &changelog, Mark::Acknowledged);
    let is_effect =
        |item: &&Acknowledgement| effects(&compared.report).any(|entry| entry.fingerprint == item.fingerprint);
    let (kept, stale): (Vec<_>, Vec<_>) = given.iter().partition(is_effect);
    let is_given = |entry: &&Entry| kept.iter().any(|item| item.fingerprint == entry.fingerprint);
    let missing: Vec<&Entry> =
        effects(&compared.report).filter(|entry| !is_given(entry) && !told.contains(&entry.fingerprint)).collect();
    let mut problems: Vec<Problem> = stale.iter().map(|item| matches_nothing(item, compared)).collect();
    problems.extend(missing.iter().map(|entry| unacknowledged(entry)));
    if let Some(last) = problems.last_mut() {
        let mut answers: BTreeMap<&str, Answer<'_>> = missing
            .iter()
            .map(|entry| (entry.fingerprint.as_str(), Answer::Wanted(changelog_draft::sentence(entry))))
            .collect();
        answers.extend(kept.iter().map(|item| (item.fingerprint.as_str(), Answer::Given(&item.reason))));
        last.help = way_out(&answers, &acknowledged::name(specs));
        return Err(problems);
    }
    Ok(given.into_iter().map(|item| (item.fingerprint, item.reason)).collect())
}

/// Returns the entries that need an acknowledgement.
pub(crate) fn effects(report: &Report) -> impl Iterator<Item = &Entry> {
    report.entries.iter().filter(|entry| entry.wire >= Wire::Hazard)
}

/// Returns the text of the changelog, or an empty text if there is none.
pub(crate) fn changelog(place: &Place) -> Result<String, Problem> {
    let dir = Dir::new(None, "", place);
    read_or_empty(&dir.path.join(CHANGELOG), &dir.name(CHANGELOG))
}

/// Returns the marks that were added to a changelog since the base.
pub(crate) fn marks_since(base: &Base, changelog: &str, mark: Mark) -> BTreeSet<String> {
    let before = marks(&base.changelog, mark);
    let known = |fingerprint: &String| before.get(fingerprint).copied().unwrap_or_default();
    let now = marks(changelog, mark).into_iter();
    now.filter(|(fingerprint, count)| *count > known(fingerprint)).map(|(fingerprint, _)| fingerprint).collect()
}

fn matches_nothing(item: &Acknowledgement, compared: &Compared) -> Problem {
    let message = format!("the acknowledgement of {} matches no change since {}", item.fingerprint, compared.base.name);
    let place = compared.acknowledged.as_ref().map(|file| acknowledged::place(file, item));
    Problem { message, place, help: "remove it".to_owned() }
}

fn unacknowledged(entry: &Entry) -> Problem {
    let effect = match entry.wire {
        Wire::Breaks => "this breaks deployed clients",
        Wire::Hazard | Wire::Compatible | Wire::None => "this may change what deployed clients do",
    };
    let message =
        format!("{}: {effect} ({}), and it is not acknowledged", changelog_draft::sentence(entry), entry.rule);
    let place = entry.after.as_ref().or(entry.before.as_ref());
    let place = place.map(|place| format!("{}:{}:{}", place.file, place.line, place.column));
    Problem { message, place, help: format!("acknowledge {} with a reason", entry.fingerprint) }
}

fn way_out(answers: &BTreeMap<&str, Answer<'_>>, name: &str) -> String {
    if answers.is_empty() {
        return format!("nothing has to be acknowledged: delete `{name}`");
    }
    let is_wanted = answers.values().any(|answer| matches!(answer, Answer::Wanted(_)));
    let how = if is_wanted { ", with a reason each" } else { "" };
    format!("write this into `{name}`{how}:\n{}", acknowledged::text(answers).trim_end())
}
