//! Is the generated code a clean crate? Every fixture becomes a complete crate without clippy and rustdoc warnings. The
//! `behaviour.rs` of a fixture becomes a test of its crate, with `recorder.rs` as a module for inspecting requests.

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
    let _ = fs::remove_dir_all(folder.join("crates"));
    let names = case::cases("fixtures");
    for name in &names {
        make(&case::folder("fixtures").join(name), &folder.join("crates").join(name));
    }
    let members: Vec<String> = names.iter().map(|name| format!("\"crates/{name}\"")).collect();
    let manifest =
        format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\n", members.join(", "));
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(case::repository().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock is there");
    // Features are additive, so all of them together show the most warnings. The runtime is tested in the client.
    lint(&folder, &["--workspace", "--all-features"]);
    // First with default features, then with the features of some tags, and then with none.
    for features in ["default", "", "users", "admin,mock"] {
        lint(&folder, &["--package", "nested-tags", "--no-default-features", "--features", features]);
    }
    cargo(&folder, &["test", "--offline", "--workspace", "--features", "blocking,cookies,mock", "--test", "behaviour"]);
    cargo(&folder, &["doc", "--offline", "--workspace", "--no-deps", "--all-features"]);
}

/// Runs clippy. The test fails if clippy is not installed, because compiling alone does not show all warnings.
fn lint(folder: &Path, chosen: &[&str]) {
    cargo(folder, &[&["clippy", "--offline", "--lib"], chosen, &["--", "-D", "warnings"]].concat());
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
fn xtask() -> PathBuf {
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
