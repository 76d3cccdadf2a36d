//! Are the invariants of ARCHITECTURE.md kept? These checks read the sources as text.

use std::fs;
use std::path::PathBuf;

use tests::case;

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    case::files(&case::repository().join(folder))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source is text");
            (path, text)
        })
        .collect()
}

/// Lists the lines with any of these words outside of the folders that are allowed to have it.
fn strays(words: &[&str], allowed: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources("generator/src") {
        let shown = path.display().to_string().replace('\\', "/");
        if allowed.iter().any(|part| shown.contains(part)) {
            continue;
        }
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{shown}:{}: {}", index + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn the_generator_does_no_input_or_output() {
    let found = strays(
        &[
            "std::fs",
            "std::env",
            "std::io",
            "std::net",
            "std::process",
            "SystemTime",
            "Instant",
            "static mut",
            "println!",
            "thread_local",
        ],
        // The generated program reads and writes lines, but the generator does not.
        &["emit/conformance_driver/frame.rs"],
    );
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn openapiv3_is_named_only_in_lower() {
    let found = strays(&["openapiv3"], &["/lower/"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn identifiers_are_made_only_in_names() {
    let found = strays(&["format_ident!", "Ident::new", "to_snake_case", "to_upper_camel_case"], &["/names/"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Only the conformance test depends on the JSON Schema library.
#[test]
fn json_schema_stays_out_of_the_command_line() {
    for manifest in ["generator/Cargo.toml", "xtask/Cargo.toml", "tests/Cargo.toml", "generated-client/Cargo.toml"] {
        let text = fs::read_to_string(case::repository().join(manifest)).expect("a manifest");
        assert!(!text.contains("jsonschema") && !text.contains("conformance"), "{manifest} depends on the judge");
    }
}

#[test]
fn hash_tables_stay_out() {
    let found = strays(&["HashMap", "HashSet"], &[]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn arbitrary_precision_is_off() {
    let root = case::repository();
    for manifest in [
        "Cargo.toml",
        "generator/Cargo.toml",
        "xtask/Cargo.toml",
        "tests/Cargo.toml",
        "tests/conformance/Cargo.toml",
        "generated-client/Cargo.toml",
    ] {
        let text = fs::read_to_string(root.join(manifest)).expect("a manifest");
        assert!(!text.contains("arbitrary_precision"), "{manifest} switches arbitrary_precision on");
    }
}

/// Long files are hard to read. Generated files do not count, because they are read as diffs.
#[test]
fn files_are_small_and_open_with_a_sentence() {
    let mut found = Vec::new();
    for folder in
        ["generator/src", "xtask/src", "generated-client/src/runtime", "tests/src", "tests/suite", "tests/conformance"]
    {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            if lines > 420 {
                found.push(format!("{}: {lines} lines", path.display()));
            }
            if !text.starts_with("//!") {
                found.push(format!("{}: no opening sentence", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every path in backticks in the documents exists.
#[test]
fn paths_in_the_documents_exist() {
    let root = case::repository();
    let mut documents: Vec<PathBuf> =
        ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"].map(|name| root.join(name)).into();
    documents.extend(case::files(&root.join("docs")));
    let roots = ["xtask/", "generator/", "generated-client/", "specs/", "tests/", "docs/", ".ci/", ".cargo/"];
    let mut missing = Vec::new();
    for document in documents {
        let text = fs::read_to_string(&document).expect("a document is text");
        let pieces = text.split('`').skip(1).step_by(2);
        let paths = pieces
            .filter(|piece| {
                roots.iter().any(|start| piece.starts_with(start)) && !piece.contains(['*', '<', '…', ' ', ':'])
            })
            // One exists only while a change since the last release is acknowledged, the other one after an update.
            .filter(|piece| !["specs/acknowledged.yaml", "specs/sources.lock"].contains(piece))
            .filter(|piece| !root.join(piece).exists());
        missing.extend(paths.map(|piece| format!("{}: {piece}", document.display())));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// The public surface is read with syn, which does not expand macros. So no macro may declare public items, but for those
/// that `surface/text.rs` and `surface/request.rs` know.
#[test]
fn no_macro_makes_public_items() {
    let mut found = Vec::new();
    for (path, text) in sources("generated-client/src") {
        // Its macros declare parts of a private serializer.
        if path.ends_with("runtime/json_value.rs") {
            continue;
        }
        let file = syn::parse_file(&text).expect("a source is Rust");
        // `thread_local!` declares private items here.
        let known = ["thread_local", "object", "request", "string_enum", "integer_enum"];
        let is_known = |item: &syn::ItemMacro| {
            item.mac.path.segments.last().is_some_and(|name| known.iter().any(|known| name.ident == known))
        };
        let public = |item: &syn::ItemMacro| item.ident.is_none() && !is_known(item);
        let called = file.items.iter().filter(|item| matches!(item, syn::Item::Macro(item) if public(item)));
        found.extend(called.map(|_| path.display().to_string()));
    }
    assert!(found.is_empty(), "a macro is called among the items of {found:?}: write the items out");
}
