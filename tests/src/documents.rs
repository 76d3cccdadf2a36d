//! Documents of vendors, from a folder outside the repository, and cut-outs of documents.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, json};

use crate::case;

/// The methods of OpenAPI 3.0 and 3.1.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document, read without the generator.
#[derive(Clone, Debug)]
pub struct Document {
    /// The name of its file, without the ending.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether the text is JSON or YAML, as the ending of a file.
    pub ending: &'static str,
}

impl Document {
    /// Returns its values.
    ///
    /// # Panics
    ///
    /// If the text is neither JSON nor YAML.
    pub fn value(&self) -> Value {
        let yaml = |_| serde_yaml::from_str(&self.text).map(|Lenient(value)| value);
        serde_json::from_str(&self.text).or_else(yaml).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

/// A value whose integers may be larger than those that JSON's reader keeps.
struct Lenient(Value);

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(LenientVisitor).map(Self)
    }
}

struct LenientVisitor;

impl<'de> Visitor<'de> for LenientVisitor {
    type Value = Value;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a value of YAML")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok((value as f64).into())
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok((value as f64).into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut found = Vec::new();
        while let Some(Lenient(item)) = items.next_element()? {
            found.push(item);
        }
        Ok(found.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut found = Map::new();
        while let Some((key, Lenient(member))) = members.next_entry::<String, _>()? {
            found.insert(key, member);
        }
        Ok(found.into())
    }
}

/// Reads the complete documents of the corpus, from the smallest to the largest.
pub fn real() -> Vec<Document> {
    let mut found = Vec::new();
    for path in case::files(&case::corpus().join("real")) {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let ending = match path.extension().and_then(|ending| ending.to_str()) {
            Some("json") => "json",
            Some("yaml" | "yml") => "yaml",
            _ => continue,
        };
        let text = fs::read_to_string(&path).expect("a document is text");
        found.push(Document { name: stem, text, ending });
    }
    found.sort_by(|a, b| (a.text.len(), &a.name).cmp(&(b.text.len(), &b.name)));
    found
}

/// Reads the documents on the pages of the corpus: a page has each on a line of its own.
pub fn on_pages() -> Vec<Document> {
    let corpus = case::corpus();
    let mut paths = [case::files(&corpus.join("make")), case::files(&corpus.join("gitbook"))].concat();
    paths.push(corpus.join("../seed/users.md"));
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    let mut found = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a page is text");
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for line in text.lines().map(str::trim_start).filter(|line| line.starts_with("{\"openapi\":")) {
            let name = format!("{stem}-{}", found.len());
            found.push(Document { name, text: line.to_owned(), ending: "json" });
        }
    }
    // Some pages show schemas only; there is nothing to import on them.
    found.retain(|document| document.value().get("paths").is_some());
    found
}

/// Reads the merged documents of the fixtures.
pub fn of_fixtures() -> Vec<Document> {
    let merged = |name: String| {
        let specs = case::folder("fixtures").join(&name);
        let merged = generator::merge(case::input(&specs, &specs)).value.expect("a fixture is sound");
        Document { name, text: merged.to_json(), ending: "json" }
    };
    case::cases("fixtures").into_iter().map(merged).collect()
}

/// Lists the operations of a document by path and method, in the order of the document. Nothing is read but `paths`.
pub fn operations(document: &Value) -> Vec<(String, String)> {
    let items = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let mut found = Vec::new();
    for (path, item) in items.filter(|(path, _)| !path.starts_with("x-")) {
        // A path item may be written elsewhere in the document.
        let elsewhere = item.get("$ref").and_then(Value::as_str).and_then(|to| document.pointer(to.strip_prefix('#')?));
        let is_there = |method: &&str| item.get(method).or_else(|| elsewhere?.get(method)).is_some();
        found.extend(METHODS.into_iter().filter(is_there).map(|method| (path.clone(), method.to_owned())));
    }
    found
}

/// Returns the document with some of its operations only, and with what they refer to.
pub fn cut(document: &Value, operations: &[(String, String)]) -> Value {
    let mut kept = Map::new();
    let mut tags = BTreeSet::new();
    for (path, method) in operations {
        let Some(item) = document["paths"].get(path).and_then(Value::as_object) else { continue };
        let target = kept.entry(path.clone()).or_insert_with(|| {
            let shared = item.iter().filter(|(key, _)| !METHODS.contains(&key.as_str()));
            Value::Object(shared.map(|(key, value)| (key.clone(), value.clone())).collect())
        });
        let Some(operation) = item.get(method) else { continue };
        target[method] = operation.clone();
        tags.extend(operation["tags"].as_array().into_iter().flatten().map(|tag| tag.to_string()));
    }
    let mut result = json!({ "paths": kept });
    for key in ["openapi", "info", "servers", "security"] {
        if let Some(value) = document.get(key) {
            result[key] = value.clone();
        }
    }
    if let Some(all) = document.get("tags").and_then(Value::as_array) {
        let is_used = |tag: &&Value| tags.contains(&tag["name"].to_string());
        result["tags"] = all.iter().filter(is_used).cloned().collect();
    }
    if let Some(schemes) = document.pointer("/components/securitySchemes") {
        result["components"] = json!({ "securitySchemes": schemes });
    }
    bring_what_is_referred_to(document, &mut result);
    result
}

/// Adds the components, and other things at the top, that something in the cut-out refers to.
fn bring_what_is_referred_to(document: &Value, result: &mut Value) {
    let mut open = Vec::new();
    references(result, &mut open);
    let mut seen = BTreeSet::new();
    while let Some(to) = open.pop() {
        let parts: Vec<String> = to.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
        let (whole, place) = match parts.as_slice() {
            [first, kind, name, ..] if first == "components" => (document[first][kind].get(name), [kind, name]),
            _ => continue,
        };
        let Some(whole) = whole.filter(|_| seen.insert(place.map(String::clone))) else { continue };
        references(whole, &mut open);
        result["components"][place[0].as_str()][place[1].as_str()] = whole.clone();
    }
}

/// Collects the pointers of the references below a value, without `#/`; those of a discriminator as well.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(members) => {
            for (key, member) in members {
                let names = match (key.as_str(), member) {
                    ("$ref", Value::String(to)) => vec![to],
                    ("mapping", Value::Object(names)) => names
                        .values()
                        .filter_map(|to| match to {
                            Value::String(to) => Some(to),
                            _ => None,
                        })
                        .collect(),
                    _ => Vec::new(),
                };
                found.extend(names.into_iter().map(|to| match to.strip_prefix("#/") {
                    Some(pointer) => pointer.to_owned(),
                    None => format!("components/schemas/{to}"),
                }));
                references(member, found);
            }
        }
        _ => {}
    }
}
