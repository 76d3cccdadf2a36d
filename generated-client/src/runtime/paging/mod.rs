//! Fetches a list page by page, as the [`Paging`](super::operation::Paging) of the operation describes. Nothing is
//! fetched before it is asked for.

#[cfg(feature = "blocking")]
mod blocking;
mod fetcher;
mod find_property;
mod items;
mod link;
mod pages;
mod walk;

#[cfg(feature = "blocking")]
pub use blocking::{BlockingItems, BlockingPages};
pub use items::Items;
pub use pages::Pages;

use super::request::Request;

#[allow(dead_code, reason = "whether an operation pages depends on the specification")]
impl Request {
    /// Returns the pages.
    pub(crate) fn pages<T>(self) -> Pages<T> {
        Pages::new(walk::PageWalk::new(self.call))
    }

    /// Returns the items of all pages.
    pub(crate) fn items<T>(self) -> Items<T> {
        Items::new(walk::PageWalk::new(self.call))
    }
}

#[cfg(feature = "blocking")]
#[allow(dead_code, reason = "whether an operation pages depends on the specification")]
impl Request {
    /// Returns the pages, as an iterator.
    pub(crate) fn pages_blocking<T>(self) -> BlockingPages<T> {
        BlockingPages::new(walk::PageWalk::new(self.call))
    }

    /// Returns the items of all pages, as an iterator.
    pub(crate) fn items_blocking<T>(self) -> BlockingItems<T> {
        BlockingItems::new(walk::PageWalk::new(self.call))
    }
}
