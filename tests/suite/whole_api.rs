//! Is a whole API generated? Ten pages of the vendor and the page about users, from a folder outside of the repository,
//! with one overlay.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use generator::{Code, Colour, File, Input, Level, Prune};
use tests::case;

/// Another version of the page about users.
const ANOTHER_STATE: &str = "users-earlier.md";

#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn all_operations_of_all_pages_are_generated() {
    let pages = pages();
    let shown: usize = pages.iter().map(|page| documents_on(&page.text)).sum();
    let fragments = fragments(pages);
    assert_eq!(fragments.len(), shown, "each document on a page is a fragment");
    let input = input(fragments);
    let merged = generator::merge(input.clone());
    let merged = merged.value.unwrap_or_else(|| panic!("{}", case::findings(&generator::merge(input.clone()))));
    assert_eq!(merged.operations(), shown);
    let outcome = generator::generate(input);
    let errors = outcome.diagnostics.iter().filter(|finding| finding.code.level() == Level::Error).count();
    assert_eq!(errors, 0, "{}", case::findings(&outcome));
    let files = outcome.value.expect("there is no error").files;
    let operations: usize = files.values().map(|text| text.matches("pub const OPERATION:").count()).sum();
    assert_eq!(operations, shown);
    let unused = outcome.diagnostics.iter().find(|finding| finding.code == Code::UnmatchedAction);
    assert!(unused.is_none(), "each action of the overlay is needed");
}

#[test]
fn the_overlay_is_small() {
    let actions = overlay().text.lines().filter(|line| line.starts_with("  - target:")).count();
    assert!((1..=10).contains(&actions), "{actions} actions");
}

/// The client of the whole API builds and conforms to the merged document.
#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn the_client_of_all_pages_conforms() {
    let specs = case::repository().join("target/whole-api/specs");
    let _ = fs::remove_dir_all(&specs);
    for fragment in fragments(pages()).into_iter().chain([overlay()]) {
        let path = specs.join(&fragment.name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, fragment.text).expect("a file");
    }
    super::conformance::conforms(&specs);
}

fn pages() -> Vec<File> {
    let root = case::corpus();
    let mut paths: Vec<PathBuf> = case::files(&root.join("make"));
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.retain(|path| path.file_name().is_some_and(|name| name != ANOTHER_STATE));
    paths.push(root.join("../seed/users.md"));
    let read = |path: &PathBuf| File::new(path.to_string_lossy(), fs::read_to_string(path).expect("a page"));
    paths.iter().map(read).collect()
}

/// Counts the documents in a page without the importer. Each begins on a line of its own.
fn documents_on(page: &str) -> usize {
    page.lines().filter(|line| line.trim_start().starts_with("{\"openapi\":")).count()
}

fn fragments(pages: Vec<File>) -> Vec<File> {
    let outcome = generator::import(pages, BTreeMap::new(), Prune::Keep);
    let findings = generator::render(&outcome.diagnostics, &outcome.sources, Colour::Never);
    let import = outcome.value.unwrap_or_else(|| panic!("{findings}"));
    import.write.into_iter().map(|(path, text)| File::new(path, text)).collect()
}

fn overlay() -> File {
    let path: &Path = &case::folder("whole-api").join("overlay.yaml");
    File::new("overlay.yaml", fs::read_to_string(path).expect("the overlay is there"))
}

fn input(fragments: Vec<File>) -> Input {
    Input { fragments, overlay: Some(overlay()), ..Input::default() }
}
