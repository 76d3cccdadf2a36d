//! The items of all pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::fetcher::FetchedPage;
use super::walk::PageWalk;
use crate::runtime::decode;
use crate::runtime::error::Error;

/// The items of all pages, one by one. The next page is fetched when all items of the previous one have been taken. See
/// [`Pages`](super::Pages).
#[must_use = "nothing is fetched before an item is asked for"]
pub struct Items<T> {
    walk: PageWalk,
    available: vec::IntoIter<T>,
}

impl<T> Items<T> {
    pub(super) fn new(walk: PageWalk) -> Self {
        Self { walk, available: Vec::new().into_iter() }
    }
}

impl<T: DeserializeOwned> Items<T> {
    /// Returns the next item, fetching a page if necessary; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of every call, see [`Error`].
    pub async fn next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.available.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.walk.poll_next(context)).map(decode_items) {
                Some(Ok(items)) => self.available = items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: DeserializeOwned + Unpin> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.available.len(), None)
    }
}

pub(super) fn decode_items<T: DeserializeOwned>(page: Result<FetchedPage, Error>) -> Result<Vec<T>, Error> {
    let FetchedPage { response, items } = page?;
    let Some(items) = items else { return Ok(Vec::new()) };
    let path = response.operation.paging.map_or("", |paging| paging.items);
    decode::json_part(&response, &response.body[items], path)
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("operation", &self.walk.operation().name).finish_non_exhaustive()
    }
}
