//! Why a library failed, and the number of attempts at the end of a message.

use std::fmt;

use crate::runtime::excerpt;

/// Returns the end of a message about a call that made several attempts; empty for a single attempt.
pub(super) fn attempts_note(attempts: u32) -> String {
    if attempts > 1 { format!(" ({attempts} attempts)") } else { String::new() }
}

/// An error of a library, as text. Its type is not kept: it would become part of the public interface of this crate,
/// and some libraries show URLs with their queries.
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

    /// Returns the text of the innermost cause, which has the actual reason.
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
