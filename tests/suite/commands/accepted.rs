//! `--deny-warnings` and the list of accepted findings on disk.

use xtask::Exit;

use super::Ground;

const SPEC: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1', logo: logo.png}
servers: [{url: 'https://shop.example'}]
paths:
  /things:
    get:
      tags: [Things]
      summary: List things
      parameters:
        - {name: first, in: query, schema: {type: string}}
        - {name: filter, in: query, colour: red, schema: {type: integer, format: int128}}
      responses: {'200': {description: OK}}
";

fn lines_to_paste(err: &str) -> String {
    let at = err.find("- code: ").unwrap_or_else(|| panic!("no lines to paste: {err}"));
    err[at..].trim_end().to_owned() + "\n"
}

#[test]
fn denied_warnings_stop_and_show_what_to_write() {
    let ground = Ground::new();
    ground.write("generated-client/README.md", super::MARKED_README);
    ground.write("specs/all.yaml", SPEC);
    let passed = ground.run(&["codegen"]);
    assert_eq!(passed.exit, Exit::Done);
    assert!(passed.err.contains("warning[unknown-key]") && passed.err.contains("note[unknown-format]"), "{passed:?}");
    std::fs::remove_dir_all(ground.path("generated-client/src/generated")).unwrap();

    let denied = ground.run(&["codegen", "--deny-warnings"]);
    assert_eq!((denied.exit, denied.out.as_str()), (Exit::Wrong, ""));
    assert!(!ground.path("generated-client/src/generated").exists(), "nothing is written");
    let at = denied.err.find("error: ").unwrap();
    insta::assert_snapshot!(denied.err[at..], @r#"
        error: 2 warnings are denied
          = help: settle each with an overlay action, or write this into `specs/accepted.yaml`, with a reason each:
        - code: "unknown-key" # an Info Object has no key `logo`
          at: "/info/logo"
          reason: # why is this fine?
        - code: "unknown-key" # a Parameter Object has no key `colour`
          at: "/paths/~1things/get/parameters/query:filter/colour"
          reason: # why is this fine?
    "#);
    let merged = ground.run(&["merge", "--deny-warnings"]);
    assert_eq!((merged.exit, merged.out.as_str()), (Exit::Wrong, ""));

    // The pasted lines have no reason yet.
    let lines = lines_to_paste(&denied.err);
    ground.write("specs/accepted.yaml", &lines);
    let without = ground.run(&["codegen", "--deny-warnings"]);
    assert_eq!(without.err.matches("error[invalid-acceptance]").count(), 2, "{}", without.err);

    let reasoned = lines.replace("reason: # why is this fine?", "reason: The vendor's own extension.");
    let format =
        "- code: unknown-format\n  at: /paths/~1things/get/parameters/1/schema\n  reason: A plain string is right.\n";
    ground.write("specs/accepted.yaml", &(reasoned + format));
    let accepted = ground.run(&["codegen", "--deny-warnings"]);
    assert_eq!(
        (accepted.exit, accepted.err.as_str()),
        (Exit::Done, "3 findings are accepted in `specs/accepted.yaml`\n")
    );
    let merged = ground.run(&["merge", "--deny-warnings"]);
    assert_eq!((merged.exit, merged.err.as_str()), (Exit::Done, "2 findings are accepted in `specs/accepted.yaml`\n"));
}

/// An accepted finding stays accepted when other parts are edited. If the finding disappears, its entry has to be
/// removed.
#[test]
fn an_accepted_place_survives_unrelated_edits() {
    let ground = Ground::new();
    ground.write("specs/all.yaml", SPEC);
    let lines = lines_to_paste(&ground.run(&["codegen", "--deny-warnings"]).err);
    ground.write("specs/accepted.yaml", &lines.replace("reason: #", "reason: fine #"));
    let moved = SPEC
        .replace("- {name: first, ", "- {name: zeroth, in: query, schema: {type: string}}\n        - {name: first, ");
    std::fs::remove_file(ground.path("specs/all.yaml")).unwrap();
    ground.write("specs/deeper/other.yaml", &moved);
    assert_eq!(ground.run(&["codegen", "--deny-warnings"]).exit, Exit::Done);

    ground.write("specs/deeper/other.yaml", &moved.replace(", logo: logo.png", ""));
    let mended = ground.run(&["codegen"]);
    assert_eq!(mended.exit, Exit::Done);
    let message = "warning[unmatched-acceptance]: there is no finding `unknown-key` at `/info/logo` any more";
    assert!(mended.err.contains(message), "{}", mended.err);
    let denied = ground.run(&["codegen", "--deny-warnings"]);
    assert_eq!(denied.exit, Exit::Wrong);
    assert!(denied.err.contains("help: do what the warning above says"), "{}", denied.err);
}
