//! The body of a request: what the setters collect, and the bytes and the content type that it is sent as.

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde_json::Value;

use super::file::File;
use super::header;
use super::mode::Mode;
use super::multipart;
use super::request::Request;
use super::style::{self, Escape, Style};
use super::uri;

/// How a property of a form is written, where it is not as any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Encoding {
    pub(super) name: &'static str,
    pub(super) style: Option<Style>,
    pub(super) content_type: Option<&'static str>,
}

#[allow(dead_code, reason = "whether it is called depends on the specification")]
impl Encoding {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, style: None, content_type: None }
    }

    pub(crate) const fn style(mut self, style: Style) -> Self {
        self.style = Some(style);
        self
    }

    pub(crate) const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }
}

/// What the properties of a body are written as; and what stands beside them, or in their place.
#[derive(Clone)]
pub(super) struct Content {
    media: Media,
    files: Vec<(Cow<'static, str>, File)>,
    raw: Option<File>,
}

#[derive(Clone, Copy)]
enum Media {
    Json(&'static str),
    Form(&'static [Encoding]),
    Multipart(&'static [Encoding]),
    Raw(&'static str),
}

/// Why a body cannot be made.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ContentProblem {
    ContentType,
    PartType(String),
    NoForm,
}

impl ContentProblem {
    pub(super) fn argument(&self) -> &str {
        match self {
            Self::ContentType | Self::NoForm => "body",
            Self::PartType(name) => name,
        }
    }

    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::ContentType | Self::PartType(_) => "has a content type that a header cannot carry",
            Self::NoForm => "is no object, which a form has to be",
        }
    }
}

impl Content {
    pub(super) const fn new() -> Self {
        Self { media: Media::Json("application/json"), files: Vec::new(), raw: None }
    }

    /// Returns the content type and the bytes, if there is a body.
    pub(super) fn make(&self, body: Option<&Value>) -> Result<Option<(HeaderValue, Bytes)>, ContentProblem> {
        let (media, bytes) = match (self.media, &self.raw, body) {
            (Media::Raw(media), Some(file), _) => {
                (file.content_type.clone().unwrap_or_else(|| media.to_owned()), file.bytes.clone())
            }
            (Media::Json(media), _, Some(value)) => (media.to_owned(), Bytes::from(value.to_string())),
            (Media::Form(encodings), _, Some(value)) => {
                ("application/x-www-form-urlencoded".to_owned(), form(encodings, value)?.into())
            }
            (Media::Multipart(encodings), _, value) if value.is_some() || !self.files.is_empty() => {
                multipart::make(encodings, value, &self.files)?
            }
            (Media::Json(_) | Media::Form(_) | Media::Multipart(_) | Media::Raw(_), _, _) => return Ok(None),
        };
        let media = header::value(&media).ok_or(ContentProblem::ContentType)?;
        Ok(Some((media, bytes)))
    }
}

/// A form as a query has it (WHATWG URL, section 5), with `%20` for a space, which every reader knows.
fn form(encodings: &[Encoding], value: &Value) -> Result<String, ContentProblem> {
    let properties = value.as_object().ok_or(ContentProblem::NoForm)?;
    let mut text = String::new();
    for (name, value) in properties {
        let encoding = encodings.iter().find(|encoding| encoding.name == name);
        let style = encoding.and_then(|encoding| encoding.style).unwrap_or(Style::FormExploded);
        for (name, value) in style::pairs(name, style, Escape::Percent, value) {
            uri::push_encoded(&mut text, &name, &value);
        }
    }
    Ok(text)
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl<M: Mode> Request<M> {
    /// Says under which name JSON is sent.
    pub(crate) fn json_as(mut self, media: &'static str) -> Self {
        self.call.content.media = Media::Json(media);
        self
    }

    /// Says that the body is a form, and how its properties are written.
    pub(crate) fn form(mut self, encodings: &'static [Encoding]) -> Self {
        self.call.content.media = Media::Form(encodings);
        self
    }

    /// Says that the body is a form of parts, and how its properties are written.
    pub(crate) fn multipart(mut self, encodings: &'static [Encoding]) -> Self {
        self.call.content.media = Media::Multipart(encodings);
        self
    }

    /// Sets a part of a form that is a file.
    pub(crate) fn file(self, name: &'static str, file: impl Into<File>) -> Self {
        self.files(name, [file])
    }

    /// Sets the parts of a form that are files and have one name.
    pub(crate) fn files<F: Into<File>>(mut self, name: &'static str, files: impl IntoIterator<Item = F>) -> Self {
        let known = &mut self.call.content.files;
        known.retain(|(known, _)| known != name);
        known.extend(files.into_iter().map(|file| (Cow::Borrowed(name), file.into())));
        self
    }

    /// Adds a part of a form that is a file and has a name of the caller's choice; several may have one name.
    pub(crate) fn additional_file(mut self, name: impl Into<String>, file: impl Into<File>) -> Self {
        self.call.content.files.push((Cow::Owned(name.into()), file.into()));
        self
    }

    /// Sets the whole body, which is sent as it is, under this media type unless it has another one.
    pub(crate) fn raw(mut self, media: &'static str, body: impl Into<File>) -> Self {
        self.call.content.media = Media::Raw(media);
        self.call.content.raw = Some(body.into());
        self
    }
}
