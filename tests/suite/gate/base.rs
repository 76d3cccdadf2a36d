//! The base of a comparison: a revision, a folder, or the default.

use std::fs;
use std::process::Command;

use xtask::Exit;

use super::Repository;
use crate::commands::Ground;
use crate::import::fragment;

#[test]
fn the_newest_release_is_the_highest_of_this_history() {
    let repository = Repository::released();
    repository.git(&["checkout", "--quiet", "-b", "other"]);
    repository.commit("Elsewhere");
    repository.git(&["tag", "v3.0.0"]);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.version("0.10.0");
    repository.commit("Ten");
    repository.git(&["tag", "v0.10.0"]);
    repository.git(&["tag", "v0.9.0"]);
    assert!(repository.passed().contains("since v0.10.0"));
}

#[test]
fn a_base_can_be_a_revision_or_a_folder() {
    let repository = Repository::released();
    repository.endpoint("get", "/more", "List more");
    repository.commit("More");
    let more = repository.ground.run(&["diff", "v0.1.0"]);
    assert!(more.exit == Exit::Done && more.out.contains("/more"), "{more:?}");
    assert_eq!(more.out, repository.ground.run(&["diff"]).out);
    assert_eq!(more.out, repository.ground.run(&["diff", "HEAD~1"]).out);
    assert!(!repository.ground.run(&["diff", "main"]).out.contains("/more"));
    repository.ground.write("earlier/get.json", &fragment("get", "/things", "Things", "List things"));
    repository.ground.write("earlier/delete.json", &fragment("delete", "/things", "Things", "Remove things"));
    let folder = repository.ground.run(&["diff", "earlier"]);
    assert!(folder.exit == Exit::Done && folder.out.contains("/more"), "{folder:?}");
    let gate = repository.ground.run(&["diff", "earlier", "--gate"]);
    assert!(gate.exit == Exit::Usage && gate.err.contains("needs a revision"), "{gate:?}");
    repository.git(&["branch", "earlier"]);
    let both = repository.ground.run(&["diff", "earlier"]);
    assert!(both.exit == Exit::Wrong && both.err.contains("`./earlier` for the folder"), "{both:?}");
    assert_eq!(repository.ground.run(&["diff", "./earlier"]).out, folder.out);
    assert_eq!(repository.ground.run(&["diff", "earlier^{}"]).exit, Exit::Done);
}

#[test]
fn a_bad_base_is_reported_with_help() {
    let repository = Repository::released();
    for base in ["v9.9.9", "HEAD:specs", "specs/things/get--things.json"] {
        let ran = repository.ground.run(&["diff", base]);
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::Wrong, ""), "{base}");
        assert!(ran.err.contains(&format!("`{base}` is neither a revision nor a folder")), "{}", ran.err);
    }
    let none = Ground::new();
    let elsewhere = repository.ground.run(&["diff", "--specs", none.path("").to_str().unwrap()]);
    assert!(elsewhere.err.contains("does not lie in the git repository"), "{}", elsewhere.err);
    let nowhere = repository.ground.run(&["diff", "--specs", "nowhere"]);
    assert!(nowhere.err.contains("error: there is no folder `nowhere`\n"), "{}", nowhere.err);
    none.write("specs/a/get--a.json", &fragment("get", "/a", "A", "One"));
    let ran = none.run(&["diff"]);
    assert!(ran.exit == Exit::Wrong && ran.err.contains("is in no git repository"), "{ran:?}");
    assert_eq!(none.run(&["diff", "specs"]).exit, Exit::Done, "a folder needs no git");
    let output = Command::new("git").arg("-C").arg(none.path("")).args(["init", "--quiet"]).output().unwrap();
    assert!(output.status.success());
    let ran = none.run(&["diff"]);
    assert!(ran.exit == Exit::Wrong && ran.err.contains("has no commit yet"), "{ran:?}");
}

#[test]
fn a_side_that_does_not_generate_is_named() {
    let repository = Repository::unreleased();
    repository.ground.write("specs/things/get--things.json", "{");
    let after = repository.ground.run(&["diff", "HEAD"]);
    assert!(after.exit == Exit::Wrong && after.err.contains("from the specs of the work tree"), "{after:?}");
    repository.commit("Broken");
    repository.endpoint("get", "/things", "List things");
    let before = repository.ground.run(&["diff", "HEAD"]);
    assert!(before.exit == Exit::Wrong && before.err.contains("from the specs of HEAD\n"), "{before:?}");
    assert!(before.err.contains("HEAD:specs/things/get--things.json:1:"), "{}", before.err);
}

/// A shallow checkout, as workflows make it, would pass any gate, because it contains no release.
#[test]
fn a_shallow_history_is_reported() {
    let repository = Repository::released();
    repository.commit("Later");
    let origin = format!("file://{}", repository.ground.path("").display());
    repository.git(&["clone", "--quiet", "--depth", "1", &origin, "shallow"]);
    fs::remove_dir_all(repository.ground.path(".git")).unwrap();
    fs::rename(repository.ground.path("shallow/.git"), repository.ground.path(".git")).unwrap();
    let ran = repository.gate();
    assert!(ran.exit == Exit::Wrong && ran.err.contains("git fetch --unshallow --tags"), "{ran:?}");
    assert_eq!(repository.ground.run(&["diff", "HEAD"]).exit, Exit::Done);
}

/// The user's configuration of git has no effect.
#[test]
fn the_configuration_of_git_changes_nothing() {
    let repository = Repository::released();
    repository.version("0.2.0");
    repository.commit("Two");
    repository.git(&["tag", "--annotate", "--message", "Two", "v0.2.0"]);
    let before = repository.passed();
    assert!(before.contains("since v0.2.0"));
    let settings =
        ["column.ui=always", "log.showSignature=true", "log.follow=true", "color.ui=always", "tag.sort=-refname"];
    for setting in settings {
        let (key, value) = setting.split_once('=').unwrap();
        repository.git(&["config", key, value]);
    }
    assert_eq!(repository.passed(), before);
}
