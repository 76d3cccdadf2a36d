//! Nothing is lost to a bad day: a source whose text is not as it should be is left as it was, and the others go on.

use xtask::Exit;

use super::site::Answer;
use super::{World, users};
use crate::commands::Ran;
use crate::import::{fragment, page_of};

/// Updates on a day on which the page of users is bad, and the page of things has so many more endpoints. Returns the
/// message.
fn bad_day(world: &World, users: Answer, more: usize) -> String {
    world.site.set("/docs/users.md", users);
    let thing = |number: usize| fragment("get", &format!("/more/{number}"), "Things", &format!("List {number}"));
    let things = std::iter::once(fragment("get", "/things", "Things", "List things"));
    world.page("/docs/things.md", &things.chain((1..=more).map(thing)).collect::<Vec<_>>());
    let before = world.repository.ground.tree("specs/users");
    let lock = world.read("specs/sources.lock");
    let ran: Ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    assert!(world.repository.ground.tree("specs/users") == before, "nothing of the source changes");
    assert!(!world.repository.ground.path("specs/gone.yaml").exists(), "nothing of the source is gone");
    let new = format!("specs/things/get--more--{more}.json");
    assert!(world.repository.ground.path(&new).exists(), "the other source goes on: {ran:?}");
    let line = |lock: &str| lock.split("users.md").nth(1).map(str::to_owned);
    assert_eq!(line(&world.read("specs/sources.lock")), line(&lock));
    let message = ran.err.lines().find(|line| line.starts_with("error: the source `users`"));
    message.unwrap_or_else(|| panic!("{}", ran.err)).to_owned()
}

#[test]
fn a_bad_day_changes_nothing_and_is_reported() {
    let whole = page_of("page", &users(4)).text;
    let other = page_of("page", &[fragment("get", "/pets", "Users", "List pets")]).text;
    let cases: Vec<(&str, Answer)> = vec![
        ("not found", Answer::new(404, b"Not here")),
        ("a failure of the server", Answer::new(500, b"Oops").header("content-type", "text/plain")),
        ("HTML by its type", Answer::new(200, b"<p>Sign in").header("content-type", "text/html; charset=utf-8")),
        ("HTML by its text", Answer::new(200, b"\n<!DOCTYPE html>\n<title>`Moved`</title>")),
        ("an empty text", Answer::new(200, b" \n")),
        ("no text", Answer::new(200, b"\xff\xfe")),
        ("prose", Answer::page("# Users\n\nThis page has moved.\n\n```sh\ncurl\n```\n")),
        ("a text that ends within an endpoint", Answer::page(&whole[..whole.len() / 2 + 80])),
        ("a text that ends after an endpoint", Answer::page(&page_of("page", &users(2)).text)),
        ("the text of something else", Answer::page(&other)),
        ("a redirect to another host", Answer::new(302, b"").header("location", "https://example.com/docs/users.md")),
        ("a redirect to a file", Answer::new(301, b"").header("location", "file:///etc/passwd")),
        ("a redirect in a circle", Answer::new(301, b"").header("location", "/docs/users.md")),
        ("a redirect to nowhere", Answer::new(307, b"")),
    ];
    let mut messages = String::new();
    let world = World::imported();
    for (index, (name, answer)) in cases.into_iter().enumerate() {
        world.site.requests();
        messages.push_str(&format!("{name}\n  {}\n", bad_day(&world, answer, index + 1)));
        if name == "a failure of the server" {
            let tries = world.site.paths().iter().filter(|path| *path == "/docs/users.md").count();
            assert_eq!(tries, 3, "two polite retries");
        }
    }
    insta::assert_snapshot!(messages);
}

#[test]
fn a_redirect_on_the_same_host_is_followed() {
    let world = World::imported();
    world.site.set("/docs/users.md", Answer::new(308, b"").header("location", "/docs/people.md"));
    world.page("/docs/people.md", &users(5));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert!(world.read("specs/provenance.json").contains("GET /users/5"));
}

#[test]
fn a_small_loss_is_listed_and_a_large_one_needs_a_look() {
    let world = World::imported();
    world.page("/docs/users.md", &users(3));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(ran.err.contains("the documentation no longer shows GET /users/4"), "{ran:?}");
    assert!(world.read("specs/gone.yaml").contains("GET /users/4"));
    assert!(world.repository.ground.path("specs/users/get--users--4.json").exists());
    // What is gone already is not lost again.
    world.page("/docs/users.md", &users(2));
    assert_eq!(world.update(&[]).exit, Exit::Wrong);
    let ran = world.update(&["--accept-removals"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(!world.repository.ground.path("specs/gone.yaml").exists());
    assert_eq!(world.repository.ground.files("specs/users"), ["get--users--1.json", "get--users--2.json"]);
    assert!(!world.read("specs/provenance.json").contains("/users/3"));
    assert_eq!(world.repository.ground.run(&["codegen", "--check"]).exit, Exit::Done);
}

#[test]
fn a_look_does_not_take_the_text_of_something_else() {
    let world = World::imported();
    world.page("/docs/users.md", &[fragment("get", "/pets", "Users", "List pets")]);
    let ran = world.update(&["--accept-removals"]);
    assert_eq!(ran.exit, Exit::Wrong);
    assert_eq!(world.repository.ground.files("specs/users").len(), 4);
}

#[test]
fn a_source_that_does_not_go_with_the_others_is_left_as_it_was() {
    let world = World::imported();
    let foreign = fragment("get", "/more", "Things", "List more").replace("\"Shop\"", "\"Pets\"");
    world.page("/docs/things.md", &[fragment("get", "/things", "Things", "List things"), foreign]);
    world.page("/docs/users.md", &users(5));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    assert!(ran.err.contains("the source `things` is left as it was: no client can be generated with it"), "{ran:?}");
    assert!(world.repository.ground.path("specs/users/get--users--5.json").exists());
    assert_eq!(world.repository.ground.files("specs/things"), ["get--things.json"]);
}
