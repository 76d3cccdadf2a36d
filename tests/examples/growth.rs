//! Measures how the time of codegen grows. `cargo run -p tests --example growth [SPECS]` repeats the endpoints of a folder
//! of specs until there are 10, 100, 1,000 and 3,000. With `--unions`, it takes documents of so many schemas that are unions
//! of unions and all refer to each other, each in one file: in a file for each endpoint, all schemas would be repeated. It
//! prints the seconds and their growth.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use generator::{File, Input};
use serde_json::{Map, Value, json};
use tests::case;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

fn main() {
    match std::env::args_os().nth(1) {
        Some(option) if option == "--unions" => {
            println!("schemas that are unions of unions, each used by all others");
            table("schemas", &[30, 100, 1_000, 3_000], unions);
        }
        specs => endpoints_of(specs),
    }
    println!("growth is the time of one of them against the line above: 1.00 is linear");
}

fn endpoints_of(specs: Option<OsString>) {
    let specs = specs.map_or_else(|| case::repository().join("specs"), PathBuf::from);
    let input = case::input(&specs, &specs);
    let merged = generator::merge(input);
    let Some(document) = &merged.value else {
        println!("{}", case::findings(&merged));
        std::process::exit(1);
    };
    let document: Value = serde_json::from_str(&document.to_json()).expect("merge prints JSON");
    let endpoints = endpoints(&document);
    let shown = specs.strip_prefix(case::repository()).unwrap_or(&specs);
    println!("{} endpoints in {}, repeated", endpoints.len(), shown.display());
    table("endpoints", &[10, 100, 1_000, 3_000], |count| repeated(&document, &endpoints, count));
}

/// Prints the time for the fragments of each size.
fn table(what: &str, counts: &[u32], fragments: impl Fn(u32) -> Vec<File>) {
    println!("{what:>10} {:>12} {:>12} {:>10} {:>8}", "seconds", "ms for one", "lines", "growth");
    let mut last: Option<f64> = None;
    for count in counts {
        let (time, lines) = best_of_three(&fragments(*count));
        let each = time.as_secs_f64() * 1_000.0 / f64::from(*count);
        let growth = last.map_or_else(String::new, |last| format!("{:.2}", each / last));
        println!("{count:>10} {:>12.3} {each:>12.3} {lines:>10} {growth:>8}", time.as_secs_f64());
        last = Some(each);
    }
}

/// Makes a document with this many schemas and an operation for every third of them.
fn unions(count: u32) -> Vec<File> {
    let to = |at: u32| json!({"$ref": format!("#/components/schemas/T{}", at % count)});
    let schema = |at: u32| match at % 3 {
        0 => {
            let inner = json!({"anyOf": [to(at + 4), {"type": "number"}]});
            let named = json!({"type": "object", "required": ["kind"], "properties":
                {"kind": {"type": "string", "enum": [format!("k{at}")]}, "inner": to(at + 2)}});
            json!({"oneOf": [to(at + 1), {"type": "array", "items": to(at + 2)}, {"type": "string"},
                {"oneOf": [named, inner]}]})
        }
        1 => {
            json!({"type": "object", "required": [format!("id{at}")], "properties": {format!("id{at}"): {"type": "string"},
            "query": {"oneOf": [to(at + 2), {"type": "array", "items": to(at + 2)}]}, "next": to(at + 3)}})
        }
        _ => json!({"anyOf": [{"type": "object", "properties": {format!("term{at}"): to(at + 2)}},
            {"type": "object", "required": ["match"], "properties":
                {"match": {"type": "object", "additionalProperties": {"oneOf": [to(at + 1), {"type": "string"}]}}}},
            to(at + 5)]}),
    };
    let schemas: Map<String, Value> = (0..count).map(|at| (format!("T{at}"), schema(at))).collect();
    let operation = |at: u32| {
        let content = json!({"application/json": {"schema": to(at)}});
        json!({"post": {"operationId": format!("find{at}"), "tags": [format!("t{}", at % 20)],
            "requestBody": {"content": content}, "responses": {"200": {"description": "ok", "content": content}}}})
    };
    let paths: Map<String, Value> = (0..count).step_by(3).map(|at| (format!("/{at}"), operation(at))).collect();
    let document = json!({"openapi": "3.0.3", "info": {"title": "Unions", "version": "1"}, "paths": paths,
        "components": {"schemas": schemas}});
    vec![File::new("whole.json", document.to_string())]
}

/// Returns the path, method, path item and operation of each endpoint.
fn endpoints(document: &Value) -> Vec<(String, String, Value)> {
    let items = document["paths"].as_object().into_iter().flatten();
    items
        .flat_map(|(path, item)| {
            let of = |method: &&str| Some((path.clone(), (*method).to_owned(), item.get(*method)?.clone()));
            METHODS.iter().filter_map(of).collect::<Vec<_>>()
        })
        .collect()
}

/// Makes this many fragments. Each repetition has paths, tags and operation ids of its own.
fn repeated(document: &Value, endpoints: &[(String, String, Value)], count: u32) -> Vec<File> {
    let mut fragments = Vec::new();
    for at in 0..count as usize {
        let (path, method, operation) = &endpoints[at % endpoints.len()];
        let round = at / endpoints.len();
        let mut operation = operation.clone();
        if let Some(tag) = operation.pointer_mut("/tags/0") {
            *tag = format!("{} {round}", tag.as_str().unwrap_or_default()).into();
        }
        if let Some(id) = operation.get_mut("operationId") {
            *id = format!("{}_{round}", id.as_str().unwrap_or_default()).into();
        }
        let item = Map::from_iter([(method.clone(), operation)]);
        let mut fragment = document.clone();
        fragment["paths"] = Map::from_iter([(format!("/round-{round}{path}"), item.into())]).into();
        if let Some(root) = fragment.as_object_mut() {
            root.remove("tags");
        }
        let text = serde_json::to_string_pretty(&fragment).expect("a value is JSON");
        fragments.push(File::new(format!("{at}.json"), text));
    }
    fragments
}

fn best_of_three(fragments: &[File]) -> (Duration, usize) {
    let run = |_| {
        let input = Input { fragments: fragments.to_vec(), ..Default::default() };
        let start = Instant::now();
        let outcome = generator::generate(input);
        let time = start.elapsed();
        let Some(generated) = &outcome.value else { panic!("{}", case::findings(&outcome)) };
        (time, generated.files.values().map(|text| text.lines().count()).sum())
    };
    (0..3).map(run).min().expect("three runs")
}
