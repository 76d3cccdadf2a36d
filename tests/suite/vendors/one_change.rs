//! Does one change of a vendor's document move only what it changes? One operation and one component of each document are
//! dropped, renamed, moved, and the component is made inline.

use std::collections::BTreeSet;

use generator::Generated;
use serde_json::{Map, Value};
use tests::documents::{self, Document};

use super::names::{generate, surface};
use super::setting;
use crate::fuzz::mutate::Random;

/// How many neighbouring operations are kept of each document.
const OPERATIONS: usize = 8;

/// `VENDOR_SEED` chooses other operations and components, `VENDOR_CHANGES` tries more of them, and `VENDOR_DOCUMENT` chooses
/// one document.
#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of documents: see CONTRIBUTING.md")]
fn one_change_moves_only_what_it_changes() {
    let only = std::env::var("VENDOR_DOCUMENT").ok();
    let is_wanted = |document: &&Document| only.as_ref().is_none_or(|name| *name == document.name);
    let mut report = Vec::new();
    let mut tried = 0;
    for document in documents::real().iter().filter(is_wanted) {
        let whole = document.value();
        let mut random = Random::new(setting("VENDOR_SEED", 0));
        for _ in 0..setting("VENDOR_CHANGES", 1) {
            for (change, wrong) in Trial::of(&whole, &mut random).into_iter().flat_map(|trial| trial.run()) {
                tried += 1;
                report.extend(wrong.into_iter().map(|line| format!("{}: {change}: {line}", document.name)));
            }
        }
    }
    println!("{tried} changes");
    assert!(tried > 0 && report.is_empty(), "{}", report.join("\n"));
}

/// A cut-out of a document, with an operation and a component in it.
struct Trial {
    document: Value,
    before: Generated,
    path: String,
    method: String,
    component: Option<String>,
}

/// A change, and what it moved although it should not have.
type Outcome = (String, Vec<String>);

impl Trial {
    fn of(whole: &Value, random: &mut Random) -> Option<Self> {
        let all = documents::operations(whole);
        let count = OPERATIONS.min(all.len());
        let start = random.below(all.len() - count + 1);
        let document = documents::cut(whole, &all[start..start + count]);
        let before = generate(&document, None).ok()?;
        let (path, method) = all[start + random.below(count)].clone();
        let text = document.to_string();
        let is_used = |name: &&String| text.contains(&format!("\"{}\"", reference(name)));
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let names: Vec<&String> = schemas.into_iter().flat_map(Map::keys).filter(is_used).collect();
        let component = (!names.is_empty()).then(|| names[random.below(names.len())].clone());
        Some(Self { document, before, path, method, component })
    }

    fn run(&self) -> Vec<Outcome> {
        let mut found = vec![self.dropped(), self.with_another_id(), self.with_another_tag(), self.with_another_path()];
        if let Some(name) = &self.component {
            found.push(self.renamed(name));
            // Parameters and properties of a body depend on all of it.
            if is_member(&self.document, &reference(name), Around::Other) {
                found.push(self.replaced(name, "any value"));
            }
            if self.schema(name).is_some_and(|schema| !schema.to_string().contains("\"$ref\"")) {
                found.push(self.replaced(name, "inline"));
            }
        }
        found
    }

    fn schema(&self, name: &str) -> Option<&Value> {
        self.document["components"]["schemas"].get(name)
    }

    /// Generates the client of a changed document with the lock of before, and returns the items that are gone and new.
    fn changed(&self, document: &Value) -> Result<(BTreeSet<String>, BTreeSet<String>), Vec<String>> {
        let after = generate(document, Some(&self.before.lock)).map_err(|findings| vec![findings])?;
        let (before, after) = (surface(&self.before), surface(&after));
        let less = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect();
        Ok((less(&before, &after), less(&after, &before)))
    }

    fn dropped(&self) -> Outcome {
        let mut document = self.document.clone();
        let others = documents::operations(&document).into_iter();
        let others: Vec<_> = others.filter(|(path, method)| (path, method) != (&self.path, &self.method)).collect();
        document = documents::cut(&document, &others);
        let name = format!("{} {} is dropped", self.method, self.path);
        if others.is_empty() {
            return (name, Vec::new());
        }
        let wrong = match self.changed(&document) {
            Err(findings) => findings,
            Ok((_, new)) => new.into_iter().map(|line| format!("`{line}` is new")).collect(),
        };
        (name, wrong)
    }

    fn with_another_id(&self) -> Outcome {
        let mut document = self.document.clone();
        document["paths"][&self.path][&self.method]["operationId"] = "somethingElseEntirely".into();
        (format!("{} {} has another operationId", self.method, self.path), self.nothing(&document))
    }

    fn with_another_tag(&self) -> Outcome {
        let mut document = self.document.clone();
        document["paths"][&self.path][&self.method]["tags"] = serde_json::json!(["Zebra crossing"]);
        let lock: Value = serde_yaml::from_str(&self.before.lock).expect("the lock is YAML");
        let front = format!("{} {}", self.method.to_uppercase(), super::unnamed(&self.path));
        let methods = lock["operations"].as_object().into_iter().flatten();
        let modules: Vec<String> = methods
            .filter(|(key, _)| {
                super::unnamed(key).strip_prefix(&front).is_some_and(|rest| rest.is_empty() || rest.starts_with(" as "))
            })
            .filter_map(|(_, name)| Some(name.as_str()?.rsplit_once("::")?.0.to_owned()))
            .collect();
        let is_expected = |line: &String| {
            line.to_lowercase().replace(['_', ' '], "").contains("zebracrossing")
                || modules.iter().any(|module| line.contains(&format!("generated::{module}")))
        };
        let wrong = match self.changed(&document) {
            Err(findings) => findings,
            Ok((gone, new)) => gone
                .into_iter()
                .chain(new)
                .filter(|line| !is_expected(line))
                .map(|line| format!("`{line}` moves"))
                .collect(),
        };
        (format!("{} {} has another tag", self.method, self.path), wrong)
    }

    /// Changes nothing in the client.
    fn nothing(&self, document: &Value) -> Vec<String> {
        match self.changed(document) {
            Err(findings) => findings,
            Ok((gone, new)) => {
                let gone = gone.into_iter().map(|line| format!("`{line}` is gone"));
                gone.chain(new.into_iter().map(|line| format!("`{line}` is new"))).collect()
            }
        }
    }

    fn with_another_path(&self) -> Outcome {
        let mut document = self.document.clone();
        let path = format!("{}/zebra", self.path.trim_end_matches('/'));
        if let Some(operation) =
            document["paths"][&self.path].as_object_mut().and_then(|item| item.remove(&self.method))
        {
            let mut item = document["paths"][&self.path].clone();
            documents::METHODS
                .into_iter()
                .for_each(|method| drop(item.as_object_mut().and_then(|item| item.remove(method))));
            item[&self.method] = operation;
            document["paths"][&path] = item;
        }
        (format!("{} {} has another path", self.method, self.path), self.nothing(&document))
    }

    fn renamed(&self, name: &str) -> Outcome {
        let new = format!("{name}Zebra");
        let mut document = self.document.clone();
        if let Some(schemas) = document["components"]["schemas"].as_object_mut()
            && let Some(schema) = schemas.remove(name)
        {
            schemas.insert(new.clone(), schema);
        }
        each(&mut document, &mut |value| {
            if let Some(Value::String(text)) = value.get_mut("$ref") {
                let old = reference(name);
                if *text == old || text.starts_with(&format!("{old}/")) {
                    *text = text.replacen(&old, &reference(&new), 1);
                }
            }
            if let Some(Value::Object(mapping)) = value.pointer_mut("/discriminator/mapping") {
                for target in mapping.values_mut().filter(|target| **target == reference(name)) {
                    *target = reference(&new).into();
                }
            }
        });
        (format!("{name} is renamed"), self.of_component(&document, name))
    }

    /// Replaces the references to a component by its schema, or by any value.
    fn replaced(&self, name: &str, by: &str) -> Outcome {
        let mut document = self.document.clone();
        let schema = match by {
            "inline" => self.schema(name).cloned().unwrap_or_default(),
            _ => Value::Object(Map::new()),
        };
        document["components"]["schemas"].as_object_mut().map(|schemas| schemas.remove(name));
        each(&mut document, &mut |value| {
            if value.get("$ref") == Some(&Value::String(reference(name))) {
                *value = schema.clone();
            }
        });
        (format!("{name} becomes {by}"), self.of_component(&document, name))
    }

    /// Moves only a component, what is defined in it, and what refers to these.
    fn of_component(&self, document: &Value, name: &str) -> Vec<String> {
        let (gone, new) = match self.changed(document) {
            Err(findings) => return findings,
            Ok(changed) => changed,
        };
        let lock: Value = serde_yaml::from_str(&self.before.lock).expect("the lock is YAML");
        let inner = lock["types"].as_object().into_iter().flatten();
        let inner = inner
            .filter(|(key, _)| key.strip_prefix("schemas ").is_some_and(|key| key.trim_matches('"').starts_with(name)));
        let own = letters(name);
        let mut allowed: BTreeSet<String> =
            inner.filter_map(|(_, path)| Some(path.as_str()?.rsplit("::").next()?.to_owned())).collect();
        let types = gone.iter().filter_map(|line| declared(line));
        let is_of = |ty: &&str| {
            let plain = ty.trim_end_matches("Required").trim_end_matches("Input");
            letters(ty).starts_with(&own) || allowed.contains(plain)
        };
        let more: Vec<String> = types.filter(is_of).map(str::to_owned).collect();
        allowed.extend(more);
        let words = |line: &str| -> BTreeSet<String> {
            line.split(|char: char| !char.is_alphanumeric() && char != '_').map(str::to_owned).collect()
        };
        let made: BTreeSet<String> = new.iter().filter_map(|line| declared(line)).map(str::to_owned).collect();
        // The lines of one item, such as a field that has another type now.
        let item = |line: &str| line.split(": ").next().unwrap_or_default().to_owned();
        let changed: BTreeSet<String> =
            gone.iter().filter(|line| !words(line).is_disjoint(&allowed)).map(|line| item(line)).collect();
        // Whether a type has a default, and a struct of its required properties, depends on what uses and contains it.
        let by_use =
            |line: &str| line.ends_with(": impl Default") || words(line).iter().any(|word| word.ends_with("Required"));
        let gone = gone.iter().filter(|line| words(line).is_disjoint(&allowed) && !by_use(line));
        let gone = gone.map(|line| format!("`{line}` is gone"));
        let is_expected =
            |line: &&String| !words(line).is_disjoint(&made) || changed.contains(&item(line)) || by_use(line);
        let new = new.iter().filter(|line| !is_expected(line)).map(|line| format!("`{line}` is new"));
        gone.chain(new).collect()
    }
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn letters(text: &str) -> String {
    text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The name of the type that a line declares.
fn declared(line: &str) -> Option<&str> {
    let (path, text) = line.split_once(": ")?;
    let is_type = ["struct", "enum", "type"].iter().any(|word| text.starts_with(word));
    is_type.then(|| path.rsplit("::").next())?
}

/// Where a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Properties,
    /// In the schema of a property or of the items of a list.
    Member,
    Other,
}

/// Returns whether all references to something are those of properties and items.
fn is_member(value: &Value, to: &str, around: Around) -> bool {
    match value {
        Value::Object(members) if members.get("$ref").and_then(Value::as_str) == Some(to) => around == Around::Member,
        Value::Object(members) => members.iter().all(|(name, member)| {
            let inner = match (around, name.as_str()) {
                (Around::Properties, _) | (_, "items") => Around::Member,
                (_, "properties") => Around::Properties,
                _ => Around::Other,
            };
            is_member(member, to, inner)
        }),
        Value::Array(items) => items.iter().all(|item| is_member(item, to, Around::Other)),
        _ => true,
    }
}

/// Calls a function for each object of a document, the inner ones first.
fn each(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Object(members) => members.values_mut().for_each(|member| each(member, visit)),
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, visit)),
        _ => return,
    }
    if value.is_object() {
        visit(value);
    }
}
