//! The checks that run on each input. They panic only if the generator has a bug.

use std::collections::BTreeMap;

use generator::diff::{Side, diff};
use generator::{Colour, File, Generated, Input, Level, Outcome, Prune};

/// The beginning of a line that names the next file in the text of a case.
pub const FILE: &str = "==> ";

/// The line between the two cases of a change.
pub const AFTER: &str = "==> after\n";

/// A valid fragment.
const SOUND: &str = r#"{"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "servers": [{"url": "https://a.example"}],
"paths": {"/a": {"get": {"tags": ["A"], "responses": {"204": {"description": "Done"}}}}}}"#;

/// Reads a text as JSON and as YAML: as a fragment, an overlay, a lock and a list of accepted findings.
pub fn reader(text: &str) {
    for name in ["a.json", "a.yaml"] {
        let file = || Some(File::new(name, text));
        let fragments = Input { fragments: file().into_iter().collect(), ..Input::default() };
        if let Some(merged) = check(generator::merge(fragments)) {
            merged.to_json();
            let _ = merged.to_yaml();
        }
        let sound = || Input { fragments: vec![File::new("sound.json", SOUND)], ..Input::default() };
        check(generator::generate(Input { overlay: file(), ..sound() }));
        check(generator::generate(Input { lock: file(), ..sound() }));
        check(generator::generate(Input { accepted: file(), ..sound() }));
    }
}

/// Imports a text as a Markdown page and as a complete document. A second import changes nothing.
pub fn page(text: &str) {
    for name in ["a.md", "a.json", "a.yaml"] {
        let import = |existing| check(generator::import(vec![File::new(name, text)], existing, Prune::Keep));
        let Some(first) = import(BTreeMap::new()) else { continue };
        let existing: BTreeMap<String, File> =
            first.write.iter().map(|(path, text)| (path.clone(), File::new(path, text))).collect();
        let Some(second) = import(existing) else { panic!("{name} is imported once, and refused the second time") };
        let again: Vec<&String> = second.write.keys().chain(&second.remove).collect();
        assert!(again.is_empty(), "the second import of {name} changes {again:?}");
    }
}

/// Generates a client from the files of a case. A second run with the lock of the first changes nothing.
pub fn pipeline(text: &str) {
    if case(text).fragments.is_empty() {
        // The command line refuses a folder without fragments, for which a finding would have no place.
        return;
    }
    let Some(first) = check(generator::generate(case(text))) else { return };
    check(generator::trial(case(text)));
    let lock = Some(File::new("names.lock", &first.lock));
    let second = check(generator::generate(Input { lock, ..case(text) }));
    let Some(second) = second else { panic!("the lock that the generator wrote is refused:\n{}", first.lock) };
    assert_eq!(second.lock, first.lock, "the second run changes the lock");
    assert_eq!(differing(&first, &second), Vec::<&String>::new(), "the second run changes these files");
}

/// Compares two cases, and the second with itself.
pub fn changes(text: &str) {
    let (before, after) = text.split_once(AFTER).unwrap_or(("", text));
    let side = |text| Side { input: case(text), sources: generator::HandWritten::default() };
    let _ = diff(side(before), side(after));
    if let Ok(report) = diff(side(after), side(after)) {
        let entries: Vec<&String> = report.entries.iter().map(|entry| &entry.message).collect();
        assert!(entries.is_empty(), "a case differs from itself: {entries:?}");
    }
}

/// Returns the files of a case, each below a line such as `==> users.json`. A text without such a line is a fragment.
pub fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix(FILE), files.last_mut()) {
            (Some(name), _) => files.push((name.trim_end().to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => files.push(("a.json".to_owned(), line.to_owned())),
        }
    }
    files
}

fn case(text: &str) -> Input {
    let mut input = Input::default();
    for (name, text) in files(text) {
        let file = File::new(&name, text);
        match name.as_str() {
            "overlay.yaml" => input.overlay = Some(file),
            "names.lock" => input.lock = Some(file),
            "accepted.yaml" => input.accepted = Some(file),
            _ => input.fragments.push(file),
        }
    }
    input
}

/// Returns the value of an outcome. There is one if and only if no finding is an error. Every finding can be printed.
fn check<T>(outcome: Outcome<T>) -> Option<T> {
    generator::render(&outcome.diagnostics, &outcome.sources, Colour::Never);
    let has_error = outcome.diagnostics.iter().any(|finding| finding.code.level() == Level::Error);
    assert_eq!(outcome.value.is_none(), has_error, "findings: {:?}", outcome.diagnostics);
    outcome.value
}

fn differing<'a>(first: &'a Generated, second: &Generated) -> Vec<&'a String> {
    let differs = |(path, text): &(&String, &String)| second.files.get(*path) != Some(*text);
    first.files.iter().filter(differs).map(|(path, _)| path).collect()
}
