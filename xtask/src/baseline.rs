//! Reads the base of a comparison: a git revision or a folder of specs.

use std::collections::BTreeMap;
use std::path::Path;

use generator::File;
use generator::diff::Side;

use crate::console::{Dir, Failure, Problem};
use crate::git::Git;
use crate::history::{self, Since};
use crate::load::{self, load};
use crate::version::Version;
use crate::{Place, client_files};

/// The changelog of the client.
pub(crate) const CHANGELOG: &str = "CHANGELOG.md";

/// The base of a comparison.
pub(crate) struct Base {
    /// Its name in messages.
    pub(crate) name: String,
    /// What kind of base it is.
    pub(crate) kind: Kind,
    /// Its specs and sources.
    pub(crate) side: Side,
    /// The version of the client there, if there is one: that of its tag or of its manifest, whichever is higher.
    pub(crate) released: Option<Version>,
    /// The releases that HEAD does not contain, with their tags.
    pub(crate) elsewhere: BTreeMap<Version, String>,
    /// The public surface of the client as it was checked in.
    pub(crate) surface: Option<String>,
    /// The changelog.
    pub(crate) changelog: String,
    /// Other bases that may have been meant.
    pub(crate) warnings: Vec<Problem>,
}

impl Base {
    /// Returns the version above which a section of the changelog may still be changed.
    pub(crate) fn closed(&self) -> Option<Version> {
        match self.kind {
            Kind::Folder => None,
            Kind::Revision => self.released.clone(),
            Kind::Beginning => Some(Version::NONE),
        }
    }
}

/// How the base was chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A folder of specs.
    Folder,
    /// A revision that the user named, or the last release.
    Revision,
    /// The first commit that has specs, because nothing was released yet.
    Beginning,
}

/// A commit, and why it is the base.
struct Revision {
    /// Its name in messages.
    name: String,
    commit: String,
    kind: Kind,
}

/// Finds and reads the base that the user named. The default is the last release or, before the first release, the
/// first commit that has specs.
pub(crate) fn read(given: Option<&Path>, specs: &Dir, place: &Place) -> Result<Base, Failure> {
    let Some(given) = given else {
        let git = Git::open(place)?;
        let (revision, mut warnings) = default(&git, specs, place)?;
        let mut base = of_commit(&git, revision, specs, place)?;
        warnings.append(&mut base.warnings);
        return Ok(Base { warnings, ..base });
    };
    let name = crate::console::slashes(given);
    let is_folder = place.current.join(given).is_dir();
    let git = match Git::open(place) {
        Err(_) if is_folder => return of_folder(given, place),
        git => git?,
    };
    match (git.commit(&name)?, is_folder) {
        (Some(commit), false) => of_commit(&git, Revision { name, commit, kind: Kind::Revision }, specs, place),
        (None, true) => of_folder(given, place),
        (Some(_), true) => {
            let help = format!("write `./{name}` for the folder, or `{name}^{{}}` for the revision");
            Err(Problem::new(format!("`{name}` is a revision and a folder"), help).into())
        }
        (None, false) => {
            let help = "see `git tag` and `git branch --all` for names, fetch what is missing with \
                        `git fetch --tags`, or give a folder of specs";
            Err(Problem::new(format!("`{name}` is neither a revision nor a folder"), help).into())
        }
    }
}

/// Returns the default base, and warnings about releases that are not in its history.
fn default(git: &Git, specs: &Dir, place: &Place) -> Result<(Revision, Vec<Problem>), Failure> {
    if git.commit("HEAD")?.is_none() {
        let help = "commit the specs first, or give a folder of specs: cargo xtask diff DIR";
        return Err(Problem::new("the git repository has no commit yet", help).into());
    }
    let releases = git.releases()?;
    if let Some((version, tag)) = releases.here.last_key_value() {
        // A branch can have the same name.
        let Some(commit) = git.commit(&format!("refs/tags/{tag}"))? else {
            let help = "give another revision: cargo xtask diff BASE";
            return Err(Problem::new(format!("the tag `{tag}` is on no commit"), help).into());
        };
        let since = Since { version: Some(version), commit: Some(&commit) };
        let warnings = history::check(git, &releases.elsewhere, since, (specs, place))?;
        return Ok((Revision { name: tag.clone(), commit, kind: Kind::Revision }, warnings));
    }
    if git.is_shallow()? {
        let message = "the history is cut off, and no release is in what is left of it";
        return Err(Problem::new(message, "get all of it: git fetch --unshallow --tags").into());
    }
    let since = Since { version: None, commit: None };
    let warnings = history::check(git, &releases.elsewhere, since, (specs, place))?;
    let path = in_git(git, specs)?;
    let Some(commit) = git.first_commit(&path)? else {
        let message = format!("no commit has the folder `{path}`, and there is no release to compare with");
        let help = "commit the specs first, or give a folder of specs: cargo xtask diff DIR";
        return Err(Problem::new(message, help).into());
    };
    Ok((Revision { name: git.short(&commit)?, commit, kind: Kind::Beginning }, warnings))
}

fn of_folder(given: &Path, place: &Place) -> Result<Base, Failure> {
    let dir = Dir::new(Some(given), "", place);
    let mut specs = load(&dir)?;
    let warnings = std::mem::take(&mut specs.warnings);
    Ok(Base {
        name: dir.shown.clone(),
        kind: Kind::Folder,
        side: Side { input: specs.into_input(&dir)?, sources: client_files::own_sources(place)?.into() },
        released: None,
        elsewhere: BTreeMap::new(),
        surface: None,
        changelog: String::new(),
        warnings,
    })
}

fn of_commit(git: &Git, revision: Revision, specs: &Dir, place: &Place) -> Result<Base, Failure> {
    let Revision { name, commit, kind } = revision;
    let path = in_git(git, specs)?;
    let (input, mut warnings) = specs_of(git, &name, &commit, &path)?;
    let mut client = client_of(git, &name, &commit, place)?;
    let (manifest, surface, changelog) =
        (client.get("Cargo.toml").cloned(), client.remove(client_files::SURFACE), client.remove(CHANGELOG));
    let mut sources: BTreeMap<String, String> = client
        .into_iter()
        .filter_map(|(path, file)| client_files::hand_written(&path).map(|path| (path, file.text)))
        .collect();
    if !sources.contains_key("lib.rs") {
        // Before there was a client, there were no hand-written sources.
        sources = client_files::own_sources(place)?;
    }
    let (released, disagreement) = match kind {
        Kind::Folder | Kind::Beginning => (None, None),
        Kind::Revision => version_of(&name, manifest.as_ref())?,
    };
    warnings.extend(disagreement);
    let surface = surface.map(|file| file.text);
    let changelog = changelog.map(|file| file.text).unwrap_or_default();
    let mut elsewhere = git.releases()?.elsewhere;
    // Somebody named it as the base.
    elsewhere.retain(|version, _| Some(version) != released.as_ref());
    Ok(Base {
        name,
        kind,
        side: Side { input, sources: sources.into() },
        released,
        elsewhere,
        surface,
        changelog,
        warnings,
    })
}

/// Returns the version of a revision: that of its tag or of its manifest, whichever is higher. Warns if they differ.
fn version_of(name: &str, manifest: Option<&File>) -> Result<(Option<Version>, Option<Problem>), Problem> {
    let tagged = Version::of_tag(name.strip_prefix("refs/tags/").unwrap_or(name));
    let written = manifest.map(Version::of_manifest).transpose()?;
    let disagreement = match (&tagged, &written) {
        (Some(tagged), Some(written)) if tagged != written => {
            let message = format!("the tag `{name}` is on a commit whose manifest has the version {written}");
            let higher = tagged.max(written);
            let help = format!(
                "the next version is counted from {higher}, the higher of the two; tag the commit that has the version of the tag"
            );
            Some(Problem::new(message, help))
        }
        _ => None,
    };
    Ok((tagged.max(written), disagreement))
}

/// Returns the files of the client in a commit, except generated ones, by their path in its folder, and the changelog.
fn client_of(git: &Git, name: &str, commit: &str, place: &Place) -> Result<BTreeMap<String, File>, Problem> {
    let root = git.path(&place.repository).filter(|root| !root.is_empty());
    let root = root.map_or_else(String::new, |root| root + "/");
    let [client, changelog] = [client_files::OWN, CHANGELOG].map(|path| format!("{root}{path}"));
    let own = |path: &str| match path.strip_prefix(&client) {
        Some(below) => below.strip_prefix('/').map(str::to_owned),
        None => (path == changelog).then(|| CHANGELOG.to_owned()),
    };
    let is_wanted = |path: &str| {
        ["Cargo.toml", client_files::SURFACE, CHANGELOG].contains(&path) || client_files::hand_written(path).is_some()
    };
    let files = git.files(commit, &[&client, &changelog], |path| own(path).is_some_and(|path| is_wanted(&path)))?;
    let file = |(path, bytes): (String, Vec<u8>)| {
        let file = load::text(bytes, &format!("{name}:{path}"))?;
        Ok((own(&path).unwrap_or(path), file))
    };
    files.into_iter().map(file).collect()
}

pub(crate) fn specs_of(
    git: &Git,
    name: &str,
    commit: &str,
    path: &str,
) -> Result<(generator::Input, Vec<Problem>), Failure> {
    let below = if path.is_empty() { String::new() } else { format!("{path}/") };
    let inside = |path: &str| path.strip_prefix(&below).map(str::to_owned);
    let pathspecs: &[&str] = if path.is_empty() { &[] } else { &[path] };
    let files = git.files(commit, pathspecs, |path| inside(path).is_some_and(|path| load::is_read(&path)))?;
    let files = files.into_iter().filter_map(|(path, bytes)| Some((inside(&path)?, bytes))).collect();
    let shown = format!("{name}:{path}");
    let dir = Dir { path: path.into(), shown: shown.clone() };
    let specs = load::take(files, &dir)?;
    let mut warnings = Vec::new();
    if specs.fragments.is_empty() {
        let help = "every endpoint counts as new; if that is not meant, give a later revision";
        warnings.push(Problem::new(format!("there is no fragment in `{shown}`"), help));
    }
    Ok((specs.input(), warnings))
}

/// Returns the path of the specs folder for git.
pub(crate) fn in_git(git: &Git, specs: &Dir) -> Result<String, Problem> {
    if !specs.path.is_dir() {
        load::Specs::default().into_input(specs)?;
    }
    git.path(&specs.path).ok_or_else(|| {
        let message = format!("`{}` does not lie in the git repository, so it has no revisions", specs.shown);
        Problem::new(message, "give a folder of specs to compare with: cargo xtask diff DIR --specs DIR")
    })
}
