//! Prints the positioned tree: as pretty JSON that keeps order and numbers, and as YAML.

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::document::tree::{Node, Value};

/// Returns pretty-printed JSON with a newline at the end. Numbers are printed as their author wrote them.
pub(crate) fn json(node: &Node) -> String {
    let mut text = String::new();
    write_json(node, 0, &mut text);
    text.push('\n');
    text
}

/// Writes JSON in one line.
pub(crate) fn compact(node: &Node) -> String {
    // A string in JSON contains no line breaks.
    json(node).lines().map(str::trim_start).collect()
}

fn write_json(node: &Node, depth: usize, text: &mut String) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(number),
        Value::String(string) => push_quoted(string, text),
        Value::Array(items) if items.is_empty() => text.push_str("[]"),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "[" } else { "," });
                line(depth + 1, text);
                write_json(item, depth + 1, text);
            }
            line(depth, text);
            text.push(']');
        }
        Value::Object(members) if members.is_empty() => text.push_str("{}"),
        Value::Object(members) => {
            for (index, (name, member)) in members.iter().enumerate() {
                text.push_str(if index == 0 { "{" } else { "," });
                line(depth + 1, text);
                push_quoted(name, text);
                text.push_str(": ");
                write_json(&member.node, depth + 1, text);
            }
            line(depth, text);
            text.push('}');
        }
    }
}

fn line(depth: usize, text: &mut String) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

fn push_quoted(string: &str, text: &mut String) {
    let is_plain = |byte: u8| byte >= b' ' && !matches!(byte, b'"' | b'\\');
    if string.bytes().all(is_plain) {
        // Most strings are plain, and this is faster than serde_json.
        text.push('"');
        text.push_str(string);
        text.push('"');
    } else {
        text.push_str(&quoted(string));
    }
}

/// Returns a string as a JSON literal.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns YAML. Fails on a number that the YAML printer cannot represent exactly.
pub(crate) fn yaml(node: &Node) -> Result<String, String> {
    serde_yaml::to_string(&Exact(node)).map_err(|error| error.to_string())
}

/// A tree that serde can serialize. A number keeps its exact value or fails.
struct Exact<'a>(&'a Node);

impl Serialize for Exact<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(text) => serialize_number(text, serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => {
                let mut sequence = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    sequence.serialize_element(&Exact(item))?;
                }
                sequence.end()
            }
            Value::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, member) in members {
                    map.serialize_entry(name, &Exact(&member.node))?;
                }
                map.end()
            }
        }
    }
}

fn serialize_number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(number) = text.parse::<i64>() {
        return serializer.serialize_i64(number);
    }
    if let Ok(number) = text.parse::<u64>() {
        return serializer.serialize_u64(number);
    }
    match text.parse::<f64>() {
        Ok(number) if text.contains(['.', 'e', 'E']) => serializer.serialize_f64(number),
        _ => Err(S::Error::custom(format!("the number {text} cannot be kept exactly in YAML; use --format json"))),
    }
}
