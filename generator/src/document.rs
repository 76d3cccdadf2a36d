//! The positioned tree, and what is known about OpenAPI documents in general: pointers, the grammar, media types.
//! Nothing here reports a finding.

pub(crate) mod contents;
pub(crate) mod extensions;
pub(crate) mod grammar;
pub(crate) mod grammar_walk;
pub(crate) mod header;
pub(crate) mod media;
pub(crate) mod operations;
pub(crate) mod path;
pub(crate) mod places;
pub(crate) mod pointer;
pub(crate) mod schema;
pub(crate) mod slug;
pub(crate) mod source;
pub(crate) mod tree;
pub(crate) mod version;
pub(crate) mod write;
