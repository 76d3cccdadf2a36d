//! The shapes of schemas that hide a change from a naive reader, and those that only look like one: each pair with what a
//! deployed client notices.

use std::fmt::Write;

use generator::diff::{Report, Wire};
use generator::{File, Input};

use super::{compared, letter};

/// What both sides share.
const COMPONENTS: &str = "
  schemas:
    Name: {type: string}
    Tag: {type: object, required: [label], properties: {label: {type: string}, rank: {type: integer}}}
    Owner: {type: object, required: [id], properties: {id: {type: integer}, tag: {$ref: '#/components/schemas/Tag'}}}
    Keeper: {type: object, required: [id], properties: {id: {type: string}, tag: {$ref: '#/components/schemas/Tag'}}}
    Red: {type: object, required: [t, u], properties: {t: {type: string}, u: {type: string}, x: {type: string}}}
    Blue: {type: object, required: [t, u], properties: {t: {type: string}, u: {type: string}, y: {type: string}}}
    Level: {type: string, enum: [low, high], default: low}
";

/// Where a schema is put: `response` and `body` as an optional property `x` of an object, `+` as a required one; `whole`
/// as the whole. `form` is a body that is a form, and `joined` a query whose lists are joined by commas.
fn spec(place: &str, schema: &str, components: &str) -> Input {
    let object =
        |required: &str| format!("{{type: object, {required}properties: {{k: {{type: string}}, x: {schema}}}}}");
    let json = |schema: &str| format!("content: {{application/json: {{schema: {schema}}}}}");
    let (operation, rest) = place.split_once(' ').unwrap_or((place, ""));
    let schema = match rest {
        "" if ["query", "header", "joined"].contains(&operation) => schema.to_owned(),
        "" => object(""),
        "+" => object("required: [x], "),
        _ => schema.to_owned(),
    };
    let operation = match operation {
        "response" => {
            format!("get: {{operationId: read, responses: {{'200': {{description: '', {}}}}}}}", json(&schema))
        }
        "body" => format!(
            "post: {{operationId: write, requestBody: {{required: true, {}}}, responses: {{'204': {{description: ''}}}}}}",
            json(&schema)
        ),
        "form" => format!(
            "post: {{operationId: write, requestBody: {{content: {{application/x-www-form-urlencoded: {{schema: {schema}}}}}}}, \
             responses: {{'204': {{description: ''}}}}}}"
        ),
        "joined" => format!(
            "get: {{operationId: read, parameters: [{{name: q, in: query, explode: false, schema: {schema}}}], responses: {{}}}}"
        ),
        "query" | "header" => format!(
            "get: {{operationId: read, parameters: [{{name: q, in: {operation}, schema: {schema}}}], responses: {{}}}}"
        ),
        _ => schema.clone(),
    };
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: Shapes, version: '1'}}\nservers: [{{url: 'https://a.example.com'}}]\npaths:\n  \
         /things:\n    {operation}\ncomponents:{components}"
    );
    Input { fragments: vec![File::new("shapes.yaml", text)], ..Input::default() }
}

fn report(place: &str, before: &str, after: &str) -> Report {
    compared(spec(place, before, COMPONENTS), spec(place, after, COMPONENTS))
}

fn told(report: &Report) -> String {
    let mut text = String::new();
    for entry in &report.entries {
        let (rule, wire, source) = (entry.rule, letter(entry.wire), entry.source.word());
        writeln!(text, "    {rule} {wire} {source} {}", entry.message).expect("a string takes it");
    }
    let told: Vec<usize> = report.entries.iter().flat_map(|entry| entry.promises.clone()).collect();
    for (_, promise) in report.promises.iter().enumerate().filter(|(index, _)| !told.contains(index)) {
        writeln!(text, "    untold: {promise:?}").expect("a string takes it");
    }
    text
}

#[test]
fn each_shape_is_judged_by_what_a_client_notices() {
    let mut wrong = String::new();
    for line in include_str!("shapes.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (head, schemas) = line.split_once(": ").expect("a place");
        let (wire, place) = head.split_once(' ').expect("an effect");
        let (before, after) = schemas.split_once(" => ").expect("two schemas");
        let report = report(place, before, after);
        let worst = letter(report.entries.iter().map(|entry| entry.wire).max().unwrap_or(Wire::None)).to_string();
        let text = told(&report);
        if worst != wire || text.contains("untold") {
            write!(wrong, "{line}\n  it is judged {worst}:\n{text}").expect("a string takes it");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A map becomes a type of its own, so the setter changes as well.
#[test]
fn a_map_that_is_closed_is_one_line() {
    let map = "{type: object, additionalProperties: {type: string}}";
    let closed = ["{type: object, additionalProperties: false}", "{type: object, properties: {k: {type: string}}}"];
    for after in closed {
        let report = compared(spec("body", map, COMPONENTS), spec("body", after, COMPONENTS));
        let text = generator::diff::report::human(&report);
        assert!(!text.contains("The client itself"), "{text}");
    }
}

/// The client does not send the slashes at the end of a server's URL.
#[test]
fn a_slash_at_the_end_of_a_server_does_not_count() {
    let at = |url: &str| {
        let mut input = spec("response", "{type: string}", COMPONENTS);
        let text = input.fragments[0].text.replace("https://a.example.com", url);
        input.fragments = vec![File::new("shapes.yaml", text)];
        input
    };
    let entries = |one: &str, other: &str| compared(at(one), at(other)).entries.len();
    assert_eq!(entries("https://a.example.com/v1", "https://a.example.com/v1/"), 0);
    assert_eq!(entries("https://a.example.com", "https://a.example.com/"), 0);
    assert_eq!(entries("https://a.example.com/v1", "https://a.example.com/v2"), 1);
}

/// A format that the type does not express is named as it is written.
#[test]
fn formats_are_named_as_they_are_written() {
    let said = |one: &str, other: &str| {
        let [one, other] = [one, other].map(|format| format!("{{type: integer, format: {format}}}"));
        told(&report("response", &one, &other))
    };
    assert!(said("int32", "int64").contains("now has the format `int64`; it had the format `int32`"));
    assert!(said("int64", "int32").contains("now has the format `int32`; it had the format `int64`"));
}
