//! Checks a request against the operation that was called.

mod security;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Body, Document, Location, Need, Operation, Parameter, Reserved, Style};
use crate::http::Request;
use crate::media;
use crate::problem::Problem;
use crate::sample::shape::{Shape, Texts, same, shapes};
use crate::schema::{Direction, problems};
use crate::style::{Found, Parts, decode, needless_escape, read, unescaped};

pub use security::Secrets;

/// Headers that do not belong to an operation.
const FRAME: [&str; 14] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "referer",
    "te",
    "traceparent",
    "transfer-encoding",
    "user-agent",
];

/// The arguments of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// The parameters.
    pub parameters: Vec<(Location, String, Value)>,
    /// The media type and the value of the body.
    pub body: Option<(String, Value)>,
}

/// Returns what is wrong with a request, by the document and by the arguments of the call.
///
/// `base` is the path of the base URL.
pub fn check(
    document: &Document,
    operation: &Operation,
    request: &Request,
    base: &str,
    expected: (&Given, &Secrets),
) -> Vec<Problem> {
    let (given, secrets) = expected;
    let mut found = Vec::new();
    if request.method != operation.method {
        found.push(Problem::request(format!("the method is {}, not {}", request.method, operation.method)));
    }
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let (template, fixed) = operation.target();
    let Some(placeholders) = path.strip_prefix(base).and_then(|path| match_path(template, path)) else {
        found.push(Problem::request(format!("the path `{path}` does not fit `{base}{template}`")));
        return found;
    };
    let parts = Parts {
        path: placeholders,
        query: pairs(query, '&'),
        headers: request.headers.clone(),
        cookies: request
            .headers
            .iter()
            .filter(|(name, _)| name == "cookie")
            .flat_map(|(_, all)| pairs(all, ';'))
            .collect(),
        owned: owned(document, operation, fixed),
    };
    let mut used = Vec::new();
    for pair in pairs(fixed, '&') {
        match parts.query.iter().position(|sent| *sent == pair) {
            Some(index) => used.push(index),
            None => found.push(Problem::request(format!("the query `{fixed}` of the path is missing"))),
        }
    }
    for parameter in operation.parameters.iter().filter(|parameter| parameter.need != Need::Ignored) {
        let (value, pairs) = read(document, parameter, &parts);
        if parameter.reserved == Reserved::Kept {
            let given = given_value(parameter, given);
            let needless = pairs.iter().find_map(|at| needless_escape(&parts.query.get(*at)?.1, given));
            found.extend(needless.map(|char| Problem::request(reserved(&parameter.name, char))));
        }
        used.extend(pairs);
        found.extend(parameter_problem(parameter, &value, given).map(Problem::request));
    }
    security::check(document, operation, &parts, secrets, &mut found);
    found.extend(strangers(document, operation, &parts, &used).into_iter().map(Problem::request));
    found.extend(body(document, operation.body.as_ref(), request, given).into_iter().map(Problem::request));
    found
}

fn reserved(name: &str, char: char) -> String {
    format!("`{char}` in `{name}` is percent-encoded, although `allowReserved` keeps it")
}

/// Returns the value that the caller gave for a parameter.
fn given_value<'a>(parameter: &Parameter, given: &'a Given) -> Option<&'a Value> {
    let own =
        |(location, name, _): &&(Location, String, Value)| *location == parameter.location && *name == parameter.name;
    given.parameters.iter().find(own).map(|(_, _, value)| value)
}

fn parameter_problem(parameter: &Parameter, found: &Found, given: &Given) -> Option<String> {
    let expected = given_value(parameter, given);
    let kept =
        expected.filter(|_| parameter.reserved == Reserved::Kept && parameter.style != Style::Cookie).map(unescaped);
    let expected = kept.as_ref().or(expected);
    let name = format!("the {} parameter `{}`", parameter.location.word(), parameter.name);
    match (found, expected) {
        (Found::Wrong(reason), _) => Some(format!("{name} is wrong: {reason}")),
        (Found::Absent, Some(value)) => Some(format!("{name} was given as {value} and is missing")),
        (Found::Absent, None) if parameter.need == Need::Required => Some(format!("{name} is required and missing")),
        (Found::Absent, None) => None,
        (Found::Value(sent), Some(value)) if same(sent, value, Texts::Alike) => None,
        // Outside of JSON, a list with one item looks like the item, and the schema may allow both.
        (Found::Value(sent), Some(Value::Array(items)))
            if parameter.style != Style::Json
                && matches!(items.as_slice(), [only] if same(sent, only, Texts::Alike)) =>
        {
            None
        }
        // The same the other way round: a caller who knows of one value gives that one.
        (Found::Value(Value::Array(items)), Some(value))
            if parameter.style != Style::Json
                && !value.is_array()
                && matches!(items.as_slice(), [only] if same(only, value, Texts::Alike)) =>
        {
            None
        }
        (Found::Value(sent), Some(value)) => Some(format!("{name} was given as {value} and sent as {sent}")),
        // If the caller gives none, the client sends its own name.
        (Found::Value(_), None)
            if parameter.location == Location::Header
                && FRAME.contains(&parameter.name.to_ascii_lowercase().as_str()) =>
        {
            None
        }
        (Found::Value(sent), None) => Some(format!("{name} was not given and is sent as {sent}")),
    }
}

/// Returns the names in the query that belong to a parameter or its members, to a credential, or to the path.
fn owned(document: &Document, operation: &Operation, fixed: &str) -> BTreeSet<String> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.location == Location::Query);
    let named = parameters.flat_map(|parameter| {
        let members = shapes(document, &parameter.schema).into_iter().filter_map(|shape| match shape {
            Shape::Object(names, _) => Some(names),
            Shape::Plain(_) | Shape::List(_) => None,
        });
        members.flatten().chain([parameter.name.clone()]).collect::<Vec<String>>()
    });
    let fixed = pairs(fixed, '&').into_iter().map(|(name, _)| name);
    named.chain(security::places(document).0).chain(fixed).collect()
}

/// Reports what was sent but is not documented.
fn strangers(document: &Document, operation: &Operation, parts: &Parts, used: &[usize]) -> Vec<String> {
    let mut found = Vec::new();
    let (queries, headers) = security::places(document);
    for (index, (name, _)) in parts.query.iter().enumerate() {
        if !used.contains(&index) && !queries.contains(name) {
            found.push(format!("`{name}` in the query is not documented"));
        }
    }
    let declared = |name: &str| {
        let own = |parameter: &&Parameter| {
            parameter.location == Location::Header && parameter.name.eq_ignore_ascii_case(name)
        };
        operation.parameters.iter().any(|parameter| own(&parameter))
    };
    for (name, _) in &parts.headers {
        let is_security = headers.iter().any(|known| known.eq_ignore_ascii_case(name));
        if !FRAME.contains(&name.as_str()) && !is_security && !declared(name) {
            found.push(format!("the header `{name}` is not documented"));
        }
    }
    found
}

fn body(document: &Document, body: Option<&Body>, request: &Request, given: &Given) -> Vec<String> {
    let mut found = Vec::new();
    let content_type = request.header("content-type");
    let Some(body) = body.filter(|body| !body.content.is_empty()) else {
        if !request.body.is_empty() {
            found.push("a body was sent, but none is documented".to_owned());
        }
        return found;
    };
    let form = given.body.as_ref().filter(|(name, _)| media::is_form(name)).map(|(_, value)| value);
    if request.body.is_empty() && content_type.is_none() {
        // A form without properties is the same as no body.
        if form.is_some_and(is_nothing) {
            return found;
        }
        if body.need == Need::Required || given.body.is_some() {
            let why = if given.body.is_some() { "was given and is" } else { "is required and" };
            found.push(format!("the body {why} missing"));
        }
        return found;
    }
    let Some(content_type) = content_type else {
        found.push("a body was sent without a content type".to_owned());
        return found;
    };
    let Some(media) = media::find(&body.content, content_type) else {
        let known: Vec<&str> = body.content.iter().map(|media| media.name.as_str()).collect();
        found.push(format!("the content type is `{content_type}`, but the document has {}", known.join(", ")));
        return found;
    };
    match media::read(document, media, content_type, &request.body) {
        Err(reason) => found.push(reason),
        Ok(mut value) => {
            if let Some(form) = form {
                fill(&mut value, form);
            }
            let schema = media.schema.as_ref().filter(|_| !media::is_opaque(document, media));
            let wrong = schema.map(|schema| problems(document, schema, Direction::Request, &value));
            found.extend(wrong.unwrap_or_default().into_iter().map(|problem| format!("the body is wrong: {problem}")));
            let given_body = given.body.as_ref().map(|(_, value)| value);
            found.extend(media::needless_in_form(media, &request.body, given_body));
            let texts = if media::kind(content_type) == media::Kind::Json { Texts::Apart } else { Texts::Alike };
            match &given.body {
                None => found.push("a body was sent, but none was given".to_owned()),
                Some((name, expected)) if media::essence(name) == media::essence(&media.name) => {
                    let expected = &media::as_read(media, expected);
                    if !(same(&value, expected, texts) || form.is_some() && same_form(&value, expected)) {
                        found.push(format!("the body was given as {expected} and sent as {value}"));
                    }
                }
                Some(_) => {}
            }
        }
    }
    found
}

/// Returns whether two forms are the same. A list with one item looks like the item, at any depth.
fn same_form(sent: &Value, given: &Value) -> bool {
    match (sent, given) {
        (Value::Object(sent), Value::Object(given)) => {
            let is_same = |(name, sent): (&String, &Value)| given.get(name).is_some_and(|given| same_form(sent, given));
            sent.len() == given.len() && sent.iter().all(is_same)
        }
        (Value::Array(sent), Value::Array(given)) => {
            sent.len() == given.len() && sent.iter().zip(given).all(|(sent, given)| same_form(sent, given))
        }
        (Value::Array(items), part) | (part, Value::Array(items)) => {
            matches!(items.as_slice(), [only] if same_form(only, part))
        }
        (sent, given) => same(sent, given, Texts::Alike),
    }
}

/// Returns whether a value consists of lists and objects without plain values. A form cannot express it.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(is_nothing),
        Value::Object(members) => members.values().all(is_nothing),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Adds to what was sent as a form what the form cannot express.
fn fill(sent: &mut Value, given: &Value) {
    match (sent, given) {
        (Value::Object(sent), Value::Object(given)) => {
            for (name, given) in given {
                match sent.get_mut(name) {
                    Some(sent) => fill(sent, given),
                    None if is_nothing(given) => drop(sent.insert(name.clone(), given.clone())),
                    None => {}
                }
            }
        }
        (Value::Array(sent), Value::Array(given)) if sent.len() == given.len() => {
            sent.iter_mut().zip(given).for_each(|(sent, given)| fill(sent, given));
        }
        _ => {}
    }
}

/// Splits a query. Names are decoded, and values are not.
fn pairs(text: &str, separator: char) -> Vec<(String, String)> {
    let parts = text.split(separator).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(&name.replace('+', " ")), value.to_owned())
        })
        .collect()
}

/// Returns the value of each placeholder, still encoded, or `None` if the path does not match.
pub fn match_path(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (templates, segments): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    if templates.len() != segments.len() {
        return None;
    }
    let mut found = Vec::new();
    for (template, segment) in templates.into_iter().zip(segments) {
        let mut rest = segment;
        let mut literals = template;
        while let Some((literal, after)) = literals.split_once('{') {
            let (name, after) = after.split_once('}')?;
            rest = strip(rest, literal)?;
            let next = after.split('{').next().unwrap_or_default();
            let end = match (after.is_empty(), next.is_empty()) {
                (true, _) => rest.len(),
                // Adjacent placeholders cannot be distinguished, so the first gets one character.
                (false, true) => rest.chars().next().map_or(0, char::len_utf8),
                (false, false) if after == next => rest.len().checked_sub(next.len())?,
                (false, false) => rest.find(next)?,
            };
            let value = rest.get(..end)?;
            if value.is_empty() {
                return None;
            }
            found.push((name.to_owned(), value.to_owned()));
            rest = rest.get(end..)?;
            literals = after;
        }
        if !strip(rest, literals)?.is_empty() {
            return None;
        }
    }
    Some(found)
}

/// Removes a literal of the template from the front of the path, where it can be percent-encoded.
fn strip<'a>(text: &'a str, literal: &str) -> Option<&'a str> {
    if let Some(rest) = text.strip_prefix(literal) {
        return Some(rest);
    }
    let end = (0..=text.len()).find(|end| text.is_char_boundary(*end) && decode(&text[..*end]) == literal)?;
    Some(&text[end..])
}
