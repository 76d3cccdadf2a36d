//! Changes of a document: any node may be removed, repeated, swapped with another, or of another type.

use std::fmt;

use serde_json::{Value, json};

use crate::fuzz::mutate::{Random, pointers};

/// A change of a document.
pub(super) enum Change {
    /// The node is taken out.
    Remove(String),
    /// The item is there twice, or the member under another key as well.
    Repeat(String, String),
    /// Two nodes change places.
    Swap(String, String),
    /// The node is another value.
    Retype(String, Value),
}

impl Change {
    /// Returns a change of this document.
    pub(super) fn random(random: &mut Random, document: &Value) -> Self {
        let all = pointers(document);
        let place = node(random, &all);
        match random.below(8) {
            0 | 1 => Self::Remove(place),
            2 => {
                let key = other_key(random, &place, &all);
                Self::Repeat(place, key)
            }
            3 => Self::Swap(place, node(random, &all)),
            4 => {
                let from = node(random, &all);
                Self::Retype(place, document.pointer(&from).cloned().unwrap_or_default())
            }
            _ => {
                let value = document.pointer(&place).cloned().unwrap_or_default();
                Self::Retype(place, retyped(random, value))
            }
        }
    }

    /// Applies the change; what it is about may be gone.
    pub(super) fn apply(&self, document: &mut Value) {
        match self {
            Self::Remove(place) => drop(remove(document, place)),
            Self::Repeat(place, key) => {
                let Some(value) = document.pointer(place).cloned() else { return };
                let Some((parent, own)) = place.rsplit_once('/') else { return };
                match document.pointer_mut(parent) {
                    Some(Value::Object(members)) => drop(members.insert(key.clone(), value)),
                    Some(Value::Array(items)) => items.insert(own.parse().unwrap_or(0), value),
                    _ => {}
                }
            }
            Self::Swap(one, two) => {
                // A node has no place within itself.
                if one.starts_with(two.as_str()) || two.starts_with(one.as_str()) {
                    return;
                }
                let (Some(first), Some(second)) = (document.pointer(one).cloned(), document.pointer(two).cloned())
                else {
                    return;
                };
                document.pointer_mut(one).into_iter().for_each(|place| *place = second.clone());
                document.pointer_mut(two).into_iter().for_each(|place| *place = first.clone());
            }
            Self::Retype(place, value) => {
                document.pointer_mut(place).into_iter().for_each(|place| *place = value.clone());
            }
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Remove(place) => write!(to, "remove {place}"),
            Self::Repeat(place, key) => write!(to, "repeat {place} as {key:?}"),
            Self::Swap(one, two) => write!(to, "swap {one} and {two}"),
            Self::Retype(place, value) => {
                let text: String = value.to_string().chars().take(200).collect();
                write!(to, "replace {place} by {text}")
            }
        }
    }
}

/// Any node, those at the top more often: most nodes are far down.
fn node(random: &mut Random, all: &[String]) -> String {
    let pointer = random.pick(all).map(String::as_str).unwrap_or_default();
    if random.below(2) == 0 {
        return pointer.to_owned();
    }
    let ends: Vec<usize> = pointer.match_indices('/').map(|(at, _)| at).skip(1).chain([pointer.len()]).collect();
    pointer[..random.pick(&ends).copied().unwrap_or_default()].to_owned()
}

fn other_key(random: &mut Random, place: &str, all: &[String]) -> String {
    let key = |pointer: &str| pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
    let own = key(place);
    match random.below(6) {
        0 => own.to_uppercase(),
        1 => format!("{own}_"),
        2 => format!("{own} "),
        3 => own.replace(['_', '-'], ""),
        4 => String::new(),
        _ => key(&node(random, all)),
    }
}

fn retyped(random: &mut Random, value: Value) -> Value {
    match random.below(20) {
        0 => Value::Null,
        1 => true.into(),
        2 => false.into(),
        3 => 0.into(),
        4 => (-1).into(),
        5 => 1.5.into(),
        6 => 1e300.into(),
        7 => u64::MAX.into(),
        8 => "".into(),
        9 => "a text".into(),
        10 => "string".into(),
        11 => "object".into(),
        12 => json!([]),
        13 => json!({}),
        14 => json!([value]),
        15 => json!([value, value]),
        16 => json!({ "value": value }),
        17 => json!({ "$ref": "#/components/schemas/Nothing" }),
        18 => json!({ "$ref": "#" }),
        _ => value.to_string().into(),
    }
}

/// Takes the node out of the document.
fn remove(document: &mut Value, place: &str) -> Option<Value> {
    let (parent, key) = place.rsplit_once('/')?;
    match document.pointer_mut(parent)? {
        Value::Object(members) => members.remove(&key.replace("~1", "/").replace("~0", "~")),
        Value::Array(items) => {
            let index: usize = key.parse().ok()?;
            (index < items.len()).then(|| items.remove(index))
        }
        _ => None,
    }
}
