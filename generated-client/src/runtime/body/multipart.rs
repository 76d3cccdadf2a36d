//! `multipart/form-data` (RFC 7578), and other multipart types with named parts. All of it is in memory, so that a request
//! can be sent again.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;

use super::encoding::{BodyProblem, Encoding, encoding_of};
use crate::runtime::file::File;
use crate::runtime::header::{self, essence};
use crate::runtime::style;

/// Returns the content type, with its boundary, and the bytes.
pub(super) fn encode(
    (media, encodings): (&str, &'static [Encoding]),
    value: Option<&Value>,
    files: &[(Cow<'static, str>, File)],
) -> Result<(String, Bytes), BodyProblem> {
    let documented = |name: &str| encoding_of(encodings, name).and_then(|encoding| encoding.content_type);
    let mut parts = Vec::new();
    match value {
        None => {}
        Some(Value::Object(properties)) => {
            for (name, value) in properties {
                parts.extend(parts_of_property(name, value, documented(name)));
            }
        }
        Some(_) => return Err(BodyProblem::NotAnObject),
    }
    for (name, file) in files {
        let content_type =
            file.content_type.as_deref().or_else(|| documented(name)).unwrap_or("application/octet-stream");
        header::value(content_type).ok_or_else(|| BodyProblem::PartContentType(name.to_string()))?;
        let file_name = Some(file.name.as_deref().unwrap_or(name));
        parts.push(FormPart { name, file_name, content_type: Some(content_type), bytes: file.bytes.clone() });
    }
    let related = is_related(media).then(|| parameter(media, "type")).flatten();
    if let Some(root) = related {
        parts.sort_by_key(|part| !essence(part.content_type.unwrap_or(TEXT)).eq_ignore_ascii_case(essence(root)));
    }
    let boundary = boundary(&parts);
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.bytes.len() + 200).sum());
    for part in &parts {
        part.write(&boundary, &mut bytes);
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((content_type(media, &boundary, parts.first()), bytes.into()))
}

/// The media type of a part that does not name one (RFC 2046, section 5.1).
const TEXT: &str = "text/plain";

/// Returns the content type of the body. `multipart/related` names the media type of its root, which is the first part (RFC
/// 2387, section 3).
fn content_type(media: &str, boundary: &str, first: Option<&FormPart<'_>>) -> String {
    let mut text = format!("{}; boundary={boundary}", essence(media));
    let ours = ["boundary", "start"];
    let others = media.split(';').skip(1).map(str::trim).filter(|piece| ours.iter().all(|name| !is_named(piece, name)));
    others.filter(|piece| !piece.is_empty()).for_each(|piece| text.push_str(&format!("; {piece}")));
    if let Some(first) = first.filter(|_| is_related(media) && parameter(media, "type").is_none()) {
        text.push_str(&format!("; type=\"{}\"", essence(first.content_type.unwrap_or(TEXT))));
    }
    text
}

fn is_related(media: &str) -> bool {
    essence(media).eq_ignore_ascii_case("multipart/related")
}

/// Returns the value of a parameter of a media type.
fn parameter<'a>(media: &'a str, name: &str) -> Option<&'a str> {
    let piece = media.split(';').skip(1).find(|piece| is_named(piece, name))?;
    piece.split_once('=').map(|(_, value)| value.trim().trim_matches('"'))
}

fn is_named(piece: &str, name: &str) -> bool {
    piece.split_once('=').is_some_and(|(known, _)| known.trim().eq_ignore_ascii_case(name))
}

struct FormPart<'a> {
    name: &'a str,
    file_name: Option<&'a str>,
    content_type: Option<&'a str>,
    bytes: Bytes,
}

/// Returns one part, or one for each item of a list. Objects are sent as JSON (OpenAPI 3.0.3, section 4.7.14.4). A
/// property whose content type is JSON is one part with all of its JSON.
fn parts_of_property<'a>(name: &'a str, value: &'a Value, content_type: Option<&'a str>) -> Vec<FormPart<'a>> {
    let part = |value: &Value| {
        let json = matches!(value, Value::Object(_) | Value::Array(_)).then_some("application/json");
        FormPart { name, file_name: None, content_type: content_type.or(json), bytes: style::flat(value).into() }
    };
    if content_type.is_some_and(is_json) {
        return vec![FormPart { name, file_name: None, content_type, bytes: value.to_string().into() }];
    }
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().map(part).collect(),
        value => vec![part(value)],
    }
}

fn is_json(content_type: &str) -> bool {
    let media = essence(content_type).to_ascii_lowercase();
    media == "application/json" || media == "text/json" || media.ends_with("+json")
}

impl FormPart<'_> {
    /// The name is that of a form in every multipart type, because only `form-data` has a parameter for it (RFC 7578,
    /// section 4.2).
    fn write(&self, boundary: &str, out: &mut Vec<u8>) {
        let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(self.name));
        if let Some(name) = self.file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(name)));
        }
        if let Some(content_type) = self.content_type {
            head.push_str(&format!("\r\nContent-Type: {content_type}"));
        }
        head.push_str("\r\n\r\n");
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(&self.bytes);
        out.extend_from_slice(b"\r\n");
    }
}

/// Escapes quotes and line breaks, as browsers do (HTML, section 4.10.21.8).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns a boundary that occurs in no part. The same parts always get the same boundary, so that a retry sends the same
/// bytes.
fn boundary(parts: &[FormPart<'_>]) -> String {
    let holds = |text: &str| {
        let needle = text.as_bytes();
        parts.iter().any(|part| part.bytes.windows(needle.len()).any(|window| window == needle))
    };
    let mut number = 0_u64;
    loop {
        let boundary = format!("----part-of-the-form-{number}");
        if !holds(&boundary) {
            return boundary;
        }
        number += 1;
    }
}
