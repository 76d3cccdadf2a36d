//! The body of a request: what the setters collect, and the content type and bytes that are sent.

mod encoding;
mod json_items;
mod multipart;

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde_json::Value;

pub(crate) use encoding::Encoding;
use encoding::{BodyProblem, encoding_of};

use super::file::File;
use super::header;
use super::style::{self, Escape, Style};
use super::uri;

/// A body as the setters leave it. There is none as long as `value`, `files` and `raw` are empty.
#[derive(Clone)]
pub(super) struct RequestBody {
    pub(super) format: BodyFormat,
    /// The body as a whole, or the object of its properties.
    pub(super) value: Option<Value>,
    /// The parts of a multipart form that are files.
    pub(super) files: Vec<(Cow<'static, str>, File)>,
    /// The bytes of a body that is sent as it is.
    pub(super) raw: Option<File>,
}

/// How a body is encoded.
#[derive(Clone, Copy)]
pub(super) enum BodyFormat {
    /// JSON, sent with this content type.
    Json(&'static str),
    /// JSON texts one after another, sent with this content type. The value is the list of them.
    JsonItems(&'static str),
    /// `application/x-www-form-urlencoded`.
    Form(&'static [Encoding]),
    /// Named parts in this multipart type.
    Multipart(&'static str, &'static [Encoding]),
    /// The bytes as they are. They are sent with this content type, unless the file has one of its own.
    Raw(&'static str),
}

impl RequestBody {
    pub(super) const fn new() -> Self {
        Self { format: BodyFormat::Json("application/json"), value: None, files: Vec::new(), raw: None }
    }

    /// Returns the content type and the bytes, if there is a body.
    pub(super) fn encode(&self) -> Result<Option<(HeaderValue, Bytes)>, BodyProblem> {
        let (content_type, bytes) = match (self.format, &self.raw, &self.value) {
            (BodyFormat::Raw(content_type), Some(file), _) => {
                (file.content_type.clone().unwrap_or_else(|| content_type.to_owned()), file.bytes.clone())
            }
            (BodyFormat::Json(content_type), _, Some(value)) => {
                (content_type.to_owned(), Bytes::from(value.to_string()))
            }
            (BodyFormat::JsonItems(content_type), _, Some(value)) => {
                (content_type.to_owned(), json_items::encode(content_type, value).into())
            }
            (BodyFormat::Form(encodings), _, Some(value)) => {
                ("application/x-www-form-urlencoded".to_owned(), url_encoded(encodings, value)?.into())
            }
            (BodyFormat::Multipart(media, encodings), _, value) if value.is_some() || !self.files.is_empty() => {
                multipart::encode((media, encodings), value.as_ref(), &self.files)?
            }
            (
                BodyFormat::Json(_)
                | BodyFormat::JsonItems(_)
                | BodyFormat::Form(_)
                | BodyFormat::Multipart(..)
                | BodyFormat::Raw(_),
                _,
                _,
            ) => return Ok(None),
        };
        let content_type = header::value(&content_type).ok_or(BodyProblem::ContentType)?;
        Ok(Some((content_type, bytes)))
    }
}

/// Encodes a form like a query (WHATWG URL, section 5), except that a space is `%20`, which every server decodes. An object
/// is JSON text unless its style is defined (OpenAPI 3.0.4, section 4.8.15.1).
fn url_encoded(encodings: &[Encoding], value: &Value) -> Result<String, BodyProblem> {
    let properties = value.as_object().ok_or(BodyProblem::NotAnObject)?;
    let mut text = String::new();
    for (name, value) in properties {
        let otherwise = if value.is_object() { Style::Json } else { Style::FormExploded };
        let own = encoding_of(encodings, name);
        let style = own.and_then(|encoding| encoding.style).unwrap_or(otherwise);
        let escape = own.map_or(Escape::Percent, |encoding| encoding.escape);
        for (name, value) in style::pairs(name, style, escape, value) {
            uri::push_encoded(&mut text, &name, &value);
        }
    }
    Ok(text)
}
