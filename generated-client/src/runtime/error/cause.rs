//! Why a library below failed, and how many attempts a message reports.

use std::fmt;

use crate::runtime::excerpt;

/// How often a call was tried, for the end of a message; nothing where it was once.
pub(super) fn attempts_note(attempts: u32) -> String {
    if attempts > 1 { format!(" ({attempts} attempts)") } else { String::new() }
}

/// A failure of a library below, as text. Its own type is not kept: that would make every such library part of this
/// crate's interface, and some of them show URLs with their queries.
#[derive(Debug)]
pub(super) struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    pub(super) fn new(text: String) -> Self {
        let source = None;
        Self { text, source }
    }

    /// Copies an error and its sources.
    pub(super) fn of(error: &(dyn std::error::Error + 'static)) -> Self {
        let text = match error.downcast_ref::<reqwest::Error>() {
            Some(error) if error.url().is_some() => "the request failed".to_owned(),
            _ => excerpt::one_line(&error.to_string()),
        };
        let source = error.source().map(|source| Box::new(Self::of(source)));
        Self { text, source }
    }

    /// The text of the innermost cause, which is the one that says something.
    pub(super) fn root(&self) -> &str {
        self.source.as_ref().map_or(&self.text, |source| source.root())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
