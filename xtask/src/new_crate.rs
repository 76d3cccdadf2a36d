//! Makes the texts of a new crate: its manifest and its README. It does not write them.

use std::fs;
use std::path::Path;

use generator::Region;

use crate::region;

/// Names that a package cannot have, or that would hide a crate of the standard library.
const RESERVED: &str = "\
    abstract alloc as async await become box break const continue core crate do dyn else enum extern \
    false final fn for gen if impl in let loop macro match mod move mut override priv proc_macro pub ref \
    return self static std struct super test trait true try type typeof unsafe unsized use virtual where \
    while yield";

/// Returns the name of the package in a folder: the name of the folder, without characters that cargo refuses. If that is
/// a keyword, the name of a dependency, or begins with a digit, `client` is added.
pub(crate) fn package_name(folder: &Path, manifest: &str) -> String {
    let full = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let folder = full.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = |char: char| if char.is_ascii_alphanumeric() || char == '_' { char } else { '-' };
    let name: String = folder.chars().map(plain).collect();
    let is_separator = |char: char| matches!(char, '-' | '_');
    let mut last = '-';
    // The compiler warns about two separators in a row.
    let mut is_kept = |char: &char| !(is_separator(std::mem::replace(&mut last, *char)) && is_separator(*char));
    let name: String = name.chars().filter(|char| is_kept(char)).collect();
    let name = name.trim_matches(is_separator);
    let dependencies = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let mut keys = dependencies.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    let is_dependency = keys.any(|(key, _)| key.replace('_', "-") == name);
    if name.is_empty() {
        "client".to_owned()
    } else if name.starts_with(|char: char| char.is_ascii_digit()) {
        format!("client-{name}")
    } else if RESERVED.split(' ').any(|word| word == name) || is_dependency {
        format!("{name}-client")
    } else {
        name.to_owned()
    }
}

/// Returns the manifest for a package of another name. It is a workspace of its own, so that it builds inside any folder,
/// and has no entries for the tests of this repository.
pub(crate) fn manifest(own: &str, name: &str) -> String {
    let mut text = String::new();
    let mut section = String::new();
    for line in own.lines() {
        if line.starts_with('[') {
            section = line.trim().to_owned();
        }
        let is_of_tests = section.contains("dev-dependencies")
            || ["[[test]]", "[[bench]]", "[[example]]", "[workspace"].iter().any(|kind| section.starts_with(kind));
        let key = line.split('=').next().unwrap_or_default().trim();
        match (section.as_str(), key) {
            // The comment is about the manifest of this repository.
            ("", _) => {}
            _ if is_of_tests => {}
            ("[package]", "name") => text.push_str(&format!("name = \"{name}\"\n")),
            ("[package]", "description") => text.push_str("description = \"A typed API client\"\n"),
            _ => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    // The examples in the docs of the runtime use the client of this repository, which tests them.
    format!("{}\n\n[lib]\ndoctest = false\n\n[workspace]\n", text.trim_end())
}

/// Returns a README, which is also the documentation of the crate. The regions are added later.
pub(crate) fn readme(name: &str, regions: &[Region]) -> String {
    let marks: String = regions.iter().filter(|region| region.file == "README.md").map(region::marks).collect();
    format!(
        "# {name}\n\n\
         A typed client of an HTTP API, made from the API's OpenAPI documents.\n\n\
         `src/generated` is made by `cargo xtask codegen`, and `src/runtime` is copied by it: change the documents \
         and run it again rather than these files or the table below. Everything else here is yours.\n\n\
         ## Operations\n\n{marks}"
    )
}
