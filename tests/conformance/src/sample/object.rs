//! Makes objects, and merges schemas.

use serde_json::{Map, Value, json};

use super::{Fill, Maker, Wish};
use crate::document::Document;
use crate::marks::MARKS;
use crate::schema::is_other_way;

/// A property that no schema defines.
const UNKNOWN: &str = "x-not-documented";

/// Returns the schema with all members of its `allOf` merged into it, or `None` if it contains itself.
pub(super) fn flat(document: &Document, schema: &Value, depth: usize) -> Option<Value> {
    if depth > super::TOO_DEEP * 2 {
        return None;
    }
    let Some(members) = schema.get("allOf").and_then(Value::as_array) else {
        return Some(match schema {
            Value::Object(_) => schema.clone(),
            _ => json!({}),
        });
    };
    let mut merged = schema.clone();
    if let Some(merged) = merged.as_object_mut() {
        merged.remove("allOf");
    }
    for member in members {
        let member = flat(document, document.resolve(member), depth + 1)?;
        merged = merge(&merged, &member);
    }
    Some(merged)
}

/// Merges two schemas that both apply, as far as one schema can express that.
fn merge(one: &Value, two: &Value) -> Value {
    let (Some(one), Some(two)) = (one.as_object(), two.as_object()) else { return one.clone() };
    let mut merged = one.clone();
    for (key, value) in two {
        let joined = match (key.as_str(), merged.get(key)) {
            (_, None) => value.clone(),
            ("properties", Some(known)) => {
                let mut all = known.as_object().cloned().unwrap_or_default();
                for (name, schema) in value.as_object().into_iter().flatten() {
                    let both = match all.get(name) {
                        Some(known) => joined_property(known, schema),
                        None => schema.clone(),
                    };
                    all.insert(name.clone(), both);
                }
                Value::Object(all)
            }
            ("items", Some(known)) if known != value => json!({"allOf": [known, value]}),
            ("required", Some(known)) => {
                let mut names = known.as_array().cloned().unwrap_or_default();
                names.extend(value.as_array().into_iter().flatten().cloned());
                Value::Array(names)
            }
            ("enum", Some(known)) => {
                let both = |item: &&Value| value.as_array().is_some_and(|values| values.contains(item));
                known.as_array().into_iter().flatten().filter(both).cloned().collect()
            }
            // `null` is allowed only if both schemas allow it.
            ("nullable", Some(known)) => json!(known == &json!(true) && value == &json!(true)),
            ("oneOf" | "anyOf", Some(known)) => known.clone(),
            ("minimum" | "minLength" | "minItems", Some(known)) => greater(known, value),
            ("maximum" | "maxLength" | "maxItems", Some(known)) => greater(value, known),
            (_, Some(known)) => known.clone(),
        };
        merged.insert(key.clone(), joined);
    }
    Value::Object(merged)
}

/// Returns a property that two schemas describe. It is sent in one direction if one of them says so.
fn joined_property(one: &Value, two: &Value) -> Value {
    let mut joined = json!({"allOf": [one, two]});
    for mark in MARKS.iter().filter(|mark| [one, two].iter().any(|schema| schema.get(**mark) == Some(&json!(true)))) {
        joined[*mark] = json!(true);
    }
    joined
}

fn greater(one: &Value, two: &Value) -> Value {
    if one.as_f64() >= two.as_f64() { one.clone() } else { two.clone() }
}

/// Returns an alternative of a union together with the keywords next to the union.
pub(super) fn beside_union(schema: &Value, alternative: &Value) -> Value {
    let mut beside = schema.as_object().cloned().unwrap_or_default();
    for key in ["oneOf", "anyOf", "discriminator", "nullable", "description", "title", "example", "default"] {
        beside.remove(key);
    }
    if beside.is_empty() { alternative.clone() } else { json!({"allOf": [alternative, beside]}) }
}

/// Sets the discriminator property to the name of the alternative. If no mapping names the alternative and it lists the
/// values of the property itself, one of those is kept.
pub(super) fn discriminate(document: &Document, schema: &Value, alternative: &Value, value: &mut Value) {
    let Some(discriminator) = schema.get("discriminator") else { return };
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
    let Some(reference) = alternative.get("$ref").and_then(Value::as_str) else { return };
    let own = reference.rsplit('/').next().unwrap_or_default();
    let mapping = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mapped =
        mapping.filter(|(_, target)| target.as_str().is_some_and(|target| target == reference || target == own));
    let mapped = mapped.map(|(name, _)| name.as_str()).next();
    let listed = flat(document, document.resolve(alternative), 0);
    let listed = listed.as_ref().and_then(|schema| schema.get("properties")?.get(property));
    let listed = listed.map(|schema| document.resolve(schema));
    if mapped.is_none() && listed.is_some_and(|schema| schema.get("enum").or(schema.get("const")).is_some()) {
        return;
    }
    let name = mapped.unwrap_or(own);
    if let Some(object) = value.as_object_mut() {
        object.insert(property.to_owned(), json!(name));
    }
}

/// Returns the type of a schema: the one that it names, or the one that its other keywords apply to. It is empty if the
/// schema allows any type.
pub(super) fn kind(schema: &Value, choice: usize) -> &str {
    let known = ["string", "number", "integer", "boolean", "array", "object", "null"];
    let named = match schema.get("type") {
        Some(Value::String(name)) => Some(name.as_str()),
        Some(Value::Array(names)) if !names.is_empty() => names[choice % names.len()].as_str(),
        _ => None,
    };
    if let Some(named) = named.filter(|name| known.contains(name)) {
        return named;
    }
    let has = |keys: &[&str]| keys.iter().any(|key| schema.get(key).is_some());
    if has(&["properties", "additionalProperties", "required", "minProperties"]) {
        "object"
    } else if has(&["items", "minItems"]) {
        "array"
    } else if has(&["pattern", "minLength", "maxLength"]) {
        "string"
    } else if has(&["minimum", "maximum", "multipleOf"]) {
        "number"
    } else {
        ""
    }
}

impl Maker<'_> {
    pub(super) fn object(self, schema: &Value, wish: Wish, depth: usize) -> Option<Value> {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut made = Map::new();
        for (index, (name, property)) in properties.iter().enumerate() {
            let is_required = required.contains(&name.as_str());
            if is_other_way(self.document, property, self.direction) || (!is_required && !wish.has(index)) {
                continue;
            }
            match self.at(property, wish.part(index), depth + 1) {
                Some(value) => drop(made.insert(name.clone(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        let rest = schema.get("additionalProperties");
        let open = Value::Bool(true);
        for name in required {
            if !properties.contains_key(name) {
                made.insert(name.to_owned(), self.at(rest.unwrap_or(&open), wish, depth + 1)?);
            }
        }
        match (wish.fill, rest) {
            (Fill::All | Fill::Unknown, Some(Value::Object(_))) => {
                let value = rest.and_then(|rest| self.at(rest, wish, depth + 1));
                made.extend(value.map(|value| ("any name".to_owned(), value)));
            }
            (Fill::Unknown, None | Some(Value::Bool(true))) => {
                made.insert(UNKNOWN.to_owned(), json!({"since": [2, null]}));
            }
            _ => {}
        }
        self.fill_up(schema, wish, depth, &mut made);
        Some(Value::Object(made))
    }

    /// Adds properties until there are as many as `minProperties` requires: first those that the schema defines, then
    /// additional ones.
    fn fill_up(self, schema: &Value, wish: Wish, depth: usize, made: &mut Map<String, Value>) {
        let least = schema.get("minProperties").and_then(Value::as_u64).unwrap_or(0);
        let defined = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        for (name, property) in defined {
            let is_needed = (made.len() as u64) < least && !made.contains_key(name);
            if is_needed && !is_other_way(self.document, property, self.direction) {
                let value = self.at(property, wish, depth + 1);
                made.extend(value.map(|value| (name.clone(), value)));
            }
        }
        let open = Value::Bool(true);
        let additional = schema.get("additionalProperties").unwrap_or(&open);
        for index in 0..least.saturating_sub(made.len() as u64) {
            let value = self.at(additional, wish, depth + 1);
            made.extend(value.map(|value| (format!("name{index}"), value)));
        }
    }
}
