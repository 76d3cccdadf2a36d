//! Decodes parameters by their style (OpenAPI 3.0.3, section 4.7.12.3).

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::{Document, Explode, Location, Parameter, Style};
use crate::sample::shape::{Shape, shapes, typed};
use crate::schema::{Direction, problems};

/// The parts of a request that contain parameters.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The placeholders of the path with their values, which are still encoded.
    pub path: Vec<(String, String)>,
    /// The pairs of the query. The names are decoded, and the values are still encoded.
    pub query: Vec<(String, String)>,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The cookies, still encoded.
    pub cookies: Vec<(String, String)>,
    /// Names in the query that belong to a parameter of that name or to a credential.
    pub owned: BTreeSet<String>,
}

/// What the request has for a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// It was not sent.
    Absent,
    /// It was sent and fits its schema.
    Value(Value),
    /// It was sent and is wrong, for this reason.
    Wrong(String),
}

/// Decodes a parameter, and returns which pairs of the query belong to it.
pub fn read(document: &Document, parameter: &Parameter, parts: &Parts) -> (Found, Vec<usize>) {
    let mut wrong: Option<String> = None;
    let mut used = Vec::new();
    for shape in shapes(document, &parameter.schema) {
        let (read, pairs) = match raw(parameter, &shape, parts) {
            Raw::Absent => continue,
            Raw::Wrong(reason) => (Err(reason), Vec::new()),
            Raw::Sent(read, pairs) => (Ok(read), pairs),
        };
        let value = read.and_then(|sent| value(document, &shape, sent));
        let found = value.and_then(|value| {
            match problems(document, &parameter.schema, Direction::Request, &value).as_slice() {
                [] => Ok(value),
                problems => Err(problems.join("; ")),
            }
        });
        match found {
            Ok(value) => return (Found::Value(value), pairs),
            Err(reason) => drop(wrong.get_or_insert(reason)),
        }
        if used.is_empty() {
            used = pairs;
        }
    }
    (wrong.map_or(Found::Absent, Found::Wrong), used)
}

/// A value that is split by its style but not yet converted to its type.
enum Raw {
    Absent,
    Wrong(String),
    Sent(Sent, Vec<usize>),
}

/// Decoded strings.
enum Sent {
    Plain(String),
    List(Vec<String>),
    Object(Vec<(String, String)>),
    /// A complete value, from JSON or brackets.
    Whole(Value),
}

fn raw(parameter: &Parameter, shape: &Shape, parts: &Parts) -> Raw {
    let own = |pairs: &[(String, String)]| {
        let found = pairs.iter().find(|(name, _)| *name == parameter.name);
        found.map(|(_, value)| value.clone())
    };
    let one = match parameter.location {
        Location::Path => own(&parts.path),
        Location::Header => {
            let name = parameter.name.to_ascii_lowercase();
            let values: Vec<&str> =
                parts.headers.iter().filter(|(known, _)| *known == name).map(|(_, value)| value.as_str()).collect();
            (!values.is_empty()).then(|| values.join(","))
        }
        Location::Query => return pairs(parameter, shape, &parts.query, &parts.owned),
        Location::Cookie => return pairs(parameter, shape, &parts.cookies, &parts.owned),
    };
    let Some(text) = one else { return Raw::Absent };
    let escape = if parameter.location == Location::Header { Escape::None } else { Escape::Path };
    match simple(parameter, shape, &text, escape) {
        Ok(sent) => Raw::Sent(sent, Vec::new()),
        Err(reason) => Raw::Wrong(reason),
    }
}

/// How a string is escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Path,
    Query,
}

impl Escape {
    fn undo(self, text: &str) -> String {
        match self {
            Self::None => text.to_owned(),
            Self::Path => decode(text),
            Self::Query => decode(&text.replace('+', " ")),
        }
    }

    fn list(self, text: &str, separator: &str) -> Vec<String> {
        if text.is_empty() {
            return Vec::new();
        }
        text.split(separator).map(|item| self.undo(item.trim_matches(' '))).collect()
    }

    /// `R,100,G,200`
    fn in_turn(self, text: &str, separator: &str) -> Result<Sent, String> {
        let parts = self.list(text, separator);
        if parts.len() % 2 == 1 {
            return Err(format!("`{text}` is not a list of names and values in turn"));
        }
        Ok(Sent::Object(parts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()))
    }

    /// `R=100,G=200`
    fn members(self, text: &str, separator: char) -> Result<Sent, String> {
        let pairs = text.split(separator).filter(|part| !part.is_empty()).map(|part| {
            let (name, value) = part.split_once('=').ok_or_else(|| format!("`{part}` is not `name=value`"))?;
            Ok((self.undo(name), self.undo(value)))
        });
        pairs.collect::<Result<_, String>>().map(Sent::Object)
    }
}

/// Splits `simple`, `label` and `matrix`, which encode the whole parameter in one string.
fn simple(parameter: &Parameter, shape: &Shape, text: &str, escape: Escape) -> Result<Sent, String> {
    match parameter.style {
        Style::Json => whole(&escape.undo(text)),
        Style::Label => {
            let rest = text.strip_prefix('.').ok_or_else(|| format!("`{text}` does not begin with a dot"))?;
            // OpenAPI 3.0.3 joins with dots what later versions and RFC 6570 join with commas.
            let separator = if rest.contains(',') { "," } else { "." };
            match (shape, parameter.explode) {
                (Shape::Plain(_), _) => Ok(Sent::Plain(escape.undo(rest))),
                (Shape::List(_), Explode::Yes) => Ok(Sent::List(escape.list(rest, "."))),
                (Shape::List(_), Explode::No) => Ok(Sent::List(escape.list(rest, separator))),
                (Shape::Object(..), Explode::Yes) => escape.members(rest, '.'),
                (Shape::Object(..), Explode::No) => escape.in_turn(rest, separator),
            }
        }
        Style::Matrix => matrix(parameter, shape, text, escape),
        _ => match (shape, parameter.explode) {
            (Shape::Plain(_), _) => Ok(Sent::Plain(escape.undo(text))),
            (Shape::List(_), _) => Ok(Sent::List(escape.list(text, ","))),
            (Shape::Object(..), Explode::Yes) => escape.members(text, ','),
            (Shape::Object(..), Explode::No) => escape.in_turn(text, ","),
        },
    }
}

fn matrix(parameter: &Parameter, shape: &Shape, text: &str, escape: Escape) -> Result<Sent, String> {
    let rest = text.strip_prefix(';').ok_or_else(|| format!("`{text}` does not begin with a semicolon"))?;
    if let (Shape::Object(..), Explode::Yes) = (shape, parameter.explode) {
        return escape.members(rest, ';');
    }
    let mut values = Vec::new();
    for part in rest.split(';') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if decode(name) != parameter.name {
            return Err(format!("`{part}` does not begin with `{}`", parameter.name));
        }
        values.push(value);
    }
    match (shape, parameter.explode, values.as_slice()) {
        (Shape::Plain(_), _, [one]) => Ok(Sent::Plain(escape.undo(one))),
        (Shape::List(_), Explode::No, [one]) => Ok(Sent::List(escape.list(one, ","))),
        (Shape::List(_), Explode::Yes, many) => Ok(Sent::List(many.iter().map(|one| escape.undo(one)).collect())),
        (Shape::Object(..), Explode::No, [one]) => escape.in_turn(one, ","),
        _ => Err(format!("`{text}` has the name more than once")),
    }
}

/// Returns the first reserved character that is percent-encoded, and need not be (RFC 3986, section 2.2). Those that have
/// a meaning in a query, or separate items, are not among them, and neither is `'`, which URL libraries encode in queries.
/// What is percent-encoded in the given value stays so (RFC 6570, section 3.2.3).
pub(crate) fn needless_escape(text: &str, given: Option<&Value>) -> Option<char> {
    let given: Vec<char> = given.map(|given| escapes(&given.to_string()).collect()).unwrap_or_default();
    escapes(text).find(|char| ":/?@!$()*".contains(*char) && !given.contains(char))
}

/// Returns the characters that are percent-encoded in a text.
fn escapes(text: &str) -> impl Iterator<Item = char> {
    let bytes = text.split('%').skip(1).filter_map(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
    bytes.map(char::from)
}

/// Returns a value of a parameter with `allowReserved` as the server reads it: what the caller has percent-encoded is not
/// encoded again.
pub(crate) fn unescaped(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(decode(text)),
        Value::Array(items) => items.iter().map(unescaped).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), unescaped(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// Splits `form` and similar styles, which encode the parameter in one or several pairs.
fn pairs(parameter: &Parameter, shape: &Shape, pairs: &[(String, String)], owned: &BTreeSet<String>) -> Raw {
    let own: Vec<usize> = (0..pairs.len()).filter(|at| pairs[*at].0 == parameter.name).collect();
    let escape = match (parameter.location, parameter.style) {
        (_, Style::Cookie) => Escape::None,
        (Location::Cookie, _) => Escape::Path,
        _ => Escape::Query,
    };
    match (parameter.style, shape, parameter.explode) {
        // A plain value has no keys, so it is encoded as in any other style.
        (Style::DeepObject, Shape::Object(..), _) => return deep(parameter, pairs),
        (Style::DeepObject, Shape::List(_), _) => return brackets(parameter, pairs),
        (Style::Json, _, _) => {}
        (_, Shape::Object(members, schema), Explode::Yes) => {
            let rest = schema.get("additionalProperties");
            let is_open = rest.map_or(members.is_empty(), |rest| *rest != Value::Bool(false));
            let is_owned = |name: &str| owned.contains(name.split('[').next().unwrap_or(name)) || owned.contains(name);
            let is_own = |name: &String| members.contains(name) || is_open && !is_owned(name);
            return members_of(is_own, pairs, escape);
        }
        (_, Shape::List(_), Explode::Yes) if !own.is_empty() => {
            let items = own.iter().map(|at| escape.undo(&pairs[*at].1)).collect();
            return Raw::Sent(Sent::List(items), own);
        }
        _ => {}
    }
    let text = match own.as_slice() {
        [] => return Raw::Absent,
        [one] => &pairs[*one].1,
        _ => return Raw::Wrong(format!("it was sent {} times", own.len())),
    };
    let separators: &[&str] = match parameter.style {
        Style::SpaceDelimited => &["%20", "+"],
        Style::PipeDelimited => &["|", "%7C", "%7c"],
        _ => &[","],
    };
    // A separator can be percent-encoded or not.
    let text = &separators.iter().fold(text.clone(), |text, other| text.replace(other, separators[0]));
    let separator = separators[0];
    let sent = match (parameter.style, shape) {
        (Style::Json, _) => whole(&escape.undo(text)),
        (_, Shape::Plain(_)) => Ok(Sent::Plain(escape.undo(text))),
        (_, Shape::List(_)) => Ok(Sent::List(escape.list(text, separator))),
        (_, Shape::Object(..)) => escape.in_turn(text, separator),
    };
    match sent {
        Ok(sent) => Raw::Sent(sent, own),
        Err(reason) => Raw::Wrong(reason),
    }
}

/// Reads `R=100&G=200`, in which each member of an object has one or several pairs. If the object allows additional
/// properties, these are all pairs that belong to nothing else.
fn members_of(is_own: impl Fn(&String) -> bool, pairs: &[(String, String)], escape: Escape) -> Raw {
    let own: Vec<usize> = (0..pairs.len()).filter(|at| is_own(&pairs[*at].0)).collect();
    if own.is_empty() {
        return Raw::Absent;
    }
    let mut object = json!({});
    // OpenAPI does not define how a list is encoded here. It is read like a list parameter.
    own.iter().for_each(|at| put(&mut object, &[&pairs[*at].0], escape.undo(&pairs[*at].1)));
    Raw::Sent(Sent::Whole(object), own)
}

/// Reads `name[R]=100`. OpenAPI does not define nested brackets, so they are read in the usual way.
fn deep(parameter: &Parameter, pairs: &[(String, String)]) -> Raw {
    let head = format!("{}[", parameter.name);
    let own: Vec<usize> = (0..pairs.len()).filter(|at| pairs[*at].0.starts_with(&head)).collect();
    if own.is_empty() {
        return Raw::Absent;
    }
    let mut object = json!({});
    for at in &own {
        let (name, value) = &pairs[*at];
        let Some(inner) = name[head.len()..].strip_suffix(']') else {
            return Raw::Wrong(format!("`{name}` has no closing bracket"));
        };
        let keys: Vec<&str> = inner.split("][").collect();
        put(&mut object, &keys, Escape::Query.undo(value));
    }
    // `name[]=a` is an item of a list.
    let only = object.as_object().filter(|members| members.len() == 1).and_then(|members| members.get(""));
    let whole = match only {
        Some(Value::Array(items)) => json!(items),
        Some(one) => json!([one]),
        None => object,
    };
    Raw::Sent(Sent::Whole(whole), own)
}

/// Reads `name[]=100`, which OpenAPI does not define.
fn brackets(parameter: &Parameter, pairs: &[(String, String)]) -> Raw {
    let name = format!("{}[]", parameter.name);
    let own: Vec<usize> = (0..pairs.len()).filter(|at| pairs[*at].0 == name).collect();
    if own.is_empty() {
        return Raw::Absent;
    }
    Raw::Sent(Sent::List(own.iter().map(|at| Escape::Query.undo(&pairs[*at].1)).collect()), own)
}

/// Inserts a string at the place that its keys lead to. If a key occurs again, the values become a list.
pub(crate) fn put(object: &mut Value, keys: &[&str], text: String) {
    let Some(members) = object.as_object_mut() else { return };
    match keys {
        [] => {}
        [key] | [key, ""] => match members.get_mut(*key) {
            Some(Value::Array(items)) => items.push(Value::String(text)),
            Some(known) => *known = json!([known, text]),
            None if keys.len() == 2 => drop(members.insert((*key).to_owned(), json!([text]))),
            None => drop(members.insert((*key).to_owned(), Value::String(text))),
        },
        [key, rest @ ..] => put(members.entry(*key).or_insert_with(|| json!({})), rest, text),
    }
}

fn whole(text: &str) -> Result<Sent, String> {
    serde_json::from_str(text).map(Sent::Whole).map_err(|error| format!("`{text}` is not JSON: {error}"))
}

/// Converts strings to the types of the schema.
fn value(document: &Document, shape: &Shape, sent: Sent) -> Result<Value, String> {
    let schema = shape.schema();
    Ok(match sent {
        Sent::Plain(text) => typed(document, schema, &Value::String(text)),
        Sent::List(items) => {
            let items: Vec<Value> = items.into_iter().map(Value::String).collect();
            typed(document, schema, &Value::Array(items))
        }
        Sent::Object(pairs) => {
            let mut members = Map::new();
            for (name, text) in pairs {
                if members.insert(name.clone(), Value::String(text)).is_some() {
                    return Err(format!("its member `{name}` was sent twice"));
                }
            }
            typed(document, schema, &Value::Object(members))
        }
        Sent::Whole(value) => typed(document, schema, &value),
    })
}

/// Decodes percent-encoding. Invalid escapes are kept as they are.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.filter(|_| bytes[at] == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
