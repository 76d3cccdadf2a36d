//! Finds the files that a document refers to. It does not open them: the caller reads them.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::places::Sources;
use crate::document::pointer::unescape;
use crate::document::source::File;
use crate::document::tree::{Node, Value};
use crate::findings::Findings;
use crate::read;

/// A page or a document, with the files that it refers to.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page or document.
    pub file: File,
    /// The absolute path of its folder, with `/`. A reference may leave the folder and lead back into it. May be empty.
    pub folder: String,
    /// The files that it refers to, by their path in its folder (with `/`), or why they cannot be read.
    pub beside: BTreeMap<String, Result<File, String>>,
}

impl From<File> for Page {
    fn from(file: File) -> Self {
        Self { file, folder: String::new(), beside: BTreeMap::new() }
    }
}

/// Returns the files that a file refers to, by their paths in the folder of the document.
///
/// `at` is the path of the file itself in that folder, and `folder` is that of [`Page`]. References out of the
/// folder or to another server are skipped.
pub fn local_references(file: &File, at: &str, folder: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if !may_refer(&file.text) {
        return found;
    }
    let root = read::read(file.clone(), &mut Sources::default(), &mut Findings::default());
    let mut open: Vec<&Node> = root.iter().collect();
    while let Some(node) = open.pop() {
        let reference = node.get("$ref").and_then(Node::as_str);
        let mapping = node.get("mapping").into_iter().flat_map(Node::members);
        let mapped = mapping.filter_map(|(_, member)| member.node.as_str()).filter(|text| names_file(text));
        for text in reference.into_iter().chain(mapped) {
            if let Location::File(path) = locate(text, at, folder) {
                found.insert(path);
            }
        }
        match &node.value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values().map(|member| &member.node)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found.remove(at);
    found
}

/// Returns whether a text may contain a reference to a file. Most do not, and need not be parsed.
fn may_refer(text: &str) -> bool {
    let mut references = text.split("$ref").skip(1);
    let is_odd = |behind: &str| {
        let value = behind.trim_start_matches(|char: char| char.is_whitespace() || matches!(char, '"' | '\'' | ':'));
        !value.starts_with('#')
    };
    references.any(is_odd)
        || (text.contains("mapping") && [".json", ".yaml", ".yml"].iter().any(|it| text.contains(it)))
}

/// Returns whether the value of a mapping is a file, and not the name of a schema or a place in the same document.
pub(super) fn names_file(text: &str) -> bool {
    let (path, pointer) = text.split_once('#').map_or((text, None), |(path, pointer)| (path, Some(pointer)));
    let lower = path.to_ascii_lowercase();
    !path.is_empty() && (pointer.is_some() || [".json", ".yaml", ".yml"].iter().any(|ending| lower.ends_with(ending)))
}

/// The file that a reference leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// A file of the document's folder, by its path there.
    File(String),
    /// A file that is not in the folder.
    Outside,
    /// Something that would have to be fetched.
    Elsewhere,
}

/// Returns the file that a reference in the file `from` of the folder leads to.
pub(super) fn locate(text: &str, from: &str, folder: &str) -> Location {
    let path = text.split('#').next().unwrap_or_default();
    if path.is_empty() {
        return Location::File(from.to_owned());
    }
    let is_scheme = |scheme: &str| {
        let allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.');
        scheme.starts_with(|char: char| char.is_ascii_alphabetic()) && scheme.chars().all(allowed)
    };
    match path.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| is_scheme(scheme)) {
        // A single letter is a drive of Windows.
        Some(scheme) if scheme.len() == 1 || scheme.eq_ignore_ascii_case("file") => return Location::Outside,
        Some(_) => return Location::Elsewhere,
        None if path.starts_with("//") => return Location::Elsewhere,
        None => {}
    }
    let path = unescape(path);
    if path.starts_with(['/', '\\']) {
        return Location::Outside;
    }
    let folder: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut parts: Vec<&str> = folder.iter().copied().chain(from.split('/')).collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Location::Outside,
            ".." => {}
            part => parts.push(part),
        }
    }
    match parts.strip_prefix(folder.as_slice()) {
        Some(inside) => Location::File(inside.join("/")),
        None => Location::Outside,
    }
}
