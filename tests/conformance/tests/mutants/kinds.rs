//! Kinds of change to operations, parameters, bodies and responses. Each finds the places that it can change, and changes one of them.

use serde_json::{Value, json};

use super::Random;
use super::edits::{add_parameter, pick, remove, set};
use super::places::{bodies, contents, operations, parameters, responses};

/// A kind of change: its name, and what makes it. It returns the JSON pointer of what it changed, or `None` where the
/// document has no place for it.
pub(super) type Kind = (&'static str, fn(&mut Value, &mut Random) -> Option<String>);

pub(super) const KINDS: &[Kind] = &[
    ("operation removed", |doc, random| {
        let at = pick(operations(doc), random)?;
        remove(doc, &at)
    }),
    ("operation added", |doc, random| {
        let at = pick(operations(doc), random)?;
        let mut copy = doc.pointer(&at)?.clone();
        copy.as_object_mut()?.remove("operationId");
        copy["parameters"] = json!([]);
        doc["paths"]["/added"] = json!({ "get": copy });
        doc["paths"]["/added"]["get"].as_object_mut()?.remove("requestBody");
        Some("/paths/~1added".to_owned())
    }),
    ("operation deprecated", |doc, random| set(doc, pick(operations(doc), random)?, "deprecated", json!(true))),
    ("summary reworded", |doc, random| set(doc, pick(operations(doc), random)?, "summary", json!("Other words"))),
    ("operationId dropped", |doc, random| {
        let at = pick(operations(doc), random)?;
        remove(doc, &format!("{at}/operationId"))
    }),
    ("optional query parameter added", |doc, random| add_parameter(doc, random, false)),
    ("required query parameter added", |doc, random| add_parameter(doc, random, true)),
    ("parameter removed", |doc, random| {
        let at = pick(parameters(doc), random).filter(|at| doc.pointer(at).is_some_and(|it| it["in"] != "path"))?;
        remove(doc, &at)
    }),
    ("parameter made required", |doc, random| set(doc, pick(parameters(doc), random)?, "required", json!(true))),
    ("parameter renamed", |doc, random| {
        let at = pick(parameters(doc), random).filter(|at| doc.pointer(at).is_some_and(|it| it["in"] != "path"))?;
        set(doc, at, "name", json!("renamed"))
    }),
    ("header in another case", |doc, random| {
        let headers = parameters(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(|it| it["in"] == "header"));
        let at = pick(headers.collect(), random)?;
        let name = doc.pointer(&at)?["name"].as_str()?.to_lowercase();
        set(doc, at, "name", json!(name))
    }),
    ("parameter moved to a header", |doc, random| {
        let query = parameters(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(|it| it["in"] == "query"));
        let at = pick(query.collect(), random)?;
        doc.pointer_mut(&at)?.as_object_mut()?.retain(|key, _| key != "style" && key != "explode");
        set(doc, at, "in", json!("header"))
    }),
    ("parameter exploded", |doc, random| {
        let lists = parameters(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(|it| it["explode"] == false));
        let at = pick(lists.collect(), random)?;
        set(doc, at, "explode", json!(true))
    }),
    ("body removed", |doc, random| {
        let at = pick(bodies(doc), random)?;
        remove(doc, &at)
    }),
    ("body made required", |doc, random| set(doc, pick(bodies(doc), random)?, "required", json!(true))),
    ("body made optional", |doc, random| set(doc, pick(bodies(doc), random)?, "required", json!(false))),
    ("media type replaced", |doc, random| {
        let at = pick(contents(doc), random)?;
        let content = doc.pointer_mut(&at)?.as_object_mut()?;
        let (_, media) = std::mem::take(content).into_iter().next()?;
        content.insert("application/vnd.shop+json".to_owned(), media);
        Some(at)
    }),
    ("charset added", |doc, random| {
        let at = pick(contents(doc), random)?;
        let content = doc.pointer_mut(&at)?.as_object_mut()?;
        let media = content.remove("application/json")?;
        content.insert("application/json; charset=utf-8".to_owned(), media);
        Some(at)
    }),
    ("media type added", |doc, random| {
        let at = pick(contents(doc), random)?;
        let content = doc.pointer_mut(&at)?.as_object_mut()?;
        content.insert("application/xml".to_owned(), json!({"schema": {"type": "string"}}));
        Some(at)
    }),
    ("success removed", |doc, random| {
        let at =
            pick(responses(doc), random).filter(|at| doc.pointer(at).is_some_and(|it| it.get("default").is_some()))?;
        let success = doc.pointer(&at)?.as_object()?.keys().find(|key| key.starts_with('2'))?.clone();
        remove(doc, &format!("{at}/{success}"))
    }),
    ("success moved", |doc, random| {
        let at = pick(responses(doc), random)?;
        let all = doc.pointer_mut(&at)?.as_object_mut()?;
        let success = all.keys().find(|key| key.starts_with('2'))?.clone();
        let response = all.remove(&success)?;
        all.insert("203".to_owned(), response);
        Some(at)
    }),
    ("empty success added", |doc, random| {
        let at = pick(responses(doc), random)?;
        set(doc, at, "204", json!({"description": "Nothing."}))
    }),
    ("error status added", |doc, random| {
        let at = pick(responses(doc), random)?;
        set(doc, at, "429", json!({"description": "Too many."}))
    }),
    ("error status removed", |doc, random| {
        let at = pick(responses(doc), random)?;
        let error = doc.pointer(&at)?.as_object()?.keys().find(|key| !key.starts_with('2'))?.clone();
        remove(doc, &format!("{at}/{error}"))
    }),
    ("content dropped", |doc, random| {
        let at = pick(contents(doc), random)?;
        remove(doc, &at)
    }),
];
