//! Runs the commands as a user would, but in this process. Checks exit codes, output, and the files on disk.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod accepted;
mod codegen;
mod findings;
mod gone;
mod import;
mod several_files;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use generator::Colour;
use tempfile::TempDir;
use xtask::{Exit, Io, Place};

/// A temporary repository in which commands run.
pub(crate) struct Ground {
    root: TempDir,
}

/// The output and the exit code of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The files of a folder, with their content and modification time.
pub(crate) type Tree = BTreeMap<String, (Vec<u8>, SystemTime)>;

/// A README with marks for the table of operations.
pub(crate) const MARKED_README: &str =
    "# Own\n\n<!-- operations: made by cargo xtask codegen; do not edit -->\n<!-- end -->\n";

impl Ground {
    pub(crate) fn new() -> Self {
        let ground = Self { root: tempfile::tempdir().unwrap() };
        let client = "[package]\nname = \"generated-client\"\ndescription = \"For Make\"\n\n[features]\ndefault = [\"all-tags\"]\n# features: made by cargo xtask codegen; do not edit\nall-tags = []\n# end\n\n[dependencies]\nserde = \"1\"\n\n[dev-dependencies]\ntokio = \"1\"\n";
        ground.write("generated-client/Cargo.toml", client);
        ground.write("generated-client/README.md", "# Own\n");
        ground.write(
            "generated-client/src/lib.rs",
            "#![doc = include_str!(\"../README.md\")]\nmod generated;\nmod runtime;\n",
        );
        ground.write("generated-client/src/runtime/mod.rs", "//! Runtime.\nmod deep;\n");
        ground.write("generated-client/src/runtime/deep/mod.rs", "//! Deep.\n");
        ground
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Runs a command in the root of the repository.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_in("", args, &[])
    }

    /// Runs a command in a folder of the repository, with standard input.
    pub(crate) fn run_in(&self, folder: &str, args: &[&str], stdin: &[u8]) -> Ran {
        let (mut stdin, mut out, mut err) = (stdin, Vec::new(), Vec::new());
        let mut io = Io {
            stdin: &mut stdin,
            stdout: &mut out,
            stderr: &mut err,
            colour: Colour::Never,
            terminal: xtask::Terminal::None,
        };
        let exit = self.run_with(folder, args, &mut io);
        Ran { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }

    fn run_with(&self, folder: &str, args: &[&str], io: &mut Io<'_>) -> Exit {
        let place = Place { repository: self.root.path().to_owned(), current: self.path(folder) };
        let args = std::iter::once("xtask").chain(args.iter().copied()).map(OsString::from);
        xtask::run(args, &place, io)
    }

    /// Returns the files below a folder.
    pub(crate) fn tree(&self, folder: &str) -> Tree {
        let mut tree = Tree::new();
        list(&self.path(folder), "", &mut tree);
        tree
    }

    /// Returns the names of the files below a folder.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        self.tree(folder).into_keys().collect()
    }
}

fn list(folder: &Path, below: &str, tree: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            list(&entry.path(), &format!("{path}/"), tree);
        } else {
            let written = entry.metadata().unwrap().modified().unwrap();
            tree.insert(path, (fs::read(entry.path()).unwrap_or_default(), written));
        }
    }
}

/// A stream whose reader has closed it.
struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A stream to a full disk.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    let ground = Ground::new();
    let wrong: [&[&str]; 8] = [
        &[],
        &["bogus"],
        &["import"],
        &["import", "x.md", "--bogus"],
        &["import", "-", "-"],
        &["merge", "--format", "xml"],
        &["codegen", "--out"],
        &["codegen", "extra"],
    ];
    for args in wrong {
        let ran = ground.run(args);
        assert_eq!(ran.exit, Exit::Usage, "{args:?}");
        assert!(ran.out.is_empty() && ran.err.contains("--help"), "{ran:?}");
    }
    for args in [&["--help"][..], &["import", "--help"], &["merge", "--help"], &["codegen", "--help"]] {
        let ran = ground.run(args);
        assert_eq!(ran.exit, Exit::Done);
        assert!(ran.err.is_empty() && ran.out.contains("Usage: cargo xtask"), "{ran:?}");
    }
}

#[test]
fn without_fragments_there_is_nothing_to_do() {
    let ground = Ground::new();
    for args in [&["merge"][..], &["codegen"], &["codegen", "--check"]] {
        let ran = ground.run(args);
        let help = "  = help: import a documentation page first: cargo xtask import PAGE --specs specs\n\n";
        assert_eq!(ran.err, format!("error: there is no folder `specs`\n{help}"));
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::Wrong, ""));
    }
    fs::create_dir(ground.path("specs")).unwrap();
    let ran = ground.run_in("generated-client/src", &["codegen"], &[]);
    assert!(ran.err.starts_with("error: there is no fragment in `../../specs`\n"), "{ran:?}");
    assert_eq!(ground.files("generated-client").len(), 5);
}

#[test]
fn unexpected_files_in_specs_are_handled() {
    let ground = Ground::new();
    let one = crate::import::fragment("get", "/a", "A", "One");
    ground.write("specs/a/get--a.json", &one);
    ground.write("specs/.hidden.json", "{");
    ground.write("specs/.git/x.json", "{");
    ground.write("specs/notes.txt", "not a fragment");
    assert_eq!(ground.run(&["merge"]).exit, Exit::Done);
    fs::write(ground.path("specs/a/b.yaml"), b"openapi: 3.0.3\ninfo: \xC3\xA4 \xFF").unwrap();
    fs::write(ground.path("specs/overlay.yaml"), b"\xFF").unwrap();
    let ran = ground.run(&["merge"]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Wrong, ""));
    insta::assert_snapshot!(ran.err, @r#"
        error: the file is not UTF-8
         --> specs/a/b.yaml:2:9
          = help: save it as UTF-8

        error: the file is not UTF-8
         --> specs/overlay.yaml:1:1
          = help: save it as UTF-8
    "#);
}

#[cfg(unix)]
#[test]
fn a_symlinked_folder_of_specs_is_not_followed() {
    let ground = Ground::new();
    ground.write("specs/a/get--a.json", &crate::import::fragment("get", "/a", "A", "One"));
    std::os::unix::fs::symlink("..", ground.path("specs/a/up")).unwrap();
    let ran = ground.run(&["merge"]);
    assert_eq!(ran.exit, Exit::Done);
    insta::assert_snapshot!(ran.err, @r#"
        warning: the symlink `specs/a/up` leads to a folder and is not followed
          = help: put the folder itself there if its fragments are meant
    "#);
}

#[test]
fn merge_prints_yaml_or_json() {
    let ground = Ground::new();
    ground.write("specs/a/get--a.json", &crate::import::fragment("get", "/a", "A", "One"));
    let yaml = ground.run(&["merge"]);
    assert_eq!(yaml, ground.run(&["merge", "--format", "yaml"]));
    assert!(yaml.out.starts_with("openapi: "), "{}", yaml.out);
    let json = ground.run(&["merge", "--specs", "specs/../specs", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value.pointer("/paths/~1a/get/summary"), Some(&"One".into()));
}

#[test]
fn a_closed_pipe_is_not_a_failure() {
    let ground = Ground::new();
    ground.write("specs/a/get--a.json", &crate::import::fragment("get", "/a", "A", "One"));
    let mut err = Vec::new();
    let run = |command: &str, stdout: &mut dyn Write, stderr: &mut dyn Write| {
        let mut io =
            Io { stdin: &mut io::empty(), stdout, stderr, colour: Colour::Never, terminal: xtask::Terminal::None };
        ground.run_with("", &[command], &mut io)
    };
    assert_eq!(run("merge", &mut Broken, &mut err), Exit::Done);
    assert!(err.is_empty());
    assert_eq!(run("bogus", &mut Broken, &mut Broken), Exit::Usage);
    assert_eq!(run("merge", &mut Full, &mut err), Exit::Wrong);
    assert!(String::from_utf8(err).unwrap().starts_with("error: the output cannot be written: "));
}
