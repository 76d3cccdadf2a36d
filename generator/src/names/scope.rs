//! One scope of names: who gets which. A name given by a person comes first, then the lock, then wishes.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Style;
use super::proposal::{self, Named};
use crate::api::Pointer;
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};

/// Something that needs a name in a scope.
pub(super) struct Wish {
    /// How messages call it: "the parameter `pg[limit]`".
    pub(super) what: String,
    /// How the document writes it.
    pub(super) wire: String,
    pub(super) at: Pointer,
    /// The name that the document gives (`x-rust-name`).
    pub(super) given: Option<String>,
    pub(super) locked: Option<String>,
    /// In order of preference.
    pub(super) candidates: Vec<Candidate>,
}

/// A name that would do.
#[derive(Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) claim: Claim,
}

/// How good a claim to a name is; the better one wins, and of equal ones none does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// The name is all there is.
    Whole,
    /// Something was left out of it.
    Short,
}

/// How a scope calls a person's attention to a clash.
pub(super) struct Scope<'a> {
    pub(super) root: &'a Node,
    /// The key by which a person gives a name here: `x-rust-name`.
    pub(super) key: &'static str,
    pub(super) style: Style,
    /// For things that the document need not declare.
    pub(super) list: Option<List<'a>>,
    pub(super) reserved: &'a dyn Fn(&str) -> bool,
}

/// The list at the root of the document that declares things by `name`. One that is only mentioned elsewhere has to be
/// declared there to be given a name.
pub(super) struct List<'a> {
    pub(super) key: &'static str,
    /// What a name that a person gives has in front.
    pub(super) front: &'a str,
}

/// Gives every wish a name. Which wishes stand first does not matter.
pub(super) fn choose(wishes: &[Wish], scope: &Scope<'_>, findings: &mut Findings) -> Vec<String> {
    let mut names: Vec<Option<String>> = wishes.iter().map(|wish| given(wish, scope, findings)).collect();
    for (name, wish) in names.iter_mut().zip(wishes).filter(|(name, _)| name.is_none()) {
        *name = locked(wish, scope, findings);
    }
    let mut taken: BTreeSet<String> = names.iter().flatten().cloned().collect();
    settle(wishes, &mut names, &mut taken, scope);
    report_clashes(wishes, &names, scope, findings);
    names.into_iter().zip(wishes).map(|(name, wish)| name.unwrap_or_else(|| first_wish(wish))).collect()
}

/// The name that the document gives. Where the lock holds another one, the reader is told that it does not count.
fn given(wish: &Wish, scope: &Scope<'_>, findings: &mut Findings) -> Option<String> {
    let name = wish.given.clone()?;
    let span = scope.root.nearest(&crate::document::pointer::join(&wish.at, &[scope.key])).span;
    if let Some(fault) = fault(&name, scope) {
        let message = format!("`{name}` is no name for {}: it {fault}", wish.what);
        findings.push(Diagnostic::new(Code::InvalidName, span, message).help(scope.style.words()));
        return None;
    }
    if let Some(locked) = wish.locked.as_ref().filter(|locked| **locked != name) {
        let message = format!("{} is named `{name}` here; `{locked}` in names.lock does not count", wish.what);
        findings.push(Diagnostic::new(Code::NameGiven, span, message).help("to rename it, change the name here"));
    }
    Some(name)
}

/// The name that the lock holds.
fn locked(wish: &Wish, scope: &Scope<'_>, findings: &mut Findings) -> Option<String> {
    let name = wish.locked.clone()?;
    let Some(fault) = fault(&name, scope) else { return Some(name) };
    let message = format!("`{name}`, which names.lock has for {}, {fault}", wish.what);
    let invalid = Diagnostic::new(Code::InvalidName, scope.root.nearest(&wish.at).span, message);
    findings.push(invalid.help(format!("change it in names.lock: {}", scope.style.words())));
    None
}

fn fault(name: &str, scope: &Scope<'_>) -> Option<&'static str> {
    if !scope.style.fits(name) {
        Some("is not written as such a name is")
    } else if (scope.reserved)(name) {
        Some("has a meaning of its own here")
    } else {
        None
    }
}

/// Rounds of wishes: everybody without a name asks for the best one that is still free; who has the best
/// claim gets it, and where several have it nobody does and each goes on to the next wish.
fn settle(wishes: &[Wish], names: &mut [Option<String>], taken: &mut BTreeSet<String>, scope: &Scope<'_>) {
    let mut spoilt: BTreeSet<(String, Claim)> = BTreeSet::new();
    loop {
        let mut asked: BTreeMap<String, Vec<(Claim, usize)>> = BTreeMap::new();
        for (index, wish) in wishes.iter().enumerate().filter(|(index, _)| names[*index].is_none()) {
            let free = |candidate: &&Candidate| {
                !taken.contains(&candidate.name)
                    && !(scope.reserved)(&candidate.name)
                    && !spoilt.contains(&(candidate.name.clone(), candidate.claim))
            };
            if let Some(candidate) = wish.candidates.iter().find(free) {
                asked.entry(candidate.name.clone()).or_default().push((candidate.claim, index));
            }
        }
        if asked.is_empty() {
            return;
        }
        for (name, mut claims) in asked {
            claims.sort();
            match claims.as_slice() {
                [(claim, _), (other, _), ..] if claim == other => {
                    spoilt.insert((name, *claim));
                }
                [(_, index), ..] => {
                    names[*index] = Some(name.clone());
                    taken.insert(name);
                }
                [] => {}
            }
        }
    }
}

/// Everything left without a name, and every name given twice, is a clash for a person to settle.
fn report_clashes(wishes: &[Wish], names: &[Option<String>], scope: &Scope<'_>, findings: &mut Findings) {
    let mut holders: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        let Some(name) = name else { continue };
        match holders.get(name.as_str()) {
            Some(first) => findings.push(clash(wishes, index, Some(*first), name, scope)),
            None => {
                holders.insert(name, index);
            }
        }
    }
    report_nameless(wishes, names, scope, findings);
    let named = |(index, wish): &(usize, &Wish)| names[*index].is_none() && !wish.candidates.is_empty();
    for (index, wish) in wishes.iter().enumerate().filter(named) {
        let name = first_wish(wish);
        let holder = names.iter().position(|holder| holder.as_deref() == Some(name.as_str()));
        let wants =
            |at: &usize| names[*at].is_none() && wishes[*at].candidates.iter().any(|candidate| candidate.name == name);
        match holder.or_else(|| (0..wishes.len()).find(wants)) {
            // The first of several that want a name stands for them; each of the others clashes with it.
            Some(rival) if rival == index => {
                if (rival + 1..wishes.len()).all(|at| !wants(&at)) {
                    findings.push(clash(wishes, index, None, &name, scope));
                }
            }
            Some(rival) => findings.push(clash(wishes, index, Some(rival), &name, scope)),
            None => findings.push(clash(wishes, index, None, &name, scope)),
        }
    }
}

/// What has nothing to make a name of.
fn report_nameless(wishes: &[Wish], names: &[Option<String>], scope: &Scope<'_>, findings: &mut Findings) {
    let plain = match scope.style {
        Style::Snake => "nameless",
        Style::Camel => "Nameless",
    };
    let nameless = |(index, wish): &(usize, &Wish)| names[*index].is_none() && wish.candidates.is_empty();
    for (count, (_, wish)) in wishes.iter().enumerate().filter(nameless).enumerate() {
        let message = format!("{} has no letter or digit to make a name of", wish.what);
        let finding = Diagnostic::new(Code::InvalidName, scope.root.nearest(&wish.at).span, message);
        let other = match count {
            0 => plain.to_owned(),
            more => proposal::with(plain, &(more + 1).to_string(), scope.style),
        };
        findings.push(settle_by(finding, wish, &other, scope));
    }
}

/// Two things that want one name, or one that wants a name with a meaning of its own.
fn clash(wishes: &[Wish], index: usize, rival: Option<usize>, name: &str, scope: &Scope<'_>) -> Diagnostic {
    let wish = &wishes[index];
    let span = scope.root.nearest(&wish.at).span;
    let Some(rival) = rival else {
        let message = format!("{} would be named `{name}`, which has a meaning of its own here", wish.what);
        let clash = Diagnostic::new(Code::NameClash, span, message);
        let other = proposal::with(name, "value", scope.style);
        return settle_by(clash, wish, &other, scope);
    };
    let message = format!("{} and {} would both be named `{name}`", wish.what, wishes[rival].what);
    let clash = Diagnostic::new(Code::NameClash, span, message);
    let clash = clash.and(scope.root.nearest(&wishes[rival].at).span, "the other one");
    if wish.given.is_some() && wishes[rival].given.is_some() {
        return clash.help(format!("change one of the two `{}`", scope.key));
    }
    let things: Vec<Named<'_>> = wishes.iter().map(|wish| Named { wire: &wish.wire, name: first_wish(wish) }).collect();
    let proposed = proposal::distinct(&things, scope.style);
    let other = [index, rival].into_iter().find(|index| proposed[*index] != things[*index].name);
    let (index, other) = match other {
        Some(index) => (index, proposed[index].clone()),
        None => {
            // One has the name from a person or the lock, so the other one goes on to its next wish.
            let index = if wish.given.is_some() { rival } else { index };
            let next = wishes[index].candidates.iter().map(|candidate| &candidate.name).find(|next| *next != name);
            (index, next.cloned().unwrap_or_else(|| proposal::with(name, "2", scope.style)))
        }
    };
    settle_by(clash, &wishes[index], &other, scope)
}

/// Proposes another name for a thing.
fn settle_by(clash: Diagnostic, wish: &Wish, other: &str, scope: &Scope<'_>) -> Diagnostic {
    let node = scope.root.nearest(&wish.at);
    if scope.key != ENUM_KEY {
        let front = scope.list.as_ref().map_or("", |list| list.front);
        let name = format!("{}: {front}{other}", scope.key);
        return match scope.list.as_ref().filter(|list| !wish.at.starts_with(&format!("/{}/", list.key))) {
            Some(List { key, front: _ }) => {
                let thing = crate::document::write::quoted(&wish.wire);
                clash.help(HELP).action(scope.root.span, format!("{{{key}: [{{name: {thing}, {name}}}]}}"))
            }
            None => clash.help(HELP).action(node.span, format!("{{{name}}}")),
        };
    }
    // The values of several enums may be of one type.
    if node.get("enum").is_none() {
        return clash.help(format!("name the values of each enum with an overlay action: `{ENUM_KEY}`"));
    }
    let value = crate::document::write::quoted(&wish.wire);
    clash.help(HELP).action(node.span, format!("{{{ENUM_KEY}: {{{value}: {other}}}}}"))
}

/// The key that names the values of an enum.
pub(super) const ENUM_KEY: &str = "x-enum-varnames";

pub(super) const HELP: &str = "write this under `actions` of the overlay, or choose another name";

fn first_wish(wish: &Wish) -> String {
    wish.candidates.first().map_or_else(|| "nameless".to_owned(), |candidate| candidate.name.clone())
}
