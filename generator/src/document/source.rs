//! A text that was handed in, and a piece of it.

/// A file as it was handed in: a name for messages and its whole text.
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

/// Names a file of [`Sources`](crate::Sources).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub(in crate::document) u32);

/// A piece of one file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
}

impl Span {
    pub(crate) fn new(file: FileId, start: usize, end: usize) -> Self {
        Self { file, start, end }
    }
}
