//! Converts schemas of OpenAPI 3.0 to JSON Schema 2020-12, and validates values with a library.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;

use serde_json::{Map, Number, Value, json};

use crate::document::Document;

/// The direction in which a value is sent, on which `readOnly` and `writeOnly` depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// Returns what is wrong with a value by its schema. Each entry has a place in the value and a reason.
///
/// If the library cannot use the schema, that is reported as a problem.
pub fn problems(document: &Document, schema: &Value, direction: Direction, value: &Value) -> Vec<String> {
    match document.validators.of(document, schema, direction).as_ref() {
        Ok(validator) => validator
            .iter_errors(value)
            .map(|error| match error.instance_path().to_string() {
                place if place.is_empty() => error.to_string(),
                place => format!("at {place}: {error}"),
            })
            .collect(),
        Err(error) => vec![format!("the schema cannot be used: {error}")],
    }
}

type Made = Rc<Result<jsonschema::Validator, String>>;

/// The validators of a document, by the text of the schema. Schemas are used many times, and building a validator takes
/// long if the schema refers to many components.
#[derive(Default)]
pub(crate) struct Validators(RefCell<BTreeMap<(Direction, String), Made>>);

/// The maximum number of validators. When it is reached, all are dropped.
const MOST_VALIDATORS: usize = 500;

impl Validators {
    fn of(&self, document: &Document, schema: &Value, direction: Direction) -> Made {
        let key = (direction, schema.to_string());
        let mut known = self.0.borrow_mut();
        if let Some(made) = known.get(&key) {
            return Rc::clone(made);
        }
        let schema = json_schema(document, schema, direction);
        let validator = jsonschema::options().should_validate_formats(true).build(&schema);
        let made = Rc::new(validator.map_err(|error| error.to_string()));
        if known.len() >= MOST_VALIDATORS {
            known.clear();
        }
        known.insert(key, Rc::clone(&made));
        made
    }
}

impl fmt::Debug for Validators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} validators", self.0.borrow().len())
    }
}

/// Returns a schema as JSON Schema, with the components that it refers to.
pub fn json_schema(document: &Document, schema: &Value, direction: Direction) -> Value {
    let convert = Convert { document, direction };
    let mut root = match convert.schema(schema) {
        Value::Object(root) => json!({"allOf": [root]}),
        other => json!({"allOf": [other]}),
    };
    let mut components = Map::new();
    let mut open: Vec<String> = Vec::new();
    references(schema, &mut open);
    while let Some(name) = open.pop() {
        if components.contains_key(&name) {
            continue;
        }
        let Some(component) = document.component(&name) else { continue };
        references(component, &mut open);
        components.insert(name, convert.schema(component));
    }
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["components"] = json!({"schemas": components});
    root
}

/// Lists the component schemas that a schema refers to.
fn references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Value::as_str).and_then(component_name) {
                found.push(name);
            }
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Returns the name of the component schema that a reference leads to, if it leads to one.
pub fn component_name(reference: &str) -> Option<String> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    (!name.contains('/')).then(|| crate::style::decode(name).replace("~1", "/").replace("~0", "~"))
}

/// Returns the reference to a component as a URI fragment (RFC 6901, section 6).
fn reference_to(name: &str) -> String {
    let escaped = name.replace('~', "~0").replace('/', "~1");
    let encoded = escaped.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("#/components/schemas/{}", encoded.collect::<String>())
}

/// How deep `allOf` is followed.
const MOST_NESTED: usize = 32;

struct Convert<'a> {
    document: &'a Document,
    direction: Direction,
}

impl Convert<'_> {
    fn schema(&self, schema: &Value) -> Value {
        let Some(members) = schema.as_object() else {
            return if schema.is_boolean() { schema.clone() } else { Value::Bool(true) };
        };
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            return match component_name(reference) {
                Some(name) => json!({"$ref": reference_to(&name)}),
                // The target is not a component, so it replaces the reference.
                None => self.schema(self.document.resolve(schema)),
            };
        }
        let mut out = Map::new();
        for (key, value) in members {
            self.keyword(key, value, members, &mut out);
        }
        format_bounds(members, &mut out);
        self.one_way(members, &mut out);
        self.one_way_beside(members, &mut out);
        if members.get("nullable") == Some(&Value::Bool(true)) {
            return json!({"anyOf": [{"type": "null"}, out]});
        }
        Value::Object(out)
    }

    fn keyword(&self, key: &str, value: &Value, members: &Map<String, Value>, out: &mut Map<String, Value>) {
        let converted = match key {
            "type" => known_types(value),
            // In a merged document, some lists allow all other values too.
            "enum" if members.get("x-open-values") == Some(&Value::Bool(true)) => None,
            "enum" => value.is_array().then(|| value.clone()),
            "const" => Some(value.clone()),
            "format" => value.is_string().then(|| value.clone()),
            "items" | "additionalProperties" | "not" | "contains" | "propertyNames" => Some(self.schema(value)),
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
                value.as_array().map(|items| items.iter().map(|item| self.schema(item)).collect())
            }
            "properties" | "patternProperties" => value.as_object().map(|properties| {
                properties
                    .iter()
                    .map(|(name, schema)| (name.clone(), self.schema(schema)))
                    .collect::<Map<_, _>>()
                    .into()
            }),
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
                value.is_u64().then(|| value.clone())
            }
            "minimum" | "maximum" => value.is_number().then(|| value.clone()),
            "multipleOf" => value.as_f64().is_some_and(|value| value > 0.0).then(|| value.clone()),
            "exclusiveMinimum" => exclusive(value, members.get("minimum")),
            "exclusiveMaximum" => exclusive(value, members.get("maximum")),
            "uniqueItems" => value.is_boolean().then(|| value.clone()),
            "pattern" => usable(value).then(|| value.clone()),
            "required" => strings(value),
            _ => None,
        };
        // Documents seldom mean that alternatives must not overlap, and with a discriminator they may.
        let key = if key == "oneOf" && !members.contains_key("anyOf") { "anyOf" } else { key };
        if let Some(converted) = converted {
            out.insert(key.to_owned(), converted);
        }
    }

    /// Removes the properties that are only sent in the other direction.
    fn one_way(&self, members: &Map<String, Value>, out: &mut Map<String, Value>) {
        let Some(properties) = members.get("properties").and_then(Value::as_object) else { return };
        let other: BTreeSet<&String> =
            properties.iter().filter(|(_, schema)| self.is_other_way(schema)).map(|(name, _)| name).collect();
        if let Some(required) = out.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|name| !other.iter().any(|other| name == other.as_str()));
        }
        if let Some(properties) = out.get_mut("properties") {
            other.iter().for_each(|name| properties[name.as_str()] = Value::Bool(false));
        }
    }

    /// Removes the same properties from what another member of `allOf` requires.
    fn one_way_beside(&self, members: &Map<String, Value>, out: &mut Map<String, Value>) {
        let Some(all) = members.get("allOf").and_then(Value::as_array) else { return };
        let mut other = BTreeSet::new();
        all.iter().for_each(|member| self.other_ways(member, MOST_NESTED, &mut other));
        let lists = out.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten();
        for required in lists.filter_map(|member| member.get_mut("required")?.as_array_mut()) {
            required.retain(|name| !name.as_str().is_some_and(|name| other.contains(name)));
        }
    }

    /// Collects the properties of a schema, and of all that it extends, that are only sent in the other direction.
    fn other_ways(&self, schema: &Value, depth: usize, found: &mut BTreeSet<String>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let schema = self.document.resolve(schema);
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        found.extend(properties.filter(|(_, schema)| self.is_other_way(schema)).map(|(name, _)| name.clone()));
        let members = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        members.for_each(|member| self.other_ways(member, depth, found));
    }

    fn is_other_way(&self, schema: &Value) -> bool {
        is_other_way(self.document, schema, self.direction)
    }
}

/// Returns whether a property is only sent in the other direction.
pub fn is_other_way(document: &Document, schema: &Value, direction: Direction) -> bool {
    let key = match direction {
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
    };
    document.resolve(schema).get(key) == Some(&Value::Bool(true))
}

/// Keeps the types that JSON Schema defines. Others cannot be checked.
fn known_types(value: &Value) -> Option<Value> {
    let known = ["string", "number", "integer", "boolean", "array", "object", "null"];
    let is_known = |name: &Value| name.as_str().is_some_and(|name| known.contains(&name));
    match value {
        Value::Array(names) => (!names.is_empty() && names.iter().all(is_known)).then(|| value.clone()),
        other => is_known(other).then(|| other.clone()),
    }
}

/// Converts an exclusive bound: a flag next to a bound (3.0), or a number (3.1, but also common in 3.0 documents).
fn exclusive(value: &Value, bound: Option<&Value>) -> Option<Value> {
    match value {
        Value::Bool(true) => bound.filter(|bound| bound.is_number()).cloned(),
        Value::Number(_) => Some(value.clone()),
        _ => None,
    }
}

fn usable(pattern: &Value) -> bool {
    pattern.is_string() && jsonschema::options().build(&json!({"pattern": pattern})).is_ok()
}

fn strings(value: &Value) -> Option<Value> {
    let names: Vec<Value> = value.as_array()?.iter().filter(|name| name.is_string()).cloned().collect();
    let unique: Vec<Value> = names
        .iter()
        .enumerate()
        .filter(|(at, name)| !names[..*at].contains(name))
        .map(|(_, name)| name.clone())
        .collect();
    Some(Value::Array(unique))
}

/// Returns the minimum and maximum of a number format. They apply in addition to the bounds of the document.
pub fn format_range(format: &str) -> Option<(i128, i128)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    })
}

fn format_bounds(members: &Map<String, Value>, out: &mut Map<String, Value>) {
    let is_integer = members.get("type").and_then(Value::as_str) == Some("integer");
    let range = members.get("format").and_then(Value::as_str).and_then(format_range);
    let (true, Some((low, high))) = (is_integer, range) else { return };
    let bounds = [("minimum", low), ("maximum", high)].map(|(key, bound)| (key, Number::from_i128(bound)));
    let bounds: Map<String, Value> =
        bounds.into_iter().filter_map(|(key, bound)| Some((key.to_owned(), Value::Number(bound?)))).collect();
    let mut all = vec![Value::Object(bounds)];
    all.extend(out.remove("allOf").and_then(|all| all.as_array().cloned()).unwrap_or_default());
    out.insert("allOf".to_owned(), Value::Array(all));
}
