//! What a page no longer shows: it is reported until somebody decides, and an overlay action that it takes along is named.

use xtask::Exit;

use super::{Ground, Ran};
use crate::import::{fragment, page_of};

fn ground(fragments: &[String]) -> Ground {
    let ground = Ground::new();
    show(&ground, fragments);
    done(&ground.run(&["codegen", "--out", "client"]));
    ground
}

fn show(ground: &Ground, fragments: &[String]) -> Ran {
    ground.write("page.md", &page_of("page.md", fragments).text);
    let ran = ground.run(&["import", "page.md"]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    ran
}

fn done(ran: &Ran) {
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
}

fn one(path: &str, tag: &str) -> String {
    fragment("get", path, tag, "One")
}

/// A fragment with a query parameter.
fn with_parameter(path: &str, name: &str) -> String {
    let parameters =
        format!(r#""parameters":[{{"name":"{name}","in":"query","schema":{{"type":"string"}}}}],"responses""#);
    one(path, "A").replace(r#""responses""#, &parameters)
}

const OVERLAY: &str = "overlay: 1.0.0\ninfo: {title: Ours, version: '1'}\nactions:\n";

#[test]
fn what_is_gone_is_reported_until_somebody_decides() {
    let ground = ground(&[one("/a", "A"), one("/b", "A"), one("/c", "A")]);
    show(&ground, &[one("/a", "A")]);
    insta::assert_snapshot!(ground.read("specs/gone.yaml"), @r#"
    # Endpoints that the documentation no longer shows, written by `cargo xtask import`. To keep one, write behind
    # `keep` why it stays. To remove all others: cargo xtask remove --gone
    - endpoint: "GET /b"
      file: "a/get--b.json"
      keep:
    - endpoint: "GET /c"
      file: "a/get--c.json"
      keep:
    "#);
    for args in [&["codegen", "--out", "client", "--check"][..], &["codegen", "--out", "client"], &["diff", "specs"]] {
        let ran = ground.run(args);
        assert_eq!(ran.exit, Exit::Done, "{ran:?}");
        let warning = "warning: the documentation no longer shows 2 endpoints: GET /b, GET /c\n --> specs/gone.yaml\n";
        assert!(ran.err.contains(warning), "{args:?}: {}", ran.err);
    }
    assert!(
        ground.run(&["diff", "specs", "--format", "markdown"]).out.contains("Still in the client: the documentation")
    );
    assert_eq!(ground.run(&["codegen", "--out", "client", "--deny-warnings"]).exit, Exit::Wrong);

    // One is kept, with a reason, and a later import does not ask again.
    let kept = ground.read("specs/gone.yaml").replacen("keep:", "keep: Our largest customer calls it.", 1);
    ground.write("specs/gone.yaml", &kept);
    show(&ground, &[one("/a", "A")]);
    let check = ground.run(&["codegen", "--out", "client", "--check"]);
    assert!(check.err.contains("the documentation no longer shows GET /c\n"), "{}", check.err);
    let before = ground.tree("specs");
    let again = show(&ground, &[one("/a", "A")]);
    assert!(again.out.contains("kept      GET     /b"), "{}", again.out);
    assert_eq!(ground.tree("specs"), before, "importing twice changes nothing");

    // The others are removed by one command.
    let removed = ground.run(&["remove", "--gone"]);
    assert_eq!(removed.out, "gone      GET     /c  specs/a/get--c.json (removed)\n1 endpoint: 1 gone and removed\n");
    done(&ground.run(&["codegen", "--out", "client", "--deny-warnings"]));
    // What is shown again is no longer gone.
    show(&ground, &[one("/a", "A"), one("/b", "A")]);
    assert_eq!(ground.files("specs"), ["a/get--a.json", "a/get--b.json", "names.lock"]);
}

#[test]
fn a_page_that_vanished_is_removed_by_its_tag() {
    let ground = ground(&[one("/a", "Users"), one("/b", "Old / Things"), one("/c", "Old / Things")]);
    let wrong = ground.run(&["remove", "Old"]);
    assert_eq!(wrong.exit, Exit::Wrong);
    assert!(wrong.err.contains("no endpoint in `specs` is or has the tag `Old`"), "{}", wrong.err);
    assert_eq!(ground.run(&["remove"]).exit, Exit::Usage);
    let ran = ground.run(&["remove", "Old / Things"]);
    assert!(ran.out.ends_with("2 endpoints: 2 gone and removed\n"), "{ran:?}");
    assert_eq!(ground.files("specs"), ["names.lock", "users/get--a.json"]);
    done(&ground.run(&["codegen", "--out", "client"]));
}

#[test]
fn pruning_one_page_leaves_the_others() {
    let ground = ground(&[one("/users", "Users"), one("/users/{id}", "Users"), one("/users/password", "Users")]);
    ground.write("passwords.md", &page_of("passwords.md", &[one("/users/password", "Passwords")]).text);
    let ran = ground.run(&["import", "passwords.md", "--prune"]);
    done(&ran);
    insta::assert_snapshot!(ran.out, @r#"
    moved     GET     /users/password  specs/passwords/get--users--password.json (was specs/users/get--users--password.json)
    1 endpoint: 1 moved
    2 endpoints of the tag `Users` are not on these pages; if the tag was renamed, remove the rest: cargo xtask remove Users
    "#);
    assert_eq!(
        ground.files("specs"),
        ["names.lock", "passwords/get--users--password.json", "users/get--users--id.json", "users/get--users.json"]
    );
}

#[test]
fn an_overlay_action_that_loses_its_endpoint_is_named() {
    let all = ["/a", "/b", "/c"].map(|path| with_parameter(path, "cols[]"));
    let ground = ground(&all);
    let rename = "- target: $.paths.*.*.parameters[?@.name=='cols[]']\n  description: Brackets are no word.\n  update: {description: Columns}\n";
    let only = "- target: $.paths['/c'].get\n  description: It is slow.\n  update: {description: Slow}\n";
    ground.write("specs/overlay.yaml", &format!("{OVERLAY}{rename}{only}"));
    let ran = show(&ground, &[with_parameter("/a", "cols"), with_parameter("/b", "cols[]"), all[2].clone()]);
    let changed = "warning[action-lost]: this action was written for GET /a, which no longer has what it targets: Brackets are no word.\n --> specs/overlay.yaml:4:11\n";
    assert!(ran.err.contains(changed) && ran.err.contains("it still matches elsewhere"), "{}", ran.err);
    assert_eq!(ran.err.matches("warning[").count(), 1, "{}", ran.err);
    let ran = ground.run(&["remove", "GET /c"]);
    assert!(ran.err.contains("this action was written for GET /c, which is removed: It is slow."), "{}", ran.err);
    assert_eq!(ran.err.matches("warning[").count(), 1, "{}", ran.err);
    ground.write(
        "specs/overlay.yaml",
        &format!("{OVERLAY}- target: $.info\n  description: It is ours.\n  update: {{title: Ours}}\n"),
    );
    let ran = ground.run(&["remove", "A"]);
    assert!(ran.err.contains("this action was written for GET /a and 1 more, which are removed"), "{}", ran.err);
    assert_eq!(ran.err.matches("warning[").count(), 1, "once for many: {}", ran.err);
}

/// What an older page has left behind is in conflict with a whole document: that comes first, as it is the way out.
#[test]
fn a_whole_document_over_other_fragments_says_what_is_gone_before_it_lists_conflicts() {
    let with = |path: &str, kind: &str| {
        let components = format!(r#""components":{{"schemas":{{"Thing":{{"type":"{kind}"}}}}}},"paths""#);
        let content =
            r##""content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}},"description""##;
        one(path, "A").replace(r#""paths""#, &components).replace(r#""description""#, content)
    };
    let ground = ground(&[with("/a", "string"), with("/b", "string")]);
    ground.write("whole.json", &with("/a", "integer"));
    let ran = ground.run(&["import", "whole.json"]);
    assert!(ran.out.ends_with("to remove what is gone, run the command again with `--prune`\n"), "{}", ran.out);
    let ran = ground.run(&["codegen", "--out", "client"]);
    assert_eq!(ran.exit, Exit::Wrong);
    let (gone, conflict) = (ran.err.find("no longer shows GET /b"), ran.err.find("error[conflict]"));
    assert!(gone.is_some() && gone < conflict, "{}", ran.err);
    done(&ground.run(&["import", "whole.json", "--prune"]));
    done(&ground.run(&["codegen", "--out", "client"]));
}
