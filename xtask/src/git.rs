//! Runs `git` for revisions, tags, and earlier files. It must not change the work tree or the index. It uses only
//! commands for scripts, because the output of others depends on the user's configuration.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::Place;
use crate::console::Problem;
use crate::version::Version;

/// The alternative if git cannot help.
const FOLDER: &str = "give a folder of specs instead of a revision";

/// The releases of a repository, with their tags.
pub(crate) struct Releases {
    /// Those that HEAD contains.
    pub(crate) here: BTreeMap<Version, String>,
    /// The others.
    pub(crate) elsewhere: BTreeMap<Version, String>,
}

/// The git repository that contains the project.
pub(crate) struct Git {
    folder: PathBuf,
    /// The root of its work tree.
    top: PathBuf,
}

impl Git {
    /// Finds the git repository around the project.
    pub(crate) fn open(place: &Place) -> Result<Self, Problem> {
        let mut git = Self { folder: place.repository.clone(), top: PathBuf::new() };
        let found = git.start(&["rev-parse", "--show-toplevel"], Stdio::null())?;
        if !found.status.success() {
            let (folder, complaint) = (git.folder.display(), complaint(&found));
            return Err(if complaint.contains("not a git repository") {
                let help = format!("run `git init` and commit the specs, or {FOLDER}");
                Problem::new(format!("`{folder}` is in no git repository"), help)
            } else {
                let message = format!("git cannot read the repository of `{folder}`: {complaint}");
                Problem::new(message, format!("fix what git reports, or {FOLDER}"))
            });
        }
        let top = text(&found.stdout);
        git.top = fs::canonicalize(&top).map_err(|error| Problem::io("find the folder", &top, &error))?;
        Ok(git)
    }

    /// Returns the commit of a revision, or `None` if there is none.
    pub(crate) fn commit(&self, revision: &str) -> Result<Option<String>, Problem> {
        // A name that begins with a dash would be an option.
        if revision.is_empty() || revision.starts_with('-') {
            return Ok(None);
        }
        let commit = format!("{revision}^{{commit}}");
        let found = self.start(&["rev-parse", "--verify", "--quiet", &commit], Stdio::null())?;
        Ok(found.status.success().then(|| text(&found.stdout)))
    }

    /// Returns the short hash of a commit.
    pub(crate) fn short(&self, commit: &str) -> Result<String, Problem> {
        self.run(&["rev-parse", "--short", commit])
    }

    /// Returns the tags of releases.
    pub(crate) fn releases(&self) -> Result<Releases, Problem> {
        let here = self.tags(&["--merged=HEAD"])?;
        let mut elsewhere = self.tags(&[])?;
        elsewhere.retain(|version, _| !here.contains_key(version));
        Ok(Releases { here, elsewhere })
    }

    fn tags(&self, options: &[&str]) -> Result<BTreeMap<Version, String>, Problem> {
        let command = ["for-each-ref", "--format=%(refname:strip=2)", "refs/tags/v*"];
        let tags = self.run(&[&command[..1], options, &command[1..]].concat())?;
        Ok(tags.lines().filter_map(|tag| Some((Version::of_tag(tag)?, tag.to_owned()))).collect())
    }

    /// Returns the id of a folder or file in a commit, or `None` if it is not there.
    pub(crate) fn object(&self, commit: &str, path: &str) -> Result<Option<String>, Problem> {
        let found = self.start(&["rev-parse", "--verify", "--quiet", &format!("{commit}:{path}")], Stdio::null())?;
        Ok(found.status.success().then(|| text(&found.stdout)))
    }

    /// Returns the commits of HEAD that change a path of the project and are not in another commit, the newest first.
    pub(crate) fn commits_since(&self, commit: Option<&str>, path: &str) -> Result<Vec<String>, Problem> {
        let path = format!(":(top,literal){path}");
        let except = commit.map(|commit| format!("^{commit}"));
        let revisions: Vec<&str> = std::iter::once("HEAD").chain(except.as_deref()).collect();
        let commits = self.run(&[&["rev-list", "--topo-order"], revisions.as_slice(), &["--", &path]].concat())?;
        Ok(commits.lines().map(str::to_owned).collect())
    }

    /// Returns the first commit that has a file below a path of the project.
    pub(crate) fn first_commit(&self, path: &str) -> Result<Option<String>, Problem> {
        let path = format!(":(top,literal){path}");
        let commits = self.run(&["rev-list", "--topo-order", "--reverse", "HEAD", "--", &path])?;
        Ok(commits.lines().next().map(str::to_owned))
    }

    /// Returns whether the history is incomplete, as in a shallow checkout.
    pub(crate) fn is_shallow(&self) -> Result<bool, Problem> {
        Ok(self.run(&["rev-parse", "--is-shallow-repository"])? == "true")
    }

    /// Returns the path of a file for git, or `None` if it is outside of the work tree.
    pub(crate) fn path(&self, path: &Path) -> Option<String> {
        let full = fs::canonicalize(path).ok()?;
        let below = full.strip_prefix(&self.top).ok()?;
        Some(crate::console::slashes(below))
    }

    /// Reads the files of a commit that are at or below one of the paths and that `wanted` selects.
    pub(crate) fn files(
        &self,
        commit: &str,
        paths: &[&str],
        wanted: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
        let listing =
            self.start(&[&["ls-tree", "-r", "-z", "--full-tree", commit, "--"], paths].concat(), Stdio::null())?;
        let listing = succeeded(&["ls-tree"], listing)?.stdout;
        let blobs: Vec<(String, String)> =
            listing.split(|byte| *byte == 0).filter_map(blob).filter(|(path, _)| wanted(path)).collect();
        let contents = self.contents(blobs.iter().map(|(_, id)| id.as_str()))?;
        Ok(blobs.into_iter().map(|(path, _)| path).zip(contents).collect())
    }

    /// Reads objects by their ids.
    fn contents<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<Vec<Vec<u8>>, Problem> {
        let failed = |error| Problem::io("write", "a temporary file", &error);
        // The input is a file and not a pipe, because git writes while it reads, and a full pipe would block both.
        let mut list = tempfile::tempfile().map_err(failed)?;
        let mut count = 0;
        for id in ids {
            writeln!(list, "{id}").map_err(failed)?;
            count += 1;
        }
        list.rewind().map_err(failed)?;
        let output = succeeded(&["cat-file"], self.start(&["cat-file", "--batch"], Stdio::from(list))?)?;
        let mut rest = output.stdout.as_slice();
        let mut contents = Vec::new();
        while let Some((content, more)) = object(rest) {
            contents.push(content.to_vec());
            rest = more;
        }
        if contents.len() == count && rest.is_empty() {
            return Ok(contents);
        }
        let message = format!("git lacks an object: {}", first_line(rest));
        Err(Problem::new(message, format!("run `git fetch` and `git fsck`, or {FOLDER}")))
    }

    /// Returns the texts of a file that a merge has left in conflict: that of the common commit, this branch's and the
    /// other's. `None` if the file is not in conflict, or if one of them has no such file.
    pub(crate) fn stages(&self, path: &Path) -> Result<Option<[String; 3]>, Problem> {
        let Some(path) = self.path(path) else { return Ok(None) };
        let listing = self.run(&["ls-files", "--unmerged", "--full-name", "--", &format!(":(top,literal){path}")])?;
        let ids: Vec<&str> = listing.lines().filter_map(|line| line.split([' ', '\t']).nth(1)).collect();
        let contents = self.contents(ids.iter().copied())?;
        let texts: Vec<String> = contents.into_iter().filter_map(|bytes| String::from_utf8(bytes).ok()).collect();
        Ok(<[String; 3]>::try_from(texts).ok())
    }

    /// Merges two texts as git does. Where they differ, the result has conflict marks.
    pub(crate) fn merge([base, ours, theirs]: &[String; 3], folder: &Path) -> Result<String, Problem> {
        let failed = |error| Problem::io("write", "a temporary file", &error);
        let dir = tempfile::tempdir().map_err(failed)?;
        for (name, text) in [("base", base), ("ours", ours), ("theirs", theirs)] {
            fs::write(dir.path().join(name), text).map_err(failed)?;
        }
        let git = Self { folder: folder.to_owned(), top: PathBuf::new() };
        let paths = ["ours", "base", "theirs"].map(|name| dir.path().join(name));
        let command = [OsStr::new("merge-file"), OsStr::new("--stdout")];
        let merged = git.start(
            &command.into_iter().chain(paths.iter().map(|path| path.as_os_str())).collect::<Vec<_>>(),
            Stdio::null(),
        )?;
        // The exit code is the number of conflicts.
        match merged.status.code() {
            Some(0..=127) => Ok(String::from_utf8_lossy(&merged.stdout).into_owned()),
            _ => succeeded(&["merge-file"], merged).map(|output| text(&output.stdout)),
        }
    }

    fn run(&self, args: &[&str]) -> Result<String, Problem> {
        Ok(text(&succeeded(args, self.start(args, Stdio::null())?)?.stdout))
    }

    fn start(&self, args: &[impl AsRef<OsStr>], stdin: Stdio) -> Result<Output, Problem> {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder).args(args).stdin(stdin);
        // The repository is the one around the project, even if a hook of another repository runs this.
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(variable);
        }
        command.envs([("GIT_OPTIONAL_LOCKS", "0"), ("LC_ALL", "C")]).output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                Problem::new("the program `git` is not installed", format!("install git, or {FOLDER}"))
            }
            _ => Problem::new(format!("the program `git` cannot be run: {error}"), format!("fix that, or {FOLDER}")),
        })
    }
}

/// Returns the path and the id in a line of `ls-tree`. Links and submodules are skipped.
fn blob(line: &[u8]) -> Option<(String, String)> {
    let line = String::from_utf8_lossy(line);
    let (object, path) = line.split_once('\t')?;
    let mut words = object.split(' ');
    let (mode, kind, id) = (words.next()?, words.next()?, words.next()?);
    (kind == "blob" && mode != "120000").then(|| (path.to_owned(), id.to_owned()))
}

/// Returns the first object in the output of `cat-file --batch`, and the rest.
fn object(output: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = output.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&output[..end]).ok()?;
    let size: usize = head.split(' ').nth(2)?.parse().ok()?;
    let content = output.get(end + 1..)?.get(..size)?;
    Some((content, output.get(end + 1 + size + 1..)?))
}

fn succeeded(args: &[&str], output: Output) -> Result<Output, Problem> {
    if output.status.success() {
        return Ok(output);
    }
    let what = args.first().copied().unwrap_or_default();
    let message = format!("`git {what}` failed: {}", complaint(&output));
    Err(Problem::new(message, format!("fix what git reports, or {FOLDER}")))
}

fn complaint(output: &Output) -> String {
    first_line(&output.stderr)
}

fn first_line(bytes: &[u8]) -> String {
    text(bytes).lines().next().unwrap_or("it does not say why").to_owned()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
