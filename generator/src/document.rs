//! The positioned tree, and everything that is known of a document without a finding: places, pointers, the grammar.

pub(crate) mod extensions;
pub(crate) mod grammar;
pub(crate) mod grammar_walk;
pub(crate) mod header;
pub(crate) mod media;
pub(crate) mod path;
pub(crate) mod places;
pub(crate) mod pointer;
pub(crate) mod schema;
pub(crate) mod slug;
pub(crate) mod source;
pub(crate) mod tree;
pub(crate) mod write;
