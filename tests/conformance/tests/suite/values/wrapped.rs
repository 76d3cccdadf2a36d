//! Makes a document whose operations send and receive lists of components, and nothing else. A component is sent where an
//! operation of the original sends it, and received where one receives it or none uses it, so that it has the type that it
//! has in the client of the original.

use std::collections::BTreeSet;

use conformance::schema::{Direction, component_name};
use serde_json::{Map, Value, json};
use tests::documents::Document;

/// How many components an operation has.
const EACH: usize = 40;

/// An operation of the document that is made.
pub(super) struct Wrapper {
    /// The direction in which it has values.
    pub(super) direction: Direction,
    /// Its path.
    pub(super) path: String,
    /// Its components. Those of index 3 are in the property `v3`.
    pub(super) components: Vec<String>,
}

impl Wrapper {
    /// The method and the path.
    pub(super) fn key(&self) -> String {
        match self.direction {
            Direction::Request => format!("POST {}", self.path),
            Direction::Response => format!("GET {}", self.path),
        }
    }
}

/// Returns the document, and its operations.
pub(super) fn wrapped(document: &Value) -> (Value, Vec<Wrapper>) {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let names: Vec<&String> = schemas.into_iter().flat_map(Map::keys).collect();
    let [sent, received] = used(document);
    let is_received = |name: &str| received.contains(name) || !sent.contains(name);
    let all = [
        (Direction::Response, names.iter().filter(|name| is_received(name)).collect::<Vec<_>>()),
        (Direction::Request, names.iter().filter(|name| sent.contains(name.as_str())).collect()),
    ];
    let mut wrappers = Vec::new();
    let mut paths = json!({});
    for (direction, names) in all {
        for part in names.chunks(EACH) {
            let path = format!("/values{}", wrappers.len());
            let components: Vec<String> = part.iter().map(|name| (**name).clone()).collect();
            paths[&path] = operation(direction, wrappers.len(), &components);
            wrappers.push(Wrapper { direction, path, components });
        }
    }
    let mut components = document["components"].clone();
    if let Some(components) = components.as_object_mut() {
        components.remove("securitySchemes");
    }
    let made = json!({
        "openapi": document["openapi"],
        "info": {"title": "Values", "version": "1.0.0"},
        "servers": [{"url": "https://example.com"}],
        "paths": paths,
        "components": components,
    });
    (made, wrappers)
}

fn operation(direction: Direction, index: usize, components: &[String]) -> Value {
    let list = |name: &String| json!({"type": "array", "items": {"$ref": reference(name)}});
    let lists = components.iter().enumerate().map(|(index, name)| (format!("v{index}"), list(name)));
    let content = json!({"application/json": {"schema": {
        "type": "object", "properties": lists.collect::<Map<_, _>>(), "additionalProperties": false
    }}});
    let operation = json!({"tags": ["Values"], "operationId": format!("values{index}")});
    match direction {
        Direction::Request => {
            let mut operation = operation;
            operation["requestBody"] = json!({"required": true, "content": content});
            operation["responses"] = json!({"204": {"description": "Done."}});
            json!({"post": operation})
        }
        Direction::Response => {
            let mut operation = operation;
            operation["responses"] = json!({"200": {"description": "Values.", "content": content}});
            json!({"get": operation})
        }
    }
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1").replace('%', "%25"))
}

/// The names of the component schemas that requests, and that responses of operations have.
fn used(document: &Value) -> [BTreeSet<String>; 2] {
    let items = document["paths"].as_object().into_iter().flat_map(Map::values);
    let operations = items.filter_map(Value::as_object).flat_map(Map::values).filter(|one| one.is_object());
    let operations: Vec<&Value> = operations.collect();
    let of = |key: &str| operations.iter().filter_map(|operation| operation.get(key)).collect::<Vec<_>>();
    [reached(document, of("requestBody")), reached(document, of("responses"))]
}

fn reached<'a>(document: &'a Value, mut open: Vec<&'a Value>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut found = BTreeSet::new();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => open.extend(members.values()),
            Value::Array(items) => open.extend(items),
            // A reference, or what a mapping leads to.
            Value::String(text) if text.starts_with("#/components/") && seen.insert(text) => {
                found.extend(component_name(text));
                open.extend(document.pointer(&text[1..]));
            }
            _ => {}
        }
    }
    found
}

/// Joins the components of several documents of OpenAPI 3.0. Each name begins with that of its document.
pub(super) fn joined(documents: &[Document]) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for (index, document) in documents.iter().enumerate() {
        let mut value = document.value();
        let old = value.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
        let new = |name: &str| format!("{}-{name}", document.name);
        renamed(&mut value, &|name| old.contains_key(name).then(|| new(name)));
        let own = value.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
        schemas.extend(own.into_iter().map(|(name, schema)| (new(&name), schema)));
        let own = value["paths"].as_object().cloned().unwrap_or_default();
        paths.extend(own.into_iter().map(|(path, item)| (format!("/{index}{path}"), item)));
    }
    json!({"openapi": "3.0.3", "paths": paths, "components": {"schemas": schemas}})
}

/// Renames what references and mappings lead to.
fn renamed(value: &mut Value, new: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::Object(targets) if key == "mapping" => {
                        for target in targets.values_mut().filter(|target| target.is_string()) {
                            let name = target.as_str().map(str::to_owned).unwrap_or_default();
                            let name = component_name(&name).unwrap_or(name);
                            *target = new(&name).map_or_else(|| target.clone(), |name| json!(reference(&name)));
                        }
                    }
                    Value::String(text) if key == "$ref" => {
                        if let Some(name) = component_name(text).and_then(|name| new(&name)) {
                            *text = reference(&name);
                        }
                    }
                    member => renamed(member, new),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| renamed(item, new)),
        _ => {}
    }
}
