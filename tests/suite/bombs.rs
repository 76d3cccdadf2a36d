//! Does hostile input end in a result or an error? Each bomb runs in a process of its own with a small stack, little
//! memory and little time.
#![cfg(target_os = "linux")]

use std::process::Command;

use generator::{File, Input, Prune};

/// The maximum size of a bomb that is also imported, in bytes.
const LARGE: usize = 5 << 20;

/// Names the bomb that the child process runs.
const BOMB: &str = "GENERATOR_TEST_BOMB";

const HEAD: &str = r#""openapi":"3.0.3","info":{"title":"Bomb","version":"1"},"servers":[{"url":"https://b.example"}]"#;

type Make = fn() -> (&'static str, String);

/// The bombs, each with the error that it causes, or `None` if it has a result.
const BOMBS: &[(&str, Make, Option<&str>)] = &[
    ("laughs", laughs, Some("too-deep")),
    (
        "nested-arrays",
        || ("a.json", format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000))),
        Some("too-deep"),
    ),
    ("nested-flow", || ("a.yaml", format!("x: {}{}", "[".repeat(100_000), "]".repeat(100_000))), Some("too-deep")),
    ("nested-items", || ("a.yaml", format!("x:\n {}a\n", "- ".repeat(100_000))), Some("too-deep")),
    ("nested-objects", || ("a.json", format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000))), Some("too-deep")),
    ("nested-maps", || ("a.yaml", format!("x: {}1{}", "{a: ".repeat(5_000), "}".repeat(5_000))), Some("too-deep")),
    ("large-scalar", large_scalar, None),
    ("many-paths", many_paths, Some("too-deep")),
    (
        "many-values",
        || answering(&format!(r#"{{"type":"string","enum":[{}]}}"#, many(1_000_000, |at| format!("\"v{at}\"")))),
        Some("too-deep"),
    ),
    ("wide-all-of", || answering(&format!(r#"{{"allOf":[{}]}}"#, many(10_000, property))), None),
    (
        "wide-any-of",
        || {
            answering(&format!(
                r#"{{"anyOf":[{}]}}"#,
                many(10_000, |at| format!(r#"{{"type":"string","enum":["v{at}"]}}"#))
            ))
        },
        None,
    ),
    ("long-chain", long_chain, Some("too-deep")),
    ("long-cycle", long_cycle, Some("too-deep")),
    ("doubling-all-of", doubling, None),
    ("doubling-properties", doubling_properties, None),
    ("chain-of-properties", chain_of_properties, Some("too-deep")),
    (
        "unknown-keys",
        || ("a.json", format!("{{{HEAD},{},\"paths\":{{}}}}", many(100_000, |at| format!("\"k{at}\":1")))),
        None,
    ),
    ("dangling-refs", dangling_refs, None),
    ("lists-of-each-other", lists_of_each_other, None),
    ("unions-of-each-other", unions_of_each_other, None),
    ("chain-of-unions", chain_of_unions, None),
    ("chain-of-bases", chain_of_bases, None),
    ("deep-lists", || answering(&nested(100, |inner| format!(r#"{{"type":"array","items":{inner}}}"#))), None),
    (
        "deep-maps",
        || answering(&nested(104, |inner| format!(r#"{{"type":"object","additionalProperties":{inner}}}"#))),
        None,
    ),
    (
        "deep-all-of",
        || answering(&nested(52, |inner| format!(r#"{{"allOf":[{inner},{{"properties":{{"z":{{}}}}}}]}}"#))),
        None,
    ),
    ("chain-of-integers", chain_of_integers, None),
    (
        "deep-unions",
        || {
            answering(&nested(50, |inner| {
                format!(r#"{{"oneOf":[{inner},{{"properties":{{"y":{{}}}}}}],"properties":{{"z":{{}}}}}}"#)
            }))
        },
        None,
    ),
    ("cycle-of-refs", || schemas(r#""A":{"$ref":"~B"},"B":{"$ref":"~A"}"#), None),
    ("cycle-of-one", || schemas(r#""A":{"$ref":"~A"}"#), None),
    ("cycle-of-all-of", || schemas(r#""A":{"allOf":[{"$ref":"~B"}]},"B":{"allOf":[{"$ref":"~A"}]}"#), None),
    (
        "cycle-of-properties",
        || schemas(r#""A":{"type":"object","required":["a"],"properties":{"a":{"$ref":"~A"}}}"#),
        None,
    ),
];

fn many(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

fn property(at: usize) -> String {
    format!(r#"{{"type":"object","properties":{{"p{at}":{{"type":"string"}}}}}}"#)
}

fn get(schema: &str) -> String {
    let content = format!(r#"{{"application/json":{{"schema":{schema}}}}}"#);
    format!(r#"{{"get":{{"tags":["T"],"responses":{{"200":{{"description":"OK","content":{content}}}}}}}}}"#)
}

fn answering(schema: &str) -> (&'static str, String) {
    ("a.json", format!("{{{HEAD},\"paths\":{{\"/a\":{}}}}}", get(schema)))
}

/// Returns a document with these schemas, in which `~` is the pointer to them. Its only operation responds with `A`.
fn schemas(schemas: &str) -> (&'static str, String) {
    let to = "#/components/schemas/";
    let paths = get(r#"{"$ref":"~A"}"#).replace('~', to);
    let schemas = schemas.replace('~', to);
    ("a.json", format!("{{{HEAD},\"paths\":{{\"/a\":{paths}}},\"components\":{{\"schemas\":{{{schemas}}}}}}}"))
}

fn laughs() -> (&'static str, String) {
    let line = |at: usize| format!("a{at}: &a{at} [{}]\n", many(10, |_| format!("*a{}", at.saturating_sub(1))));
    ("a.yaml", format!("a0: &a0 [{}]\n{}", many(10, |_| "lol".to_owned()), (1..30).map(line).collect::<String>()))
}

fn large_scalar() -> (&'static str, String) {
    let info = format!("title: Bomb\n  version: '1'\n  description: '{}'", "x y ".repeat(5_000_000));
    ("a.yaml", format!("openapi: 3.0.3\ninfo:\n  {info}\nservers: [{{url: 'https://b.example'}}]\npaths: {{}}\n"))
}

fn many_paths() -> (&'static str, String) {
    let path = |at: usize| format!("\"/p{at}\":{}", get(r#"{"type":"string"}"#));
    ("a.json", format!("{{{HEAD},\"paths\":{{{}}}}}", many(100_000, path)))
}

fn long_chain() -> (&'static str, String) {
    let link = |at: usize| format!(r#""S{at}":{{"$ref":"~S{}"}}"#, at + 1);
    schemas(&format!(r#""A":{{"$ref":"~S0"}},{},"S40000":{{"type":"string"}}"#, many(40_000, link)))
}

/// References to properties, which are inlined.
fn doubling_properties() -> (&'static str, String) {
    let inner = |at: usize| format!(r#"{{"$ref":"~S{}/properties/x"}}"#, at + 1);
    let twice =
        |at: usize| format!(r#""S{at}":{{"properties":{{"x":{{"properties":{{"a":{0},"b":{0}}}}}}}}}"#, inner(at));
    schemas(&format!(r#""A":{{"$ref":"~S0"}},{},"S40":{{"properties":{{"x":{{"type":"object"}}}}}}"#, many(40, twice)))
}

fn chain_of_properties() -> (&'static str, String) {
    let link = |at: usize| format!(r#""S{at}":{{"properties":{{"x":{{"$ref":"~S{}/properties/x"}}}}}}"#, at + 1);
    let last = r#""S20000":{"properties":{"x":{"type":"string"}}}"#;
    schemas(&format!(r#""A":{{"$ref":"~S0"}},{},{last}"#, many(20_000, link)))
}

/// A schema within itself.
fn nested(depth: usize, around: impl Fn(String) -> String) -> String {
    (0..depth).fold(r#"{"type":"string"}"#.to_owned(), |inner, _| around(inner))
}

/// Each is made of all others, in lists and beside them.
fn lists_of_each_other() -> (&'static str, String) {
    const MANY: usize = 12;
    let all = many(MANY, |at| format!(r#"{{"$ref":"~S{at}"}}"#));
    let one = |at: usize| {
        let next = (at + 1) % MANY;
        let list = format!(r#"{{"type":"array","items":{{"allOf":[{all}]}}}}"#);
        let pair = format!(r#"{{"allOf":[{{"$ref":"~S{at}"}},{{"$ref":"~S{next}"}}]}}"#);
        format!(
            r#""S{at}":{{"properties":{{"list":{list},"pair":{pair},"next":{{"allOf":[{{"$ref":"~S{next}"}}]}}}}}}"#
        )
    };
    schemas(&format!(r#""A":{{"allOf":[{all}]}},{}"#, many(MANY, one)))
}

/// Each has a union of others beside another one.
fn unions_of_each_other() -> (&'static str, String) {
    const MANY: usize = 5;
    let to = |at: usize| format!(r#"{{"$ref":"~S{}"}}"#, at % MANY);
    let one = |at: usize| {
        let union = format!(r#"{{"anyOf":[{},{}],"allOf":[{}]}}"#, to(at), to(at + 1), to(at + 3));
        format!(r#""S{at}":{{"properties":{{"union":{union}}}}}"#)
    };
    schemas(&format!(r#""A":{{"allOf":[{}]}},{}"#, many(MANY, to), many(MANY, one)))
}

fn chain_of_unions() -> (&'static str, String) {
    let link =
        |at: usize| format!(r#""S{at}":{{"oneOf":[{{"$ref":"~S{0}"}},{{"items":{{"$ref":"~S{0}"}}}}]}}"#, at + 1);
    schemas(&format!(r#""A":{{"$ref":"~S0"}},{},"S500":{{"type":"object"}}"#, many(500, link)))
}

/// Each is the next one, or an integer.
fn chain_of_integers() -> (&'static str, String) {
    let link = |at: usize| format!(r#""S{at}":{{"oneOf":[{{"$ref":"~S{}"}},{{"type":"integer"}}]}}"#, at + 1);
    schemas(&format!(r#""A":{{"$ref":"~S0"}},{},"S1000":{{"type":"string"}}"#, many(1_000, link)))
}

/// Components that inherit from each other in a row, each with a discriminator.
fn chain_of_bases() -> (&'static str, String) {
    let own =
        |at: usize| format!(r#""discriminator":{{"propertyName":"k"}},"properties":{{"p{at}":{{"type":"string"}}}}"#);
    let link = |at: usize| format!(r#""S{at}":{{"allOf":[{{"$ref":"~S{}"}}],{}}}"#, at + 1, own(at));
    schemas(&format!(r#""A":{{"$ref":"~S0"}},{},"S50":{{{}}}"#, many(50, link), own(50)))
}

fn long_cycle() -> (&'static str, String) {
    let link = |at: usize| format!(r#""S{at}":{{"$ref":"~S{}"}}"#, (at + 1) % 50_000);
    schemas(&format!(r#""A":{{"$ref":"~S0"}},{}"#, many(50_000, link)))
}

fn dangling_refs() -> (&'static str, String) {
    let one = |at: usize| format!(r#""S{at}":{{"$ref":"~T{at}"}}"#);
    schemas(&format!(r#""A":{{"type":"string"}},{}"#, many(30_000, one)))
}

fn doubling() -> (&'static str, String) {
    let twice = |at: usize| format!(r#""S{at}":{{"allOf":[{{"$ref":"~S{0}"}},{{"$ref":"~S{0}"}}]}}"#, at + 1);
    schemas(&format!(r#""A":{{"$ref":"~S0"}},{},"S40":{{"type":"object"}}"#, many(40, twice)))
}

#[test]
fn every_bomb_ends_in_a_result_or_an_error() {
    let program = std::env::current_exe().expect("a test knows its own program");
    for (name, _, expected) in BOMBS {
        // Memory is limited by address space, and time by CPU seconds. A slow machine that shares its processors needs five
        // for a bomb. Work that grows with the square of a bomb's size would take minutes.
        let limited =
            format!("ulimit -v {}; ulimit -t 20; exec \"$0\" --ignored --exact bombs::child --nocapture", 512 << 10);
        let mut child = Command::new("sh");
        child.args(["-c", &limited]).arg(&program).env(BOMB, name).env("RUST_MIN_STACK", (2 << 20).to_string());
        let output = child.output().expect("a shell is there");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{name}: {:?}\n{said}{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        let errors = said.contains("error[");
        match expected {
            None => assert!(!errors && said.contains("answered"), "{name}: {said}"),
            Some(code) => assert!(said.contains(&format!("error[{code}]")), "{name}: {said}"),
        }
    }
}

/// Runs one bomb, as the child process of the test above.
#[test]
#[ignore = "run by `every_bomb_ends_in_a_result_or_an_error`"]
fn child() {
    let Ok(bomb) = std::env::var(BOMB) else { return };
    let (_, make, _) = BOMBS.iter().find(|(name, ..)| *name == bomb).expect("a known bomb");
    let (name, text) = make();
    let outcome = generator::generate(Input { fragments: vec![File::new(name, text.clone())], ..Default::default() });
    // As for a user, only the first findings of each code are printed.
    let said = generator::report(&outcome, generator::Extent::First, generator::Colour::Never);
    let said: String = said.chars().take(400).collect();
    let is_refused = outcome.value.is_none();
    println!("{}: {said}", if is_refused { "refused" } else { "answered" });
    drop(outcome);
    if is_refused && text.len() < LARGE {
        // Import needs more memory, because it splits the document.
        drop(generator::import(vec![File::new(name, text)], std::collections::BTreeMap::new(), Prune::Keep));
    }
}
