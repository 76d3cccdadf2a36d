//! Corrects values of the wrong JSON type if their meaning is clear, with a warning: `null` for an absent value, a
//! number for a string, `"true"` for `true`, a string for a list with that string, `String` for `string`, `[]` for an
//! object without members. Examples, defaults and extensions can be anything and are not changed.

use crate::document::grammar::{Kind, Shape, type_names};
use crate::document::grammar_walk::{each_object, shape_of};
use crate::document::source::Span;
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Corrects mistyped values, and removes optional members that are `null`.
pub(crate) fn mend(fragment: &mut Node, findings: &mut Findings) {
    each_object(fragment, Kind::Document, &mut |node, kind| object(node, kind, findings));
}

fn object(node: &mut Node, kind: Kind, findings: &mut Findings) {
    let Some(members) = node.as_object_mut() else { return };
    members.retain(|name, member| {
        let optional = shape_of(kind, name).is_some_and(|shape| !matches!(shape, Shape::Any))
            && !kind.required().contains(&name.as_str());
        let is_null = optional && matches!(member.node.value, Value::Null);
        if is_null {
            findings.push(absent(name, member.node.span));
        }
        !is_null
    });
    for (name, member) in &mut *members {
        if let Some(shape) = shape_of(kind, name) {
            nulls_within(&mut member.node, shape, findings);
            empty(&mut member.node, shape, findings);
            plain(&mut member.node, shape, findings);
        }
    }
    members.retain(|name, member| {
        let lacks = lacking(kind, name, &member.node);
        if let Some(key) = lacks {
            let message = format!("`{name}` has no `{key}`; it is ignored");
            findings.push(Diagnostic::new(Code::VendorForm, member.name, message).help(ADD_OR_REMOVE));
        }
        lacks.is_none()
    });
}

/// Removes `null` from lists and maps. A property that is `null` exists, but nothing is known about it.
fn nulls_within(node: &mut Node, shape: Shape, findings: &mut Findings) {
    let is_null = |node: &Node| matches!(node.value, Value::Null);
    match (shape, &mut node.value) {
        (Shape::Map(Kind::Schema), Value::Object(members)) => {
            for member in members.values_mut().filter(|member| is_null(&member.node)) {
                findings.push(odd(member.node.span, "`null` is read as an empty schema"));
                member.node.value = Value::Object(Object::default());
            }
        }
        (Shape::Map(_) | Shape::Patterned(_), Value::Object(members)) => members.retain(|name, member| {
            let is_kept = !is_null(&member.node) || shape.member(name).is_none();
            if !is_kept {
                findings.push(absent(name, member.node.span));
            }
            is_kept
        }),
        // The next stage handles other values in a list of schemas.
        (Shape::Many(Kind::Schema), _) => {}
        (Shape::Many(_) | Shape::Texts | Shape::Required, Value::Array(items)) => items.retain(|item| {
            if is_null(item) {
                findings.push(odd(item.span, "`null` in a list is ignored"));
            }
            !is_null(item)
        }),
        _ => {}
    }
}

const ADD_OR_REMOVE: &str = "add it, or remove all of it, with an overlay action";

/// Returns the missing key of an object for people, without which it has no meaning.
fn lacking(kind: Kind, name: &str, node: &Node) -> Option<&'static str> {
    let key = match (kind, shape_of(kind, name)?) {
        (_, Shape::One(Kind::ExternalDocs)) => "url",
        (Kind::Info, Shape::One(Kind::License)) => "name",
        _ => return None,
    };
    let is_lacking = |value: Option<&Node>| value.is_none_or(|value| matches!(value.value, Value::Null));
    (node.as_object().is_some() && is_lacking(node.get(key))).then_some(key)
}

/// Corrects an empty list for an object, or the reverse, which languages that do not distinguish them write.
fn empty(node: &mut Node, shape: Shape, findings: &mut Findings) {
    if let Shape::Map(_) | Shape::Patterned(_) = shape {
        for (name, member) in node.as_object_mut().into_iter().flatten() {
            if let Some(kind) = shape.member(name) {
                empty(&mut member.node, Shape::One(kind), findings);
            }
        }
    }
    let meant = match (shape, &node.value) {
        (
            Shape::One(_) | Shape::Map(_) | Shape::Patterned(_) | Shape::SchemaOrFlag | Shape::TextMap,
            Value::Array(items),
        ) if items.is_empty() => Value::Object(Object::default()),
        (Shape::Many(_) | Shape::Texts | Shape::Security, Value::Object(members)) if members.is_empty() => {
            Value::Array(Vec::new())
        }
        _ => return,
    };
    scalar(node, |_| Some(meant.clone()), findings);
}

/// Corrects values that are not objects: strings, flags, numbers, and lists of them.
fn plain(node: &mut Node, shape: Shape, findings: &mut Findings) {
    match shape {
        Shape::Text => scalar(node, as_text, findings),
        Shape::Number => scalar(node, as_number, findings),
        Shape::Bound => scalar(node, |value| as_number(value).or(as_flag(value)), findings),
        Shape::Flag => scalar(node, |value| as_flag(value).or(as_switch(value)), findings),
        Shape::SchemaOrFlag | Shape::Items => scalar(node, as_flag, findings),
        Shape::Required if as_flag(&node.value).is_some() => scalar(node, as_flag, findings),
        Shape::Required | Shape::Texts => texts(node, findings),
        Shape::OneOf(words) => scalar(node, |value| as_word(value, words), findings),
        Shape::Type => {
            scalar(node, |value| as_word(value, type_names()), findings);
            let items = node.as_array_mut().into_iter().flatten();
            items.for_each(|item| scalar(item, |value| as_word(value, type_names()), findings));
        }
        Shape::TextMap => {
            let members = node.as_object_mut().into_iter().flatten();
            members.for_each(|(_, member)| scalar(&mut member.node, as_text, findings));
        }
        Shape::Any | Shape::Security | Shape::One(_) | Shape::Many(_) | Shape::Map(_) | Shape::Patterned(_) => {}
    }
}

/// Reads a string as a list with that string.
fn texts(node: &mut Node, findings: &mut Findings) {
    if let Value::String(text) = &node.value {
        let only = Node::string(node.span, text.clone());
        findings.push(odd(node.span, "a string is read as a list with that string"));
        node.value = Value::Array(vec![only]);
    }
    node.as_array_mut().into_iter().flatten().for_each(|item| scalar(item, as_text, findings));
}

/// Replaces a value by the one that is meant.
fn scalar(node: &mut Node, meant: impl Fn(&Value) -> Option<Value>, findings: &mut Findings) {
    if let Some(value) = meant(&node.value) {
        let read = Node::new(node.span, value);
        findings.push(odd(node.span, &format!("{} is read as {}", shown(node), shown(&read))));
        node.value = read.value;
    }
}

fn shown(node: &Node) -> String {
    format!("`{}`", crate::document::write::json(node).trim())
}

fn odd(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(Code::VendorForm, span, message).help("correct it with an overlay action")
}

fn as_text(value: &Value) -> Option<Value> {
    match value {
        Value::Number(text) => Some(Value::String(text.clone())),
        Value::Bool(flag) => Some(Value::String(flag.to_string())),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn as_flag(value: &Value) -> Option<Value> {
    let Value::String(text) = value else { return None };
    let is = |words: &[&str]| words.iter().any(|word| text.trim().eq_ignore_ascii_case(word));
    match () {
        () if is(&["true", "yes", "on"]) => Some(Value::Bool(true)),
        () if is(&["false", "no", "off"]) => Some(Value::Bool(false)),
        () => None,
    }
}

/// Reads a number as a flag.
fn as_switch(value: &Value) -> Option<Value> {
    let (Value::Number(text) | Value::String(text)) = value else { return None };
    match text.as_str() {
        "1" => Some(Value::Bool(true)),
        "0" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn as_number(value: &Value) -> Option<Value> {
    let Value::String(text) = value else { return None };
    serde_json::from_str::<serde_json::Number>(text).ok().map(|_| Value::Number(text.clone()))
}

/// Finds one of several words, ignoring case.
fn as_word(value: &Value, words: &[&str]) -> Option<Value> {
    let Value::String(text) = value else { return None };
    let word = words.iter().find(|word| text.eq_ignore_ascii_case(word) && text != **word)?;
    Some(Value::String((*word).to_owned()))
}

fn absent(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::NullValue, span, format!("`{name}` is null, which is read as absent"))
        .help("remove it with an overlay action")
}
