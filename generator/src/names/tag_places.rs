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

/// The maximum number of tags around a tag.
const DEEPEST: usize = 32;

/// Returns the places of all tags. A name that a person gives is the whole path. The module of a tag whose operations are in the
/// lock stays where it is if the document changes its parent.
pub(super) fn places(api: &Api, lock: &Lock, findings: &mut Findings) -> Vec<TagPlace> {
    let mut places = Places { api, lock, findings, known: vec![None; api.tags.len()], open: Vec::new() };
    (0..api.tags.len()).map(|index| places.place(index)).collect()
}

struct Places<'a> {
    api: &'a Api,
    lock: &'a Lock,
    findings: &'a mut Findings,
    known: Vec<Option<TagPlace>>,
    /// The tags whose places are being found, each within the one after it.
    open: Vec<usize>,
}

impl Places<'_> {
    fn place(&mut self, index: usize) -> TagPlace {
        if let Some(place) = &self.known[index] {
            return place.clone();
        }
        self.open.push(index);
        let place = self.found(index);
        self.open.pop();
        self.known[index] = Some(place.clone());
        place
    }

    fn found(&mut self, index: usize) -> TagPlace {
        let api = self.api;
        let tag = &api.tags[index];
        let plain = of_name(tag);
        if given(tag).is_some() {
            return plain;
        }
        let nested = match &tag.parent {
            Some(parent) => self.within(tag, parent, &plain),
            None => plain.clone(),
        };
        self.kept(index, &plain, &nested).unwrap_or(nested)
    }

    /// Returns the place of a tag within that of its parent.
    fn within(&mut self, tag: &Tag, parent: &str, plain: &TagPlace) -> TagPlace {
        let outer = match self.api.tags.iter().position(|other| other.name == parent) {
            Some(outer) if self.open.contains(&outer) || self.open.len() > DEEPEST => {
                let message = format!("the parents of the tag `{}` lead in a circle, or are too many", tag.name);
                self.report(
                    tag,
                    format!("{message}; its module is not nested"),
                    "correct `parent` with an overlay action",
                );
                return plain.clone();
            }
            Some(outer) => self.place(outer),
            None => of_text(parent),
        };
        // The name may say it as well: `Admin/Users` within `Admin`.
        if plain.way.len() > outer.way.len() && plain.way.starts_with(&outer.way) {
            return plain.clone();
        }
        TagPlace { way: [outer.way, plain.way.clone()].concat(), names: [outer.names, plain.names.clone()].concat() }
    }

    /// Returns the place that the operations of a tag have in the lock, if it is that of the tag with another parent.
    fn kept(&mut self, index: usize, plain: &TagPlace, wanted: &TagPlace) -> Option<TagPlace> {
        let tag = &self.api.tags[index];
        if plain.way.len() != 1 || is_in(self.api, index, self.lock, &wanted.way.join("::")) {
            return None;
        }
        let locked = self.lock.tags.get(&tag.name).map(|path| super::lock::last(path));
        let operations = self.api.operations.iter().filter(|operation| operation.tag == index);
        let paths = operations.filter_map(|operation| self.lock.operations.get(&operation.place()));
        let mut modules = paths.filter_map(|path| path.rsplit_once("::")).map(|(module, _)| module);
        let is_own = |module: &&str| {
            let last = super::lock::last(module);
            last == plain.way[0] || Some(last) == locked
        };
        let way: Way = modules.find(is_own)?.split("::").map(str::to_owned).collect();
        // Only the module around it may differ: a name that was given in a clash is no other place.
        let is_others = |(other, tag): (usize, &Tag)| other != index && of_name(tag).way == way;
        if way[..way.len() - 1] == wanted.way[..wanted.way.len() - 1] || self.api.tags.iter().enumerate().any(is_others)
        {
            return None;
        }
        let message =
            format!("the module `{}` of the tag `{}` stays where it is in the lock", way.join("::"), tag.name);
        self.report(tag, message, "to move it, change the names of its operations in names.lock");
        // A module around it that no tag has any more is called what it is.
        let names = [&way[..way.len() - 1], std::slice::from_ref(&tag.name)].concat();
        Some(TagPlace { way, names })
    }

    fn report(&mut self, tag: &Tag, message: String, help: &str) {
        self.findings.push(Diagnostic::new(Code::NotGenerated, tag.span, message).help(help));
    }
}

/// Returns whether the lock has operations of a tag in a module or within it.
pub(super) fn is_in(api: &Api, tag: usize, lock: &Lock, module: &str) -> bool {
    let of_tag = api.operations.iter().filter(|operation| operation.tag == tag);
    let mut paths = of_tag.filter_map(|operation| lock.operations.get(&operation.place()));
    paths.any(|path| path.strip_prefix(module).is_some_and(|rest| rest.starts_with("::")))
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
