//! `cargo xtask release-notes`: drafts the section of the changelog for the next version. It never changes an
//! existing line.

use std::collections::{BTreeMap, BTreeSet};

use generator::diff::Semver;

use crate::baseline::{self, Base, CHANGELOG, Kind};
use crate::changelog::{Mark, sections};
use crate::changelog_draft::{Draft, draft};
use crate::compared::{Compared, compare, title};
use crate::console::{Dir, Failure, Problem, emit, print_warnings};
use crate::load::{ACKNOWLEDGED, LOCK};
use crate::sync::lock::{Access, Missing, lock};
use crate::sync::{self, Target};
use crate::{Exit, Io, NotesArgs, Place, gate};

/// Runs the command.
pub(crate) fn run(options: &NotesArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let (specs, root) = (Dir::new(None, "specs", place), Dir::new(None, "", place));
    let _held = lock(&[(&specs, Missing::Skip)], Access::Write, io)?;
    let base = baseline::read(options.base.as_deref(), &specs, place)?;
    let Some(compared) = compare(base, &specs, place, io)? else {
        return Ok(Exit::Wrong);
    };
    // Changes before the first release need no acknowledgement.
    let is_first = compared.base.kind == Kind::Beginning;
    let reasons = match gate::acknowledgements(&compared, &specs, place) {
        Ok(reasons) => reasons,
        Err(_) if is_first => BTreeMap::new(),
        Err(problems) => return Err(problems.into()),
    };
    let changelog = gate::changelog(place)?;
    let told = [Mark::Told, Mark::Acknowledged].map(|mark| gate::marks_since(&compared.base, &changelog, mark));
    print_warnings(&outdated(&changelog, &told, &compared, &root.name(CHANGELOG)), io);
    let draft = draft(&compared.report, &reasons, &told);
    let target = |dir, name: &str, before: Option<&str>, after: Option<String>| Target {
        dir,
        present: before.map(|text| (name.to_owned(), text.as_bytes().to_vec())).into_iter().collect(),
        wanted: after.map(|text| (name.to_owned(), text)).into_iter().collect(),
    };
    let before = root.path.join(CHANGELOG).exists().then_some(changelog.as_str());
    let after =
        (before.is_some() || draft.lines() > 0).then(|| draft.insert(&changelog, compared.base.closed().as_ref()));
    let acknowledged = compared.acknowledged.as_ref().map(|file| file.text.as_str());
    let written = target(&root, CHANGELOG, before, after);
    let mut cleared = target(&specs, ACKNOWLEDGED, acknowledged, None);
    let old_names = old_names(&compared);
    if let Some((lock, (text, _))) = &old_names {
        cleared.present.insert(LOCK.to_owned(), lock.as_bytes().to_vec());
        cleared.wanted.insert(LOCK.to_owned(), text.clone());
    }
    sync::apply(&[(&root, written.plan()), (&specs, cleared.plan())])?;
    let mut text = summary(&draft, &compared.base, &root.name(CHANGELOG));
    if let Some((_, (_, count))) = old_names {
        let noun = if count == 1 { "old name" } else { "old names" };
        text.push_str(&format!(
            "changed  {}: {count} {noun} of the last release removed; run `cargo xtask codegen`\n",
            specs.name(LOCK)
        ));
    }
    if acknowledged.is_some() {
        text.push_str(&format!("removed  {}: the reasons are in the changelog now\n", specs.name(ACKNOWLEDGED)));
    }
    emit(io, &(text + &next(&compared.base, compared.report.verdict)))?;
    Ok(Exit::Done)
}

/// Returns the lock, and the lock without the old names that the last release had already. Removing a name is major, so they
/// stay until the next release is major anyway.
fn old_names(compared: &Compared) -> Option<(String, (String, usize))> {
    let lock = compared.after.input.lock.as_ref()?;
    let released = compared.base.side.input.lock.as_ref()?;
    let is_major = compared.report.verdict == Semver::Major && compared.base.kind == Kind::Revision;
    let dropped = generator::without_released(lock.clone(), released.clone()).filter(|_| is_major)?;
    Some((lock.text.clone(), dropped))
}

/// Reports lines about changes that were reverted, because only a person may remove them. A released section stays.
fn outdated(changelog: &str, told: &[BTreeSet<String>; 2], compared: &Compared, name: &str) -> Vec<Problem> {
    let is_change = |fingerprint: &str| compared.report.entries.iter().any(|entry| entry.fingerprint == fingerprint);
    let gone = told.iter().flatten().collect::<BTreeSet<_>>().into_iter().filter(|fingerprint| !is_change(fingerprint));
    let (sections, closed) = (sections(changelog), compared.base.closed());
    let open = sections.iter().filter(|section| section.is_open(closed.as_ref()));
    let open: Vec<_> = open.map(|section| section.body.clone()).collect();
    let mut at = 0;
    let mut lines = Vec::new();
    for (index, line) in changelog.split_inclusive('\n').enumerate() {
        if open.iter().any(|body| body.contains(&at)) {
            lines.push((index + 1, line));
        }
        at += line.len();
    }
    let lines = lines.iter();
    gone.flat_map(|fingerprint| {
        lines.clone().filter(move |(_, line)| line.contains(fingerprint.as_str())).map(|(number, _)| {
            let message = "the changelog lists a change that was reverted";
            Problem::new(message, "remove the line, or its mark if it is still true").at(format!("{name}:{number}"))
        })
    })
    .collect()
}

fn summary(draft: &Draft, base: &Base, name: &str) -> String {
    match draft.lines() {
        0 => format!("`{name}` lists every change since {}\n", title(base)),
        1 => format!("changed  {name}: 1 line about changes since {}\n", title(base)),
        lines => format!("changed  {name}: {lines} lines about changes since {}\n", title(base)),
    }
}

fn next(base: &Base, verdict: Semver) -> String {
    match &base.released {
        Some(released) if verdict > Semver::None => {
            format!("the next version is {} or higher\n", gate::Wanted::of(base, released, verdict))
        }
        _ => String::new(),
    }
}
