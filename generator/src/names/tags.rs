//! Names of tags: the modules of operations.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{self, Style};
use super::lock::Lock;
use super::scope::choose;
use super::tag_places::{self, TagPlace, Way};
use super::wish::{Line, Scope, Wires, Wish, with_word};
use super::{RESERVED_MODULES, TagNames};
use crate::api::{Api, Tag};
use crate::findings::{Code, Diagnostic, Findings};

/// Names all tags. A module that contains those of other tags and has no tag gets one, without operations.
pub(super) fn tags(api: &mut Api, (lock, new): (&Lock, &mut Lock), findings: &mut Findings) -> Vec<TagNames> {
    let used: BTreeSet<usize> = api.operations.iter().map(|operation| operation.tag).collect();
    let places: Vec<TagPlace> = tag_places::places(api, lock, findings);
    let mut ways: Vec<Way> = places.iter().map(|place| place.way.clone()).collect();
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
                    name: places[*index].names[length - 1].clone(),
                    parent: None,
                    description: None,
                    rust_name: None,
                    at: child.at.clone(),
                    span: child.span,
                };
                api.tags.push(tag);
                ways.push(outer);
                api.tags.len() - 1
            });
        }
    }
    let mut tree = Tree { api, lock, new, ways: &ways, holders: &holders, names: vec![None; ways.len()] };
    for length in 1..=ways.iter().map(Vec::len).max().unwrap_or_default().max(1) {
        tree.level(length, &used, findings);
    }
    let names = tree.names;
    let named = |(index, names): (usize, Option<TagNames>)| {
        names.unwrap_or_else(|| unused(&api.tags[index], &ways[index], findings))
    };
    names.into_iter().enumerate().map(named).collect()
}

struct Tree<'a> {
    api: &'a Api,
    lock: &'a Lock,
    new: &'a mut Lock,
    ways: &'a [Way],
    /// The tag of each way. Modules within it find their outer module here.
    holders: &'a BTreeMap<Way, usize>,
    names: Vec<Option<TagNames>>,
}

impl Tree<'_> {
    /// Names the modules of one depth, those within one module as one scope.
    fn level(&mut self, length: usize, used: &BTreeSet<usize>, findings: &mut Findings) {
        let mut groups: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
        for (index, way) in self.ways.iter().enumerate() {
            // A tag without a letter or digit has no part. It is named at the first depth.
            if way.len().max(1) == length && self.is_needed(index, used) {
                groups.entry(&way[..length - 1]).or_default().push(index);
            }
        }
        for (outer, members) in groups {
            // The way of a tag without a letter or digit is empty, like that of the root, which has no tag.
            let parent = self.holders.get(outer).copied().filter(|_| !outer.is_empty());
            self.group(parent, &members, findings);
        }
    }

    /// Returns whether a tag, or a module within it, has operations.
    fn is_needed(&self, index: usize, used: &BTreeSet<usize>) -> bool {
        let way = &self.ways[index];
        let is_first = self.holders.get(way) == Some(&index);
        let is_around = |other: &usize| self.ways[*other].len() > way.len() && self.ways[*other].starts_with(way);
        used.contains(&index) || is_first && used.iter().any(is_around)
    }

    fn group(&mut self, parent: Option<usize>, members: &[usize], findings: &mut Findings) {
        let outer = parent.and_then(|parent| self.names[parent].as_ref());
        let outer_module = outer.map(|names| names.module.clone());
        let front = outer_module.as_ref().map(|outer| format!("{outer}::")).unwrap_or_default();
        let mut wishes: Vec<Wish> = members.iter().map(|index| self.wish(*index, &front)).collect();
        self.keep_holders(&mut wishes, members);
        // A method of the outer handle keeps its name.
        let methods: BTreeSet<&str> = match &outer_module {
            Some(module) => self.lock.methods(module).collect(),
            None => BTreeSet::new(),
        };
        let reserved = |name: &str| RESERVED_MODULES.contains(&name) || methods.contains(name);
        let scope = Scope {
            key: "x-rust-name",
            style: Style::Snake,
            fold: str::to_owned,
            wires: Wires::Free,
            reserved: &reserved,
        };
        let chosen = choose(&wishes, &scope, findings);
        for ((index, wish), chosen) in members.iter().zip(&wishes).zip(chosen) {
            let module = format!("{front}{}", chosen.name);
            let is_locked = self.lock.tags.contains_key(&wish.wire);
            if wish.given.is_none() && (chosen.is_settled || is_locked) {
                self.new.tags.insert(wish.wire.clone(), module.clone());
            }
            self.names[*index] = Some(names(module, parent));
        }
    }

    /// If several new tags want the same module, the tag whose operations are in it in the lock gets it.
    fn keep_holders(&self, wishes: &mut [Wish], members: &[usize]) {
        let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, wish) in wishes.iter().enumerate().filter(|(_, wish)| wish.locked.is_none() && wish.given.is_none()) {
            if let Some(candidate) = wish.candidates.first() {
                wanted.entry(format!("{}{}", wish.line.front, candidate.name)).or_default().push(at);
            }
        }
        for (module, wanting) in wanted.into_iter().filter(|(_, wanting)| wanting.len() > 1) {
            let is_in = |at: &usize| tag_places::is_in(self.api, members[*at], self.lock, &module);
            let held: Vec<usize> = wanting.into_iter().filter(is_in).collect();
            if let [holder] = held.as_slice() {
                wishes[*holder].locked = Some(super::lock::last(&module).to_owned());
            }
        }
    }

    fn wish(&self, index: usize, front: &str) -> Wish {
        let tag = &self.api.tags[index];
        let last = self.ways[index].last();
        Wish {
            what: format!("the tag `{}`", tag.name),
            wire: tag.name.clone(),
            span: tag.span,
            given: tag.rust_name.as_ref().and_then(|given| Some(given.with(last?.clone()))),
            locked: self.lock.tags.get(&tag.name).map(|path| super::lock::last(path).to_owned()),
            line: Line { front: front.to_owned(), ..Line::new("tags", &tag.name) },
            candidates: with_word(last.cloned(), "api"),
        }
    }
}

fn names(module: String, parent: Option<usize>) -> TagNames {
    let camel = case::camel(super::lock::last(&module)).unwrap_or_default();
    let handle = if case::is_taken_type(&camel) { format!("{camel}Operations") } else { camel };
    TagNames { mock: format!("{handle}Mock"), handle, module, parent, feature: String::new(), is_used: true }
}

/// Reports a tag without operations, which gets no module.
fn unused(tag: &Tag, way: &Way, findings: &mut Findings) -> TagNames {
    let message = format!("no operation has `{}` as its first tag: there is no module for it", tag.name);
    findings.push(Diagnostic::new(Code::NotGenerated, tag.span, message));
    TagNames { is_used: false, ..names(way.join("::"), None) }
}
