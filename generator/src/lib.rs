//! Turns OpenAPI fragments into one merged document and into a Rust client.
//!
//! All functions are pure: they take texts and return texts and findings. Only `xtask` uses files, the environment and
//! the clock.

mod api;
pub mod diff;
mod document;
mod emit;
mod explain;
mod findings;
mod import;
mod lower;
mod markdown;
mod names;
mod pipeline;
mod prepare;
mod read;
mod surface;

pub use document::path::unnamed;
pub use document::places::Sources;
pub use document::slug::fnv;
pub use document::source::{File, FileId, Span};
pub use emit::print::HEADER;
pub use explain::support::{Supported, Treatment, specified, support_page, supported, used};
pub use explain::{codes, codes_page, explain};
pub use findings::render::{Colour, render};
pub use findings::report::{Extent, json, report};
pub use findings::sarif::sarif;
pub use findings::stage::{Progress, Stage};
pub use findings::{Code, Diagnostic, Explanation, Label, Level, Outcome};
pub use import::{
    Contradiction, Contrast, Endpoint, Existing, Import, Layout, Listed, Listing, Page, Proposal, Prune, Remainder,
    Removal, Selection, Skipped, Status, contrast, endpoints, import, links, list, local_references, remove,
    unresolved,
};
pub use names::{Differing, JoinedLock, Locks, join_locks, without_released};
pub use pipeline::{Generated, Input, Merged, Region, Trial, generate, generate_with, merge, trial, trial_with};
pub use prepare::set_aside::{Aside, SetAside, Unfit, set_aside};
pub use surface::{HandWritten, Outline, surface, witness};
