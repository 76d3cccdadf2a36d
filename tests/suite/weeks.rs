//! Replays ten weeks of a team in a temporary repository: `tests/weeks/ten-weeks.md` is the script, with what each command
//! has to say. The blocks of the script are steps, one a line, with their details indented below:
//!
//! ```text
//! page users.md                  writes a page: an endpoint a line, as METHOD PATH | tag | summary | more,
//!   GET /a | A | List | returns {"id": 1}        with `query a, b`, `returns EXAMPLE` and `takes EXAMPLE`
//!   type Owner {"id": 1}                         and the components that the endpoints refer to
//! run diff                       runs a command that has to succeed
//! fails diff --gate              runs one that has to fail
//!   says TEXT                    the output has the text
//!   silent TEXT                  the output lacks the text
//! replace FILE: OLD => NEW       edits a file
//! has FILE: TEXT                 a file has the text
//! lacks FILE: TEXT               a file lacks the text
//! write FILE                     writes the lines below into a file
//! acknowledge REASON             acknowledges what the gate asks for
//! version 0.2.0                  sets the version of the client
//! commit MESSAGE                 commits all
//! git ARGUMENTS                  runs git, which has to succeed
//! conflict ARGUMENTS             runs git, which has to fail
//! ```
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fs;

use serde_json::{Map, Value, json};
use tests::case;
use xtask::Exit;

use crate::commands::MARKED_README;
use crate::follow::schema;
use crate::gate::Repository;
use crate::import::page_of;

#[test]
fn ten_weeks_of_a_team() {
    let script = fs::read_to_string(case::folder("weeks").join("ten-weeks.md")).unwrap();
    let repository = Repository::empty();
    repository.ground.write("generated-client/README.md", MARKED_README);
    let mut said = String::new();
    for step in steps(&script) {
        play(&repository, &step, &mut said);
    }
    let weeks = script.lines().filter(|line| line.starts_with("## Week ")).count();
    assert_eq!(weeks, 10);
}

/// A step of the script: its line, and the lines below it.
struct Step<'a> {
    number: usize,
    line: &'a str,
    details: Vec<&'a str>,
}

fn steps(script: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut is_inside = false;
    for (index, line) in script.lines().enumerate() {
        match line.strip_prefix("  ") {
            _ if line.starts_with("```") => is_inside = !is_inside,
            Some(detail) if is_inside => steps.last_mut().unwrap().details.push(detail),
            None if is_inside && !line.is_empty() => steps.push(Step { number: index + 1, line, details: Vec::new() }),
            _ => {}
        }
    }
    steps
}

/// Plays a step. `said` is the output of the last command.
fn play(repository: &Repository, step: &Step<'_>, said: &mut String) {
    let at = format!("tests/weeks/ten-weeks.md:{}: {}", step.number, step.line);
    let (verb, rest) = step.line.split_once(' ').unwrap_or((step.line, ""));
    let text = step.details.iter().map(|line| format!("{line}\n")).collect::<String>();
    match verb {
        "page" => repository.ground.write(rest, &page(rest, &step.details)),
        "run" | "fails" => {
            let expected = if verb == "run" { Exit::Done } else { Exit::Wrong };
            let ran = repository.ground.run(&rest.split(' ').collect::<Vec<_>>());
            *said = format!("{}{}", ran.err, ran.out);
            assert_eq!(ran.exit, expected, "{at}\n{said}");
            for detail in &step.details {
                let (verb, text) = detail.split_once(' ').unwrap();
                assert!(["says", "silent"].contains(&verb), "{at}: {detail}");
                assert_eq!(said.contains(text), verb == "says", "{at}\n{detail}\n{said}");
            }
        }
        "replace" => {
            let (file, (old, new)) = pair(rest);
            let before = repository.ground.read(file);
            assert!(before.contains(old), "{at}\n{before}");
            repository.ground.write(file, &before.replace(old, new));
        }
        "has" | "lacks" => {
            let (file, text) = rest.split_once(": ").unwrap();
            let found = repository.ground.read(file);
            assert_eq!(found.contains(text), verb == "has", "{at}\n{found}");
        }
        "write" => repository.ground.write(rest, &text),
        "acknowledge" => {
            let lines = repository.asked().into_iter();
            let lines = lines.map(|id| format!("- fingerprint: \"{id}\"\n  reason: {rest}\n"));
            repository.ground.write("specs/acknowledged.yaml", &lines.collect::<String>());
        }
        "version" => repository.version(rest),
        "commit" => repository.commit(rest),
        "git" | "conflict" => {
            let output = repository.try_git(&rest.split(' ').collect::<Vec<_>>());
            assert_eq!(output.status.success(), verb == "git", "{at}\n{output:?}");
        }
        other => panic!("{at}: there is no step `{other}`"),
    }
}

fn pair(rest: &str) -> (&str, (&str, &str)) {
    let (file, change) = rest.split_once(": ").unwrap();
    (file, change.split_once(" => ").unwrap())
}

/// Returns a page with the endpoints and components that the lines describe.
fn page(name: &str, lines: &[&str]) -> String {
    let (types, endpoints): (Vec<&str>, Vec<&str>) = lines.iter().partition(|line| line.starts_with("type "));
    let mut components = Map::new();
    for line in types {
        let (name, example) = line["type ".len()..].split_once(' ').unwrap();
        components.insert(name.to_owned(), schema(&example_of(example)));
    }
    let fragments: Vec<String> = endpoints.iter().map(|line| endpoint(line, &components).to_string()).collect();
    page_of(name, &fragments).text
}

fn endpoint(line: &str, components: &Map<String, Value>) -> Value {
    let mut parts = line.split(" | ");
    let (method, path) = parts.next().unwrap().split_once(' ').unwrap();
    let (tag, summary) = (parts.next().unwrap(), parts.next().unwrap());
    let content = |example: &str| json!({"application/json": {"schema": schema(&example_of(example))}});
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let parameter = |name: &str, place: &str| json!({"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}});
    let mut parameters: Vec<Value> = names.map(|name| parameter(name, "path")).collect();
    let mut response = json!({"description": "Done."});
    let mut operation = json!({"tags": [tag], "summary": summary});
    for more in parts {
        match more.trim().split_once(' ').unwrap() {
            ("query", names) => parameters.extend(names.split(", ").map(|name| parameter(name, "query"))),
            ("returns", example) => response["content"] = content(example),
            ("takes", example) => operation["requestBody"] = json!({"required": true, "content": content(example)}),
            (other, _) => panic!("{line}: there is no `{other}`"),
        }
    }
    operation["parameters"] = Value::Array(parameters);
    operation["responses"] = json!({"200": response});
    let mut document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Users", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {path: {method.to_lowercase(): operation}},
    });
    let used = components.iter().filter(|(name, _)| line.contains(&format!("\"$ref\": \"{name}\"")));
    let used: Map<String, Value> = used.map(|(name, schema)| (name.clone(), schema.clone())).collect();
    if !used.is_empty() {
        document["components"] = json!({"schemas": used});
    }
    document
}

fn example_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}
