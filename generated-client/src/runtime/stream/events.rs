//! The events of a stream, each with its data as a value.

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

use super::event::{Event, Parser};
use super::pieces::{About, Pieces};
use crate::runtime::decode;
use crate::runtime::error::Error;
use crate::runtime::mode::Async;
use crate::runtime::send::Answer;

/// The data by which many servers say that no event follows; it is no JSON.
const DONE: &str = "[DONE]";

/// The events of an answer of `text/event-stream`, each as soon as it is there.
///
/// The call is tried again only until the answer begins. The time of an attempt is the time until then; after that each
/// piece has as much again, and a server that is silent for longer is an error. When the connection ends there are no more
/// events: whether to call again, with the `id` of the last one, is for the caller to say.
pub struct Events<T, M = Async> {
    pieces: Pieces,
    parser: Parser,
    at_hand: VecDeque<Event<String>>,
    read: fn(&About, String) -> Result<Option<T>, Error>,
    mode: PhantomData<fn() -> M>,
}

impl<T: DeserializeOwned, M> Events<T, M> {
    /// Events whose data is JSON. What many servers send behind the last one, `[DONE]`, ends them.
    pub(super) fn of_json(pieces: Pieces) -> Self {
        Self::new(pieces, |about, data| {
            if data == DONE {
                return Ok(None);
            }
            let answer = Answer {
                operation: about.operation,
                status: about.status,
                headers: HeaderMap::new(),
                body: data.into_bytes(),
                attempts: 1,
                mask: std::sync::Arc::clone(&about.mask),
                open: None,
            };
            decode::part(&answer, &answer.body, "").map(Some)
        })
    }
}

impl<M> Events<String, M> {
    /// Events whose data is text.
    pub(super) fn of_text(pieces: Pieces) -> Self {
        Self::new(pieces, |_, data| Ok(Some(data)))
    }
}

impl<T, M> Events<T, M> {
    fn new(pieces: Pieces, read: fn(&About, String) -> Result<Option<T>, Error>) -> Self {
        Self { pieces, parser: Parser::default(), at_hand: VecDeque::new(), read, mode: PhantomData }
    }

    /// Returns the status, which is one of success (2xx).
    pub fn status(&self) -> StatusCode {
        self.pieces.about.status
    }

    /// Returns the headers as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.pieces.headers
    }

    /// The next event of those that have come; `None` if more has to come first.
    fn take(&mut self) -> Option<Result<Option<Event<T>>, Error>> {
        let Event { data, event, id, retry } = self.at_hand.pop_front()?;
        let data = (self.read)(&self.pieces.about, data);
        if let Ok(None) = data {
            self.end();
        }
        Some(data.map(|data| data.map(|data| Event { data, event, id, retry })))
    }

    fn add(&mut self, piece: &Bytes) -> Result<(), Error> {
        self.at_hand.extend(self.parser.push(piece));
        if self.parser.held() > self.pieces.about.client.max_response_bytes {
            self.end();
            return Err(self.pieces.too_large());
        }
        Ok(())
    }

    fn end(&mut self) {
        self.at_hand.clear();
        self.pieces.end();
    }
}

impl<T> Events<T> {
    /// Returns the next event; `None` behind the last one. An event that cannot be read is an error, and the one behind it
    /// can be asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection fails, [`Error::Timeout`] if nothing comes in time, [`Error::Decode`] if the
    /// data of an event is not what the operation returns.
    pub async fn next(&mut self) -> Result<Option<Event<T>>, Error> {
        poll_fn(|context| self.poll_event(context)).await.transpose()
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        loop {
            if let Some(event) = self.take() {
                return Poll::Ready(event.transpose());
            }
            match ready!(self.pieces.poll_next(context)) {
                None => return Poll::Ready(None),
                Some(piece) => {
                    if let Err(error) = piece.and_then(|piece| self.add(&piece)) {
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

#[cfg(feature = "blocking")]
impl<T> Events<T, crate::runtime::mode::Blocking> {
    /// Returns the next event; `None` behind the last one. An event that cannot be read is an error, and the one behind it
    /// can be asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection fails, [`Error::Timeout`] if nothing comes in time, [`Error::Decode`] if the
    /// data of an event is not what the operation returns.
    #[allow(clippy::should_implement_trait, reason = "it is implemented as well; this one goes with `?`")]
    pub fn next(&mut self) -> Result<Option<Event<T>>, Error> {
        self.wait()
    }

    fn wait(&mut self) -> Result<Option<Event<T>>, Error> {
        loop {
            if let Some(event) = self.take() {
                return event;
            }
            match self.pieces.next() {
                None => return Ok(None),
                Some(piece) => self.add(&piece?)?,
            }
        }
    }
}

#[cfg(feature = "blocking")]
impl<T> Iterator for Events<T, crate::runtime::mode::Blocking> {
    type Item = Result<Event<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.wait().transpose()
    }
}

impl<T, M> fmt::Debug for Events<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("operation", &self.pieces.about.operation.name)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
