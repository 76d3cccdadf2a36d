//! Versions of the client: how they compare, and which one a verdict demands. It must not read files.

use std::cmp::Ordering;
use std::fmt;

use generator::File;
use generator::diff::Semver;

use crate::console::Problem;

/// A version. Its order is that of semver, so a pre-release is lower than its release. Build metadata has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    numbers: [u64; 3],
    /// The identifiers of a pre-release, such as `rc` and `1`. A release has none.
    pre: Vec<Identifier>,
}

/// A part of a pre-release. Numbers are lower than words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identifier {
    Number(u64),
    Word(String),
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        for (index, identifier) in self.pre.iter().enumerate() {
            let separator = if index == 0 { '-' } else { '.' };
            match identifier {
                Identifier::Number(number) => write!(f, "{separator}{number}")?,
                Identifier::Word(word) => write!(f, "{separator}{word}")?,
            }
        }
        Ok(())
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let release = |version: &Self| version.pre.is_empty();
        self.numbers
            .cmp(&other.numbers)
            .then_with(|| release(self).cmp(&release(other)))
            .then_with(|| self.pre.cmp(&other.pre))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Version {
    /// The version of a client that was never released.
    pub(crate) const FIRST: Self = Self { numbers: [0, 1, 0], pre: Vec::new() };
    /// A version that is lower than all others.
    pub(crate) const NONE: Self = Self { numbers: [0, 0, 0], pre: Vec::new() };

    /// Reads the tag of a release, such as `v1.2.3`. A pre-release is none.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        Self::of(tag.strip_prefix('v')?).filter(|version| version.pre.is_empty())
    }

    /// Reads a version, such as `1.2.3` or `1.2.3-rc.1`.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let text = text.split('+').next().unwrap_or_default();
        let (numbers, pre) = text.split_once('-').map_or((text, None), |(numbers, pre)| (numbers, Some(pre)));
        let mut numbers = numbers.split('.').map(number);
        let read = [numbers.next()??, numbers.next()??, numbers.next()??];
        let pre = pre.map_or(Some(Vec::new()), |pre| pre.split('.').map(identifier).collect());
        Some(Self { numbers: read, pre: pre? }).filter(|_| numbers.next().is_none())
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
                return Self::of(value).ok_or_else(|| {
                    Problem::new(format!("`{value}` is not a version"), "write it like this: version = \"1.2.3\"")
                        .at(format!("{}:{}", manifest.name, index + 1))
                });
            }
        }
        let help = "write it below `[package]`, like this: version = \"1.2.3\"";
        Err(Problem::new("the manifest has no version", help).at(manifest.name.clone()))
    }

    /// Returns the release that a pre-release precedes, or the version itself.
    pub(crate) fn release(&self) -> Self {
        Self { pre: Vec::new(), ..self.clone() }
    }

    pub(crate) fn is_pre_release(&self) -> bool {
        !self.pre.is_empty()
    }

    /// Returns the least version that a release with such changes may have after this one. Below 1.0, Cargo treats a
    /// change of the minor number as breaking, and of the patch number as compatible.
    pub(crate) fn after(&self, verdict: Semver) -> Self {
        let [major, minor, patch] = self.numbers;
        let numbers = match verdict {
            Semver::None => return self.clone(),
            // A pre-release is followed by its release.
            _ if self.is_pre_release() => self.numbers,
            Semver::Major if major > 0 => [major + 1, 0, 0],
            Semver::Minor if major > 0 => [major, minor + 1, 0],
            Semver::Major => [major, minor + 1, 0],
            Semver::Minor | Semver::Patch => [major, minor, patch + 1],
        };
        Self { numbers, pre: Vec::new() }
    }

    /// Returns whether this version may follow a release if `wanted` is the least version that may. Cargo uses a
    /// pre-release only if a crate asks for it, so one of `wanted` may follow as well.
    pub(crate) fn may_follow(&self, released: &Self, wanted: &Self) -> bool {
        self >= released && self.release() >= wanted.release() && (self > released || wanted == released)
    }
}

fn number(text: &str) -> Option<u64> {
    // Small enough to be incremented.
    let digits = !text.is_empty() && text.len() < 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn identifier(text: &str) -> Option<Identifier> {
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_word.then(|| number(text).map_or_else(|| Identifier::Word(text.to_owned()), Identifier::Number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::of(text).unwrap_or_else(|| panic!("{text} is a version"))
    }

    #[test]
    fn versions_have_the_order_of_semver() {
        let ordered = "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 \
                       1.0.1-0 1.0.1 1.2.0";
        let versions: Vec<Version> = ordered.split_whitespace().map(version).collect();
        assert!(versions.is_sorted_by(|one, two| one < two), "{versions:?}");
        assert!(ordered.split_whitespace().all(|text| version(text).to_string() == text));
        assert_eq!(version("1.0.0+a"), version("1.0.0+b"));
    }

    #[test]
    fn what_is_no_version_is_none() {
        for text in ["1.2", "1.2.3.4", "1.2.x", "", "1.2.3-", "1.2.3-a..b", "123456789012.0.0"] {
            assert_eq!(Version::of(text), None, "{text}");
        }
        assert_eq!(Version::of_tag("v1.2.3-rc.1"), None);
    }

    #[test]
    fn a_pre_release_of_the_wanted_version_may_follow() {
        let may = |version: &str, released: &str, wanted: &str| {
            let [version, released, wanted] = [version, released, wanted].map(self::version);
            version.may_follow(&released, &wanted)
        };
        assert!(may("0.2.0-rc.1", "0.1.0", "0.2.0"));
        assert!(!may("0.1.1-rc.1", "0.1.0", "0.2.0"));
        assert!(!may("0.2.0-rc.1", "0.2.0", "0.2.0"), "a pre-release is lower than its release");
        assert!(may("0.2.0-rc.2", "0.2.0-rc.1", "0.2.0"));
        assert!(!may("0.2.0-rc.1", "0.2.0-rc.1", "0.2.0"));
        assert!(may("0.2.0", "0.2.0", "0.2.0"));
    }
}
