//! Fetches a list page by page, as the [`Paging`](super::operation::Paging) of the operation describes. Nothing is
//! fetched before it is asked for.

mod fetcher;
mod find_property;
mod items;
mod link;
mod pages;
mod walk;

pub use items::Items;
pub use pages::Pages;

use super::mode::Mode;
use super::request::Request;

#[allow(dead_code, reason = "whether an operation pages depends on the specification")]
impl<M: Mode> Request<M> {
    /// Returns the pages.
    pub(crate) fn pages<T>(self) -> Pages<T, M> {
        Pages::new(walk::PageWalk::new(self.call))
    }

    /// Returns the items of all pages.
    pub(crate) fn items<T>(self) -> Items<T, M> {
        Items::new(walk::PageWalk::new(self.call))
    }
}
