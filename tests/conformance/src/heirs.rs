//! Components that list as their forms what inherits from them. Taken by the letter they go round in a circle: a circle is a
//! shape, and a shape is a circle or a square. So an heir inherits what the component says beside that list.

use serde_json::Value;

use crate::schema::component_name;

const FORMS: [&str; 2] = ["oneOf", "anyOf"];

/// Puts what a component says itself in the place of a reference to it, in the `allOf` of those that it lists.
pub(crate) fn settle(root: &mut Value) {
    let Some(schemas) = root.pointer("/components/schemas").and_then(Value::as_object).cloned() else { return };
    let heirs = root.pointer_mut("/components/schemas").and_then(Value::as_object_mut).into_iter().flatten();
    for (name, heir) in heirs {
        let inherited = heir.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten();
        for member in inherited {
            let Some(base) = target(member).and_then(|base| schemas.get(&base)) else { continue };
            if FORMS.iter().any(|key| lists(base, key, name)) {
                let mut own = base.clone();
                if let Some(own) = own.as_object_mut() {
                    own.retain(|key, _| !FORMS.contains(&key.as_str()) && key != "discriminator");
                }
                *member = own;
            }
        }
    }
}

fn lists(base: &Value, key: &str, name: &str) -> bool {
    let forms = base.get(key).and_then(Value::as_array).into_iter().flatten();
    forms.filter_map(target).any(|form| form == name)
}

fn target(schema: &Value) -> Option<String> {
    component_name(schema.get("$ref")?.as_str()?)
}
