//! Is the generated code a clean crate? Every fixture becomes a complete crate without clippy and rustdoc warnings. The
//! `behaviour.rs` of a fixture becomes a test of its crate, with `recorder.rs` as a module for inspecting requests.
//!
//! Only files that have changed are written. So cargo skips each crate that it has seen with the same sources, dependencies,
//! profile and compiler. To check all of them again, delete `target/fixtures` and `target/conformance/target`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::case;

/// All fixtures are in one workspace, so that their dependencies are built once.
#[test]
fn every_fixture_is_a_clean_crate() {
    let has_clippy = Command::new(env!("CARGO")).args(["clippy", "--version"]).output();
    assert!(has_clippy.is_ok_and(|run| run.status.success()), "this needs clippy: rustup component add clippy");
    let folder = case::repository().join("target/fixtures");
    let fresh = tempfile::tempdir().expect("a temporary folder");
    let names = case::cases("fixtures");
    for name in &names {
        make(&case::folder("fixtures").join(name), &fresh.path().join("crates").join(name));
    }
    let members: Vec<String> = names.iter().map(|name| format!("\"crates/{name}\"")).collect();
    // Each crate is built once, so that keeping the parts of a build would only take time.
    let profile = "[profile.dev]\ndebug = false\nincremental = false\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n{profile}", members.join(", "));
    fs::write(fresh.path().join("Cargo.toml"), manifest).expect("a manifest");
    replace(fresh.path(), &folder);
    fs::copy(case::repository().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock is there");
    // Features are additive, so all of them together show the most warnings. The runtime is tested in the client.
    lint(&folder, &["--workspace", "--all-features"]);
    // First with default features, then with the features of some tags, and then with none.
    for features in ["default", "", "users", "admin,mock"] {
        lint(&folder, &["--package", "nested-tags", "--no-default-features", "--features", features]);
    }
    cargo(
        &folder,
        &["test", "--offline", "--workspace", "--features", "blocking,cookies,mock,signatures", "--test", "behaviour"],
    );
    cargo(&folder, &["doc", "--offline", "--workspace", "--no-deps", "--all-features"]);
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
    // By itself, the crate is a workspace of its own. Here it is a member of one.
    let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("[workspace]"), "a complete crate stands alone:\n{manifest}");
    let mut manifest = manifest.replace("[workspace]", "");
    if behaviour.exists() {
        manifest.push_str(
            "[dev-dependencies]\nhttp = \"1\"\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n",
        );
        // It is in a folder, because a file next to the test would be a test of its own.
        fs::create_dir_all(out.join("tests/recorder")).expect("a folder");
        fs::copy(case::folder("fixtures").join("recorder.rs"), out.join("tests/recorder/mod.rs")).expect("a copy");
        fs::copy(&behaviour, out.join("tests/behaviour.rs")).expect("a copy");
    }
    fs::write(out.join("Cargo.toml"), manifest).expect("a manifest");
}

/// The command line, built by the same cargo run as this test.
pub(crate) fn xtask() -> PathBuf {
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
}

fn cargo(folder: &Path, arguments: &[&str]) {
    let run =
        tests::cargo::cargo(folder).args(arguments).env("RUSTDOCFLAGS", "-D warnings").output().expect("cargo runs");
    assert!(run.status.success(), "cargo {}:\n{}", arguments.join(" "), String::from_utf8_lossy(&run.stderr));
}
