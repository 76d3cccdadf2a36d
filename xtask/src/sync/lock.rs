//! Prevents two runs from working on the same folders at once. The folder itself is locked, so that no file is left
//! behind, and the system releases the lock when a process dies.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::apply::clear_leftovers;
use crate::Io;
use crate::console::{Dir, Problem, progress};

/// What a run does in the folders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It reads. Others may read at the same time.
    Read,
    /// It writes. Nobody else may read or write.
    Write,
}

/// What happens to a folder that does not exist.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It is created, and removed again if it stays empty.
    Create,
    /// It is not locked.
    Skip,
}

/// Locks on folders, which are released when this is dropped.
pub(crate) struct Held {
    // Dropped before the locks, because a folder must be removed while it is locked.
    _created: Created,
    _locks: Vec<File>,
}

/// Folders that were created. On drop, those that are empty are removed.
#[derive(Default)]
struct Created(Vec<PathBuf>);

impl Drop for Created {
    fn drop(&mut self) {
        for path in self.0.iter().rev() {
            // This fails if the folder is no longer empty, as intended.
            let _ = fs::remove_dir(path);
        }
    }
}

/// Locks folders. Waits while another run has a lock on one of them.
pub(crate) fn lock(dirs: &[(&Dir, Missing)], access: Access, io: &mut Io<'_>) -> Result<Held, Problem> {
    loop {
        let held = lock_once(dirs, access, io)?;
        // While this run waited, a run that failed may have removed the folder that it had created.
        if dirs.iter().all(|(dir, missing)| *missing == Missing::Skip || dir.path.is_dir()) {
            return Ok(held);
        }
    }
}

fn lock_once(dirs: &[(&Dir, Missing)], access: Access, io: &mut Io<'_>) -> Result<Held, Problem> {
    let mut created = Created::default();
    let mut found: Vec<(PathBuf, &Dir)> = Vec::new();
    for (dir, missing) in dirs {
        if *missing == Missing::Create {
            create(&dir.path, &mut created.0).map_err(|error| Problem::io("make the folder", &dir.shown, &error))?;
        }
        match fs::canonicalize(&dir.path) {
            Ok(path) => found.push((path, dir)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Problem::io("find the folder", &dir.shown, &error)),
        }
    }
    // All runs use the same order, so that no two wait for each other. No folder is locked twice.
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    let locks = found.iter().map(|(path, dir)| lock_one(path, dir, access, io)).collect::<Result<_, _>>()?;
    if access == Access::Write {
        for (path, dir) in &found {
            clear_leftovers(path).map_err(|error| Problem::io("clear the folder", &dir.shown, &error))?;
        }
    }
    Ok(Held { _created: created, _locks: locks })
}

/// Creates a folder and those above it, and records which ones did not exist.
fn create(path: &Path, created: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        create(parent, created)?;
    }
    match fs::create_dir(path) {
        Ok(()) => created.push(path.to_owned()),
        // Another run has created it in the meantime.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

fn lock_one(path: &Path, dir: &Dir, access: Access, io: &mut Io<'_>) -> Result<File, Problem> {
    let failed = |error: &io::Error| Problem::io("lock the folder", &dir.shown, error);
    let handle = match File::open(path) {
        Ok(handle) => handle,
        // Some systems cannot open a folder.
        Err(_) => stand_in(path).map_err(|error| failed(&error))?,
    };
    match take(&handle, access, dir, io) {
        Ok(()) => Ok(handle),
        // Some file systems cannot lock a folder.
        Err(_) => {
            let file = stand_in(path).map_err(|error| failed(&error))?;
            take(&file, access, dir, io).map_err(|error| failed(&error))?;
            Ok(file)
        }
    }
}

fn take(file: &File, access: Access, dir: &Dir, io: &mut Io<'_>) -> io::Result<()> {
    let attempt = || match access {
        Access::Read => file.try_lock_shared(),
        Access::Write => file.try_lock(),
    };
    // A process that is just being started has all our files open for a moment. That is no reason to wait.
    for _ in 0..PATIENCE {
        match attempt() {
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => return Ok(()),
        }
    }
    progress(io, &format!("waiting for another run that works on `{}`\n", dir.shown));
    match access {
        Access::Read => file.lock_shared(),
        Access::Write => file.lock(),
    }
}

/// How often, and at which interval, a lock is tried before the wait is reported.
const PATIENCE: u32 = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// Returns a file in the temporary folder that is locked instead of a folder that cannot be locked.
fn stand_in(path: &Path) -> io::Result<File> {
    let key = path
        .to_string_lossy()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let file = std::env::temp_dir().join(format!("xtask-{key:016x}.lock"));
    fs::OpenOptions::new().create(true).truncate(false).write(true).open(file)
}
