//! The public surface of a crate as text: one line for each public item, read from its sources with syn.

mod list;
mod modules;
mod text;

use std::collections::BTreeMap;

/// Lists the public surface of a crate, one item a line, sorted, so that a new item is a new line.
///
/// `sources` are the files of its `src` folder by path (`lib.rs`, `runtime/mod.rs`). An item counts where it can be
/// named: a re-export makes it public at its own path, and what is public in a private module and never
/// re-exported does not count. Types in signatures stand as they were written.
///
/// # Errors
/// Says which file is no Rust, or which module has no file.
pub fn surface(sources: &BTreeMap<String, String>) -> Result<String, String> {
    let modules = modules::read(sources)?;
    Ok(list::list(&modules).into_iter().map(|line| line + "\n").collect())
}
