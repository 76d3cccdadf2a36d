//! The shape of a value by its schema, and the conversion of strings to the types of a schema.

use serde_json::{Map, Number, Value, json};

use super::object::{flat, kind};
use crate::document::Document;
use crate::schema::{Direction, problems};

/// The shape of a value.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A plain value, which is one string.
    Plain(Value),
    /// A list.
    List(Value),
    /// An object, with the names of its properties if they are known.
    Object(Vec<String>, Value),
}

impl Shape {
    /// The schema of the whole value.
    pub fn schema(&self) -> &Value {
        match self {
            Self::Plain(schema) | Self::List(schema) | Self::Object(_, schema) => schema,
        }
    }
}

/// Returns the shapes that a schema allows: one for each alternative of a union.
pub fn shapes(document: &Document, schema: &Value) -> Vec<Shape> {
    alternatives(document, schema, 0)
        .into_iter()
        .map(|schema| match kind(&schema, 0) {
            "array" => Shape::List(schema),
            "object" => {
                let names = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
                Shape::Object(names.map(|(name, _)| name.clone()).collect(), schema)
            }
            _ => Shape::Plain(schema),
        })
        .collect()
}

/// Returns the schema without unions: one schema for each alternative.
fn alternatives(document: &Document, schema: &Value, depth: usize) -> Vec<Value> {
    let Some(schema) = flat(document, document.resolve(schema), depth) else { return Vec::new() };
    for key in ["oneOf", "anyOf"] {
        if let (Some(all), true) = (schema.get(key).and_then(Value::as_array), depth < 8) {
            return all
                .iter()
                .flat_map(|one| alternatives(document, &super::object::beside_union(&schema, one), depth + 1))
                .collect();
        }
    }
    vec![schema]
}

/// Converts the strings in a value to the types of the schema. A string that cannot be converted is kept, so that
/// validation reports it.
pub fn typed(document: &Document, schema: &Value, value: &Value) -> Value {
    let mut first = None;
    for schema in alternatives(document, schema, 0) {
        let typed = match value {
            Value::Array(items) => {
                let open = json!({});
                let first = schema.get("prefixItems").and_then(Value::as_array).into_iter().flatten();
                let schemas = first.chain(std::iter::repeat(schema.get("items").unwrap_or(&open)));
                items.iter().zip(schemas).map(|(item, inner)| typed(document, inner, item)).collect()
            }
            // JSON text, where a style has no rule for a list.
            Value::String(text) if plain(&schema, text).is_array() => plain(&schema, text),
            // `name[0]=a`
            Value::Object(members) if kind(&schema, 0) == "array" && is_indexed(members) => {
                let items = (0..members.len()).filter_map(|index| members.get(&index.to_string()));
                return typed(document, &schema, &items.cloned().collect());
            }
            // Outside of JSON, a list with one item looks like the item.
            item if !item.is_null() && kind(&schema, 0) == "array" => {
                let open = json!({});
                let first = schema.get("prefixItems").and_then(|items| items.get(0));
                json!([typed(document, first.or(schema.get("items")).unwrap_or(&open), item)])
            }
            Value::String(text) => plain(&schema, text),
            Value::Object(members) => Value::Object(members_of(document, &schema, members)),
            other => other.clone(),
        };
        if problems(document, &schema, Direction::Request, &typed).is_empty() {
            return typed;
        }
        first.get_or_insert(typed);
    }
    first.unwrap_or_else(|| value.clone())
}

/// Returns whether the keys of an object are the indices of a list.
fn is_indexed(members: &Map<String, Value>) -> bool {
    !members.is_empty() && (0..members.len()).all(|index| members.contains_key(&index.to_string()))
}

fn members_of(document: &Document, schema: &Value, members: &Map<String, Value>) -> Map<String, Value> {
    let open = json!({});
    let inner = |name: &str| {
        let named = schema.get("properties").and_then(|properties| properties.get(name));
        named.or(schema.get("additionalProperties")).unwrap_or(&open)
    };
    members.iter().map(|(name, member)| (name.clone(), typed(document, inner(name), member))).collect()
}

fn plain(schema: &Value, text: &str) -> Value {
    if let Some(values) = schema.get("enum").and_then(Value::as_array)
        && let Some(value) = values.iter().find(|value| as_text(value) == text)
    {
        return value.clone();
    }
    let number = || text.parse::<Number>().ok().map(Value::Number);
    let typed = match kind(schema, 0) {
        "integer" | "number" => number(),
        "boolean" => text.parse::<bool>().ok().map(Value::Bool),
        // If the style has no rule for a value, it is JSON.
        kind @ ("array" | "object") => {
            let json = serde_json::from_str::<Value>(text).ok();
            json.filter(|json| if kind == "array" { json.is_array() } else { json.is_object() })
        }
        "null" if text.is_empty() || text == "null" => Some(Value::Null),
        _ => None,
    };
    typed.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// Returns a plain value as it is written in a URL, and any other value as JSON.
pub fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns whether two values are the same on the wire, where a number can be written in several ways.
pub fn same(one: &Value, two: &Value, as_texts: Texts) -> bool {
    match (one, two) {
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(one, two, as_texts))
        }
        (Value::Object(one), Value::Object(two)) => {
            one.len() == two.len()
                && one.iter().all(|(name, one)| two.get(name).is_some_and(|two| same(one, two, as_texts)))
        }
        (Value::Number(one), Value::Number(two)) if one != two => {
            let (one, two) = (one.as_f64().unwrap_or(f64::NAN), two.as_f64().unwrap_or(f64::NAN));
            if one == two && one.abs() <= 9.0e15 {
                // `1` and `1.0` are equal.
                return true;
            }
            // Parsing decimal text may round the last digit of a float.
            (one - two).abs() <= one.abs().max(two.abs()) * 1e-15
                && (one.fract() != 0.0 || two.fract() != 0.0 || one.abs() > 9.0e15)
        }
        (one, two) if one == two => true,
        (one, two) => as_texts == Texts::Alike && as_text(one) == as_text(two),
    }
}

/// Whether `12` and `"12"` are equal, as in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// They are equal.
    Alike,
    /// They are not equal.
    Apart,
}
