//! What does a change mean? A table of changes, each with its effects on deployed clients and on dependent crates.

mod lines;
mod shapes;
mod table;
mod unusual;
mod uses;
mod verdict;

use std::fmt::Write;
use std::sync::LazyLock;

use generator::diff::{Refused, Report, Semver, Side, Which, Wire, diff, report};
use generator::{File, Generated, HandWritten, Input};
use table::TABLE;
use tests::case;

/// Returns the hand-written sources of the client, without its manifest.
fn sources() -> HandWritten {
    static SOURCES: LazyLock<HandWritten> = LazyLock::new(|| {
        let mut sources = case::client_sources();
        sources.remove("Cargo.toml");
        sources.into()
    });
    SOURCES.clone()
}

/// Returns the public surface of a client with this generated code.
pub(crate) fn surface(generated: &Generated) -> String {
    generator::surface(&sources(), &generated.outline).expect("the client is sound")
}

/// Returns a state of the specs, with the client's own sources.
pub(crate) fn side(input: Input) -> Side {
    Side { input, sources: sources() }
}

/// Returns the report on two states of the specs.
pub(crate) fn compared(before: Input, after: Input) -> Report {
    diff(side(before), side(after)).unwrap_or_else(|refused| panic!("{refused:#?}"))
}

pub(crate) fn report_on(name: &str) -> Report {
    compared(case::side_of_change(name, "before"), case::side_of_change(name, "after"))
}

/// Why a row differs from the general rule.
pub(crate) fn reason(name: &str) -> Option<String> {
    let row = TABLE.iter().find(|(row, _, _, reason)| *row == name && !reason.is_empty());
    row.map(|(_, _, _, reason)| (*reason).to_owned())
}

fn letter(wire: Wire) -> char {
    match wire {
        Wire::None => '-',
        Wire::Compatible => 'C',
        Wire::Hazard => 'H',
        Wire::Breaks => 'B',
    }
}

#[test]
fn every_change_has_the_effects_in_the_table() {
    assert_eq!(TABLE.len(), 96);
    let mut wrong = String::new();
    for (name, wire, source, _) in TABLE {
        let report = report_on(name);
        let worst = report.entries.iter().map(|entry| entry.wire).max().unwrap_or(Wire::None);
        let found = (letter(worst), report.verdict.word());
        if found != (*wire, *source) {
            writeln!(wrong, "{name}: {found:?}, the table says {:?}", (wire, source)).expect("a string takes it");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A change is one entry, and an entry explains every changed line of the surface.
#[test]
fn one_change_is_one_entry() {
    for (name, wire, source, _) in TABLE {
        let report = report_on(name);
        // There is a module of components now, and nothing else has changed for anybody.
        if *name == "resp-inline-to-ref" {
            assert!(report.entries.is_empty() && report.promises.len() == 1, "{:#?}", report.promises);
            continue;
        }
        // This case changes four keys of OpenAPI 3.2 at once.
        let changes = if *name == "later-keys" { 4 } else { 1 };
        assert!(report.entries.len() <= changes, "{name}: {:#?}", report.entries);
        assert!(*wire == '-' || report.entries.len() == changes, "{name} has no entry");
        let told: Vec<usize> = report.entries.iter().flat_map(|entry| entry.promises.clone()).collect();
        let silent = report.promises.iter().enumerate().find(|(index, _)| !told.contains(index));
        assert!(silent.is_none(), "{name} does not explain {silent:?}");
        let highest = report.entries.iter().map(|entry| entry.source).max();
        assert!(*source == "none" || highest == Some(report.verdict), "{name}: {highest:?}");
    }
}

/// Two equal states have no differences, whatever the fixture contains: recursion, unions, components, YAML.
#[test]
fn nothing_differs_from_itself() {
    let mut folders: Vec<_> = case::cases("fixtures").iter().map(|name| case::folder("fixtures").join(name)).collect();
    folders.push(case::repository().join("specs"));
    for specs in folders {
        let found = compared(case::input(&specs, &specs), case::input(&specs, &specs));
        assert!(found.entries.is_empty() && found.promises.is_empty(), "{}: {found:#?}", specs.display());
        assert_eq!((found.verdict, found.tree_changed), (Semver::None, false));
    }
}

/// Before the first release there is nothing, so everything is new and breaks nobody.
#[test]
fn a_first_publication_adds_all() {
    let specs = case::repository().join("specs");
    let found = compared(Input::default(), case::input(&specs, &specs));
    assert_eq!(found.verdict, Semver::Minor);
    let expected = case::input(&specs, &specs).fragments.len();
    assert_eq!(
        found.entries.iter().filter(|entry| entry.kind == generator::diff::ChangeKind::EndpointAdded).count(),
        expected
    );
    assert!(found.entries.iter().all(|entry| entry.wire <= Wire::Compatible), "{:#?}", found.entries);
}

/// Acknowledgements contain fingerprints, so these must be the same in all versions of this project, and must not
/// depend on unrelated edits.
#[test]
fn fingerprints_stay() {
    let plain = report_on("query-param-removed");
    assert_eq!(plain.entries[0].fingerprint, "fabb8a6f9076");
    let edited = |side: &str| {
        let mut input = case::side_of_change("query-param-removed", side);
        for file in &mut input.fragments {
            file.name = format!("elsewhere/{}", file.name);
            file.text = format!("\n\n{}", file.text.replace("summary: List users", "summary: All of them"));
        }
        input
    };
    let moved = compared(edited("before"), edited("after"));
    assert_eq!(moved.entries[0].fingerprint, plain.entries[0].fingerprint);
    assert_ne!(moved.entries[0].before, plain.entries[0].before);
}

#[test]
fn a_broken_side_shows_its_findings() {
    let specs = case::repository().join("specs");
    let broken = Input { fragments: vec![File::new("broken.json", "{")], ..Input::default() };
    let refused = diff(
        Side { input: broken.clone(), sources: sources() },
        Side { input: case::input(&specs, &specs), sources: sources() },
    );
    let Err(refused) = refused else { panic!("it cannot be read") };
    assert!(matches!(&refused[..], [Refused::Specs(Which::Before, outcome)] if !outcome.diagnostics.is_empty()));
}

#[test]
fn the_report_for_a_pull_request() {
    insta::assert_snapshot!(report::markdown(&report_on("resp-enum-value-added"), None), @r#"
    ## Verdict: minor

    1 value added.

    ### To decide

    Clients that are already deployed may notice these. Each is acknowledged by its fingerprint.

    - **hazard** `User.status` may now be `"invited"` in responses (2 endpoints: `GET /users`, `PATCH /users/{userId}`) · W16 · source minor · `resp-enum-value-added/after.yaml:6` · `f669d3b78e24`

    <details>
    <summary>1 changed promise of the client</summary>

    ```diff
    + users::Status::Invited: variant
    ```

    </details>

    `cargo xtask explain CODE` explains a rule.
    "#);
}

#[test]
fn the_report_for_programs() {
    insta::assert_snapshot!(report::json(&report_on("req-body-default-changed")), @r#"
    {
      "verdict": "patch",
      "tree_changed": true,
      "changed_files": [
        "users.rs"
      ],
      "entries": [
        {
          "rule": "W24",
          "kind": "default changed",
          "wire": "hazard",
          "source": "patch",
          "operation": "PATCH /users/{userId}",
          "operations": 1,
          "endpoints": [
            "PATCH /users/{userId}"
          ],
          "message": "`language` in the body now defaults to `\"de\"`; it was `\"en\"`",
          "before": {
            "file": "base.yaml",
            "line": 97,
            "column": 51,
            "pointer": "/paths/~1users~1{userId}/patch/requestBody/content/application~1json/schema/properties/language/default"
          },
          "after": {
            "file": "req-body-default-changed/after.yaml",
            "line": 7,
            "column": 14,
            "pointer": "/actions/0/update/default"
          },
          "fingerprint": "30ca3ce31d61",
          "promises": []
        }
      ],
      "promises": [],
      "cures": []
    }
    "#);
}

#[test]
fn the_report_for_annotations() {
    insta::assert_snapshot!(report::github(&report_on("server-removed")), @r#"
    ::warning title=W22 breaks::the server `https://us.example.com/v1` was removed [2343ff4af72d]
    ::notice title=Verdict::major: 1 server removed
    "#);
}

/// A component that contains itself is sent and received, and changes in three places.
#[test]
fn a_shared_recursive_type_is_reported_once_for_each_direction() {
    let spec = |node: &str| {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: Trees, version: '1'}}\nservers: [{{url: 'https://a.example.com'}}]\npaths:\n  \
             /trees:\n    get:\n      responses: {{'200': {{description: '', content: {{application/json: {{schema: \
             {{type: array, items: {{$ref: '#/components/schemas/Node'}}}}}}}}}}}}\n    post:\n      requestBody: \
             {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Node'}}}}}}}}\n      responses: \
             {{'200': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/Node'}}}}}}}}}}\n\
             components:\n  schemas:\n    Node: {node}\n"
        );
        Input { fragments: vec![File::new("trees.yaml", text)], ..Input::default() }
    };
    let inner = "children: {type: array, items: {$ref: '#/components/schemas/Node'}}";
    let found = compared(
        spec(&format!("{{type: object, properties: {{{inner}, age: {{type: integer, maximum: 9}}}}}}")),
        spec(&format!(
            "{{type: object, properties: {{{inner}, age: {{type: number, maximum: 9}}, own: {{type: string}}}}}}"
        )),
    );
    let told: Vec<_> = found
        .entries
        .iter()
        .map(|entry| format!("{} {} {} {}", entry.rule, letter(entry.wire), entry.operations, entry.message))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    W13 B 2 `Node.age` is now a number; it was an integer (in responses)
    W28 C 2 `Node.own` is new in responses
    W28 C 1 `Node.age` is now a number; it was an integer
    W28 C 1 `Node.own` is new and optional
    "#);
}

/// A comment of a pull request holds some 65,000 characters. The report fits, and lists every decision.
#[test]
fn the_report_for_a_pull_request_has_bounds() {
    let spec = |operations: std::ops::Range<usize>, ty: &str| {
        let operation = |number: usize| {
            let schema = serde_json::json!({"type": "object", "properties": {"size": {"type": ty}}});
            let content = serde_json::json!({"application/json": {"schema": schema}});
            let operation = serde_json::json!({"responses": {"200": {"description": "Done.", "content": content}}});
            (format!("/things/{number}"), serde_json::json!({"get": operation}))
        };
        let paths: serde_json::Map<String, serde_json::Value> = operations.map(operation).collect();
        let document = serde_json::json!({
            "openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://a.example.com"}],
            "paths": paths,
        });
        Input { fragments: vec![File::new("a.json", document.to_string())], ..Input::default() }
    };
    let found = compared(spec(0..400, "integer"), spec(200..600, "string"));
    let text = report::markdown(&found, None);
    assert!(text.chars().count() <= 60_000, "{} characters", text.chars().count());
    let decisions = found.entries.iter().filter(|entry| entry.wire >= Wire::Hazard);
    assert!(decisions.clone().count() >= 400, "{}", decisions.count());
    assert!(decisions.clone().all(|entry| text.contains(&entry.fingerprint)));
    assert!(text.contains("<summary>Endpoints: 200 added, 200 changed, 200 removed</summary>"), "{text}");
    assert!(text.contains("do not fit here"), "{text}");
}

/// Text of the vendor is escaped everywhere in a pull request.
#[test]
fn vendor_text_is_not_markup() {
    let spec = |summary: &str, name: &str| {
        let text = format!(
            "{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"T\", \"version\": \"1\"}}, \"servers\": [{{\"url\": \
             \"https://a.example.com\"}}], \"paths\": {{\"/a\": {{\"get\": {{\"operationId\": \"a\", \"summary\": \"{summary}\", \
             \"parameters\": [{{\"name\": \"{name}\", \"in\": \"query\", \"schema\": {{\"type\": \"string\"}}}}], \
             \"responses\": {{}}}}}}}}}}"
        );
        Input { fragments: vec![File::new("a.json", text)], ..Input::default() }
    };
    let hostile = "`</details>\\n# <img src=x> @all ``` **x**";
    let found = compared(spec("Plain", "plain"), spec(hostile, hostile));
    insta::assert_snapshot!(report::markdown(&found, None), @r#"
    ## Verdict: major

    1 parameter removed, 1 parameter added, 1 summary reworded.

    ### To decide

    Clients that are already deployed may notice these. Each is acknowledged by its fingerprint.

    - **hazard** `GET /a`: the query parameter `plain` was removed; the server may ignore or reject it · W05 · source major · `a.json:1` · `b14de0e89130`

    ### Changes

    **`GET /a`**

    - The query parameter ```` `</details> # <img src=x> @all ``` **x** ```` is new and optional · W28 · wire compatible · source minor · `a.json:1`
    - The summary was reworded: ```` `</details> # <img src=x> @all ``` **x** ```` · D02 · source patch · `a.json:1`

    ### What to write instead

    ```diff
    - client.untagged().a().plain(value)
    ```

    <details>
    <summary>2 changed promises of the client</summary>

    ```diff
    + untagged::ARequest::details_img_src_x_all_x: fn(self, value: impl Into<String>) -> Self
    - untagged::ARequest::plain: fn(self, value: impl Into<String>) -> Self
    ```

    </details>

    `cargo xtask explain CODE` explains a rule.
    "#);
    assert!(!report::github(&found).lines().any(|line| !line.starts_with("::")));
}
