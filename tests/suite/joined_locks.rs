//! Does a lock keep the names of both branches when they are joined, and lose the old names that were released?

use generator::{File, JoinedLock, Locks, join_locks, without_released};

fn joined(ours: &str, theirs: &str, base: Option<&str>) -> JoinedLock {
    let file = |text: &str| File::new("names.lock", format!("operations:\n{text}"));
    let locks = Locks { ours: file(ours), theirs: file(theirs), base: base.map(file) };
    let outcome = join_locks(locks);
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    outcome.value.expect("two locks")
}

#[test]
fn old_names_are_joined_as_well() {
    let was = |line: &str| format!("  GET /a: a::one\nwas:\n  operations:\n{line}");
    let joined = joined(&was("    GET /a: a::old\n"), &was("    GET /b: a::older\n"), None);
    assert!(joined.text.contains("was:\n  operations:\n    GET /a: a::old\n    GET /b: a::older\n"), "{}", joined.text);
}

#[test]
fn lines_of_both_sides_are_kept() {
    let joined = joined("  GET /a: a::one\n", "  GET /b: a::two\n", None);
    assert!(joined.text.contains("\n  GET /a: a::one\n  GET /b: a::two\n"), "{}", joined.text);
    assert!(joined.differing.is_empty());
}

#[test]
fn what_one_side_has_changed_or_removed_is_as_it_has_it() {
    let base = "  GET /a: a::one\n  GET /b: a::two\n  GET /c: a::three\n";
    let ours = "  GET /a: a::first\n  GET /b: a::two\n  GET /c: a::three\n";
    let theirs = "  GET /a: a::one\n  GET /c: a::third\n";
    let joined = joined(ours, theirs, Some(base));
    assert!(joined.text.contains("operations:\n  GET /a: a::first\n  GET /c: a::third\n"), "{}", joined.text);
    assert!(joined.differing.is_empty());
}

#[test]
fn what_both_sides_name_in_another_way_is_reported() {
    let joined = joined("  GET /a: a::one\n", "  GET /a: a::two\n", Some("  GET /a: a::zero\n"));
    assert!(joined.text.contains("  GET /a: a::one\n"), "{}", joined.text);
    let line = &joined.differing[0];
    assert_eq!((line.key.as_str(), line.ours.as_str(), line.theirs.as_str()), ("GET /a", "a::one", "a::two"));
}

/// A key of more than 128 characters has another form in YAML.
#[test]
fn what_was_released_is_dropped() {
    let long = format!("GET /{}", "a-long-name/".repeat(20));
    let file = |operations: &str| File::new("names.lock", format!("was:\n  operations:\n{operations}"));
    let line = |key: &str, name: &str| format!("    ? {key}\n    : things::{name}\n");
    let lock = line("GET /a", "old") + &line(&long, "older");
    let (text, count) = without_released(file(&lock), file(&line(&long, "older"))).expect("something is dropped");
    assert_eq!(count, 1);
    assert!(text.ends_with("was:\n  operations:\n    GET /a: things::old\n"), "{text}");
    let (text, count) = without_released(file(&lock), file(&lock)).expect("something is dropped");
    assert!(count == 2 && !text.contains("was"), "{text}");
    assert_eq!(without_released(file(&lock), file(&line("GET /a", "another"))), None);
}
