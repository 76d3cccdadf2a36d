//! What is one change to a reader is one line of a report, with a count.

use generator::diff::report::{human, markdown};
use generator::diff::{Report, Semver, Wire};
use generator::{File, Input};

use super::compared;

const SPEC: &str = r"
openapi: 3.0.3
info: {title: Zoo, version: '1'}
servers: [{url: 'https://a.example.com'}]
paths:
  /cats/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: cat, tags: [Zoo], parameters: [{$ref: '#/components/parameters/Sort'}], responses: {'200': {$ref: '#/components/responses/Animal'}}}
    put: {operationId: feed, tags: [Zoo], requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}, responses: {'204': {description: ''}}}
  /dogs/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: dog, tags: [Zoo], parameters: [{$ref: '#/components/parameters/Sort'}], responses: {'200': {$ref: '#/components/responses/Animal'}}}
  /birds/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: bird, tags: [Zoo], parameters: [{$ref: '#/components/parameters/Sort'}], responses: {'200': {$ref: '#/components/responses/Animal'}}}
components:
  parameters:
    Sort: {name: sort, in: query, schema: {type: string}}
  responses:
    Animal: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}
  schemas:
    Mood: {type: string, enum: [calm, wild]}
    Animal:
      type: object
      properties:
        food_identfier: {type: string}
        grams: {type: integer}
        mood: {$ref: '#/components/schemas/Mood'}
";

fn report(changes: &[(&str, &str)]) -> Report {
    let after = changes.iter().fold(SPEC.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    });
    let input = |text: String| Input { fragments: vec![File::new("zoo.yaml", text)], ..Input::default() };
    compared(input(SPEC.to_owned()), input(after))
}

/// The line that contains a text; there is only one.
#[track_caller]
fn line<'a>(text: &'a str, part: &str) -> &'a str {
    let found: Vec<&str> = text.lines().filter(|line| line.contains(part)).collect();
    assert_eq!(found.len(), 1, "`{part}` in\n{text}");
    found[0]
}

/// Whatever is put together, each fingerprint that has to be acknowledged is there.
fn all_decisions_are_in(report: &Report, text: &str) {
    for entry in report.entries.iter().filter(|entry| entry.wire >= Wire::Hazard) {
        assert!(text.contains(&entry.fingerprint), "{} is missing in\n{text}", entry.message);
    }
}

#[test]
fn the_values_of_an_enum_are_one_line() {
    let found = report(&[("[calm, wild]", "[calm, wild, shy, loud, sleepy]")]);
    let text = markdown(&found, None);
    let line = line(&text, "(3 values)");
    assert!(line.contains("`\"loud\"`, `\"shy\"`, `\"sleepy\"`") && line.starts_with("- **hazard**"), "{line}");
    all_decisions_are_in(&found, &text);
}

#[test]
fn a_parameter_of_several_endpoints_is_one_line() {
    let found =
        report(&[("name: sort, in: query, schema: {type: string}", "name: sort, in: query, schema: {type: boolean}")]);
    assert_eq!(found.entries.len(), 3, "{:#?}", found.entries);
    let text = markdown(&found, None);
    assert!(line(&text, "the query parameter `sort` is now a boolean").contains("3 endpoints"), "{text}");
    all_decisions_are_in(&found, &text);
}

#[test]
fn renamed_path_parameters_are_one_line() {
    let path = |kind: &str, name: &str| format!("/{kind}/{{{name}}}:\n    parameters: [{{name: {name},");
    let found = report(&[(&path("cats", "id"), &path("cats", "catId")), (&path("dogs", "id"), &path("dogs", "dogId"))]);
    let line = line(&human(&found), "path parameters were renamed").to_owned();
    assert!(line.contains("3 path parameters") && line.contains("`id` is now `catId`"), "{line}");
    assert!(found.verdict <= Semver::Patch, "{found:#?}");
}

#[test]
fn a_field_that_travels_both_ways_is_one_line() {
    let found = report(&[("grams: {type: integer}", "grams: {type: string}")]);
    let text = markdown(&found, None);
    let line = line(&text, "is now a string; it was an integer (in requests and in responses)");
    assert!(line.contains("W10") && line.contains("W13"), "{line}");
    all_decisions_are_in(&found, &text);
}

#[test]
fn a_typing_error_less_is_one_line() {
    let found = report(&[("food_identfier", "food_identifier")]);
    let text = markdown(&found, None);
    let line = line(&text, "`food_identifier` of `Animal` was `food_identfier`");
    assert!(line.contains("read the old name; deployed clients send the old name"), "{line}");
    all_decisions_are_in(&found, &text);
    let other = markdown(&report(&[("food_identfier", "diet")]), None);
    assert!(!other.contains("was `food_identfier`"), "{other}");
}

#[test]
fn a_renamed_type_says_whether_it_is_the_same() {
    let text = human(&report(&[("schemas/Mood'", "schemas/Temper'"), ("    Mood:", "    Temper:")]));
    line(&text, "the type `schemas::Mood` is now `schemas::Temper`, with the same structure");
    let changed = [
        ("schemas/Mood'", "schemas/Temper'"),
        ("    Mood: {type: string, enum: [calm,", "    Temper: {type: string, enum: [shy,"),
    ];
    line(&human(&report(&changed)), "and its structure has changed");
}

/// What a user writes, before and after.
#[test]
fn each_break_has_its_cure() {
    let found = report(&[
        ("name: sort, in: query, schema", "name: order, in: query, schema"),
        ("operationId: dog,", "operationId: dog, x-rust-name: hound,"),
    ]);
    let text = human(&found);
    assert!(text.contains("no longer client.zoo().cat(…).sort(value)"), "{text}");
    let required = report(&[("name: sort, in: query", "name: sort, required: true, in: query")]);
    let text = human(&required);
    assert!(text.contains("write client.zoo().cat(id, sort)\n    not   client.zoo().cat(id)"), "{text}");
    let retyped = human(&report(&[("grams: {type: integer}", "grams: {type: string}")]));
    assert!(retyped.contains("write animal.grams: Option<String>\n    not   animal.grams: Option<i64>"), "{retyped}");
}

/// A method, setters and a type get other names, and the old ones stay.
#[test]
fn a_name_that_is_given_is_minor() {
    let found = super::report_on("names-given");
    assert_eq!(found.verdict, Semver::Minor, "{}", human(&found));
    assert!(found.cures.is_empty() && found.entries.iter().all(|entry| entry.source <= Semver::Minor));
    let text = human(&found);
    let old = [
        "the method `list` was renamed to `everybody`; the old name is deprecated",
        "`users::User` is now `users::Person`",
    ];
    for part in old {
        line(&text, part);
    }
}
