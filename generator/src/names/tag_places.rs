//! Where the module of a tag is. `/` and `>` in the name of a tag separate nested modules (`Users > Unread notifications` →
//! `users::unread_notifications`), and `parent` names the tag around it (OpenAPI 3.2, section 4.18).

use super::case::{self, Style};
use super::lock::Lock;
use crate::api::{Api, Tag};
use crate::findings::{Code, Diagnostic, Findings};

/// A module by the wishes of its parts, from the outside in.
pub(super) type Way = Vec<String>;

/// Where the module of a tag is.
#[derive(Clone)]
pub(super) struct TagPlace {
    pub(super) way: Way,
    /// For each part of the way, the name in the document of the tag that has the module up to there.
    pub(super) names: Vec<String>,
}

const SEPARATORS: [char; 2] = ['/', '>'];

/// The maximum depth of modules. Further parts of a name belong to the last module.
const LEVELS: usize = 4;

/// Returns the place of a tag. A name that a person gives is the whole path. The module of a tag whose operations are in the
/// lock stays where it is if the document names a parent later.
pub(super) fn place(api: &Api, index: usize, lock: &Lock, findings: &mut Findings) -> TagPlace {
    let tag = &api.tags[index];
    let plain = of_name(tag);
    let Some(parent) = tag.parent.as_deref().filter(|_| given(tag).is_none()) else { return plain };
    let mut report = |message: String, help: &str| {
        findings.push(Diagnostic::new(Code::NotGenerated, tag.span, message).help(help));
    };
    let Some(outer) = around(api, tag) else {
        let message = format!("the parents of the tag `{}` lead back to it; its module is not nested", tag.name);
        report(message, "correct `parent` with an overlay action");
        return plain;
    };
    let kept = LEVELS.saturating_sub(plain.way.len()).min(outer.way.len());
    let nested = TagPlace {
        way: [&outer.way[..kept], &plain.way].concat(),
        names: [&outer.names[..kept], &plain.names].concat(),
    };
    let module = plain.way.join("::");
    if is_in(api, index, lock, &module) && !is_in(api, index, lock, &nested.way.join("::")) {
        let message = format!("the module `{module}` stays where it is, and not within that of the tag `{parent}`");
        report(message, "to move it, change the names of its operations in names.lock");
        return plain;
    }
    nested
}

/// Returns whether the lock has operations of a tag in a module or within it.
pub(super) fn is_in(api: &Api, tag: usize, lock: &Lock, module: &str) -> bool {
    let of_tag = api.operations.iter().filter(|operation| operation.tag == tag);
    let mut paths = of_tag.filter_map(|operation| lock.operations.get(&operation.place()));
    paths.any(|path| path.strip_prefix(module).is_some_and(|rest| rest.starts_with("::")))
}

/// Returns the place of the tag around a tag. Returns `None` if its parents lead back to it.
fn around(api: &Api, tag: &Tag) -> Option<TagPlace> {
    let declared = |name: &str| api.tags.iter().find(|other| other.name == name);
    let mut chain: Vec<TagPlace> = Vec::new();
    let (mut seen, mut next) = (vec![tag.name.as_str()], tag.parent.as_deref());
    while let Some(name) = next {
        if seen.contains(&name) {
            return None;
        }
        seen.push(name);
        let outer = declared(name);
        chain.push(outer.map_or_else(|| of_text(name), of_name));
        next = outer.filter(|outer| given(outer).is_none()).and_then(|outer| outer.parent.as_deref());
    }
    let join = |all: Vec<TagPlace>| TagPlace {
        way: all.iter().flat_map(|place| place.way.clone()).collect(),
        names: all.into_iter().flat_map(|place| place.names).collect(),
    };
    chain.reverse();
    Some(join(chain))
}

/// Returns the place that a tag has by its own name.
fn of_name(tag: &Tag) -> TagPlace {
    let Some(way) = given(tag) else { return of_text(&tag.name) };
    let names = (1..=way.len()).map(|length| outer_name(&tag.name, length)).collect();
    TagPlace { way, names }
}

fn of_text(name: &str) -> TagPlace {
    let way: Way = parts(name).filter_map(case::snake).collect();
    let names = (1..=way.len()).map(|length| outer_name(name, length)).collect();
    TagPlace { way, names }
}

fn given(tag: &Tag) -> Option<Way> {
    let given = &tag.rust_name.as_ref()?.name;
    let parts: Way = given.split("::").map(str::to_owned).collect();
    // Faults in the whole name are reported later.
    let outer = &parts[..parts.len() - 1];
    Some(if outer.iter().all(|part| Style::Snake.fits(part)) { parts } else { vec![given.clone()] })
}

fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.splitn(LEVELS, SEPARATORS).map(str::trim)
}

/// Returns the name in the document of the tag around another one: the first parts of its name.
fn outer_name(name: &str, length: usize) -> String {
    let mut ends = name.match_indices(SEPARATORS).map(|(at, _)| &name[..at]);
    let has_all = |outer: &&str| parts(outer).filter_map(case::snake).count() == length;
    ends.find(has_all).unwrap_or(name).trim().to_owned()
}
