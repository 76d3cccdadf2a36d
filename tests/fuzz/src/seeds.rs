//! The seeds of fuzzing: the fixtures, refusals and pages of the tests.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use generator::{File, Input};

use super::trials::FILE;

/// The seeds for each target.
pub struct Seeds {
    /// JSON and YAML files.
    pub documents: Vec<String>,
    /// Markdown pages and complete documents.
    pub pages: Vec<String>,
    /// The files of each fixture and of each refusal as one text.
    pub cases: Vec<String>,
}

/// Reads the seeds from the folder `tests`.
///
/// # Errors
/// Fails if the folder cannot be read.
pub fn read(tests: &Path) -> io::Result<Seeds> {
    let mut seeds = Seeds { documents: Vec::new(), pages: Vec::new(), cases: Vec::new() };
    for folder in [folders(&tests.join("fixtures"))?, folders(&tests.join("refusals"))?].concat() {
        let files = texts(&folder)?;
        seeds.cases.push(case(&files));
        seeds.cases.extend(merged(&files).map(|text| format!("{FILE}merged.json\n{text}\n")));
        seeds.documents.extend(files.into_iter().map(|(_, text)| text));
    }
    seeds.pages = texts(&tests.join("pages"))?.into_iter().map(|(_, text)| text).collect();
    // Most blocks of pages are complete documents in a fence.
    seeds.pages.extend(seeds.documents.iter().map(|text| format!("# Users\n\n## List\n\n```json\n{text}\n```\n")));
    Ok(seeds)
}

fn case(files: &[(String, String)]) -> String {
    files.iter().map(|(name, text)| format!("{FILE}{name}\n{text}\n")).collect()
}

/// Returns the merged document of a case as JSON, if it has no errors.
fn merged(files: &[(String, String)]) -> Option<String> {
    let mut input = Input::default();
    for (name, text) in files {
        let file = File::new(name, text);
        match name.as_str() {
            "overlay.yaml" => input.overlay = Some(file),
            "names.lock" | "accepted.yaml" => {}
            _ => input.fragments.push(file),
        }
    }
    generator::merge(input).value.map(|merged| merged.to_json())
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    found.retain(|path| path.is_dir());
    found.sort();
    Ok(found)
}

/// Returns the files below a folder that can be input of the generator, sorted by path.
fn texts(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut paths = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { open.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let is_input = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ["json", "yaml", "yml", "md", "lock"].contains(&ending))
    };
    let named = |path: PathBuf| {
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        Ok((name, fs::read_to_string(&path)?))
    };
    paths.into_iter().filter(is_input).map(named).collect()
}
