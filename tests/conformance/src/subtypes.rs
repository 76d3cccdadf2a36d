//! Components that list their subtypes as alternatives. Taken literally, such a schema refers to itself: a circle is a
//! shape, and a shape is a circle or a square. So a subtype inherits the component without that list.

use serde_json::Value;

use crate::schema::component_name;

const UNION_KEYS: [&str; 2] = ["oneOf", "anyOf"];

/// In the `allOf` of each subtype, replaces the reference to a component by the component without its list of subtypes.
pub(crate) fn settle(root: &mut Value) {
    let Some(schemas) = root.pointer("/components/schemas").and_then(Value::as_object).cloned() else { return };
    let subtypes = root.pointer_mut("/components/schemas").and_then(Value::as_object_mut).into_iter().flatten();
    for (name, subtype) in subtypes {
        let inherited = subtype.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten();
        for member in inherited {
            let Some(base) = target(member).and_then(|base| schemas.get(&base)) else { continue };
            if UNION_KEYS.iter().any(|key| lists(base, key, name)) {
                let mut own = base.clone();
                if let Some(own) = own.as_object_mut() {
                    own.retain(|key, _| !UNION_KEYS.contains(&key.as_str()) && key != "discriminator");
                }
                *member = own;
            }
        }
    }
}

fn lists(base: &Value, key: &str, name: &str) -> bool {
    let alternatives = base.get(key).and_then(Value::as_array).into_iter().flatten();
    alternatives.filter_map(target).any(|alternative| alternative == name)
}

fn target(schema: &Value) -> Option<String> {
    component_name(schema.get("$ref")?.as_str()?)
}
