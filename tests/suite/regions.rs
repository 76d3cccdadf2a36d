//! Files with generated parts: is the part correct, and is the rest not changed?
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use generator::Region;
use tests::case;
use xtask::Exit;
use xtask::region::{Replaced, marks, replace};

use crate::commands::Ground;
use crate::import::fragment;

const BEGIN: &str = "<!-- operations: made by cargo xtask codegen; do not edit -->";
const END: &str = "<!-- end -->";

fn region(file: &'static str, name: &'static str, text: &str) -> Region {
    Region { file, name, text: text.to_owned() }
}

fn text(replaced: Replaced) -> String {
    match replaced {
        Replaced::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_what_is_between_the_marks_is_replaced() {
    let table = region("README.md", "operations", "new\n");
    assert_eq!(marks(&table), format!("{BEGIN}\n{END}\n"));
    let before = format!("# A\n{END}\n{BEGIN}\nold\nolder\n{END}\nb\n{END}\nno line end");
    let after = format!("# A\n{END}\n{BEGIN}\nnew\n{END}\nb\n{END}\nno line end");
    assert_eq!(text(replace(&before, &table)), after);
    assert_eq!(text(replace(&after, &table)), after, "a second time changes nothing");
    assert_eq!(text(replace(&format!("{BEGIN}\r\n{END}\r\n"), &table)), format!("{BEGIN}\r\nnew\r\n{END}\r\n"));

    let features = region("Cargo.toml", "features", "cookies = []\n");
    let before = "[features]\n# features: made by cargo xtask codegen; do not edit\n# end\n\n[dependencies]\n";
    let after =
        "[features]\n# features: made by cargo xtask codegen; do not edit\ncookies = []\n# end\n\n[dependencies]\n";
    assert_eq!(text(replace(before, &features)), after);
}

#[test]
fn a_file_without_marks_is_not_changed_and_odd_marks_are_reported() {
    let table = region("README.md", "operations", "new\n");
    for unmarked in
        ["", "# A\n", END, "see <!-- operations: made by cargo xtask codegen -->\n", "<!-- operations: mine -->\n"]
    {
        assert_eq!(replace(unmarked, &table), Replaced::Unmarked, "{unmarked}");
    }
    let wrong = |file: &str| match replace(file, &table) {
        Replaced::Wrong(message) => message,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        wrong(&format!("{BEGIN}\nx\n")),
        "the region `operations` begins in line 1 and has no end: `<!-- end -->`"
    );
    let other = "<!-- other: made by cargo xtask codegen; do not edit -->";
    assert!(wrong(&format!("{BEGIN}\n{other}\n{END}\n")).contains("has no end"), "the end is that of another region");
    let twice = format!("{BEGIN}\n{END}\n\n{BEGIN}\n{END}\n");
    assert_eq!(wrong(&twice), "the region `operations` begins twice, in lines 1 and 4");
}

fn ground(readme: &str) -> Ground {
    let ground = Ground::new();
    ground.write("specs/things/get--things.json", &fragment("get", "/things", "Things", "List things"));
    ground.write("generated-client/README.md", readme);
    ground
}

#[test]
fn the_table_is_written_checked_and_written_again() {
    let ground = ground(&format!("# Own\n\n{BEGIN}\n{END}\n\nMine.\n"));
    assert_eq!(ground.run(&["codegen"]).exit, Exit::Done);
    let readme = ground.read("generated-client/README.md");
    insta::assert_snapshot!(readme, @r"
        # Own

        <!-- operations: made by cargo xtask codegen; do not edit -->

        | method | path | scopes | call |
        |---|---|---|---|
        | `GET` | `/things` |  | [`things().list()`](things::Things::list) |

        <!-- end -->

        Mine.
    ");
    assert_eq!(ground.run(&["codegen", "--check"]).exit, Exit::Done);

    ground.write("generated-client/README.md", &readme.replace("`GET`", "`PUT`").replace("Mine.", "Mine, edited."));
    let stale = ground.run(&["codegen", "--check"]);
    assert_eq!(stale.exit, Exit::Wrong);
    assert!(stale.out.starts_with("stale    generated-client/README.md\n"), "{}", stale.out);
    assert!(ground.run(&["codegen"]).out.starts_with("changed  generated-client/README.md\n0 added, 1 changed"));
    assert_eq!(ground.read("generated-client/README.md"), readme.replace("Mine.", "Mine, edited."));
}

/// A second table lists the webhooks, and is the only one where there is nothing else.
#[test]
fn the_table_lists_webhooks() {
    let ground = Ground::new();
    let schema = |event| serde_json::json!({"type": "object", "properties": {"event": {"const": event}}});
    let content = |event| serde_json::json!({"application/json": {"schema": schema(event)}});
    let post = |event| serde_json::json!({"post": {"requestBody": {"content": content(event)}}});
    let document = serde_json::json!({
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "webhooks": {"order|paid": post("paid"), "order.sent": post("sent")},
    });
    ground.write("specs/rest.json", &document.to_string());
    ground.write("generated-client/README.md", &format!("{BEGIN}\n{END}\n"));
    let ran = ground.run(&["codegen"]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    insta::assert_snapshot!(ground.read("generated-client/README.md"), @r"
        <!-- operations: made by cargo xtask codegen; do not edit -->

        [`webhook_events::read()`](webhook_events::read) reads any webhook that a header or a property identifies.

        | webhook | method | read by |
        |---|---|---|
        | `order.sent` | `POST` | [`webhook_events::order_sent()`](webhook_events::order_sent) |
        | `order\|paid` | `POST` | [`webhook_events::order_paid()`](webhook_events::order_paid) |

        <!-- end -->
    ");
}

#[test]
fn a_readme_without_marks_is_reported_and_not_changed() {
    let ground = ground("# Own\n");
    let ran = ground.run(&["codegen"]);
    assert_eq!(ran.exit, Exit::Done);
    insta::assert_snapshot!(ran.err, @r"
        note: `generated-client/README.md` has no place for the region `operations`, and is left alone
          = help: to have it there, add these two lines to the file:
        <!-- operations: made by cargo xtask codegen; do not edit -->
        <!-- end -->
    ");
    assert_eq!(ground.read("generated-client/README.md"), "# Own\n");
    std::fs::remove_file(ground.path("generated-client/README.md")).unwrap();
    let ran = ground.run(&["codegen"]);
    assert_eq!((ran.exit, ran.err.as_str()), (Exit::Done, ""));
    assert!(!ground.path("generated-client/README.md").exists());
}

#[test]
fn marks_without_an_end_stop_everything() {
    let ground = ground(&format!("{BEGIN}\nMine.\n"));
    let before = ground.tree("");
    let ran = ground.run(&["codegen"]);
    assert_eq!(ran.exit, Exit::Wrong);
    insta::assert_snapshot!(ran.err, @r"
        error: `generated-client/README.md`: the region `operations` begins in line 1 and has no end: `<!-- end -->`
          = help: these two lines mark it, once in the file:
        <!-- operations: made by cargo xtask codegen; do not edit -->
        <!-- end -->
    ");
    assert_eq!(ground.tree(""), before);
}

#[test]
fn a_new_crate_has_the_table() {
    let ground = ground("# Own\n");
    assert_eq!(ground.run(&["codegen", "--out", "shop"]).exit, Exit::Done);
    insta::assert_snapshot!(ground.read("shop/README.md"), @r"
        # shop

        A typed client of an HTTP API, made from the API's OpenAPI documents.

        `src/generated` is made by `cargo xtask codegen`, and `src/runtime` is copied by it: change the documents and run it again rather than these files or the table below. Everything else here is yours.

        ## Operations

        <!-- operations: made by cargo xtask codegen; do not edit -->

        | method | path | scopes | call |
        |---|---|---|---|
        | `GET` | `/things` |  | [`things().list()`](things::Things::list) |

        <!-- end -->
    ");
    assert_eq!(ground.run(&["codegen", "--out", "shop", "--check"]).exit, Exit::Done);
}

/// The table has one line with four cells for each operation, and that of webhooks one with three for each of them, whatever
/// the document says.
#[test]
fn a_row_is_a_row_whatever_the_document_says() {
    for name in case::cases("fixtures") {
        let folder = case::folder("fixtures").join(&name);
        let generated = generator::generate(case::input(&folder, &folder)).value.unwrap();
        let is_row = |line: &&str| line.starts_with('|') && !line.starts_with("|---");
        let (heads, rows): (Vec<&str>, Vec<&str>) =
            generated.regions[0].text.lines().filter(is_row).partition(|line| !line.starts_with("| `"));
        let count = |text: &str| generated.files.values().map(|file| file.matches(text).count()).sum::<usize>();
        let (mut requests, mut webhooks) =
            (count("pub const OPERATION:"), count("/// Reads the webhook ") + count("/// Reads the callback "));
        assert_eq!(heads.len(), usize::from(requests > 0) + usize::from(webhooks > 0), "{name}");
        for row in rows {
            let cells = row.replace("\\|", "").matches('|').count() - 1;
            let rest = if cells == 4 { &mut requests } else { &mut webhooks };
            *rest = rest.checked_sub(1).unwrap_or_else(|| panic!("{name}: {row}"));
            assert!(matches!(cells, 3 | 4), "{name}: {row}");
        }
        assert_eq!((requests, webhooks), (0, 0), "{name}: a row is missing");
    }
}
