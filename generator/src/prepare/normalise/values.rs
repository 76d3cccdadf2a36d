//! Normalises `enum`, `const` and `default`.

use crate::document::source::Span;
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Makes `const`, `enum` and `default` consistent with the type.
pub(super) fn normalise(node: &mut Node, findings: &mut Findings) {
    constant(node);
    null_value(node);
    listed(node, findings);
    unlisted(node, findings);
    default(node, findings);
}

/// Returns the name of a value's type.
pub(super) fn type_of(value: &Node) -> Option<&'static str> {
    Some(match &value.value {
        Value::Null => return None,
        Value::Bool(_) => "boolean",
        Value::Number(text) if is_integer(text) => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    })
}

fn is_integer(text: &str) -> bool {
    text.parse::<i64>().is_ok()
}

/// Converts `const: x` (JSON Schema 2020-12) to an enum with one value.
fn constant(node: &mut Node) {
    if node.get("enum").is_none()
        && let Some(value) = node.take("const")
    {
        node.set("enum", Node::new(value.span, Value::Array(vec![value])));
    }
}

/// Makes an enum with `null` nullable, whatever else the schema says.
fn null_value(node: &mut Node) {
    let is_null = |node: &Node| matches!(node.value, Value::Null);
    let Some(values) = node.get_mut("enum").and_then(Node::as_array_mut) else { return };
    let Some(span) = values.iter().find(|node| is_null(node)).map(|node| node.span) else { return };
    if values.len() > 1 {
        values.retain(|node| !is_null(node));
    }
    set_nullable(node, span);
}

/// Adds the type of an enum. If the values have several types, it becomes a union of enums.
fn listed(node: &mut Node, findings: &mut Findings) {
    let Some(list) = node.get("enum") else { return };
    let span = list.span;
    let values: Vec<Node> = list.items().cloned().collect();
    let kind = node.get("type").and_then(Node::as_str).map(str::to_owned);
    let mut kinds: Vec<&str> = values.iter().filter_map(type_of).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let fits = |kind: &str, value: &str| kind == value || (kind == "number" && value == "integer");
    match kind {
        Some(kind) if kinds.iter().all(|value| fits(&kind, value)) => {}
        Some(kind) => mend(node, &kind, values, findings),
        None => match kinds.as_slice() {
            [] => {}
            [one] => node.set("type", Node::string(span, *one)),
            ["integer", "number"] => node.set("type", Node::string(span, "number")),
            _ if node.get("anyOf").or(node.get("oneOf")).or(node.get("allOf")).is_some() => {}
            _ => {
                node.take("enum");
                let of = |kind: &str| values.iter().filter(|value| type_of(value) == Some(kind)).cloned().collect();
                let alternatives = kinds.iter().map(|kind| {
                    let mut alternative = Node::new(span, Value::Object(Object::default()));
                    alternative.set("type", Node::string(span, *kind));
                    alternative.set("enum", Node::new(span, Value::Array(of(kind))));
                    alternative
                });
                node.set("anyOf", Node::new(span, Value::Array(alternatives.collect())));
            }
        },
    }
}

/// Removes an enum of lists or objects.
fn unlisted(node: &Node, findings: &mut Findings) {
    let is_plain = |kind: &str| !matches!(kind, "array" | "object");
    if let Some(values) = node.get("enum").filter(|_| !node.get("type").and_then(Node::as_str).is_none_or(is_plain)) {
        let message = "the values of this enum are not listed in the client; any value of its type is accepted";
        findings.push(Diagnostic::new(Code::NotGenerated, values.span, message).help("no action is needed"));
    }
}

/// Handles values that do not have the type next to them. If they can be converted, they are. Otherwise only the type
/// is kept.
fn mend(node: &mut Node, kind: &str, values: Vec<Node>, findings: &mut Findings) {
    let converted: Option<Vec<Node>> = values.iter().map(|value| convert(value, kind)).collect();
    let Some(list) = node.take("enum") else { return };
    let (span, message) = match converted {
        Some(converted) => {
            node.set("enum", Node::new(list.span, Value::Array(converted)));
            (list.span, format!("the values of this enum do not have the type `{kind}`; they are read as if they had"))
        }
        None => (
            list.span,
            format!("the values of this enum do not have the type `{kind}`; any value of that type is accepted"),
        ),
    };
    findings.push(
        Diagnostic::new(Code::ValueOfOtherType, span, message)
            .help("correct `type` or `enum` with an overlay action, according to what servers send"),
    );
}

fn convert(value: &Node, kind: &str) -> Option<Node> {
    let made = match (&value.value, kind) {
        (Value::Null, _) => Value::Null,
        (Value::Number(text), "string") => Value::String(text.clone()),
        (Value::Bool(flag), "string") => Value::String(flag.to_string()),
        (Value::String(text), "integer") => Value::Number(text.parse::<i64>().ok()?.to_string()),
        (Value::String(text), "number") => {
            text.parse::<f64>().ok().filter(|number| number.is_finite())?;
            Value::Number(serde_json::from_str::<serde_json::Number>(text).ok()?.to_string())
        }
        (Value::String(text), "boolean") => Value::Bool(text.parse().ok()?),
        _ if type_of(value) == Some(kind) => value.value.clone(),
        _ => return None,
    };
    Some(Node::new(value.span, made))
}

/// Converts a default to the type of the schema if possible, and otherwise removes it.
fn default(node: &mut Node, findings: &mut Findings) {
    let Some(kind) = node.get("type").and_then(Node::as_str) else { return };
    let Some(default) = node.get("default") else { return };
    let known = ["array", "boolean", "integer", "number", "object", "string"].contains(&kind);
    let fits = match type_of(default) {
        None => true,
        Some(own) => own == kind || (kind == "number" && own == "integer"),
    };
    if fits || !known {
        return;
    }
    let (span, converted) = (default.span, convert(default, kind));
    let what = if converted.is_some() { "it is read as one" } else { "it is not documented" };
    let message = format!("this default does not have the type `{kind}`; {what}");
    findings.push(
        Diagnostic::new(Code::ValueOfOtherType, span, message)
            .help("correct `default` with an overlay action, or remove it"),
    );
    node.take("default");
    if let Some(converted) = converted {
        node.set("default", converted);
    }
}

pub(super) fn set_nullable(node: &mut Node, span: Span) {
    node.set("nullable", Node::new(span, Value::Bool(true)));
}
