//! The fragments in the specs folder before an import. It must not change them.

use std::collections::{BTreeMap, BTreeSet};

use super::fragment::{Operation, operations};
use super::selection::Selection;
use crate::document::places::Sources;
use crate::document::source::File;
use crate::document::tree::Node;
use crate::document::write;
use crate::findings::Findings;
use crate::findings::stage::Progress;
use crate::read;

/// The content of a specs folder before an import.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    /// The fragments, by their path in the folder (with `/`).
    pub fragments: BTreeMap<String, File>,
    /// Fragments that a merge has left in conflict, each with the texts of both sides. If the pages show their endpoints,
    /// they are written anew.
    pub in_conflict: BTreeMap<String, Vec<File>>,
    /// The overlay: an import says which of its actions lose what they were written for.
    pub overlay: Option<File>,
    /// The endpoints that stay although the pages no longer show them, such as `GET /users`.
    pub kept: BTreeSet<String>,
    /// What the import takes of the pages. Without it, everything is taken.
    pub selection: Option<Selection>,
    /// Receives the stages of an import.
    pub progress: Progress,
}

impl From<BTreeMap<String, File>> for Existing {
    fn from(fragments: BTreeMap<String, File>) -> Self {
        Self { fragments, ..Self::default() }
    }
}

/// A file in the specs folder.
pub(super) struct Known {
    /// Its path in the folder.
    pub(super) path: String,
    /// Its operations. There is one, unless a person wrote the file.
    pub(super) operations: Vec<Operation>,
    /// Its content, as an import would write it.
    pub(super) canonical: String,
    pub(super) root: Node,
}

/// Reads the files. One that cannot be read is an error, because it may be the endpoint that is imported.
pub(super) fn read(
    existing: BTreeMap<String, File>,
    in_conflict: BTreeMap<String, Vec<File>>,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Vec<Known> {
    let mut known = Vec::new();
    for (path, file) in existing {
        if let Some(root) = read::read(file, sources, findings) {
            known.push(Known { path, operations: operations(&root), canonical: write::json(&root), root });
        }
    }
    for (path, sides) in in_conflict {
        let mut inside = Findings::default();
        let mut roots = sides.into_iter().filter_map(|file| read::read(file, sources, &mut inside));
        match roots.next() {
            // It equals no text, so it is written anew.
            Some(root) => known.push(Known { path, operations: operations(&root), canonical: String::new(), root }),
            None => {
                drop(roots);
                inside.sorted(sources).into_iter().for_each(|finding| findings.push(finding));
            }
        }
    }
    known.sort_by(|one, two| one.path.cmp(&two.path));
    known
}
