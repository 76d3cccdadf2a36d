//! The files of a document, and the targets of references in them. It must not change them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::neighbours::{Location, locate};
use crate::document::places::Sources;
use crate::document::pointer::{push_token, tokens, unescape};
use crate::document::source::{File, FileId, Span};
use crate::document::tree::{MAX_STEPS, Node};
use crate::findings::{Findings, Level};
use crate::read;

/// A place in a file other than the document's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    /// The path of the file, relative to the folder of the document.
    pub(super) file: String,
    /// The JSON pointer of the place.
    pub(super) pointer: String,
}

/// The target of a reference.
pub(super) enum Lead {
    /// A place in the document itself.
    Own(String),
    /// A place in another file.
    There(Target),
    Lost(Lost),
}

/// Why a reference leads to nothing.
#[derive(Clone, Debug)]
pub(super) enum Lost {
    Elsewhere,
    Outside,
    /// The file cannot be read, with the reason and the position.
    Unread(String, Option<(Span, String)>),
    Nothing,
    Circle,
    TooDeep,
}

/// The files of a document.
pub(super) struct Files {
    /// The path of the document's own file in its folder.
    own: String,
    /// The path of the folder, or nothing.
    folder: String,
    /// The original document and the other files, by path.
    trees: BTreeMap<String, Result<Node, Lost>>,
    paths: BTreeMap<FileId, String>,
    /// The findings in the other files.
    found: BTreeMap<String, Findings>,
    /// The files that references lead to.
    used: RefCell<BTreeSet<String>>,
}

impl Files {
    /// Reads the other files of a document in its folder.
    pub(super) fn read(
        root: &Node,
        (folder, beside): (String, BTreeMap<String, Result<File, String>>),
        sources: &mut Sources,
    ) -> Self {
        let id = root.span.file;
        let own = sources.name(id).rsplit('/').next().unwrap_or_default().to_owned();
        let mut files = Self {
            trees: BTreeMap::from([(own.clone(), Ok(root.clone()))]),
            paths: BTreeMap::from([(id, own.clone())]),
            found: BTreeMap::new(),
            used: RefCell::default(),
            own,
            folder,
        };
        for (path, file) in beside {
            let mut findings = Findings::default();
            let tree = match file {
                Err(why) => Err(Lost::Unread(why, None)),
                Ok(file) => match read::read(file, sources, &mut findings) {
                    Some(tree) if !findings.has_errors() => {
                        files.paths.insert(tree.span.file, path.clone());
                        files.found.insert(path.clone(), findings);
                        Ok(tree)
                    }
                    _ => Err(unread(findings, sources)),
                },
            };
            files.trees.entry(path).or_insert(tree);
        }
        files
    }

    /// Reports the findings in the files that references lead to.
    pub(super) fn report(mut self, findings: &mut Findings) {
        for path in self.used.take() {
            if let Some(found) = self.found.remove(&path) {
                findings.append(found);
            }
        }
    }

    /// Returns whether a reference is in the document's own file and leads to a place in it.
    pub(super) fn is_own(&self, text: &str, at: Span) -> bool {
        text.starts_with('#') && self.paths.get(&at.file) == Some(&self.own)
    }

    /// Returns the target of a reference, through values that are only references.
    pub(super) fn lead(&self, text: &str, at: Span) -> Lead {
        let mut next = match self.target(text, at.file) {
            Ok(target) => target,
            Err(lost) => return Lead::Lost(lost),
        };
        for _ in 0..MAX_STEPS {
            if next.file == self.own {
                return Lead::Own(next.pointer);
            }
            self.used.borrow_mut().insert(next.file.clone());
            let tree = match self.trees.get(&next.file) {
                Some(Ok(tree)) => tree,
                Some(Err(lost)) => return Lead::Lost(lost.clone()),
                None => return Lead::Lost(Lost::Unread("was not looked for".to_owned(), None)),
            };
            let (node, rest) = descend(tree, &next.pointer);
            let reference = node.get("$ref").filter(|_| !rest.is_empty() || node.members().count() == 1);
            let further = reference.and_then(|reference| Some(self.target(reference.as_str()?, reference.span.file)));
            match further {
                Some(Ok(target)) => next = Target { pointer: target.pointer + &rest, ..target },
                Some(Err(lost)) => return Lead::Lost(lost),
                None if rest.is_empty() => return Lead::There(next),
                None => return Lead::Lost(Lost::Nothing),
            }
        }
        Lead::Lost(Lost::Circle)
    }

    /// Returns the target of a value that is only a reference to another file.
    pub(super) fn lone_reference(&self, node: &Node) -> Option<Lead> {
        let reference = node.get("$ref").filter(|_| node.members().count() == 1)?;
        let text = reference.as_str().filter(|text| !self.is_own(text, reference.span))?;
        Some(self.lead(text, reference.span))
    }

    /// Returns the place of a value from another file.
    pub(super) fn own_place(&self, node: &Node, sources: &Sources) -> Option<Target> {
        let file = self.paths.get(&node.span.file).filter(|path| **path != self.own)?.clone();
        Some(Target { file, pointer: sources.pointer(node.span)? })
    }

    /// Returns the value at a place.
    pub(super) fn at(&self, target: &Target) -> Option<&Node> {
        self.trees.get(&target.file)?.as_ref().ok()?.at(&target.pointer)
    }

    /// Returns a place of the document as a place in its file.
    pub(super) fn own(&self, pointer: String) -> Target {
        Target { file: self.own.clone(), pointer }
    }

    /// Returns a reference as it would be written in the document's own file, or `None` if it is the same there.
    pub(super) fn as_in_root(&self, text: &str, at: Span) -> Option<String> {
        let from = self.paths.get(&at.file).filter(|from| **from != self.own)?;
        let Location::File(path) = locate(text, from, &self.folder) else { return None };
        Some(text.split_once('#').map_or(path.clone(), |(_, pointer)| format!("{path}#{pointer}")))
    }

    fn target(&self, text: &str, from: FileId) -> Result<Target, Lost> {
        let from = self.paths.get(&from).ok_or(Lost::Nothing)?;
        let file = match locate(text, from, &self.folder) {
            Location::File(path) => path,
            Location::Outside => return Err(Lost::Outside),
            Location::Elsewhere => return Err(Lost::Elsewhere),
        };
        let pointer = unescape(text.split_once('#').map_or("", |(_, pointer)| pointer));
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(Lost::Nothing);
        }
        Ok(Target { file, pointer })
    }
}

/// Follows a pointer as far as possible, and returns the rest of it.
fn descend<'a>(root: &'a Node, pointer: &str) -> (&'a Node, String) {
    let mut node = root;
    let mut rest = String::new();
    for token in tokens(pointer) {
        let mut step = String::new();
        push_token(&mut step, &token);
        match node.at(&step).filter(|_| rest.is_empty()) {
            Some(child) => node = child,
            None => rest.push_str(&step),
        }
    }
    (node, rest)
}

/// Returns why a file cannot be read, from the first error.
fn unread(findings: Findings, sources: &Sources) -> Lost {
    let mut errors = findings.sorted(sources).into_iter().filter(|found| found.code.level() == Level::Error);
    let first = errors.next();
    let place = first.and_then(|error| Some((error.labels.first()?.span, error.message)));
    Lost::Unread("cannot be read".to_owned(), place)
}
