//! Carries out plans, all or nothing: new texts are staged inside the folder they go to, renamed into
//! place, and everything is taken back where one step fails. A symlink is never followed.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use super::{Change, Dir, Kind, Problem};
use crate::console::slashes;

/// The beginning of the name of the folder that new and old texts are kept in meanwhile; with a dot, so
/// that nothing takes it for content.
const STAGING: &str = ".xtask-staging-";

/// Applies plans as one transaction: after an error every file is as it was before.
///
/// The folders have to exist. A file that did not change keeps its modification time; a folder that a
/// removal leaves empty goes as well.
///
/// # Errors
/// Fails on a symlink or a folder where a file belongs, on a read-only file, and on what the file system
/// refuses.
pub fn apply(plans: &[(&Dir, Vec<Change>)]) -> Result<(), Vec<Problem>> {
    let refused: Vec<Problem> =
        plans.iter().flat_map(|(dir, changes)| changes.iter().filter_map(|change| check(dir, change).err())).collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    let mut stages = Vec::new();
    for (dir, changes) in plans.iter().filter(|(_, changes)| !changes.is_empty()) {
        stages.push(stage(dir, changes).map_err(|problem| vec![problem])?);
    }
    let mut undo = Vec::new();
    if let Err(problem) = commit_all(&stages, &mut undo) {
        return Err(taken_back(undo, problem, stages));
    }
    stages.iter().for_each(drop_empty_folders);
    Ok(())
}

/// A folder with what it needs for its changes.
struct Stage<'a> {
    dir: &'a Dir,
    changes: &'a [Change],
    staging: TempDir,
}

/// A step of the way back.
enum Undo {
    /// Moves the old file back.
    Restore { kept: PathBuf, path: PathBuf },
    /// Removes a file that was not there.
    Remove(PathBuf),
    /// Removes a folder that was not there.
    RemoveFolder(PathBuf),
}

fn check(dir: &Dir, change: &Change) -> Result<(), Problem> {
    check_path(dir, &change.path, Leaf::File)?;
    let name = dir.name(&change.path);
    match (change.kind(), fs::symlink_metadata(dir.path.join(&change.path))) {
        (Kind::Added, Err(error)) if error.kind() == ErrorKind::NotFound => Ok(()),
        (_, Err(error)) => Err(Problem::io("write", &name, &error)),
        (Kind::Added, Ok(_)) => {
            let message = format!("`{name}` appeared while the command ran");
            Err(Problem::new(message, "run the command again"))
        }
        (Kind::Changed | Kind::Removed, Ok(metadata)) if metadata.permissions().readonly() => {
            let message = format!("`{name}` would change and is read-only");
            Err(Problem::new(message, "make it writable, or restore it, and run the command again"))
        }
        (Kind::Changed | Kind::Removed, Ok(_)) => Ok(()),
    }
}

/// What a path is to lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    File,
    Folder,
}

/// Refuses a path that would leave the folder, and one that a symlink or anything else is in the way of.
pub(crate) fn check_path(dir: &Dir, path: &str, leaf: Leaf) -> Result<(), Problem> {
    let parts: Vec<Component<'_>> = Path::new(path).components().collect();
    if parts.is_empty() || !parts.iter().all(|part| matches!(part, Component::Normal(_))) {
        let message = format!("`{path}` is not a path inside `{}`, so it is not written", dir.shown);
        return Err(Problem::new(message, "this is a mistake of this program; please report it"));
    }
    let mut at = dir.path.clone();
    for (index, part) in parts.iter().enumerate() {
        at.push(part);
        let Ok(metadata) = fs::symlink_metadata(&at) else {
            break;
        };
        let wanted = if index + 1 == parts.len() { leaf } else { Leaf::Folder };
        let (fits, wanted) = match wanted {
            Leaf::File => (metadata.is_file(), "file"),
            Leaf::Folder => (metadata.is_dir(), "folder"),
        };
        if !fits {
            let found = match metadata.file_type() {
                kind if kind.is_symlink() => "a symlink, which is not followed",
                kind if kind.is_dir() => "a folder",
                kind if kind.is_file() => "a file",
                _ => "no plain file",
            };
            let name = dir.name(&slashes(at.strip_prefix(&dir.path).unwrap_or(&at)));
            let message = format!("`{name}` is {found}, where a {wanted} belongs");
            return Err(Problem::new(message, "move it away and run the command again"));
        }
    }
    Ok(())
}

/// Writes the new texts beside where they go, on the same file system.
fn stage<'a>(dir: &'a Dir, changes: &'a [Change]) -> Result<Stage<'a>, Problem> {
    let failed = |error: io::Error| Problem::io("write to the folder", &dir.shown, &error);
    clear_leftovers(&dir.path).map_err(failed)?;
    let staging = tempfile::Builder::new().prefix(STAGING).tempdir_in(&dir.path).map_err(failed)?;
    for (number, change) in changes.iter().enumerate() {
        if let Some(text) = &change.after {
            let path = staging.path().join(format!("{number}.new"));
            fs::write(&path, text).map_err(failed)?;
            if let Ok(metadata) = fs::metadata(dir.path.join(&change.path)) {
                fs::set_permissions(&path, metadata.permissions()).map_err(failed)?;
            }
        }
    }
    Ok(Stage { dir, changes, staging })
}

/// Removes what a killed run left behind. The folder is locked, so it is nobody else's.
fn clear_leftovers(root: &Path) -> io::Result<()> {
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(STAGING) && entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Files are removed last: should the process be killed, what moves is there at least once.
fn commit_all(stages: &[Stage<'_>], undo: &mut Vec<Undo>) -> Result<(), Problem> {
    for removes in [false, true] {
        for stage in stages {
            let due = |change: &Change| removes == (change.kind() == Kind::Removed);
            for (number, change) in stage.changes.iter().enumerate().filter(|(_, change)| due(change)) {
                commit(stage, number, change, undo)
                    .map_err(|error| Problem::io("write", &stage.dir.name(&change.path), &error))?;
            }
        }
    }
    Ok(())
}

fn commit(stage: &Stage<'_>, number: usize, change: &Change, undo: &mut Vec<Undo>) -> io::Result<()> {
    let path = stage.dir.path.join(&change.path);
    let kept = stage.staging.path().join(format!("{number}.old"));
    let new = stage.staging.path().join(format!("{number}.new"));
    match change.kind() {
        Kind::Added => {
            make_folders(path.parent().unwrap_or(&stage.dir.path), undo)?;
            fs::rename(&new, &path)?;
            undo.push(Undo::Remove(path));
        }
        Kind::Changed => {
            // A second name for the old file keeps its times, should it have to come back.
            fs::hard_link(&path, &kept).or_else(|_| fs::copy(&path, &kept).map(drop))?;
            fs::rename(&new, &path)?;
            undo.push(Undo::Restore { kept, path });
        }
        Kind::Removed => {
            fs::rename(&path, &kept)?;
            undo.push(Undo::Restore { kept, path });
        }
    }
    Ok(())
}

fn make_folders(path: &Path, undo: &mut Vec<Undo>) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_folders(parent, undo)?;
    }
    fs::create_dir(path)?;
    undo.push(Undo::RemoveFolder(path.to_owned()));
    Ok(())
}

/// Goes all the way back. Where even that fails, the old texts stay and the message says where.
fn taken_back(undo: Vec<Undo>, problem: Problem, stages: Vec<Stage<'_>>) -> Vec<Problem> {
    let mut problems = vec![problem];
    for step in undo.into_iter().rev() {
        let (result, path) = match &step {
            Undo::Restore { kept, path } => (fs::rename(kept, path), path),
            Undo::Remove(path) => (fs::remove_file(path), path),
            Undo::RemoveFolder(path) => (fs::remove_dir(path), path),
        };
        if let Err(error) = result {
            problems.push(Problem::io("take back the change of", &path.display().to_string(), &error));
        }
    }
    if problems.len() > 1 {
        for stage in stages {
            let message = format!("the old files are kept in `{}`", stage.staging.keep().display());
            problems.push(Problem::new(message, "copy them back by hand; the names are in the order of the plan"));
        }
    }
    problems
}

fn drop_empty_folders(stage: &Stage<'_>) {
    for change in stage.changes.iter().filter(|change| change.kind() == Kind::Removed) {
        let mut folder = Path::new(&change.path).parent();
        while let Some(below) = folder.filter(|below| !below.as_os_str().is_empty()) {
            // Fails where something is left in it, and then those above are not empty either.
            if fs::remove_dir(stage.dir.path.join(below)).is_err() {
                break;
            }
            folder = below.parent();
        }
    }
}
