//! The programs that call the clients of some fixtures, which the crate `conformance` judges.

use std::path::Path;

use tests::case;
use xtask::Place;
use xtask::trial_build::{DEPENDENCIES, judge};

use super::{FEATURES, write as write_file};

/// The fixtures that are judged, each with the cases that are not tried: names with spaces can be sent with
/// `spaceDelimited`, but not be split again.
const FIXTURES: &[(&str, &[&str])] = &[
    ("answers", &[]),
    ("beside-the-body", &[]),
    ("contents", &[]),
    ("credentials", &[]),
    ("open-forms", &[]),
    ("openapi-3-2", &[]),
    ("parameters", &[]),
    ("references", &[]),
    ("styles", &["`spaced`"]),
    ("types", &[]),
    ("unions", &[]),
];

/// Writes a package for each program, beside `crates`.
pub(super) fn write(out: &Path) {
    for (name, _) in FIXTURES {
        let specs = case::folder("fixtures").join(name);
        let trial = generator::trial(case::input(&specs, &specs)).value.expect("a fixture is sound");
        let folder = out.join(name);
        write_file(&folder.join("src/main.rs"), &trial.driver);
        write_file(&folder.join("merged.json"), &trial.document.to_json());
        let client =
            format!("client = {{ package = \"{name}\", path = \"../../crates/{name}\", features = {FEATURES} }}");
        write_file(
            &folder.join("Cargo.toml"),
            &format!("[package]\nname = \"driver-of-{name}\"\n{MANIFEST}{DEPENDENCIES}{client}\n"),
        );
    }
}

/// Judges each client by its document, with the programs that were built.
pub(super) fn judge_all(folder: &Path) {
    let place = Place { repository: case::repository(), current: case::repository() };
    for (name, untried) in FIXTURES {
        let (document, report) = (folder.join(name).join("merged.json"), folder.join(name).join("report.json"));
        let judged = judge(&format!("driver-of-{name}"), &[&document], &report, &place);
        let judged = judged.unwrap_or_else(|problem| panic!("{name}: {}", problem.message));
        let lines: Vec<&str> = judged.table.lines().filter(|line| line.contains("not tried")).collect();
        let is_known =
            lines.len() == untried.len() && lines.iter().zip(*untried).all(|(line, end)| line.ends_with(end));
        assert!(judged.passed && is_known, "{name}:\n{}", judged.table);
    }
}

/// The rest of a manifest, up to the dependencies.
const MANIFEST: &str = "\
version = \"0.0.0\"
edition = \"2024\"
publish = false

[dependencies]
";
