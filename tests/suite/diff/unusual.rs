//! Changes that are not in the table. Everything that changes in the client or on the wire has an entry.

use std::fmt::Write;

use generator::diff::{Report, Semver};
use generator::{File, Input};

use super::{compared, letter};

const SPEC: &str = r"
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: 'https://a.example.com'}]
security: [{token: ['read']}]
tags: [{name: Items}, {name: Empty}]
paths:
  /items:
    get:
      tags: [Items]
      operationId: list
      parameters:
      - {name: kind, in: query, required: true, schema: {type: string}}
      - {name: from, in: query, schema: {type: integer}}
      - {name: to, in: query, schema: {type: integer}}
      - {name: cols, in: query, schema: {type: array, items: {type: string, enum: [a, b]}}}
      security: [{token: ['read']}, {basic: []}]
      responses:
        '200': {description: '', content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Item'}}}}}
        '404': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    post:
      tags: [Items]
      operationId: create
      requestBody: {content: {application/json: {schema: {type: object, properties: {
        options: {type: object, required: [mode], properties: {mode: {type: string}, fast: {type: boolean}}}}}}}}
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      tags: [Items]
      operationId: get
      responses: {'200': {description: '', content: {application/json: {schema: {allOf: [
        {$ref: '#/components/schemas/Item'}, {type: object, properties: {more: {type: string}}}]}}}}}
    put:
      tags: [Items]
      operationId: put
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      responses: {'204': {description: ''}}
components:
  schemas:
    Item:
      type: object
      description: A thing.
      required: [id]
      properties:
        id: {type: integer}
        price: {type: number, default: 1}
        nested: {type: object, properties: {deep: {type: string}}}
        width: {type: integer, x-rust-field: across}
        height: {type: integer, x-rust-field: high}
        meta: {type: object, additionalProperties: {type: integer}}
    Problem: {type: object, properties: {code: {type: string}}}
  securitySchemes:
    token: {type: apiKey, in: header, name: Authorization}
    basic: {type: http, scheme: basic}
";

fn input(text: String) -> Input {
    Input { fragments: vec![File::new("shop.yaml", text)], ..Input::default() }
}

fn report(changes: &[(&str, &str)]) -> Report {
    let mut after = SPEC.to_owned();
    for (old, new) in changes {
        assert_eq!(after.matches(old).count(), 1, "{old}");
        after = after.replace(old, new);
    }
    compared(input(SPEC.to_owned()), input(after))
}

/// Returns the report if the lock of the first run was edited.
fn relocked(changes: &[(&str, &str)], edits: &[(&str, &str)]) -> String {
    let lock = generator::generate(input(SPEC.to_owned())).value.expect("the spec is sound").lock;
    let replaced = |text: &str, changes: &[(&str, &str)]| {
        changes.iter().fold(text.to_owned(), |text, (old, new)| {
            assert!(text.contains(old), "{old} is not in\n{text}");
            text.replace(old, new)
        })
    };
    let mut after = input(replaced(SPEC, changes));
    after.lock = Some(File::new("names.lock", replaced(&lock, edits)));
    text(&compared(input(SPEC.to_owned()), after))
}

/// Returns a short form of the report. Changes that no entry explains come last.
fn told(old: &str, new: &str) -> String {
    text(&report(&[(old, new)]))
}

pub(super) fn text(report: &Report) -> String {
    let mut text = String::new();
    for entry in &report.entries {
        let (rule, wire, source) = (entry.rule, letter(entry.wire), entry.source.word());
        writeln!(text, "{rule} {wire} {source} ({}) {}", entry.operations, entry.message).expect("a string takes it");
    }
    let told: Vec<usize> = report.entries.iter().flat_map(|entry| entry.promises.clone()).collect();
    for (_, promise) in report.promises.iter().enumerate().filter(|(index, _)| !told.contains(index)) {
        writeln!(text, "untold: {promise:?}").expect("a string takes it");
    }
    let highest = report.entries.iter().map(|entry| entry.source).max().unwrap_or(Semver::None);
    assert_eq!(highest, report.verdict, "{text}");
    text
}

#[test]
fn a_missing_schema_allows_any_value() {
    insta::assert_snapshot!(told(", items: {type: string, enum: [a, b]}", ""), @r#"W28 C major (1) each item of the query parameter `cols` may now be any string; it was one of `"a", "b"`"#);
    insta::assert_snapshot!(told("type: array, items: {$ref: '#/components/schemas/Item'}", "type: array"), @"W13 B major (1) each item of the response `200` is now any JSON value; it was an object (in responses)");
    insta::assert_snapshot!(told("schema: {$ref: '#/components/schemas/Problem'}", "example: {}"), @"W13 B major (1) the error `404` is now any JSON value; it was an object (in responses)");
    insta::assert_snapshot!(told("Problem: {type: object", "Problem: {type: file"), @"W13 B major (1) `Problem` is now any JSON value; it was an object (in responses)");
}

#[test]
fn an_object_opens_and_closes() {
    let options = "options: {type: object";
    insta::assert_snapshot!(told(options, "options: {additionalProperties: {type: integer}, type: object"), @"W28 C minor (1) `Options` may have properties that the spec does not list");
    insta::assert_snapshot!(told(options, "options: {additionalProperties: true, type: object"), @"W28 C minor (1) `Options` may have properties that the spec does not list");
    insta::assert_snapshot!(told(options, "options: {additionalProperties: false, type: object"), @"");
    insta::assert_snapshot!(told("additionalProperties: {type: integer}", "additionalProperties: true"), @r"
    W13 B major (3) each additional property of `Item.meta` is now any JSON value; it was an integer (in responses)
    W28 C major (1) each additional property of `Item.meta` is now any JSON value; it was an integer
    ");
    insta::assert_snapshot!(told("Problem: {", "Problem: {additionalProperties: {type: string}, "), @"W28 C minor (1) each additional property of `Problem` is now a string; it was any JSON value (in responses)");
}

/// Without properties it is a map, so the property that contains it has another type.
#[test]
fn an_object_loses_all_its_properties() {
    insta::assert_snapshot!(told("properties: {deep: {type: string}}", "properties: {}"), @r#"
    W14 H major (3) `Nested.deep` was removed from responses
    W11 H major (1) `Nested.deep` was removed; the server may ignore or reject it
    "#);
    insta::assert_snapshot!(told("Problem: {type: object, properties: {code: {type: string}}}", "Problem: {type: object}"), @"W14 H major (1) `Problem.code` was removed from responses");
}

#[test]
fn a_property_becomes_read_only_or_write_only() {
    insta::assert_snapshot!(told("id: {type: integer}", "id: {type: integer, readOnly: true}"), @r"
    W11 H major (1) `Item.id` is now used only in responses; it was used in both directions
    W28 C patch (3) `Item.id` is now used only in responses; it was used in both directions (in responses)
    ");
    insta::assert_snapshot!(told("code: {type: string}", "code: {type: string, writeOnly: true}"), @"W14 H none (1) `Problem.code` is now used only in requests; it was used in both directions (in responses)");
}

/// An object that only has such properties is sent, so only the mark of some of them changes what is sent.
#[test]
fn all_properties_become_read_only_or_one_of_them() {
    let options = "mode: {type: string}, fast: {type: boolean}";
    let one = "mode: {type: string, readOnly: true}, fast: {type: boolean}";
    insta::assert_snapshot!(told(options, one), @"W11 H major (1) `Options.mode` is now used only in responses; it was used in both directions");
    let all = "mode: {type: string, readOnly: true}, fast: {type: boolean, readOnly: true}";
    insta::assert_snapshot!(told(options, all), @"");
}

/// Otherwise, existing code would compile and send the kind as the colour.
#[test]
fn a_required_parameter_that_replaces_another_is_not_a_renaming() {
    insta::assert_snapshot!(told("name: kind", "name: colour"), @r#"
    W02 B major (1) the query parameter `colour` is new and required
    W05 H major (1) the query parameter `kind` was removed; the server may ignore or reject it
    "#);
    insta::assert_snapshot!(told("{name: id, in: path", "{name: number, in: path"), @r#"
    D01 - patch (1) the path parameter `id` is no longer described
    D01 - patch (1) the path parameter `id` is no longer described
    "#);
}

#[test]
fn removing_a_body_removes_its_types() {
    let body = &SPEC[SPEC.find("      requestBody: {content: {application/json: {schema: {type").expect("a body")..];
    let body = &body[..body.find("      responses").expect("answers")];
    insta::assert_snapshot!(told(body, ""), @"W11 H major (1) the request no longer has a body");
}

#[test]
fn tags_servers_and_credentials_are_reported() {
    insta::assert_snapshot!(told(", {name: Empty}", ""), @"D03 - none (0) the tag `Empty` was removed; no endpoint had it");
    insta::assert_snapshot!(told("{name: Empty}", "{name: Empty}, {name: Emptier}"), @"D03 - none (0) the tag `Emptier` is new; no endpoint has it yet");
    insta::assert_snapshot!(told("servers: [{url: 'https://a.example.com'}]", ""), @"W22 B major (0) the server `https://a.example.com` was removed");
    insta::assert_snapshot!(told("[{token: ['read']}, {basic: []}]", "[{basic: []}, {token: ['read']}]"), @"W20 - patch (1) the server accepts the same credentials in another order: `basic or token with read` instead of `token with read or basic`");
}

/// A reworded description of a type that is sent and received is reported once.
#[test]
fn descriptions_have_no_direction() {
    insta::assert_snapshot!(told("A thing.", "Something."), @"D01 - patch (3) the description of `Item` was reworded");
    insta::assert_snapshot!(told("default: 1", "default: 2"), @r"
    W24 H patch (1) `Item.price` now defaults to `2`; it was `1`
    D01 - patch (3) the spec documents another default for `Item.price` (in responses)
    ");
}

/// If another endpoint requires the same scope later, it needs an acknowledgement of its own.
#[test]
fn a_scope_is_acknowledged_for_the_endpoints_that_it_was_seen_at() {
    let one = ("security: [{token: ['read']}, {basic: []}]", "security: [{token: ['write']}, {basic: []}]");
    let all = ("security: [{token: ['read']}]\ntags", "security: [{token: ['write']}]\ntags");
    let prints = |changes: &[(&str, &str)]| -> Vec<String> {
        let report = report(changes);
        let found = report.entries.iter().filter(|entry| entry.rule == generator::diff::Rule::SecurityChanged);
        found.map(|entry| entry.fingerprint.clone()).collect()
    };
    let rest = SPEC.replace(one.0, one.1);
    assert!(rest.contains(all.0));
    let (few, more) = (prints(&[all]), prints(&[all, one]));
    assert_eq!(few.len(), 1);
    assert!(more.len() > 1 && more.contains(&few[0]), "other alternatives are another change: {few:?} {more:?}");
    // The same change at another endpoint.
    let narrow = ("security: [{token: ['read']}, {basic: []}]", "security: [{token: ['read']}]");
    let wide = SPEC.replace(narrow.0, narrow.1);
    let after = |spec: &str| spec.replace("'read'", "'write'");
    let held = wide.replacen("responses: {'204'", "security: [{token: ['read']}]\n      responses: {'204'", 1);
    let prints = |before: &str, after: String| compared(input(before.to_owned()), input(after)).entries;
    let (all, most) = (prints(&held, after(&held)), prints(&held, held.replacen("'read'", "'write'", 1)));
    assert_eq!((all.len(), most.len()), (1, 1));
    assert!(all[0].operations > most[0].operations && all[0].fingerprint != most[0].fingerprint);
}

/// The surfaces are equal, but existing code sends or reads something else.
#[test]
fn swapped_names_are_major() {
    let from = "GET /items query from: from";
    let to = "GET /items query to: to";
    let edits = [(from, "GET /items query from: TO"), (to, "GET /items query to: from"), ("TO", "to")];
    insta::assert_snapshot!(relocked(&[], &edits), @r#"
    D05 - major (1) the argument `from` for `from` was renamed to `to`
    D05 - major (1) the argument `to` for `to` was renamed to `from`
    "#);
    let fields = [("across", "wide"), ("high", "across"), ("wide", "high")];
    insta::assert_snapshot!(relocked(&fields, &[]), @r#"
    D05 - major (3) `across` of `schemas::Item` was renamed to `high`
    D05 - major (3) `high` of `schemas::Item` was renamed to `across`
    D05 - major (1) `across` of `items::GetResponse` was renamed to `high`
    D05 - major (1) `high` of `items::GetResponse` was renamed to `across`
    D05 - major (1) the argument `across` for `width` was renamed to `high`
    D05 - major (1) the argument `high` for `height` was renamed to `across`
    "#);
    let options = ("POST /items body options: options", "POST /items body options: choices");
    insta::assert_snapshot!(relocked(&[], &[options]), @"D05 - major (1) the argument `options_` for `options` was renamed to `choices_`");
}

#[test]
fn a_name_that_moves_to_another_item_is_major() {
    insta::assert_snapshot!(told("name: from", "name: 'page[from]'"), @r#"
    W05 H patch (1) the query parameter `from` was removed; the server may ignore or reject it
    W28 C patch (1) the query parameter `page[from]` is new and optional
    D05 - major (1) the argument `from` now means `page[from]`; it meant `from`
    "#);
    insta::assert_snapshot!(told("width: {type: integer", "breadth: {type: integer"), @r"
    W14 H patch (3) `Item.width` was removed from responses
    W28 C patch (3) `Item.breadth` is new in responses
    D05 - major (3) `across` of `schemas::Item` now means `breadth`; it meant `width`
    W11 H patch (1) `Item.width` was removed; the server may ignore or reject it
    W28 C patch (1) `Item.breadth` is new and optional
    D05 - major (1) the argument `across` now means `breadth`; it meant `width`
    D05 - major (1) `across` of `items::GetResponse` now means `breadth`; it meant `width`
    ");
    let paths = [("/items:", "/things:"), ("'204': {description: ''}", "'204': {description: Done.}")];
    let edits = [("  GET /items: items::list\n", "  GET /things: items::list\n")];
    insta::assert_snapshot!(relocked(&paths, &edits), @r#"
    W01 B patch (1) the endpoint was removed, and with it `client.items().list(…)`
    W01 B patch (1) the endpoint was removed, and with it `client.items().create(…)`
    W28 C patch (1) the endpoint is new: `client.items().list(…)`
    D05 - major (1) the method `items::list` now calls this endpoint; it called `GET /items`
    W28 C patch (1) the endpoint is new: `client.items().create(…)`
    D05 - major (1) the method `items::create` now calls this endpoint; it called `POST /items`
    "#);
}
