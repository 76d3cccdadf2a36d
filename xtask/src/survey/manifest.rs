//! The manifest of a survey: numbers about the client of each document, which are the same on every machine. It is
//! checked in beside the documents, so that it shows which clients a change of the generator affects.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use generator::Generated;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use similar::TextDiff;

use super::Row;
use crate::console::{Problem, slashes};

/// The row of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    document: String,
    /// The operations in the text of the document. Absent for a Markdown page.
    #[serde(skip_serializing_if = "Option::is_none")]
    operations: Option<usize>,
    /// The requests in the client: one for each kind of body of an operation.
    requests: usize,
    /// The operations that conform on the wire. Absent if they were not called.
    #[serde(skip_serializing_if = "Option::is_none")]
    conforming: Option<usize>,
    /// Those that do not, each with a reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    failing: BTreeMap<String, String>,
    lines: usize,
    /// A hash of all generated files.
    hash: String,
}

/// Writes the manifest, and returns the differences from the existing one. They are empty if no client has changed.
pub(super) fn write(path: &Path, rows: &[Row]) -> Result<String, Problem> {
    let entries: Vec<Entry> = rows.iter().map(entry).collect();
    let mut text = String::from("[\n");
    for (index, entry) in entries.iter().enumerate() {
        let line = serde_json::to_string(entry).map_err(|error| Problem::new(error.to_string(), "try again"))?;
        let comma = if index + 1 == entries.len() { "" } else { "," };
        text.push_str(&format!("  {line}{comma}\n"));
    }
    text.push_str("]\n");
    let before = match fs::read_to_string(path) {
        Ok(before) => before,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Problem::io("read", &slashes(path), &error)),
    };
    if before == text {
        return Ok(String::new());
    }
    fs::write(path, &text).map_err(|error| Problem::io("write", &slashes(path), &error))?;
    Ok(TextDiff::from_lines(&before, &text).unified_diff().context_radius(0).to_string())
}

fn entry(row: &Row) -> Entry {
    Entry {
        document: row.document.clone(),
        operations: row.operations,
        requests: row.generated,
        conforming: (row.calls > 0).then_some(row.conforming),
        failing: row.failing.clone(),
        lines: row.lines,
        hash: row.hash.clone(),
    }
}

/// Counts the operations in the text of a document, without the generator. Returns `None` for a page, and if a path is
/// not an object.
pub(super) fn operations(name: &str, text: &str) -> Option<usize> {
    const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    if name.ends_with(".md") {
        return None;
    }
    // The rest of the document is not read, because it may contain numbers that `serde_json` cannot represent.
    let document: Document = serde_json::from_str(text).ok().or_else(|| serde_yaml::from_str(text).ok())?;
    let items = document.paths.iter().filter(|(path, _)| !path.starts_with("x-")).map(|(_, item)| item);
    Some(items.map(|item| METHODS.iter().filter(|method| item.contains_key(**method)).count()).sum())
}

/// The part of a document in which operations are counted.
#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, IgnoredAny>>,
}

/// Returns a hash of all generated files, which is the same on every machine.
pub(super) fn hash(generated: &Generated) -> String {
    let texts = generated.files.iter().flat_map(|(path, text)| [path, text]);
    format!("{:016x}", generator::fnv(texts.flat_map(|text| text.bytes().chain([0]))))
}
