//! Compares which credentials an operation requires, and how they are sent.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Walk, code};
use crate::api::{Operation, Requirement, Scheme, SchemeKind};
use crate::diff::client_items::Item;
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::tree::Node;

/// One alternative of a security requirement: scopes by scheme.
type Alternative = BTreeMap<String, Vec<String>>;

impl<'a> Walk<'a> {
    /// Compares the schemes. If one was removed and an equal one was added, it was renamed.
    pub(super) fn schemes(&mut self) {
        let find = |schemes: &'a [Scheme], key: &str| schemes.iter().find(|scheme| scheme.key == key);
        let (before, after) = (&self.before.api.schemes, &self.after.api.schemes);
        let mut come: Vec<&Scheme> = after.iter().filter(|scheme| find(before, &scheme.key).is_none()).collect();
        for scheme in before {
            match find(after, &scheme.key) {
                Some(other) => self.scheme(scheme, other),
                None => match come.iter().position(|other| other.kind.is_sent_like(&scheme.kind)) {
                    Some(at) => {
                        let other = come.remove(at);
                        self.schemes.insert(scheme.key.clone(), other.key.clone());
                        let about = self.scheme_about(Some(scheme), Some(other));
                        let message =
                            format!("the security scheme {} was renamed to {}", code(&scheme.key), code(&other.key));
                        let rule = (Rule::NameChanged, Wire::None, ChangeKind::SecuritySchemeRenamed);
                        self.push(rule, about, (&scheme.key, &other.key), message);
                    }
                    None => {
                        let about = self.scheme_about(Some(scheme), None);
                        let message = format!("the security scheme {} was removed", code(&scheme.key));
                        self.push(
                            (Rule::SecuritySchemeChanged, Wire::Hazard, ChangeKind::SecuritySchemeRemoved),
                            about,
                            ("there", ""),
                            message,
                        );
                    }
                },
            }
        }
        for scheme in come {
            let about = self.scheme_about(None, Some(scheme));
            let message = format!("the security scheme {} is new", code(&scheme.key));
            self.push(
                (Rule::Compatible, Wire::Compatible, ChangeKind::SecuritySchemeAdded),
                about,
                ("", "there"),
                message,
            );
        }
    }

    fn scheme(&mut self, before: &Scheme, after: &Scheme) {
        let about = self.scheme_about(Some(before), Some(after));
        let (was, is) = (sent_in(&before.kind), sent_in(&after.kind));
        if before.kind != after.kind && before.kind.is_sent_like(&after.kind) {
            let message = format!(
                "the credential {} is now sent in {is}; the case of a header does not matter",
                code(&after.key)
            );
            let rule = (Rule::NameChanged, Wire::None, ChangeKind::HeaderRespelled);
            self.push(rule, about.clone(), (&was, &is), message);
        } else if before.kind != after.kind {
            let message = format!("the credential {} is now sent in {is}; it was in {was}", code(&after.key));
            self.push(
                (Rule::SecuritySchemeChanged, Wire::Breaks, ChangeKind::SecuritySchemeChanged),
                about.clone(),
                (&was, &is),
                message,
            );
        }
        if before.deprecated != after.deprecated {
            let (kind, rule, word) = match after.deprecated {
                true => (ChangeKind::Deprecation, Rule::Deprecated, "now"),
                false => (ChangeKind::DeprecationTakenBack, Rule::Compatible, "no longer"),
            };
            let message = format!("the security scheme {} is {word} deprecated", code(&after.key));
            let texts = if after.deprecated { ("", "deprecated") } else { ("deprecated", "") };
            self.push((rule, Wire::Compatible, kind), about.clone(), texts, message);
        }
        let (was, is) =
            (before.description.as_deref().unwrap_or_default(), after.description.as_deref().unwrap_or_default());
        if was.trim() != is.trim() {
            let message = format!("the description of the security scheme {} was reworded", code(&after.key));
            self.push(
                (Rule::DescriptionReworded, Wire::None, ChangeKind::DescriptionReworded),
                about,
                (was, is),
                message,
            );
        }
    }

    fn scheme_about(&self, before: Option<&Scheme>, after: Option<&Scheme>) -> About {
        let key = before.or(after).map_or_else(String::new, |scheme| scheme.key.clone());
        let span = |state: &State, scheme: Option<&Scheme>| state.root.at(&scheme?.at).map(|node| node.span);
        let names = [(self.before, before), (self.after, after)].into_iter().filter_map(|(state, scheme)| {
            let at = state.api.schemes.iter().position(|other| Some(&other.key) == scheme.map(|scheme| &scheme.key))?;
            Some(Item::Only(format!("ClientBuilder::{}", state.names.schemes.get(at)?)))
        });
        About {
            holder: format!("security scheme {key}"),
            subject: String::new(),
            items: names.collect(),
            before: span(self.before, before),
            after: span(self.after, after),
        }
    }

    /// Compares the credentials that one operation requires.
    pub(super) fn security(&mut self, before: &Operation, after: &Operation) {
        let renamed = |key: &String| self.schemes.get(key).unwrap_or(key).clone();
        let same = |key: &String| key.clone();
        let ordered = (alternatives(before, &renamed), alternatives(after, &same));
        let (mut old, mut new) = ordered.clone();
        old.sort();
        new.sort();
        if ordered.0 == ordered.1 {
            return;
        }
        let (was, is) = if old == new { (told(&ordered.0), told(&ordered.1)) } else { (told(&old), told(&new)) };
        let mut about = self.operation_about();
        about.items.clear();
        let security = |state: &'a State, operation: &Operation| -> Option<&'a Node> {
            let node = state.root.at(&operation.at)?;
            Some(node.get("security").unwrap_or(node))
        };
        about.before = security(self.before, before).map(|node| node.span);
        about.after = security(self.after, after).map(|node| node.span);
        // A change of the security of the whole API appears at all operations.
        (about.holder, about.subject) = ("security".to_owned(), String::new());
        let (wire, kind, word) = match effect(&old, &new) {
            // A client with several credentials sends those of the first alternative that it can satisfy.
            _ if old == new => {
                (Wire::None, ChangeKind::CredentialsReordered, "accepts the same credentials in another order")
            }
            Wire::Breaks => (Wire::Breaks, ChangeKind::CredentialRequired, "requires other credentials"),
            Wire::Hazard => {
                (Wire::Hazard, ChangeKind::ScopeChanged, "requires other scopes (tokens without them get a 403)")
            }
            other => (other, ChangeKind::CredentialRelaxed, "requires less"),
        };
        let message = format!("the server {word}: {} instead of {}", code(&is), code(&was));
        self.push((Rule::SecurityChanged, wire, kind), about, (&was, &is), message);
    }
}

/// Describes where a credential is sent.
fn sent_in(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Header { name, prefix } if prefix.is_empty() => format!("the header {}", code(name)),
        SchemeKind::Header { name, prefix } => format!("the header {} after {}", code(name), code(prefix.trim())),
        SchemeKind::Query { name } => format!("the query as {}", code(name)),
        SchemeKind::Cookie { name } => format!("the cookie {}", code(name)),
        SchemeKind::Basic => "the header `Authorization` after `Basic`".to_owned(),
        SchemeKind::Unsent { word } => format!("HTTP authentication by {}", code(word)),
    }
}

/// Returns the alternatives, each once. If there are none, the only alternative requires no credential.
fn alternatives(operation: &Operation, key: &dyn Fn(&String) -> String) -> Vec<Alternative> {
    let one = |all: &Vec<Requirement>| -> Alternative {
        let scopes = |requirement: &Requirement| {
            let mut scopes = requirement.scopes.clone();
            scopes.sort();
            scopes
        };
        all.iter().map(|requirement| (key(&requirement.scheme), scopes(requirement))).collect()
    };
    let mut found: Vec<Alternative> = operation.security.iter().chain(&operation.unsent).map(one).collect();
    if found.is_empty() {
        found.push(Alternative::new());
    }
    let mut seen = BTreeSet::new();
    found.retain(|alternative| seen.insert(alternative.clone()));
    found
}

/// Returns the effect on a caller whose credential was accepted before.
fn effect(before: &[Alternative], after: &[Alternative]) -> Wire {
    let has_schemes = |old: &Alternative, new: &Alternative| new.keys().all(|scheme| old.contains_key(scheme));
    let has_scopes = |old: &Alternative, new: &Alternative| {
        let held = |scheme: &String| old.get(scheme).map(Vec::as_slice).unwrap_or_default();
        new.iter().all(|(scheme, scopes)| scopes.iter().all(|scope| held(scheme).contains(scope)))
    };
    let worst = before.iter().map(|old| {
        let open: Vec<&Alternative> = after.iter().filter(|new| has_schemes(old, new)).collect();
        if open.is_empty() {
            Wire::Breaks
        } else if open.iter().any(|new| has_scopes(old, new)) {
            Wire::Compatible
        } else {
            Wire::Hazard
        }
    });
    worst.max().unwrap_or(Wire::Compatible)
}

fn told(alternatives: &[Alternative]) -> String {
    let one = |all: &Alternative| {
        if all.is_empty() {
            return "nothing".to_owned();
        }
        let scheme = |(scheme, scopes): (&String, &Vec<String>)| {
            if scopes.is_empty() { scheme.clone() } else { format!("{scheme} with {}", scopes.join(", ")) }
        };
        all.iter().map(scheme).collect::<Vec<_>>().join(" and ")
    };
    alternatives.iter().map(one).collect::<Vec<_>>().join(" or ")
}
