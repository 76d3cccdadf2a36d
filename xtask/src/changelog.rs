//! Reads the changelog of the client: its sections, and the marks at the ends of its lines. It must not change it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::version::Version;

/// What a mark in the changelog says about a change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A line lists it.
    Told,
    /// A line says how it affects deployed clients, and why they can live with it.
    Acknowledged,
}

/// A section of a changelog, in bytes.
pub(crate) struct Section<'a> {
    /// The line of the heading.
    pub(crate) heading: &'a str,
    /// Where the heading begins.
    pub(crate) start: usize,
    /// The text below the heading.
    pub(crate) body: Range<usize>,
}

impl Section<'_> {
    /// Returns the version in the heading, such as that of `## 0.2.0 (2026-01-31)` or `## [v0.2.0]`.
    pub(crate) fn version(&self) -> Option<Version> {
        let words = self.heading.split(|char: char| char.is_whitespace() || "[]()".contains(char));
        words.into_iter().find_map(|word| Version::of(word.strip_prefix('v').unwrap_or(word)))
    }

    /// Returns whether the heading says that the section is not released.
    pub(crate) fn is_unreleased(&self) -> bool {
        self.heading.to_ascii_lowercase().contains("unreleased")
    }

    /// Returns whether lines may be added to the section: its version is above the last release. A heading without a
    /// version has to say that it is not released.
    pub(crate) fn is_open(&self, released: Option<&Version>) -> bool {
        match (self.version(), released) {
            (Some(version), Some(released)) => version > *released,
            (_, None) | (None, _) => self.is_unreleased(),
        }
    }
}

/// Returns the sections in their order.
pub(crate) fn sections(changelog: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut at = 0;
    for line in changelog.split_inclusive('\n') {
        let body = at + line.len();
        if line.starts_with("## ") {
            if let Some(last) = sections.last_mut() {
                last.body.end = at;
            }
            sections.push(Section { heading: line, start: at, body: body..changelog.len() });
        }
        at = body;
    }
    sections
}

/// Returns the released versions that have a section.
pub(crate) fn released(changelog: &str) -> BTreeSet<Version> {
    let sections = sections(changelog);
    sections.iter().filter(|section| !section.is_unreleased()).filter_map(Section::version).collect()
}

/// Returns the fingerprints in a changelog with their counts, because the same change can happen again after a release.
pub(crate) fn marks(changelog: &str, mark: Mark) -> BTreeMap<String, usize> {
    let comments = changelog.split("<!-- ").skip(1).filter_map(|rest| Some(rest.split_once(" -->")?.0));
    let found = comments.filter_map(|comment| match mark {
        Mark::Told => Some(comment),
        Mark::Acknowledged => comment.strip_prefix("acknowledged "),
    });
    let is_fingerprint = |text: &&str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut counted = BTreeMap::new();
    for fingerprint in found.filter(is_fingerprint) {
        *counted.entry(fingerprint.to_owned()).or_default() += 1;
    }
    counted
}
