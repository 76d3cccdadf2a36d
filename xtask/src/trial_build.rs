//! Builds a client for a trial: the generated crate and the program that calls it, in a folder of the target directory.
//! The crate `conformance` judges the calls.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use generator::Trial;

use crate::console::{Dir, Problem, slashes};
use crate::{Place, client_files};

/// The folder of all trials in the target directory.
const TRIALS: &str = "target/conformance";
/// The target directory of all trials, from the root of the repository.
pub const TARGET: &str = "target/conformance/target";
/// The lock file of the workspace. The trials use the same versions, because these are already downloaded.
const CARGO_LOCK: &str = "Cargo.lock";
/// The lock file as it was copied, which shows whether there is a newer one.
const COPIED_LOCK: &str = "workspace.lock";

/// The crates of one trial.
pub(crate) struct TrialBuild<'a> {
    name: String,
    dir: Dir,
    place: &'a Place,
}

/// Whether cargo built a crate, and its output if it did not.
pub(crate) struct Built {
    pub(crate) result: Result<(), String>,
    pub(crate) took: Duration,
}

/// The result of a judgement.
pub struct Judged {
    /// Whether every operation conforms.
    pub passed: bool,
    /// The table.
    pub table: String,
}

impl<'a> TrialBuild<'a> {
    /// Returns the trial of this name. Nothing is written yet.
    pub(crate) fn new(name: &str, place: &'a Place) -> Self {
        let plain = |char: char| if char.is_ascii_alphanumeric() || matches!(char, '-' | '_') { char } else { '-' };
        let name: String = name.chars().map(plain).collect();
        Self { dir: Dir::new(None, &format!("{TRIALS}/{name}"), place), name, place }
    }

    /// The folder of the trial.
    pub(crate) fn dir(&self) -> &Dir {
        &self.dir
    }

    /// Writes the document, the client and its driver. Unchanged files are not written, so that cargo does not build them
    /// again.
    pub(crate) fn write(&self, trial: Trial) -> Result<(), Problem> {
        let Trial { document, generated, driver } = trial;
        let out = Dir { path: self.dir.path.join("client"), shown: self.dir.name("client") };
        let client = client_files::whole(generated, &out, self.place)?;
        let mut wanted: BTreeMap<String, String> =
            client.into_iter().map(|(path, text)| (format!("client/{path}"), text)).collect();
        let lock = crate::load::read_text(&self.place.repository.join(CARGO_LOCK), CARGO_LOCK)?.text;
        for package in ["client", "driver"] {
            wanted.insert(format!("{package}/{CARGO_LOCK}"), lock.clone());
        }
        // Cargo removes from the lock what a crate does not need. That is no reason to write it again.
        let is_same_lock = fs::read(self.dir.path.join(COPIED_LOCK)).is_ok_and(|copied| copied == lock.as_bytes());
        wanted.insert(COPIED_LOCK.to_owned(), lock);
        wanted.insert("driver/Cargo.toml".to_owned(), driver_manifest(&self.program()));
        wanted.insert("driver/src/main.rs".to_owned(), driver);
        wanted.insert("merged.json".to_owned(), document.to_json());
        let failed = |doing: &str, error: &io::Error| Problem::io(doing, &self.dir.shown, error);
        remove_others(&self.dir.path, "", &wanted).map_err(|error| failed("clear", &error))?;
        for (path, text) in &wanted {
            let full = self.dir.path.join(path);
            let is_kept = is_same_lock && path.ends_with(CARGO_LOCK) && full.exists();
            if is_kept || fs::read(&full).is_ok_and(|bytes| bytes == text.as_bytes()) {
                continue;
            }
            let parent = full.parent().unwrap_or(&full);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&full, text))
                .map_err(|error| failed("write", &error))?;
        }
        Ok(())
    }

    /// Checks the client alone.
    pub(crate) fn check(&self) -> Result<Built, Problem> {
        self.cargo("check", "client")
    }

    /// Builds the driver, and with it the client.
    pub(crate) fn build(&self) -> Result<Built, Problem> {
        self.cargo("build", "driver")
    }

    /// Calls every operation and returns the table, or why there are no calls. The result is written to `report` as JSON.
    pub(crate) fn judge(&self, report: &Path) -> Result<Judged, Problem> {
        judge(&self.program(), &[&self.dir.path.join("merged.json")], report, self.place)
    }

    /// The program has a name of its own, because the programs of all trials are in one folder.
    fn program(&self) -> String {
        format!("driver-{}", self.name)
    }

    /// All trials share the target directory, so that dependencies are built once.
    fn target(&self) -> PathBuf {
        self.place.repository.join(TARGET)
    }

    fn cargo(&self, command: &str, package: &str) -> Result<Built, Problem> {
        let began = Instant::now();
        let run = cargo()
            .args([command, "--quiet", "--offline", "--manifest-path"])
            .arg(self.dir.path.join(package).join("Cargo.toml"))
            .arg("--target-dir")
            .arg(self.target())
            .stdin(Stdio::null())
            .output()
            .map_err(|error| no_cargo(&error))?;
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        Ok(Built { result: if run.status.success() { Ok(()) } else { Err(said) }, took: began.elapsed() })
    }
}

pub(crate) fn no_cargo(error: &io::Error) -> Problem {
    Problem::new(format!("cargo cannot be run: {error}"), "install it, and run the command again")
}

/// Returns the manifest of a driver that is built as a program of this name.
pub(crate) fn driver_manifest(program: &str) -> String {
    format!("{MANIFEST}{DEPENDENCIES}\n[[bin]]\nname = \"{program}\"\npath = \"src/main.rs\"\n")
}

/// Calls every operation with a driver that was built, and returns the table. The first document is that of the client;
/// a second one is that of a later API, by which the calls are judged. The result is written to `report` as JSON.
pub fn judge(program: &str, documents: &[&Path], report: &Path, place: &Place) -> Result<Judged, Problem> {
    let folder = place.repository.join(TARGET).join("debug");
    let run = cargo()
        .args(["run", "--quiet", "--offline", "--bin", "conformance", "--"])
        .args(&documents[..1])
        .arg(folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
        .arg(report)
        .args(&documents[1..])
        .current_dir(&place.repository)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| no_cargo(&error))?;
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    match run.status.code() {
        Some(code @ (0 | 1)) if !run.stdout.is_empty() => {
            Ok(Judged { passed: code == 0, table: String::from_utf8_lossy(&run.stdout).into_owned() })
        }
        _ => Err(Problem::new(format!("the calls cannot be made: {}", said.trim()), "correct what cargo reports")),
    }
}

/// Returns a command for cargo without the environment that the outer cargo has set for its own package. Build scripts
/// read these variables, and would run again whenever the package is another one.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let of_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"];
    for (name, _) in std::env::vars_os() {
        if of_package.iter().any(|start| name.to_string_lossy().starts_with(start)) {
            command.env_remove(name);
        }
    }
    command
}

/// Removes the files of an earlier trial of this name.
pub(crate) fn remove_others(root: &Path, below: &str, wanted: &BTreeMap<String, String>) -> io::Result<()> {
    let entries = match fs::read_dir(root.join(below)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = slashes(Path::new(&entry.file_name()));
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.file_type()?.is_dir() {
            remove_others(root, &path, wanted)?;
        } else if !wanted.contains_key(&path) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// What a driver depends on beside the client. Tests of the same client depend on the same, so that one build of the
/// dependencies serves both.
pub const DEPENDENCIES: &str = "\
serde = \"1\"
serde_json = \"1\"
tokio = { version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\", \"test-util\", \"time\"] }
";

/// The manifest of the driver, up to the dependencies.
const MANIFEST: &str = "\
[package]
name = \"driver\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[profile.dev]
debug = false
incremental = false

[workspace]

[dependencies]
client = { path = \"../client\", features = [\"cookies\"] }
";
