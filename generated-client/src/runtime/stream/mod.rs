//! Answers that are taken piece by piece, while they come.

mod download;
mod event;
mod events;
mod pieces;

use std::sync::Arc;

pub use download::Download;
pub use event::Event;
pub use events::Events;
use pieces::Pieces;
use serde::de::DeserializeOwned;

use super::error::Error;
#[cfg(feature = "blocking")]
use super::mode::Blocking;
use super::request::{Call, Request};
use super::send::{Answer, Wanted, WantedBody};

/// The media type of events.
const EVENTS: &str = "text/event-stream";

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request {
    /// Sends the request and returns the body to be taken piece by piece.
    pub(crate) async fn download(self) -> Result<Download, Error> {
        let pieces = of_call(&self.call);
        self.call.run(open("*/*")).await.read(|answer| Ok(Download::new(pieces(answer))))
    }

    /// Sends the request and returns events whose data is JSON.
    pub(crate) async fn events_of_json<T: DeserializeOwned>(mut self) -> Result<Events<T>, Error> {
        let pieces = of_events(&mut self.call);
        self.call.run(open(EVENTS)).await.read(|answer| Ok(Events::of_json(pieces(answer))))
    }

    /// Sends the request and returns events that are described as a whole; the data of those with these names is text.
    pub(crate) async fn whole_events<T: DeserializeOwned>(
        mut self,
        texts: &'static [&'static str],
    ) -> Result<Events<T>, Error> {
        let pieces = of_events(&mut self.call);
        self.call.run(open(EVENTS)).await.read(|answer| Ok(Events::of_whole(pieces(answer), texts)))
    }

    /// Sends the request and returns events whose data is text.
    pub(crate) async fn events_of_text(mut self) -> Result<Events<String>, Error> {
        let pieces = of_events(&mut self.call);
        self.call.run(open(EVENTS)).await.read(|answer| Ok(Events::of_text(pieces(answer))))
    }
}

#[cfg(feature = "blocking")]
#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request<Blocking> {
    /// Sends the request and returns the body to be taken piece by piece.
    pub(crate) fn download(self) -> Result<Download<Blocking>, Error> {
        let pieces = of_call(&self.call);
        self.run(open("*/*")).read(|answer| Ok(Download::new(pieces(answer))))
    }

    /// Sends the request and returns events whose data is JSON.
    pub(crate) fn events_of_json<T: DeserializeOwned>(mut self) -> Result<Events<T, Blocking>, Error> {
        let pieces = of_events(&mut self.call);
        self.run(open(EVENTS)).read(|answer| Ok(Events::of_json(pieces(answer))))
    }

    /// Sends the request and returns events that are described as a whole; the data of those with these names is text.
    pub(crate) fn whole_events<T: DeserializeOwned>(
        mut self,
        texts: &'static [&'static str],
    ) -> Result<Events<T, Blocking>, Error> {
        let pieces = of_events(&mut self.call);
        self.run(open(EVENTS)).read(|answer| Ok(Events::of_whole(pieces(answer), texts)))
    }

    /// Sends the request and returns events whose data is text.
    pub(crate) fn events_of_text(mut self) -> Result<Events<String, Blocking>, Error> {
        let pieces = of_events(&mut self.call);
        self.run(open(EVENTS)).read(|answer| Ok(Events::of_text(pieces(answer))))
    }
}

fn open(accept: &'static str) -> Wanted {
    Wanted { accept, body: WantedBody::Open }
}

/// The pieces of an answer. Each has the time that an attempt has.
fn of_call(call: &Call) -> impl FnOnce(Answer) -> Pieces + use<> {
    let (client, limit) = (Arc::clone(&call.client), call.options.timeout.unwrap_or(call.client.timeout));
    move |answer| Pieces::new(answer, client, limit)
}

/// Events are asked for, whatever else the operation answers with.
fn of_events(call: &mut Call) -> impl FnOnce(Answer) -> Pieces + use<> {
    call.operation.accept = Some(EVENTS);
    of_call(call)
}
