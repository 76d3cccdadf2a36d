//! Does nothing grow unasked? `tests/counts.txt` has counts that do not depend on the machine. One that grows by more than
//! five per cent fails. `COUNTS=write cargo test -p tests --test suite counts::` writes the counts as they are now.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use tests::case;

/// The growth that needs no decision, in per cent.
const ALLOWED: u64 = 5;

/// The platform of the counts, because some crates are for one platform only.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

const INSTRUCTIONS: &str = "instructions of `cargo xtask codegen --check`";

#[test]
fn nothing_grows_unasked() {
    let now = counts();
    let path = case::repository().join("tests/counts.txt");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let mut before: BTreeMap<&str, u64> = text.lines().filter_map(count).collect();
    if std::env::var_os("COUNTS").is_some_and(|what| what == "write") {
        before.extend(now.iter().map(|(name, count)| (name.as_str(), *count)));
        let lines = before.iter().fold(String::new(), |mut lines, (name, count)| {
            writeln!(lines, "{count:>12}  {name}").expect("a string takes it");
            lines
        });
        return fs::write(path, lines).expect("the counts are written");
    }
    let grown: Vec<String> = now
        .iter()
        .filter_map(|(name, now)| match before.get(name.as_str()) {
            Some(was) if now * 100 <= was * (100 + ALLOWED) => None,
            Some(was) => Some(format!("{name}: {was} before, {now} now")),
            // The next version of Rust makes another program.
            None if name.starts_with(INSTRUCTIONS) => None,
            None => Some(format!("{name}: not counted before, {now} now")),
        })
        .collect();
    assert!(
        grown.is_empty(),
        "these have grown by more than {ALLOWED} %:\n{}\nIf that is worth it, write the new counts, and say why in the \
         commit: COUNTS=write cargo test -p tests --test suite counts::",
        grown.join("\n")
    );
}

/// A newcomer waits for what the first command builds.
#[test]
fn codegen_needs_no_network() {
    let crates = tree(&["--edges", "normal,build", "--package", "xtask"]);
    let network =
        crates.keys().map(|(name, _)| name).find(|name| ["hyper", "reqwest", "ring", "tokio"].contains(&name.as_str()));
    assert_eq!(network, None);
}

/// Reads a line of the file.
fn count(line: &str) -> Option<(&str, u64)> {
    let (count, name) = line.trim().split_once("  ")?;
    Some((name, count.parse().ok()?))
}

fn counts() -> BTreeMap<String, u64> {
    let client = case::repository().join("generated-client/src");
    let mut counts = BTreeMap::from([
        ("lines generated from the specs".to_owned(), lines(&client.join("generated"))),
        ("lines of the runtime, which each client has".to_owned(), lines(&client.join("runtime"))),
        ("lines generated from the base of the changes".to_owned(), lines_of_the_base()),
        ("crates of `cargo xtask codegen`".to_owned(), crates(&["--package", "xtask"])),
    ]);
    for (name, features) in [
        ("no features", &["--no-default-features"][..]),
        ("default features", &[]),
        ("all features", &["--all-features"]),
    ] {
        counts.insert(
            format!("crates of the client with {name}"),
            crates(&[&["--package", "generated-client"], features].concat()),
        );
    }
    counts.insert("crates with a second version".to_owned(), second_versions());
    counts.insert("crates built twice, for other features".to_owned(), built_twice());
    if let Some((name, count)) = instructions() {
        counts.insert(name, count);
    }
    counts
}

/// Counts the lines of the Rust files in a folder.
fn lines(folder: &Path) -> u64 {
    let files = case::files(folder).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    files.map(|path| fs::read_to_string(path).expect("a source is text").lines().count() as u64).sum()
}

fn lines_of_the_base() -> u64 {
    let text = fs::read_to_string(case::folder("changes").join("base.yaml")).expect("the base is there");
    let input = generator::Input { fragments: vec![generator::File::new("base.yaml", text)], ..Default::default() };
    let outcome = generator::generate(input);
    let generated = outcome.value.as_ref().unwrap_or_else(|| panic!("{}", case::findings(&outcome)));
    generated.files.values().map(|text| text.lines().count() as u64).sum()
}

/// Counts the crates that are compiled for a package, itself among them.
fn crates(of: &[&str]) -> u64 {
    tree(&[&["--edges", "normal,build"], of].concat()).len() as u64
}

/// Counts the crates of the workspace that have several versions.
fn second_versions() -> u64 {
    repeated(tree(WORKSPACE).keys().map(|(name, _)| name))
}

/// Counts the crates that are built for macros with other features than for programs. One build can serve both, if
/// somebody asks for the features of the other.
fn built_twice() -> u64 {
    tree(WORKSPACE).values().filter(|features| features.len() > 1).count() as u64
}

const WORKSPACE: &[&str] = &["--workspace", "--edges", "normal,build,dev"];

/// Counts what is there several times.
fn repeated<'a>(names: impl Iterator<Item = &'a String>) -> u64 {
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    names.for_each(|name| *times.entry(name).or_default() += 1);
    times.values().filter(|times| **times > 1).count() as u64
}

/// Returns the name and version of each crate of a tree, and the sets of features that it is built with.
fn tree(arguments: &[&str]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let run = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--prefix", "none", "--no-dedupe", "--format", "{p}|{f}|"])
        .args(["--target", PLATFORM])
        .args(arguments)
        .current_dir(case::repository())
        .output()
        .expect("cargo runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut crates: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&run.stdout).lines().filter(|line| !line.is_empty()) {
        let (package, features) = line.split_once('|').expect("the format has it");
        let mut words = package.split(' ').map(str::to_owned);
        let key = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        crates.entry(key).or_default().insert(features.split('|').next().unwrap_or_default().to_owned());
    }
    crates
}

/// Counts the instructions of `cargo xtask codegen --check` with valgrind, for this version of Rust. `.ci/run` asks for it
/// where valgrind is installed. Other profiles than that of the repository give other counts.
fn instructions() -> Option<(String, u64)> {
    std::env::var_os("COUNT_INSTRUCTIONS")?;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", folder.path().join("out").display()))
        .arg(super::crates::xtask())
        .args(["codegen", "--check"])
        .current_dir(case::repository())
        .output()
        .expect("valgrind runs");
    let text = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{text}");
    let count = text.lines().find_map(|line| line.split_once("Collected : "))?.1.trim().parse().ok()?;
    let version = Command::new("rustc").arg("--version").output().expect("rustc runs").stdout;
    let version = String::from_utf8_lossy(&version).split(' ').nth(1).unwrap_or_default().to_owned();
    Some((format!("{INSTRUCTIONS} with Rust {version}"), count))
}
