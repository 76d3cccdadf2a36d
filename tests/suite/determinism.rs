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

/// Findings stand in the order of their places, not of reading.
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

/// The lock that a run writes leads the next run to the same names.
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

/// Moving properties, parameters and paths around in a document is no change.
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

/// Writes JSON with the members of every object, and all parameters, the other way round.
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
