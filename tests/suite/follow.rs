//! Do names follow what they name? A document is changed, and the client is made with the lock of before: what people have
//! written still compiles. A run on what another run wrote changes nothing.

use std::collections::BTreeSet;

use generator::diff::{Report, diff};
use generator::{File, Generated, Input};
use serde_json::{Map, Value, json};
use tests::case;
use tests::documents;

#[test]
fn a_second_run_changes_nothing() {
    let mut inputs: Vec<(String, Input)> = Vec::new();
    for name in case::cases("fixtures") {
        let specs = case::folder("fixtures").join(&name);
        inputs.push((name, case::input(&specs, &specs)));
    }
    for name in case::cases("changes") {
        let before = made(&name, case::side_of_change(&name, "before"));
        inputs.push((name.clone(), with_lock(case::side_of_change(&name, "after"), &before.lock)));
    }
    for (name, input) in inputs {
        let first = made(&name, input.clone());
        unchanged(&name, &first, &made(&name, with_lock(input, &first.lock)));
    }
}

/// What was moved, and what that asks of the version.
const MOVES: &[(&str, &str, &str, &str)] = &[
    (
        "an enum becomes a component",
        r##"{"/r": {"status": {"enum": ["a", "b"]}}}"##,
        r##"{"/r": {"status": {"$ref": "status"}}, "status": {"enum": ["a", "b"]}}"##,
        "minor",
    ),
    (
        "an object becomes a component of another name",
        r##"{"/r": {"owner": {"id": 1, "at": {"place": "x"}}, "at": {"time": "x"}}}"##,
        r##"{"/r": {"owner": {"$ref": "Person"}, "at": {"time": "x"}}, "Person": {"id": 1, "at": {"place": "x"}}}"##,
        "minor",
    ),
    (
        "an object within an object becomes a component and gains a property",
        r##"{"/r": {"a": {"b": {"c": 1}}}}"##,
        r##"{"/r": {"a": {"b": {"$ref": "B"}}}, "B": {"c": 1, "d": "x"}}"##,
        "minor",
    ),
    (
        "an object becomes a component with all that is in it",
        r##"{"/r": {"a": {"b": {"c": {"status": {"enum": ["x", "y"]}}}}}}"##,
        r##"{"/r": {"a": {"$ref": "A"}}, "A": {"b": {"c": {"status": {"enum": ["x", "y"]}}}}}"##,
        "minor",
    ),
    (
        "a part of a component becomes a component of its name",
        r##"{"/r": {"repo": {"$ref": "Repo"}}, "Repo": {"status": {"enum": ["a", "b"]}}}"##,
        r##"{"/r": {"repo": {"$ref": "Repo"}}, "Repo": {"status": {"$ref": "status"}}, "status": {"enum": ["a", "b"]}}"##,
        "none",
    ),
    (
        "a part of a component becomes a component of another name",
        r##"{"/r": {"repo": {"$ref": "Repo"}}, "Repo": {"owner": {"id": 1}, "other": {"x": {"y": 1}}}}"##,
        r##"{"/r": {"repo": {"$ref": "Repo"}}, "Repo": {"owner": {"$ref": "User"}, "other": {"x": {"y": 1}}}, "User": {"id": 1}}"##,
        "minor",
    ),
    (
        "the same object of two tags becomes one component",
        r##"{"/r": {"owner": {"id": 1}}, "/s": {"owner": {"id": 1}}}"##,
        r##"{"/r": {"owner": {"$ref": "Owner"}}, "/s": {"owner": {"$ref": "Owner"}}, "Owner": {"id": 1}}"##,
        "minor",
    ),
    (
        "items become a component",
        r##"{"/r": {"users": [{"id": 1, "tags": [{"name": "x"}]}]}}"##,
        r##"{"/r": {"users": [{"$ref": "Account"}]}, "Account": {"id": 1, "tags": [{"name": "x"}]}}"##,
        "minor",
    ),
    (
        "an alternative gains an optional property",
        r##"{"/r": {"labels": [{"oneOf": ["x", {"id": 1, "name": "x", "color": {"code": 1}}]}]}}"##,
        r##"{"/r": {"labels": [{"oneOf": ["x", {"id": 1, "name": "x", "color": {"code": 1}, "confidence": 1}]}]}}"##,
        "minor",
    ),
    (
        "each of two alternatives gains a property",
        r##"{"/r": {"label": {"oneOf": [{"url": "x"}, {"name": "x", "color": {"code": 1}}]}}}"##,
        r##"{"/r": {"label": {"oneOf": [{"url": "x", "at": 1}, {"name": "x", "color": {"code": 1}, "at": 1}]}}}"##,
        "minor",
    ),
    (
        "an alternative becomes a component",
        r##"{"/r": {"label": {"oneOf": [1, {"name": "x", "color": {"code": 1}}]}}}"##,
        r##"{"/r": {"label": {"oneOf": [1, {"$ref": "Label"}]}}, "Label": {"name": "x", "color": {"code": 1}}}"##,
        "minor",
    ),
    (
        "a whole response becomes a component",
        r##"{"/r": {"id": 1}, "/s": {"id": 1, "at": {"place": "x"}}}"##,
        r##"{"/r": {"$ref": "One"}, "/s": {"$ref": "Two"}, "One": {"id": 1}, "Two": {"id": 1, "at": {"place": "x"}}}"##,
        "minor",
    ),
    (
        "a parameter of the path with an enum has another name",
        r##"{"/r/{kind:a,b}/{at}": {"id": 1}, "/s/{from_place:a,b}/{to_place:c,d}": {"id": 1}}"##,
        r##"{"/r/{sort:a,b}/{place}": {"id": 1}, "/s/{place_from:a,b}/{place_to:c,d}": {"id": 1}}"##,
        "patch",
    ),
    (
        // Whoever calls the method calls another endpoint now.
        "an endpoint has another path",
        r##"{"/r/things": {"owner": {"id": 1}, "at": {"owner": {"x": 1}}}, "/s/things": {"id": 1}}"##,
        r##"{"/r/v2/things": {"owner": {"id": 1}, "at": {"owner": {"x": 1}}}, "/s/things": {"id": 1}}"##,
        "major",
    ),
    (
        "a parameter of the path has another name",
        r##"{"/r/{user_id}/{at}": {"owner": {"id": 1}}}"##,
        r##"{"/r/{id}/{place}": {"owner": {"id": 1}}}"##,
        "patch",
    ),
];

#[test]
fn what_has_moved_is_still_there() {
    for (name, before, after, verdict) in MOVES {
        let (before, after) = (document(before), document(after));
        let first = made(name, input(&before, None));
        let second = made(name, input(&after, Some(&first.lock)));
        unchanged(name, &second, &made(name, input(&after, Some(&second.lock))));
        let report = compared((&before, &first.lock), (&after, &second.lock));
        assert_eq!(report.verdict.word(), *verdict, "{name}:\n{}", generator::diff::report::human(&report));
        let back = made(name, input(&before, Some(&second.lock)));
        let lost: Vec<String> = names(&first).difference(&names(&back)).cloned().collect();
        assert!(lost.is_empty(), "{name}, and back: {lost:#?}\n{}", back.lock);
        unchanged(name, &back, &made(name, input(&before, Some(&back.lock))));
    }
}

/// A component that becomes inline keeps its name as a deprecated alias, by the line that the report shows.
#[test]
fn a_component_that_becomes_inline_can_keep_its_name() {
    let before = document(r##"{"/r": {"owner": {"$ref": "Person"}}, "Person": {"id": 1, "at": {"place": "x"}}}"##);
    let after = document(r##"{"/r": {"owner": {"id": 1, "at": {"place": "x"}}}}"##);
    let first = made("a component", input(&before, None));
    let lost = made("without a line", input(&after, Some(&first.lock)));
    let report = compared((&before, &first.lock), (&after, &lost.lock));
    let text = generator::diff::report::human(&report);
    let shown = text.split("to keep the old name, add `").skip(1).filter_map(|rest| rest.split('`').next());
    let lines: BTreeSet<&str> = shown.collect();
    assert_eq!(
        lines,
        BTreeSet::from(["GET /r 200 owner: schemas::Person", "GET /r 200 owner.at: schemas::At"]),
        "{text}"
    );
    let lines: String = lines.into_iter().map(|line| format!("    {line}\n")).collect();
    let lock = lost.lock.split("removed:").next().unwrap_or_default();
    let lock = format!("{lock}was:\n  types:\n{lines}");
    let kept = made("with the line", input(&after, Some(&lock)));
    unchanged("with the line", &kept, &made("again", input(&after, Some(&kept.lock))));
    let schemas = &kept.files["schemas.rs"];
    for alias in ["pub type Person = super::r::Owner;", "pub type At = super::r::At;"] {
        assert!(schemas.contains(alias), "{schemas}");
    }
    let report = compared((&before, &first.lock), (&after, &kept.lock));
    assert_eq!(report.verdict.word(), "minor", "{}", generator::diff::report::human(&report));
}

/// Locks of earlier releases have the names of the parameters in their keys.
#[test]
fn a_lock_with_names_of_parameters_is_read() {
    let document = document(r##"{"/r/{user_id}/{at}": {"owner": {"id": 1}, "user": {"id": 1}}}"##);
    let lock = "operations:\n  GET /r/{user_id}/{at}: r::fetch\ntypes:\n  GET /r/{user_id}/{at} 200 owner: r::Boss\n\
                removed:\n  r::User: GET /r/{old}/{other} 200 user\n";
    let made = made("an old lock", input(&document, Some(lock)));
    for line in ["GET /r/{}/{}: r::fetch\n", "GET /r/{}/{} 200 owner: r::Boss\n", "GET /r/{}/{} 200 user: r::User\n"] {
        assert!(made.lock.contains(line), "{line}\n{}", made.lock);
    }
    assert!(!made.lock.contains("removed:"), "{}", made.lock);
}

/// Two paths that differ in the names of their parameters alone have these in their keys.
#[test]
fn twins_keep_their_names_apart() {
    let one = document(r##"{"/r/{a}": {"owner": {"id": 1}}}"##);
    let two = document(r##"{"/r/{a}": {"owner": {"id": 1}}, "/r/{b}": {"owner": {"id": "x"}}}"##);
    let first = made("one", input(&one, None));
    let second = made("two", input(&two, Some(&first.lock)));
    assert!(second.lock.contains("GET /r/{a} 200 owner: r::Owner\n"), "{}", second.lock);
    assert!(second.lock.contains("GET /r/{b} 200 owner: r::"), "{}", second.lock);
    unchanged("two", &second, &made("two", input(&two, Some(&second.lock))));
    let back = made("back", input(&one, Some(&second.lock)));
    assert!(back.lock.contains("GET /r/{} 200 owner: r::Owner\n"), "{}", back.lock);
    unchanged("back", &back, &made("back", input(&one, Some(&back.lock))));
    // The twin that stays keeps its own names.
    let other = document(r##"{"/r/{b}": {"owner": {"id": "x"}}}"##);
    let left = made("the other", input(&other, Some(&second.lock)));
    let name = |lock: &str, key: &str| lock.lines().find_map(|line| Some(line.split_once(key)?.1.to_owned()));
    assert_eq!(name(&left.lock, "GET /r/{}: "), name(&second.lock, "GET /r/{b}: "));
    assert_eq!(name(&left.lock, "GET /r/{} 200 owner: "), name(&second.lock, "GET /r/{b} 200 owner: "));
    unchanged("the other", &left, &made("the other", input(&other, Some(&left.lock))));
}

/// How many operations of a document are kept, unless `VENDOR_WHOLE` is set.
const OPERATIONS: usize = 30;

/// Every object and enum within a response is taken out into a component, and put back.
#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn the_corpus_goes_through_components_and_back() {
    for document in documents::real() {
        let mut value = document.value();
        if std::env::var_os("VENDOR_WHOLE").is_none() {
            // From all over the document, as neighbours share their schemas.
            let all = documents::operations(&value);
            let some: Vec<_> = all.iter().step_by(all.len().div_ceil(OPERATIONS).max(1)).cloned().collect();
            value = documents::cut(&value, &some);
        }
        let name = document.name;
        let merged = generator::merge(input(&value, None)).value.unwrap_or_else(|| panic!("{name} is not merged"));
        let before: Value = serde_json::from_str(&merged.to_json()).expect("JSON");
        let first = made(&name, input(&before, None));
        let after = taken_out(&before);
        let second = made(&name, input(&after, Some(&first.lock)));
        unchanged(&name, &second, &made(&name, input(&after, Some(&second.lock))));
        let back = made(&name, input(&before, Some(&second.lock)));
        unchanged(&name, &back, &made(&name, input(&before, Some(&back.lock))));
        let (all, lost) = (names(&first), names(&first).difference(&names(&back)).cloned().collect::<Vec<_>>());
        println!("{name}: {} of {} names do not come back: {:#?}", lost.len(), all.len(), &lost[..lost.len().min(5)]);
        assert!(lost.is_empty(), "{name}");
    }
}

fn input(document: &Value, lock: Option<&str>) -> Input {
    let input = Input { fragments: vec![File::new("all.json", document.to_string())], ..Input::default() };
    match lock {
        Some(lock) => with_lock(input, lock),
        None => input,
    }
}

fn with_lock(input: Input, lock: &str) -> Input {
    Input { lock: Some(File::new("names.lock", lock)), ..input }
}

fn made(name: &str, input: Input) -> Generated {
    let outcome = generator::generate(input);
    let findings = case::findings(&outcome);
    outcome.value.unwrap_or_else(|| panic!("{name} is refused:\n{findings}"))
}

fn unchanged(name: &str, first: &Generated, second: &Generated) {
    let lines = |lock: &str| lock.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let differ: Vec<_> = lines(&first.lock).symmetric_difference(&lines(&second.lock)).cloned().collect();
    assert!(differ.is_empty(), "{name}: {differ:#?}");
    for (path, text) in &first.files {
        let other = second.files.get(path).map(String::as_str).unwrap_or_default();
        let line = text.lines().zip(other.lines()).find(|(one, two)| one != two);
        assert!(text == other, "{name}: {path} differs: {line:?}");
    }
    assert!(first == second, "{name}");
}

/// The items of a client, without what is said of them.
fn names(generated: &Generated) -> BTreeSet<String> {
    let surface = super::diff::surface(generated);
    let paths = surface.lines().filter(|line| !line.contains(": impl ")).filter_map(|line| line.split(": ").next());
    paths.map(|path| path.split(" [").next().unwrap_or(path).to_owned()).collect()
}

fn compared(before: (&Value, &str), after: (&Value, &str)) -> Report {
    let side = |(document, lock)| super::diff::side(input(document, Some(lock)));
    diff(side(before), side(after)).unwrap_or_else(|refused| panic!("{refused:#?}"))
}

/// A document by examples: paths with the response of their GET operation, and components. The tag is the first letter of
/// the path.
fn document(text: &str) -> Value {
    let shapes: Map<String, Value> = serde_json::from_str(text).expect("a case is JSON");
    let (mut paths, mut components) = (Map::new(), Map::new());
    for (name, shape) in &shapes {
        if !name.starts_with('/') {
            components.insert(name.clone(), schema(shape));
            continue;
        }
        let content = json!({"application/json": {"schema": schema(shape)}});
        let names = name.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let parameters: Vec<Value> = names.map(path_parameter).collect();
        let operation = json!({
            "tags": [&name[1..2]],
            "operationId": "show",
            "parameters": parameters,
            "responses": {"200": {"description": "Done.", "content": content}},
        });
        let parts = name.split('{').map(|part| match part.split_once(':').zip(part.split_once('}')) {
            Some(((name, _), (_, rest))) => format!("{name}}}{rest}"),
            None => part.to_owned(),
        });
        paths.insert(parts.collect::<Vec<_>>().join("{"), json!({"get": operation}));
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {"schemas": components},
    })
}

/// A parameter of the path, such as `id`, or `kind:a,b` with the values that it can have.
fn path_parameter(text: &str) -> Value {
    let (name, values) = text.split_once(':').unwrap_or((text, ""));
    let mut schema = json!({"type": "string"});
    if !values.is_empty() {
        schema["enum"] = json!(values.split(',').collect::<Vec<_>>());
    }
    json!({"name": name, "in": "path", "required": true, "schema": schema})
}

/// Returns the schema of an example.
pub(crate) fn schema(example: &Value) -> Value {
    match example {
        Value::Object(members) => match (members.get("$ref"), members.get("enum"), members.get("oneOf")) {
            (Some(name), ..) => {
                json!({"$ref": format!("#/components/schemas/{}", name.as_str().expect("a name"))})
            }
            (_, Some(values), _) => json!({"type": "string", "enum": values}),
            (.., Some(Value::Array(all))) => json!({"oneOf": all.iter().map(schema).collect::<Vec<_>>()}),
            _ => {
                let properties = members.iter().map(|(name, value)| (name.clone(), schema(value)));
                json!({"type": "object", "properties": properties.collect::<Map<_, _>>()})
            }
        },
        Value::Array(items) => json!({"type": "array", "items": schema(&items[0])}),
        Value::String(_) => json!({"type": "string"}),
        _ => json!({"type": "integer"}),
    }
}

/// The document with a component for each object and enum that a property holds, by the name of the property.
fn taken_out(document: &Value) -> Value {
    let mut document = document.clone();
    let components = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let mut all = components.clone();
    take_out(&mut document["paths"], &mut all);
    for (name, schema) in components {
        let mut schema = schema;
        take_out(&mut schema, &mut all);
        all.insert(name, schema);
    }
    if !document["components"].is_object() {
        document["components"] = json!({});
    }
    document["components"]["schemas"] = Value::Object(all);
    document
}

fn take_out(value: &mut Value, all: &mut Map<String, Value>) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(|value| take_out(value, all));
            let Some(Value::Object(properties)) = members.get_mut("properties") else { return };
            for (name, schema) in properties {
                let is_object = schema["properties"].as_object().is_some_and(|properties| !properties.is_empty());
                let is_enum = schema["type"] == "string" && schema["enum"].is_array();
                let is_new = !all.contains_key(name) || all[name] == *schema;
                if (is_object || is_enum) && is_new && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                    let reference = json!({"$ref": format!("#/components/schemas/{name}")});
                    all.insert(name.clone(), std::mem::replace(schema, reference));
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| take_out(item, all)),
        _ => {}
    }
}
