//! `cargo xtask coverage` and `cargo xtask reconcile`: the client beside the vendor's whole API.

use xtask::Exit;

use super::site::{Answer, Site};
use super::{World, users};
use crate::commands::Ground;
use crate::import::fragment;

const PAGE: &str = r##"{
  "openapi": "3.0.3",
  "info": {"title": "Shop", "version": "1"},
  "security": [{"token": ["orders:read"]}],
  "components": {"securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}}},
  "paths": {"/orders/{id}": {"put": {
    "tags": ["Orders"],
    "parameters": [
      {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
      {"name": "it's", "in": "query", "schema": {"type": "string"}},
      {"name": "old", "in": "query", "schema": {"type": "boolean"}},
      {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["asc", "desc"]}}
    ],
    "requestBody": {"content": {"application/json": {"schema": {
      "type": "object", "required": ["name"],
      "properties": {"name": {"type": "string"}, "count": {"type": "integer"}, "own": {"type": "string"}}
    }}}},
    "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": {
      "type": "object",
      "properties": {
        "order": {"type": "object", "properties": {"id": {"type": "integer"}, "note": {"type": "string"}}},
        "lines": {"type": "array", "items": {"type": "string"}},
        "state": {"oneOf": [{"type": "string"}, {"type": "integer"}]}
      }
    }}}}, "418": {"description": "Tea"}}
  }}}
}"##;

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: {title: Shop, version: '2'}
security: [{key: [orders:read, orders:write]}]
components:
  securitySchemes: {key: {type: apiKey, in: header, name: Authorization}}
  schemas:
    Line: {type: object, properties: {sku: {type: string}, next: {$ref: '#/components/schemas/Line'}}}
  parameters:
    odd: {name: it's, in: query, required: true, description: Words, schema: {type: string, nullable: true}}
paths:
  /orders/{orderId}:
    parameters:
      - {name: orderId, in: path, required: true, schema: {type: string}}
      - $ref: '#/components/parameters/odd'
    put:
      tags: [Orders]
      parameters:
        - {name: sort, in: query, schema: {type: string, enum: [asc, desc, none]}}
        - {name: new, in: query, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name, count]
              properties:
                name: {type: string, description: Other words}
                count: {type: integer}
                more: {type: array, items: {$ref: '#/components/schemas/Line'}}
      responses:
        '200':
          description: Fine
          content:
            application/json:
              schema:
                type: object
                properties:
                  order: {type: object, properties: {id: {type: string}, note: {type: string, nullable: true}}}
                  lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
                  state: {oneOf: [{type: string, description: A word}, {type: boolean}]}
        '404': {description: No such order}
  /orders:
    get: {tags: [Orders], responses: {'200': {description: OK}}}
"##;

#[test]
fn contradictions_have_actions_that_settle_them() {
    let ground = Ground::new();
    ground.write("specs/orders/put--orders--id.json", PAGE);
    ground.write("specs/orders/get--extra.json", &fragment("get", "/extra", "Orders", "Get more"));
    ground.write("whole.yaml", DOCUMENT);
    let ran = ground.run(&["reconcile", "whole.yaml"]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    insta::assert_snapshot!("contradictions", format!("{}\n{}", ran.err, ran.out));
    let (_, actions) = ran.out.split_once("`specs/overlay.yaml`:\n\n").unwrap();
    let head = "overlay: 1.0.0\ninfo: {title: More, version: 1.0.0}\nactions:\n";
    ground.write("specs/overlay.yaml", &format!("{head}{actions}"));
    let again = ground.run(&["reconcile", "whole.yaml"]);
    assert_eq!((again.exit, again.out.as_str()), (Exit::Done, ""), "{again:?}");
    let merged = ground.run(&["merge"]);
    assert_eq!(merged.exit, Exit::Done, "{}", merged.err);
}

/// Returns a document with a query parameter for each schema.
fn limited(version: &str, schemas: &[&str]) -> String {
    let parameter =
        |(index, schema): (usize, &&str)| format!("{{\"name\":\"p{index}\",\"in\":\"query\",\"schema\":{{{schema}}}}}");
    let parameters: Vec<String> = schemas.iter().enumerate().map(parameter).collect();
    let operation = format!(
        "{{\"tags\":[\"A\"],\"parameters\":[{}],\"responses\":{{\"200\":{{\"description\":\"OK\"}}}}}}",
        parameters.join(",")
    );
    let info = "\"info\":{\"title\":\"Shop\",\"version\":\"1\"}";
    format!("{{\"openapi\":\"{version}\",{info},\"paths\":{{\"/a\":{{\"get\":{operation}}}}}}}")
}

#[test]
fn defaults_and_limits_are_compared() {
    let pairs = [
        (r#""type":"integer","default":10"#, r#""type":"integer","default":20"#),
        (r#""type":"integer","default":10"#, r#""type":"integer","default":10.0"#),
        (r#""type":"string""#, r#""type":"string","default":"new","maxLength":9"#),
        (r#""type":"string","default":"old","pattern":"^a""#, r#""type":"string""#),
        (r#""type":"string","minLength":0,"format":"date""#, r#""type":"string","format":"date-time""#),
        (
            r#""type":"array","items":{"type":"string"},"default":["a"]"#,
            r#""type":"array","items":{"type":"string"},"default":["b"]"#,
        ),
        (r#""type":"integer","minimum":1,"maximum":5"#, r#""type":"integer","exclusiveMinimum":1,"maximum":7"#),
        (r#""type":"integer","minimum":1,"exclusiveMinimum":true"#, r#""type":"integer","exclusiveMinimum":1"#),
        (r#""type":"integer","minimum":1,"exclusiveMinimum":true"#, r#""type":"integer","minimum":1.5"#),
        (r#""type":"string","enum":["a","b"]"#, r#""type":"string""#),
        (r#""type":"string""#, r#""type":"string","enum":["a","b"]"#),
    ];
    let ground = Ground::new();
    ground.write("specs/a/get--a.json", &limited("3.0.3", &pairs.map(|(page, _)| page)));
    ground.write("whole.json", &limited("3.1.0", &pairs.map(|(_, document)| document)));
    let ran = ground.run(&["reconcile", "whole.json"]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    insta::assert_snapshot!("limits", ran.out);
    let (_, actions) = ran.out.split_once("`specs/overlay.yaml`:\n\n").unwrap();
    let head = "overlay: 1.0.0\ninfo: {title: More, version: 1.0.0}\nactions:\n";
    ground.write("specs/overlay.yaml", &format!("{head}{actions}"));
    let again = ground.run(&["reconcile", "whole.json"]);
    assert_eq!((again.exit, again.out.as_str()), (Exit::Done, ""), "{again:?}");
    let merged = ground.run(&["merge"]);
    assert_eq!(merged.exit, Exit::Done, "{}", merged.err);
}

#[test]
fn what_both_say_alike_is_no_contradiction() {
    let ground = Ground::new();
    ground.write("specs/orders/put--orders--id.json", PAGE);
    ground.write("whole.json", &PAGE.replace("\"Tea\"", "\"A teapot\""));
    let ran = ground.run(&["reconcile", "whole.json"]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Done, ""), "{ran:?}");
    assert_eq!(ran.err, "compared 1 endpoint that the specs and the document have: they differ in nothing\n");
    for (document, message) in [("nowhere.json", "cannot read"), ("http://example.com/a", "only `https` is fetched")] {
        let ran = ground.run(&["reconcile", document]);
        assert!(ran.exit == Exit::Wrong && ran.err.contains(message), "{ran:?}");
    }
}

#[test]
fn a_document_beside_the_page_is_fetched() {
    let (ground, site) = (Ground::new(), Site::start());
    ground.write("specs/orders/put--orders--id.json", PAGE);
    site.set("/whole.json", Answer::page(PAGE));
    assert_eq!(ground.run(&["reconcile", &site.url("/whole.json")]).exit, Exit::Done);
    let ran = ground.run(&["reconcile", &site.url("/other.json")]);
    assert!(ran.exit == Exit::Wrong && ran.err.contains("it came with status 404"), "{ran:?}");
}

#[test]
fn coverage_is_a_table_by_tag() {
    let ground = Ground::new();
    ground.write("specs/orders/put--orders--id.json", PAGE);
    ground.write("specs/orders/get--extra.json", &fragment("get", "/extra", "Orders", "Get more"));
    ground.write("whole.yaml", DOCUMENT);
    let ran = ground.run(&["coverage", "whole.yaml", "--all"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    insta::assert_snapshot!("coverage", ran.out);
}

#[test]
fn coverage_reads_an_index() {
    let world = World::imported();
    world.page("/docs/more.md", &[fragment("get", "/more", "More", "Get more")]);
    world.site.set("/docs/llms.txt", Answer::page("[Users](users.md) [More](more.md) [Out](/out.md)\n"));
    let ran = world.repository.ground.run(&["coverage", &world.site.url("/docs/llms.txt")]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(ran.out.contains("| More | 0 | 1 |\n| Users | 4 | 4 |\n| all | 4 | 5 |\n"), "{}", ran.out);
    assert!(!world.site.paths().contains(&"/out.md".to_owned()));
    let saved = world.repository.ground.run(&["coverage", "specs/sources.yaml"]);
    assert_eq!(saved.exit, Exit::Wrong, "{saved:?}");
    world.repository.ground.write("llms.txt", "[Users](users.md)\n");
    world.repository.ground.write("saved/users.md", &crate::import::page_of("page", &users(2)).text);
    let args = ["coverage", "llms.txt", "--address", "https://example.com/docs/llms.txt", "--offline", "saved"];
    let ran = world.repository.ground.run(&args);
    assert!(ran.out.contains("| all | 2 | 2 |\n"), "{ran:?}");
}
