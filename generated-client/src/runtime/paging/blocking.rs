//! Pages and items as iterators, which block the thread.

use std::fmt;
use std::marker::PhantomData;
use std::vec;

use serde::de::DeserializeOwned;

use super::items::decode_items;
use super::pages::decode_page;
use super::walk::PageWalk;
use crate::runtime::error::Error;

/// The pages of a list, as an iterator that blocks the thread. Each is fetched when it is asked for. See
/// [`Pages`](super::Pages).
#[must_use = "nothing is fetched before a page is asked for"]
pub struct BlockingPages<T> {
    walk: PageWalk,
    decoded: PhantomData<fn() -> T>,
}

impl<T> BlockingPages<T> {
    pub(super) fn new(walk: PageWalk) -> Self {
        Self { walk, decoded: PhantomData }
    }
}

impl<T: DeserializeOwned> BlockingPages<T> {
    /// Returns the next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of every call, see [`Error`].
    #[allow(clippy::should_implement_trait, reason = "`Iterator` is implemented as well; this method works with `?`")]
    pub fn next(&mut self) -> Result<Option<T>, Error> {
        self.walk.next_blocking().map(decode_page).transpose()
    }
}

impl<T: DeserializeOwned> Iterator for BlockingPages<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.walk.next_blocking().map(decode_page)
    }
}

impl<T> fmt::Debug for BlockingPages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingPages").field("operation", &self.walk.operation().name).finish_non_exhaustive()
    }
}

/// The items of all pages, as an iterator that blocks the thread. The next page is fetched when all items of the previous
/// one have been taken. See [`Pages`](super::Pages).
#[must_use = "nothing is fetched before an item is asked for"]
pub struct BlockingItems<T> {
    walk: PageWalk,
    available: vec::IntoIter<T>,
}

impl<T> BlockingItems<T> {
    pub(super) fn new(walk: PageWalk) -> Self {
        Self { walk, available: Vec::new().into_iter() }
    }
}

impl<T: DeserializeOwned> BlockingItems<T> {
    /// Returns the next item, fetching a page if necessary; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of every call, see [`Error`].
    #[allow(clippy::should_implement_trait, reason = "`Iterator` is implemented as well; this method works with `?`")]
    pub fn next(&mut self) -> Result<Option<T>, Error> {
        self.take().transpose()
    }

    fn take(&mut self) -> Option<Result<T, Error>> {
        loop {
            if let Some(item) = self.available.next() {
                return Some(Ok(item));
            }
            match decode_items(self.walk.next_blocking()?) {
                Ok(items) => self.available = items.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<T: DeserializeOwned> Iterator for BlockingItems<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take()
    }
}

impl<T> fmt::Debug for BlockingItems<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingItems").field("operation", &self.walk.operation().name).finish_non_exhaustive()
    }
}
