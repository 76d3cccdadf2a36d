//! Joins the locks of two branches: a name that one of them gave is kept. It must not invent a name.

use std::collections::BTreeMap;

use super::lock::{self, Lock};
use crate::document::places::Sources;
use crate::document::source::File;
use crate::findings::{Code, Diagnostic, Findings, Outcome};

/// The locks of two branches, as `names.lock` has them.
#[derive(Clone, Debug)]
pub struct Locks {
    /// The lock of this branch.
    pub ours: File,
    /// The lock of the other branch.
    pub theirs: File,
    /// The lock of the commit that both come from, if it is known.
    pub base: Option<File>,
}

/// The lock of both branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedLock {
    /// Its text.
    pub text: String,
    /// The lines that both branches have changed, each in another way. The names of this branch are kept.
    pub differing: Vec<Differing>,
}

/// A line of the lock that has two names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// The section of the line.
    pub section: String,
    /// What is named.
    pub key: String,
    /// The name on this branch.
    pub ours: String,
    /// The name on the other branch.
    pub theirs: String,
}

/// Joins the locks of two branches. If only one branch has changed a line since their common commit, that line is kept. The next
/// run of the generator removes lines whose item no longer exists.
pub fn join_locks(locks: Locks) -> Outcome<JoinedLock> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let Locks { ours, theirs, base } = locks;
    let mut read = |file: File| lock::read_file(file, &mut sources, &mut findings);
    let (ours, theirs) = (read(ours), read(theirs));
    // Without it, a line that only one side has counts as new.
    let base = base.and_then(|file| lock::read_file(file, &mut sources, &mut Findings::default()));
    let base = base.map(|(base, _)| base);
    let joined = match (ours, theirs) {
        (Some((ours, end)), Some((theirs, _))) => {
            let (lock, differing) = join([ours, theirs, base.unwrap_or_default()]);
            match lock.to_text() {
                Ok(text) => Some(JoinedLock { text, differing }),
                Err(error) => {
                    let message = format!("the lock of names cannot be written: {error}");
                    findings.push(Diagnostic::new(Code::InvalidLock, end, message));
                    None
                }
            }
        }
        _ => None,
    };
    Outcome::new(joined, findings, sources)
}

/// Joins our lock and theirs, which both come from the third.
fn join([mut ours, mut theirs, mut base]: [Lock; 3]) -> (Lock, Vec<Differing>) {
    let mut joined = Lock::default();
    let mut differing = Vec::new();
    let sections = joined.sections().into_iter().zip(ours.sections()).zip(theirs.sections()).zip(base.sections());
    for ((((name, into), (_, ours)), (_, theirs)), (_, base)) in sections {
        let keys = ours.keys().chain(theirs.keys());
        for key in keys {
            let (one, two, before) = (ours.get(key), theirs.get(key), base.get(key));
            let kept = match (one, two) {
                (Some(one), Some(two)) if one != two && before != Some(one) && before != Some(two) => {
                    differing.push((name, key.clone(), one.clone(), two.clone()));
                    Some(one)
                }
                (one, two) if one == before => two,
                (one, two) if two == before => one,
                // One side has changed what the other has removed.
                (one, two) => one.or(two),
            };
            if let Some(kept) = kept {
                into.insert(key.clone(), kept.clone());
            }
        }
    }
    differing.sort();
    differing.dedup();
    let line = |(section, key, ours, theirs): (&str, String, String, String)| Differing {
        section: section.to_owned(),
        key,
        ours,
        theirs,
    };
    (joined, differing.into_iter().map(line).collect())
}

impl Lock {
    /// Returns all sections, each with its name in the file.
    fn sections(&mut self) -> [(&'static str, &mut BTreeMap<String, String>); 18] {
        let Self {
            operations,
            arguments,
            types,
            servers,
            alternatives,
            values,
            tags,
            groups,
            files,
            security_schemes,
            webhooks,
            fields,
            required,
            responses,
            removed,
            was,
            lines: _,
        } = self;
        [
            ("operations", operations),
            ("arguments", arguments),
            ("types", types),
            ("servers", servers),
            ("alternatives", alternatives),
            ("values", values),
            ("tags", tags),
            ("groups", groups),
            ("files", files),
            ("security_schemes", security_schemes),
            ("webhooks", webhooks),
            ("fields", fields),
            ("required", required),
            ("responses", responses),
            ("removed", removed),
            ("was.operations", &mut was.operations),
            ("was.arguments", &mut was.arguments),
            ("was.types", &mut was.types),
        ]
    }
}
