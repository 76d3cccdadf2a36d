//! Does the same input always give the same output, in whatever order it is read?

use tests::case;

fn rotations(input: &generator::Input) -> Vec<generator::Input> {
    let count = input.fragments.len();
    let mut all: Vec<generator::Input> = (0..count)
        .map(|by| {
            let mut rotated = input.clone();
            rotated.fragments.rotate_left(by);
            rotated
        })
        .collect();
    let mut reversed = input.clone();
    reversed.fragments.reverse();
    all.push(reversed);
    all
}

#[test]
fn the_order_of_fragments_does_not_count() {
    let specs = case::repository().join("specs");
    let input = case::input(&specs, &specs);
    assert!(input.fragments.len() > 1, "the specs of the repository are there");
    let expected = generator::generate(input.clone()).value.expect("the specs are sound");
    let merged = generator::merge(input.clone()).value.expect("the specs are sound").to_json();
    for rotated in rotations(&input) {
        assert_eq!(generator::merge(rotated.clone()).value.expect("still sound").to_json(), merged);
        assert_eq!(generator::generate(rotated).value.expect("still sound"), expected);
    }
    for name in case::cases("fixtures") {
        let specs = case::folder("fixtures").join(&name);
        let input = case::input(&specs, &specs);
        let expected = case::tree(input.clone());
        rotations(&input).into_iter().for_each(|rotated| assert_eq!(case::tree(rotated), expected, "in {name}"));
    }
}

/// Findings are sorted by place.
#[test]
fn findings_do_not_depend_on_the_order_either() {
    for name in case::cases("refusals") {
        let specs = case::folder("refusals").join(&name);
        let input = case::input(&specs, &specs);
        let expected = case::findings(&generator::generate(input.clone()));
        for rotated in rotations(&input) {
            assert_eq!(case::findings(&generator::generate(rotated)), expected, "in {name}");
        }
    }
}

#[test]
fn merging_the_merged_changes_nothing() {
    let mut folders: Vec<_> = case::cases("fixtures").iter().map(|name| case::folder("fixtures").join(name)).collect();
    folders.push(case::repository().join("specs"));
    for specs in folders {
        let once = generator::merge(case::input(&specs, &specs)).value.expect("sound").to_json();
        let again = generator::Input {
            fragments: vec![generator::File::new("merged.json", once.clone())],
            ..Default::default()
        };
        assert_eq!(
            generator::merge(again).value.expect("the merged document is sound").to_json(),
            once,
            "{}",
            specs.display()
        );
    }
}

/// With the lock that a run writes, the next run chooses the same names.
#[test]
fn the_lock_is_a_fixed_point() {
    for name in case::cases("fixtures") {
        let specs = case::folder("fixtures").join(&name);
        let mut input = case::input(&specs, &specs);
        let first = generator::generate(input.clone()).value.expect("sound");
        input.lock = Some(generator::File::new("names.lock", first.lock.clone()));
        assert_eq!(generator::generate(input).value.expect("sound"), first, "in {name}");
    }
}

/// Moving properties, parameters and paths around in a document changes nothing.
#[test]
fn the_order_inside_a_fragment_does_not_count() {
    let specs = case::repository().join("specs");
    let input = case::input(&specs, &specs);
    let expected = generator::generate(input.clone()).value.expect("sound");
    let mut turned = input.clone();
    for fragment in &mut turned.fragments {
        let value: serde_json::Value = serde_json::from_str(&fragment.text).expect("JSON");
        fragment.text = reversed(&value);
    }
    assert_ne!(turned.fragments[0].text, input.fragments[0].text);
    assert_eq!(generator::generate(turned).value.expect("sound"), expected);
}

/// Prints JSON with the members of every object, and all parameters, in reverse order.
fn reversed(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .rev()
                .map(|(name, value)| {
                    let mut value = value.clone();
                    if let (true, Some(items)) = (name == "parameters", value.as_array_mut()) {
                        items.reverse();
                    }
                    format!("{}:{}", serde_json::Value::from(name.as_str()), reversed(&value))
                })
                .collect();
            format!("{{{}}}", members.join(","))
        }
        serde_json::Value::Array(items) => format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(",")),
        plain => plain.to_string(),
    }
}

/// Setters are sorted by names on the wire, so a new Rust name changes a line and moves none.
#[test]
fn a_name_in_rust_moves_no_setter() {
    let calls = |method: &str, parameter: &str| {
        let document = format!(
            "openapi: 3.0.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /notes:\n    post:\n      tags: [Notes]\n      \
             x-rust-name: {method}\n      parameters:\n        - {{ name: limit, in: query, x-rust-name: {parameter}, \
             schema: {{ type: integer }} }}\n        - {{ name: offset, in: query, schema: {{ type: integer }} }}\n      \
             requestBody: {{ content: {{ application/json: {{ schema: {{ type: array, items: {{ type: string }} }} }} }} }}\n      \
             responses: {{ '204': {{ description: Done. }} }}\n"
        );
        let input =
            generator::Input { fragments: vec![generator::File::new("all.yaml", document)], ..Default::default() };
        let outcome = generator::generate(input);
        let findings = case::findings(&outcome);
        let files = outcome.value.unwrap_or_else(|| panic!("refused:\n{findings}")).files;
        let calls = files["notes.rs"].lines().filter(|line| line.trim_start().starts_with("Self(self.0."));
        calls.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    let expected = calls("append", "at_most");
    assert_eq!(expected.len(), 3, "two parameters and the body: {expected:?}");
    assert!(expected[0].contains("\"limit\"") && expected[2].contains(".body("), "{expected:?}");
    assert_eq!(calls("write", "with_at_most"), expected);
}
