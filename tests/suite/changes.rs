//! What does a reviewer see? Each folder of `changes` contains one change, as overlays of `changes/base.yaml`. The
//! snapshot has the diff of the generated code, the diff of the public surface, and the report.

use std::collections::BTreeMap;
use std::fmt::Write;

use generator::diff::{Report, report};
use generator::{File, Generated};
use similar::{ChangeTag, TextDiff};
use tests::case;

/// The diff of two generated clients, and the report.
pub(crate) struct Change {
    pub(crate) before: Generated,
    pub(crate) after: Generated,
    report: Report,
}

pub(crate) fn change(name: &str) -> Change {
    let [specs_before, specs_after] = ["before", "after"].map(|side| case::side_of_change(name, side));
    let outcome = generator::generate(specs_before.clone());
    let before = outcome.value.clone().unwrap_or_else(|| panic!("{name} is refused:\n{}", case::findings(&outcome)));
    let mut input = specs_after.clone();
    // The second run uses the lock of the first, as in a repository.
    input.lock = Some(File::new("names.lock", before.lock.clone()));
    let outcome = generator::generate(input);
    let after = outcome.value.clone().unwrap_or_else(|| panic!("{name} is refused:\n{}", case::findings(&outcome)));
    let report = super::diff::compared(specs_before, specs_after);
    Change { before, after, report }
}

impl Change {
    /// The files of both sides, including the lock.
    fn files(&self) -> BTreeMap<&str, [&str; 2]> {
        let mut files: BTreeMap<&str, [&str; 2]> = BTreeMap::new();
        for (side, generated) in [&self.before, &self.after].into_iter().enumerate() {
            for (path, text) in &generated.files {
                files.entry(path).or_default()[side] = text;
            }
            files.entry("names.lock").or_default()[side] = &generated.lock;
        }
        files.retain(|_, [before, after]| before != after);
        files
    }

    /// Returns the changed lines of code, without docs and empty lines.
    fn code_lines(&self) -> BTreeMap<&str, usize> {
        let count = |[before, after]: &[&str; 2]| {
            let diff = TextDiff::from_lines(*before, *after);
            let code = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
            diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal && code(change.value())).count()
        };
        let files = self.files();
        let counted = files.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(path, sides)| (*path, count(sides)));
        counted.filter(|(_, lines)| *lines > 0).collect()
    }

    fn text(&self) -> String {
        let lines = self.code_lines();
        let mut text = format!("{} changed lines of code in {} files\n", lines.values().sum::<usize>(), lines.len());
        for (path, [before, after]) in self.files() {
            let diff = TextDiff::from_lines(before, after);
            write!(text, "\n{}", diff.unified_diff().context_radius(2).header(path, path)).expect("a string takes it");
        }
        let [before, after] = [&self.before, &self.after].map(super::diff::surface);
        if before != after {
            let diff = TextDiff::from_lines(&before, &after);
            let diff = diff.unified_diff().context_radius(0).header("api.txt", "api.txt").to_string();
            write!(text, "\n{diff}").expect("a string takes it");
        }
        write!(text, "\n==> report\n{}", report::human(&self.report)).expect("a string takes it");
        text
    }
}

#[test]
fn each_change_matches_its_snapshot() {
    super::snapshots::settings("changes").bind(|| {
        for name in case::cases("changes") {
            insta::assert_snapshot!(name.as_str(), change(&name).text());
        }
    });
}

/// Limits how many lines in how many files a reviewer has to read for a small change.
#[test]
fn small_changes_make_small_diffs() {
    let budgets = [
        ("query-param-optional-added", 8),
        ("resp-optional-field-added", 6),
        ("response-of-one-operation-gains-a-field", 6),
        ("query-enum-value-added", 5),
        ("resp-enum-value-added", 5),
        ("req-body-optional-field-added", 8),
    ];
    for (name, most) in budgets {
        let change = change(name);
        let lines = change.code_lines();
        assert_eq!(lines.len(), 1, "{name} touches {lines:?}");
        let sum: usize = lines.values().sum();
        assert!(sum > 0 && sum <= most, "{name} takes {sum} lines of code, the budget is {most}");
    }
}

/// A reworded description changes only docs. A new order changes nothing.
#[test]
fn words_and_order_do_not_change_code() {
    let worded = [
        "summary-changed",
        "description-changed",
        "operationid-added",
        "tag-description-changed",
        "req-body-default-changed",
    ];
    for name in worded {
        let change = change(name);
        assert_eq!(change.before.lock, change.after.lock, "{name} renames something");
        // A summary is also part of the static description of the operation: one line before, one after.
        let most = if name == "summary-changed" { 2 } else { 0 };
        assert!(change.code_lines().values().sum::<usize>() <= most, "{name} changes code: {:?}", change.code_lines());
    }
    let moved = [
        "resp-property-order-changed",
        "path-order-changed",
        "query-param-order-changed",
        "extension-added",
        "info-version-changed",
    ];
    for name in moved {
        let change = change(name);
        assert!(change.files().is_empty(), "{name} changes {:?}", change.files().keys());
    }
}

/// A new endpoint adds lines and removes none.
#[test]
fn a_new_endpoint_renames_nothing() {
    for name in ["op-added", "neighbour-of-the-same-name-added"] {
        for (path, [before, after]) in change(name).files() {
            let diff = TextDiff::from_lines(before, after);
            let removed: Vec<&str> = diff
                .iter_all_changes()
                .filter(|change| change.tag() == ChangeTag::Delete)
                .map(|change| change.value())
                .collect();
            assert!(removed.is_empty(), "{name} takes lines out of {path}: {removed:?}");
        }
    }
}
