//! Kinds of change to security and servers, as in `kinds.rs`.

use serde_json::{Value, json};

use super::edits::{pick, set};
use super::kinds::Kind;
use super::places::{keys, operations};

/// The names of the security schemes.
fn schemes(doc: &Value) -> Vec<String> {
    keys(doc, "/components/securitySchemes").cloned().collect()
}

pub(super) const KINDS: &[Kind] = &[
    ("security added", |doc, random| {
        // No client can send two credentials in the same header.
        let is_header = |name: &String| doc["components"]["securitySchemes"][name.as_str()]["type"] != "apiKey";
        let (headers, keys): (Vec<String>, Vec<String>) = schemes(doc).into_iter().partition(is_header);
        let all = headers.into_iter().take(1).chain(keys).map(|name| (name, json!([])));
        let all: Value = Value::Object(all.collect());
        all.as_object().is_some_and(|all| !all.is_empty()).then_some(())?;
        set(doc, pick(operations(doc), random)?, "security", json!([all]))
    }),
    ("security removed", |doc, random| set(doc, pick(operations(doc), random)?, "security", json!([]))),
    ("alternative security added", |doc, random| {
        let all: Vec<Value> = schemes(doc).into_iter().map(|name| json!({ name: [] })).collect();
        (!all.is_empty()).then_some(())?;
        set(doc, pick(operations(doc), random)?, "security", json!(all))
    }),
    ("scheme sent elsewhere", |doc, random| {
        let keys = schemes(doc).into_iter().map(|name| format!("/components/securitySchemes/{name}"));
        let keys = keys.filter(|at| doc.pointer(at).is_some_and(|scheme| scheme["type"] == "apiKey"));
        set(doc, pick(keys.collect(), random)?, "name", json!("X-S"))
    }),
    ("scheme renamed", |doc, random| {
        let old = pick(schemes(doc), random)?;
        let scheme = doc["components"]["securitySchemes"].as_object_mut()?.remove(&old)?;
        doc["components"]["securitySchemes"]["renamed"] = scheme;
        let mut places = operations(doc);
        places.push(String::new());
        for at in places {
            for way in doc.pointer_mut(&at)?.get_mut("security").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(scopes) = way.as_object_mut().and_then(|way| way.remove(&old)) {
                    way["renamed"] = scopes;
                }
            }
        }
        Some("/components/securitySchemes".to_owned())
    }),
    ("server added", |doc, _| {
        doc.get_mut("servers")?.as_array_mut()?.push(json!({"url": "https://added.example.com"}));
        Some("/servers".to_owned())
    }),
    ("server path changed", |doc, _| {
        let url = doc.pointer("/servers/0/url")?.as_str()?.trim_end_matches('/').to_owned();
        set(doc, "/servers/0".to_owned(), "url", json!(format!("{url}/moved")))
    }),
    ("title of the API changed", |doc, _| set(doc, "/info".to_owned(), "title", json!("Another title"))),
];
