//! Do the clients of changed documents compile? They are built as one workspace, which takes minutes, so only on request.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use generator::{Colour, File, Prune};
use tests::case;
use xtask::{Exit, Io, Place};

use super::trial::{Documents, Trial};

/// How many crates are compiled, unless `MUTATED_CRATES` says otherwise.
const CRATES: usize = 30;

/// The seeds are further apart than the groups of documents, so that each group has its share.
const STEP: usize = 7;

#[test]
#[ignore = "compiles crates for minutes: cargo test -p tests --test suite -- --ignored clients_of_changed_documents"]
fn clients_of_changed_documents_compile() {
    let setting = |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().expect("a number"));
    let (first, count) = (setting("MUTATIONS_SEED", 0), setting("MUTATED_CRATES", CRATES));
    let folder = case::repository().join("target/mutated");
    let _ = fs::remove_dir_all(folder.join("crates"));
    let mut documents = Documents::new();
    let mut made = Vec::new();
    let mut operations = 0;
    for seed in (first as u64..).step_by(STEP) {
        let trial = Trial::new(seed, None, &mut documents);
        let name = format!("seed-{seed}");
        let found = client(&trial.file, &folder.join("crates").join(&name));
        if found > 0 {
            let changes: Vec<String> = trial.changes.iter().map(ToString::to_string).collect();
            println!("{name}: {found} operations, {} after {}", trial.file.name, changes.join(", "));
            operations += found;
            made.push(name);
        }
        if made.len() == count {
            break;
        }
    }
    let members: Vec<String> = made.iter().map(|name| format!("\"crates/{name}\"")).collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        members.join(", ")
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(case::repository().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock is there");
    let run = tests::cargo::cargo(&folder)
        .args(["clippy", "--offline", "--keep-going", "--workspace", "--lib", "--all-features", "--", "-D", "warnings"])
        .output()
        .expect("cargo runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    println!("{} crates with {operations} operations compile without a warning", made.len());
}

/// Imports a document and writes its client with the commands that users run. Returns the number of operations, none if
/// the document has no client.
fn client(document: &File, out: &Path) -> usize {
    let import = generator::import(vec![document.clone()], BTreeMap::new(), Prune::Keep).value;
    let Some(import) = import.filter(|import| !import.write.is_empty()) else { return 0 };
    let specs = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in import.write {
        let path = specs.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a fragment");
    }
    let place = Place { repository: case::repository(), current: case::repository() };
    let arguments =
        ["xtask".as_ref(), "codegen".as_ref(), "--specs".as_ref(), specs.path().as_os_str(), "--out".as_ref()];
    let arguments = arguments.into_iter().chain([out.as_os_str()]).map(OsString::from);
    let (mut printed, mut said) = (Vec::new(), Vec::new());
    let mut io = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut printed,
        stderr: &mut said,
        colour: Colour::Never,
        terminal: xtask::Terminal::None,
    };
    if xtask::run(arguments, &place, &mut io) != Exit::Done {
        return 0;
    }
    // By itself, the crate is a workspace of its own. Here it is a member of one.
    let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("a manifest");
    fs::write(out.join("Cargo.toml"), manifest.replace("[workspace]", "")).expect("a manifest");
    let texts = case::files(&out.join("src/generated")).into_iter();
    texts
        .filter_map(|path| fs::read_to_string(path).ok())
        .map(|text| text.matches("pub const OPERATION:").count())
        .sum()
}
