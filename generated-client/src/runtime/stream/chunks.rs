//! The chunks of a response body, as a state machine that can be polled, and dropped at any time.

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

use crate::runtime::client_inner::ClientInner;
use crate::runtime::error::{AttemptFailure, DecodeError, DecodeProblem, Error, Stage};
use crate::runtime::excerpt::Excerpt;
use crate::runtime::mask::Mask;
use crate::runtime::operation::Operation;
use crate::runtime::raw_response::RawResponse;
use crate::runtime::transport::TransportFailure;

/// The body of a response whose status and headers have arrived.
pub(super) struct Chunks {
    pub(super) context: ChunkContext,
    pub(super) headers: HeaderMap,
    pub(super) attempts: u32,
    state: ChunkState,
}

/// What the errors of a chunk need.
#[derive(Clone)]
pub(super) struct ChunkContext {
    pub(super) operation: Arc<Operation>,
    pub(super) status: StatusCode,
    /// Hides what no message about this response may show.
    pub(super) mask: Arc<Mask>,
    pub(super) client: Arc<ClientInner>,
    /// The time limit of each chunk.
    limit: Duration,
}

enum ChunkState {
    /// The next chunk can be read.
    Ready(Box<reqwest::Response>),
    Reading(SyncFuture<Pin<Box<dyn Future<Output = ReadResult> + Send>>>),
    /// There are no more chunks, or reading one failed.
    Ended,
}

type ReadResult = (Box<reqwest::Response>, Result<Option<Bytes>, Error>);

impl Chunks {
    /// `limit` is the time limit of each chunk.
    pub(super) fn new(response: RawResponse, client: Arc<ClientInner>, limit: Duration) -> Self {
        let RawResponse { operation, url: _, status, headers, body: _, attempts, mask, streamed } = response;
        let state = streamed.map_or(ChunkState::Ended, ChunkState::Ready);
        Self { context: ChunkContext { operation, status, mask, client, limit }, headers, attempts, state }
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, ChunkState::Ended) {
                ChunkState::Ready(response) => {
                    self.state =
                        ChunkState::Reading(SyncFuture::new(Box::pin(read_chunk(self.context.clone(), response))));
                }
                ChunkState::Ended => return Poll::Ready(None),
                ChunkState::Reading(mut chunk) => {
                    let Poll::Ready(step) = Pin::new(&mut chunk).poll(context) else {
                        self.state = ChunkState::Reading(chunk);
                        return Poll::Pending;
                    };
                    return Poll::Ready(self.finish_read(step));
                }
            }
        }
    }

    /// Reads the next chunk, blocking the thread.
    #[cfg(feature = "blocking")]
    pub(super) fn next_blocking(&mut self) -> Option<Result<Bytes, Error>> {
        match std::mem::replace(&mut self.state, ChunkState::Ended) {
            ChunkState::Ready(response) => {
                let read = read_chunk(self.context.clone(), response);
                match self.context.client.wait(&self.context.operation, read) {
                    Ok(step) => self.finish_read(step),
                    Err(error) => Some(Err(error)),
                }
            }
            ChunkState::Reading(_) | ChunkState::Ended => None,
        }
    }

    fn finish_read(&mut self, (response, chunk): ReadResult) -> Option<Result<Bytes, Error>> {
        let chunk = chunk.transpose()?;
        if chunk.is_ok() {
            self.state = ChunkState::Ready(response);
        }
        Some(chunk)
    }

    /// Stops reading.
    pub(super) fn end(&mut self) {
        self.state = ChunkState::Ended;
    }

    /// Returns the error of a body that exceeds the limit of the client.
    pub(super) fn too_large(&self) -> Error {
        let ChunkContext { operation, status, mask: _, client, limit: _ } = &self.context;
        let limit = client.max_response_bytes;
        DecodeError::new(operation, *status, DecodeProblem::TooLarge { limit }, Excerpt::default()).into()
    }
}

async fn read_chunk(context: ChunkContext, mut response: Box<reqwest::Response>) -> ReadResult {
    let chunk = match timeout(context.limit, response.chunk()).await {
        Ok(Ok(chunk)) => Ok(chunk),
        Ok(Err(error)) => Err(AttemptFailure::from(TransportFailure::from(error))),
        Err(_) => Err(AttemptFailure::OutOfTime),
    };
    let chunk = chunk.map_err(|failure| {
        let stage = Stage::Reading(context.status, Excerpt::default());
        Error::from_failure(&context.operation, stage, context.limit, failure)
    });
    (response, chunk)
}
