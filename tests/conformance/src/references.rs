//! Removes `readOnly` from the properties of objects that have no others. A request that contains such an object refers to
//! something that exists, so it contains the properties. An object that extends one of them, and has other properties, still
//! has its properties in responses only.

use serde_json::{Value, json};

use crate::marks::{DEEPEST, places, resolved};

pub(crate) fn settle(root: &mut Value) {
    let mut objects = Vec::new();
    places(root, String::new(), &is_object, &mut objects);
    let is_reference = |root: &Value, schema: &Value| names(root, schema, DEEPEST).is_some_and(|count| count > 0);
    let known = |at: &String| root.pointer(at).is_some_and(|schema| is_reference(root, schema));
    let (references, others): (Vec<String>, Vec<String>) = objects.into_iter().partition(known);
    let before = root.clone();
    for at in references.iter().rev() {
        let own = root.pointer(at).map(|schema| unmarked(&before, schema, DEEPEST));
        if let Some((schema, own)) = root.pointer_mut(at).zip(own) {
            *schema = own;
        }
    }
    let unmarked = root.clone();
    for at in &others {
        let members = root.pointer_mut(at).and_then(|schema| schema.get_mut("allOf")?.as_array_mut());
        for member in members.into_iter().flatten().filter(|member| member.get("$ref").is_some()) {
            if is_reference(&before, member) {
                *member = marked(&unmarked, member, DEEPEST);
            }
        }
    }
}

/// Returns whether a value is an object that is no member of an `allOf` itself.
fn is_object(value: &Value, at: &str) -> bool {
    let is_member = at.rsplit('/').nth(1) == Some("allOf");
    !is_member && (value.get("allOf").is_some_and(Value::is_array) || value.get("properties").is_some())
}

/// Returns how many properties a schema and its members have, or `None` if a request can contain anything of it.
fn names(root: &Value, schema: &Value, depth: usize) -> Option<usize> {
    let depth = depth.checked_sub(1)?;
    let schema = resolved(root, schema);
    let is_closed = schema.get("additionalProperties").is_none_or(|rest| *rest == json!(false));
    if !is_closed || ["oneOf", "anyOf"].iter().any(|key| schema.get(key).is_some()) {
        return None;
    }
    let mut count = 0;
    for (_, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let property = resolved(root, property);
        let says = |mark: &str| property.get(mark) == Some(&json!(true));
        if !says("readOnly") || says("writeOnly") {
            return None;
        }
        count += 1;
    }
    for member in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        count += names(root, member, depth)?;
    }
    Some(count)
}

/// Returns a schema without the marks of its properties and of those of its own members.
fn unmarked(root: &Value, schema: &Value, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return schema.clone() };
    let mut schema = schema.clone();
    for (_, property) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        if property.get("readOnly").is_none() {
            *property = resolved(root, property).clone();
        }
        property.as_object_mut().and_then(|property| property.remove("readOnly"));
    }
    let members = schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten();
    for member in members.filter(|member| member.get("$ref").is_none()) {
        *member = unmarked(root, member, depth);
    }
    schema
}

/// Returns the schema behind a reference, with a mark on each of its properties.
fn marked(root: &Value, schema: &Value, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return schema.clone() };
    let mut schema = resolved(root, schema).clone();
    for (_, property) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        *property = json!({"allOf": [property.take()], "readOnly": true});
    }
    for member in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        *member = marked(root, member, depth);
    }
    schema
}
