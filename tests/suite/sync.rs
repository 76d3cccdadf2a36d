//! Writing files: all or none are written, and nothing outside of the folder.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeMap;
use std::fs;

use xtask::sync::{Change, Dir, Kind, Problem, Target, apply};

use crate::commands::{Ground, Tree};

fn dir(ground: &Ground) -> Dir {
    fs::create_dir_all(ground.path("out")).unwrap();
    Dir { path: ground.path("out"), shown: "out".to_owned() }
}

fn plan(dir: &Dir, present: &[(&str, &str)], wanted: &[(&str, &str)]) -> Vec<Change> {
    let present = present.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let wanted = wanted.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Target { dir, present, wanted }.plan()
}

/// Writes files to disk, replaces them by the wanted ones, and returns the tree before and after.
fn sync(ground: &Ground, present: &[(&str, &str)], wanted: &[(&str, &str)]) -> (Result<(), Vec<Problem>>, Tree, Tree) {
    let dir = dir(ground);
    for (path, text) in present {
        ground.write(&format!("out/{path}"), text);
    }
    let before = ground.tree("");
    let result = apply(&[(&dir, plan(&dir, present, wanted))]);
    (result, before, ground.tree(""))
}

fn texts(ground: &Ground) -> BTreeMap<String, String> {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    ground.tree("out").into_iter().map(|(path, (bytes, _))| (path, text(bytes))).collect()
}

#[test]
fn a_plan_lists_what_differs_by_path() {
    let ground = Ground::new();
    let changes = plan(&dir(&ground), &[("a", "1"), ("c", "1"), ("d", "1")], &[("b", "2"), ("c", "2"), ("d", "1")]);
    let found: Vec<(&str, Kind)> = changes.iter().map(|change| (change.path.as_str(), change.kind())).collect();
    assert_eq!(found, [("a", Kind::Removed), ("b", Kind::Added), ("c", Kind::Changed)]);
}

#[test]
fn applying_writes_only_what_differs() {
    let ground = Ground::new();
    let present =
        [("same.rs", "same"), ("old/deep/gone.rs", "x"), ("keep/gone.rs", "x"), ("keep/here.rs", "x"), ("b.rs", "1")];
    let wanted = [("same.rs", "same"), ("keep/here.rs", "x"), ("b.rs", "2"), ("new/deep/c.rs", "3")];
    let (result, before, after) = sync(&ground, &present, &wanted);
    assert_eq!(result, Ok(()));
    let expected: BTreeMap<String, String> =
        wanted.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    assert_eq!(texts(&ground), expected);
    assert_eq!(after["out/same.rs"], before["out/same.rs"]);
    assert!(!ground.path("out/old").exists(), "folders that became empty are gone");
    assert_eq!(fs::read_dir(ground.path("out")).unwrap().count(), 4, "nothing of the staging is left");
}

#[test]
fn a_failure_halfway_restores_everything() {
    let ground = Ground::new();
    let present = [("a/changed.rs", "1"), ("z/removed.rs", "1")];
    // `n` would have to be both a file and a folder, which fails only when it is written.
    let wanted = [("a/changed.rs", "2"), ("b/new.rs", "2"), ("n", "2"), ("n/x.rs", "2")];
    let (result, before, after) = sync(&ground, &present, &wanted);
    let problems = result.unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.starts_with("cannot write `out/n/x.rs`: "), "{problems:?}");
    assert_eq!(after, before, "texts and modification times are the old ones");
    assert!(!ground.path("out/b").exists() && fs::read_dir(ground.path("out")).unwrap().count() == 2);
}

#[test]
fn two_folders_are_one_transaction() {
    let ground = Ground::new();
    let first = dir(&ground);
    ground.write("specs/names.lock", "old");
    let second = Dir { path: ground.path("specs"), shown: "specs".to_owned() };
    let before = ground.tree("");
    let changes = plan(&second, &[("names.lock", "old")], &[("names.lock", "new"), ("m", "1"), ("m/n", "1")]);
    assert!(apply(&[(&first, plan(&first, &[], &[("a", "1")])), (&second, changes)]).is_err());
    assert_eq!(ground.tree(""), before);
}

#[test]
fn no_path_leads_out_of_the_folder() {
    for path in ["../x.rs", "a/../../x.rs", "/tmp/x.rs", "", ".", "a/.."] {
        let ground = Ground::new();
        let (result, before, after) = sync(&ground, &[], &[("a.rs", "1"), (path, "2")]);
        let problems = result.unwrap_err();
        assert!(problems[0].message.contains("is not a path inside `out`"), "{problems:?}");
        assert_eq!(after, before);
    }
}

#[test]
fn a_path_that_is_in_the_way_is_named() {
    let ground = Ground::new();
    dir(&ground);
    fs::create_dir_all(ground.path("out/a.rs/x")).unwrap();
    ground.write("out/b", "file");
    ground.write("out/c.rs", "nobody planned for this");
    let (result, before, after) = sync(&ground, &[], &[("a.rs", "1"), ("b/c.rs", "1"), ("c.rs", "1"), ("d.rs", "1")]);
    let messages: Vec<String> = result.unwrap_err().into_iter().map(|problem| problem.message).collect();
    assert_eq!(
        messages,
        [
            "`out/a.rs` is a folder, where a file belongs",
            "`out/b` is a file, where a folder belongs",
            "`out/c.rs` appeared while the command ran",
        ]
    );
    assert_eq!(after, before);
}

#[cfg(unix)]
#[test]
fn symlinks_are_refused() {
    use std::os::unix::fs::symlink;

    let ground = Ground::new();
    let dir = dir(&ground);
    ground.write("outside/a.rs", "mine");
    symlink("../outside", ground.path("out/folder")).unwrap();
    symlink("../outside/a.rs", ground.path("out/file.rs")).unwrap();
    symlink("../outside/nothing.rs", ground.path("out/dangling.rs")).unwrap();
    for change in [
        plan(&dir, &[], &[("folder/new.rs", "1")]),
        plan(&dir, &[("folder/a.rs", "mine")], &[]),
        plan(&dir, &[("file.rs", "mine")], &[("file.rs", "1")]),
        plan(&dir, &[("file.rs", "mine")], &[]),
        plan(&dir, &[], &[("dangling.rs", "1")]),
    ] {
        let problems = apply(&[(&dir, change)]).unwrap_err();
        assert!(problems[0].message.contains("is a symlink, which is not followed"), "{problems:?}");
    }
    assert_eq!(ground.files("outside"), ["a.rs"]);
    assert_eq!(ground.read("outside/a.rs"), "mine");
}

#[test]
fn leftovers_of_a_killed_run_are_removed() {
    let ground = Ground::new();
    ground.write("out/.xtask-staging-x1/0.new", "half");
    ground.write("out/.other/keep", "x");
    let (result, _, _) = sync(&ground, &[], &[("a.rs", "1")]);
    assert_eq!(result, Ok(()));
    assert_eq!(ground.files("out"), [".other/keep", "a.rs"]);
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt;

    let ground = Ground::new();
    ground.write("out/a.rs", "1");
    fs::set_permissions(ground.path("out/a.rs"), fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(sync(&ground, &[("a.rs", "1")], &[("a.rs", "2")]).0, Ok(()));
    assert_eq!(fs::metadata(ground.path("out/a.rs")).unwrap().permissions().mode() & 0o777, 0o640);
}
