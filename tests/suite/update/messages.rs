//! What an update says, and when it says nothing.

use xtask::Exit;

use super::site::Answer;
use super::{World, users};
use crate::import::fragment;

const INDEX: &str = "  - name: all\n    index: SITE/docs/llms.txt\n";

#[test]
fn a_dead_link_of_an_index_can_be_skipped() {
    let world = World::new(INDEX);
    let dead: String = (1..=12).map(|number| format!("[Old](old/{number}.md) ")).collect();
    world.site.set("/docs/llms.txt", Answer::page(&format!("[Users](users.md) {dead}\n")));
    world.page("/docs/users.md", &users(2));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    assert!(ran.err.contains("is left as it was:\n  SITE/docs/old/1.md: it came with status 404"), "{}", ran.err);
    assert!(ran.err.contains("\n  and 2 more\n"), "{}", ran.err);
    assert!(ran.err.contains("write it below the source: `skip: [SITE/docs/old/1.md]`"), "{}", ran.err);
    let coverage = |args: &[&str]| {
        let url = world.site.url("/docs/llms.txt");
        world.repository.ground.run(&[&["coverage", &url], args].concat())
    };
    let pages: Vec<String> = (1..=12).map(|number| format!("/docs/old/{number}.md")).collect();
    let args: Vec<&str> = pages.iter().flat_map(|page| ["--skip", page.as_str()]).collect();
    let ran = coverage(&[]);
    assert!(ran.exit == Exit::Wrong && ran.err.contains("`--skip PAGE`"), "{ran:?}");
    assert_eq!(coverage(&args).exit, Exit::Done);
    let sources = world.repository.ground.read("specs/sources.yaml");
    world.repository.ground.write("specs/sources.yaml", &format!("{sources}    skip: [{}]\n", pages.join(", ")));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert_eq!(world.repository.ground.files("specs/users").len(), 2);
}

#[test]
fn a_broken_overlay_is_refused_before_anything_is_fetched() {
    let world = World::imported();
    world.repository.ground.write("specs/overlay.yaml", "overlay: 1.0.0\nactions: [\n");
    let ran = world.update(&[]);
    assert_eq!((ran.exit, world.site.requests().len()), (Exit::Wrong, 0), "{ran:?}");
    assert!(ran.err.contains("the overlay cannot be read") && ran.err.contains("specs/overlay.yaml"), "{ran:?}");
}

#[test]
fn saved_texts_have_a_file_each() {
    let world = World::new("  - {name: a, page: SITE/a/users.md}\n  - {name: b, page: SITE/b/users.md}\n");
    let ran = world.update(&["--offline", "saved"]);
    assert!(ran.exit == Exit::Wrong && ran.err.starts_with("error: there is no folder `saved`"), "{ran:?}");
    world.repository.ground.write("saved/users.md", &crate::import::page_of("page", &users(1)).text);
    let ran = world.update(&["--offline", "saved"]);
    assert!(ran.err.contains("`users.md` would be read for SITE/a/users.md as well"), "{ran:?}");
}

#[test]
fn that_nothing_has_changed_is_said_on_good_days_only() {
    let world = World::imported();
    world.page("/docs/users.md", &users(3));
    let gone = world.update(&[]);
    assert!(gone.out.ends_with("none: the client stays the same\n"), "{gone:?}");
    world.site.set("/docs/users.md", Answer::new(404, b"x"));
    let bad = world.update(&[]);
    assert!(bad.out.ends_with("none: the client stays the same\n") && bad.err.contains("came: 1 byte,"), "{bad:?}");
}

#[test]
fn the_tags_that_came_are_named() {
    let world = World::new("  - {name: users, page: SITE/users.md, tags: [users]}\n");
    world.page("/users.md", &users(1));
    let ran = world.update(&[]);
    assert!(ran.err.contains("(GET /users/1; the tags are `Users`)"), "{ran:?}");
}

#[test]
fn endpoints_of_a_deleted_source_are_reported_once() {
    let world = World::imported();
    let sources = world.repository.ground.read("specs/sources.yaml");
    let (first, _) = sources.split_once("  - name: things").unwrap();
    world.repository.ground.write("specs/sources.yaml", first);
    let ran = world.update(&[]);
    let message =
        "warning: the source `things` is no longer in the list, but its endpoints are still in the client: GET /things";
    assert!(ran.err.contains(message) && ran.err.contains("GET /things"), "{ran:?}");
    assert!(!world.update(&[]).err.contains("no longer in the list"));
}

#[test]
fn a_document_of_something_else_is_not_reconciled() {
    let world = World::imported();
    world.repository.ground.write("other.json", &fragment("get", "/pets", "Pets", "List pets"));
    let ran = world.repository.ground.run(&["reconcile", "other.json"]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Wrong, ""), "{ran:?}");
    assert!(ran.err.starts_with("error: `other.json` has no endpoint that the specs have"), "{ran:?}");
}

#[test]
fn conflicts_in_the_records_of_an_update_are_resolved() {
    let world = World::imported();
    let marked = |path: &str, from: &str, to: &str| {
        let text = world.repository.ground.read(path);
        let other = text.replace(from, to);
        assert!(text != other, "{text}");
        let text = format!("<<<<<<< HEAD\n{text}=======\n{other}>>>>>>> other\n");
        world.repository.ground.write(path, &text);
    };
    let [lock, provenance] = ["specs/sources.lock", "specs/provenance.json"];
    marked(lock, "things.md\": {\n      \"etag\": \"", "things.md\": {\n      \"etag\": \"W/");
    marked(provenance, "\"GET /things\"", "\"GET /others\"");
    let ran = world.update(&[]);
    assert_eq!(ran.err.matches("keep what both sides have: cargo xtask resolve").count(), 2, "{ran:?}");
    let ran = world.repository.ground.run(&["resolve"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(world.read(lock).contains("users.md") && !world.read(lock).contains("things.md"), "{}", world.read(lock));
    let both = ["GET /things", "GET /others"];
    assert!(both.iter().all(|endpoint| world.read(provenance).contains(endpoint)));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert!(world.read(lock).contains("things.md"));
}
