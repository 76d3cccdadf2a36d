//! A response body of any size.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};

use super::chunks::Chunks;
use crate::runtime::error::Error;

/// A successful response whose body is read chunk by chunk as it arrives, so that it need not fit into memory.
///
/// The call is retried only until the response begins. The time limit of an attempt applies until then, and after that
/// to each chunk, so a large response may take as long as chunks keep arriving. There are no more chunks after an
/// error.
///
/// ```no_run
/// # async fn example(mut download: generated_client::Download) -> Result<(), Box<dyn std::error::Error>> {
/// use std::io::Write as _;
///
/// let mut file = std::fs::File::create("response.bin")?;
/// while let Some(chunk) = download.next().await? {
///     file.write_all(&chunk)?;
/// }
/// # Ok(()) }
/// ```
pub struct Download {
    pub(super) chunks: Chunks,
}

impl Download {
    pub(super) fn new(chunks: Chunks) -> Self {
        Self { chunks }
    }

    /// Returns the status, which is one of success (2xx).
    pub fn status(&self) -> StatusCode {
        self.chunks.context.status
    }

    /// Returns the headers as they were received.
    pub fn headers(&self) -> &HeaderMap {
        &self.chunks.headers
    }

    /// Returns the content type, if the server sent one.
    pub fn content_type(&self) -> Option<&str> {
        self.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns the length of the body in bytes, if the server announced it.
    pub fn content_length(&self) -> Option<u64> {
        self.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// Returns the number of attempts that the call made.
    pub fn attempts(&self) -> u32 {
        self.chunks.attempts
    }

    /// Appends a chunk to the body, if that does not exceed the limit.
    pub(super) fn add(&self, whole: &mut Vec<u8>, chunk: &[u8]) -> Result<(), Error> {
        if chunk.len() > self.chunks.context.client.max_response_bytes.saturating_sub(whole.len()) {
            return Err(self.chunks.too_large());
        }
        whole.extend_from_slice(chunk);
        Ok(())
    }

    /// Returns the next chunk as soon as it arrives; `None` after the last one.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection fails, [`Error::Timeout`] if the chunk exceeds its time limit.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.chunks.poll_next(context)).await.transpose()
    }

    /// Returns the rest of the body.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Download::next), and [`Error::Decode`] if the rest exceeds the [maximum
    /// size](crate::ClientBuilder::max_response_bytes) of the client.
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

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.chunks.context.operation.name)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
