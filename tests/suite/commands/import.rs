//! `cargo xtask import` on disk.

use std::fs;

use xtask::Exit;

use super::{Ground, Ran};
use crate::import::{fragment, page, page_of};

impl Ground {
    fn page(&self, fragments: &[String]) {
        self.write("page.md", &page_of("page.md", fragments).text);
    }

    fn import(&self) -> Ran {
        self.run(&["import", "page.md"])
    }
}

fn done(ran: &Ran) -> &str {
    assert_eq!((ran.exit, ran.err.as_str()), (Exit::Done, ""));
    &ran.out
}

#[test]
fn one_line_per_endpoint_and_a_summary() {
    let ground = Ground::new();
    ground.page(&[
        fragment("get", "/a", "A", "One"),
        fragment("delete", "/a", "A", "Two"),
        fragment("get", "/b", "B / C", "x"),
    ]);
    insta::assert_snapshot!(done(&ground.import()), @r#"
        added     DELETE  /a  specs/a/delete--a.json
        added     GET     /a  specs/a/get--a.json
        added     GET     /b  specs/b/c/get--b.json
        3 endpoints: 3 added
    "#);
    assert_eq!(ground.files("specs"), ["a/delete--a.json", "a/get--a.json", "b/c/get--b.json"]);

    let before = ground.tree("specs");
    let again = ground.import();
    assert!(done(&again).ends_with("3 endpoints: 3 unchanged\n"), "{again:?}");
    assert_eq!(ground.tree("specs"), before, "importing twice changes nothing, no modification time either");

    ground.page(&[fragment("get", "/a", "A", "Other"), fragment("get", "/b", "A", "x")]);
    let expected = ground.run(&["import", "page.md", "--specs", "specs"]);
    insta::assert_snapshot!(done(&expected), @r#"
        gone      DELETE  /a  specs/a/delete--a.json
        changed   GET     /a  specs/a/get--a.json
        moved     GET     /b  specs/a/get--b.json (was specs/b/c/get--b.json)
        3 endpoints: 1 changed, 1 moved, 1 gone
        to remove what is gone, run the command again with `--prune`
    "#);
    assert_eq!(ground.files("specs"), ["a/delete--a.json", "a/get--a.json", "a/get--b.json", "gone.yaml"]);
    assert!(!ground.path("specs/b").exists(), "the folder that the move left empty is gone as well");

    let pruned = ground.run(&["import", "page.md", "--prune"]);
    insta::assert_snapshot!(done(&pruned), @r#"
        gone      DELETE  /a  specs/a/delete--a.json (removed)
        unchanged GET     /a  specs/a/get--a.json
        unchanged GET     /b  specs/a/get--b.json
        3 endpoints: 2 unchanged, 1 gone and removed
    "#);
    assert_eq!(ground.files("specs"), ["a/get--a.json", "a/get--b.json"]);
}

#[test]
fn a_document_is_split_and_its_rest_has_a_line() {
    let ground = Ground::new();
    ground.write("shop.yaml", &page("documents/shop.yaml").text);
    let first = ground.run(&["import", "shop.yaml"]);
    insta::assert_snapshot!(done(&first), @r#"
        added     DELETE  /orders/{orderId}  specs/orders/delete--orders--orderid.json
        added     GET     /orders/{orderId}  specs/orders/get--orders--orderid.json
        added     GET     /things  specs/things/get--things.json
        added     POST    /things  specs/things/post--things.json
        added     what no endpoint uses (5 components, 1 tag, 2 paths)  specs/rest.json
        4 endpoints: 4 added
    "#);
    let before = ground.tree("specs");
    assert!(
        done(&ground.run_in("", &["import", "-"], page("documents/shop.yaml").text.as_bytes()))
            .ends_with("4 unchanged\n")
    );
    assert_eq!(ground.tree("specs"), before);
    ground.write("small.json", &fragment("get", "/things", "Things", "x"));
    let small = ground.run(&["import", "small.json"]);
    assert!(done(&small).contains("gone      what no endpoint uses  specs/rest.json\n"), "{small:?}");
    assert!(done(&small).ends_with("run the command again with `--prune`\n"), "{small:?}");
    done(&ground.run(&["import", "small.json", "--prune"]));
    assert_eq!(ground.files("specs"), ["things/get--things.json"]);
}

#[test]
fn skipped_blocks_are_progress_and_not_results() {
    let ground = Ground::new();
    let ran = ground.run_in("", &["import", "-"], page("skipped.md").text.as_bytes());
    assert_eq!(ran.exit, Exit::Done);
    assert!(ran.out.ends_with("1 endpoint: 1 added; 12 blocks skipped\n"), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 2);
    assert_eq!(ran.err.lines().count(), 12);
    assert!(ran.err.starts_with("<stdin>:9: block skipped: schemas only: it has no `paths`\n"), "{}", ran.err);
}

#[test]
fn an_error_changes_nothing() {
    let ground = Ground::new();
    ground.page(&[fragment("get", "/a", "A", "One")]);
    ground.write("broken.md", "# Broken\n\n```json\n{\"openapi\":\"3.0.3\",\n```\n");
    for args in [&["import", "page.md", "broken.md"][..], &["import", "none.md", "page.md", "."]] {
        let ran = ground.run(args);
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::Wrong, ""));
        assert!(!ground.path("specs").exists(), "not even the folder is made");
    }
    let unreadable = ground.run(&["import", "none.md", "."]).err;
    assert_eq!(unreadable.matches("error: cannot read").count(), 2, "{unreadable}");

    done(&ground.import());
    ground.write("specs/z.yaml", "openapi: [");
    let before = ground.tree("specs");
    ground.page(&[fragment("get", "/a", "A", "Other")]);
    let ran = ground.import();
    assert_eq!(ran.exit, Exit::Wrong);
    assert!(ran.err.contains("specs/z.yaml:1:"), "{}", ran.err);
    assert_eq!(ground.tree("specs"), before);
}

#[test]
fn a_read_only_file_leaves_the_tree_unchanged() {
    let ground = Ground::new();
    ground.page(&[
        fragment("get", "/a", "A", "One"),
        fragment("get", "/b", "A", "One"),
        fragment("get", "/c", "C", "One"),
    ]);
    done(&ground.import());
    let locked = ground.path("specs/a/get--b.json");
    let mut permissions = fs::metadata(&locked).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&locked, permissions).unwrap();
    let before = ground.tree("specs");
    ground.page(&[
        fragment("get", "/a", "A", "Two"),
        fragment("get", "/b", "A", "Two"),
        fragment("get", "/c", "D", "Two"),
    ]);
    let ran = ground.import();
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Wrong, ""));
    assert_eq!(
        ran.err,
        "error: `specs/a/get--b.json` would change and is read-only\n  = help: make it writable, or restore it, and run the command again\n\n"
    );
    assert_eq!(ground.tree("specs"), before);
    assert!(!ground.path("specs/d").exists());
}

#[cfg(unix)]
#[test]
fn a_symlink_is_not_written_through() {
    let ground = Ground::new();
    ground.write("elsewhere.json", &fragment("get", "/a", "A", "One"));
    fs::create_dir_all(ground.path("specs/a")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere.json", ground.path("specs/a/get--a.json")).unwrap();
    ground.page(&[fragment("get", "/a", "A", "Two")]);
    let before = ground.tree("");
    let ran = ground.import();
    assert_eq!(ran.exit, Exit::Wrong);
    assert!(
        ran.err.contains("`specs/a/get--a.json` is a symlink, which is not followed, where a file belongs"),
        "{}",
        ran.err
    );
    assert_eq!(ground.tree(""), before);
}

#[test]
fn concurrent_runs_leave_a_complete_tree() {
    let ground = Ground::new();
    let names = ["a", "b", "c", "d", "e", "f"];
    for name in names {
        let fragments: Vec<String> =
            (0..20).map(|number| fragment("get", &format!("/{name}/{number}"), name, "One")).collect();
        ground.write(&format!("{name}.md"), &page_of("page.md", &fragments).text);
    }
    std::thread::scope(|scope| {
        for name in names.iter().chain(&names) {
            let ground = &ground;
            scope.spawn(move || {
                let ran = ground.run(&["import", &format!("{name}.md")]);
                assert_eq!(ran.exit, Exit::Done, "{ran:?}");
            });
        }
    });
    let files = ground.files("specs");
    assert_eq!(files.len(), 120);
    assert!(files.iter().all(|file| file.ends_with(".json") && !file.contains(".xtask")), "{files:?}");
}

#[test]
fn messages_name_files_relative_to_the_current_folder() {
    let ground = Ground::new();
    ground.page(&[fragment("get", "/a", "A", "One")]);
    fs::create_dir(ground.path("below")).unwrap();
    let ran = ground.run_in("below", &["import", "../page.md"], &[]);
    assert_eq!(done(&ran), "added     GET     /a  ../specs/a/get--a.json\n1 endpoint: 1 added\n");
    let ran = ground.run_in("below", &["import", "../page.md", "--specs", "../specs/"], &[]);
    assert_eq!(done(&ran), "unchanged GET     /a  ../specs/a/get--a.json\n1 endpoint: 1 unchanged\n");
    let ran = ground.run_in("specs", &["import", "../page.md", "--specs", "."], &[]);
    assert_eq!(done(&ran), "unchanged GET     /a  a/get--a.json\n1 endpoint: 1 unchanged\n");
}
