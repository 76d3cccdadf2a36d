//! Checks that the history has the releases that the files mention. Otherwise a comparison would begin at an earlier
//! release, or at the first commit, and the gate would pass what it should not. It must not change the repository.

use std::collections::{BTreeMap, BTreeSet};

use crate::baseline::{CHANGELOG, in_git, specs_of};
use crate::console::{Dir, Failure, Problem};
use crate::git::Git;
use crate::load::{self, load};
use crate::version::Version;
use crate::{Place, changelog, client_files, gate};

/// The last release that HEAD contains, or nothing if there is none.
#[derive(Clone, Copy)]
pub(crate) struct Since<'a> {
    pub(crate) version: Option<&'a Version>,
    pub(crate) commit: Option<&'a str>,
}

/// The files of the work tree that mention releases.
struct Mentioned {
    /// The version of the manifest.
    current: Version,
    changelog: String,
}

/// Refuses a history that lacks a release. Returns warnings about releases that other branches have.
pub(crate) fn check(
    git: &Git,
    elsewhere: &BTreeMap<Version, String>,
    since: Since<'_>,
    (specs, place): (&Dir, &Place),
) -> Result<Vec<Problem>, Failure> {
    let Some(mentioned) = mentioned(place)? else { return Ok(Vec::new()) };
    if let Some(problem) = untagged(git, elsewhere, since, &mentioned, (specs, place))? {
        return Err(problem.into());
    }
    if since.version.is_none()
        && let Some((version, tag)) = elsewhere.last_key_value()
    {
        let message =
            format!("HEAD contains no release, but `{tag}` is one: the history was rewritten, or the branch is older");
        return Err(Problem::new(message, way_out(tag, version)).into());
    }
    if since.version.is_none() && mentioned.current.release() > Version::FIRST && !mentioned.says_unreleased() {
        return Err(not_the_first(&mentioned).into());
    }
    squashed(git, elsewhere, since, &mentioned.current, specs)
}

impl Mentioned {
    /// Returns whether the changelog says that the version of the manifest is the first one and not yet released.
    fn says_unreleased(&self) -> bool {
        let sections = changelog::sections(&self.changelog);
        let open = sections.iter().find(|section| section.version().is_some_and(|version| version == self.current));
        open.is_some_and(changelog::Section::is_unreleased) && changelog::released(&self.changelog).is_empty()
    }
}

/// Returns `None` if there is no client yet.
fn mentioned(place: &Place) -> Result<Option<Mentioned>, Problem> {
    let own = Dir::new(None, client_files::OWN, place);
    let path = own.path.join("Cargo.toml");
    if !path.exists() {
        return Ok(None);
    }
    let manifest = load::read_text(&path, &own.name("Cargo.toml"))?;
    // The gate reports a manifest without a version.
    let Ok(current) = Version::of_manifest(&manifest) else { return Ok(None) };
    Ok(Some(Mentioned { current, changelog: gate::changelog(place)? }))
}

/// Refuses a release that the changelog has and that no tag in the history marks. The section of the version that is
/// about to be released has no tag yet, so it counts only if the specs have changed since it was written.
fn untagged(
    git: &Git,
    elsewhere: &BTreeMap<Version, String>,
    since: Since<'_>,
    mentioned: &Mentioned,
    (specs, place): (&Dir, &Place),
) -> Result<Option<Problem>, Failure> {
    let is_above = |version: &&Version| since.version.is_none_or(|since| *version > since);
    let named: BTreeSet<Version> = changelog::released(&mentioned.changelog);
    let Some(missing) = named.iter().filter(is_above).find(|version| **version <= mentioned.current) else {
        return Ok(None);
    };
    let released = match *missing == mentioned.current {
        false => None,
        true => match changed_since_its_section(git, missing, (specs, place))? {
            Some(commit) => Some(commit),
            None => return Ok(None),
        },
    };
    let commit = released.as_deref().unwrap_or("COMMIT");
    let (message, help) = match elsewhere.get(missing) {
        Some(tag) => (
            format!("`{CHANGELOG}` lists the release {missing}, but `{tag}` is on a commit that HEAD does not contain"),
            way_out(tag, missing),
        ),
        None => (
            format!("`{CHANGELOG}` lists the release {missing}, but HEAD contains no tag `v{missing}`"),
            format!(
                "fetch the tags: git fetch --tags; if there is no such tag, put it on the commit that was released: git \
                 tag v{missing} {commit}; if {missing} is not released yet, write `## {missing} (unreleased)`"
            ),
        ),
    };
    Ok(Some(Problem::new(message, help).at(CHANGELOG)))
}

/// Returns the commit that wrote the section of a version, if the specs have changed since.
fn changed_since_its_section(
    git: &Git,
    version: &Version,
    (specs, place): (&Dir, &Place),
) -> Result<Option<String>, Failure> {
    let root = Dir::new(None, CHANGELOG, place);
    let Some(path) = git.path(&root.path) else { return Ok(None) };
    let mut written = None;
    for commit in git.commits_since(None, &path)? {
        let files = git.files(&commit, &[&path], |_| true)?;
        let text = files.into_values().next().unwrap_or_default();
        if !changelog::released(&String::from_utf8_lossy(&text)).contains(version) {
            break;
        }
        written = Some(commit);
    }
    let Some(commit) = written else { return Ok(None) };
    let (then, _) = specs_of(git, &commit, &commit, &in_git(git, specs)?)?;
    let now = load(specs)?.input();
    let texts = |input: &generator::Input| {
        let own = [&input.overlay, &input.lock].map(|file| file.as_ref().map(|file| file.text.clone()));
        let mut all: Vec<String> = input.fragments.iter().map(|file| file.text.clone()).collect();
        all.sort();
        (all, own)
    };
    let short = git.short(&commit)?;
    Ok((texts(&then) != texts(&now)).then_some(short))
}

/// Refuses a release of another branch whose specs a commit of this one has as well: the branch was squashed. Warns of
/// other releases below the version of the manifest.
fn squashed(
    git: &Git,
    elsewhere: &BTreeMap<Version, String>,
    since: Since<'_>,
    current: &Version,
    specs: &Dir,
) -> Result<Vec<Problem>, Failure> {
    let (Some(last), Some(base)) = (since.version, since.commit) else { return Ok(Vec::new()) };
    let path = in_git(git, specs)?;
    let mut warnings = Vec::new();
    for (version, tag) in elsewhere.iter().filter(|(version, _)| *version > last && *version < current) {
        let tree = git.object(&format!("refs/tags/{tag}"), &path)?;
        if tree.is_some() && tree != git.object(base, &path)? {
            for commit in git.commits_since(Some(base), &path)? {
                if git.object(&commit, &path)? == tree {
                    let message = format!(
                        "HEAD does not contain `{tag}`, but the commit {} has its specs: the branch was squashed",
                        git.short(&commit)?
                    );
                    return Err(Problem::new(message, way_out(tag, version)).into());
                }
            }
        }
        let message = format!("`{tag}` is a release of another branch; changes since it are not compared");
        let help = format!("to compare with it: cargo xtask diff {tag}");
        warnings.push(Problem::new(message, help));
    }
    Ok(warnings)
}

fn not_the_first(mentioned: &Mentioned) -> Problem {
    let current = &mentioned.current;
    let message = format!("the version of the client is {current}, but HEAD contains no release to compare with");
    let help = format!(
        "fetch the tags: git fetch --tags; if the history was rewritten, tag the commit of the last release; if \
         {current} is to be the first release, write a section `## {current} (unreleased)` into `{CHANGELOG}`"
    );
    Problem::new(message, help)
}

fn way_out(tag: &str, version: &Version) -> String {
    format!(
        "rebase the branch onto the release; or, if the history was rewritten or squashed, move the tag to the commit \
         that has {version} now: git tag --force {tag} COMMIT; or compare with it: cargo xtask diff {tag}"
    )
}
