//! Kinds of change to an OpenAPI document. Each finds the places that it can change, and changes one of them.

use serde_json::{Map, Value, json};

use super::Random;

/// A kind of change: its name, and what makes it. It returns the JSON pointer of what it changed, or `None` where the
/// document has no place for it.
pub(super) type Kind = (&'static str, fn(&mut Value, &mut Random) -> Option<String>);

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

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
    ("property removed", |doc, random| {
        let at = pick(properties(doc), random)?;
        let name = last(&at);
        let object = parent(parent(&at)).to_owned();
        if let Some(required) = doc.pointer_mut(&format!("{object}/required")).and_then(Value::as_array_mut) {
            required.retain(|it| *it != name);
            if required.is_empty() {
                remove(doc, &format!("{object}/required"));
            }
        }
        remove(doc, &at)
    }),
    ("property renamed", |doc, random| {
        let at = pick(properties(doc), random)?;
        let name = last(&at);
        let object = parent(parent(&at)).to_owned();
        if let Some(required) = doc.pointer_mut(&format!("{object}/required")).and_then(Value::as_array_mut) {
            required.iter_mut().filter(|it| **it == name).for_each(|it| *it = json!("renamed"));
        }
        let value = doc.pointer_mut(parent(&at))?.as_object_mut()?.remove(&name)?;
        doc.pointer_mut(parent(&at))?["renamed"] = value;
        Some(at)
    }),
    ("optional property added", |doc, random| {
        let at = pick(objects(doc), random)?;
        doc.pointer_mut(&at)?["properties"]["added"] = json!({"type": "string"});
        Some(at)
    }),
    ("required property added", |doc, random| {
        let at = pick(objects(doc), random)?;
        doc.pointer_mut(&at)?["properties"]["added"] = json!({"type": "string"});
        require(doc, &at, "added")
    }),
    ("property made required", |doc, random| {
        let at = pick(properties(doc), random)?;
        let name = last(&at);
        let object = parent(parent(&at)).to_owned();
        require(doc, &object, &name)
    }),
    ("property made optional", |doc, random| {
        let objects = objects(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(|it| it["required"].is_array()));
        let at = pick(objects.collect(), random)?;
        let required = doc.pointer_mut(&at)?["required"].as_array_mut()?;
        required.remove(random.below(required.len()));
        if doc.pointer(&at)?["required"].as_array()?.is_empty() {
            remove(doc, &format!("{at}/required"));
        }
        Some(at)
    }),
    ("properties reordered", |doc, random| {
        let at = pick(objects(doc), random)?;
        let properties = doc.pointer_mut(&at)?["properties"].as_object_mut()?;
        let mut all: Vec<(String, Value)> = std::mem::take(properties).into_iter().collect();
        all.reverse();
        *properties = all.into_iter().collect();
        Some(at)
    }),
    ("string became integer", |doc, random| retype(doc, random, "string", "integer")),
    ("integer became string", |doc, random| retype(doc, random, "integer", "string")),
    ("integer became number", |doc, random| retype(doc, random, "integer", "number")),
    ("number became integer", |doc, random| retype(doc, random, "number", "integer")),
    ("boolean became string", |doc, random| retype(doc, random, "boolean", "string")),
    ("array became object", |doc, random| retype(doc, random, "array", "object")),
    ("made nullable", |doc, random| set(doc, pick(typed(doc), random)?, "nullable", json!(true))),
    ("made not nullable", |doc, random| {
        let nullable = schemas(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(|it| it["nullable"] == true));
        let at = pick(nullable.collect(), random)?;
        remove(doc, &format!("{at}/nullable"))
    }),
    ("made any value", |doc, random| {
        let at = pick(typed(doc), random)?;
        *doc.pointer_mut(&at)? = json!({});
        Some(at)
    }),
    ("format removed", |doc, random| drop_key(doc, random, "format")),
    ("format added", |doc, random| {
        let at = pick(of_type(doc, "string"), random)?;
        set(doc, at, "format", json!("date-time"))
    }),
    ("int32 became int64", |doc, random| {
        let narrow = schemas(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(|it| it["format"] == "int32"));
        set(doc, pick(narrow.collect(), random)?, "format", json!("int64"))
    }),
    ("maximum lowered", |doc, random| set(doc, pick(of_type(doc, "integer"), random)?, "maximum", json!(10))),
    ("minimum removed", |doc, random| drop_key(doc, random, "minimum")),
    ("maxLength added", |doc, random| set(doc, pick(of_type(doc, "string"), random)?, "maxLength", json!(30))),
    ("maxLength removed", |doc, random| drop_key(doc, random, "maxLength")),
    ("pattern removed", |doc, random| drop_key(doc, random, "pattern")),
    ("default added", |doc, random| set(doc, pick(of_type(doc, "string"), random)?, "default", json!("x"))),
    ("default changed", |doc, random| {
        let with = schemas(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(|it| it["default"].is_number()));
        set(doc, pick(with.collect(), random)?, "default", json!(7))
    }),
    ("enum value added", |doc, random| {
        let at = pick(enums(doc), random)?;
        doc.pointer_mut(&at)?["enum"].as_array_mut()?.push(json!("fresh"));
        Some(at)
    }),
    ("enum value removed", |doc, random| {
        let at = pick(enums(doc), random)?;
        let values = doc.pointer_mut(&at)?["enum"].as_array_mut()?;
        (values.len() > 1).then(|| values.pop())?;
        Some(at)
    }),
    ("enum opened", |doc, random| {
        let at = pick(enums(doc), random)?;
        remove(doc, &format!("{at}/enum"))
    }),
    ("enum reordered", |doc, random| {
        let at = pick(enums(doc), random)?;
        doc.pointer_mut(&at)?["enum"].as_array_mut()?.reverse();
        Some(at)
    }),
    ("description added", |doc, random| set(doc, pick(typed(doc), random)?, "description", json!("Words."))),
    ("title added", |doc, random| set(doc, pick(typed(doc), random)?, "title", json!("Words"))),
    ("closed to other properties", |doc, random| {
        set(doc, pick(objects(doc), random)?, "additionalProperties", json!(false))
    }),
    ("made read-only", |doc, random| set(doc, pick(properties(doc), random)?, "readOnly", json!(true))),
    ("made write-only", |doc, random| set(doc, pick(properties(doc), random)?, "writeOnly", json!(true))),
    ("wrapped in allOf", |doc, random| {
        let at = pick(schemas(doc), random)?;
        let inner = doc.pointer(&at)?.clone();
        *doc.pointer_mut(&at)? = json!({ "allOf": [inner] });
        Some(at)
    }),
    ("wrapped in allOf with words", |doc, random| {
        let at = pick(schemas(doc), random)?;
        let inner = doc.pointer(&at)?.clone();
        *doc.pointer_mut(&at)? = json!({ "allOf": [inner, {"description": "Words."}] });
        Some(at)
    }),
    ("required beside an allOf of a reference", |doc, random| {
        let at = pick(references(doc), random)?;
        let inner = doc.pointer(&at)?.clone();
        let target = doc.pointer(inner["$ref"].as_str()?.trim_start_matches('#'))?;
        let name = target["properties"].as_object()?.keys().next()?.clone();
        *doc.pointer_mut(&at)? = json!({ "allOf": [inner, {"required": [name]}] });
        Some(at)
    }),
    ("reference written out", |doc, random| {
        let at = pick(references(doc), random)?;
        let target = doc.pointer(&at)?["$ref"].as_str()?.trim_start_matches('#').to_owned();
        let inner = doc.pointer(&target)?.clone();
        *doc.pointer_mut(&at)? = inner;
        Some(at)
    }),
    ("taken out to a component", |doc, random| {
        let at = pick(typed(doc).into_iter().filter(|at| !at.starts_with("/components")).collect(), random)?;
        let inner = doc.pointer(&at)?.clone();
        doc["components"]["schemas"]["TakenOut"] = inner;
        *doc.pointer_mut(&at)? = json!({ "$ref": "#/components/schemas/TakenOut" });
        Some(at)
    }),
    ("component renamed", |doc, random| {
        let names: Vec<String> = doc["components"]["schemas"].as_object()?.keys().cloned().collect();
        let name = pick(names, random)?;
        let schema = doc["components"]["schemas"].as_object_mut()?.remove(&name)?;
        doc["components"]["schemas"]["Renamed"] = schema;
        let (old, new) = (format!("#/components/schemas/{name}"), "#/components/schemas/Renamed");
        replace_text(doc, &old, new);
        Some(format!("/components/schemas/{name}"))
    }),
    ("alternative added", |doc, random| {
        let at = pick(unions(doc), random)?;
        doc.pointer_mut(&at)?["oneOf"].as_array_mut()?.push(json!({"type": "boolean"}));
        Some(at)
    }),
    ("alternative removed", |doc, random| {
        let at = pick(unions(doc), random)?;
        let union = doc.pointer_mut(&at)?;
        let gone = union["oneOf"].as_array_mut()?.pop()?;
        if let Some(mapping) = union.pointer_mut("/discriminator/mapping").and_then(Value::as_object_mut) {
            mapping.retain(|_, to| *to != gone["$ref"]);
        }
        Some(at)
    }),
    ("alternatives reordered", |doc, random| {
        let at = pick(unions(doc), random)?;
        doc.pointer_mut(&at)?["oneOf"].as_array_mut()?.reverse();
        Some(at)
    }),
    ("security added", |doc, random| {
        set(doc, pick(operations(doc), random)?, "security", json!([{"token": [], "session": []}]))
    }),
    ("security removed", |doc, random| set(doc, pick(operations(doc), random)?, "security", json!([]))),
    ("alternative security added", |doc, random| {
        set(doc, pick(operations(doc), random)?, "security", json!([{"token": []}, {"session": []}]))
    }),
    ("scheme sent elsewhere", |doc, _| {
        set(doc, "/components/securitySchemes/session".to_owned(), "name", json!("X-S"))
    }),
    ("scheme renamed", |doc, _| {
        let scheme = doc["components"]["securitySchemes"].as_object_mut()?.remove("session")?;
        doc["components"]["securitySchemes"]["login"] = scheme;
        for at in operations(doc) {
            for way in doc.pointer_mut(&at)?["security"].as_array_mut().into_iter().flatten() {
                if let Some(scopes) = way.as_object_mut().and_then(|way| way.remove("session")) {
                    way["login"] = scopes;
                }
            }
        }
        Some("/components/securitySchemes".to_owned())
    }),
];

/// Chooses one.
fn pick(all: Vec<String>, random: &mut Random) -> Option<String> {
    if all.is_empty() { None } else { Some(all[random.below(all.len())].clone()) }
}

fn parent(at: &str) -> &str {
    at.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn last(at: &str) -> String {
    at.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~")
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn set(doc: &mut Value, at: String, key: &str, value: Value) -> Option<String> {
    doc.pointer_mut(&at)?.as_object_mut()?.insert(key.to_owned(), value);
    Some(at)
}

/// Removes a member or an item.
fn remove(doc: &mut Value, at: &str) -> Option<String> {
    match doc.pointer_mut(parent(at))? {
        Value::Object(members) => members.remove(&last(at)).map(|_| at.to_owned()),
        Value::Array(items) => {
            items.remove(last(at).parse().ok()?);
            Some(at.to_owned())
        }
        _ => None,
    }
}

fn drop_key(doc: &mut Value, random: &mut Random, key: &str) -> Option<String> {
    let with = schemas(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(|it| it.get(key).is_some()));
    let at = pick(with.collect(), random)?;
    remove(doc, &format!("{at}/{key}"))
}

fn require(doc: &mut Value, at: &str, name: &str) -> Option<String> {
    let object = doc.pointer_mut(at)?.as_object_mut()?;
    let required = object.entry("required").or_insert_with(|| json!([])).as_array_mut()?;
    if !required.iter().any(|it| it == name) {
        required.push(json!(name));
    }
    Some(at.to_owned())
}

fn retype(doc: &mut Value, random: &mut Random, from: &str, to: &str) -> Option<String> {
    let at = pick(of_type(doc, from), random)?;
    let schema = doc.pointer_mut(&at)?.as_object_mut()?;
    schema.retain(|key, _| matches!(key.as_str(), "description" | "nullable"));
    schema.insert("type".to_owned(), json!(to));
    Some(at)
}

fn add_parameter(doc: &mut Value, random: &mut Random, required: bool) -> Option<String> {
    let at = pick(operations(doc), random)?;
    let operation = doc.pointer_mut(&at)?.as_object_mut()?;
    let parameters = operation.entry("parameters").or_insert_with(|| json!([])).as_array_mut()?;
    parameters.push(json!({"name": "added", "in": "query", "required": required, "schema": {"type": "string"}}));
    Some(at)
}

fn replace_text(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) if text == old => *text = new.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| replace_text(item, old, new)),
        Value::Object(members) => members.values_mut().for_each(|member| replace_text(member, old, new)),
        _ => {}
    }
}

fn keys<'a>(doc: &'a Value, at: &str) -> impl Iterator<Item = &'a String> {
    doc.pointer(at).and_then(Value::as_object).into_iter().flat_map(Map::keys)
}

fn operations(doc: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for path in keys(doc, "/paths") {
        let at = format!("/paths/{}", escaped(path));
        found.extend(
            keys(doc, &at).filter(|key| METHODS.contains(&key.as_str())).map(|method| format!("{at}/{method}")),
        );
    }
    found
}

fn parameters(doc: &Value) -> Vec<String> {
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

fn bodies(doc: &Value) -> Vec<String> {
    let all = operations(doc).into_iter().map(|at| format!("{at}/requestBody"));
    all.filter(|at| doc.pointer(at).is_some()).collect()
}

fn responses(doc: &Value) -> Vec<String> {
    operations(doc).into_iter().map(|at| format!("{at}/responses")).collect()
}

fn contents(doc: &Value) -> Vec<String> {
    let mut found: Vec<String> = bodies(doc).iter().map(|at| format!("{at}/content")).collect();
    for at in responses(doc) {
        found.extend(keys(doc, &at).map(|status| format!("{at}/{status}/content")));
    }
    found.retain(|at| doc.pointer(at).is_some());
    found
}

/// All schemas, references among them.
fn schemas(doc: &Value) -> Vec<String> {
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

fn within(doc: &Value, at: String, found: &mut Vec<String>) {
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

fn filtered(doc: &Value, is_meant: impl Fn(&Value) -> bool) -> Vec<String> {
    schemas(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(&is_meant)).collect()
}

fn typed(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["type"].is_string())
}

fn of_type(doc: &Value, ty: &str) -> Vec<String> {
    filtered(doc, |schema| schema["type"] == ty && schema["enum"].is_null() && schema["format"] != "binary")
}

fn objects(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["properties"].is_object())
}

fn enums(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["enum"].is_array())
}

fn unions(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["oneOf"].is_array())
}

fn references(doc: &Value) -> Vec<String> {
    filtered(doc, |schema| schema["$ref"].is_string())
}

fn properties(doc: &Value) -> Vec<String> {
    schemas(doc).into_iter().filter(|at| last(parent(at)) == "properties").collect()
}
