//! The public surface of a crate as text: one line for each public item, read from its sources with syn.

mod features;
mod hand_written;
pub(crate) mod line;
mod list;
mod modules;
mod outline;
mod request;
mod text;
pub(crate) mod usage;
pub mod witness;

pub use hand_written::HandWritten;
pub use outline::Outline;

/// Returns the public surface of a crate: one line for each item, sorted.
///
/// `generated` are the files that the generator has just made, which need not be parsed again.
///
/// An item is listed at each path where dependents can name it. A re-export makes it public at a path of its own. An
/// item that is public in a private module and never re-exported is not listed. Types in signatures are printed as they
/// were written.
///
/// # Errors
/// Returns a message if a file is not valid Rust, the manifest cannot be read, or a module has no file.
pub fn surface(by_hand: &HandWritten, generated: &Outline) -> Result<String, String> {
    lines(by_hand, generated, None)
}

/// Returns the same as [`surface`], but replaces the features for tags in the manifest.
pub(crate) fn surface_with(by_hand: &HandWritten, generated: &Outline, tags: &[String]) -> Result<String, String> {
    lines(by_hand, generated, Some(tags))
}

fn lines(by_hand: &HandWritten, generated: &Outline, tags: Option<&[String]>) -> Result<String, String> {
    let mut lines = list::list(&modules::read(by_hand, generated)?);
    if let Some(manifest) = by_hand.text(MANIFEST) {
        let features = features::Features::read(manifest)?;
        let features = match tags {
            Some(tags) => features.with_tags(tags),
            None => features,
        };
        lines.extend(features.lines());
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

const MANIFEST: &str = "Cargo.toml";
