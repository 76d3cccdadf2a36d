//! A stream of JSON texts that are decoded one by one.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::chunks::Chunks;
use super::events::decode_part;
use super::item_parser::ItemParser;
use crate::runtime::error::Error;

/// The items of a response that has one JSON text after another, each as soon as it arrives: NDJSON, JSON Lines, or a
/// sequence of JSON texts (RFC 7464). Blank lines are no items, and the last line need not end with a line break.
///
/// The call is retried only until the response begins. The time limit of an attempt applies until then, and after that
/// to each chunk; a server that is silent for longer is an error.
pub struct JsonItems<T> {
    pub(super) chunks: Chunks,
    parser: ItemParser,
    available: VecDeque<Vec<u8>>,
    /// Why no item follows those that are available.
    failed: Option<Error>,
    /// How many items there were.
    count: usize,
    item: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> JsonItems<T> {
    pub(super) fn new(chunks: Chunks) -> Self {
        let (parser, available) = (ItemParser::default(), VecDeque::new());
        Self { chunks, parser, available, failed: None, count: 0, item: PhantomData }
    }

    /// Returns the next item; `None` after the last one. If an item cannot be decoded, that is an error whose
    /// [`path`](crate::DecodeError::path) begins with the position of the item, such as `[3].id`, and the next call
    /// continues with the item after it.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection fails, [`Error::Timeout`] if nothing arrives within the time limit,
    /// [`Error::Decode`] if an item is not what the operation returns, or exceeds the [maximum
    /// size](crate::ClientBuilder::max_response_bytes) of the client.
    pub async fn next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.take() {
                return Poll::Ready(Some(item));
            }
            match ready!(self.chunks.poll_next(context)) {
                None => return Poll::Ready(self.last()),
                Some(Ok(chunk)) => self.add(&chunk),
                Some(Err(error)) => return Poll::Ready(Some(Err(self.broken(error)))),
            }
        }
    }

    /// Returns the next item that has arrived; `None` if more bytes are needed.
    pub(super) fn take(&mut self) -> Option<Result<T, Error>> {
        match self.available.pop_front() {
            Some(text) => Some(self.decode(&text)),
            None => self.failed.take().map(Err),
        }
    }

    /// Returns the item that ends with the response.
    pub(super) fn last(&mut self) -> Option<Result<T, Error>> {
        let text = self.parser.end()?;
        Some(self.decode(&text))
    }

    /// Drops the unfinished item before an error that ends the stream.
    pub(super) fn broken(&mut self, error: Error) -> Error {
        self.parser = ItemParser::default();
        error
    }

    fn decode(&mut self, text: &[u8]) -> Result<T, Error> {
        let path = format!("[{}]", self.count);
        self.count += 1;
        decode_part(&self.chunks.context, text, &path)
    }

    pub(super) fn add(&mut self, chunk: &Bytes) {
        self.available.extend(self.parser.push(chunk));
        if self.parser.held() > self.chunks.context.client.max_response_bytes {
            let error = self.chunks.too_large();
            self.failed = Some(self.broken(error));
            self.chunks.end();
        }
    }
}

impl<T> JsonItems<T> {
    /// Returns the status, which is one of success (2xx).
    pub fn status(&self) -> StatusCode {
        self.chunks.context.status
    }

    /// Returns the headers as they were received.
    pub fn headers(&self) -> &HeaderMap {
        &self.chunks.headers
    }
}

impl<T: DeserializeOwned> Stream for JsonItems<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<T> fmt::Debug for JsonItems<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonItems")
            .field("operation", &self.chunks.context.operation.name)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
