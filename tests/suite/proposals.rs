//! Is what a clash of names proposes the end of it? A person pastes the lines into the overlay, and nothing else.

use std::collections::BTreeSet;

use generator::{Code, File, Input};
use tests::case;

const SPEC: &str = r#"
openapi: 3.0.0
info: { title: Clashes, version: 1.0.0 }
tags: [{ name: Things }, { name: things }]
paths:
  /things/{id}/{ID}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
      - { name: ID, in: path, required: true, schema: { type: string } }
      - { name: time-zone, in: query, schema: { type: string } }
    get:
      tags: [Things]
      summary: Read one
      parameters:
        - { name: timeZone, in: query, schema: { type: string } }
        - { name: it's "odd", in: query, schema: { type: string } }
        - { name: it-s-odd, in: query, schema: { type: string } }
        - { name: order, in: query, schema: { type: string, nullable: true, enum: [DESC, asc, null, ASC, desc, Asc] } }
        - { name: level, in: query, schema: { type: integer, enum: [2, -2, 1] } }
      responses:
        '200':
          description: One.
          content:
            application/json:
              schema:
                type: object
                properties:
                  café: { type: string }
                  "\u200b": { type: string }
                  cafe: { type: string }
                  CAFE: { $ref: '#/components/schemas/nullTime' }
                  Cafe: { $ref: '#/components/schemas/NullTime' }
    put:
      tags: [things]
      summary: Replace one
      responses: { '204': { description: Done. } }
    delete:
      tags: ['']
      summary: Remove one
      parameters: [{ name: '!', in: query, schema: { type: string } }, { name: '?', in: query, schema: { type: string } }]
      responses: { '204': { description: Done. } }
    patch:
      tags: [' / ']
      summary: Change one
      responses: { '204': { description: Done. } }
components:
  schemas:
    nullTime: { type: object, properties: { at: { type: string } } }
    NullTime: { type: object, properties: { at: { type: integer } } }
"#;

#[test]
fn pasting_what_is_proposed_settles_all_clashes() {
    let mut actions: BTreeSet<String> = BTreeSet::new();
    for _ in 0..5 {
        let text: String = actions.iter().map(|action| format!("  {action}\n")).collect();
        let overlay = format!("overlay: 1.0.0\ninfo: {{ title: Names, version: 1.0.0 }}\nactions:\n{text}");
        let overlay = (!actions.is_empty()).then(|| File::new("overlay.yaml", overlay));
        let input = Input { fragments: vec![File::new("all.yaml", SPEC)], overlay, ..Input::default() };
        let outcome = generator::generate(input);
        let findings = case::findings(&outcome);
        if let Some(generated) = &outcome.value {
            let text = actions.into_iter().collect::<Vec<_>>().join("\n");
            insta::assert_snapshot!(text, @r#"
            - {target: "$", description: a name of its own, update: {tags: [{name: " / ", x-rust-name: nameless_2}]}}
            - {target: "$", description: a name of its own, update: {tags: [{name: "", x-rust-name: nameless}]}}
            - {target: "$.components.schemas.nullTime", description: a name of its own, update: {x-rust-name: NullTimeCamel}}
            - {target: "$.paths['/things/{id}/{ID}'].get.parameters[?@.name == 'it-s-odd' && @.in == 'query']", description: a name of its own, update: {x-rust-name: it_s_odd_kebab}}
            - {target: "$.paths['/things/{id}/{ID}'].get.parameters[?@.name == 'order' && @.in == 'query'].schema", description: a name of its own, update: {x-enum-varnames: {"ASC": AscUpper}}}
            - {target: "$.paths['/things/{id}/{ID}'].get.parameters[?@.name == 'order' && @.in == 'query'].schema", description: a name of its own, update: {x-enum-varnames: {"Asc": AscPascal}}}
            - {target: "$.paths['/things/{id}/{ID}'].get.parameters[?@.name == 'order' && @.in == 'query'].schema", description: a name of its own, update: {x-enum-varnames: {"DESC": DescUpper}}}
            - {target: "$.paths['/things/{id}/{ID}'].get.parameters[?@.name == 'timeZone' && @.in == 'query']", description: a name of its own, update: {x-rust-name: time_zone_camel}}
            - {target: "$.paths['/things/{id}/{ID}'].get.responses['200'].content['application/json'].schema.properties.CAFE", description: a name of its own, update: {x-rust-field: cafe_upper}}
            - {target: "$.paths['/things/{id}/{ID}'].get.responses['200'].content['application/json'].schema.properties.Cafe", description: a name of its own, update: {x-rust-field: cafe_pascal}}
            - {target: "$.paths['/things/{id}/{ID}'].get.responses['200'].content['application/json'].schema.properties['\\u200b']", description: a name of its own, update: {x-rust-field: nameless}}
            - {target: "$.paths['/things/{id}/{ID}'].get.responses['200'].content['application/json'].schema.properties['café']", description: a name of its own, update: {x-rust-field: cafe_2}}
            - {target: "$.paths['/things/{id}/{ID}'].parameters[?@.name == 'ID' && @.in == 'path']", description: a name of its own, update: {x-rust-name: id_upper}}
            - {target: "$.tags[?@.name == 'Things']", description: a name of its own, update: {x-rust-name: things_pascal}}
            "#);
            assert!(generated.files.contains_key("things.rs"));
            return;
        }
        let is_name = |code: Code| matches!(code, Code::NameClash | Code::InvalidName);
        let errors = outcome.diagnostics.iter().filter(|finding| is_name(finding.code)).count();
        assert!(errors > 0, "{findings}");
        let before = actions.len();
        actions.extend(findings.lines().map(str::trim).filter(|line| line.starts_with("- {target")).map(str::to_owned));
        assert!(actions.len() > before, "nothing new is proposed:\n{findings}");
    }
    panic!("the clashes have no end: {actions:?}");
}
