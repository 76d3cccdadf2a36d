//! Are the actions of an overlay applied as OpenAPI Overlay 1.0 and 1.1 say? The kinds of cases are those of the
//! specification and of its test suite.

use generator::{Code, File, Input, Outcome};
use serde_json::{Value, json};

const DOCUMENT: &str = r##"
openapi: 3.1.0
info: {title: Library, version: "1"}
servers:
- {url: "https://books.example.com", description: Live}
- {url: "https://test.example.com", description: Test}
paths:
  /books:
    get:
      x-traits: [paged]
      tags: [Books, old]
      summary: List books
      parameters:
      - {name: shelf, in: query, schema: {type: string}}
      - {name: unused, in: query, schema: {type: string}}
      responses:
        "200": {description: Some., content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
        "500": {description: Broken.}
        default: {description: Anything.}
  /loans:
    get:
      tags: [Loans]
      responses:
        "200": {description: Some.}
        "500": {description: Broken.}
    post:
      tags: [Loans]
      responses: {"201": {description: Made.}}
components:
  schemas:
    Book:
      type: object
      properties:
        title: {type: string, example: Emma}
        pages: {type: integer}
        isbn: {type: string}
"##;

/// Applies actions of a version to the document.
fn merged(version: &str, actions: &str) -> Outcome<generator::Merged> {
    apply(version, actions, &[DOCUMENT])
}

fn apply(version: &str, actions: &str, documents: &[&str]) -> Outcome<generator::Merged> {
    let overlay = format!("overlay: {version}\ninfo: {{title: Ours, version: '1'}}\nactions:\n{actions}\n");
    let fragment = |(index, text): (usize, &&str)| File::new(format!("{index}.yaml"), *text);
    generator::merge(Input {
        fragments: documents.iter().enumerate().map(fragment).collect(),
        overlay: Some(File::new("overlay.yaml", overlay)),
        ..Input::default()
    })
}

/// Checks the values at places of the merged document after some actions, where `null` means that there is none.
fn check(version: &str, actions: &str, expected: &[(&str, Value)]) {
    let outcome = merged(version, actions);
    let Some(merged) = &outcome.value else { panic!("{actions} is refused: {:?}", outcome.diagnostics) };
    let merged: Value = serde_json::from_str(&merged.to_json()).expect("JSON");
    for (pointer, value) in expected {
        let found = merged.pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(found, *value, "at {pointer}, after\n{actions}");
    }
}

/// Returns the codes of the errors that some actions cause.
fn errors(version: &str, actions: &str) -> Vec<(Code, String)> {
    let outcome = merged(version, actions);
    assert!(outcome.value.is_none(), "{actions} is not refused");
    outcome.diagnostics.into_iter().map(|finding| (finding.code, finding.message)).collect()
}

#[test]
fn objects_are_merged() {
    for version in ["1.0.0", "1.1.0"] {
        check(
            version,
            "- {target: $.info, description: Why., update: {license: {name: MIT}}}",
            &[("/info/license/name", json!("MIT")), ("/info/title", json!("Library"))],
        );
        check(
            version,
            "- {target: \"$.paths['/books'].get\", description: Why., update: {summary: All, description: All books}}",
            &[
                ("/paths/~1books/get/summary", json!("All")),
                ("/paths/~1books/get/description", json!("All books")),
                ("/paths/~1books/get/responses/200/description", json!("Some.")),
            ],
        );
        check(
            version,
            "- {target: $, description: Why., update: {info: {x-ours: true}, paths: {/loans: {get: {summary: All}}}}}",
            &[("/info/x-ours", json!(true)), ("/paths/~1loans/get/summary", json!("All"))],
        );
        check(
            version,
            "- {target: $.paths.*.get, description: Why., update: {x-safe: true}}",
            &[
                ("/paths/~1books/get/x-safe", json!(true)),
                ("/paths/~1loans/get/x-safe", json!(true)),
                ("/paths/~1loans/post/x-safe", json!(null)),
            ],
        );
    }
}

#[test]
fn values_are_removed() {
    check(
        "1.0.0",
        "- {target: $.components.schemas.Book.properties.title.example, description: Why., remove: true}",
        &[
            ("/components/schemas/Book/properties/title/example", json!(null)),
            ("/components/schemas/Book/properties/title/type", json!("string")),
        ],
    );
    check(
        "1.0.0",
        "- {target: \"$.paths..responses['500']\", description: Why., remove: true}\n\
         - {target: \"$.paths..responses['default']\", description: Why., remove: true}",
        &[
            ("/paths/~1books/get/responses/500", json!(null)),
            ("/paths/~1books/get/responses/default", json!(null)),
            ("/paths/~1loans/get/responses/500", json!(null)),
            ("/paths/~1loans/get/responses/200/description", json!("Some.")),
        ],
    );
    check(
        "1.0.0",
        "- {target: \"$..properties[?(@.type == 'string')]\", description: Why., remove: true}",
        &[
            ("/components/schemas/Book/properties/title", json!(null)),
            ("/components/schemas/Book/properties/isbn", json!(null)),
            ("/components/schemas/Book/properties/pages/type", json!("integer")),
        ],
    );
    check(
        "1.0.0",
        "- {target: \"$.servers[?(@.description == 'Test')]\", description: Why., remove: true}\n\
         - {target: \"$.paths['/books'].get.parameters[?@.name == 'unused']\", description: Why., remove: true}\n\
         - {target: \"$.paths['/books'].get.tags[?@ == 'old']\", description: Why., remove: true}",
        &[
            ("/servers", json!([{"url": "https://books.example.com", "description": "Live"}])),
            ("/paths/~1books/get/parameters/1", json!(null)),
            ("/paths/~1books/get/tags", json!(["Books"])),
        ],
    );
    check(
        "1.1.0",
        "- {target: $.servers, description: Why., remove: true}\n\
         - {target: $, description: Why., update: {servers: [{url: \"http://localhost\"}]}}",
        &[("/servers", json!([{"url": "http://localhost"}]))],
    );
}

#[test]
fn arrays_get_items() {
    let first = "/paths/~1books/get/parameters/0/name";
    let third = "/paths/~1books/get/parameters/2/name";
    for version in ["1.0.0", "1.1.0"] {
        let action = "- target: \"$.paths['/books'].get.parameters\"\n  description: Why.\n  update: {name: more, in: query, schema: {type: string}}";
        check(version, action, &[(first, json!("shelf")), (third, json!("more"))]);
        // The items of an array within an object are appended as well.
        let action = "- target: \"$.paths[?(@.get['x-traits'][?(@ == 'paged')])].get\"\n  description: Why.\n  update: {parameters: [{name: top, in: query, schema: {type: integer}}]}";
        check(version, action, &[(third, json!("top")), ("/paths/~1loans/get/parameters", json!(null))]);
    }
    check(
        "1.1.0",
        "- {target: \"$.paths['/books'].get.tags\", description: Why., update: [more, most]}\n\
         - {target: \"$.paths['/books'].get.tags\", description: Why., update: last}",
        &[("/paths/~1books/get/tags", json!(["Books", "old", "more", "most", "last"]))],
    );
}

#[test]
fn other_values_are_replaced() {
    check(
        "1.1.0",
        "- {target: \"$.paths['/books'].get.summary\", description: Why., update: All books}\n\
         - {target: \"$.components.schemas.Book.properties.*.type\", description: Why., update: string}",
        &[
            ("/paths/~1books/get/summary", json!("All books")),
            ("/components/schemas/Book/properties/pages/type", json!("string")),
        ],
    );
}

#[test]
fn values_are_copied() {
    check(
        "1.1.0",
        "- {target: \"$.paths['/books']\", description: Why., copy: \"$.paths['/loans']\"}",
        &[
            ("/paths/~1books/post/tags", json!(["Loans"])),
            ("/paths/~1books/get/tags", json!(["Books", "old", "Loans"])),
            ("/paths/~1books/get/summary", json!("List books")),
            ("/paths/~1loans/post/tags", json!(["Loans"])),
        ],
    );
    // A move: the place is made, filled, and the old one is removed.
    check(
        "1.1.0",
        "- {target: $.paths, description: Why., update: {/lends: {}}}\n\
         - {target: \"$.paths['/lends']\", description: Why., copy: \"$.paths['/loans']\"}\n\
         - {target: \"$.paths['/loans']\", description: Why., remove: true}",
        &[("/paths/~1lends/post/tags", json!(["Loans"])), ("/paths/~1loans", json!(null))],
    );
    check(
        "1.1.0",
        "- {target: \"$.paths['/loans'].get.tags\", description: Why., copy: \"$.paths['/books'].get.tags\"}\n\
         - {target: \"$.paths['/loans'].get.responses.*.description\", description: Why., copy: $.info.title}",
        &[
            ("/paths/~1loans/get/tags", json!(["Loans", "Books", "old"])),
            ("/paths/~1loans/get/responses/500/description", json!("Library")),
        ],
    );
}

/// A value can come from the fragment of another endpoint.
#[test]
fn values_are_copied_between_fragments() {
    let fragment = |path: &str, summary: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: Library, version: '1'}}\npaths: {{{path}: {{get: {{summary: {summary}, \
             responses: {{'200': {{description: Done.}}}}}}}}}}"
        )
    };
    let (books, loans) = (fragment("/books", "List books"), fragment("/loans", "List loans"));
    let actions =
        "- {target: \"$.paths['/loans'].get.summary\", description: Why., copy: \"$.paths['/books'].get.summary\"}";
    let outcome = apply("1.1.0", actions, &[&books, &loans]);
    let merged: Value = serde_json::from_str(&outcome.value.expect("it is applied").to_json()).expect("JSON");
    assert_eq!(merged.pointer("/paths/~1loans/get/summary"), Some(&json!("List books")));
}

#[test]
fn what_an_action_cannot_do_is_an_error() {
    for (version, action, code, message) in [
        (
            "1.0.0",
            "- {target: $.info.title, description: Why., update: Books}",
            Code::InvalidOverlay,
            "the target is a string, and cannot be updated with a string",
        ),
        (
            "1.1.0",
            "- {target: $.info.title, description: Why., update: {a: b}}",
            Code::InvalidOverlay,
            "the target is a string, and cannot be updated with an object",
        ),
        (
            "1.1.0",
            "- {target: $.info, description: Why., update: {title: [Books]}}",
            Code::InvalidOverlay,
            "the target is a string, and cannot be updated with an array",
        ),
        (
            "1.1.0",
            "- {target: $.info, description: Why., copy: $.nothing}",
            Code::UnmatchedAction,
            "there is nothing to copy in any fragment: Why.",
        ),
        (
            "1.1.0",
            "- {target: $.info, description: Why., copy: $.servers.*}",
            Code::InvalidOverlay,
            "`copy` has to lead to one value, and leads to 2",
        ),
        (
            "1.1.0",
            "- {target: $.info, description: Why., copy: $.info, remove: true}",
            Code::InvalidOverlay,
            "an action either updates, copies or removes, and only one of them",
        ),
        (
            "1.2.0",
            "- {target: $.info, description: Why., remove: true}",
            Code::InvalidOverlay,
            "an overlay starts with `overlay: 1.0.0` or `overlay: 1.1.0`",
        ),
        (
            "1.1.0",
            "- {target: $.info.title, description: Why., update: Library}",
            Code::IdleAction,
            "this action no longer changes anything: Why.",
        ),
    ] {
        let found = errors(version, action);
        assert!(found.contains(&(code, message.to_owned())), "{action}: {found:?}");
    }
}
