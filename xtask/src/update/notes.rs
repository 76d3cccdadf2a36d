//! The version and the notes of the next release, in memory. The gate decides what they have to be.

use std::collections::{BTreeMap, BTreeSet};

use generator::diff::Side;

use super::Update;
use crate::baseline::{self, CHANGELOG, Kind};
use crate::changelog::Mark;
use crate::changelog_draft;
use crate::client_files::{self, Client};
use crate::compared::Compared;
use crate::console::{Dir, Failure, Problem};
use crate::gate;
use crate::load::read_or_empty;
use crate::load::{Specs, read_text};
use crate::version::Version;
use crate::{Place, update::make, update::write::CARGO_LOCK};

/// What the next release needs.
#[derive(Default)]
pub(crate) struct Notes {
    /// The base of the comparison.
    pub(crate) since: String,
    /// The version that the client has to be raised to.
    pub(crate) version: Option<Raised>,
    /// The changelog with the drafted lines.
    pub(crate) changelog: Option<String>,
    /// How many lines were drafted.
    pub(crate) drafted: usize,
    /// What has to be acknowledged, and the lines to write.
    pub(crate) unacknowledged: Vec<Problem>,
}

/// A version that is too low.
pub(crate) struct Raised {
    pub(crate) from: Version,
    pub(crate) to: Version,
    /// The manifest and the lock of the workspace with the new version.
    pub(crate) manifest: String,
    pub(crate) cargo_lock: Option<String>,
}

/// Compares the updated client with the last release.
pub(crate) fn notes(update: &Update, specs: &Dir, place: &Place) -> Result<Notes, Failure> {
    let mut base = baseline::read(None, specs, place)?;
    let own = Dir::new(None, client_files::OWN, place);
    let before = Specs {
        fragments: base.side.input.fragments.iter().map(|file| (file.name.clone(), file.clone())).collect(),
        overlay: base.side.input.overlay.clone(),
        lock: base.side.input.lock.clone(),
        accepted: base.side.input.accepted.clone(),
        ..Specs::default()
    };
    base.side.input = make::input(&before).0;
    let after = Side { input: update.made.input.clone(), sources: client_files::own_sources(place)?.into() };
    let Ok(report) = generator::diff::diff(base.side.clone(), after.clone()) else {
        let message = format!("no client can be generated from the specs of {}", base.name);
        return Err(Problem::new(message, "tag a release, or run the command without `--pull-request`").into());
    };
    let acknowledged = update.draft.specs.acknowledged.clone();
    let compared = Compared { base, report, acknowledged, after, gone: None };
    let mut notes = Notes { since: compared.base.name.clone(), ..Notes::default() };
    if compared.base.kind != Kind::Beginning {
        let Client { target, .. } = super::write::client(update, &own, place)?;
        let surface = target.wanted.get(client_files::SURFACE).cloned().unwrap_or_default();
        let demand = gate::demand(&compared, &surface, place)?;
        if !demand.is_met(&compared.base) {
            let manifest = match target.wanted.get("Cargo.toml") {
                Some(text) => text.clone(),
                None => read_text(&own.path.join("Cargo.toml"), &own.name("Cargo.toml"))?.text,
            };
            notes.version = Some(raise(&manifest, demand.current, demand.wanted.version, place)?);
        }
        notes.unacknowledged = gate::acknowledgements(&compared, specs, place).err().unwrap_or_default();
    }
    let changelog = gate::changelog(place)?;
    let told = gate::marks_since(&compared.base, &changelog, Mark::Told);
    // The reasons of effects on deployed clients are moved there before a release, when they are all given.
    let effects: BTreeSet<String> = gate::effects(&compared.report).map(|entry| entry.fingerprint.clone()).collect();
    let draft = changelog_draft::draft(&compared.report, &BTreeMap::new(), &[told, effects]);
    notes.drafted = draft.lines();
    let has_file = place.repository.join(CHANGELOG).exists();
    notes.changelog =
        (has_file || notes.drafted > 0).then(|| draft.insert(&changelog, compared.base.closed().as_ref()));
    Ok(notes)
}

fn raise(manifest: &str, from: Version, to: Version, place: &Place) -> Result<Raised, Problem> {
    let root = Dir::new(None, "", place);
    let lock = read_or_empty(&root.path.join(CARGO_LOCK), &root.name(CARGO_LOCK))?;
    let cargo_lock = locked(&lock, client_files::OWN, &to).filter(|text| *text != lock);
    let manifest = with_version(manifest, &to);
    Ok(Raised { from, to, manifest, cargo_lock })
}

/// Replaces the version below `[package]`.
pub(crate) fn with_version(manifest: &str, to: &Version) -> String {
    let mut section = String::new();
    let line = |line: &str| {
        if line.trim().starts_with('[') {
            section = line.trim().to_owned();
        }
        let is_version = section == "[package]" && line.split('=').next().is_some_and(|key| key.trim() == "version");
        let end = if line.ends_with('\n') { "\n" } else { "" };
        if is_version { format!("version = \"{to}\"{end}") } else { line.to_owned() }
    };
    manifest.split_inclusive('\n').map(line).collect()
}

/// Replaces the version of a package in a lock of the workspace.
fn locked(lock: &str, package: &str, to: &Version) -> Option<String> {
    let head = format!("[[package]]\nname = \"{package}\"\nversion = \"");
    let (before, rest) = lock.split_once(&head)?;
    let (_, rest) = rest.split_once('"')?;
    Some(format!("{before}{head}{to}\"{rest}"))
}
