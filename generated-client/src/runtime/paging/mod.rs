//! Page after page of a list. What a page holds, and what leads to the next one, is told by the operation's
//! [`Paging`](super::operation::Paging); nothing is fetched before it is asked for.

mod fetcher;
mod find_property;
mod items;
mod pages;
mod walk;

pub use items::Items;
pub use pages::Pages;

use super::mode::Mode;
use super::request::Request;

#[allow(dead_code, reason = "whether an operation pages depends on the specification")]
impl<M: Mode> Request<M> {
    /// Reads page after page.
    pub(crate) fn pages<T>(self) -> Pages<T, M> {
        Pages::new(walk::PageWalk::new(self.call))
    }

    /// Reads the items of page after page.
    pub(crate) fn items<T>(self) -> Items<T, M> {
        Items::new(walk::PageWalk::new(self.call))
    }
}
