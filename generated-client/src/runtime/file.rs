//! Bytes that are sent as they are: a request body, or a part of a multipart form.

use std::fmt;

use bytes::Bytes;

/// Bytes to send, with an optional name and content type.
///
/// Anything that converts into bytes converts into a file: a `Vec<u8>`, a `String`, a `&'static str` or a `&'static
/// [u8]`. Clones share the bytes.
///
/// ```
/// use generated_client::File;
///
/// let picture = File::new(vec![0x89, 0x50, 0x4e, 0x47]).named("dot.png").with_content_type("image/png");
/// # let _ = picture;
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    pub(super) bytes: Bytes,
    pub(super) name: Option<String>,
    pub(super) content_type: Option<String>,
}

impl File {
    /// Returns a file without a name and content type.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), name: None, content_type: None }
    }

    /// Sets the file name that a multipart form sends.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the content type. Defaults to the one that the API documents, or to `application/octet-stream`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl<T: Into<Bytes>> From<T> for File {
    fn from(bytes: T) -> Self {
        Self::new(bytes)
    }
}

/// Shows the length, and not the bytes.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("length", &self.bytes.len())
            .finish()
    }
}
