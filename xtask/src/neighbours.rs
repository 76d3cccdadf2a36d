//! Reads the files that a document refers to, in its folder and the folders below. Files outside of that folder are never
//! opened, even through links, and nothing is fetched.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use generator::{File, Page, local_references};

use crate::console::slashes;
use crate::load::text;

/// The maximum number of files that a document refers to.
const MAX_FILES: usize = 1_000;

/// The maximum size of these files together, in bytes.
const MAX_BYTES: u64 = 64 << 20;

/// Reads the files that a document refers to, and those that they refer to, and so on. `path` is the path of the document.
pub(crate) fn with_neighbours(file: File, path: &Path) -> Page {
    let mut page = Page::from(file);
    if page.file.name.to_ascii_lowercase().ends_with(".md") {
        return page;
    }
    let (folder, name) = match page.file.name.rsplit_once('/') {
        Some((folder, name)) => (format!("{folder}/"), name.to_owned()),
        None => (String::new(), page.file.name.clone()),
    };
    // The folder is taken from the path as given, because the target of a link may be in another one.
    let Some(root) = path.parent().and_then(|folder| fs::canonicalize(folder).ok()) else { return page };
    page.folder = slashes(&root);
    let mut room = Room { root, files: MAX_FILES, bytes: MAX_BYTES };
    let mut open: BTreeSet<String> = local_references(&page.file, &name, &page.folder);
    while let Some(at) = open.pop_first() {
        let read = room.read(&at, &format!("{folder}{at}"));
        if let Ok(file) = &read {
            let known = |at: &String| *at == name || page.beside.contains_key(at);
            open.extend(local_references(file, &at, &page.folder).into_iter().filter(|at| !known(at)));
        }
        page.beside.insert(at, read);
    }
    page
}

/// A folder, and how many bytes of it may still be read.
struct Room {
    /// Its path, with links resolved.
    root: PathBuf,
    files: usize,
    bytes: u64,
}

impl Room {
    /// Reads a file of the folder, or returns why it cannot be read.
    fn read(&mut self, at: &str, name: &str) -> Result<File, String> {
        let path = fs::canonicalize(self.root.join(at)).map_err(|error| reason(error.kind()))?;
        if !path.starts_with(&self.root) {
            return Err("is a link out of the folder of the document, where nothing is opened".to_owned());
        }
        // Reading anything else, such as a pipe, may never end.
        if !path.is_file() {
            return Err("is not a file".to_owned());
        }
        self.files = self.files.checked_sub(1).ok_or_else(|| format!("is one of more than {MAX_FILES}"))?;
        let file = fs::File::open(path).map_err(|error| reason(error.kind()))?;
        let mut bytes = Vec::new();
        file.take(self.bytes + 1).read_to_end(&mut bytes).map_err(|error| reason(error.kind()))?;
        let too_large = || format!("has, with the others, more than {} MB", MAX_BYTES >> 20);
        self.bytes = self.bytes.checked_sub(bytes.len() as u64).ok_or_else(too_large)?;
        text(bytes, name).map_err(|_| "is not UTF-8".to_owned())
    }
}

fn reason(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::NotFound | ErrorKind::NotADirectory => "does not exist".to_owned(),
        ErrorKind::PermissionDenied => "may not be read".to_owned(),
        kind => format!("cannot be read: {kind}"),
    }
}
