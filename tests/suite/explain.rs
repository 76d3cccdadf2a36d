//! Is every code explained, of findings and of changes, and is the page of codes up to date?

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use generator::diff::Rule;
use generator::{Code, Colour, Explanation};
use tests::case;
use xtask::{Exit, Io, Place};

/// Runs `cargo xtask explain`, and returns the exit code, the result and the messages.
fn explain(arguments: &[&str]) -> (Exit, String, String) {
    let place = Place { repository: case::repository(), current: PathBuf::from(".") };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut stdin: &[u8] = b"";
    let mut io = Io {
        stdin: &mut stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
        colour: Colour::Never,
        terminal: xtask::Terminal::None,
    };
    let line = ["xtask", "explain"].iter().chain(arguments).map(Into::into);
    let exit = xtask::run(line, &place, &mut io);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (exit, text(stdout), text(stderr))
}

fn all() -> Vec<(&'static str, &'static str, Explanation)> {
    let codes = Code::ALL.iter().map(|code| (code.id(), code.sentence(), code.explanation()));
    let rules = Rule::ALL.iter().map(|rule| (rule.id(), rule.sentence(), rule.explanation()));
    codes.chain(rules).collect()
}

#[test]
fn no_explanation_is_missing_or_empty() {
    let mut seen = BTreeSet::new();
    for (id, sentence, Explanation { meaning, example, action }) in all() {
        assert!(seen.insert(id.to_lowercase()), "{id} is the id of two codes");
        for (what, text) in [("sentence", sentence), ("meaning", meaning), ("action", action)] {
            assert!(text.len() > 5 && text.ends_with('.'), "the {what} of {id} is not a sentence: {text:?}");
        }
        assert!(!example.trim().is_empty(), "{id} has no example");
        assert!(!example.ends_with('\n') && !example.contains("```"), "the example of {id} leaves its fence");
    }
    let bare = Rule::ALL.iter().filter(|rule| rule.wire_effects().is_empty() == rule.source_effects().is_empty());
    assert_eq!(bare.collect::<Vec<_>>(), Vec::<&Rule>::new(), "a rule is about the wire or about code");
}

/// Reports and the table agree about the effects of a rule.
#[test]
fn rules_have_the_effects_of_the_table() {
    for name in case::cases("changes") {
        let report = super::diff::compared(case::side_of_change(&name, "before"), case::side_of_change(&name, "after"));
        for entry in &report.entries {
            assert!(entry.rule.wire_effects().contains(&entry.wire), "{name}: {} is {:?}", entry.rule, entry.wire);
        }
        for promise in &report.promises {
            let effects = promise.rule.source_effects();
            assert!(effects.contains(&promise.effect), "{name}: {} is {:?}", promise.rule, promise.effect);
        }
    }
}

#[test]
fn the_page_has_a_heading_for_each_code_and_is_fresh() {
    let page = generator::codes_page();
    for (id, _, _) in all() {
        assert_eq!(page.lines().filter(|line| *line == format!("### {id}")).count(), 1, "{id}");
    }
    let written = fs::read_to_string(case::repository().join("docs/codes.md")).expect("the page is there");
    assert!(page == written, "the page is out of date; update it with: cargo xtask codegen");
}

#[test]
fn one_code_is_explained() {
    let (exit, text, _) = explain(&["w05"]);
    assert_eq!(exit, Exit::Done);
    insta::assert_snapshot!(text, @r"
    W05: A parameter was removed.
    Change; effect on the wire: hazard; source effect: that of the public items that it changes.

    The specs no longer have this parameter. The server may ignore what deployed clients send for it,
    such as a filter, or refuse the call.

    Example:

        - { name: filter, in: query }    # was in the specs, is no longer

    What to do: Try a call with the parameter. Acknowledge the change with what the server does.
    ");
}

#[test]
fn without_a_code_all_are_listed() {
    let (exit, text, _) = explain(&[]);
    assert_eq!(exit, Exit::Done);
    for (id, sentence, _) in all() {
        assert!(text.lines().any(|line| line.trim_start().starts_with(id) && line.ends_with(sentence)), "{id}");
    }
}

#[test]
fn an_unknown_code_is_wrong_usage_and_the_nearest_is_suggested() {
    let (exit, text, messages) = explain(&["requird-unknown"]);
    assert_eq!((exit, text.as_str()), (Exit::Usage, ""));
    assert!(messages.contains("there is no code `requird-unknown`; the nearest is `required-unknown`"), "{messages}");
}
