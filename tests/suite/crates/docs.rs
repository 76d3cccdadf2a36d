//! The crate that shows whether rustdoc has warnings: all fixtures are modules of it, so that the runtime is documented once.
//! It is the crate of the fixture `minimal`, with the generated code of each other fixture beside its own.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tests::case;

use super::{PROFILE, write as write_file};

/// The fixture that the runtime and the manifest are taken from.
const ROOT: &str = "minimal";

/// Writes the crate from those of the fixtures.
pub(super) fn write(names: &[String], crates: &Path, out: &Path) {
    copy(&crates.join(ROOT), out, &|text| text);
    let mut root = read(&out.join("src/lib.rs"));
    let mut features = BTreeSet::new();
    for name in names.iter().filter(|name| *name != ROOT) {
        let (from, module) = (crates.join(name), name.replace('-', "_"));
        // The code of a fixture names its own items from the root of its crate.
        let within = |text: String| text.replace("crate::", &format!("crate::{module}::"));
        let to = out.join("src").join(&module);
        copy(&from.join("src/generated"), &to.join("generated"), &within);
        write_file(&to.join("README.md"), &within(read(&from.join("README.md"))));
        let lib = read(&from.join("src/lib.rs"));
        let (_, items) = lib.split_once("// Written only").expect("a comment before the modules");
        let items = items
            .replace("mod runtime;", "use crate::runtime;")
            .replace("pub use runtime::", "#[doc(no_inline)]\npub use crate::runtime::");
        write_file(&to.join("mod.rs"), &format!("#![doc = include_str!(\"README.md\")]\n\n// Written only{items}"));
        writeln!(root, "pub mod {module};").expect("a text");
        features.extend(tags(&read(&from.join("Cargo.toml"))).map(str::to_owned));
    }
    write_file(&out.join("src/lib.rs"), &root);
    let manifest = read(&out.join("Cargo.toml"));
    let own: BTreeSet<&str> = tags(&manifest).collect();
    let others = features.iter().filter(|tag| !own.contains(tag.as_str()));
    let others: String = others.map(|tag| format!("{tag} = []\n")).collect();
    write_file(
        &out.join("Cargo.toml"),
        &format!("{}\n{PROFILE}", manifest.replace("# end\n", &format!("{others}# end\n"))),
    );
}

/// The features of the tags that a manifest has.
fn tags(manifest: &str) -> impl Iterator<Item = &str> {
    let (_, rest) = manifest.split_once("# features:").expect("the region of the features");
    let (region, _) = rest.split_once("# end").expect("the end of the region");
    region.lines().filter_map(|line| line.split_once(" = [")).map(|(tag, _)| tag).filter(|tag| *tag != "all-tags")
}

fn copy(from: &Path, to: &Path, changed: &dyn Fn(String) -> String) {
    for path in case::files(from) {
        write_file(&to.join(path.strip_prefix(from).expect("below")), &changed(read(&path)));
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a text")
}
