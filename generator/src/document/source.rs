//! An input file, and a part of it.

/// An input file: its whole text, and the name that messages show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name that messages show, by convention a path relative to where the command runs.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl File {
    /// Makes a file from a name and a text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }
}

/// Identifies a file in [`Sources`](crate::Sources).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub(in crate::document) u32);

/// A part of a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    pub(crate) fn new(file: FileId, start: usize, end: usize) -> Self {
        Self { file, start, end }
    }
}
