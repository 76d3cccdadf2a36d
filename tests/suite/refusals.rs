//! What is refused or reported, and do the messages help? Each folder of `refusals` is an odd or bad spec. Its snapshot
//! has the messages.

use std::fs;

use generator::{Code, Level};
use tests::case;

#[test]
fn each_refusal_matches_its_snapshot() {
    let settings = super::snapshots::settings("refusals");
    settings.bind(|| {
        for name in case::cases("refusals") {
            let specs = case::folder("refusals").join(&name);
            let outcome = generator::generate(case::input(&specs, &specs));
            assert!(!outcome.diagnostics.is_empty(), "the case {name} is not found fault with");
            let has_error = outcome.diagnostics.iter().any(|finding| finding.code.level() == Level::Error);
            assert_eq!(outcome.value.is_none(), has_error, "in the case {name}");
            insta::assert_snapshot!(name, case::findings(&outcome));
        }
    });
}

/// Every kind of finding is in a snapshot, so a person has read it.
#[test]
fn every_code_has_a_case() {
    let texts: String = case::files(&case::folder("snapshots"))
        .iter()
        .chain(&case::files(&case::folder("pages")))
        .filter(|path| path.extension().is_some_and(|extension| extension == "snap"))
        .map(|path| fs::read_to_string(path).expect("a snapshot is text"))
        .collect();
    let missing: Vec<&str> =
        Code::ALL.iter().map(|code| code.id()).filter(|id| !texts.contains(&format!("[{id}]"))).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}: add a folder under tests/refusals");
}

/// The errors of several files are reported together, each with a place and help.
#[test]
fn every_error_has_a_place_and_help() {
    for name in case::cases("refusals") {
        let specs = case::folder("refusals").join(&name);
        let outcome = generator::generate(case::input(&specs, &specs));
        for finding in &outcome.diagnostics {
            assert!(!finding.labels.is_empty(), "{name}: no place: {finding:?}");
            let text = generator::render(std::slice::from_ref(finding), &outcome.sources, generator::Colour::Never);
            assert!(text.contains("--> "), "{name}: {text}");
            let is_syntax = finding.code == Code::Syntax;
            assert!(
                is_syntax || finding.help.is_some() || finding.code.level() != Level::Error,
                "{name}: no help: {text}"
            );
        }
    }
}
