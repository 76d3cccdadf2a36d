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

    /// Returns the newest release that HEAD contains: its tag and its version.
    pub(crate) fn newest_release(&self) -> Result<Option<(String, Version)>, Problem> {
        let tags = self.run(&["for-each-ref", "--merged=HEAD", "--format=%(refname:strip=2)", "refs/tags/v*"])?;
        let releases = tags.lines().filter_map(|tag| Some((tag.to_owned(), Version::of_tag(tag)?)));
        Ok(releases.max_by_key(|(_, version)| *version))
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
