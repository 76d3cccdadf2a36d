//! Reads a folder of specs as the generator's input, and prints the outcome as one text.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use generator::{Colour, File, Generated, HandWritten, Input, Outcome};

/// Returns a folder of this crate.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Returns the root of the repository.
pub fn repository() -> PathBuf {
    folder("..").canonicalize().expect("the repository is there")
}

/// Returns the folder of pages from outside of the repository. Tests that need it are ignored if there is none.
///
/// # Panics
///
/// If the environment variable `CORPUS` is not set.
pub fn corpus() -> PathBuf {
    std::env::var_os("CORPUS").expect("CORPUS is set, as the test is not ignored").into()
}

/// Lists the cases in a folder, sorted by name. Each is a folder.
pub fn cases(kind: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder(kind))
        .expect("the folder of cases is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Reads one side of a case of `changes`, `before` or `after`. It is the folder of that name, if the case has one.
/// Otherwise it is the base of all changes with the overlay of that name, if the case has one.
pub fn side_of_change(name: &str, side: &str) -> Input {
    let changes = folder("changes");
    let own = changes.join(name).join(side);
    if own.is_dir() {
        return input(&own, &own);
    }
    let file = |name: String, path: &Path| File::new(name, fs::read_to_string(path).expect("a readable file"));
    let overlay = own.with_extension("yaml");
    Input {
        fragments: vec![file("base.yaml".to_owned(), &changes.join("base.yaml"))],
        overlay: overlay.exists().then(|| file(format!("{name}/{side}.yaml"), &overlay)),
        ..Input::default()
    }
}

/// Returns the hand-written sources of the client by their path in `src`, and its manifest.
pub fn client_sources() -> BTreeMap<String, String> {
    let client = repository().join("generated-client");
    let root = client.join("src");
    let mut paths = files(&root.join("runtime"));
    paths.push(root.join("lib.rs"));
    paths.push(client.join("Cargo.toml"));
    let name = |path: &Path| {
        let name = path.strip_prefix(&root).or(path.strip_prefix(&client)).expect("below the client");
        name.to_string_lossy().replace('\\', "/")
    };
    paths.iter().map(|path| (name(path), fs::read_to_string(path).expect("a source is text"))).collect()
}

/// Returns the same as [`client_sources`], parsed once for all tests of a program.
pub fn hand_written() -> HandWritten {
    static SOURCES: LazyLock<HandWritten> = LazyLock::new(|| client_sources().into());
    SOURCES.clone()
}

/// Reads a folder of specs. File names are relative to `base`.
pub fn input(specs: &Path, base: &Path) -> Input {
    let mut input = Input::default();
    for path in files(specs) {
        let name = path.strip_prefix(base).expect("below the base").to_string_lossy().replace('\\', "/");
        let file = File::new(name, fs::read_to_string(&path).expect("a readable file"));
        match path.file_name().and_then(|name| name.to_str()) {
            Some("overlay.yaml") => input.overlay = Some(file),
            Some("names.lock") => input.lock = Some(file),
            Some("accepted.yaml") => input.accepted = Some(file),
            Some("acknowledged.yaml" | "behaviour.rs" | "sources.yaml" | "sources.lock" | "provenance.json") => {}
            _ => input.fragments.push(file),
        }
    }
    input
}

/// Lists all files below a folder, sorted by path.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Returns the findings as the command line prints them.
pub fn findings<T>(outcome: &Outcome<T>) -> String {
    generator::render(&outcome.diagnostics, &outcome.sources, Colour::Never)
}

/// Generates a client from one document and a lock. Returns it with the findings as the command line prints them.
///
/// # Panics
///
/// If the document is refused.
pub fn generated(text: &str, lock: Option<&str>) -> (Generated, String) {
    let input = Input {
        fragments: vec![File::new("all.yaml", text)],
        lock: lock.map(|lock| File::new("names.lock", lock)),
        ..Input::default()
    };
    let outcome = generator::generate(input);
    let findings = findings(&outcome);
    (outcome.value.unwrap_or_else(|| panic!("refused:\n{findings}")), findings)
}

/// Returns the emitted files, the lock and the findings as one text.
pub fn tree(input: Input) -> String {
    let outcome = generator::generate(input);
    let mut text = String::new();
    if let Some(generated) = &outcome.value {
        for (path, content) in &generated.files {
            write!(text, "==> {path}\n{content}\n").expect("a string takes it");
        }
        write!(text, "==> names.lock\n{}\n", generated.lock).expect("a string takes it");
    }
    write!(text, "==> findings\n{}", findings(&outcome)).expect("a string takes it");
    text
}
