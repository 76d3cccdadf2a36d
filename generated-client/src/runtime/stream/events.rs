//! A stream of events whose data is decoded.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use super::chunks::{ChunkContext, Chunks};
use super::event_parser::{DEFAULT_TYPE, Event, EventParser};
use crate::runtime::decode;
use crate::runtime::error::Error;
use crate::runtime::raw_response::RawResponse;

/// The data with which many servers announce that no event follows. It is not JSON.
const DONE: &str = "[DONE]";

/// The events of a `text/event-stream` response, each as soon as it arrives.
///
/// The call is retried only until the response begins. The time limit of an attempt applies until then, and after that
/// to each chunk; a server that is silent for longer is an error. There are no more events when the connection ends.
/// The caller decides whether to call again, with the `id` of the last event.
pub struct Events<T> {
    pub(super) chunks: Chunks,
    parser: EventParser,
    available: VecDeque<Event<String>>,
    decode: EventDecoder<T>,
}

/// Decodes an event; `None` after the last one.
type EventDecoder<T> = Box<dyn Fn(&ChunkContext, &Event<String>) -> Result<Option<T>, Error> + Send + Sync>;

impl<T: DeserializeOwned> Events<T> {
    /// Events whose data is JSON. Data that is not JSON is decoded as a string, if the type allows that. `[DONE]`,
    /// which many servers send at the end, ends the stream.
    pub(super) fn of_json(chunks: Chunks) -> Self {
        Self::new(chunks, |context, event| match event.data.as_str() {
            DONE => Ok(None),
            data => {
                let read = decode_data(context, data).or_else(|error| {
                    let is_text = serde_json::from_str::<IgnoredAny>(data).is_err();
                    let text = is_text.then(|| decode_data(context, &json!(data).to_string()).ok());
                    text.flatten().ok_or(error)
                });
                read.map(Some)
            }
        })
    }

    /// Events that are documented as an object with the fields of the event, where `data` is JSON or a string. The data
    /// of the event types in `texts` is always a string.
    pub(super) fn of_whole(chunks: Chunks, texts: &'static [&'static str]) -> Self {
        Self::new(chunks, move |context, event| {
            let mut first_error = None;
            for object in event_objects(event, texts) {
                match decode_data(context, &object) {
                    Ok(event) => return Ok(Some(event)),
                    Err(error) => drop(first_error.get_or_insert(error)),
                }
            }
            match first_error {
                Some(error) if event.data != DONE => Err(error),
                Some(_) | None => Ok(None),
            }
        })
    }
}

/// Decodes the data of an event, or JSON that was made from an event.
fn decode_data<T: DeserializeOwned>(context: &ChunkContext, text: &str) -> Result<T, Error> {
    decode_part(context, text.as_bytes(), "")
}

/// Decodes a part of a streamed response. `path` leads to the part.
pub(super) fn decode_part<T: DeserializeOwned>(context: &ChunkContext, json: &[u8], path: &str) -> Result<T, Error> {
    let response = RawResponse {
        operation: std::sync::Arc::clone(&context.operation),
        url: None,
        status: context.status,
        headers: HeaderMap::new(),
        body: json.to_vec(),
        attempts: 1,
        mask: std::sync::Arc::clone(&context.mask),
        streamed: None,
    };
    decode::json_part(&response, &response.body, path)
}

/// Returns an event as a JSON object, in each way that may be meant: with its data as JSON, if it is JSON, or as a
/// string; and with its `id` as a string, or as a number, if it is one. If the data has all the fields and the event
/// has no type, only the data is meant.
fn event_objects(event: &Event<String>, texts: &[&str]) -> Vec<String> {
    let parsed = serde_json::from_str::<Value>(&event.data).ok().filter(|_| !texts.contains(&event.event.as_str()));
    let has = |field: &str| parsed.as_ref().is_some_and(|data| data.get(field).is_some());
    if event.event == DEFAULT_TYPE && has("event") && has("data") {
        return vec![event.data.clone()];
    }
    let with = |data: Value, id: Value| {
        let mut fields = json!({"event": event.event, "data": data});
        if !event.id.is_empty() {
            fields["id"] = id;
        }
        if let Some(retry) = event.retry {
            fields["retry"] = json!(u64::try_from(retry.as_millis()).unwrap_or(u64::MAX));
        }
        fields.to_string()
    };
    let number = event.id.parse::<i64>().ok().map(|number| json!(number));
    let ids: Vec<Value> = [json!(event.id)].into_iter().chain(number).collect();
    let data = parsed.into_iter().chain([json!(event.data)]);
    data.flat_map(|data| ids.iter().map(|id| with(data.clone(), id.clone())).collect::<Vec<String>>()).collect()
}

impl Events<String> {
    /// Events whose data is a string.
    pub(super) fn of_text(chunks: Chunks) -> Self {
        Self::new(chunks, |_, event| Ok(Some(event.data.clone())))
    }
}

impl<T> Events<T> {
    fn new(
        chunks: Chunks,
        decode: impl Fn(&ChunkContext, &Event<String>) -> Result<Option<T>, Error> + Send + Sync + 'static,
    ) -> Self {
        Self { chunks, parser: EventParser::default(), available: VecDeque::new(), decode: Box::new(decode) }
    }

    /// Returns the status, which is one of success (2xx).
    pub fn status(&self) -> StatusCode {
        self.chunks.context.status
    }

    /// Returns the headers as they were received.
    pub fn headers(&self) -> &HeaderMap {
        &self.chunks.headers
    }

    /// Returns the next event that has arrived; `None` if more bytes are needed.
    pub(super) fn take(&mut self) -> Option<Result<Option<Event<T>>, Error>> {
        let event = self.available.pop_front()?;
        let data = (self.decode)(&self.chunks.context, &event);
        if let Ok(None) = data {
            self.end();
        }
        let Event { data: _, event, id, retry } = event;
        Some(data.map(|data| data.map(|data| Event { data, event, id, retry })))
    }

    pub(super) fn add(&mut self, chunk: &Bytes) -> Result<(), Error> {
        self.available.extend(self.parser.push(chunk));
        if self.parser.held() > self.chunks.context.client.max_response_bytes {
            self.end();
            return Err(self.chunks.too_large());
        }
        Ok(())
    }

    fn end(&mut self) {
        self.available.clear();
        self.chunks.end();
    }
}

impl<T> Events<T> {
    /// Returns the next event; `None` after the last one. If an event cannot be decoded, that is an error, and the next
    /// call continues with the event after it.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection fails, [`Error::Timeout`] if nothing arrives within the time limit,
    /// [`Error::Decode`] if the data of an event is not what the operation returns.
    pub async fn next(&mut self) -> Result<Option<Event<T>>, Error> {
        poll_fn(|context| self.poll_event(context)).await.transpose()
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        loop {
            if let Some(event) = self.take() {
                return Poll::Ready(event.transpose());
            }
            match ready!(self.chunks.poll_next(context)) {
                None => return Poll::Ready(None),
                Some(chunk) => {
                    if let Err(error) = chunk.and_then(|chunk| self.add(&chunk)) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(context)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("operation", &self.chunks.context.operation.name)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
