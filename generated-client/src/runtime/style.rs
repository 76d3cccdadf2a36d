//! Writes values into paths, queries, headers, cookies and forms, in the styles of OpenAPI, which are based on RFC
//! 6570. Nothing is sent here. Where OpenAPI leaves the result open, [`member`], [`flat`] and [`deep`] decide.

use serde_json::Value;

use super::uri;

/// A style, with or without `explode`.
#[allow(dead_code, reason = "which of these are named depends on the specification")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `blue,black`, `R,100,G,200`
    Simple,
    /// `blue,black`, `R=100,G=200`
    SimpleExploded,
    /// `.blue,black`, `.R,100,G,200`
    Label,
    /// `.blue.black`, `.R=100.G=200`
    LabelExploded,
    /// `;color=blue,black`, `;color=R,100,G,200`
    Matrix,
    /// `;color=blue;color=black`, `;R=100;G=200`
    MatrixExploded,
    /// `color=blue,black`, `color=R,100,G,200`
    Form,
    /// `color=blue&color=black`, `R=100&G=200`
    FormExploded,
    /// `color=blue%20black`, `color=R%20100%20G%20200`
    SpaceDelimited,
    /// `color=blue%7Cblack`, `color=R%7C100%7CG%7C200`
    PipeDelimited,
    /// `color[R]=100&color[G]=200`
    DeepObject,
    /// The value as JSON, for a parameter that has a media type instead of a style.
    Json,
}

/// How text is escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// Percent-encodes all but the unreserved characters.
    Percent,
    /// Keeps reserved characters, except those that would end or change the parameter (`allowReserved`).
    Reserved,
    /// Keeps the text as it is, for a header.
    None,
    /// Keeps the text as it is, except for what would end the cookie or cannot be in a header (OpenAPI 3.2, `style:
    /// cookie`).
    Cookie,
}

impl Escape {
    fn of(self, text: &str) -> String {
        match self {
            Self::Percent => uri::encode(text),
            Self::Reserved => uri::encode_reserved(text),
            Self::None => text.to_owned(),
            Self::Cookie => uri::encode_cookie(text),
        }
    }
}

impl Escape {
    /// Escapes the name of a pair. Reserved characters are encoded in names of queries and forms.
    fn of_name(self, name: &str) -> String {
        match self {
            Self::Cookie => uri::encode_cookie(name),
            Self::Percent | Self::Reserved | Self::None => uri::encode(name),
        }
    }
}

/// Returns the text that replaces a placeholder; empty if the value is an empty list or object.
pub(super) fn path(name: &str, style: Style, value: &Value) -> String {
    let escape = Escape::Percent;
    let (prefix, separator) = match style {
        Style::Label => (".", ","),
        Style::LabelExploded => (".", "."),
        Style::Matrix | Style::MatrixExploded => return matrix(name, style, value),
        Style::Json => return escape.of(&json(value)),
        _ => ("", ","),
    };
    let parts = parts(value, escape, PropertyParts::of(style));
    if parts.is_empty() { String::new() } else { format!("{prefix}{}", parts.join(separator)) }
}

/// An empty value has no equals sign (RFC 6570, section 3.2.7).
fn matrix(name: &str, style: Style, value: &Value) -> String {
    let escape = Escape::Percent;
    let pair = |(name, value): &(String, String)| {
        if value.is_empty() { format!(";{name}") } else { format!(";{name}={value}") }
    };
    let name = escape.of(name);
    let pairs: Vec<(String, String)> = match value {
        Value::Array(items) if is_exploded(style) => {
            items.iter().map(|item| (name.clone(), escape.of(&flat(item)))).collect()
        }
        Value::Object(members) if is_exploded(style) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (escape.of(key), escape.of(&flat(value))))
            .collect(),
        _ => {
            let parts = parts(value, escape, PropertyParts::Separate);
            if parts.is_empty() { Vec::new() } else { vec![(name, parts.join(","))] }
        }
    };
    pairs.iter().map(pair).collect()
}

/// Returns the value of a header.
pub(super) fn header(style: Style, value: &Value) -> String {
    match style {
        Style::Json => ascii(&json(value)),
        _ => parts(value, Escape::None, PropertyParts::of(style)).join(","),
    }
}

/// Returns the names and values of a query, a cookie or a form, both encoded.
pub(super) fn pairs(name: &str, style: Style, escape: Escape, value: &Value) -> Vec<(String, String)> {
    if value.is_null() {
        return Vec::new();
    }
    let own = escape.of_name(name);
    let separator = match style {
        Style::DeepObject => {
            let mut out = Vec::new();
            deep(name, value, escape, &mut out);
            return out;
        }
        Style::Json => return vec![(own, escape.of(&json(value)))],
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    match value {
        Value::Array(items) if is_exploded(style) => {
            items.iter().map(|item| (own.clone(), escape.of(&flat(item)))).collect()
        }
        Value::Object(members) if is_exploded(style) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .flat_map(|(key, value)| member(key, value, escape))
            .collect(),
        _ => {
            let parts = parts(value, escape, PropertyParts::Separate);
            if parts.is_empty() { Vec::new() } else { vec![(own, parts.join(separator))] }
        }
    }
}

/// A property of an exploded object, as if it were a parameter of its own: one pair, or one for each item of a list.
fn member(key: &str, value: &Value, escape: Escape) -> Vec<(String, String)> {
    match value {
        Value::Array(items) if !items.iter().any(is_nested) => {
            items.iter().map(|item| (escape.of_name(key), escape.of(&flat(item)))).collect()
        }
        _ => vec![(escape.of_name(key), escape.of(&flat(value)))],
    }
}

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

fn is_exploded(style: Style) -> bool {
    matches!(style, Style::SimpleExploded | Style::LabelExploded | Style::MatrixExploded | Style::FormExploded)
}

/// How the name and value of a property become parts.
#[derive(Clone, Copy)]
enum PropertyParts {
    /// One part: `R=100`.
    Joined,
    /// Two parts: `R`, `100`.
    Separate,
}

impl PropertyParts {
    fn of(style: Style) -> Self {
        if is_exploded(style) { Self::Joined } else { Self::Separate }
    }
}

/// Returns the parts that a separator joins: one for a scalar, one for each item of a list, and the name and value of
/// each property of an object. A property that is `null` is omitted, as no style can express it.
fn parts(value: &Value, escape: Escape, property_parts: PropertyParts) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(|item| escape.of(&flat(item))).collect(),
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            let pair = |(name, value): (&String, &Value)| {
                let (name, value) = (escape.of(name), escape.of(&flat(value)));
                match property_parts {
                    PropertyParts::Joined => vec![format!("{name}={value}")],
                    PropertyParts::Separate => vec![name, value],
                }
            };
            members.flat_map(pair).collect()
        }
        plain => vec![escape.of(&flat(plain))],
    }
}

/// Returns a value as text. A list or an object within a style is written as JSON, because no style covers that.
pub(super) fn flat(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(is) => is.to_string(),
        // An integral float is written without a decimal point, like any other parameter.
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => float.to_string(),
            None => number.to_string(),
        },
        Value::Array(_) | Value::Object(_) => json(value),
    }
}

/// Writes `name[key]=value`. Objects within objects have more brackets. The items of a list have empty brackets, unless
/// they are lists or objects themselves: then an index keeps their parts together.
fn deep(name: &str, value: &Value, escape: Escape, out: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                deep(&format!("{name}[{key}]"), value, escape, out);
            }
        }
        Value::Array(items) if items.iter().any(is_nested) => {
            for (index, item) in items.iter().enumerate() {
                deep(&format!("{name}[{index}]"), item, escape, out);
            }
        }
        Value::Array(items) => {
            out.extend(items.iter().map(|item| (uri::encode(&format!("{name}[]")), escape.of(&flat(item)))));
        }
        plain => out.push((uri::encode(name), escape.of(&flat(plain)))),
    }
}

fn json(value: &Value) -> String {
    value.to_string()
}

/// Returns JSON in ASCII, the only characters that a header can carry.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for char in json.chars() {
        if char.is_ascii() {
            out.push(char);
        } else {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}
