//! `multipart/form-data` (RFC 7578) as bytes that are there at once, so that a request can be sent again.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;

use super::content::{ContentProblem, Encoding};
use super::file::File;
use super::header;
use super::style;

/// Returns the content type with its boundary, and the bytes.
pub(super) fn make(
    encodings: &'static [Encoding],
    value: Option<&Value>,
    files: &[(Cow<'static, str>, File)],
) -> Result<(String, Bytes), ContentProblem> {
    let mut parts = Vec::new();
    match value {
        None => {}
        Some(Value::Object(properties)) => {
            for (name, value) in properties {
                let encoding = encodings.iter().find(|encoding| encoding.name == name);
                parts.extend(property(name, value, encoding.and_then(|encoding| encoding.content_type)));
            }
        }
        Some(_) => return Err(ContentProblem::NoForm),
    }
    for (name, file) in files {
        let documented = encodings.iter().find(|encoding| encoding.name == name);
        let documented = documented.and_then(|encoding| encoding.content_type);
        let media = file.content_type.as_deref().or(documented).unwrap_or("application/octet-stream");
        header::value(media).ok_or_else(|| ContentProblem::PartType(name.to_string()))?;
        let file_name = Some(file.name.as_deref().unwrap_or(name));
        parts.push(Part { name, file_name, media: Some(media), bytes: file.bytes.clone() });
    }
    let boundary = boundary(&parts);
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.bytes.len() + 200).sum());
    for part in &parts {
        part.write(&boundary, &mut bytes);
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((format!("multipart/form-data; boundary={boundary}"), bytes.into()))
}

struct Part<'a> {
    name: &'a str,
    file_name: Option<&'a str>,
    media: Option<&'a str>,
    bytes: Bytes,
}

/// One part, or one for each item of a list. Objects are JSON (OpenAPI 3.0.3, section 4.7.14.4).
fn property<'a>(name: &'a str, value: &'a Value, media: Option<&'a str>) -> Vec<Part<'a>> {
    let one = |value: &Value| {
        let json = matches!(value, Value::Object(_) | Value::Array(_)).then_some("application/json");
        Part { name, file_name: None, media: media.or(json), bytes: style::flat(value).into() }
    };
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().map(one).collect(),
        value => vec![one(value)],
    }
}

impl Part<'_> {
    fn write(&self, boundary: &str, out: &mut Vec<u8>) {
        let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(self.name));
        if let Some(name) = self.file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(name)));
        }
        if let Some(media) = self.media {
            head.push_str(&format!("\r\nContent-Type: {media}"));
        }
        head.push_str("\r\n\r\n");
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(&self.bytes);
        out.extend_from_slice(b"\r\n");
    }
}

/// What would end the quotes or the line, as browsers write it (HTML, section 4.10.21.8).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A line that no part holds. It is the same for the same parts, so that a repeated request is the same one.
fn boundary(parts: &[Part<'_>]) -> String {
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
