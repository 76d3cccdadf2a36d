//! Edits of a document by JSON pointer. Each returns the pointer of what it changed, or `None` where nothing is there.

use serde_json::{Value, json};

use super::Random;
use super::places::{last, of_type, operations, parent, schemas};

/// Chooses one.
pub(super) fn pick(all: Vec<String>, random: &mut Random) -> Option<String> {
    if all.is_empty() { None } else { Some(all[random.below(all.len())].clone()) }
}

pub(super) fn set(doc: &mut Value, at: String, key: &str, value: Value) -> Option<String> {
    doc.pointer_mut(&at)?.as_object_mut()?.insert(key.to_owned(), value);
    Some(at)
}

/// Removes a member or an item.
pub(super) fn remove(doc: &mut Value, at: &str) -> Option<String> {
    match doc.pointer_mut(parent(at))? {
        Value::Object(members) => members.remove(&last(at)).map(|_| at.to_owned()),
        Value::Array(items) => {
            items.remove(last(at).parse().ok()?);
            Some(at.to_owned())
        }
        _ => None,
    }
}

pub(super) fn drop_key(doc: &mut Value, random: &mut Random, key: &str) -> Option<String> {
    let with = schemas(doc).into_iter().filter(|at| doc.pointer(at).is_some_and(|it| it.get(key).is_some()));
    let at = pick(with.collect(), random)?;
    remove(doc, &format!("{at}/{key}"))
}

pub(super) fn require(doc: &mut Value, at: &str, name: &str) -> Option<String> {
    let object = doc.pointer_mut(at)?.as_object_mut()?;
    let required = object.entry("required").or_insert_with(|| json!([])).as_array_mut()?;
    if !required.iter().any(|it| it == name) {
        required.push(json!(name));
    }
    Some(at.to_owned())
}

pub(super) fn retype(doc: &mut Value, random: &mut Random, from: &str, to: &str) -> Option<String> {
    let at = pick(of_type(doc, from), random)?;
    let schema = doc.pointer_mut(&at)?.as_object_mut()?;
    schema.retain(|key, _| matches!(key.as_str(), "description" | "nullable"));
    schema.insert("type".to_owned(), json!(to));
    Some(at)
}

pub(super) fn add_parameter(doc: &mut Value, random: &mut Random, required: bool) -> Option<String> {
    let at = pick(operations(doc), random)?;
    let operation = doc.pointer_mut(&at)?.as_object_mut()?;
    let parameters = operation.entry("parameters").or_insert_with(|| json!([])).as_array_mut()?;
    parameters.push(json!({"name": "added", "in": "query", "required": required, "schema": {"type": "string"}}));
    Some(at)
}

pub(super) fn replace_text(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) if text == old => *text = new.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| replace_text(item, old, new)),
        Value::Object(members) => members.values_mut().for_each(|member| replace_text(member, old, new)),
        _ => {}
    }
}
