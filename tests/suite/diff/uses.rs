//! What is an entry about? A component that many places use, and the places themselves, changed one at a time.

use generator::{File, Input};

use super::compared;

const SPEC: &str = r"
openapi: 3.1.0
info: {title: Zoo, version: '1'}
servers: [{url: 'https://a.example.com'}]
security: [{key: []}]
paths:
  /animals:
    get:
      operationId: list
      parameters: [{name: size, in: query, schema: {$ref: '#/components/schemas/Size'}}]
      responses: {'200': {description: '', content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Animal'}}}}}}
    post:
      operationId: create
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}}
  /cats:
    get:
      operationId: cats
      responses: {'200': {description: '', content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Cat'}}}}}}
  /dogs:
    get:
      operationId: dogs
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Dog'}}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Size: {type: string, enum: [small, large], default: small}
    Name: {type: string, maxLength: 9}
    Food: {type: object, required: [kind], properties: {kind: {type: string}, grams: {type: integer}}}
    Drink: {type: object, required: [kind], properties: {kind: {type: string}, litres: {type: integer}}}
    Animal:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, readOnly: true}
        name: {$ref: '#/components/schemas/Name'}
        nick: {$ref: '#/components/schemas/Name'}
        size: {$ref: '#/components/schemas/Size'}
        diet: {$ref: '#/components/schemas/Food'}
        snack: {$ref: '#/components/schemas/Food'}
    Cat: {allOf: [{$ref: '#/components/schemas/Animal'}, {type: object, properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Animal'}, {required: [nick]}]}
";

/// The report in short, on the document with these changes.
fn told(changes: &[(&str, &str)]) -> String {
    let mut after = SPEC.to_owned();
    for (old, new) in changes {
        assert!(after.contains(old), "{old}");
        after = after.replace(old, new);
    }
    let input = |text: String| Input { fragments: vec![File::new("zoo.yaml", text)], ..Input::default() };
    super::unusual::text(&compared(input(SPEC.to_owned()), input(after)))
}

#[test]
fn a_component_is_named_where_it_changed_itself() {
    insta::assert_snapshot!(told(&[("Name: {type: string,", "Name: {type: [string, 'null'],")]), @r"
    W15 B major (4) `Name` may now be `null` in responses
    W28 C major (1) `Name` may now be `null`
    ");
    insta::assert_snapshot!(told(&[("maxLength: 9", "maxLength: 5")]), @r"
    W25 H none (1) the `maxLength` of `Name` is now `5`; it was `9`
    W28 C none (4) the `maxLength` of `Name` is now `5`; it was `9` (in responses)
    ");
    insta::assert_snapshot!(told(&[("default: small", "default: large")]), @r#"
    W24 H none (2) `Size` now defaults to `"large"`; it was `"small"`
    D01 - none (4) the spec documents another default for `Size` (in responses)
    "#);
    insta::assert_snapshot!(told(&[("grams: {type: integer}", "grams: {type: string}")]), @r"
    W13 B major (4) `Food.grams` is now a string; it was an integer (in responses)
    W10 B major (1) `Food.grams` is now a string; it was an integer
    ");
    insta::assert_snapshot!(told(&[("enum: [small, large]", "enum: [small, large, huge]")]), @r#"
    W16 H minor (4) `Size` may now be `"huge"` in responses
    W28 C minor (2) `Size` may now also be `"huge"`
    "#);
}

#[test]
fn a_place_is_named_where_it_says_something_itself() {
    let name = "nick: {$ref: '#/components/schemas/Name'}";
    insta::assert_snapshot!(told(&[(name, "nick: {$ref: '#/components/schemas/Name', maxLength: 5}")]), @r"
    W25 H none (1) the `maxLength` of `Animal.nick` is now `5`; it was `9`
    W28 C none (4) the `maxLength` of `Animal.nick` is now `5`; it was `9` (in responses)
    ");
    insta::assert_snapshot!(told(&[(name, "nick: {$ref: '#/components/schemas/Name', description: Short.}")]), @"D01 - patch (4) the description of `Animal.nick` is new");
    insta::assert_snapshot!(told(&[(name, "nick: {anyOf: [{$ref: '#/components/schemas/Name'}, {type: 'null'}]}")]), @r"
    W15 B major (4) `Animal.nick` may now be `null` in responses
    W28 C major (1) `Animal.nick` may now be `null`
    ");
    let size = "size: {$ref: '#/components/schemas/Size'}";
    insta::assert_snapshot!(told(&[(size, "size: {$ref: '#/components/schemas/Size', default: large}")]), @r#"
    W24 H patch (1) `Animal.size` now defaults to `"large"`; it was `"small"`
    D01 - patch (4) the spec documents another default for `Animal.size` (in responses)
    "#);
}

/// Both components are there before and after. The difference is reported for the field.
#[test]
fn a_field_that_refers_to_another_component_is_named() {
    let (food, drink) = ("snack: {$ref: '#/components/schemas/Food'}", "snack: {$ref: '#/components/schemas/Drink'}");
    insta::assert_snapshot!(told(&[(food, drink)]), @r"
    W14 H major (4) `grams` of `Animal.snack` was removed from responses
    W28 C major (4) `litres` of `Animal.snack` is new in responses
    D05 - major (4) `Animal.snack` is now a `schemas::Drink`; it was a `schemas::Food`
    W11 H major (1) `grams` in `Animal.snack` was removed; the server may ignore or reject it
    W28 C major (1) `litres` in `Animal.snack` is new and optional
    ");
}

#[test]
fn a_renamed_component_is_one_change() {
    insta::assert_snapshot!(told(&[("Food", "Meal")]), @"D05 - major (4) the type `schemas::Food` is now `schemas::Meal`, with the same structure");
    insta::assert_snapshot!(told(&[("Food", "Meal"), ("grams: {type: integer}", "grams: {type: string}")]), @r"
    W13 B major (4) `Food.grams` is now a string; it was an integer (in responses)
    D05 - major (4) the type `schemas::Food` is now `schemas::Meal`, and its structure has changed
    W10 B major (1) `Food.grams` is now a string; it was an integer
    ");
    insta::assert_snapshot!(told(&[("#/components/schemas/Cat'", "#/components/schemas/Lion'"), ("    Cat:", "    Lion:")]), @"D05 - major (1) the type `schemas::Cat` is now `schemas::Lion`, with the same structure");
}

/// Others have the properties by `allOf`.
#[test]
fn a_property_of_a_base_is_one_change() {
    insta::assert_snapshot!(told(&[("snack: {$ref: '#/components/schemas/Food'}", "snack: {type: string}")]), @r"
    W13 B major (4) `Animal.snack` is now a string; it was an object (in responses)
    W10 B major (1) `Animal.snack` is now a string; it was an object
    ");
    insta::assert_snapshot!(told(&[("\n        snack: {$ref: '#/components/schemas/Food'}", "")]), @r"
    W14 H major (4) `Animal.snack` was removed from responses
    W11 H major (1) `Animal.snack` was removed; the server may ignore or reject it
    ");
    insta::assert_snapshot!(told(&[("required: [id, name]", "required: [id, name, diet]")]), @r"
    W09 B major (1) `Animal.diet` is now required
    W28 C major (4) `Animal.diet` is now always present in responses
    ");
    insta::assert_snapshot!(told(&[("required: [nick]", "required: [diet]")]), @r"
    W15 B major (1) `Dog.nick` may now be absent from responses
    W28 C major (1) `Dog.diet` is now always present in responses
    ");
    insta::assert_snapshot!(told(&[("id: {type: integer, readOnly: true}", "id: {type: string, readOnly: true}")]), @"W13 B major (4) `Animal.id` is now a string; it was an integer (in responses)");
}

#[test]
fn the_case_of_a_header_is_nothing() {
    insta::assert_snapshot!(told(&[("name: X-Key", "name: x-key")]), @"D05 - patch (0) the credential `key` is now sent in the header `x-key`; the case of a header does not matter");
}
