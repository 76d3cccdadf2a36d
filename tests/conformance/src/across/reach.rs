//! Whether two documents say the same of an operation, with all that it refers to.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::{Document, Operation};

/// Returns whether two documents describe an operation in the same words. Then the same calls end in the same way.
pub(super) fn is_alike((before, old): (&Document, &Operation), (after, new): (&Document, &Operation)) -> bool {
    match (before.described(old), after.described(new)) {
        (Some(one), Some(other)) => {
            old.path == new.path
                && one == other
                && before.security() == after.security()
                && reached(before, one) == reached(after, other)
        }
        _ => false,
    }
}

/// What a value refers to, and what that refers to.
fn reached<'a>(document: &'a Document, from: [&'a Value; 2]) -> BTreeMap<String, &'a Value> {
    let mut found = BTreeMap::new();
    let mut open: Vec<&Value> = from.to_vec();
    while let Some(value) = open.pop() {
        for reference in references(value) {
            if let Some(target) = document.at(&reference)
                && found.insert(reference, target).is_none()
            {
                open.push(target);
            }
        }
    }
    found
}

/// All strings within a value that begin as a reference does: those of `$ref`, and those of a mapping.
fn references(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.starts_with("#/") => found.push(text.clone()),
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(Map::values(members)),
            _ => {}
        }
    }
    found
}
