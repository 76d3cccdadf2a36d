//! Applies plans, completely or not at all. New texts are staged inside their folder and then renamed into place. If a
//! step fails, all earlier steps are reverted. A symlink is never followed.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use super::{Change, Dir, Kind, Problem, Turn};
use crate::console::slashes;

/// The prefix of the folder for new and old texts during a transaction. It begins with a dot, so that it is not taken for
/// content.
const STAGING: &str = ".xtask-staging-";

/// Applies plans as one transaction: after an error, every file is as it was before.
///
/// The folders have to exist. A file that did not change keeps its modification time. A folder that becomes empty is
/// removed.
///
/// # Errors
/// Fails if there is a symlink or a folder in the place of a file, if a file is read-only, or if the file system refuses
/// a step.
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

/// A folder, and the state of its changes.
struct Stage<'a> {
    dir: &'a Dir,
    changes: &'a [Change],
    staging: TempDir,
}

/// A step that reverts a change.
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

/// What is expected at a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    File,
    Folder,
}

/// Refuses a path that leads out of the folder, or that a symlink or another file blocks.
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

/// Writes the new texts to the staging folder, which is on the same file system.
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

/// Removes the remains of a killed run. The folder is locked, so no other run uses them.
pub(super) fn clear_leftovers(root: &Path) -> io::Result<()> {
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(STAGING) && entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn commit_all(stages: &[Stage<'_>], undo: &mut Vec<Undo>) -> Result<(), Problem> {
    for turn in [Turn::New, Turn::Removed, Turn::Record] {
        for stage in stages {
            let due = |change: &Change| turn == change.turn();
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
            // A hard link to the old file keeps its times, in case it has to be restored.
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

/// Reverts all steps. If that fails as well, the old texts are kept, and the message says where.
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
            // This fails if the folder is not empty. Then those above it are not empty either.
            if fs::remove_dir(stage.dir.path.join(below)).is_err() {
                break;
            }
            folder = below.parent();
        }
    }
}
