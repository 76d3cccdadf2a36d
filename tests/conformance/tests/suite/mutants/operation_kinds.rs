//! Kinds of change to operations, parameters, bodies and responses, as in `kinds.rs`.

use serde_json::{Value, json};

use super::edits::{add_parameter, pick, remove, set};
use super::kinds::Kind;
use super::places::{bodies, contents, forms, last, operations, parameters, parent, responses, within_lists};

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
    ("list parameter joined by pipes", |doc, random| {
        let at = pick(within_lists(doc), random)?;
        let parameter = doc.pointer_mut(&at)?.as_object_mut()?;
        parameter.insert("explode".to_owned(), json!(false));
        set(doc, at, "style", json!("pipeDelimited"))
    }),
    ("plain parameter became a list", |doc, random| {
        let is_plain = |schema: &Value| {
            let names = ["string", "integer", "number", "boolean"];
            names.iter().any(|name| schema["type"] == *name)
        };
        let is_meant = |at: &String| {
            doc.pointer(at).is_some_and(|it| {
                it["in"] == "query" && is_plain(&it["schema"]) && it["style"].is_null() && it["explode"].is_null()
            })
        };
        let at = pick(parameters(doc).into_iter().filter(is_meant).collect(), random)?;
        let schema = doc.pointer_mut(&at)?["schema"].take();
        set(doc, at, "schema", json!({"type": "array", "items": schema}))
    }),
    ("path parameter renamed", |doc, random| {
        let all = doc["paths"].as_object()?.keys().filter(|path| path.contains('{')).cloned();
        let path = pick(all.collect(), random)?;
        let (front, rest) = path.split_once('{')?;
        let (name, end) = rest.split_once('}')?;
        let item = doc["paths"].as_object_mut()?.remove(&path)?;
        let new = format!("{front}{{renamed}}{end}");
        doc["paths"][new.as_str()] = item;
        let at = format!("/paths/{}", super::places::escaped(&new));
        for parameter in parameters(doc).into_iter().filter(|place| place.starts_with(&at)) {
            let parameter = doc.pointer_mut(&parameter)?;
            if parameter["in"] == "path" && parameter["name"] == name {
                parameter["name"] = json!("renamed");
            }
        }
        Some(at)
    }),
    ("moved to another tag", |doc, random| set(doc, pick(operations(doc), random)?, "tags", json!(["Moved"]))),
    ("part of a form encoded otherwise", |doc, random| {
        let lists = forms(doc).into_iter().filter_map(|at| {
            let schema = doc.pointer(&at)?.get("schema")?;
            let (name, _) = schema["properties"].as_object()?.iter().find(|(_, it)| it["type"] == "array")?;
            Some(format!("{at}/{name}"))
        });
        let at = pick(lists.collect(), random)?;
        let (media, name) = (parent(&at).to_owned(), last(&at));
        let is_multipart = media.contains("multipart");
        let encoding =
            if is_multipart { json!({"contentType": "application/json"}) } else { json!({"explode": false}) };
        doc.pointer_mut(&media)?["encoding"][name.as_str()] = encoding;
        Some(at)
    }),
    ("description of a response reworded", |doc, random| {
        let at = pick(responses(doc), random)?;
        let response = doc.pointer_mut(&at)?.as_object_mut()?.values_mut().find(|it| it["description"].is_string())?;
        response["description"] = json!("Other words.");
        Some(at)
    }),
];
