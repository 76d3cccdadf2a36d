//! The crates of a proof, in folders of the target directory.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use generator::diff::{Made, Side};

use crate::new_crate;
use crate::region::{self, Replaced};
use crate::trial_build::remove_others;

/// Returns the files of the client of a side.
pub(super) fn client(made: &Made, side: &Side) -> BTreeMap<String, String> {
    const MANIFEST: &str = "Cargo.toml";
    let mut files = BTreeMap::new();
    for (path, text) in side.sources.texts() {
        if path == MANIFEST {
            files.insert(path.to_owned(), new_crate::manifest(text, "client"));
        } else {
            files.insert(format!("src/{path}"), text.to_owned());
        }
    }
    files.insert("README.md".to_owned(), new_crate::readme("client", &made.generated.regions));
    files.extend(made.generated.files.iter().map(|(path, text)| (format!("src/generated/{path}"), text.clone())));
    for region in &made.generated.regions {
        if let Some(text) = files.get_mut(region.file)
            && let Replaced::Text(replaced) = region::replace(text, region)
        {
            *text = replaced;
        }
    }
    files
}

/// Writes the files that differ, and removes all others of an earlier run.
pub(super) fn write_all(folder: &Path, files: &BTreeMap<String, String>) -> io::Result<()> {
    remove_others(folder, "", &kept(files))?;
    for (path, text) in files {
        let full = folder.join(path);
        if fs::read(&full).is_ok_and(|bytes| bytes == text.as_bytes()) {
            continue;
        }
        fs::create_dir_all(full.parent().unwrap_or(folder))?;
        fs::write(full, text)?;
    }
    Ok(())
}

/// The lock file of cargo stays.
fn kept(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    files
        .iter()
        .map(|(path, text)| (path.clone(), text.clone()))
        .chain([("Cargo.lock".to_owned(), String::new())])
        .collect()
}
