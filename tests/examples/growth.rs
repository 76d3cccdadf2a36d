//! Measures how the time of codegen grows with the number of endpoints. `cargo run -p tests --example growth [SPECS]`
//! repeats the endpoints of a folder of specs until there are 10, 100, 1,000 and 3,000, and prints the seconds and their
//! growth.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use generator::{File, Input};
use serde_json::{Map, Value};
use tests::case;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

fn main() {
    let specs = std::env::args_os().nth(1).map_or_else(|| case::repository().join("specs"), PathBuf::from);
    let input = case::input(&specs, &specs);
    let merged = generator::merge(input);
    let Some(document) = &merged.value else {
        println!("{}", case::findings(&merged));
        std::process::exit(1);
    };
    let document: Value = serde_json::from_str(&document.to_json()).expect("merge prints JSON");
    let endpoints = endpoints(&document);
    println!("{} endpoints in {}, repeated", endpoints.len(), specs.display());
    println!("{:>10} {:>12} {:>12} {:>10} {:>8}", "endpoints", "seconds", "ms/endpoint", "lines", "growth");
    let mut last: Option<f64> = None;
    for count in [10, 100, 1_000, 3_000] {
        let fragments = repeated(&document, &endpoints, count);
        let (time, lines) = best_of_three(&fragments);
        let each = time.as_secs_f64() * 1_000.0 / f64::from(count);
        let growth = last.map_or_else(String::new, |last| format!("{:.2}", each / last));
        println!("{count:>10} {:>12.3} {each:>12.3} {lines:>10} {growth:>8}", time.as_secs_f64());
        last = Some(each);
    }
    println!("growth is the time of one endpoint against the line above: 1.00 is linear");
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
