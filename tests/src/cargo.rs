//! Cargo, as it is run for crates outside of the workspace.

use std::path::Path;
use std::process::Command;

use xtask::trial_build::TARGET;

use crate::case;

/// Returns cargo at work in a folder, with the target directory that all crates on trial share: most of what they build
/// on is built once.
pub fn cargo(folder: &Path) -> Command {
    let mut command = xtask::trial_build::cargo();
    command.current_dir(folder).env("CARGO_TARGET_DIR", case::repository().join(TARGET));
    command
}
