//! Which values of a parameter its style can encode.

use serde_json::Value;

use crate::document::{Explode, Location, Need, Parameter, Style};
use crate::sample::shape::as_text;

/// Returns whether a style can encode a value. The value must have no `null`, nothing empty, and no separator in an
/// item. A list or object within another one is JSON text, in which separators do no harm.
pub(crate) fn can_travel(parameter: &Parameter, value: &Value) -> bool {
    if parameter.style == Style::Json {
        // An optional parameter that is `null` is absent.
        return !value.is_null() || parameter.need == Need::Required;
    }
    let plain = |value: &Value| match value {
        Value::Null | Value::Array(_) | Value::Object(_) => false,
        Value::String(text) if parameter.style == Style::Cookie => is_cookie(text),
        Value::String(text) => text_can_travel(parameter.location, text),
        Value::Bool(_) | Value::Number(_) => true,
    };
    let separators: &[char] = match (parameter.location, parameter.style) {
        (Location::Header, _) if value.is_object() => &[',', '='],
        (Location::Header, _) => &[','],
        (_, Style::SpaceDelimited) => &[' ', '+'],
        (_, Style::PipeDelimited) => &['|'],
        // Dots are never escaped, so a dot in an item looks like a separator.
        (_, Style::Label) => &['.'],
        _ => &[],
    };
    let item = |value: &Value| {
        let text = as_text(value);
        plain(value) && !text.is_empty() && !text.contains(separators)
    };
    let takes_json = parameter.location != Location::Header
        && !matches!(
            parameter.style,
            Style::Label | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject | Style::Cookie
        );
    let part = |value: &Value| item(value) || takes_json && is_nested(value);
    match (value, parameter.style) {
        (Value::Array(items), Style::Form) if parameter.explode == Explode::Yes => {
            !items.is_empty() && items.iter().all(part)
        }
        (Value::Array(items), _) => !items.is_empty() && items.iter().all(item),
        (Value::Object(members), Style::DeepObject) => {
            !members.is_empty() && members.values().all(|value| deep(value, &item))
        }
        (Value::Object(members), Style::Form) if parameter.explode == Explode::Yes => {
            let inner = |value: &Value| match value {
                Value::Array(items) => !items.is_empty() && (items.iter().all(item) || items.iter().any(is_nested)),
                value => part(value),
            };
            !members.is_empty() && members.values().all(inner)
        }
        (Value::Object(members), _) => {
            !members.is_empty() && members.iter().all(|(name, value)| !name.contains(separators) && part(value))
        }
        (value, Style::Label) => item(value),
        (value, _) => plain(value),
    }
}

fn is_nested(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

/// Returns whether nested brackets can encode a value. A list with one item looks like the item.
fn deep(value: &Value, item: &impl Fn(&Value) -> bool) -> bool {
    match value {
        Value::Object(members) => !members.is_empty() && members.values().all(|value| deep(value, item)),
        Value::Array(items) => items.len() > 1 && items.iter().all(item),
        value => item(value),
    }
}

/// Returns whether a cookie can have a text as it is (RFC 6265, section 4.1.1).
fn is_cookie(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte))
}

fn text_can_travel(location: Location, text: &str) -> bool {
    match location {
        Location::Path => !matches!(text, "" | "." | ".."),
        Location::Query | Location::Cookie => true,
        Location::Header => {
            !text.is_empty() && text.trim() == text && text.chars().all(|char| matches!(char, ' '..='~'))
        }
    }
}
