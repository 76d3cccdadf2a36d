//! The setters of a body, and of its properties and files.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Request;
use crate::runtime::body::{BodyFormat, Encoding};
use crate::runtime::file::File;

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request {
    /// Sets the whole body.
    pub(crate) fn body(mut self, value: impl Serialize) -> Self {
        if let Some(value) = self.call.json_value("body", value) {
            self.call.body.value = Some(value);
        }
        self
    }

    /// Declares that the body is an object, which is sent even if no property is set.
    pub(crate) fn empty_object(mut self) -> Self {
        self.call.body.value.get_or_insert_with(|| Value::Object(Map::new()));
        self
    }

    /// Sets a property of the body.
    pub(crate) fn property<T: Serialize>(self, name: &'static str, value: T) -> Self {
        self.additional_property(name, value)
    }

    /// Sets a property of the body whose name the caller chooses.
    pub(crate) fn additional_property<T: Serialize>(mut self, name: impl Into<String>, value: T) -> Self {
        let name = name.into();
        let Some(value) = self.call.json_value(&name, value) else {
            return self;
        };
        match self.call.body.value.get_or_insert_with(|| Value::Object(Map::new())) {
            Value::Object(properties) => {
                properties.insert(name, value);
            }
            _ => self.call.refuse(&name, "is a property, but the body is not an object"),
        }
        self
    }

    /// Sets the content type that the JSON of the body is sent with. Defaults to `application/json`.
    pub(crate) fn json_as(mut self, content_type: &'static str) -> Self {
        self.call.body.format = BodyFormat::Json(content_type);
        self
    }

    /// Sends the items of the body as JSON texts one after another, with this content type.
    pub(crate) fn json_items_as(mut self, content_type: &'static str) -> Self {
        self.call.body.format = BodyFormat::JsonItems(content_type);
        self
    }

    /// Sends the body as a form. `encodings` has the properties that are not encoded in the default way.
    pub(crate) fn form(mut self, encodings: &'static [Encoding]) -> Self {
        self.call.body.format = BodyFormat::Form(encodings);
        self
    }

    /// Sends the body as a multipart form. `encodings` has the properties that are not encoded in the default way.
    pub(crate) fn multipart(self, encodings: &'static [Encoding]) -> Self {
        self.multipart_as("multipart/form-data", encodings)
    }

    /// Sends the body as named parts of another multipart type.
    pub(crate) fn multipart_as(mut self, media: &'static str, encodings: &'static [Encoding]) -> Self {
        self.call.body.format = BodyFormat::Multipart(media, encodings);
        self
    }

    /// Sets a part of a multipart form to a file.
    pub(crate) fn file(self, name: &'static str, file: impl Into<File>) -> Self {
        self.files(name, [file])
    }

    /// Sets the parts of a multipart form that have this name to files, one part for each.
    pub(crate) fn files<F: Into<File>>(mut self, name: &'static str, files: impl IntoIterator<Item = F>) -> Self {
        let known = &mut self.call.body.files;
        known.retain(|(known, _)| known != name);
        known.extend(files.into_iter().map(|file| (Cow::Borrowed(name), file.into())));
        self
    }

    /// Adds a file to a multipart form, under a name that the caller chooses. Several files may have the same name.
    pub(crate) fn additional_file(mut self, name: impl Into<String>, file: impl Into<File>) -> Self {
        self.call.body.files.push((Cow::Owned(name.into()), file.into()));
        self
    }

    /// Sets the whole body to bytes that are sent as they are. The content type is the one of the file, if it has one, and
    /// otherwise `content_type`.
    pub(crate) fn raw(mut self, content_type: &'static str, body: impl Into<File>) -> Self {
        self.call.body.format = BodyFormat::Raw(content_type);
        self.call.body.raw = Some(body.into());
        self
    }
}
