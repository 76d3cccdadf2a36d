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

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request {
    /// Sends the request and returns the response, whose body is read chunk by chunk.
    pub(crate) async fn download(self) -> Result<Download, Error> {
        let chunks = chunks_of(&self.call);
        self.call.execute(BYTES).await.decode(|response| Ok(Download::new(chunks(response))))
    }

    /// Sends the request and returns the items of a response that has one JSON text after another.
    pub(crate) async fn json_items<T: DeserializeOwned>(self) -> Result<JsonItems<T>, Error> {
        let chunks = chunks_of(&self.call);
        self.call.execute(BYTES).await.decode(|response| Ok(JsonItems::new(chunks(response))))
    }

    /// Sends the request and returns events whose data is JSON.
    pub(crate) async fn events_of_json<T: DeserializeOwned>(mut self) -> Result<Events<T>, Error> {
        let chunks = event_chunks_of(&mut self.call);
        self.call.execute(EVENTS).await.decode(|response| Ok(Events::of_json(chunks(response))))
    }

    /// Sends the request and returns events that are documented as an object. The data of the event types in `texts` is
    /// always a string.
    pub(crate) async fn event_objects<T: DeserializeOwned>(
        mut self,
        texts: &'static [&'static str],
    ) -> Result<Events<T>, Error> {
        let chunks = event_chunks_of(&mut self.call);
        self.call.execute(EVENTS).await.decode(|response| Ok(Events::of_whole(chunks(response), texts)))
    }

    /// Sends the request and returns events whose data is a string.
    pub(crate) async fn events_of_text(mut self) -> Result<Events<String>, Error> {
        let chunks = event_chunks_of(&mut self.call);
        self.call.execute(EVENTS).await.decode(|response| Ok(Events::of_text(chunks(response))))
    }
}

const BYTES: ResponseHandling = ResponseHandling { accept: "*/*", body: BodyHandling::Stream };

const EVENTS: ResponseHandling = ResponseHandling { accept: EVENT_STREAM, body: BodyHandling::Events };

/// Makes the chunks of a response. The time limit of an attempt applies to each.
fn chunks_of(call: &Call) -> impl FnOnce(RawResponse) -> Chunks + use<> {
    let (client, limit) = (Arc::clone(&call.client), call.options.timeout.unwrap_or(call.client.timeout));
    move |response| Chunks::new(response, client, limit)
}

/// Makes the chunks of a stream of events. The call asks only for events, even if the operation has other media types.
fn event_chunks_of(call: &mut Call) -> impl FnOnce(RawResponse) -> Chunks + use<> {
    Arc::make_mut(&mut call.operation).accept = Some(EVENT_STREAM);
    chunks_of(call)
}
