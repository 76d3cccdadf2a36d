//! The body of an answer, one piece after the other, as a machine that can be polled, and dropped at any time.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use sync_wrapper::SyncFuture;
use tokio::time::timeout;

use crate::runtime::client::Inner;
use crate::runtime::error::{DecodeError, DecodeProblem, Error, Failure, Stage};
use crate::runtime::excerpt::Excerpt;
use crate::runtime::mask::Mask;
use crate::runtime::operation::Operation;
use crate::runtime::send::Answer;
use crate::runtime::transport::TransportFailure;

/// The body of an answer whose status and headers are there.
pub(super) struct Pieces {
    pub(super) about: About,
    pub(super) headers: HeaderMap,
    pub(super) attempts: u32,
    state: State,
}

/// What an error about a piece has to say.
#[derive(Clone)]
pub(super) struct About {
    pub(super) operation: Operation,
    pub(super) status: StatusCode,
    /// What must not be shown of it.
    pub(super) mask: Arc<Mask>,
    pub(super) client: Arc<Inner>,
    /// How long a piece may take.
    limit: Duration,
}

enum State {
    /// The next piece can be waited for.
    Ready(Box<reqwest::Response>),
    Reading(SyncFuture<Pin<Box<dyn Future<Output = Step> + Send>>>),
    /// There is none, or the last one did not come.
    Ended,
}

type Step = (Box<reqwest::Response>, Result<Option<Bytes>, Error>);

impl Pieces {
    /// `limit` is the time that each piece has.
    pub(super) fn new(answer: Answer, client: Arc<Inner>, limit: Duration) -> Self {
        let Answer { operation, status, headers, body: _, attempts, mask, open } = answer;
        let state = open.map_or(State::Ended, |response| State::Ready(Box::new(response)));
        Self { about: About { operation, status, mask, client, limit }, headers, attempts, state }
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ready(response) => {
                    self.state = State::Reading(SyncFuture::new(Box::pin(piece(self.about.clone(), response))));
                }
                State::Ended => return Poll::Ready(None),
                State::Reading(mut piece) => {
                    let Poll::Ready(step) = Pin::new(&mut piece).poll(context) else {
                        self.state = State::Reading(piece);
                        return Poll::Pending;
                    };
                    return Poll::Ready(self.arrive(step));
                }
            }
        }
    }

    /// Waits for the next piece.
    #[cfg(feature = "blocking")]
    pub(super) fn next(&mut self) -> Option<Result<Bytes, Error>> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ready(response) => {
                let step = self.about.client.wait(piece(self.about.clone(), response));
                self.arrive(step)
            }
            State::Reading(_) | State::Ended => None,
        }
    }

    fn arrive(&mut self, (response, piece): Step) -> Option<Result<Bytes, Error>> {
        let piece = piece.transpose()?;
        if piece.is_ok() {
            self.state = State::Ready(response);
        }
        Some(piece)
    }

    /// Waits for no more pieces.
    pub(super) fn end(&mut self) {
        self.state = State::Ended;
    }

    /// The error of an answer that is larger than the client reads.
    pub(super) fn too_large(&self) -> Error {
        let About { operation, status, mask: _, client, limit: _ } = &self.about;
        let limit = client.max_response_bytes;
        DecodeError::new(operation, *status, DecodeProblem::TooLarge { limit }, Excerpt::default()).into()
    }
}

async fn piece(about: About, mut response: Box<reqwest::Response>) -> Step {
    let piece = match timeout(about.limit, response.chunk()).await {
        Ok(Ok(piece)) => Ok(piece),
        Ok(Err(error)) => Err(Failure::from(TransportFailure::from(error))),
        Err(_) => Err(Failure::OutOfTime),
    };
    let piece = piece.map_err(|failure| {
        let stage = Stage::Reading(about.status, Excerpt::default());
        Error::from_failure(&about.operation, stage, about.limit, failure)
    });
    (response, piece)
}
