//! A successful response that has not been decoded, and how much of it a call wants.

use std::sync::Arc;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use reqwest::{StatusCode, Url};

use super::header;
use super::mask::Mask;
use super::operation::Operation;

/// A successful response (2xx) that has not been decoded.
pub(crate) struct RawResponse {
    pub(super) operation: Arc<Operation>,
    /// Where it comes from, after redirects. `None` if it is part of another response.
    pub(super) url: Option<Url>,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// The whole body; empty unless it was buffered.
    pub(super) body: Vec<u8>,
    pub(super) attempts: u32,
    /// Hides what no message about this response may show.
    pub(super) mask: Arc<Mask>,
    /// The response of the HTTP library, if the caller reads the body from it.
    pub(super) streamed: Option<Box<reqwest::Response>>,
}

impl RawResponse {
    /// Returns the content encoding of the body, if it has one. The HTTP library removes those that it asked for.
    pub(super) fn content_encoding(&self) -> Option<String> {
        let value = self.headers.get(CONTENT_ENCODING)?;
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (!value.eq_ignore_ascii_case("identity")).then_some(value)
    }
}

/// The media type of server-sent events.
pub(super) const EVENT_STREAM: &str = "text/event-stream";

/// Returns the content type of a body that is no stream of events (HTML, section 9.2.2). One without a content type may be
/// one.
pub(super) fn other_than_events(headers: &HeaderMap) -> Option<String> {
    let content_type = String::from_utf8_lossy(headers.get(CONTENT_TYPE)?.as_bytes()).trim().to_owned();
    let essence = header::essence(&content_type);
    (!essence.is_empty() && !essence.eq_ignore_ascii_case(EVENT_STREAM)).then_some(content_type)
}

/// What a call asks for, and what it does with the body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResponseHandling {
    /// The `accept` header, unless the operation has one of its own.
    pub(super) accept: &'static str,
    pub(super) body: BodyHandling,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum BodyHandling {
    /// The whole body is read into memory.
    Buffer,
    /// The body is not read. Only the status counts.
    Ignore,
    /// A redirect is the response, and is not followed. The body is not read.
    #[allow(dead_code, reason = "whether it is wanted depends on the specification")]
    Redirect,
    /// The caller reads the body, chunk by chunk.
    #[allow(dead_code, reason = "whether it is wanted depends on the specification")]
    Stream,
    /// The caller reads the events in the body. A body that is something else is an error.
    #[allow(dead_code, reason = "whether it is wanted depends on the specification")]
    Events,
}
