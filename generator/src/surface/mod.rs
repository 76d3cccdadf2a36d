//! The public surface of a crate as text: one line for each public item, read from its sources with syn.

mod features;
pub(crate) mod line;
mod list;
mod modules;
mod outline;
mod text;
pub mod witness;

use std::collections::BTreeMap;

pub use outline::Outline;

/// Lists the public surface of a crate, one item a line, sorted, so that a new item is a new line.
///
/// `sources` are the files of its `src` folder by path (`lib.rs`, `runtime/mod.rs`), and `Cargo.toml`, whose features are
/// listed where it is there; `generated` are those of the generator, which need not be parsed once more. An item counts where it can be named: a re-export makes it public at its own path, and what
/// is public in a private module and never re-exported does not count. Types in signatures stand as they were written.
///
/// # Errors
/// Says which file is no Rust or no manifest, or which module has no file.
pub fn surface(sources: &BTreeMap<String, String>, generated: &Outline) -> Result<String, String> {
    lines(sources, generated, None)
}

/// The same, with other features of tags than the manifest has.
pub(crate) fn surface_with(
    sources: &BTreeMap<String, String>,
    generated: &Outline,
    tags: &[String],
) -> Result<String, String> {
    lines(sources, generated, Some(tags))
}

fn lines(sources: &BTreeMap<String, String>, generated: &Outline, tags: Option<&[String]>) -> Result<String, String> {
    let mut lines = list::list(&modules::read(sources, generated)?);
    if let Some(manifest) = sources.get(MANIFEST) {
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
