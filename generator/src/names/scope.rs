//! Decides the names in one scope. A name that a person gives comes first, then the lock, then wishes. `settle`
//! resolves the remaining clashes.

use std::collections::{BTreeMap, BTreeSet};

use super::settle;
use super::wish::{Candidate, Claim, Line, Scope, Taken, Wires, Wish};
use crate::findings::{Code, Diagnostic, Findings};

/// A name, and whether it took part in a clash. Such a name is recorded in the lock.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    pub(super) name: String,
    pub(super) is_settled: bool,
}

/// Returns the names only.
pub(super) fn plain(chosen: Vec<Chosen>) -> Vec<String> {
    chosen.into_iter().map(|chosen| chosen.name).collect()
}

/// Records names in a section of the lock: those that took part in a clash, and those that it has already.
pub(super) fn record(wishes: &[Wish], chosen: &[Chosen], section: &mut BTreeMap<String, String>) {
    for (wish, chosen) in wishes.iter().zip(chosen) {
        if chosen.is_settled || wish.locked.is_some() {
            section.insert(wish.line.key.clone(), chosen.name.clone());
        }
    }
}

/// Gives every item a name. The order of the items does not count.
pub(super) fn choose(wishes: &[Wish], scope: &Scope<'_>, findings: &mut Findings) -> Vec<Chosen> {
    let mut names: Vec<Option<String>> = wishes.iter().map(|wish| given(wish, scope, findings)).collect();
    let is_given: Vec<bool> = names.iter().map(Option::is_some).collect();
    for (name, wish) in names.iter_mut().zip(wishes).filter(|(name, _)| name.is_none()) {
        *name = locked(wish, scope, findings);
    }
    let stepped_down = step_down(wishes, &mut names, scope, findings);
    for (index, wish) in wishes.iter().enumerate().filter(|(index, _)| is_given[*index]) {
        if stepped_down.contains(&index) {
            names[index] = locked(wish, scope, findings);
        } else {
            note_given(wish, findings);
        }
    }
    report_clashes(wishes, &names, scope, findings);
    let fixed: Vec<bool> = names.iter().map(Option::is_some).collect();
    let wires = match scope.wires {
        Wires::Free => BTreeSet::new(),
        Wires::Kept => wishes.iter().map(|wish| wish.wire.as_str()).collect(),
    };
    let mut taken = Taken { names: BTreeSet::new(), scope, wires };
    names.iter().flatten().for_each(|name| taken.take(name));
    rounds(wishes, &mut names, &mut taken);
    let settled = settle::rest(wishes, &mut names, &mut taken, findings);
    let preferred: Vec<Option<String>> = wishes.iter().map(|wish| preferred(wish, scope)).collect();
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    let wants = preferred.iter().zip(wishes).filter(|(_, wish)| wish.given.is_none());
    wants.filter_map(|(name, _)| name.as_ref()).for_each(|name| *wanted.entry(name).or_default() += 1);
    let chosen = names.into_iter().enumerate().map(|(index, name)| {
        let name = name.unwrap_or_default();
        let key = (scope.fold)(&name);
        let is_own = preferred[index].as_ref() == Some(&key);
        let counted = is_own && wishes[index].given.is_none();
        let others = wanted.get(key.as_str()).copied().unwrap_or_default() - usize::from(counted);
        let gave_way = !fixed[index] && preferred[index].is_some() && !is_own;
        Chosen { name, is_settled: settled[index] || stepped_down.contains(&index) || gave_way || others > 0 }
    });
    chosen.collect()
}

/// Returns the best name of an item, as if it were the only one.
fn preferred(wish: &Wish, scope: &Scope<'_>) -> Option<String> {
    let found = wish.candidates.iter().find(|candidate| !(scope.reserved)(&candidate.name))?;
    Some((scope.fold)(&found.name))
}

/// Returns the name that the document gives.
fn given(wish: &Wish, scope: &Scope<'_>, findings: &mut Findings) -> Option<String> {
    let given = wish.given.as_ref()?;
    let name = &given.name;
    if let Some(fault) = fault(name, scope) {
        let message = format!("`{name}` is not a valid name for {}: it {fault}", wish.what);
        let code = if given.is_ours() { Code::InvalidName } else { Code::NameNotUsed };
        findings.push(Diagnostic::new(code, given.source.span, message).help(scope.style.words()));
        return None;
    }
    Some(name.clone())
}

/// Reports that a name in the lock is not used because the document gives another one.
fn note_given(wish: &Wish, findings: &mut Findings) {
    let (Some(given), Some(locked)) = (&wish.given, &wish.locked) else { return };
    let (name, span) = (&given.name, given.source.span);
    if name != locked {
        let message = format!("{} is named `{name}` here; `{locked}` in names.lock is not used", wish.what);
        findings.push(Diagnostic::new(Code::NameGiven, span, message).help("to rename it, change the name here"));
    }
}

/// Returns the name that the lock has.
fn locked(wish: &Wish, scope: &Scope<'_>, findings: &mut Findings) -> Option<String> {
    let name = wish.locked.clone()?;
    let Some(fault) = fault(&name, scope) else { return Some(name) };
    let message = format!("`{name}`, which names.lock has for {}, {fault}", wish.what);
    let invalid = Diagnostic::new(Code::InvalidName, wish.span, message);
    findings.push(invalid.help(format!("change it in names.lock: {}", scope.style.words())));
    None
}

fn fault(name: &str, scope: &Scope<'_>) -> Option<&'static str> {
    if !scope.style.fits(name) {
        Some("is not written like such a name")
    } else if (scope.reserved)(name) {
        Some("is reserved here")
    } else {
        None
    }
}

/// If several items have the same name, those that a fragment named get another one, because fragments are the
/// vendor's.
fn step_down(
    wishes: &[Wish],
    names: &mut [Option<String>],
    scope: &Scope<'_>,
    findings: &mut Findings,
) -> BTreeSet<usize> {
    let mut down = BTreeSet::new();
    for holders in holders(names, scope).into_values().filter(|holders| holders.len() > 1) {
        let is_vendors = |index: &usize| {
            let given = wishes[*index].given.as_ref();
            given.is_some_and(|given| Some(&given.name) == names[*index].as_ref() && !given.is_ours())
        };
        down.extend(holders.into_iter().filter(is_vendors));
    }
    for index in &down {
        let wish = &wishes[*index];
        let name = names[*index].take().unwrap_or_default();
        let message = format!("several items here have the name `{name}`; {} gets another one", wish.what);
        let span = wish.given.as_ref().map_or(wish.span, |given| given.source.span);
        let given = Diagnostic::new(Code::NameNotUsed, span, message);
        let Line { section, key, .. } = &wish.line;
        findings.push(given.help(format!("to rename it, change the name of `{key}` under `{section}` in names.lock")));
    }
    down
}

/// Returns the items by name.
fn holders(names: &[Option<String>], scope: &Scope<'_>) -> BTreeMap<String, Vec<usize>> {
    let mut holders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        if let Some(name) = name {
            holders.entry((scope.fold)(name)).or_default().push(index);
        }
    }
    holders
}

/// Grants wishes in rounds. Every item without a name asks for its best wish that is still free. The item with the best
/// claim gets the name. If several items have an equal claim, none gets it, and each continues with its next wish.
fn rounds(wishes: &[Wish], names: &mut [Option<String>], taken: &mut Taken<'_>) {
    let mut spoilt: BTreeSet<(String, Claim)> = BTreeSet::new();
    let fold = taken.scope.fold;
    loop {
        let mut asked: BTreeMap<String, Vec<(Claim, usize, &str)>> = BTreeMap::new();
        for (index, wish) in wishes.iter().enumerate().filter(|(index, _)| names[*index].is_none()) {
            let free = |candidate: &&Candidate| {
                taken.is_free(&candidate.name, wish) && !spoilt.contains(&(fold(&candidate.name), candidate.claim))
            };
            if let Some(Candidate { name, claim }) = wish.candidates.iter().find(free) {
                asked.entry(fold(name)).or_default().push((*claim, index, name));
            }
        }
        if asked.is_empty() {
            return;
        }
        for (key, mut claims) in asked {
            claims.sort();
            match claims.as_slice() {
                [(claim, ..), (other, ..), ..] if claim == other => {
                    spoilt.insert((key, *claim));
                }
                [(_, index, name), ..] => {
                    names[*index] = Some((*name).to_owned());
                    taken.take(name);
                }
                [] => {}
            }
        }
    }
}

/// Reports that the overlay or the lock gives the same name to two items, which a person has to resolve.
fn report_clashes(wishes: &[Wish], names: &[Option<String>], scope: &Scope<'_>, findings: &mut Findings) {
    for holders in holders(names, scope).into_values() {
        let Some((first, others)) = holders.split_first() else { continue };
        for other in others {
            let (one, two) = (&wishes[*first], &wishes[*other]);
            let name = names[*other].as_deref().unwrap_or_default();
            let message = format!("{} and {} are both named `{name}`", two.what, one.what);
            let line = |wish: &Wish| wish.line.span.filter(|_| wish.given.is_none());
            let clash = match (line(two), line(one)) {
                // Two branches can have given the name.
                (Some(two), Some(one)) => Diagnostic::new(Code::NameClash, two, message).and(one, "the other line"),
                _ => Diagnostic::new(Code::NameClash, two.span, message).and(one.span, "the other one"),
            };
            let where_to = match (&one.given, &two.given) {
                (Some(_), Some(_)) => format!("change one of the two `{}`", scope.key),
                (None, None) => "change the name in one of the two lines of names.lock".to_owned(),
                _ => format!("change the `{}` of one, or the name of the other in names.lock", scope.key),
            };
            findings.push(clash.help(where_to));
        }
    }
}
