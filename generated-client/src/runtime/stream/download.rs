//! A body of any size.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};

use super::chunks::Chunks;
use crate::runtime::error::Error;
use crate::runtime::mode::Async;

/// An answer of success whose body is taken piece by chunk, while it comes: it need not fit into memory.
///
/// The call is tried again only until the answer begins. The time of an attempt is the time until then; after that each
/// piece has as much again, so that a large answer may take as long as it keeps coming. After an error there are no more
/// chunks.
///
/// ```no_run
/// # async fn example(mut download: generated_client::Download) -> Result<(), Box<dyn std::error::Error>> {
/// use std::io::Write as _;
///
/// let mut file = std::fs::File::create("answer.bin")?;
/// while let Some(chunk) = download.next().await? {
///     file.write_all(&chunk)?;
/// }
/// # Ok(()) }
/// ```
pub struct Download<M = Async> {
    chunks: Chunks,
    mode: PhantomData<fn() -> M>,
}

impl<M> Download<M> {
    pub(super) fn new(chunks: Chunks) -> Self {
        Self { chunks, mode: PhantomData }
    }

    /// Returns the status, which is one of success (2xx).
    pub fn status(&self) -> StatusCode {
        self.chunks.context.status
    }

    /// Returns the headers as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.chunks.headers
    }

    /// Returns the content type, if the server says one.
    pub fn content_type(&self) -> Option<&str> {
        self.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns how many bytes the server says that there are.
    pub fn content_length(&self) -> Option<u64> {
        self.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// Returns how many attempts it took.
    pub fn attempts(&self) -> u32 {
        self.chunks.attempts
    }

    /// Adds a chunk to the whole, if there is room.
    fn add(&self, whole: &mut Vec<u8>, chunk: &[u8]) -> Result<(), Error> {
        if chunk.len() > self.chunks.context.client.max_response_bytes.saturating_sub(whole.len()) {
            return Err(self.chunks.too_large());
        }
        whole.extend_from_slice(chunk);
        Ok(())
    }
}

impl Download {
    /// Returns the next chunk, as soon as it is there; `None` behind the last one.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection fails, [`Error::Timeout`] if nothing comes in time.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.chunks.poll_next(context)).await.transpose()
    }

    /// Returns all that is still to come, up to the size of answer that the client reads.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Download::next), and [`Error::Decode`] if it is larger.
    pub async fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.next().await? {
            self.add(&mut whole, &chunk)?;
        }
        Ok(whole)
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().chunks.poll_next(context)
    }
}

#[cfg(feature = "blocking")]
impl Download<crate::runtime::mode::Blocking> {
    /// Returns the next chunk, as soon as it is there; `None` behind the last one.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection fails, [`Error::Timeout`] if nothing comes in time.
    #[allow(clippy::should_implement_trait, reason = "it is implemented as well; this one goes with `?`")]
    pub fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.chunks.next().transpose()
    }

    /// Returns all that is still to come, up to the size of answer that the client reads.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Download::next), and [`Error::Decode`] if it is larger.
    pub fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.next()? {
            self.add(&mut whole, &chunk)?;
        }
        Ok(whole)
    }
}

#[cfg(feature = "blocking")]
impl Iterator for Download<crate::runtime::mode::Blocking> {
    type Item = Result<Bytes, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.chunks.next()
    }
}

impl<M> fmt::Debug for Download<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.chunks.context.operation.name)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
