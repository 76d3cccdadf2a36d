//! Kinds of change to schemas, as in `kinds.rs`.

use serde_json::{Value, json};

use super::edits::{drop_key, pick, remove, replace_text, require, retype, set};
use super::kinds::Kind;
use super::places::{
    alternatives, enums, escaped, filtered, is_later, last, objects, of_type, parent, properties, references, schemas,
    typed, unions,
};

pub(super) const KINDS: &[Kind] = &[
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
    ("made nullable", |doc, random| {
        let at = pick(typed(doc), random)?;
        if is_later(doc) {
            let ty = doc.pointer(&at)?["type"].clone();
            return set(doc, at, "type", json!([ty, "null"]));
        }
        set(doc, at, "nullable", json!(true))
    }),
    ("made not nullable", |doc, random| {
        let is_listed = |schema: &Value| schema["type"].as_array().is_some_and(|names| names.len() == 2);
        let is_nullable = |schema: &Value| schema["nullable"] == true || is_listed(schema);
        let nullable = schemas(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(is_nullable));
        let at = pick(nullable.collect(), random)?;
        let names = doc.pointer(&at)?["type"].as_array().cloned();
        match names {
            Some(names) => {
                let ty = names.into_iter().find(|name| name != "null")?;
                set(doc, at, "type", ty)
            }
            None => remove(doc, &format!("{at}/nullable")),
        }
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
        let values = doc.pointer_mut(&at)?["enum"].as_array_mut()?;
        let fresh = if values.iter().all(Value::is_i64) { json!(4711) } else { json!("fresh") };
        values.push(fresh);
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
        // A closed member of an `allOf` allows nothing that the other members have, which no vendor means.
        let is_member = |at: &String| {
            let reference = format!("#{at}");
            let all_of = schemas(doc).into_iter().filter_map(|at| doc.pointer(&at)?["allOf"].as_array()).flatten();
            at.contains("/allOf/") || all_of.into_iter().any(|member| member["$ref"] == *reference)
        };
        let at = pick(objects(doc).into_iter().filter(|at| !is_member(at)).collect(), random)?;
        set(doc, at, "additionalProperties", json!(false))
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
        alternatives(doc, &at)?.push(json!({"type": "boolean"}));
        Some(at)
    }),
    ("alternative removed", |doc, random| {
        let at = pick(unions(doc), random)?;
        let all = alternatives(doc, &at)?;
        let gone = (all.len() > 1).then(|| all.pop())??;
        let union = doc.pointer_mut(&at)?;
        if let Some(mapping) = union.pointer_mut("/discriminator/mapping").and_then(Value::as_object_mut) {
            mapping.retain(|_, to| *to != gone["$ref"]);
        }
        Some(at)
    }),
    ("alternatives reordered", |doc, random| {
        let at = pick(unions(doc), random)?;
        alternatives(doc, &at)?.reverse();
        Some(at)
    }),
    ("alternative that is an object added", |doc, random| {
        let at = pick(unions(doc), random)?;
        let object = json!({"type": "object", "required": ["fresh"], "properties": {"fresh": {"type": "string"}}});
        alternatives(doc, &at)?.push(object);
        Some(at)
    }),
    ("enum value renamed", |doc, random| {
        let at = pick(enums(doc), random)?;
        *doc.pointer_mut(&at)?["enum"].as_array_mut()?.iter_mut().find(|it| it.is_string())? = json!("renamed");
        Some(at)
    }),
    ("default removed", |doc, random| drop_key(doc, random, "default")),
    ("refers to another component", |doc, random| {
        let at = pick(references(doc).into_iter().filter(|at| !at.contains("/allOf/")).collect(), random)?;
        let names: Vec<String> = doc["components"]["schemas"].as_object()?.keys().cloned().collect();
        let name = pick(names, random)?;
        set(doc, at, "$ref", json!(format!("#/components/schemas/{}", escaped(&name))))
    }),
    ("values of a map became integers", |doc, random| {
        let is_text = |schema: &Value| schema["additionalProperties"]["type"] == "string";
        let at = pick(filtered(doc, is_text), random)?;
        set(doc, at, "additionalProperties", json!({"type": "integer"}))
    }),
    ("items became integers", |doc, random| {
        let is_text = |schema: &Value| schema["items"]["type"] == "string";
        let at = pick(filtered(doc, is_text), random)?;
        set(doc, at, "items", json!({"type": "integer"}))
    }),
    ("minItems added", |doc, random| set(doc, pick(of_type(doc, "array"), random)?, "minItems", json!(1))),
];
