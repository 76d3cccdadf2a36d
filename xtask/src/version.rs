//! Versions of the client, and which one a verdict requires. It reads no files.

use std::fmt;

use generator::File;
use generator::diff::Semver;

use crate::console::Problem;

/// The three numbers of a version. What follows them does not affect the weight of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl Version {
    /// Parses the tag of a release, such as `v1.2.3`.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        Self::numbers(tag.strip_prefix('v')?)
    }

    /// Returns the version in the manifest of a package.
    pub(crate) fn of_manifest(manifest: &File) -> Result<Self, Problem> {
        let mut section = "";
        for (index, line) in manifest.text.lines().enumerate().map(|(index, line)| (index, line.trim())) {
            if line.starts_with('[') {
                section = line;
            }
            let Some((key, value)) = line.split_once('=') else { continue };
            if section == "[package]" && key.trim() == "version" {
                let value = value.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
                let numbers = value.split(['-', '+']).next().unwrap_or_default();
                return Self::numbers(numbers).ok_or_else(|| {
                    Problem::new(format!("`{value}` is not a version"), "write it like this: version = \"1.2.3\"")
                        .at(format!("{}:{}", manifest.name, index + 1))
                });
            }
        }
        let help = "write it below `[package]`, like this: version = \"1.2.3\"";
        Err(Problem::new("the manifest has no version", help).at(manifest.name.clone()))
    }

    fn numbers(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(number);
        let version = Self { major: numbers.next()??, minor: numbers.next()??, patch: numbers.next()?? };
        numbers.next().is_none().then_some(version)
    }

    /// Returns the lowest version that a release with such changes can have after this one. Before 1.0, a minor version may
    /// break and a patch may add, by Cargo's rules.
    pub(crate) fn after(self, verdict: Semver) -> Self {
        let (major, minor, patch) = (self.major, self.minor, self.patch);
        match verdict {
            Semver::None => self,
            Semver::Major if major > 0 => Self { major: major + 1, minor: 0, patch: 0 },
            Semver::Minor if major > 0 => Self { minor: minor + 1, patch: 0, ..self },
            Semver::Major => Self { minor: minor + 1, patch: 0, ..self },
            Semver::Minor | Semver::Patch => Self { patch: patch + 1, ..self },
        }
    }
}

fn number(text: &str) -> Option<u64> {
    // A limit, so that the next number fits as well.
    let digits = !text.is_empty() && text.len() < 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
