//! `cargo xtask release-notes`: what it drafts, and what it does not change.

use xtask::Exit;

use super::Repository;

const OLD: &str = "# Changelog\n\nBy hand.\n\n## 0.1.0\n\n- First version.\n";

fn changed() -> (Repository, String) {
    let repository = Repository::unreleased();
    repository.ground.write("CHANGELOG.md", OLD);
    repository.commit("Changelog");
    repository.git(&["tag", "v0.1.0"]);
    repository.endpoint("get", "/more", "List more");
    repository.remove_delete();
    repository.version("0.2.0");
    let asked = repository.asked().remove(0);
    repository.acknowledge(&asked, "nobody called it");
    (repository, asked)
}

fn notes(repository: &Repository) -> String {
    let ran = repository.ground.run(&["release-notes"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    ran.out
}

#[test]
fn a_section_is_drafted_and_the_acknowledgements_move_into_it() {
    let (repository, asked) = changed();
    let said = notes(&repository);
    assert!(said.contains("the next version is 0.2.0 or higher\n"), "{said}");
    let text = repository.ground.read("CHANGELOG.md");
    let section = text.strip_prefix("# Changelog\n\nBy hand.\n\n## Unreleased\n\n").unwrap();
    let section = section.strip_suffix("\n\n## 0.1.0\n\n- First version.\n").unwrap();
    let headings: Vec<&str> = section.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(headings, ["### Added", "### Removed", "### Runtime impact"], "{section}");
    assert!(section.contains("- **Breaking:** `DELETE /things`: "), "{section}");
    assert!(section.ends_with(&format!("nobody called it <!-- acknowledged {asked} -->")), "{section}");
    assert!(!repository.ground.path("specs/acknowledged.yaml").exists());
    repository.passed();
}

#[test]
fn a_second_run_repeats_nothing() {
    let (repository, _) = changed();
    notes(&repository);
    let before = repository.ground.tree("");
    assert!(notes(&repository).starts_with("`CHANGELOG.md` lists every change since `v0.1.0`\n"));
    assert_eq!(repository.ground.tree(""), before);
    repository.endpoint("get", "/most", "List most");
    notes(&repository);
    let text = repository.ground.read("CHANGELOG.md");
    assert_eq!(text.matches("/more").count(), 1, "{text}");
    assert_eq!(text.matches("/most").count(), 1, "{text}");
}

#[test]
fn edited_lines_are_kept() {
    let (repository, _) = changed();
    let mine = "# Changelog\n\n## 0.2.0 (unreleased)\n\n- Mine,\n  in   two lines.  \n\n## 0.1.0\n\n- First version.";
    repository.ground.write("CHANGELOG.md", mine);
    notes(&repository);
    let text = repository.ground.read("CHANGELOG.md");
    let (above, below) = mine.split_at(mine.find("## 0.1.0").unwrap());
    assert!(text.starts_with(above) && text.ends_with(below), "{text}");
    assert!(text[above.len()..].starts_with("<!-- Drafted by `cargo xtask release-notes`: "), "{text}");
    // A line can be reworded, because the mark shows that it is there.
    repository.ground.write("CHANGELOG.md", &text.replace("nobody called it", "it never worked"));
    let before = repository.ground.tree("");
    notes(&repository);
    assert_eq!(repository.ground.tree(""), before);
}

#[test]
fn changes_without_acknowledgement_are_not_drafted() {
    let (repository, _) = changed();
    std::fs::remove_file(repository.ground.path("specs/acknowledged.yaml")).unwrap();
    let before = repository.ground.tree("");
    let ran = repository.ground.run(&["release-notes"]);
    assert!(ran.exit == Exit::Wrong && ran.err.contains("it is not acknowledged"), "{ran:?}");
    assert_eq!(repository.ground.tree(""), before);
}

#[test]
fn a_reverted_change_is_reported() {
    let (repository, _) = changed();
    notes(&repository);
    repository.endpoint("delete", "/things", "Remove things");
    let ran = repository.ground.run(&["release-notes"]);
    assert_eq!(ran.exit, Exit::Done);
    assert!(ran.err.contains("warning: the changelog lists a change that was reverted\n --> CHANGELOG.md:"), "{ran:?}");
}

#[test]
fn a_release_starts_a_new_section() {
    let (repository, _) = changed();
    notes(&repository);
    let text = repository.ground.read("CHANGELOG.md").replace("## Unreleased", "## 0.2.0");
    repository.ground.write("CHANGELOG.md", &text);
    repository.commit("Release");
    repository.git(&["tag", "v0.2.0"]);
    assert!(notes(&repository).starts_with("`CHANGELOG.md` lists every change since `v0.2.0`\n"));
    repository.endpoint("delete", "/things", "Remove things");
    notes(&repository);
    let text = repository.ground.read("CHANGELOG.md");
    assert!(text.contains("\n## Unreleased\n\n### Added\n\n- ") && text.contains("\n\n## 0.2.0\n"), "{text}");
}

#[test]
fn before_the_first_release_everything_counts_from_the_first_commit() {
    let repository = Repository::unreleased();
    repository.endpoint("get", "/more", "List more");
    repository.remove_delete();
    notes(&repository);
    let text = repository.ground.read("CHANGELOG.md");
    assert!(text.starts_with("# Changelog\n\n## Unreleased\n\n### Added\n"), "{text}");
    let before = repository.ground.tree("");
    notes(&repository);
    assert_eq!(repository.ground.tree(""), before);
}

/// An endpoint that is removed, returns and is removed again breaks other clients than the first time.
#[test]
fn the_same_change_after_a_release_is_reported_and_acknowledged_again() {
    let (repository, asked) = changed();
    let release = |version: &str| {
        notes(&repository);
        let text = repository.ground.read("CHANGELOG.md").replace("## Unreleased", &format!("## {version}"));
        repository.ground.write("CHANGELOG.md", &text);
        repository.commit("Release");
        repository.git(&["tag", &format!("v{version}")]);
    };
    release("0.2.0");
    repository.endpoint("delete", "/things", "Remove things");
    repository.version("0.2.1");
    release("0.2.1");
    repository.remove_delete();
    repository.version("0.3.0");
    assert_eq!(repository.asked(), std::slice::from_ref(&asked));
    repository.acknowledge(&asked, "nobody calls it yet");
    repository.passed();
    notes(&repository);
    repository.passed();
    let text = repository.ground.read("CHANGELOG.md");
    assert_eq!(text.matches(&format!("<!-- acknowledged {asked} -->")).count(), 2, "{text}");
    assert_eq!(text.matches(&format!("<!-- {asked} -->")).count(), 2, "{text}");
    let before = repository.ground.tree("");
    notes(&repository);
    assert_eq!(repository.ground.tree(""), before);
}

/// An old name stays until it was released, and the next release is major anyway.
#[test]
fn old_names_end_with_a_major_release() {
    let repository = Repository::unreleased();
    let lock = "operations:\n  GET /things: things::everything\nwas:\n  operations:\n    GET /things: things::list\n";
    repository.ground.write("specs/names.lock", lock);
    repository.ground.write("CHANGELOG.md", OLD);
    repository.commit("Rename a method");
    repository.git(&["tag", "v0.1.0"]);
    repository.endpoint("get", "/more", "List more");
    notes(&repository);
    assert_eq!(repository.ground.read("specs/names.lock"), lock);
    repository.remove_delete();
    repository.version("0.2.0");
    let asked = repository.asked().remove(0);
    repository.acknowledge(&asked, "nobody called it");
    let said = notes(&repository);
    assert!(said.contains("1 old name of the last release removed; run `cargo xtask codegen`\n"), "{said}");
    let text = repository.ground.read("specs/names.lock");
    assert!(text.contains("\noperations:\n  GET /things: things::everything\n") && !text.contains("was:"), "{text}");
    // What the gate asks for has not changed: removing the name is major as well.
    repository.passed();
}
