//! What to write instead of code that no longer compiles.

use super::{ChangeKind, Entry, Promise, Semver};
use crate::surface::usage::{Detail, Usages};

/// What to write instead of a use of an item that no longer compiles.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Cure {
    /// The promise that is broken, as an index into [`super::Report::promises`].
    pub promise: usize,
    /// The code that fails: `client.users().list(team_id)`.
    pub was: String,
    /// The code that works; `None` where nothing replaces it.
    pub is: Option<String>,
}

/// Returns a cure for each broken promise that a person uses in code. Parts of an item that is reported itself, such as a type
/// that only a removed method returns, have none.
pub(super) fn cures(promises: &[Promise], entries: &[Entry], (before, after): (&str, &str)) -> Vec<Cure> {
    let is_broken = |promise: &Promise| promise.effect == Semver::Major;
    if !promises.iter().any(is_broken) {
        return Vec::new();
    }
    let (before, after) = (Usages::of(before), Usages::of(after));
    let mut found: Vec<Cure> = Vec::new();
    for (index, promise) in promises.iter().enumerate().filter(|(_, promise)| is_broken(promise)) {
        // A trait that a type has lost is no code.
        if promise.before.as_deref().is_none_or(|text| text.starts_with("impl ")) && promise.after.is_none() {
            continue;
        }
        let path = replaced_path(index, promises, entries);
        let Some(was) = before.code(&promise.path, Detail::Names) else { continue };
        let is = after.code(path.as_deref().unwrap_or(&promise.path), Detail::Names);
        let cure = match is {
            // The names are the same, so the types differ.
            Some(is) if is == was => {
                let code = |usages: &Usages<'_>| usages.code(&promise.path, Detail::Types);
                code(&before).zip(code(&after)).map(|(was, is)| (was, Some(is)))
            }
            is => Some((was, is)),
        };
        let cure = cure.filter(|(was, is)| is.as_ref() != Some(was));
        if let Some((was, is)) = cure.filter(|(was, _)| !found.iter().any(|cure| cure.was == *was)) {
            found.push(Cure { promise: index, was, is });
        }
    }
    // Calls and fields come first, and before them what has a replacement; a type that vanishes with its method is seldom
    // named.
    found.sort_by_key(|cure| (!cure.was.contains(['.', '(']), cure.is.is_none()));
    found
}

fn is_function(text: &Option<String>) -> bool {
    text.as_deref().is_some_and(|text| text.starts_with("fn(") || text.starts_with("async fn("))
}

/// Where an item that was removed is now: under another name, or in another module.
fn replaced_path(index: usize, promises: &[Promise], entries: &[Entry]) -> Option<String> {
    let promise = promises.get(index).filter(|promise| promise.after.is_none())?;
    let (around, name) = promise.path.rsplit_once("::").unwrap_or(("", &promise.path));
    for entry in entries.iter().filter(|entry| entry.promises.contains(&index)) {
        let (was, is) = (&entry.topic.old, &entry.topic.new);
        match entry.kind {
            ChangeKind::TypeRenamed => {
                let rest = promise.path.strip_prefix(was.as_str());
                if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with("::")) {
                    return Some(format!("{is}{rest}"));
                }
            }
            ChangeKind::MethodRenamed
            | ChangeKind::ArgumentRenamed
            | ChangeKind::RequiredArgumentRenamed
            | ChangeKind::FieldRenamed
            | ChangeKind::ServerRenamed
                if name == was =>
            {
                return Some(format!("{around}::{is}"));
            }
            // What leads to it is another item in the same place.
            ChangeKind::TagRenamed | ChangeKind::SecuritySchemeRenamed => {
                let new = entry.promises.iter().filter_map(|index| promises.get(*index));
                let is_twin = |other: &&Promise| {
                    let place = other.path.rsplit_once("::").unwrap_or(("", &other.path)).0;
                    other.before.is_none()
                        && place == around
                        && is_function(&other.after) == is_function(&promise.before)
                };
                let mut twins = new.filter(is_twin);
                if let (Some(twin), None) = (twins.next(), twins.next()) {
                    return Some(twin.path.clone());
                }
            }
            ChangeKind::EndpointMoved => {
                let new = entry.promises.iter().filter_map(|index| promises.get(*index));
                let mut new = new.filter(|other| other.before.is_none() && other.path.contains("::"));
                let found = new.find(|other| other.path.rsplit("::").next() == Some(name));
                if let Some(found) = found {
                    return Some(found.path.clone());
                }
            }
            _ => {}
        }
    }
    None
}
