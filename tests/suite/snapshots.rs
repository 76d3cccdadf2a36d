//! The settings of insta, and the check that every snapshot belongs to a case.

use std::collections::BTreeSet;
use std::fs;

use tests::case;

/// Returns settings that put snapshots into `snapshots/<kind>` and name them by their case.
pub(crate) fn settings(kind: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(case::folder("snapshots").join(kind));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// insta ignores a snapshot that no test uses. Here it fails the test.
#[test]
fn every_snapshot_has_a_case() {
    let kinds = ["changes", "fixtures", "refusals"];
    let mut left: Vec<String> = Vec::new();
    for kind in kinds {
        let cases: BTreeSet<String> = case::cases(kind).into_iter().collect();
        for path in case::files(&case::folder("snapshots").join(kind)) {
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            if !cases.contains(&stem) {
                left.push(path.display().to_string());
            }
        }
    }
    let known: BTreeSet<&str> = kinds.into_iter().collect();
    for entry in fs::read_dir(case::folder("snapshots")).expect("snapshots are there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if !known.contains(name.as_str()) {
            left.push(path.display().to_string());
        }
    }
    assert!(left.is_empty(), "no test claims these snapshots; delete them:\n{}", left.join("\n"));
}
