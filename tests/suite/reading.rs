//! Is a text that is written oddly read as its author meant it, with a warning, and nothing else in the file changed?

use generator::{Code, File, Input, Outcome};
use serde_json::{Value, json};
use tests::case;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n";

fn merge(name: &str, text: String) -> Outcome<generator::Merged> {
    generator::merge(Input { fragments: vec![File::new(name, text)], ..Default::default() })
}

/// The value of `x-a` of a document that ends with a text, and the codes of its findings but for that of the server.
fn read(text: &str) -> (Value, Vec<&'static str>) {
    let outcome = merge("t.yaml", format!("{HEAD}{text}"));
    let shown = case::findings(&outcome);
    let merged = outcome
        .value
        .unwrap_or_else(|| panic!("{}\nis refused:\n{shown}", text.lines().take(9).collect::<Vec<_>>().join("\n")))
        .to_json();
    let document: Value = serde_json::from_str(&merged).expect("merge prints JSON");
    let mut codes: Vec<&str> = outcome.diagnostics.iter().map(|finding| finding.code.id()).collect();
    codes.dedup();
    (document["x-a"].clone(), codes)
}

#[test]
fn odd_yaml_is_read_as_it_is_meant() {
    let odd: &[&str] = &["odd-yaml"];
    let none: &[&str] = &[];
    let cases = [
        ("x-a:\t1\n", json!(1), none),
        ("x-a:\n  - b:\tc:\td\n", json!([{"b": "c:\td"}]), odd),
        ("x-a:\n  - b: it's: d # e\n", json!([{"b": "it's: d"}]), odd),
        ("x-a: {b:\tc, d:\te}\n", json!({"b": "c", "d": "e"}), none),
        ("x-a:\n  'it''s':\tyes\n  \"q\":\tno\n", json!({"it's": "yes", "q": "no"}), none),
        ("x-a: \"b\nc\"\n", json!("b c"), odd),
        ("x-a: \"b  \n\n\nc \\\n  d\"\n", json!("b\n\nc d"), odd),
        ("x-a: 'b\nit''s\n  c'\n", json!("b it's c"), odd),
        ("x-a: \"b\n---\nc\"\n", json!("b --- c"), odd),
        ("x-a:\n  - {b: c,\nd: e\n}\n", json!([{"b": "c", "d": "e"}]), odd),
        ("x-a: [b,\nc\n]\n", json!(["b", "c"]), odd),
        ("x-a: b\nc\nx-b: 1\n", json!("b c"), odd),
        ("x-a:\n  - b\nc\n\nd\nx-b: 1\n", json!(["b c\nd"]), odd),
        ("x-a: \"\\uD83D\\uDE00\"\n", json!("😀"), odd),
        ("x-a: \"b\\uD83Dc\\uDE00\"\n", json!("b\u{fffd}c\u{fffd}"), odd),
        ("x-a: '\\uD83D\\uDE00'\n", json!("\\uD83D\\uDE00"), none),
        ("x-a: \"\\d\\.\\\\u\\\"\"\n", json!("\\d\\.\\u\""), odd),
        ("x-a: */*\n", json!("*/*"), odd),
        ("x-a:\n  */*:\n    b: 1\n", json!({"*/*": {"b": 1}}), odd),
        ("x-a: {*/*: 1}\n", json!({"*/*": 1}), odd),
        ("x-a: !b c\n", json!("c"), odd),
        ("x-a: ! 7\n", json!("7"), none),
        ("x-a: !!set {b, c}\n", json!({"b": null, "c": null}), none),
        ("x-a: !!binary YQ==\n", json!("YQ=="), odd),
        ("x-a: {? [b, c] : d}\n", json!({"[\"b\",\"c\"]": "d"}), odd),
        ("x-b: &b c\nx-a: {*b : d}\n", json!({"c": "d"}), none),
        ("x-a: {&b c: *b }\n", json!({"c": "c"}), none),
        ("x-a: &b [1, *b ]\n", json!([1, null]), odd),
        ("x-a: {<<: null, b: 1}\n", json!({"b": 1}), &["merge-key", "odd-yaml"]),
        ("x-b: &b {b: 2, c: 3}\nx-a: {<<: *b, b: 1}\n", json!({"b": 1, "c": 3}), &["merge-key"]),
        ("x-a: {'<<': 1}\n", json!({"<<": 1}), none),
        ("x-a: 1\n---\nx-a: 2\n: [\n", json!(1), odd),
        ("x-a: 1\nx-a: 1\n", json!(1), &["duplicate-key"]),
        ("x-a: 1\n'x-a': 2\n", json!(2), &["duplicate-key"]),
        ("x-a: 1e400\n", json!("1e400"), &["number"]),
    ];
    for (text, value, codes) in cases {
        let (read, mut found) = read(text);
        found.sort_unstable();
        assert_eq!((read, found.as_slice()), (value, codes), "{text}");
    }
}

/// What is mended in one place changes nothing in another.
#[test]
fn a_repair_touches_nothing_else() {
    let others =
        "x-b: |\n  c:\td \\uD83D\\uDE00\n  \"e\n\n  f\"\nx-c: 'g:\th \\uD83D\\uDE00'\nx-d: {e: \"f:\tg\"} # h:\ti\n";
    let (_, codes) = read(others);
    assert_eq!(codes, Vec::<&str>::new());
    let whole = |text: String| {
        let merged = merge("t.yaml", text).value.expect("it is read").to_json();
        let mut document: Value = serde_json::from_str(&merged).expect("merge prints JSON");
        document.as_object_mut().expect("an object").remove("x-a");
        document
    };
    let sound = whole(format!("{HEAD}{others}"));
    for odd in ["x-a:\tb\n", "x-a: \"b\nc\"\n", "x-a: \"\\uD83D\\uDE00\"\n", "x-a: b\nc\n", "x-a: [b,\nc\n]\n"] {
        assert_eq!(whole(format!("{HEAD}{odd}{others}")), sound, "before: {odd}");
        assert_eq!(whole(format!("{HEAD}{others}{odd}x-e: 1\n"))["x-b"], sound["x-b"], "behind: {odd}");
    }
}

/// Thousands of places are mended as one is, in a time that grows with the text alone.
#[test]
fn any_number_of_places_is_mended() {
    for (line, value) in [
        ("  - \"b\nc\"\n", json!("b c")),
        ("  - \"\\uD83D\\uDE00\"\n", json!("😀")),
        ("  - {b:\tc}\n", json!({"b": "c"})),
        ("  - b\nc\n", json!("b c")),
    ] {
        let (read, _) = read(&format!("x-a:\n{}x-b: 1\n", line.repeat(3_000)));
        assert_eq!(read.as_array().map(Vec::len), Some(3_000), "{line}");
        assert!(read.as_array().is_some_and(|items| items.iter().all(|item| *item == value)), "{line}");
    }
}

/// What has no sound reading is an error at the place where the parser stopped first.
#[test]
fn what_cannot_be_read_is_an_error() {
    for text in ["x-a:\n\tb: 1\n", "x-a: \"b\n", "x-a: b\nx-b\n  c: 1\n", "x-a: [b\nx-b: 1\n", "x-a: @b\n"] {
        let outcome = merge("t.yaml", format!("{HEAD}{text}"));
        let codes: Vec<Code> = outcome.diagnostics.iter().map(|finding| finding.code).collect();
        assert_eq!((outcome.value.is_none(), codes.as_slice()), (true, [Code::Syntax].as_slice()), "{text}");
    }
}

/// A text of JSON keeps what it says as well.
#[test]
fn odd_json_is_read_as_it_is_meant() {
    let head = r#""openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{}"#;
    for (text, value, codes) in [
        (r#""x-a":1,"x-a":2"#, json!(2), vec!["duplicate-key"]),
        (r#""x-a":1e400"#, json!("1e400"), vec!["number"]),
        (r#""x-a":"b\ud83dc""#, json!("b\u{fffd}c"), vec!["vendor-form"]),
    ] {
        let outcome = merge("t.json", format!("{{{head},{text}}}"));
        let shown = case::findings(&outcome);
        let merged = outcome.value.unwrap_or_else(|| panic!("{text} is refused:\n{shown}")).to_json();
        let document: Value = serde_json::from_str(&merged).expect("merge prints JSON");
        let found: Vec<&str> = outcome.diagnostics.iter().map(|finding| finding.code.id()).collect();
        assert_eq!((&document["x-a"], found), (&value, codes), "{text}");
    }
    // Every level is counted before a stack is.
    for (name, text) in [
        ("t.json", format!("{{{head},\"x-a\":{}{}}}", "[".repeat(9_000), "]".repeat(9_000))),
        ("t.yaml", format!("{HEAD}x-a: {}{}", "[".repeat(9_000), "]".repeat(9_000))),
    ] {
        let outcome = merge(name, text);
        assert!(
            outcome.diagnostics.iter().all(|finding| finding.code == Code::TooDeep),
            "{}",
            case::findings(&outcome)
        );
    }
}

/// A chain of references is followed to its end, however long; only a circle has none.
#[test]
fn references_are_followed_however_long_their_chain_is() {
    let document = |count: usize, last: &str| {
        let link = |at: usize| format!(r##""C{at}":{{"$ref":"#/components/schemas/C{}"}}"##, at + 1);
        let links: Vec<String> = (0..count).map(link).collect();
        let content = r##"{"application/json":{"schema":{"$ref":"#/components/schemas/C0"}}}"##;
        let paths = format!(
            r##"{{"/a":{{"get":{{"tags":["A"],"responses":{{"200":{{"description":"A","content":{content}}}}}}}}}}}"##
        );
        let schemas = format!(r#"{{{},"C{count}":{last}}}"#, links.join(","));
        let head = r#""openapi":"3.0.3","info":{"title":"T","version":"1"},"servers":[{"url":"https://a.example"}]"#;
        format!(r#"{{{head},"paths":{paths},"components":{{"schemas":{schemas}}}}}"#)
    };
    let object = r#"{"type":"object","properties":{"deep":{"type":"integer"}}}"#;
    for (count, last, codes) in [
        (40, object, &[][..]),
        (99, object, &[]),
        (101, object, &[]),
        (2_000, object, &[]),
        (99, r##"{"$ref":"#/components/schemas/C0"}"##, &[Code::CyclicRef]),
        (2_000, r##"{"$ref":"#/components/schemas/C7"}"##, &[Code::CyclicRef]),
    ] {
        let fragments = vec![File::new("t.json", document(count, last))];
        let outcome = generator::generate(Input { fragments, ..Default::default() });
        let mut found: Vec<Code> = outcome.diagnostics.iter().map(|finding| finding.code).collect();
        found.dedup();
        assert_eq!(found, codes, "{count} {last}");
        let generated = outcome.value.expect("nothing of it is refused");
        let has_end = generated.files.values().any(|text| text.contains("pub deep: "));
        assert_eq!(has_end, codes.is_empty(), "{count} {last}");
    }
}
