//! The stages of a run, for showing its progress. This module does not measure time or print.

use std::fmt;
use std::sync::Arc;

/// A stage of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The texts are read.
    Read,
    /// Each document is checked and normalised.
    Prepare,
    /// The fragments are merged into one document.
    Merge,
    /// Types and operations are decided.
    Lower,
    /// Everything is named.
    Name,
    /// The code is written.
    Emit,
    /// Documents are split into fragments.
    Split,
    /// The new state is compared with the old one.
    Compare,
}

impl Stage {
    /// Describes the stage.
    pub fn words(self) -> &'static str {
        match self {
            Self::Read => "reading",
            Self::Prepare => "checking the documents",
            Self::Merge => "merging the fragments",
            Self::Lower => "deciding the types",
            Self::Name => "choosing names",
            Self::Emit => "writing the code",
            Self::Split => "splitting the documents",
            Self::Compare => "comparing",
        }
    }
}

/// Receives the stages as they begin. By default, nobody does.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<dyn Fn(Stage) + Send + Sync>>);

impl Progress {
    /// Calls a function with each stage.
    pub fn new(report: impl Fn(Stage) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(report)))
    }

    pub(crate) fn at(&self, stage: Stage) {
        if let Some(report) = &self.0 {
            report(stage);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Progress").field(&self.0.is_some()).finish()
    }
}
