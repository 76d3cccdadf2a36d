//! Does the client do on the wire what the document says, for every operation? The crate `conformance` checks it and
//! has tests of its own. Here it runs through the command. `crates.rs` has clients of fixtures.

use std::ffi::OsString;
use std::path::Path;

use generator::Colour;
use tests::case;
use xtask::{Exit, Io, Place};

use crate::commands::Ground;

#[test]
fn the_client_of_the_repository_conforms() {
    let table = conforms(&case::repository().join("specs"));
    assert!(table.contains("GET /users ") && table.contains("PATCH /users/{userId} "), "{table}");
}

/// Runs the command on specs, and returns its table. Every case has to be tested.
pub(crate) fn conforms(specs: &Path) -> String {
    let place = Place { repository: case::repository(), current: case::repository() };
    let args = ["xtask", "conformance", "--specs"].map(OsString::from);
    let args = args.into_iter().chain([specs.as_os_str().to_owned()]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut io = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut out,
        stderr: &mut err,
        colour: Colour::Never,
        terminal: xtask::Terminal::None,
    };
    let exit = xtask::run(args, &place, &mut io);
    let (out, err) = (String::from_utf8_lossy(&out).into_owned(), String::from_utf8_lossy(&err));
    assert_eq!(exit, Exit::Done, "{}\n{err}\n{out}", specs.display());
    assert!(!out.contains("not tried"), "{out}");
    out
}

/// A survey counts a document that conforms and one that does not generate.
#[test]
fn a_survey_reports_how_far_each_document_gets() {
    let ground = Ground::new();
    let fragment = crate::import::fragment("get", "/a", "A", "One");
    ground.write("pages/a.md", &format!("# A\n\n```json\n{fragment}\n```\n"));
    ground.write("pages/b.json", &fragment.replace("/a", "/b"));
    ground.write("pages/c.json", "{\"openapi\": \"3.0.0\"");
    ground.write("pages/README.md", "These are pages.");
    let ran = ground.run(&["survey", "pages", "--until", "generate", "--report", "numbers.json"]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    let lines: Vec<Vec<&str>> = ran.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[1][..4], ["pages/a.md", "1", "1", "1"], "{}", ran.out);
    assert_eq!(lines[2][..4], ["pages/b.json", "1", "1", "1"], "{}", ran.out);
    assert_eq!(lines[3][..4], ["pages/c.json", "0", "0", "0"], "{}", ran.out);
    assert!(ran.out.contains("stops at import") && ran.out.contains("error    syntax"), "{}", ran.out);
    let numbers: serde_json::Value = serde_json::from_str(&ground.read("numbers.json")).expect("JSON");
    assert_eq!(numbers.as_array().map(Vec::len), Some(3));
    assert_eq!(numbers[1]["generated"], 1);
    assert_eq!(numbers[2]["findings"]["syntax"], 1);
    let ran = ground.run(&["survey", "pages/a.md", "pages/b.json", "--until", "generate", "--together"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(ran.out.lines().nth(3).is_some_and(|line| line.starts_with("together ")), "{}", ran.out);
}

/// The manifest shows which clients a change of the generator or of a document affects.
#[test]
fn a_survey_shows_which_clients_have_changed() {
    let ground = Ground::new();
    let fragment = crate::import::fragment("get", "/a", "A", "One");
    ground.write("pages/a.json", &fragment);
    ground.write("pages/b.json", &fragment.replace("/a", "/b"));
    let command = ["survey", "pages", "--until", "generate", "--manifest", "clients.json"];
    assert_eq!(ground.run(&command).exit, Exit::Done);
    let first = ground.read("clients.json");
    assert_eq!(first.matches("\"operations\":1,\"requests\":1").count(), 2, "{first}");
    let ran = ground.run(&command);
    assert!(!ran.out.contains("@@"), "nothing has moved: {}", ran.out);
    ground.write("pages/b.json", &fragment.replace("/a", "/c"));
    let ran = ground.run(&command);
    let moved = ran.out.lines().filter(|line| line.starts_with(['+', '-']) && line.contains("\"document\""));
    assert!(moved.clone().count() == 2 && moved.clone().all(|line| line.contains("b.json")), "{}", ran.out);
    assert_ne!(ground.read("clients.json"), first);
}
