//! The places of an OpenAPI document by what they are, as JSON pointers.

use serde_json::{Map, Value};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

pub(super) fn parent(at: &str) -> &str {
    at.rsplit_once('/').map_or("", |(parent, _)| parent)
}

pub(super) fn last(at: &str) -> String {
    at.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~")
}

pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

pub(super) fn keys<'a>(doc: &'a Value, at: &str) -> impl Iterator<Item = &'a String> {
    doc.pointer(at).and_then(Value::as_object).into_iter().flat_map(Map::keys)
}

pub(super) fn operations(doc: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for path in keys(doc, "/paths") {
        let at = format!("/paths/{}", escaped(path));
        found.extend(
            keys(doc, &at).filter(|key| METHODS.contains(&key.as_str())).map(|method| format!("{at}/{method}")),
        );
    }
    found
}

pub(super) fn parameters(doc: &Value) -> Vec<String> {
    let mut lists: Vec<String> = operations(doc).iter().map(|at| format!("{at}/parameters")).collect();
    lists.extend(keys(doc, "/paths").map(|path| format!("/paths/{}/parameters", escaped(path))));
    let mut found: Vec<String> =
        keys(doc, "/components/parameters").map(|name| format!("/components/parameters/{}", escaped(name))).collect();
    for at in lists {
        let count = doc.pointer(&at).and_then(Value::as_array).map_or(0, Vec::len);
        found.extend((0..count).map(|index| format!("{at}/{index}")));
    }
    found.retain(|at| doc.pointer(at).is_some_and(|it| it.get("name").is_some()));
    found
}

/// Bodies that are described in their operations, and those that operations refer to.
pub(super) fn bodies(doc: &Value) -> Vec<String> {
    let mut all: Vec<String> = operations(doc).into_iter().map(|at| format!("{at}/requestBody")).collect();
    let shared = keys(doc, "/components/requestBodies");
    all.extend(shared.map(|name| format!("/components/requestBodies/{}", escaped(name))));
    all.retain(|at| doc.pointer(at).is_some_and(|body| body["$ref"].is_null()));
    all
}

/// The query parameters that are lists.
pub(super) fn within_lists(doc: &Value) -> Vec<String> {
    let is_list = |parameter: &Value| {
        parameter["in"] == "query" && parameter["schema"]["type"] == "array" && parameter["style"].is_null()
    };
    parameters(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(is_list)).collect()
}

/// The forms that requests send.
pub(super) fn forms(doc: &Value) -> Vec<String> {
    let contents = bodies(doc).into_iter().map(|at| format!("{at}/content"));
    let mut found = Vec::new();
    for at in contents {
        let names = keys(doc, &at).filter(|name| name.contains("form"));
        found.extend(names.map(|name| format!("{at}/{}", escaped(name))));
    }
    found
}

/// Whether a document is of a version in which a type can be `null`.
pub(super) fn is_later(doc: &Value) -> bool {
    doc["openapi"].as_str().is_some_and(|version| !version.starts_with("3.0"))
}

pub(super) fn responses(doc: &Value) -> Vec<String> {
    let all = operations(doc).into_iter().map(|at| format!("{at}/responses"));
    all.filter(|at| doc.pointer(at).is_some_and(Value::is_object)).collect()
}

pub(super) fn contents(doc: &Value) -> Vec<String> {
    let mut found: Vec<String> = bodies(doc).iter().map(|at| format!("{at}/content")).collect();
    for at in responses(doc) {
        found.extend(keys(doc, &at).map(|status| format!("{at}/{status}/content")));
    }
    let shared = keys(doc, "/components/responses");
    found.extend(shared.map(|name| format!("/components/responses/{}/content", escaped(name))));
    found.retain(|at| doc.pointer(at).is_some());
    found
}

/// All schemas, references among them.
pub(super) fn schemas(doc: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for name in keys(doc, "/components/schemas") {
        within(doc, format!("/components/schemas/{}", escaped(name)), &mut found);
    }
    for at in parameters(doc) {
        within(doc, format!("{at}/schema"), &mut found);
    }
    for at in contents(doc) {
        for media in keys(doc, &at) {
            within(doc, format!("{at}/{}/schema", escaped(media)), &mut found);
        }
    }
    found
}

pub(super) fn within(doc: &Value, at: String, found: &mut Vec<String>) {
    let Some(schema) = doc.pointer(&at).filter(|schema| schema.is_object()) else { return };
    for name in schema["properties"].as_object().into_iter().flat_map(Map::keys) {
        within(doc, format!("{at}/properties/{}", escaped(name)), found);
    }
    for key in ["items", "additionalProperties"] {
        within(doc, format!("{at}/{key}"), found);
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for index in 0..schema[key].as_array().map_or(0, Vec::len) {
            within(doc, format!("{at}/{key}/{index}"), found);
        }
    }
    found.push(at);
}

pub(super) fn filtered(doc: &Value, is_meant: impl Fn(&Value) -> bool) -> Vec<String> {
    schemas(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(&is_meant)).collect()
}

pub(super) fn typed(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["type"].is_string())
}

pub(super) fn of_type(doc: &Value, ty: &str) -> Vec<String> {
    filtered(doc, |schema| schema["type"] == ty && schema["enum"].is_null() && schema["format"] != "binary")
}

pub(super) fn objects(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["properties"].is_object())
}

pub(super) fn enums(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["enum"].is_array())
}

pub(super) fn unions(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["oneOf"].is_array() || schema["anyOf"].is_array())
}

/// The alternatives of a union.
pub(super) fn alternatives<'a>(doc: &'a mut Value, at: &str) -> Option<&'a mut Vec<Value>> {
    let union = doc.pointer_mut(at)?;
    let key = if union["oneOf"].is_array() { "oneOf" } else { "anyOf" };
    union[key].as_array_mut()
}

pub(super) fn references(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["$ref"].is_string())
}

pub(super) fn properties(doc: &Value) -> Vec<String> {
    schemas(doc).into_iter().filter(|at| last(parent(at)) == "properties").collect()
}
