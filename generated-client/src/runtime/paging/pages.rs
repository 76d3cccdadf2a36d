//! The pages of a list.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::fetcher::FetchedPage;
use super::walk::PageWalk;
use crate::runtime::decode;
use crate::runtime::error::Error;

/// The pages of a list. Each is fetched when it is asked for.
///
/// A page that is empty or has fewer items than the limit is the last one. The limit is the one that the server reports,
/// or else the one that the caller set. With a cursor, the page without a cursor is the last one; the same holds for an
/// address, which is only followed to the same scheme, host and port. A page that repeats the previous one, or an address
/// that was fetched already, is an error. There are no more pages after an error.
///
/// The future of [`next`](Pages::next) can be dropped at any time. The next call continues with the same page.
#[must_use = "nothing is fetched before a page is asked for"]
pub struct Pages<T> {
    walk: PageWalk,
    decoded: PhantomData<fn() -> T>,
}

impl<T> Pages<T> {
    pub(super) fn new(walk: PageWalk) -> Self {
        Self { walk, decoded: PhantomData }
    }
}

impl<T: DeserializeOwned> Pages<T> {
    /// Returns the next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of every call, see [`Error`].
    pub async fn next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }
}

impl<T: DeserializeOwned> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = ready!(self.get_mut().walk.poll_next(context));
        Poll::Ready(page.map(decode_page))
    }
}

pub(super) fn decode_page<T: DeserializeOwned>(page: Result<FetchedPage, Error>) -> Result<T, Error> {
    decode::json(&mut page?.response)
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &self.walk.operation().name).finish_non_exhaustive()
    }
}
