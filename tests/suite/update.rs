//! Runs `cargo xtask update` against a server on 127.0.0.1: what is fetched, what is imported, and what is left alone.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod bad_days;
mod corpus;
mod cut;
#[cfg(unix)]
mod docs_change;
mod index;
mod messages;
mod pull_request;
mod site;
mod suggestions;
mod whole_api;
#[cfg(unix)]
mod workflow;

use xtask::Exit;

use crate::commands::Ran;
use crate::gate::Repository;
use crate::import::{fragment, page_of};
use site::{Answer, Site};

/// A repository with sources, and the site that these are on.
struct World {
    repository: Repository,
    site: Site,
}

impl World {
    /// Makes a repository without endpoints. `SITE` in the list of sources is the address of the site.
    fn new(sources: &str) -> Self {
        let site = Site::start();
        let repository = Repository::empty();
        let sources = sources.replace("SITE", &site.url(""));
        repository.ground.write("specs/sources.yaml", &format!("api: Shop API\nsources:\n{sources}"));
        Self { repository, site }
    }

    /// Makes a repository with a page about users and one about things, and releases it.
    fn imported() -> Self {
        let world = Self::new(TWO_PAGES);
        world.page("/docs/users.md", &users(4));
        world.page("/docs/things.md", &[fragment("get", "/things", "Things", "List things")]);
        let ran = world.update(&[]);
        assert_eq!(ran.exit, Exit::Done, "{ran:?}");
        world.repository.commit("First version");
        world.repository.git(&["tag", "v0.1.0"]);
        world.site.requests();
        world
    }

    fn page(&self, path: &str, fragments: &[String]) {
        self.site.set(path, Answer::page(&page_of("page", fragments).text));
    }

    fn update(&self, args: &[&str]) -> Ran {
        let mut ran = self.repository.ground.run(&[&["update"], args].concat());
        for text in [&mut ran.out, &mut ran.err] {
            *text = text.replace(&self.site.url(""), "SITE");
        }
        ran
    }

    fn read(&self, path: &str) -> String {
        self.repository.ground.read(path).replace(&self.site.url(""), "SITE")
    }
}

const TWO_PAGES: &str = "  - name: users\n    page: SITE/docs/users.md\n    tags: [Users]\n  - name: things\n    page: SITE/docs/things.md\n";

/// Returns so many endpoints about users.
fn users(count: usize) -> Vec<String> {
    (1..=count)
        .map(|number| fragment("get", &format!("/users/{number}"), "Users", &format!("Get user {number}")))
        .collect()
}

#[test]
fn a_first_run_imports_and_a_second_one_changes_nothing() {
    let world = World::imported();
    insta::assert_snapshot!("records", world.read("specs/provenance.json") + &world.read("specs/sources.lock"));
    let before = world.repository.ground.tree("");
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    insta::assert_snapshot!(ran.out, @r"
    users: 1 text, not changed
    things: 1 text, not changed
    0 added, 0 changed, 0 removed, 13 unchanged

    none: nothing has changed
    ");
    assert!(world.repository.ground.tree("") == before, "a second run changes no file and no time");
    let requests = world.site.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert!(request.header("if-none-match").is_some(), "{request:?}");
        assert!(request.header("user-agent").unwrap().starts_with("make-client-xtask/"), "{request:?}");
    }
}

#[test]
fn what_has_changed_is_imported_and_reported() {
    let world = World::imported();
    let mut changed = users(5);
    changed[0] = fragment("get", "/users/1", "Users", "Get the first user");
    world.page("/docs/users.md", &changed);
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    insta::assert_snapshot!("what-has-changed", ran.out);
    assert_eq!(world.repository.ground.run(&["codegen", "--check"]).exit, Exit::Done);
    assert_eq!(world.update(&["--format", "json"]).out.lines().next(), Some("{"));
}

#[test]
fn one_source_can_be_updated() {
    let world = World::imported();
    world.page("/docs/users.md", &users(5));
    let ran = world.update(&["--source", "things"]);
    assert_eq!((ran.exit, world.site.paths()), (Exit::Done, vec!["/docs/things.md".to_owned()]));
    let ran = world.update(&["--source", "thing"]);
    assert_eq!(ran.exit, Exit::Usage);
    assert!(ran.err.contains("there is no source `thing`; the sources are users, things"), "{ran:?}");
}

#[test]
fn pages_can_be_read_from_a_folder() {
    let world = World::imported();
    let more = page_of("page", &users(5)).text;
    world.repository.ground.write("saved/users.md", &more);
    let folder = world.site.url("/docs/things.md").replace("http://", "").replace(':', "_");
    world.repository.ground.write(&format!("saved/{folder}"), &page_of("page", &users(1)).text);
    let ran = world.update(&["--offline", "saved"]);
    assert!(world.site.requests().is_empty());
    assert_eq!(ran.exit, Exit::Wrong);
    assert!(ran.out.contains("added     GET     /users/5"), "{ran:?}");
    // The saved page of the things shows users, which are those of the source before it.
    assert!(ran.err.contains("the source `things` is left as it was: it shows no endpoint of this source"), "{ran:?}");
}

#[test]
fn what_is_deleted_by_hand_is_fetched_again() {
    let world = World::imported();
    std::fs::remove_file(world.repository.ground.path("specs/users/get--users--1.json")).unwrap();
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert!(world.repository.ground.path("specs/users/get--users--1.json").exists());
}

/// The lock says that the text was fetched. Its fragments say otherwise.
#[test]
fn fragments_that_are_others_than_before_are_fetched_again() {
    let world = World::imported();
    let path = "specs/users/get--users--1.json";
    let changed = fragment("get", "/users/1", "Users", "Get the first user");
    world.page("/docs/users.md", &[vec![changed], users(4)[1..].to_vec()].concat());
    assert_eq!(world.update(&[]).exit, Exit::Done);
    let text = world.repository.ground.read(path);
    world.repository.git(&["checkout", "specs/users"]);
    let unconditional = || {
        let requests = world.site.requests();
        let own = requests.iter().filter(|request| request.header("if-none-match").is_none());
        own.map(|request| request.path.clone()).collect::<Vec<_>>()
    };
    unconditional();
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert_eq!(
        (unconditional(), world.repository.ground.read(path)),
        (vec!["/docs/users.md".to_owned()], text.clone())
    );
    // Somebody has edited one, and then nobody.
    world.repository.ground.write(path, &text.replace("the first", "our first"));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert_eq!((unconditional(), world.repository.ground.read(path)), (vec!["/docs/users.md".to_owned()], text));
    world.update(&[]);
    assert!(unconditional().is_empty());
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let world = World::imported();
    for folder in ["specs", "generated-client"] {
        world.repository.ground.write(&format!("{folder}/.xtask-staging-ab12/0.new"), "half");
    }
    assert_eq!(world.update(&[]).exit, Exit::Done);
    for folder in ["specs", "generated-client"] {
        assert!(!world.repository.ground.path(&format!("{folder}/.xtask-staging-ab12")).exists());
    }
}

#[test]
fn a_source_shows_only_its_own_endpoints() {
    let world = World::new(
        "  - name: users\n    page: SITE/all.md\n    paths: [/users]\n  - name: rest\n    page: SITE/all.md\n    tags: [Things]\n",
    );
    let other = [fragment("get", "/usersettings", "Other", "Get settings"), fragment("get", "/a", "Things", "Get a")];
    world.page("/all.md", &[users(1), other.to_vec()].concat());
    assert_eq!(world.update(&[]).exit, Exit::Done);
    let files = world.repository.ground.files("specs");
    assert!(files.contains(&"users/get--users--1.json".to_owned()), "{files:?}");
    assert!(files.contains(&"things/get--a.json".to_owned()) && files.len() == 6, "{files:?}");
}

#[test]
fn a_wrong_list_of_sources_is_refused() {
    let cases = [
        ("  - name: a\n", "it needs one of `page`, `pages`, `index`, `dump` and `document`"),
        ("  - {name: a, page: 'https://e.com/a', dump: 'https://e.com/b'}\n", "it has more than one of"),
        ("  - {name: a, page: 'http://localhost/a.md'}\n", "write 127.0.0.1 instead of localhost"),
        ("  - {name: a, page: 'https://e.com/a', skip: [/b]}\n", "only an index has pages to `skip`"),
        ("  - {name: a, page: 'https://e.com/a', may-lose: -1}\n", "from 0 to 100"),
        ("  - a\n", "expected a source with a `name` and an address"),
        ("  - {name: a, page: 'http://example.com/a.md'}\n", "only `https` is fetched"),
        ("  - {name: a, page: 'file:///etc/passwd'}\n", "only `https` is fetched"),
        ("  - {name: a, page: 'https://e.com/a', prefix: 'https://e.com/'}\n", "only an index has a `prefix`"),
        ("  - {name: a, index: 'https://e.com/a', prefix: 'https://e.org/'}\n", "on another host"),
        ("  - {name: a, page: 'https://e.com/a', paths: [users]}\n", "does not begin with `/`"),
        ("  - {name: a, page: 'https://e.com/a', may-lose: 101}\n", "from 0 to 100"),
        ("  - {name: a b, page: 'https://e.com/a'}\n", "its name has other characters"),
        ("  - {name: a, page: 'https://e.com/a'}\n  - {name: a, page: 'https://e.com/b'}\n", "is there twice"),
        ("  - {name: a, page: 'https://e.com/a', tag: x}\n", "unknown field `tag`"),
        ("  []\n", "the list of sources is empty"),
    ];
    for (sources, message) in cases {
        let ran = World::new(sources).update(&[]);
        assert_eq!(ran.exit, Exit::Wrong, "{sources}");
        assert!(ran.err.contains(message) && ran.err.contains("specs/sources.yaml"), "{sources}: {}", ran.err);
    }
    let ran = World::new("  - {name: b, page: 'https://e.com/b'}\n  - {name: a, page: 'ftp://e.com/a'}\n").update(&[]);
    assert!(ran.err.contains(" --> specs/sources.yaml:4:6\n"), "{ran:?}");
    let ran = Repository::empty().ground.run(&["update"]);
    assert!(ran.err.starts_with("error: there is no `specs/sources.yaml`"), "{ran:?}");
}

/// The text of a page has not changed, but what is taken from it has.
#[test]
fn other_tags_or_another_name_of_a_source_fetch_its_text_again() {
    let page = |name: &str, tags: &str| format!("  - name: {name}\n    page: SITE/docs/all.md\n    tags: [{tags}]\n");
    let world = World::new(&page("users", "Users"));
    world.page("/docs/all.md", &[users(2), vec![fragment("get", "/things", "Things", "List things")]].concat());
    let change = |sources: &str| {
        let text = format!("api: Shop API\nsources:\n{}", sources.replace("SITE", &world.site.url("")));
        world.repository.ground.write("specs/sources.yaml", &text);
        world.site.requests();
        let ran = world.update(&[]);
        assert_eq!(ran.exit, Exit::Done, "{ran:?}");
        let requests = world.site.requests();
        requests.iter().filter(|request| request.header("if-none-match").is_some()).count()
    };
    assert_eq!(change(&page("users", "Users")), 0);
    assert_eq!(change(&page("users", "Users, Things")), 0, "more tags");
    assert!(world.repository.ground.path("specs/things/get--things.json").exists());
    assert_eq!(change(&page("users", "Users, Things")), 1);
    assert_eq!(change(&page("people", "Users, Things")), 0, "another name");
    assert!(world.read("specs/provenance.json").contains("\"source\": \"people\""));
    // Two sources share an address.
    let both = page("users", "Users") + &page("things", "Things");
    assert_eq!(change(&both), 0);
    assert_eq!(change(&both), 2);
}
