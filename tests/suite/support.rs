//! Is every key of OpenAPI acted on, reported, or for people? `support/base.yaml` is a document into which each key is
//! put, with the value that `support/probes.yaml` gives for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use generator::{Input, Supported, Treatment};
use serde_json::{Map, Value, json};
use tests::case;

/// The value of a key, and where it is put.
struct Probe {
    at: String,
    value: Value,
    /// Members that the key needs next to it. They are there without the key as well.
    beside: Map<String, Value>,
    /// Values by pointer that only the document with the key has.
    also: Map<String, Value>,
}

fn read(name: &str) -> Value {
    let text = fs::read_to_string(case::folder("support").join(name)).expect("the file is there");
    serde_yaml::from_str(&text).expect("it is YAML")
}

fn probes() -> BTreeMap<(String, String), Probe> {
    let mut probes = BTreeMap::new();
    for (object, group) in read("probes.yaml").as_object().expect("a group for each object") {
        for (key, probe) in group["keys"].as_object().expect("a probe for each key") {
            let members = |name: &str| probe[name].as_object().cloned().unwrap_or_default();
            let at = probe.get("at").unwrap_or(&group["at"]).as_str().expect("a pointer").to_owned();
            let (beside, also) = (members("beside"), members("also"));
            let probe = Probe { at, value: probe["value"].clone(), beside, also };
            probes.insert((object.clone(), key.clone()), probe);
        }
    }
    probes
}

/// Returns the value at a place, which becomes an object if it is absent.
fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    pointer.split('/').skip(1).fold(document, |node, token| {
        let token = token.replace("~1", "/").replace("~0", "~");
        match node {
            Value::Array(items) => &mut items[token.parse::<usize>().expect("an index")],
            node => {
                let members = node.as_object_mut().expect("an object");
                members.entry(token).or_insert_with(|| json!({}))
            }
        }
    })
}

/// Returns the files of the client, and the findings as lines.
fn generated(document: &Value) -> (Option<BTreeMap<String, String>>, Vec<String>) {
    let file = generator::File::new("all.json", document.to_string());
    let outcome = generator::generate(Input { fragments: vec![file], ..Input::default() });
    let line = |finding: &generator::Diagnostic| format!("{} {}", finding.code.id(), finding.message);
    (outcome.value.map(|generated| generated.files), outcome.diagnostics.iter().map(line).collect())
}

/// Returns the document of a key, without it and with it.
fn documents(row: &Supported, probe: &Probe) -> [Value; 2] {
    let name = row.key.split(": ").next().expect("a key");
    let mut without = read("base.yaml");
    without["openapi"] = match row.versions {
        "3.1" => "3.1.1",
        "3.2" => "3.2.0",
        _ => "3.0.4",
    }
    .into();
    if !probe.beside.is_empty() {
        at(&mut without, &probe.at).as_object_mut().expect("an object").extend(probe.beside.clone());
    }
    let mut with = without.clone();
    at(&mut with, &probe.at)[name] = probe.value.clone();
    for (pointer, value) in &probe.also {
        *at(&mut with, pointer) = value.clone();
    }
    [without, with]
}

#[test]
fn every_key_has_a_row_and_a_probe() {
    let rows: BTreeSet<_> = generator::supported().iter().map(|row| (row.object, row.key.to_owned())).collect();
    let specified = generator::specified();
    assert_eq!(rows.difference(&specified).collect::<Vec<_>>(), Vec::<&_>::new(), "rows about no key");
    assert_eq!(specified.difference(&rows).collect::<Vec<_>>(), Vec::<&_>::new(), "keys without a row");
    let probes: BTreeSet<_> = probes().into_keys().collect();
    let rows: BTreeSet<_> = rows.into_iter().map(|(object, key)| (object.to_owned(), key)).collect();
    assert_eq!(probes.symmetric_difference(&rows).collect::<Vec<_>>(), Vec::<&_>::new(), "probes and rows differ");
}

/// A key that is acted on changes the client, one that is reported causes a finding, and one for people does neither.
#[test]
fn every_key_is_treated_as_its_row_says() {
    let probes = probes();
    let mut known = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in generator::supported() {
        let probe = &probes[&(row.object.to_owned(), row.key.to_owned())];
        let [without, with] = documents(&row, probe);
        let (plain, earlier) = known.entry(without.to_string()).or_insert_with(|| generated(&without)).clone();
        let (files, findings) = generated(&with);
        assert!(plain.is_some() && files.is_some(), "{} {} is refused: {findings:?}", row.object, row.key);
        let mut new = findings.clone();
        for line in earlier {
            if let Some(index) = new.iter().position(|other| *other == line) {
                new.swap_remove(index);
            }
        }
        let is_as_said = match row.treatment {
            Treatment::Acted(_) => files != plain,
            Treatment::Reported(code) => new.iter().any(|line| line.starts_with(code.id())),
            Treatment::People => files == plain && new.is_empty(),
        };
        if !is_as_said {
            let changes = if files == plain { "the same client" } else { "another client" };
            wrong.push(format!("{}, `{}`: {:?}, but {changes}, and {new:?}", row.object, row.key, row.treatment));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fixture_of_a_row_has_the_key() {
    let mut used: BTreeMap<&str, BTreeSet<(&str, String)>> = BTreeMap::new();
    let mut missing = Vec::new();
    for row in generator::supported() {
        let Treatment::Acted(fixture) = row.treatment else { continue };
        let keys = used.entry(fixture).or_insert_with(|| {
            let folder = case::folder("fixtures").join(fixture);
            case::input(&folder, &folder).fragments.into_iter().flat_map(generator::used).collect()
        });
        if !keys.contains(&(row.object, row.key.to_owned())) {
            missing.push(format!("{fixture} has no `{}` in {}", row.key, row.object));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_page_is_fresh() {
    let written = fs::read_to_string(case::repository().join("docs/support.md")).expect("the page is there");
    assert!(generator::support_page() == written, "the page is out of date; update it with: cargo xtask codegen");
}
