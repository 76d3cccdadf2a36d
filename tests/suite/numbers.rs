//! Is every number kept exactly, in JSON and in YAML? Is YAML read as its author meant it?

use generator::{File, Input};
use tests::case;

fn document(example: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{title: N, version: '1'}}\npaths: {{}}\nx-number: {example}\n")
}

fn merged(name: &str, text: String) -> Result<String, String> {
    let outcome = generator::merge(Input { fragments: vec![File::new(name, text)], ..Default::default() });
    outcome.value.as_ref().map(generator::Merged::to_json).ok_or_else(|| case::findings(&outcome))
}

fn json(example: &str) -> String {
    format!(r#"{{"openapi":"3.0.3","info":{{"title":"N","version":"1"}},"paths":{{}},"x-number":{example}}}"#)
}

#[test]
fn numbers_are_kept_exactly() {
    let kept = [
        "0",
        "-0",
        "9007199254740993",
        "18446744073709551616",
        "-9223372036854775809",
        "1e308",
        "0.1",
        "1.50",
        "1E-7",
        "123456789012345678901234567890.123456789",
    ];
    for number in kept {
        let line = format!("\"x-number\": {number}");
        for result in [merged("n.json", json(number)), merged("n.yaml", document(number))] {
            assert!(result.as_ref().is_ok_and(|text| text.contains(&line)), "{number}: {result:?}");
        }
    }
}

#[test]
fn numbers_that_cannot_be_represented_are_read_as_text() {
    for number in ["1e400", "-1e400", &"9".repeat(400)] {
        let line = format!("\"x-number\": \"{number}\"");
        for result in [merged("n.json", json(number)), merged("n.yaml", document(number))] {
            assert!(result.as_ref().is_ok_and(|text| text.contains(&line)), "{number}: {result:?}");
        }
    }
}

/// Printing YAML fails rather than round a number.
#[test]
fn a_number_is_not_rounded_in_yaml() {
    for (number, kept) in [("9007199254740993", true), ("18446744073709551616", false), ("0.25", true)] {
        let input = Input { fragments: vec![File::new("n.json", json(number))], ..Default::default() };
        let yaml = generator::merge(input).value.map(|merged| merged.to_yaml());
        let text = yaml.unwrap_or_else(|| panic!("{number} is refused"));
        assert_eq!(text.as_ref().is_ok_and(|text| text.contains(number)), kept, "{number}: {text:?}");
    }
}

/// YAML 1.1 would read these words as booleans and numbers, which authors of OpenAPI documents do not mean.
#[test]
fn plain_words_in_yaml_are_strings() {
    for (plain, expected) in [
        ("no", "\"no\""),
        ("on", "\"on\""),
        ("y", "\"y\""),
        ("2024-05-06", "\"2024-05-06\""),
        ("12:30:00", "\"12:30:00\""),
        ("012", "\"012\""),
        ("0x1F", "\"0x1F\""),
        ("1_000", "\"1_000\""),
        ("1e3", "1e3"),
        ("1.0", "1.0"),
        (".5", "\".5\""),
        ("~", "null"),
        ("Null", "null"),
        ("TRUE", "true"),
        ("'true'", "\"true\""),
        ("!!str 7", "\"7\""),
        ("\"\\ud83d\\ude00\"", "\"😀\""),
    ] {
        let result = merged("y.yaml", document(plain));
        let line = format!("\"x-number\": {expected}");
        assert!(result.as_ref().is_ok_and(|text| text.contains(&line)), "{plain}: {result:?}");
    }
}

#[test]
fn keys_in_yaml_are_strings() {
    let text = "openapi: 3.0.3\ninfo: {title: K, version: '1'}\npaths:\n  /a:\n    get:\n      x-on: {on: 1, no: 2, 3: 4, 1.0: 5, ~: 6, true: 7}\n      responses: {200: {description: OK}}\n";
    let merged = merged("k.yaml", text.to_owned()).unwrap_or_else(|findings| panic!("{findings}"));
    for key in ["on", "no", "3", "1.0", "~", "true", "200"] {
        assert!(merged.contains(&format!("\"{key}\": ")), "{key}: {merged}");
    }
}

#[test]
fn a_byte_order_mark_is_not_content() {
    let mark = merged("b.yaml", format!("\u{feff}{}", document("1")));
    assert!(mark.is_ok(), "{mark:?}");
}

/// Each fixture that is one file means the same in JSON and in YAML.
#[test]
fn json_and_yaml_twins_of_all_fixtures_give_the_same_bytes() {
    for name in case::cases("fixtures") {
        let specs = case::folder("fixtures").join(&name);
        let merged = generator::merge(Input { overlay: None, ..case::input(&specs, &specs) }).value.expect("sound");
        let Ok(yaml) = merged.to_yaml() else { continue };
        let files = |file: &str, text: String| {
            let outcome = generator::generate(Input { fragments: vec![File::new(file, text)], ..Default::default() });
            outcome.value.ok_or(outcome.diagnostics.len())
        };
        assert_eq!(files("all.json", merged.to_json()), files("all.yaml", yaml), "in the fixture {name}");
    }
}
