//! Findings: what they are, how they are printed, and which ones a person has accepted.

pub(crate) mod accept;
mod diagnostic;
mod explanation;
mod facts;
pub(crate) mod render;
pub(crate) mod report;
pub(crate) mod sarif;
pub(crate) mod stage;

pub(crate) use diagnostic::Findings;
pub use diagnostic::{Code, Diagnostic, Label, Level, Outcome};
pub use explanation::Explanation;
