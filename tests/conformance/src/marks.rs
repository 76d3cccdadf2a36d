//! Settles `readOnly` and `writeOnly` of properties that several members of an `allOf` describe, so that every member says
//! the same. A mark of one member counts for all. But a member that requires the property, and does not mark it, means both
//! directions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// The marks of a property.
pub(crate) const MARKS: [&str; 2] = ["readOnly", "writeOnly"];

/// How deep `allOf` within `allOf` is followed.
pub(crate) const DEEPEST: usize = 16;

/// What the members say of a property and a mark.
#[derive(Clone, Copy, Default)]
struct Said {
    is_marked: bool,
    is_two_way: bool,
}

/// Settles the marks of all compositions.
pub(crate) fn settle(root: &mut Value) {
    let mut found = Vec::new();
    let is_composed = |value: &Value, _: &str| value.get("allOf").is_some_and(Value::is_array);
    places(root, String::new(), &is_composed, &mut found);
    // The innermost come first.
    for at in found.iter().rev() {
        let Some(schema) = root.pointer(at) else { continue };
        let mut said: BTreeMap<(String, &str), Said> = BTreeMap::new();
        members(root, schema, DEEPEST, &mut said);
        let odd: Vec<_> = said.into_iter().filter(|(_, said)| said.is_marked).collect();
        if odd.is_empty() {
            continue;
        }
        let mut settled = schema.clone();
        for ((name, mark), said) in odd {
            write(root, &mut settled, (&name, mark, said.is_two_way), DEEPEST);
        }
        if let Some(schema) = root.pointer_mut(at) {
            *schema = settled;
        }
    }
}

/// Adds the places of all values that are wanted, each before those within it.
pub(crate) fn places(value: &Value, at: String, wanted: &dyn Fn(&Value, &str) -> bool, found: &mut Vec<String>) {
    if wanted(value, &at) {
        found.push(at.clone());
    }
    match value {
        Value::Object(inner) => {
            for (name, value) in inner {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(value, format!("{at}/{name}"), wanted, found);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, format!("{at}/{index}"), wanted, found));
        }
        _ => {}
    }
}

pub(crate) fn resolved<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    for _ in 0..DEEPEST {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { break };
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(&crate::document::unescape(pointer)));
        match target {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

/// Collects what a schema and the members of its `allOf` say.
fn members(root: &Value, schema: &Value, depth: usize, said: &mut BTreeMap<(String, &'static str), Said>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let schema = resolved(root, schema);
    let required: BTreeSet<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        for mark in MARKS {
            let has_mark = |mark: &str| resolved(root, property).get(mark) == Some(&Value::Bool(true));
            let known = said.entry((name.clone(), mark)).or_default();
            known.is_marked |= has_mark(mark);
            known.is_two_way |= !MARKS.iter().any(|mark| has_mark(mark)) && required.contains(name.as_str());
        }
    }
    for member in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        members(root, member, depth, said);
    }
}

/// Sets or removes the mark of a property in all members. To remove it from a component, the component is written out.
fn write(root: &Value, schema: &mut Value, (name, mark, is_two_way): (&str, &str, bool), depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    if schema.get("$ref").is_some() {
        let mut said = BTreeMap::new();
        members(root, schema, depth, &mut said);
        let is_marked = said.iter().any(|((known, of), said)| known == name && *of == mark && said.is_marked);
        if !is_two_way || !is_marked {
            return;
        }
        *schema = resolved(root, schema).clone();
    }
    if let Some(property) = schema.get_mut("properties").and_then(|properties| properties.get_mut(name)) {
        match is_two_way {
            true => {
                let mut plain = resolved(root, property).clone();
                plain.as_object_mut().and_then(|members| members.remove(mark));
                *property = plain;
            }
            false if property.get("$ref").is_some() => *property = json!({"allOf": [property.take()], mark: true}),
            false => {
                property
                    .as_object_mut()
                    .map(|members: &mut Map<String, Value>| members.insert(mark.to_owned(), json!(true)));
            }
        }
    }
    for member in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        write(root, member, (name, mark, is_two_way), depth);
    }
}
