//! What an index and a dump lead to: pages below the prefix, and nothing else.

use xtask::Exit;

use super::site::Answer;
use super::{World, users};
use crate::import::{fragment, page_of};

const INDEX: &str = "  - name: all\n    index: SITE/docs/llms.txt\n    prefix: SITE/docs/api\n";

fn indexed() -> World {
    let world = World::new(INDEX);
    world.site.set(
        "/docs/llms.txt",
        Answer::page(
            "# Shop\n\n- [Users](api/users.md): people\n- [Things](/docs/api/things.md)\n- [About](api/about.md)\n",
        ),
    );
    world.page("/docs/api/users.md", &users(4));
    world.page("/docs/api/things.md", &[fragment("get", "/things", "Things", "List things")]);
    world.site.set("/docs/api/about.md", Answer::page("# About\n\nWords.\n"));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    world
}

#[test]
fn an_index_leads_to_its_pages() {
    let world = indexed();
    assert_eq!(world.repository.ground.files("specs/users").len(), 4);
    world.site.requests();
    let before = world.repository.ground.tree("");
    let ran = world.update(&[]);
    assert_eq!(ran.out.lines().next(), Some("all: 3 texts, not changed"), "{ran:?}");
    assert!(world.repository.ground.tree("") == before);
    let conditional = |request: &super::site::Request| request.header("if-none-match").is_some();
    assert_eq!(world.site.requests().iter().filter(|request| conditional(request)).count(), 4);
    // The index has not changed, but a page has.
    world.page("/docs/api/users.md", &users(5));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert_eq!(world.repository.ground.files("specs/users").len(), 5);
    // Another prefix selects other pages of the same index.
    let sources =
        world.read("specs/sources.yaml").replace("docs/api", "docs/api/more").replace("SITE", &world.site.url(""));
    world.repository.ground.write("specs/sources.yaml", &sources);
    world.site.requests();
    let ran = world.update(&[]);
    assert!(ran.err.contains("it lists no page below SITE/docs/api/more"), "{ran:?}");
    assert!(!conditional(&world.site.requests()[0]));
}

#[test]
fn a_redirect_of_a_page_stays_below_the_prefix() {
    let world = indexed();
    let before = world.repository.ground.tree("specs");
    world.page("/docs/people.md", &users(5));
    world.site.set("/docs/api/users.md", Answer::new(308, b"").header("location", "/docs/people.md"));
    world.site.requests();
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    assert!(ran.err.contains("it redirects to `/docs/people.md`, which is not below SITE/docs/api"), "{}", ran.err);
    assert!(!world.site.paths().contains(&"/docs/people.md".to_owned()));
    assert!(world.repository.ground.tree("specs") == before);
    let url = world.site.url("/docs/llms.txt");
    // Coverage takes the folder of the index as the prefix.
    world.site.set("/docs/api/users.md", Answer::new(308, b"").header("location", "/people.md"));
    let ran = world.repository.ground.run(&["coverage", &url]);
    assert!(ran.exit == Exit::Wrong && ran.err.contains("which is not below"), "{ran:?}");
    world.page("/docs/api/people.md", &users(5));
    world.site.set("/docs/api/users.md", Answer::new(308, b"").header("location", "people.md"));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert_eq!(world.repository.ground.files("specs/users").len(), 5);
}

#[test]
fn a_page_that_is_no_longer_in_the_index_is_gone() {
    let world = indexed();
    world.site.set("/docs/llms.txt", Answer::page("- [Users](api/users.md)\n- [About](api/about.md)\n"));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(world.read("specs/gone.yaml").contains("GET /things"), "{ran:?}");
    world.site.set("/docs/llms.txt", Answer::page("- [Things](api/things.md)\n- [About](api/about.md)\n"));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    assert!(ran.err.contains("it lost 4 of 4 endpoints, more than 25 %"), "{ran:?}");
}

#[test]
fn a_page_that_fails_leaves_all_of_the_index_as_it_was() {
    let world = indexed();
    world.page("/docs/api/users.md", &users(5));
    world.site.set("/docs/api/things.md", Answer::new(404, b""));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong);
    assert!(ran.err.contains("SITE/docs/api/things.md: it came with status 404"), "{ran:?}");
    assert!(!world.repository.ground.path("specs/users/get--users--5.json").exists());
}

#[test]
fn a_page_that_is_not_itself_leaves_all_of_the_index_as_it_was() {
    let world = indexed();
    world
        .page("/docs/api/things.md", &["/things", "/things/new"].map(|path| fragment("get", path, "Things", "Things")));
    let before = world.repository.ground.tree("specs");
    let foreign = [fragment("get", "/pets", "Pets", "List pets")];
    let cases = [
        ("# Another vendor\n".to_owned(), "it shows none of the 4 endpoints that it showed before, but nothing"),
        ("{\"error\": \"rate limited\"}".to_owned(), "it shows none of the 4 endpoints"),
        (page_of("page", &foreign).text, "but GET /pets: the text of something else"),
        (page_of("page", &users(2)).text, "it lost 2 of 4 endpoints, more than 25 %"),
    ];
    for (text, message) in cases {
        world.site.set("/docs/api/users.md", Answer::page(&text));
        let ran = world.update(&[]);
        assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
        let is_said = ran.err.contains("SITE/docs/api/users.md: it ") && ran.err.contains(message);
        assert!(is_said && ran.err.contains("what came: "), "{message}: {}", ran.err);
        assert!(world.repository.ground.tree("specs") == before, "{message}");
    }
    // An endpoint may move to another page.
    world.page("/docs/api/users.md", &users(3));
    world.page(
        "/docs/api/things.md",
        &[vec![fragment("get", "/things", "Things", "List things")], users(4)[3..].to_vec()].concat(),
    );
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(!world.repository.ground.path("specs/gone.yaml").exists());
}

#[test]
fn an_index_leads_nowhere_else() {
    let world = World::new(INDEX);
    let links = [
        "/docs/other.md",
        "/docs/api/../../secret.md",
        "/docs/api/%2e%2e/secret.md",
        "//example.com/docs/api/a.md",
        "https://example.com/docs/api/a.md",
        "http://example.com/docs/api/a.md",
        "file:///etc/passwd",
        "file:/etc/passwd.md",
        "llms.txt",
        "/docs/llms.txt#api",
        "/docs/api/llms.txt",
        "/docs/api/a.md?ask=everything",
        "/docs/api/logo.png",
        "javascript:alert(1)",
    ];
    let lines: String = links.iter().map(|link| format!("- [A page]({link})\n")).collect();
    world.site.set("/docs/llms.txt", Answer::page(&format!("{lines}- SITE/docs/api\n- https://example.com/x.md\n")));
    let ran = world.update(&[]);
    assert_eq!((ran.exit, world.site.paths()), (Exit::Wrong, vec!["/docs/llms.txt".to_owned()]), "{}", ran.err);
    assert!(ran.err.contains("it lists no page below SITE/docs/api: beginning with"), "{}", ran.err);
    // One that it may fetch, and the same again.
    world.page("/docs/api/a.md", &users(1));
    world.site.set("/docs/llms.txt", Answer::page(&format!("{lines}[A](api/a.md) [A](/docs/api/a.md#b)\n")));
    assert_eq!((world.update(&[]).exit, world.site.paths().len()), (Exit::Done, 2));
}

#[test]
fn a_million_pages_are_not_fetched() {
    let world = World::new(INDEX);
    let lines: String = (0..1_000_000).map(|number| format!("[a](api/{number}.md)\n")).collect();
    world.site.set("/docs/llms.txt", Answer::page(&lines));
    let ran = world.update(&[]);
    assert_eq!((ran.exit, world.site.paths()), (Exit::Wrong, vec!["/docs/llms.txt".to_owned()]));
    let expected = "it lists 1000000 pages below SITE/docs/api, and at most 500 are fetched";
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn a_text_beyond_the_bound_is_not_read() {
    let world = World::new(INDEX);
    world.site.set("/docs/llms.txt", Answer::page(&"- a\n".repeat(9 << 20)));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong);
    assert!(ran.err.contains("Maximum file size exceeded") || ran.err.contains("it is larger than"), "{}", ran.err);
}

#[test]
fn a_dump_has_all_pages() {
    let world = World::new("  - name: dump\n    dump: SITE/docs/llms-full.txt\n    may-lose: 30\n");
    let things = page_of("page", &[fragment("get", "/things", "Things", "List things")]).text;
    let all = format!("{}\n{things}", page_of("page", &users(4)).text);
    world.site.set("/docs/llms-full.txt", Answer::page(&all));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    // A page that disappears.
    world.page("/docs/llms-full.txt", &users(4));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert!(world.read("specs/gone.yaml").contains("GET /things"));
    // A dump that shrank.
    world.page("/docs/llms-full.txt", &users(2));
    let ran = world.update(&[]);
    assert!(ran.err.contains("it lost 2 of 4 endpoints, more than 30 %: GET /users/3, GET /users/4"), "{ran:?}");
}

#[test]
fn a_document_describes_the_whole_api() {
    let world = World::new("  - name: document\n    document: SITE/openapi.json\n    lacking: stays\n");
    let document = |paths: &[&str]| {
        let path = |path: &&str| {
            format!("\"{path}\":{{\"get\":{{\"tags\":[\"A\"],\"responses\":{{\"200\":{{\"description\":\"OK\"}}}}}}}}")
        };
        let paths: Vec<String> = paths.iter().map(path).collect();
        let info = "\"info\":{\"title\":\"Shop\",\"version\":\"1\"}";
        format!("{{\"openapi\":\"3.0.3\",{info},\"paths\":{{{}}}}}", paths.join(","))
    };
    world.site.set("/openapi.json", Answer::page(&document(&["/a", "/b"])));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    world.site.set("/openapi.json", Answer::page(&document(&["/b"])));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "what it lacks stays: {ran:?}");
    assert!(!world.repository.ground.path("specs/gone.yaml").exists());
    assert_eq!(world.repository.ground.files("specs/a").len(), 2);
}
