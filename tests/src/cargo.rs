//! Runs cargo for crates outside of the workspace.

use std::path::Path;
use std::process::Command;

use xtask::trial_build::TARGET;

use crate::case;

/// Returns a cargo command in a folder. It uses a target directory that all tested crates share, so that their
/// dependencies are built once.
pub fn cargo(folder: &Path) -> Command {
    let mut command = xtask::trial_build::cargo();
    command.current_dir(folder).env("CARGO_TARGET_DIR", case::repository().join(TARGET));
    command
}
