//! Responses whose body is streamed.

#[cfg(feature = "blocking")]
mod blocking;
mod chunks;
mod download;
mod event_parser;
mod events;
mod item_parser;
mod json_items;

use std::sync::Arc;

#[cfg(feature = "blocking")]
pub use blocking::{BlockingDownload, BlockingEvents, BlockingJsonItems};
use chunks::Chunks;
pub use download::Download;
pub use event_parser::Event;
pub use events::Events;
pub use json_items::JsonItems;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::error::Error;
use super::raw_response::{BodyHandling, EVENT_STREAM, RawResponse, ResponseHandling};
use super::request::Request;
use super::response_future::ResponseFuture;

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request {
    /// Sends the request and returns the response, whose body is read chunk by chunk.
    pub(crate) fn download(self) -> ResponseFuture<Download> {
        self.future(BYTES, download)
    }

    /// Sends the request and returns the items of a response that has one JSON text after another.
    pub(crate) fn json_items<T: DeserializeOwned>(self) -> ResponseFuture<JsonItems<T>> {
        self.future(BYTES, json_items)
    }

    /// Sends the request and returns events whose data is JSON.
    pub(crate) fn events_of_json<T: DeserializeOwned>(self) -> ResponseFuture<Events<T>> {
        self.for_events(&[]).future(EVENTS, events_of_json)
    }

    /// Sends the request and returns events that are documented as an object. The data of the event types in `texts` is
    /// always a string.
    pub(crate) fn event_objects<T: DeserializeOwned>(
        self,
        texts: &'static [&'static str],
    ) -> ResponseFuture<Events<T>> {
        self.for_events(texts).future(EVENTS, event_objects)
    }

    /// Sends the request and returns events whose data is a string.
    pub(crate) fn events_of_text(self) -> ResponseFuture<Events<String>> {
        self.for_events(&[]).future(EVENTS, events_of_text)
    }

    /// Asks only for events, even if the operation has other media types.
    fn for_events(mut self, texts: &'static [&'static str]) -> Self {
        Arc::make_mut(&mut self.call.operation).accept = Some(EVENT_STREAM);
        self.call.text_events = texts;
        self
    }
}

fn download(response: RawResponse, call: &Call) -> Result<Download, Error> {
    Ok(Download::new(chunks(response, call)))
}

fn json_items<T: DeserializeOwned>(response: RawResponse, call: &Call) -> Result<JsonItems<T>, Error> {
    Ok(JsonItems::new(chunks(response, call)))
}

fn events_of_json<T: DeserializeOwned>(response: RawResponse, call: &Call) -> Result<Events<T>, Error> {
    Ok(Events::of_json(chunks(response, call)))
}

fn event_objects<T: DeserializeOwned>(response: RawResponse, call: &Call) -> Result<Events<T>, Error> {
    Ok(Events::of_whole(chunks(response, call), call.text_events))
}

fn events_of_text(response: RawResponse, call: &Call) -> Result<Events<String>, Error> {
    Ok(Events::of_text(chunks(response, call)))
}

/// Makes the chunks of a response. The time limit of an attempt applies to each.
fn chunks(response: RawResponse, call: &Call) -> Chunks {
    Chunks::new(response, Arc::clone(&call.client), call.options.timeout.unwrap_or(call.client.timeout))
}

const BYTES: ResponseHandling = ResponseHandling { accept: "*/*", body: BodyHandling::Stream };

const EVENTS: ResponseHandling = ResponseHandling { accept: EVENT_STREAM, body: BodyHandling::Events };
