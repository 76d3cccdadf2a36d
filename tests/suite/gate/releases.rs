//! Does the gate refuse a history in which a release is missing? It would compare with an earlier state, and pass.

use super::Repository;

/// A changelog with these headings.
fn changelog(headings: &[&str]) -> String {
    let sections: String = headings.iter().map(|heading| format!("\n## {heading}\n\n- A line.\n")).collect();
    format!("# Changelog\n{sections}")
}

#[test]
fn without_tags_nothing_passes() {
    let repository = Repository::unreleased();
    repository.version("0.2.0");
    repository.ground.write("CHANGELOG.md", &changelog(&["0.2.0 (2026-02-01)", "0.1.0 (2026-01-01)"]));
    repository.commit("Two releases, whose tags were not fetched");
    let refused = repository.refused();
    assert!(refused.contains("lists the release 0.1.0, but HEAD contains no tag `v0.1.0`\n"), "{refused}");
    assert!(refused.contains("git fetch --tags"), "{refused}");
    // Without a changelog, only the manifest shows that there was a release.
    repository.ground.write("CHANGELOG.md", "");
    let refused = repository.refused();
    assert!(refused.contains("is 0.2.0, but HEAD contains no release to compare with\n"), "{refused}");
    repository.ground.write("CHANGELOG.md", &changelog(&["0.2.0 (unreleased)"]));
    assert!(repository.passed().contains("nothing is released yet"));
}

#[test]
fn the_only_release_has_to_have_a_tag_as_soon_as_the_specs_change() {
    let repository = Repository::unreleased();
    repository.ground.write("CHANGELOG.md", &changelog(&["0.1.0 (2026-01-01)"]));
    assert!(repository.passed().contains("nothing is released yet"), "the heading is written before the tag");
    repository.commit("The first release");
    assert!(repository.passed().contains("nothing is released yet"), "so it is when it is committed");
    repository.endpoint("get", "/more", "List more");
    let refused = repository.refused();
    assert!(refused.contains("lists the release 0.1.0, but HEAD contains no tag `v0.1.0`\n"), "{refused}");
    let commit = refused.split_once("git tag v0.1.0 ").unwrap().1.split(';').next().unwrap();
    repository.git(&["tag", "v0.1.0", commit]);
    assert!(repository.refused().contains("needs 0.1.1"));
    // The same for a later release.
    repository.version("0.1.1");
    repository.ground.write("CHANGELOG.md", &changelog(&["0.1.1 (2026-02-01)", "0.1.0 (2026-01-01)"]));
    repository.commit("The second release");
    repository.passed();
    repository.remove_delete();
    let refused = repository.refused();
    assert!(refused.contains("lists the release 0.1.1, but HEAD contains no tag `v0.1.1`\n"), "{refused}");
}

#[test]
fn a_rewritten_history_is_refused() {
    let repository = Repository::released();
    repository.git(&["checkout", "--quiet", "--orphan", "new"]);
    repository.commit("All in one commit");
    let refused = repository.refused();
    assert!(refused.contains("HEAD contains no release, but `v0.1.0` is one"), "{refused}");
    assert!(refused.contains("git tag --force v0.1.0 COMMIT"), "{refused}");
    assert!(repository.ground.run(&["diff", "--gate", "v0.1.0"]).err.contains("the gate passes"));
    repository.git(&["tag", "--force", "v0.1.0"]);
    repository.passed();
}

/// The release was tagged on a branch, which was then squashed.
#[test]
fn a_squash_past_the_tag_is_refused() {
    let repository = Repository::released();
    repository.git(&["checkout", "--quiet", "-b", "release"]);
    repository.endpoint("get", "/more", "List more");
    repository.version("0.1.1");
    repository.commit("More");
    repository.git(&["tag", "v0.1.1"]);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "--squash", "release"]);
    repository.commit("The release, squashed");
    let refused = repository.refused();
    let taken = "is 0.1.1, and the tag `v0.1.1` has it, on a commit that HEAD does not contain, but a minor change since v0.1.0";
    assert!(refused.contains(taken) && refused.contains("needs 0.1.2 (`v0.1.1` is a release"), "{refused}");
    // What was new in 0.1.1 is removed: since 0.1.0, nothing has changed.
    std::fs::remove_file(repository.ground.path("specs/things/get--more.json")).unwrap();
    repository.version("0.1.2");
    let refused = repository.refused();
    assert!(refused.contains("has its specs: the branch was squashed"), "{refused}");
    repository.git(&["tag", "--force", "v0.1.1"]);
    assert!(repository.refused().contains("but a major change since v0.1.1 (0.1.1) needs 0.2.0"));
}

#[test]
fn a_version_that_another_branch_has_is_not_asked_for() {
    let repository = Repository::released();
    repository.git(&["checkout", "--quiet", "-b", "hotfix"]);
    repository.endpoint("get", "/fix", "Show the fix");
    repository.version("0.1.1");
    repository.commit("A fix");
    repository.git(&["tag", "v0.1.1"]);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.endpoint("get", "/more", "List more");
    let refused = repository.refused();
    assert!(refused.contains("needs 0.1.2 (`v0.1.1` is a release that HEAD does not contain)\n"), "{refused}");
    assert!(refused.ends_with("version = \"0.1.2\"\n\n"), "{refused}");
    repository.version("0.1.2");
    let passed = repository.passed();
    assert!(passed.contains("warning: `v0.1.1` is a release of another branch"), "{passed}");
    let notes = repository.ground.run(&["release-notes"]);
    assert!(notes.out.contains("the next version is 0.1.2 (`v0.1.1` is a release that"), "{notes:?}");
}

#[test]
fn the_higher_of_tag_and_manifest_counts() {
    let repository = Repository::released();
    repository.commit("The manifest still says 0.1.0");
    repository.git(&["tag", "v0.2.0"]);
    repository.endpoint("get", "/more", "List more");
    let refused = repository.refused();
    assert!(
        refused.contains("warning: the tag `v0.2.0` is on a commit whose manifest has the version 0.1.0\n"),
        "{refused}"
    );
    assert!(refused.ends_with("version = \"0.2.1\"\n\n"), "{refused}");
    repository.version("0.3.0");
    repository.commit("The manifest is ahead of the tag");
    repository.git(&["tag", "v0.2.5"]);
    repository.endpoint("get", "/most", "List most");
    let refused = repository.refused();
    assert!(refused.contains("since v0.2.5 (0.3.0) needs 0.3.1\n"), "{refused}");
}

#[test]
fn a_pre_release_is_lower_than_its_release() {
    let repository = Repository::released();
    repository.git(&["tag", "v0.9.0-rc.1"]);
    repository.remove_delete();
    let asked = {
        repository.version("0.1.1-rc.1");
        assert!(repository.refused().contains("is 0.1.1-rc.1, but a major change since v0.1.0 (0.1.0) needs 0.2.0\n"));
        repository.asked()
    };
    repository.acknowledge(&asked[0], "nobody called it");
    repository.version("0.2.0-rc.1");
    assert!(repository.passed().contains("0.2.0-rc.1, a pre-release of 0.2.0, is enough for a major change"));
    repository.version("0.2.0");
    std::fs::remove_file(repository.ground.path("specs/acknowledged.yaml")).unwrap();
    repository.commit("Released");
    repository.git(&["tag", "v0.2.0"]);
    repository.passed();
    repository.version("0.2.0-rc.2");
    assert!(repository.refused().contains("is 0.2.0-rc.2, but no change since v0.2.0 (0.2.0) needs 0.2.0\n"));
}

#[test]
fn a_revision_without_a_client_is_refused() {
    let repository = Repository::released();
    let manifest = repository.ground.read("generated-client/Cargo.toml");
    std::fs::remove_file(repository.ground.path("generated-client/Cargo.toml")).unwrap();
    repository.commit("No client");
    repository.ground.write("generated-client/Cargo.toml", &manifest);
    let ran = repository.ground.run(&["diff", "--gate", "HEAD"]);
    assert!(ran.exit == xtask::Exit::Wrong && ran.err.contains("HEAD has no `generated-client/Cargo.toml`"), "{ran:?}");
}

/// Somebody forgot to write the date into the heading, and the version is released now.
#[test]
fn a_released_section_is_never_edited() {
    let repository = Repository::unreleased();
    let released = changelog(&["0.1.0 (unreleased)"]);
    repository.ground.write("CHANGELOG.md", &released);
    repository.commit("Changelog");
    repository.git(&["tag", "v0.1.0"]);
    repository.endpoint("get", "/more", "List more");
    let notes = || {
        let ran = repository.ground.run(&["release-notes"]);
        assert_eq!(ran.exit, xtask::Exit::Done, "{ran:?}");
        ran
    };
    notes();
    let text = repository.ground.read("CHANGELOG.md");
    assert!(text.starts_with("# Changelog\n\n## Unreleased\n\n### Added\n"), "{text}");
    assert!(text.ends_with(released.strip_prefix("# Changelog\n").unwrap()), "{text}");
    // A section above the last release takes further lines, whatever its heading says.
    repository.ground.write("CHANGELOG.md", &text.replace("Unreleased", "0.1.1 (2026-02-01)"));
    repository.version("0.1.1");
    repository.endpoint("get", "/most", "List most");
    notes();
    let text = repository.ground.read("CHANGELOG.md");
    assert_eq!(text.matches("\n## ").count(), 2, "{text}");
    // Once it is released, a line about a change that was reverted since stays.
    repository.commit("Released");
    repository.git(&["tag", "v0.1.1"]);
    repository.ground.write("CHANGELOG.md", &text.replace("- A line.", "- A line. <!-- 0123456789ab -->"));
    let ran = notes();
    assert!(!ran.err.contains("was reverted"), "{ran:?}");
}
