//! Is the generated code a clean crate? Every fixture becomes a complete crate without clippy warnings. The `behaviour.rs`
//! of each fixture tests its crate, and the client of some is judged by its document. For rustdoc, all fixtures are modules
//! of one crate.
//!
//! Only files that have changed are written. So cargo skips each crate that it has seen with the same sources, dependencies,
//! profile and compiler. To check all of them again, delete `target/fixtures` and `target/conformance/target`.

mod behaviour;
mod docs;
mod drivers;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tests::case;

/// Each crate is built once, so that keeping the parts of a build would only take time.
const PROFILE: &str = "[profile.dev]\ndebug = false\nincremental = false\n";

/// The features with which the clients are tested.
const FEATURES: &str = "[\"blocking\", \"cookies\", \"mock\", \"signatures\"]";

/// All fixtures are in one workspace, so that their dependencies are built once.
#[test]
fn every_fixture_is_a_clean_crate() {
    let has_clippy = Command::new(env!("CARGO")).args(["clippy", "--version"]).output();
    assert!(has_clippy.is_ok_and(|run| run.status.success()), "this needs clippy: rustup component add clippy");
    let folder = case::repository().join("target/fixtures");
    let fresh = tempfile::tempdir().expect("a temporary folder");
    let names = case::cases("fixtures");
    let crates = fresh.path().join("crates");
    for name in &names {
        make(&case::folder("fixtures").join(name), &crates.join(name));
    }
    docs::write(&names, &crates, &fresh.path().join("docs"));
    for name in &names {
        join_workspace(&crates.join(name).join("Cargo.toml"));
    }
    behaviour::write(&names, &fresh.path().join("behaviour"));
    drivers::write(&fresh.path().join("drivers"));
    let manifest =
        format!("[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\", \"drivers/*\", \"behaviour\"]\n\n{PROFILE}");
    write(&fresh.path().join("Cargo.toml"), &manifest);
    replace(fresh.path(), &folder);
    for workspace in [folder.clone(), folder.join("docs")] {
        fs::copy(case::repository().join("Cargo.lock"), workspace.join("Cargo.lock")).expect("the lock is there");
    }
    // Features are additive, so all of them together show the most warnings. The runtime is tested in the client.
    lint(&folder, &["--workspace", "--all-features", "--exclude", "driver-of-*"]);
    // A client without features, whose dependencies have none either. Then one with default features, and some with the
    // features of single tags, each beside another client with all features, so that no dependency is built again.
    lint(&folder, &["--package", "nested-tags", "--no-default-features"]);
    for features in ["nested-tags/default", "nested-tags/users", "nested-tags/admin,nested-tags/mock"] {
        let features = format!("{features},{}", every_feature(&folder.join("crates/minimal/Cargo.toml"), "minimal"));
        lint(
            &folder,
            &["--package", "nested-tags", "--package", "minimal", "--no-default-features", "--features", &features],
        );
    }
    cargo(&folder, &["test", "--offline", "--package", "behaviour"]);
    cargo(&folder, &["build", "--offline", "--package", "driver-of-*"]);
    drivers::judge_all(&folder.join("drivers"));
    cargo(&folder.join("docs"), &["doc", "--offline", "--no-deps", "--all-features"]);
}

/// Returns all features of a crate, as another crate of the workspace would name them.
fn every_feature(manifest: &Path, name: &str) -> String {
    let manifest: toml::Table = fs::read_to_string(manifest).expect("a manifest").parse().expect("TOML");
    let features = manifest["features"].as_table().expect("features");
    features.keys().map(|feature| format!("{name}/{feature}")).collect::<Vec<_>>().join(",")
}

/// Runs clippy. The test fails if clippy is not installed, because compiling alone does not show all warnings.
fn lint(folder: &Path, chosen: &[&str]) {
    cargo(folder, &[&["clippy", "--offline", "--lib"], chosen, &["--", "-D", "warnings"]].concat());
}

/// Gives a folder the files of another one, and leaves those alone that are the same.
fn replace(from: &Path, to: &Path) {
    let below = |root: &Path| -> BTreeSet<PathBuf> {
        let files = if root.exists() { case::files(root) } else { Vec::new() };
        files.into_iter().map(|path| path.strip_prefix(root).expect("below").to_owned()).collect()
    };
    let (wanted, present) = (below(from), below(to));
    for path in present.difference(&wanted) {
        fs::remove_file(to.join(path)).expect("the file is removed");
    }
    for path in &wanted {
        let bytes = fs::read(from.join(path)).expect("the file is there");
        if fs::read(to.join(path)).is_ok_and(|there| there == bytes) {
            continue;
        }
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("the file is written");
    }
}

/// Generates a crate with the command that users run.
fn make(specs: &Path, out: &Path) {
    let work = tempfile::tempdir().expect("a temporary folder");
    let copy = work.path().join("specs");
    let behaviour = specs.join("behaviour.rs");
    for path in case::files(specs).into_iter().filter(|path| *path != behaviour) {
        let to = copy.join(path.strip_prefix(specs).expect("below"));
        fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
        fs::copy(&path, to).expect("a copy");
    }
    let run = Command::new(xtask())
        .args(["codegen", "--specs", &copy.display().to_string(), "--out", &out.display().to_string()])
        .output()
        .expect("xtask runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// By itself, a crate is a workspace of its own. Here it becomes a member of one.
fn join_workspace(path: &Path) {
    let manifest = fs::read_to_string(path).expect("a manifest");
    assert!(manifest.contains("[workspace]"), "a complete crate stands alone:\n{manifest}");
    write(path, &manifest.replace("[workspace]", ""));
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("the file is written");
}

/// The command line, built by the same cargo run as this test.
pub(crate) fn xtask() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--bin", "xtask", "--message-format", "json"])
            .current_dir(case::repository())
            .output()
            .expect("cargo runs");
        let text = String::from_utf8_lossy(&built.stdout);
        let mut executables = text.lines().filter_map(|line| {
            let message: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(PathBuf::from(message.get("executable")?.as_str()?))
        });
        executables.next_back().expect("xtask is built")
    })
}

fn cargo(folder: &Path, arguments: &[&str]) {
    let run =
        tests::cargo::cargo(folder).args(arguments).env("RUSTDOCFLAGS", "-D warnings").output().expect("cargo runs");
    assert!(run.status.success(), "cargo {}:\n{}", arguments.join(" "), String::from_utf8_lossy(&run.stderr));
}
