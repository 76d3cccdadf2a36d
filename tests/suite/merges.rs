//! Do conflicts have a way out? Two branches of a temporary repository are merged, and the commands resolve what git cannot.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fs;

use xtask::Exit;

use crate::commands::{MARKED_README, Ran};
use crate::gate::Repository;
use crate::import::{fragment, page_of};

/// A repository with a client, generated and released.
fn team() -> Repository {
    let repository = Repository::unreleased();
    repository.ground.write("generated-client/README.md", MARKED_README);
    repository.ground.write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- Old.\n\n## 0.1.0\n\n- First version.\n");
    repository
        .ground
        .write("Cargo.lock", "version = 4\n\n[[package]]\nname = \"generated-client\"\nversion = \"0.1.0\"\n");
    done(&repository, &["codegen"]);
    repository.commit("The client");
    repository.git(&["tag", "v0.1.0"]);
    repository
}

fn done(repository: &Repository, args: &[&str]) -> Ran {
    let ran = repository.ground.run(args);
    assert_eq!(ran.exit, Exit::Done, "{args:?}: {}\n{}", ran.out, ran.err);
    ran
}

fn wrong(repository: &Repository, args: &[&str]) -> String {
    let ran = repository.ground.run(args);
    assert_eq!(ran.exit, Exit::Wrong, "{args:?}: {}\n{}", ran.out, ran.err);
    ran.err
}

/// Makes two branches of the main one, each with a change and its client, and merges the second into the first.
fn merged(repository: &Repository, ours: impl Fn(&Repository), theirs: impl Fn(&Repository)) {
    for (name, change) in [("theirs", &theirs as &dyn Fn(&Repository)), ("ours", &ours)] {
        repository.git(&["checkout", "--quiet", "-b", name, "main"]);
        change(repository);
        done(repository, &["codegen"]);
        repository.commit(name);
    }
    let merge = repository.try_git(&["merge", "--quiet", "theirs"]);
    assert!(!merge.status.success(), "git finds a conflict");
}

/// Asserts that files are in conflict.
fn in_conflict(repository: &Repository, files: &[&str]) {
    for file in files {
        let text = repository.ground.read(file);
        assert!(text.contains("\n>>>>>>> theirs\n"), "{file} is in conflict:\n{text}");
    }
}

/// Asserts that no file is in conflict and that the client is up to date, and commits all.
fn resolved(repository: &Repository) {
    done(repository, &["codegen", "--check"]);
    for file in ["specs", "generated-client"]
        .into_iter()
        .flat_map(|folder| repository.ground.files(folder).into_iter().map(move |file| format!("{folder}/{file}")))
    {
        assert!(!repository.ground.read(&file).contains("<<<<<<<"), "{file}");
    }
    repository.commit("Merged");
}

#[test]
fn two_branches_add_an_endpoint_each() {
    let repository = team();
    merged(
        &repository,
        |ours| ours.endpoint("get", "/exports", "List exports"),
        |theirs| {
            theirs.endpoint("get", "/extras", "List extras");
            let lock = theirs.ground.read("specs/names.lock");
            theirs
                .ground
                .write("specs/names.lock", &lock.replace("GET /things: things::list\n", "GET /things: things::all\n"));
        },
    );
    in_conflict(
        &repository,
        &["specs/names.lock", "generated-client/src/generated/things.rs", "generated-client/api.txt"],
    );
    let said = wrong(&repository, &["codegen"]);
    insta::assert_snapshot!(said, @r"
    error: the file has conflict marks of a merge
     --> specs/names.lock:6
      = help: keep what both sides have: cargo xtask resolve
    ");
    let ran = done(&repository, &["resolve"]);
    assert!(ran.out.starts_with("resolved specs/names.lock: the names of both sides\n"), "{}", ran.out);
    assert!(ran.out.ends_with("git add --all\n"), "{}", ran.out);
    let lock = repository.ground.read("specs/names.lock");
    for line in
        ["GET /exports: things::list_exports\n", "GET /extras: things::list_extras\n", "GET /things: things::all\n"]
    {
        assert!(lock.contains(line), "{line}{lock}");
    }
    resolved(&repository);
}

/// Whoever sets the driver that `.gitattributes` names has no conflicts in generated files.
#[test]
fn a_setting_keeps_conflicts_out_of_generated_files() {
    let repository = team();
    fs::copy(tests::case::repository().join(".gitattributes"), repository.ground.path(".gitattributes")).unwrap();
    repository.commit("Attributes");
    repository.git(&["config", "merge.generated.driver", "true"]);
    merged(
        &repository,
        |ours| ours.endpoint("get", "/exports", "List exports"),
        |theirs| theirs.endpoint("get", "/extras", "List extras"),
    );
    in_conflict(&repository, &["specs/names.lock"]);
    let status = String::from_utf8(repository.git(&["status", "--porcelain"]).stdout).unwrap();
    assert!(!status.contains("UU generated-client/src") && !status.contains("api.txt"), "{status}");
    done(&repository, &["resolve"]);
    assert!(repository.ground.read("generated-client/api.txt").contains("list_extras"));
    resolved(&repository);
}

#[test]
fn two_branches_change_one_fragment() {
    let repository = team();
    let summary = |text: &'static str| move |repository: &Repository| repository.endpoint("get", "/things", text);
    merged(&repository, summary("List the things"), summary("List all things"));
    in_conflict(&repository, &["specs/things/get--things.json"]);
    let said = wrong(&repository, &["codegen"]);
    assert!(said.contains("--> specs/things/get--things.json:1\n"), "{said}");
    assert!(said.contains("cargo xtask import PAGE; or take one side: git checkout --ours"), "{said}");
    // A page without the endpoint does not help.
    let page = |fragments: &[String]| repository.ground.write("page.md", &page_of("page.md", fragments).text);
    let delete = fragment("delete", "/things", "Others", "Remove things");
    page(std::slice::from_ref(&delete));
    let ran = done(&repository, &["import", "page.md"]);
    assert!(
        ran.err.contains("warning: the file has conflict marks of a merge\n --> specs/things/get--things.json:1\n"),
        "{ran:?}"
    );
    page(&[fragment("get", "/things", "Things", "List every thing"), delete.replace("Others", "Things")]);
    let ran = done(&repository, &["import", "page.md"]);
    assert!(ran.out.contains("changed   GET     /things  specs/things/get--things.json\n"), "{ran:?}");
    done(&repository, &["resolve"]);
    resolved(&repository);
}

#[test]
fn two_branches_raise_the_version() {
    let change = |repository: &Repository, version: &str, tag: &str| {
        let file = format!("specs/{tag}/get--{tag}.json");
        repository.ground.write(&file, &fragment("get", &format!("/{tag}"), tag, "List them"));
        repository.version(version);
        let lock = repository.ground.read("Cargo.lock");
        repository.ground.write("Cargo.lock", &lock.replace("0.1.0", version));
        let changelog = repository.ground.read("CHANGELOG.md");
        repository.ground.write("CHANGELOG.md", &changelog.replace("- Old.\n", &format!("- Old.\n- {tag}.\n")));
        let ids = [("0a", "x"), ("0b", tag), ("0c", "y")].map(|(id, reason)| {
            let id = if reason == tag { format!("{}{id}", tag.len()) } else { id.to_owned() };
            format!("- fingerprint: \"{id}\"\n  reason: {reason}\n")
        });
        repository.ground.write("specs/acknowledged.yaml", &ids[1]);
    };
    // Cargo cannot read a manifest with conflict marks. Somebody can start the command without cargo, or take one side.
    for take in [None, Some("--ours"), Some("--theirs")] {
        let repository = team();
        merged(&repository, |ours| change(ours, "0.2.0", "many"), |theirs| change(theirs, "0.1.1", "more-of-it"));
        in_conflict(
            &repository,
            &["generated-client/Cargo.toml", "Cargo.lock", "CHANGELOG.md", "specs/acknowledged.yaml"],
        );
        let said = repository.refused();
        assert!(said.contains("keep what both sides have: cargo xtask resolve"), "{said}");
        if let Some(side) = take {
            repository.git(&["checkout", "--quiet", side, "generated-client/Cargo.toml", "Cargo.lock"]);
        }
        let ran = done(&repository, &["resolve"]);
        assert!(ran.out.contains("resolved generated-client/Cargo.toml: the higher version"), "{take:?}: {}", ran.out);
        let manifest = repository.ground.read("generated-client/Cargo.toml");
        assert!(manifest.contains("\nversion = \"0.2.0\"\n"), "{manifest}");
        assert!(manifest.contains("\nmany = []\n") && manifest.contains("\nmore_of_it = []\n"), "{manifest}");
        let acknowledged = "- fingerprint: \"100b\"\n  reason: more-of-it\n- fingerprint: \"40b\"\n  reason: many\n";
        assert_eq!(repository.ground.read("specs/acknowledged.yaml"), acknowledged);
        assert!(repository.ground.read("CHANGELOG.md").contains("- Old.\n- many.\n- more-of-it.\n\n## 0.1.0\n"));
        assert!(!repository.ground.read("Cargo.lock").contains("<<<<<<<"));
        resolved(&repository);
    }
}

/// Both branches are right, so only a person can say which endpoint has the name.
#[test]
fn two_branches_give_one_name_to_two_endpoints() {
    let repository = team();
    merged(
        &repository,
        |ours| ours.endpoint("post", "/exports", "Export things"),
        |theirs| theirs.endpoint("post", "/outputs", "Export things"),
    );
    let said = wrong(&repository, &["resolve"]);
    insta::assert_snapshot!(said, @r"
    error[name-clash]: the operation `POST /outputs` and the operation `POST /exports` are both named `export`
     --> specs/names.lock:8:3
      |
    8 |   POST /outputs: things::export
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: specs/names.lock:7:3
      |
    7 |   POST /exports: things::export
      |   ----------------------------- the other line
      |
      = at: /operations/POST ~1outputs
      = at: /operations/POST ~1exports
      = help: change the name in one of the two lines of names.lock

    code        level     count
    name-clash  error         1
    ");
    let lock = repository.ground.read("specs/names.lock");
    assert!(!lock.contains("<<<<<<<"), "{lock}");
    let named = lock.replace("POST /outputs: things::export\n", "POST /outputs: things::put_out\n");
    assert_ne!(named, lock);
    repository.ground.write("specs/names.lock", &named);
    done(&repository, &["resolve"]);
    assert!(repository.ground.read("generated-client/src/generated/things.rs").contains("pub fn put_out("));
    resolved(&repository);
}

/// What both sides have changed outside of the generated parts is left to a person.
#[test]
fn what_a_person_has_to_decide_stays_in_conflict() {
    let repository = team();
    let readme = |text: &'static str| {
        move |repository: &Repository| {
            let readme = repository.ground.read("generated-client/README.md");
            repository.ground.write("generated-client/README.md", &readme.replace("# Own", text));
        }
    };
    merged(&repository, readme("# Ours"), readme("# Theirs"));
    let said = wrong(&repository, &["resolve"]);
    assert!(
        said.contains("both sides have changed this, each in another way\n --> generated-client/README.md:1\n"),
        "{said}"
    );
    in_conflict(&repository, &["generated-client/README.md"]);
    repository.ground.write("generated-client/README.md", MARKED_README);
    done(&repository, &["resolve"]);
    resolved(&repository);
    let overlay = |text: &'static str| {
        move |repository: &Repository| {
            let overlay = format!("overlay: 1.0.0\ninfo: {{title: {text}, version: '1'}}\nactions: []\n");
            repository.ground.write("specs/overlay.yaml", &overlay);
        }
    };
    repository.git(&["checkout", "--quiet", "-B", "main"]);
    for name in ["ours", "theirs"] {
        repository.git(&["branch", "--quiet", "-D", name]);
    }
    merged(&repository, overlay("Ours"), overlay("Theirs"));
    let said = wrong(&repository, &["resolve"]);
    assert!(said.contains(" --> specs/overlay.yaml:2\n"), "{said}");
    fs::remove_file(repository.ground.path("specs/overlay.yaml")).unwrap();
    resolved(&repository);
}
