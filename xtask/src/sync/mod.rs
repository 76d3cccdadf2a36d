//! Compares the wanted files with those on disk. A plan lists the differences, and is then applied completely or not at
//! all. Nothing is written outside of the folder of a [`Target`].

mod apply;
pub(crate) mod lock;

use std::collections::BTreeMap;

pub use crate::console::{Dir, Problem};
use crate::load::SOURCES_LOCK;
pub use apply::apply;
pub(crate) use apply::{Leaf, check_path};

/// A folder and the files that it should contain.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The folder.
    pub dir: &'a Dir,
    /// The existing files that may be replaced or removed, by their path in the folder (with `/`).
    pub present: BTreeMap<String, Vec<u8>>,
    /// The wanted files.
    pub wanted: BTreeMap<String, String>,
}

/// A file that differs from the wanted one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path in the folder.
    pub path: String,
    /// The text on disk. `None` if the file is added.
    pub before: Option<Vec<u8>>,
    /// The wanted text. `None` if the file is removed.
    pub after: Option<String>,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is new.
    Added,
    /// Its text is replaced.
    Changed,
    /// It is deleted.
    Removed,
}

impl Change {
    /// Returns what happens to the file.
    pub fn kind(&self) -> Kind {
        match (&self.before, &self.after) {
            (None, _) => Kind::Added,
            (Some(_), Some(_)) => Kind::Changed,
            (Some(_), None) => Kind::Removed,
        }
    }
}

/// When a file is written. A process can be killed in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    New,
    /// Files are removed after the others are written, so that a moved text exists at least once.
    Removed,
    /// What is recorded about fetched texts comes last. Written earlier, it would say of a change that is not there that it was
    /// fetched.
    Record,
}

impl Change {
    fn turn(&self) -> Turn {
        match self.kind() {
            _ if self.path == SOURCES_LOCK => Turn::Record,
            Kind::Removed => Turn::Removed,
            Kind::Added | Kind::Changed => Turn::New,
        }
    }
}

impl Target<'_> {
    /// Lists the differences by path.
    pub fn plan(&self) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        for (path, text) in &self.wanted {
            let before = self.present.get(path);
            if before.is_none_or(|before| before != text.as_bytes()) {
                let before = before.cloned();
                changes.push(Change { path: path.clone(), before, after: Some(text.clone()) });
            }
        }
        for (path, before) in self.present.iter().filter(|(path, _)| !self.wanted.contains_key(*path)) {
            changes.push(Change { path: path.clone(), before: Some(before.clone()), after: None });
        }
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, Turn};

    #[test]
    fn what_is_recorded_about_texts_is_written_last() {
        let change = |path: &str, after: Option<&str>| Change {
            path: path.to_owned(),
            before: Some(Vec::new()),
            after: after.map(str::to_owned),
        };
        let mut turns =
            [change("sources.lock", Some("")), change("users/a.json", None), change("users/b.json", Some(""))];
        turns.sort_by_key(Change::turn);
        assert_eq!(turns.map(|change| change.path), ["users/b.json", "users/a.json", "sources.lock"]);
        assert_eq!(change("sources.lock", None).turn(), Turn::Record);
    }
}
