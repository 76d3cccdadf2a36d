//! What is generated? Each folder of `fixtures` is a small spec, and its snapshot is the generated client.

use tests::case;

#[test]
fn each_fixture_matches_its_snapshot() {
    let settings = super::snapshots::settings("fixtures");
    settings.bind(|| {
        for name in case::cases("fixtures") {
            let specs = case::folder("fixtures").join(&name);
            let text = case::tree(case::input(&specs, &specs));
            assert!(text.contains("==> mod.rs"), "the fixture {name} is refused:\n{text}");
            insta::assert_snapshot!(name, text);
        }
    });
}

/// Merging does not change the security, servers and parameters of an operation.
#[test]
fn effective_security_servers_and_parameters_survive_the_merge() {
    for name in case::cases("fixtures") {
        let specs = case::folder("fixtures").join(&name);
        let mut input = case::input(&specs, &specs);
        // An overlay would change the fragments.
        input.overlay = None;
        let mut before = std::collections::BTreeMap::new();
        for fragment in &input.fragments {
            let alone = generator::Input { fragments: vec![fragment.clone()], ..Default::default() };
            let merged = generator::merge(alone).value.expect("a fragment of a fixture is sound");
            before.extend(effective(&merged.to_json()));
        }
        let merged = generator::merge(input).value.expect("a fixture is sound");
        assert_eq!(effective(&merged.to_json()), before, "in the fixture {name}");
    }
}

/// Returns the security, servers and parameters of each operation, read from the text.
fn effective(document: &str) -> std::collections::BTreeMap<String, serde_json::Value> {
    let document: serde_json::Value = serde_json::from_str(document).expect("merge prints JSON");
    let mut found = std::collections::BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let security = operation.get("security").or(document.get("security")).cloned();
            let servers = operation.get("servers").or(item.get("servers")).or(document.get("servers")).cloned();
            let own = operation["parameters"].as_array().cloned().unwrap_or_default();
            found.insert(format!("{method} {path}"), serde_json::json!([security, servers, own]));
        }
    }
    found
}

/// A fragment means the same in JSON and in YAML.
#[test]
fn yaml_and_json_twins_give_the_same_bytes() {
    for name in ["bodies", "names", "parameters", "types"] {
        let specs = case::folder("fixtures").join(name);
        let yaml = case::input(&specs, &specs);
        let merged = generator::merge(yaml.clone()).value.expect("a fixture is sound");
        let json = generator::Input {
            fragments: vec![generator::File::new("all.json", merged.to_json())],
            ..Default::default()
        };
        let twin = generator::Input {
            fragments: vec![generator::File::new("all.yaml", merged.to_yaml().expect("its numbers are small"))],
            ..Default::default()
        };
        let files = |input| generator::generate(input).value.expect("a merged fixture is sound");
        assert_eq!(files(json.clone()), files(twin), "in the fixture {name}");
        assert_eq!(files(json), files(yaml), "in the fixture {name}");
    }
}
