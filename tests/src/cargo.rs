//! Cargo, as it is run for crates outside of the workspace.

use std::path::Path;
use std::process::Command;

use crate::case;

/// Returns cargo at work in a folder, with the target directory that all crates on trial share: most of what they build
/// on is built once. What the cargo around this process says of its own package is taken out, since build scripts look
/// at it and would run again.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    let of_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"];
    for (name, _) in std::env::vars_os() {
        if of_package.iter().any(|start| name.to_string_lossy().starts_with(start)) {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).env("CARGO_TARGET_DIR", case::repository().join(TARGET));
    command
}

/// That of `cargo xtask conformance`.
pub const TARGET: &str = "target/conformance/target";
