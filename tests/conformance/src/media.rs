//! Bodies: which media type is used, and how values are encoded and decoded.

use serde_json::{Value, json};

use crate::document::{Document, Media};
use crate::sample::shape::{Shape, as_text, shapes, typed};
use crate::schema::{Direction, problems};
use crate::style::{decode, needless_escape, put, unescaped};

/// The encoding of a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any media type for JSON.
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/…`
    Multipart,
    /// `text/event-stream`
    Events,
    /// JSON texts one after another.
    Items,
    /// Any other text.
    Text,
    /// Anything else: bytes.
    Bytes,
}

/// Returns the encoding of a media type.
pub fn kind(name: &str) -> Kind {
    let essence = essence(name);
    match essence.as_str() {
        "application/json" | "text/json" | "application/jsonc" | "*/*" | "application/*" => Kind::Json,
        "application/x-www-form-urlencoded" => Kind::Form,
        "text/event-stream" => Kind::Events,
        "application/json-lines" | "application/jsonl" | "application/jsonlines" | "application/ndjson" => Kind::Items,
        "application/x-jsonl" | "application/x-jsonlines" | "application/x-ndjson" => Kind::Items,
        "application/stream+json" | "application/x-json-stream" | "application/json-seq" => Kind::Items,
        _ if essence.ends_with("+json-seq") => Kind::Items,
        _ if essence.ends_with("+json") => Kind::Json,
        _ if essence.starts_with("multipart/") => Kind::Multipart,
        _ if essence.starts_with("text/") => Kind::Text,
        _ => Kind::Bytes,
    }
}

/// Returns whether a media type is a form, whose properties are encoded one by one.
pub fn is_form(name: &str) -> bool {
    matches!(kind(name), Kind::Form | Kind::Multipart)
}

/// Returns the word for a kind of body in the names of a client's methods. A JSON media type of its own has a word of its
/// own.
pub fn kind_word(document: &Document, content: &[Media], media: &Media) -> String {
    let word = match kind(&media.name) {
        Kind::Json => match preferred(document, content) {
            Some(first) if is_other_json(first, media) => return json_word(&media.name),
            _ => "json",
        },
        Kind::Form => "form",
        Kind::Items if has_items(document, media) => "json-items",
        Kind::Multipart if essence(&media.name) == "multipart/form-data" => "multipart",
        Kind::Multipart if has_named_parts(document, media) => return words(&essence(&media.name)).join("-"),
        Kind::Multipart | Kind::Events | Kind::Items | Kind::Text | Kind::Bytes => "raw",
    };
    word.to_owned()
}

/// Returns whether a body of JSON texts is described by its texts, as a list, and not as one string.
pub fn has_items(document: &Document, media: &Media) -> bool {
    let is_list = |schema| shapes(document, schema).iter().all(|shape| matches!(shape, Shape::List(_)));
    media.schema.as_ref().is_some_and(is_list)
}

/// Returns whether the parts of a multipart body are the properties of an object.
fn has_named_parts(document: &Document, media: &Media) -> bool {
    let is_form = essence(&media.name) == "multipart/form-data";
    let is_object = |schema| shapes(document, schema).iter().any(|shape| matches!(shape, Shape::Object(..)));
    is_form || (!media.name.contains('*') && media.schema.as_ref().is_some_and(is_object))
}

/// The media types of patches, the plainest first.
const PATCHES: [&str; 3] =
    ["application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json"];

/// Returns whether a JSON media type is a patch, has another schema than the first one, or is another version of it.
fn is_other_json(first: &Media, media: &Media) -> bool {
    let (one, other) = (words(&first.name).join("-"), words(&media.name).join("-"));
    let unversioned = |text: &str| text.chars().filter(|char| !char.is_ascii_digit()).collect::<String>();
    let differs = first.schema.is_some() && media.schema.is_some() && first.schema != media.schema;
    let is_range = first.name.contains('*') || media.name.contains('*');
    let is_patch = PATCHES.contains(&essence(&media.name).as_str()) && essence(&first.name) != essence(&media.name);
    is_patch || (!is_range && (differs || (one != other && unversioned(&one) == unversioned(&other))))
}

fn json_word(name: &str) -> String {
    let mut words = words(name);
    let essence = essence(name);
    let of_essence = essence.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).count();
    if essence.ends_with("+json") {
        words.remove(of_essence - 1);
    }
    let leading = words.iter().position(|word| word != "application" && word != "vnd").unwrap_or_default();
    words[leading..].join("-")
}

/// Returns the words of a media type without its charset.
fn words(name: &str) -> Vec<String> {
    let parts = name.split(';').filter(|part| !part.trim().to_ascii_lowercase().starts_with("charset"));
    let words = parts.flat_map(|part| part.split(|char: char| !char.is_ascii_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
}

/// Returns whether a body is bytes that no schema can be held against: an object or a list in a format that is neither
/// JSON nor a form, such as XML. A client sends them as they are given.
pub fn is_opaque(document: &Document, media: &Media) -> bool {
    let is_plain = |schema| shapes(document, schema).iter().any(|shape| matches!(shape, Shape::Plain(_)));
    let is_text = kind(&media.name) == Kind::Items && !has_items(document, media);
    (is_text || matches!(kind(&media.name), Kind::Text | Kind::Events | Kind::Bytes))
        && media.schema.as_ref().is_some_and(|schema| !is_plain(schema))
}

/// Returns a media type in lower case and without its parameters.
pub fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns the documented media type that a content type matches. An exact match takes precedence over a range.
pub fn find<'a>(content: &'a [Media], content_type: &str) -> Option<&'a Media> {
    let sent = essence(content_type);
    let whole = sent.split('/').next().unwrap_or_default();
    let ranges = [sent.clone(), format!("{whole}/*"), "*/*".to_owned()];
    ranges.iter().find_map(|range| content.iter().find(|media| essence(&media.name) == *range))
}

/// Returns the media type that is used among several: JSON, otherwise a multipart form, otherwise other named parts, otherwise
/// a form, otherwise JSON texts, otherwise the first. For JSON, it is `application/json`, otherwise the first by name that ends with `+json` and is no patch but a
/// merge, otherwise any other.
pub fn preferred<'a>(document: &Document, content: &'a [Media]) -> Option<&'a Media> {
    let rank = |media: &&Media| match essence(&media.name) {
        name if name == "application/json" => (0, name),
        name if PATCHES[1..].contains(&name.as_str()) => {
            (2 + PATCHES.iter().position(|patch| *patch == name).unwrap_or_default(), name)
        }
        name if name.ends_with("+json") && !name.contains('*') => (1, name),
        name => (if name.contains('*') { 9 } else { 2 }, name),
    };
    let first = |wanted: Kind| content.iter().find(|media| kind(&media.name) == wanted);
    let json = content.iter().filter(|media| kind(&media.name) == Kind::Json).min_by_key(rank);
    let parts = content.iter().filter(|media| kind(&media.name) == Kind::Multipart && has_named_parts(document, media));
    let parts = parts.min_by_key(|media| (essence(&media.name) != "multipart/form-data", essence(&media.name)));
    let items = content.iter().find(|media| kind(&media.name) == Kind::Items && has_items(document, media));
    json.or(parts).or_else(|| first(Kind::Form)).or(items).or(content.first())
}

/// Decodes the body of a request.
///
/// # Errors
/// Returns why the body cannot be decoded.
pub fn read(document: &Document, media: &Media, content_type: &str, body: &[u8]) -> Result<Value, String> {
    let open = Value::Bool(true);
    let schema = media.schema.as_ref().unwrap_or(&open);
    match kind(content_type) {
        Kind::Json => serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}")),
        Kind::Form => form(media, body).map(|value| parts_typed(document, media, schema, value)),
        Kind::Multipart => {
            crate::multipart::read(media, content_type, body).map(|value| parts_typed(document, media, schema, value))
        }
        Kind::Items if has_items(document, media) => texts(content_type, body),
        Kind::Text | Kind::Events | Kind::Items => match std::str::from_utf8(body) {
            Ok(text) => Ok(typed(document, schema, &json!(text))),
            Err(_) => Err("the body is not UTF-8".to_owned()),
        },
        Kind::Bytes => Ok(json!(String::from_utf8_lossy(body))),
    }
}

/// Decodes JSON texts: one on each line, or each after a record separator and before a line break (RFC 7464, section 2.2).
fn texts(content_type: &str, body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|_| "the body is not UTF-8".to_owned())?;
    let is_sequence = essence(content_type).ends_with("json-seq");
    let item = |line: &str| {
        let item = match is_sequence {
            true => line.strip_prefix('\u{1e}').ok_or("a text begins without a record separator")?,
            false => line,
        };
        serde_json::from_str::<Value>(item).map_err(|error| format!("a line is not JSON: {error}"))
    };
    let Some(lines) = text.strip_suffix('\n') else {
        return if text.is_empty() { Ok(json!([])) } else { Err("the last text has no line break".to_owned()) };
    };
    lines.split('\n').map(item).collect()
}

/// Encodes the body of a response. Returns `None` if the media type cannot represent the value.
pub fn write(document: &Document, media: &Media, value: &Value) -> Option<Vec<u8>> {
    let text = match kind(&media.name) {
        Kind::Json => value.to_string(),
        Kind::Events => event(media.schema.as_ref().is_some_and(|schema| is_event(document, schema, 8)), value)?,
        Kind::Items => items(essence(&media.name).ends_with("json-seq"), value)?,
        Kind::Form | Kind::Multipart | Kind::Text | Kind::Bytes => as_text(value),
    };
    Some(text.into_bytes())
}

/// Encodes each item of a list, or a value twice, as a JSON text on a line or in a sequence (RFC 7464).
fn items(is_sequence: bool, value: &Value) -> Option<String> {
    let twice = [value.clone(), value.clone()];
    let items = value.as_array().map_or(twice.as_slice(), Vec::as_slice);
    let begin = if is_sequence { "\u{1e}" } else { "" };
    (!items.is_empty()).then(|| items.iter().map(|item| format!("{begin}{item}\n")).collect())
}

/// Encodes a value as the data of an event, or as a whole event. A list becomes an event for each item.
fn event(is_whole: bool, value: &Value) -> Option<String> {
    if let Value::Array(items) = value {
        let events: Option<Vec<String>> = items.iter().map(|item| event(is_whole, item)).collect();
        return events.filter(|events| !events.is_empty()).map(|events| events.concat());
    }
    let mut text = String::new();
    for field in ["event", "id", "retry"].iter().filter(|_| is_whole) {
        if let Some(value) = value.get(*field).filter(|value| !value.is_null()) {
            text.push_str(&format!("{field}: {}\n", as_text(value)));
        }
    }
    // Clients ignore an event without data.
    let data = as_text(if is_whole { value.get("data")? } else { value });
    for line in data.split('\n') {
        text.push_str(&format!("data: {line}\n"));
    }
    text.push('\n');
    Some(text)
}

/// Returns whether a schema describes whole events: every alternative is an object that only has fields of events.
fn is_event(document: &Document, schema: &Value, depth: usize) -> bool {
    let schema = document.resolve(schema);
    let inner = ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    let inner: Vec<&Value> = inner.chain(schema.get("items")).collect();
    let fields = schema.get("properties").and_then(Value::as_object);
    match (fields, depth.checked_sub(1)) {
        (Some(fields), _) => {
            ["event", "data"].iter().all(|name| fields.contains_key(*name))
                && fields.keys().all(|name| ["event", "data", "id", "retry"].contains(&name.as_str()))
                && schema.get("additionalProperties").is_none_or(|rest| *rest == Value::Bool(false))
                && inner.is_empty()
        }
        (None, Some(depth)) => !inner.is_empty() && inner.iter().all(|schema| is_event(document, schema, depth)),
        (None, None) => false,
    }
}

/// Returns whether a property of a URL-encoded form keeps its reserved characters.
fn keeps(media: &Media, name: &str) -> bool {
    let own = media.encoding.get(name).and_then(|encoding| encoding.get("allowReserved"));
    kind(&media.name) == Kind::Form && own == Some(&Value::Bool(true))
}

/// Returns what a URL-encoded form percent-encodes although `allowReserved` keeps it.
pub(crate) fn needless_in_form(media: &Media, body: &[u8], given: Option<&Value>) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    text.split('&').find_map(|pair| {
        let (name, raw) = pair.split_once('=')?;
        let name = decode(&name.replace('+', " "));
        let char = needless_escape(raw, given.and_then(|given| given.get(&name))).filter(|_| keeps(media, &name))?;
        Some(format!("`{char}` in `{name}` is percent-encoded, although `allowReserved` keeps it"))
    })
}

/// Returns the given body as the server reads it, see [`unescaped`].
pub(crate) fn as_read(media: &Media, given: &Value) -> Value {
    let Value::Object(members) = given else { return given.clone() };
    let read = |(name, value): (&String, &Value)| {
        (name.clone(), if keeps(media, name) { unescaped(value) } else { value.clone() })
    };
    members.iter().map(read).collect::<serde_json::Map<_, _>>().into()
}

fn form(media: &Media, body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|_| "the form is not UTF-8".to_owned())?;
    let mut members = json!({});
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| decode(&text.replace('+', " "));
        let (name, value) = (plain(name), plain(value));
        match name.split_once('[').filter(|(name, _)| is_deep(media, name)) {
            Some((outer, inner)) => {
                let inner = inner.strip_suffix(']').ok_or_else(|| format!("`{name}` has no closing bracket"))?;
                let keys: Vec<&str> = std::iter::once(outer).chain(inner.split("][")).collect();
                put(&mut members, &keys, value);
            }
            None => put(&mut members, &[&name], value),
        }
    }
    Ok(members)
}

/// Returns whether the encoding puts the properties of an object in brackets.
fn is_deep(media: &Media, name: &str) -> bool {
    let style = media.encoding.get(name).and_then(|encoding| encoding.get("style"));
    style.and_then(Value::as_str) == Some("deepObject")
}

/// Converts the properties of a form to their types. Of several alternatives, the first that fits is used, those first
/// that define the most of the properties.
fn parts_typed(document: &Document, media: &Media, schema: &Value, value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let shapes = shapes(document, schema);
    let known = |shape: &Shape| match shape {
        Shape::Object(names, _) => names.iter().filter(|name| members.contains_key(*name)).count(),
        Shape::Plain(_) | Shape::List(_) => 0,
    };
    let mut alternatives: Vec<(usize, &Value)> = shapes.iter().map(|shape| (known(shape), shape.schema())).collect();
    alternatives.sort_by_key(|(known, _)| std::cmp::Reverse(*known));
    let open = Value::Bool(true);
    let typed = |alternative: &Value| {
        let inner = |name: &String| {
            let named = alternative.get("properties").and_then(|properties| properties.get(name));
            named.or(alternative.get("additionalProperties")).unwrap_or(&open)
        };
        let part =
            |(name, part): (&String, &Value)| (name.clone(), part_typed(document, media, (name, inner(name)), part));
        Value::Object(members.iter().map(part).collect())
    };
    let mut first = None;
    for (_, alternative) in alternatives {
        let typed = typed(alternative);
        if problems(document, schema, Direction::Request, &typed).is_empty() {
            return typed;
        }
        first.get_or_insert(typed);
    }
    first.unwrap_or_else(|| typed(&open))
}

/// Converts a property to its type. An object is JSON text (OpenAPI 3.0.3, section 4.7.14.1), and so is a list that was
/// sent as one property. The first reading that fits the schema is used, and otherwise the text.
fn part_typed(document: &Document, media: &Media, (name, schema): (&str, &Value), part: &Value) -> Value {
    let json = |part: &Value| {
        let text = part.as_str().filter(|text| is_json_text(media, name) || text.starts_with(['{', '[']))?;
        serde_json::from_str::<Value>(text).ok()
    };
    let unpacked = match part {
        Value::String(text) if joined(media, name) => {
            Some(text.split(separator(media, name)).map(|item| json!(item)).collect())
        }
        Value::Array(items) => items.iter().map(json).collect::<Option<Value>>(),
        part => json(part),
    };
    let readings: Vec<Value> = unpacked.iter().chain([part]).map(|reading| typed(document, schema, reading)).collect();
    let fits = |reading: &&Value| problems(document, schema, Direction::Request, reading).is_empty();
    readings.iter().find(fits).or(readings.last()).cloned().unwrap_or_default()
}

/// Returns whether the encoding of a property is JSON text.
fn is_json_text(media: &Media, name: &str) -> bool {
    let encoding = |key: &str| media.encoding.get(name).and_then(|encoding| encoding.get(key));
    let is_json = encoding("contentType").and_then(Value::as_str).is_some_and(|name| kind(name) == Kind::Json);
    is_json && ["style", "explode", "allowReserved"].iter().all(|key| encoding(key).is_none())
}

/// Returns the character between the items of a list that the encoding joins.
fn separator(media: &Media, name: &str) -> char {
    let style = media.encoding.get(name).and_then(|encoding| encoding.get("style"));
    match style.and_then(Value::as_str) {
        Some("spaceDelimited") => ' ',
        Some("pipeDelimited") => '|',
        _ => ',',
    }
}

/// Returns whether the encoding joins the items of a list.
fn joined(media: &Media, name: &str) -> bool {
    media.encoding.get(name).and_then(|encoding| encoding.get("explode")) == Some(&Value::Bool(false))
}
