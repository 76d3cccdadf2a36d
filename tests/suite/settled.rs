//! Is every clash of names resolved, in the same way every time, and can a person change the result in the lock?

use std::collections::{BTreeMap, BTreeSet};

use generator::{Code, File, Generated, Input, Level};
use serde_json::Value;
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

/// The note shows the line of the lock. After editing the line, the item has the new name, and nothing else changes.
#[test]
fn the_line_that_a_note_shows_renames_the_thing() {
    let (first, findings) = case::generated(SPEC, None);
    let shown: Vec<&str> = findings
        .lines()
        .filter_map(|line| line.trim().strip_prefix("= help: to rename it, change `"))
        .filter_map(|line| line.split_once("` under `"))
        .filter_map(|(entry, _)| entry.rsplit_once(": ").map(|(_, name)| name))
        .collect();
    assert_eq!(shown.len(), findings.matches("[name-settled]").count(), "each note has a line:\n{findings}");
    for name in BTreeSet::from_iter(shown) {
        let last = name.rsplit("::").next().unwrap_or(name);
        let other = if last.starts_with(char::is_uppercase) { format!("{last}Mine") } else { format!("{last}_mine") };
        assert!(first.lock.contains(&format!(": {name}\n")), "the lock has no `{name}`:\n{}", first.lock);
        let lock = first.lock.replace(&format!(": {name}\n"), &format!(": {}\n", name.replace(last, &other)));
        let (second, _) = case::generated(SPEC, Some(&lock));
        let is_there = second.files.values().any(|text| text.contains(&other));
        assert!(is_there && second.lock.contains(&other), "{other}:\n{}", second.lock);
    }
}

/// A clash is reported once. From then on, the lock has the names.
#[test]
fn what_is_in_the_lock_is_settled() {
    let (first, _) = case::generated(SPEC, None);
    let (second, findings) = case::generated(SPEC, Some(&first.lock));
    assert!(!findings.contains("[name-settled]"), "{findings}");
    assert!(first == second, "{}\n{}", first.lock, second.lock);
}

/// A new item with the same name does not rename the others, and removing it does not either.
#[test]
fn a_name_outlives_its_rival() {
    let (first, _) = case::generated(SPEC, None);
    let without = SPEC.replace("                  cafe: { type: string }\n", "");
    assert_ne!(without, SPEC);
    let (second, _) = case::generated(&without, Some(&first.lock));
    let kept = |lock: &str| lock.lines().filter(|line| line.contains("caf")).map(str::to_owned).collect::<Vec<_>>();
    let mut expected = kept(&first.lock);
    expected.retain(|line| !line.ends_with(" cafe: cafe"));
    assert_eq!(kept(&second.lock), expected);
    let (back, _) = case::generated(SPEC, Some(&second.lock));
    assert!(back == first, "what comes back has its name back:\n{}\n{}", back.lock, first.lock);
}

/// A tag keeps the module that its operations have in the lock, even if another tag has a plainer name.
#[test]
fn a_tag_keeps_its_module() {
    let tag = |name: &str, path: &str| {
        format!(
            "  {path}: {{ get: {{ tags: [{name}], summary: Read it, responses: {{ '204': {{ description: Done. }} }} }} }}\n"
        )
    };
    let document =
        |paths: &[String]| format!("openapi: 3.0.0\ninfo: {{ title: T, version: '1' }}\npaths:\n{}", paths.concat());
    let (first, _) = case::generated(&document(&[tag("Things", "/a")]), None);
    let both = document(&[tag("Things", "/a"), tag("things", "/b")]);
    let (second, _) = case::generated(&both, Some(&first.lock));
    assert!(second.lock.contains("GET /a: things::read_it\n"), "{}", second.lock);
    assert!(second.lock.contains("GET /b: things_api::read_it\n"), "{}", second.lock);
    let (alone, _) = case::generated(&both, None);
    assert!(alone.lock.contains("GET /b: things::read_it\n"), "{}", alone.lock);
}

/// The order of members, alternatives, values and tags does not count.
#[test]
fn shuffled_documents_give_the_same_bytes() {
    for (name, document) in documents() {
        let expected = generator::generate(document_input(&document, None)).value.expect("sound");
        for seed in 1..6 {
            let shuffled = shuffled(&document, &mut Seed(seed), "");
            let made = generator::generate(document_input(&shuffled, None)).value.expect("still sound");
            let lines = |lock: &str| lock.lines().map(str::to_owned).collect::<BTreeSet<_>>();
            let differ: Vec<String> = lines(&made.lock).symmetric_difference(&lines(&expected.lock)).cloned().collect();
            assert!(differ.is_empty(), "{name}, seed {seed}: {differ:#?}");
            let differ = made.files.iter().find(|(path, text)| expected.files.get(*path) != Some(text));
            assert!(differ.is_none(), "{name}, seed {seed}: {:?}", differ.map(|(path, _)| path));
        }
    }
}

/// A new operation adds lines to the surface and removes none.
#[test]
fn an_operation_that_is_added_moves_nothing() {
    for (name, document) in documents() {
        for (path, method) in operations(&document) {
            let mut without = document.clone();
            let item = without["paths"][&path].as_object_mut().expect("a path item");
            item.remove(&method);
            let Some(before) = generator::generate(document_input(&without, None)).value else { continue };
            let after = generator::generate(document_input(&document, Some(&before.lock)));
            let findings = case::findings(&after);
            let after = after.value.unwrap_or_else(|| panic!("{name}, {method} {path}:\n{findings}"));
            let (old, new) = (surface(&before), surface(&after));
            let gone: Vec<&String> = old.iter().filter(|line| !new.contains(*line)).collect();
            assert!(gone.is_empty(), "{name}: adding {method} {path} takes {gone:#?}");
        }
    }
}

/// Names in documents never cause errors. Only names that a person wrote can.
#[test]
fn no_name_of_a_document_is_an_error() {
    let input = Input { fragments: vec![File::new("all.yaml", SPEC)], ..Input::default() };
    let outcome = generator::generate(input);
    assert!(outcome.diagnostics.iter().all(|finding| finding.code.level() != Level::Error));
    assert!(outcome.diagnostics.iter().any(|finding| finding.code == Code::NameSettled));
}

/// Returns the merged documents of the fixtures with clashes or shared types.
fn documents() -> Vec<(String, Value)> {
    let names = ["settled-names", "names", "nested-tags", "unions", "awkward", "names-of-ours"];
    let merged = |name: &str| {
        let specs = case::folder("fixtures").join(name);
        let merged = generator::merge(case::input(&specs, &specs)).value.expect("a fixture is sound");
        serde_json::from_str(&merged.to_json()).expect("merge prints JSON")
    };
    names.into_iter().map(|name| (name.to_owned(), merged(name))).collect()
}

fn document_input(document: &Value, lock: Option<&str>) -> Input {
    Input {
        fragments: vec![File::new("all.json", document.to_string())],
        lock: lock.map(|lock| File::new("names.lock", lock)),
        ..Input::default()
    }
}

fn operations(document: &Value) -> Vec<(String, String)> {
    let items = document["paths"].as_object().expect("paths");
    let methods = |item: &Value| item.as_object().expect("an item").keys().cloned().collect::<Vec<_>>();
    let is_method = |key: &String| ["get", "put", "post", "delete", "patch", "head", "options"].contains(&key.as_str());
    items
        .iter()
        .flat_map(|(path, item)| methods(item).into_iter().filter(is_method).map(|method| (path.clone(), method)))
        .collect()
}

fn surface(generated: &Generated) -> BTreeSet<String> {
    let sources = BTreeMap::from([("lib.rs".to_owned(), "pub mod generated;".to_owned())]);
    let text = generator::surface(&sources.into(), &generated.outline).expect("what is generated is sound");
    // The features of a component depend on the tags that use it.
    let without_features = |line: &str| match line.split_once(" [") {
        Some((item, rest)) => format!("{item}{}", rest.split_once(']').map_or("", |(_, rest)| rest)),
        None => line.to_owned(),
    };
    text.lines().map(without_features).collect()
}

/// A random number generator that is the same on every machine.
struct Seed(u64);

impl Seed {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(count.max(1)).expect("a small count")).expect("a small number")
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Shuffles everything whose order has no meaning.
fn shuffled(value: &Value, seed: &mut Seed, key: &str) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(key, value)| (key.clone(), shuffled(value, seed, key))).collect();
            // A list of names has the order of the values.
            if members.iter().any(|(key, _)| key.starts_with("x-enum")) {
                return value.clone();
            }
            seed.shuffle(&mut members);
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| shuffled(item, seed, "")).collect();
            if ["parameters", "enum", "required", "oneOf", "anyOf", "tags"].contains(&key)
                && items.iter().all(|item| !item.is_null())
            {
                // The first tag of an operation decides its module.
                if key != "tags" || items.iter().all(Value::is_object) {
                    seed.shuffle(&mut items);
                }
            }
            Value::Array(items)
        }
        plain => plain.clone(),
    }
}
