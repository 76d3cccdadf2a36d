//! Resolves conflicts in texts that a person writes and commands add to: the manifest and the README of the client, and
//! the changelog. It must not choose between two sentences.

use std::collections::BTreeSet;

use super::Text;
use crate::conflict::{Hunk, Part, parts};
use crate::region;
use crate::version::Version;

/// Resolves conflicts in what `codegen` generates anew, and in versions, where the higher one is taken.
pub(super) fn with_region(text: &str, how: &'static str) -> Option<Text> {
    let mut is_inside = false;
    resolved(text, how, |part| match part {
        Part::Same(lines) => {
            for line in lines {
                is_inside = region::begins_one(line) || is_inside && !region::ends_one(line);
            }
            None
        }
        Part::Apart(hunk) => {
            let has_mark = |line: &&str| region::begins_one(line) || region::ends_one(line);
            let is_cut = hunk.ours.iter().chain(&hunk.theirs).any(has_mark);
            match (is_inside && !is_cut, higher(hunk)) {
                (true, _) => Some(hunk.ours.concat()),
                (false, Some(line)) => Some(line.to_owned()),
                (false, None) => None,
            }
        }
    })
}

/// Returns the line with the higher version, if both sides are the version of a package.
fn higher<'a>(hunk: &Hunk<'a>) -> Option<&'a str> {
    let version = |lines: &[&str]| {
        let [line] = lines else { return None };
        Version::of(line.trim().strip_prefix("version = ")?.trim_matches('"'))
    };
    let (ours, theirs) = (version(&hunk.ours)?, version(&hunk.theirs)?);
    let lines = if ours >= theirs { &hunk.ours } else { &hunk.theirs };
    lines.first().copied()
}

/// Keeps the lines of both sides, unless a side has a heading of a section.
pub(super) fn lines_of_both(text: &str) -> Option<Text> {
    resolved(text, "the lines of both sides", |part| {
        let Part::Apart(hunk) = part else { return None };
        let is_section = |line: &&str| line.starts_with("## ");
        if hunk.ours.iter().chain(&hunk.theirs).any(is_section) {
            return None;
        }
        let known: BTreeSet<&str> = hunk.ours.iter().copied().collect();
        let more = hunk.theirs.iter().copied().filter(|line| !known.contains(line));
        Some(hunk.ours.iter().copied().chain(more).collect())
    })
}

/// Replaces the conflicts for which there is a text. The others keep their marks.
fn resolved(text: &str, how: &'static str, mut replace: impl FnMut(&Part<'_>) -> Option<String>) -> Option<Text> {
    let mut resolved = Text { text: String::new(), how, notes: Vec::new(), left: Vec::new() };
    for part in parts(text)? {
        match (replace(&part), &part) {
            (Some(text), _) => resolved.text.push_str(&text),
            (None, Part::Same(lines)) => resolved.text.push_str(&lines.concat()),
            (None, Part::Apart(hunk)) => {
                resolved.left.push(resolved.text.lines().count() + 1);
                resolved.text.push_str(&hunk.all.concat());
            }
        }
    }
    Some(resolved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_has_the_higher_version_and_a_region_of_its_own() {
        let text = "[package]\n<<<<<<< HEAD\nversion = \"0.10.0\"\n=======\nversion = \"0.9.0\"\n>>>>>>> other\n\n\
                    # features: made by cargo xtask codegen; do not edit\n<<<<<<< HEAD\na = []\n=======\nb = []\n>>>>>>> other\n\
                    # end\n<<<<<<< HEAD\nserde = 1\n=======\nserde = 2\n>>>>>>> other\n";
        let resolved = with_region(text, "").expect("marks");
        let start =
            "[package]\nversion = \"0.10.0\"\n\n# features: made by cargo xtask codegen; do not edit\na = []\n# end\n";
        assert!(resolved.text.starts_with(&format!("{start}<<<<<<< HEAD\nserde = 1\n")), "{}", resolved.text);
        assert_eq!(resolved.left, [7]);
    }

    #[test]
    fn a_changelog_has_the_lines_of_both_sides() {
        let text = "# C\n\n## Unreleased\n\n<<<<<<< HEAD\n- One.\n- Two.\n=======\n- One.\n- Three.\n>>>>>>> other\n";
        let resolved = lines_of_both(text).expect("marks");
        assert_eq!(resolved.text, "# C\n\n## Unreleased\n\n- One.\n- Two.\n- Three.\n");
        let sections = text.replace("- Two.", "## 0.1.0");
        assert_eq!(lines_of_both(&sections).expect("marks").left, [5]);
    }
}
