//! Streamed responses that block the thread until the next part arrives.

use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::{
    BYTES, Download, EVENTS, Event, Events, JsonItems, download, event_objects, events_of_json, events_of_text,
    json_items,
};
use crate::runtime::error::Error;
use crate::runtime::request::Request;

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request {
    /// Does the same as [`download`](Request::download), blocking the thread.
    pub(crate) fn download_blocking(self) -> Result<BlockingDownload, Error> {
        self.wait(BYTES, download).map(BlockingDownload)
    }

    /// Does the same as [`json_items`](Request::json_items), blocking the thread.
    pub(crate) fn json_items_blocking<T: DeserializeOwned>(self) -> Result<BlockingJsonItems<T>, Error> {
        self.wait(BYTES, json_items).map(BlockingJsonItems)
    }

    /// Does the same as [`events_of_json`](Request::events_of_json), blocking the thread.
    pub(crate) fn events_of_json_blocking<T: DeserializeOwned>(self) -> Result<BlockingEvents<T>, Error> {
        self.for_events(&[]).wait(EVENTS, events_of_json).map(BlockingEvents)
    }

    /// Does the same as [`event_objects`](Request::event_objects), blocking the thread.
    pub(crate) fn event_objects_blocking<T: DeserializeOwned>(
        self,
        texts: &'static [&'static str],
    ) -> Result<BlockingEvents<T>, Error> {
        self.for_events(texts).wait(EVENTS, event_objects).map(BlockingEvents)
    }

    /// Does the same as [`events_of_text`](Request::events_of_text), blocking the thread.
    pub(crate) fn events_of_text_blocking(self) -> Result<BlockingEvents<String>, Error> {
        self.for_events(&[]).wait(EVENTS, events_of_text).map(BlockingEvents)
    }
}

/// A successful response whose body is read chunk by chunk as it arrives, as an iterator that blocks the thread. See
/// [`Download`].
pub struct BlockingDownload(Download);

impl BlockingDownload {
    /// Returns the status, which is one of success (2xx).
    pub fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// Returns the headers as they were received.
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// Returns the content type, if the server sent one.
    pub fn content_type(&self) -> Option<&str> {
        self.0.content_type()
    }

    /// Returns the length of the body in bytes, if the server announced it.
    pub fn content_length(&self) -> Option<u64> {
        self.0.content_length()
    }

    /// Returns the number of attempts that the call made.
    pub fn attempts(&self) -> u32 {
        self.0.attempts()
    }

    /// Returns the next chunk as soon as it arrives; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of [`Download::next`].
    #[allow(clippy::should_implement_trait, reason = "`Iterator` is implemented as well; this method works with `?`")]
    pub fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.0.chunks.next_blocking().transpose()
    }

    /// Returns the rest of the body.
    ///
    /// # Errors
    ///
    /// Those of [`Download::bytes`].
    pub fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.next()? {
            self.0.add(&mut whole, &chunk)?;
        }
        Ok(whole)
    }
}

impl Iterator for BlockingDownload {
    type Item = Result<Bytes, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.chunks.next_blocking()
    }
}

impl fmt::Debug for BlockingDownload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BlockingDownload").field(&self.0).finish()
    }
}

/// The events of a `text/event-stream` response, each as soon as it arrives, as an iterator that blocks the thread. See
/// [`Events`].
pub struct BlockingEvents<T>(Events<T>);

impl<T> BlockingEvents<T> {
    /// Returns the status, which is one of success (2xx).
    pub fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// Returns the headers as they were received.
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// Returns the next event; `None` after the last one. If an event cannot be decoded, that is an error, and the next
    /// call continues with the event after it.
    ///
    /// # Errors
    ///
    /// Those of [`Events::next`].
    #[allow(clippy::should_implement_trait, reason = "`Iterator` is implemented as well; this method works with `?`")]
    pub fn next(&mut self) -> Result<Option<Event<T>>, Error> {
        loop {
            if let Some(event) = self.0.take() {
                return event;
            }
            match self.0.chunks.next_blocking() {
                None => return Ok(None),
                Some(chunk) => self.0.add(&chunk?)?,
            }
        }
    }
}

impl<T> Iterator for BlockingEvents<T> {
    type Item = Result<Event<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        BlockingEvents::next(self).transpose()
    }
}

impl<T> fmt::Debug for BlockingEvents<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BlockingEvents").field(&self.0).finish()
    }
}

/// The items of a response that has one JSON text after another, each as soon as it arrives, as an iterator that blocks the
/// thread. See [`JsonItems`].
pub struct BlockingJsonItems<T>(JsonItems<T>);

impl<T> BlockingJsonItems<T> {
    /// Returns the status, which is one of success (2xx).
    pub fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// Returns the headers as they were received.
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }
}

impl<T: DeserializeOwned> BlockingJsonItems<T> {
    /// Returns the next item; `None` after the last one. If an item cannot be decoded, that is an error, and the next call
    /// continues with the item after it.
    ///
    /// # Errors
    ///
    /// Those of [`JsonItems::next`].
    #[allow(clippy::should_implement_trait, reason = "`Iterator` is implemented as well; this method works with `?`")]
    pub fn next(&mut self) -> Result<Option<T>, Error> {
        loop {
            if let Some(item) = self.0.take() {
                return item.map(Some);
            }
            match self.0.chunks.next_blocking() {
                None => return self.0.last().transpose(),
                Some(Ok(chunk)) => self.0.add(&chunk),
                Some(Err(error)) => return Err(self.0.broken(error)),
            }
        }
    }
}

impl<T: DeserializeOwned> Iterator for BlockingJsonItems<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        BlockingJsonItems::next(self).transpose()
    }
}

impl<T> fmt::Debug for BlockingJsonItems<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BlockingJsonItems").field(&self.0).finish()
    }
}
