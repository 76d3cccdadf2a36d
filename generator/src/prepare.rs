//! Turns the trees of the fragments into one merged tree of plain OpenAPI 3.0: overlay, corrections, check,
//! normalisation, merge.

pub(crate) mod anchors;
pub(crate) mod casing;
pub(crate) mod check;
pub(crate) mod dangling;
pub(crate) mod dialects;
pub(crate) mod duplicates;
pub(crate) mod dynamic_refs;
pub(crate) mod hoist;
pub(crate) mod inline_references;
pub(crate) mod invalid_values;
pub(crate) mod long_chains;
pub(crate) mod media_type_references;
pub(crate) mod media_types;
pub(crate) mod merge;
pub(crate) mod mistyped_values;
pub(crate) mod nesting;
pub(crate) mod newtypes;
pub(crate) mod normalise;
pub(crate) mod overlay;
pub(crate) mod path_items;
pub(crate) mod paths;
pub(crate) mod scheme_references;
pub(crate) mod secrets;
pub(crate) mod self_address;
pub(crate) mod set_aside;
mod spelling;
pub(crate) mod statuses;
pub(crate) mod subtypes;
mod unused;
pub(crate) mod unusual;
pub(crate) mod webhooks;
