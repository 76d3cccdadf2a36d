//! Names of tags. A tag is a module, and the parts of its name between `/` and `>` are modules within each other:
//! `Users > Unread notifications` → `users::unread_notifications`.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{self, Style};
use super::lock::Lock;
use super::scope::{Candidate, Claim, List, Scope, Wish, choose};
use super::{RESERVED_MODULES, TagNames};
use crate::api::{Api, Tag};
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};

/// A module by the names that its parts would like to have, from the outside in.
type Way = Vec<String>;

/// Names all tags. A module that holds those of other tags and has no tag of its own becomes one, without operations.
pub(super) fn tags(api: &mut Api, lock: &Lock, root: &Node, findings: &mut Findings) -> Vec<TagNames> {
    let used: BTreeSet<usize> = api.operations.iter().map(|operation| operation.tag).collect();
    let mut ways: Vec<Way> = api.tags.iter().map(way).collect();
    let mut holders: BTreeMap<Way, usize> = BTreeMap::new();
    for index in used.iter().copied().chain(0..ways.len()) {
        holders.entry(ways[index].clone()).or_insert(index);
    }
    for index in &used {
        for length in 1..ways[*index].len() {
            let outer = ways[*index][..length].to_vec();
            holders.entry(outer.clone()).or_insert_with(|| {
                let child = &api.tags[*index];
                let tag = Tag {
                    name: outer_name(&child.name, length),
                    description: None,
                    rust_name: None,
                    at: child.at.clone(),
                };
                api.tags.push(tag);
                ways.push(outer);
                api.tags.len() - 1
            });
        }
    }
    let mut tree = Tree { api, lock, root, ways: &ways, holders: &holders, names: vec![None; ways.len()] };
    for length in 1..=ways.iter().map(Vec::len).max().unwrap_or_default().max(1) {
        tree.level(length, &used, findings);
    }
    let names = tree.names;
    names
        .into_iter()
        .enumerate()
        .map(|(index, names)| names.unwrap_or_else(|| unused(api, index, root, findings)))
        .collect()
}

/// The parts of a tag's name. A name that a person gives is all of it, so it may lead elsewhere.
fn way(tag: &Tag) -> Way {
    match given(tag) {
        Some(parts) => parts,
        None => parts(&tag.name).filter_map(case::snake).collect(),
    }
}

fn given(tag: &Tag) -> Option<Way> {
    let given = tag.rust_name.as_ref()?;
    let parts: Way = given.split("::").map(str::to_owned).collect();
    // What is wrong with the whole of it is told later.
    let outer = &parts[..parts.len() - 1];
    Some(if outer.iter().all(|part| Style::Snake.fits(part)) { parts } else { vec![given.clone()] })
}

fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.splitn(LEVELS, SEPARATORS).map(str::trim)
}

const SEPARATORS: [char; 2] = ['/', '>'];

/// How deep modules lie within each other at most; what more there is belongs to the last one.
const LEVELS: usize = 4;

/// What the tag around another one is called in the document: the first parts of its name.
fn outer_name(name: &str, length: usize) -> String {
    let mut ends = name.match_indices(SEPARATORS).map(|(at, _)| &name[..at]);
    let has_all = |outer: &&str| parts(outer).filter_map(case::snake).count() == length;
    ends.find(has_all).unwrap_or(name).trim().to_owned()
}

struct Tree<'a> {
    api: &'a Api,
    lock: &'a Lock,
    root: &'a Node,
    ways: &'a [Way],
    /// The tag that stands for a way, by which the modules within it find theirs.
    holders: &'a BTreeMap<Way, usize>,
    names: Vec<Option<TagNames>>,
}

impl Tree<'_> {
    /// Names the modules of one depth, those within one module as one scope.
    fn level(&mut self, length: usize, used: &BTreeSet<usize>, findings: &mut Findings) {
        let mut groups: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
        for (index, way) in self.ways.iter().enumerate() {
            // A tag of signs alone has no part; it is told among the first ones.
            if way.len().max(1) == length && self.is_needed(index, used) {
                groups.entry(&way[..length - 1]).or_default().push(index);
            }
        }
        for (outer, members) in groups {
            // A tag of signs alone has the way of the root, which is nobody's.
            let parent = self.holders.get(outer).copied().filter(|_| !outer.is_empty());
            self.group(parent, &members, findings);
        }
    }

    /// Whether a tag has operations, or modules that do.
    fn is_needed(&self, index: usize, used: &BTreeSet<usize>) -> bool {
        let way = &self.ways[index];
        let is_first = self.holders.get(way) == Some(&index);
        let is_around = |other: &usize| self.ways[*other].len() > way.len() && self.ways[*other].starts_with(way);
        used.contains(&index) || is_first && used.iter().any(is_around)
    }

    fn group(&mut self, parent: Option<usize>, members: &[usize], findings: &mut Findings) {
        let outer = parent.and_then(|parent| self.names[parent].as_ref());
        let outer_module = outer.map(|names| names.module.clone());
        let wishes: Vec<Wish> = members.iter().map(|index| self.wish(*index)).collect();
        // A method of the handle around keeps the name that it has.
        let methods: BTreeSet<&str> = match &outer_module {
            Some(module) => self.lock.methods(module).collect(),
            None => BTreeSet::new(),
        };
        let reserved = |name: &str| RESERVED_MODULES.contains(&name) || methods.contains(name);
        let front = outer_module.as_ref().map(|outer| format!("{outer}::")).unwrap_or_default();
        let list = Some(List { key: "tags", front: &front });
        let scope = Scope { root: self.root, key: "x-rust-name", style: Style::Snake, list, reserved: &reserved };
        for (index, name) in members.iter().zip(choose(&wishes, &scope, findings)) {
            let module = match &outer_module {
                Some(outer) => format!("{outer}::{name}"),
                None => name,
            };
            self.names[*index] = Some(names(module, parent));
        }
    }

    fn wish(&self, index: usize) -> Wish {
        let tag = &self.api.tags[index];
        let last = self.ways[index].last();
        let names = last.into_iter().flat_map(|name| [name.clone(), format!("{name}_api")]);
        Wish {
            what: format!("the tag `{}`", tag.name),
            wire: tag.name.clone(),
            at: tag.at.clone(),
            given: tag.rust_name.as_ref().and(last.cloned()),
            locked: None,
            candidates: names.map(|name| Candidate { name, claim: Claim::Whole }).collect(),
        }
    }
}

fn names(module: String, parent: Option<usize>) -> TagNames {
    let camel = case::camel(super::lock::last(&module)).unwrap_or_default();
    let handle = if case::is_taken_type(&camel) { format!("{camel}Operations") } else { camel };
    TagNames { mock: format!("{handle}Mock"), handle, module, parent, feature: String::new(), is_used: true }
}

/// A tag that no operation has: there is nothing that its handle could do.
fn unused(api: &Api, index: usize, root: &Node, findings: &mut Findings) -> TagNames {
    let tag = &api.tags[index];
    let message = format!("no operation has the tag `{}`: there is no module for it", tag.name);
    findings.push(Diagnostic::new(Code::NotGenerated, root.nearest(&tag.at).span, message));
    let module = way(tag).join("::");
    TagNames { is_used: false, ..names(module, None) }
}
