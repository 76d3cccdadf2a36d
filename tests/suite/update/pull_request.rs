//! The pull request of an update: its title, its body, the version and the changelog. The workflow only passes them on.

use std::fs;

use tests::case;
use xtask::Exit;

use super::site::Answer;
use super::{World, users};
use crate::commands::MARKED_README;
use crate::import::fragment;

/// Returns the title and the body, or nothing.
fn texts(world: &World) -> Option<(String, String)> {
    let read = |name: &str| {
        world.repository.ground.path(&format!("out/{name}")).exists().then(|| world.read(&format!("out/{name}")))
    };
    Some((read("title.txt")?, read("body.md")?))
}

#[test]
fn without_a_change_there_is_no_pull_request() {
    let world = World::imported();
    world.repository.ground.write("out/title.txt", "An earlier one");
    let ran = world.update(&["--pull-request", "out"]);
    assert_eq!((ran.exit, texts(&world)), (Exit::Done, None), "{ran:?}");
    assert!(!world.repository.ground.path("out/title.txt").exists());
    assert!(!world.repository.ground.path("CHANGELOG.md").exists());
    // Another validator for the same text is no change.
    let page = crate::import::page_of("page", &users(4)).text;
    world.site.set("/docs/users.md", Answer::new(200, page.as_bytes()).header("etag", "\"other\""));
    world.update(&["--pull-request", "out"]);
    assert_eq!(texts(&world), None);
}

/// What has changed since the last release is in the pull request that changed it.
#[test]
fn without_a_change_nothing_is_drafted() {
    let world = World::imported();
    world.page("/docs/users.md", &users(5));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    world.repository.commit("One more endpoint");
    let before = world.repository.ground.tree("");
    let ran = world.update(&["--pull-request", "out"]);
    assert_eq!((ran.exit, texts(&world)), (Exit::Done, None), "{ran:?}");
    std::fs::remove_dir(world.repository.ground.path("out")).unwrap();
    assert!(world.repository.ground.tree("") == before, "{ran:?}");
    // A text in full changes nothing either.
    std::fs::remove_file(world.repository.ground.path("specs/sources.lock")).unwrap();
    let ran = world.update(&["--pull-request", "out"]);
    assert!(ran.out.contains("5 unchanged") && !ran.out.contains("CHANGELOG"), "{ran:?}");
    assert_eq!(texts(&world), None);
}

#[test]
fn version_and_changelog_are_part_of_it() {
    let world = World::imported();
    let lock = "[[package]]\nname = \"generated-client\"\nversion = \"0.1.0\"\ndependencies = []\n";
    world.repository.ground.write("Cargo.lock", lock);
    world.page("/docs/users.md", &users(5));
    let ran = world.update(&["--pull-request", "out"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert_eq!(texts(&world).unwrap().0, "Shop API: minor: 1 endpoint added\n");
    assert!(world.read("generated-client/Cargo.toml").contains("\nversion = \"0.1.1\"\n"));
    assert_eq!(world.read("Cargo.lock"), lock.replace("0.1.0", "0.1.1"));
    assert!(world.read("CHANGELOG.md").contains("- `GET /users/5`: "), "{}", world.read("CHANGELOG.md"));
    assert_eq!(world.repository.ground.run(&["codegen", "--check"]).exit, Exit::Done);
    assert!(world.repository.passed().contains("0.1.1 is enough"));
    // The same again, as if the pull request had been opened before.
    let before = world.repository.ground.tree("generated-client");
    world.update(&["--pull-request", "out"]);
    assert!(world.repository.ground.tree("generated-client") == before);
}

#[test]
fn what_is_gone_is_in_the_title_although_the_client_stays_the_same() {
    let world = World::imported();
    world.page("/docs/users.md", &users(3));
    let ran = world.update(&["--pull-request", "out"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    let (title, body) = texts(&world).unwrap();
    assert_eq!(title, "Shop API: none: 1 endpoint gone from the documentation\n");
    assert!(body.contains("The client stays the same.") && !body.contains("Nothing has changed"), "{body}");
}

#[test]
fn a_change_that_breaks_clients_has_to_be_decided() {
    let world = World::imported();
    let mut changed = users(4);
    let required = r#""parameters":[{"name":"`<b>@all`","in":"query","required":true,"schema":{"type":"string"}}],"#;
    changed[1] = changed[1].replacen("\"responses\"", &format!("{required}\"responses\""), 1);
    changed.remove(3);
    world.page("/docs/users.md", &changed);
    world.site.set("/docs/things.md", Answer::new(503, b"``` away"));
    let ran = world.update(&["--pull-request", "out"]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    let (title, body) = texts(&world).unwrap();
    insta::assert_snapshot!("a-change-that-breaks-clients", format!("{title}\n{body}"));
}

#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn a_recorded_change_becomes_a_title_and_a_body() {
    let corpus = case::corpus();
    let page = |path: &str| Answer::page(&fs::read_to_string(corpus.join(path)).unwrap());
    let world = World::new("  - name: users\n    page: SITE/users.md\n    tags: [Users]\n");
    world.repository.ground.write("generated-client/README.md", MARKED_README);
    let overlay = fs::read_to_string(case::repository().join("specs/overlay.yaml")).unwrap();
    world.repository.ground.write("specs/overlay.yaml", &overlay);
    world.site.set("/users.md", page("make/users-earlier.md"));
    // The overlay is ahead of the page.
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert_eq!(ran.err.matches("warning: an overlay action matches nothing any more, and is set aside").count(), 3);
    world.repository.commit("The page as it was");
    world.repository.git(&["tag", "v0.1.0"]);
    world.site.set("/users.md", page("../seed/users.md"));
    let ran = world.update(&["--pull-request", "out"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    let (title, body) = texts(&world).unwrap();
    insta::assert_snapshot!("a-recorded-change", format!("{title}\n{body}"));
}

#[test]
fn a_long_title_and_a_long_body_are_cut() {
    let world = World::imported();
    let path = |number: usize| format!("/users/{number}/{}", "a-long-name-".repeat(20));
    let many: Vec<String> =
        (5..400).map(|number| fragment("get", &path(number), "Users", &format!("Get user {number}"))).collect();
    world.page("/docs/users.md", &[users(4), many].concat());
    assert_eq!(world.update(&["--pull-request", "out"]).exit, Exit::Done);
    let (title, body) = texts(&world).unwrap();
    assert_eq!(title, "Shop API: minor: 395 endpoints added\n");
    assert!(body.len() < 65_536, "{}", body.len());
}
