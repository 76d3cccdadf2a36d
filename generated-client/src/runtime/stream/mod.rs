//! Answers that are taken piece by piece, while they come.

mod download;
mod event;
mod events;
mod pieces;

pub use download::Download;
pub use event::Event;
pub use events::Events;
pub(super) use pieces::Pieces;
