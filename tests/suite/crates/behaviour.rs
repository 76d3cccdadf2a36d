//! The crate that tests the behaviour of the fixtures that have a `behaviour.rs`: each is a module of one test.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tests::case;
use xtask::trial_build::DEPENDENCIES;

use super::{FEATURES, write as write_file};

/// Writes the crate beside `crates`, the folder of the fixtures' crates.
pub(super) fn write(names: &[String], out: &Path) {
    let fixtures = case::folder("fixtures");
    let recorder = fs::read_to_string(fixtures.join("recorder.rs")).expect("the recorder");
    let mut manifest = format!("{MANIFEST}{DEPENDENCIES}");
    let mut main = "//! The behaviour of each fixture.\n\n".to_owned();
    for name in names {
        let Ok(text) = fs::read_to_string(fixtures.join(name).join("behaviour.rs")) else { continue };
        let module = name.replace('-', "_");
        writeln!(manifest, "{name} = {{ path = \"../crates/{name}\", features = {FEATURES} }}").expect("a text");
        writeln!(main, "mod {module};").expect("a text");
        write_file(&out.join(format!("tests/behaviour/{module}.rs")), &text);
        if text.contains("mod recorder;") {
            write_file(&out.join(format!("tests/behaviour/{module}/recorder.rs")), &recorder);
        }
    }
    write_file(&out.join("tests/behaviour/main.rs"), &main);
    write_file(&out.join("Cargo.toml"), &manifest);
}

/// The manifest, up to the dependencies that the drivers have as well.
const MANIFEST: &str = "\
[package]
name = \"behaviour\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[dependencies]
http = \"1\"
reqwest = { version = \"0.13\", default-features = false }
";
