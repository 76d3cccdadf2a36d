//! Is a large client divided, by paths into modules and by operations into files, and does the lock keep the division?

use std::collections::{BTreeMap, BTreeSet};

use generator::{File, Generated, Input};
use tests::case;

/// Returns a document with this many operations, each with this tag, and three operations for each first segment.
fn document(count: usize, tag: &str) -> String {
    let mut text = "openapi: 3.0.0\ninfo: { title: Large, version: 1.0.0 }\npaths:\n".to_owned();
    for index in 0..count {
        let (group, path) = (index / 3, ["", "/{id}", "/{id}/parts"][index % 3]);
        text.push_str(&format!("  /api/v1/group-{group}{path}:\n    get:\n      operationId: op{index}\n"));
        if !tag.is_empty() {
            text.push_str(&format!("      tags: [{tag}]\n"));
        }
        text.push_str("      responses: { '204': { description: Done. } }\n");
    }
    text
}

/// The findings of a document that a lock makes impossible to generate.
fn refused(document: String, lock: &str) -> String {
    let lock = Some(File::new("names.lock", lock));
    let input = Input { fragments: vec![File::new("all.yaml", document)], lock, ..Input::default() };
    let outcome = generator::generate(input);
    assert!(outcome.value.is_none());
    case::findings(&outcome)
}

#[test]
fn a_large_document_without_tags_is_divided_by_its_paths() {
    for tag in ["", "everything"] {
        let (first, findings) = case::generated(&document(102, tag), None);
        assert_eq!((first.tags.len(), first.tags[0].as_str()), (34, "group_0"), "{:?}", first.tags);
        assert!(first.files["group_33.rs"].contains("path: \"/api/v1/group-33/{id}/parts\""));
        let name = if tag.is_empty() { "untagged" } else { tag };
        assert!(first.lock.contains(&format!("groups:\n  {name}: by_path\n")), "{}", first.lock);
        let note =
            format!("102 operations would be in the module of `{name}`; they are in 34 modules by the first segment");
        assert!(findings.contains(&note), "{findings}");
        let (again, findings) = case::generated(&document(102, tag), Some(&first.lock));
        assert!(again == first && !findings.contains("would be in the module"), "{findings}");
        // It stays so when operations are added and removed.
        let (smaller, _) = case::generated(&document(5, tag), Some(&first.lock));
        assert_eq!(smaller.tags, ["group_0", "group_1"]);
        let (larger, _) = case::generated(&document(104, tag), Some(&first.lock));
        assert_eq!(larger.tags.len(), 35);
    }
}

#[test]
fn no_module_moves_because_a_client_grows() {
    let (small, _) = case::generated(&document(100, ""), None);
    assert_eq!(small.tags, ["untagged"]);
    assert!(!small.lock.contains("groups:"));
    let (grown, findings) = case::generated(&document(200, ""), Some(&small.lock));
    assert_eq!(grown.tags, ["untagged"], "{findings}");
}

#[test]
fn the_lock_decides_whether_a_tag_is_divided() {
    let (whole, _) = case::generated(&document(102, ""), Some("groups: { untagged: by_tag }"));
    assert_eq!(whole.tags, ["untagged"]);
    assert!(whole.lock.contains("groups:\n  untagged: by_tag\n"), "{}", whole.lock);
    let (divided, _) = case::generated(&document(4, "Things"), Some("groups: { Things: by_path }"));
    assert_eq!(divided.tags, ["group_0", "group_1"]);
    let findings = refused(document(4, ""), "groups: { untagged: by_size }");
    assert!(findings.contains("`untagged`"), "{findings}");
}

/// Paths that are names of procedures have no groups, and neither have those that a vendor has given several tags.
#[test]
fn only_what_has_groups_is_divided() {
    let procedures =
        document(300, "").replace("/group-", "/do.").replace("/{id}/parts", ".parts").replace("/{id}", ".one");
    assert_eq!(case::generated(&procedures, None).0.tags, ["untagged"]);
    let tagged = document(102, "a").replacen("tags: [a]", "tags: [b]", 20);
    assert_eq!(case::generated(&tagged, None).0.tags, ["a", "b"]);
}

/// Returns the public surface of what is generated.
fn surface(generated: &Generated) -> String {
    let root = BTreeMap::from([("lib.rs".to_owned(), "mod generated; pub use generated::*;".to_owned())]);
    generator::surface(&root.into(), &generated.outline).expect("the client is sound")
}

#[test]
fn a_large_new_tag_has_a_file_for_each_operation() {
    let (small, _) = case::generated(&document(20, "Things"), None);
    assert_eq!(small.files.keys().collect::<Vec<_>>(), ["mod.rs", "things.rs"]);
    assert!(!small.lock.contains("files:"), "{}", small.lock);
    let (large, _) = case::generated(&document(21, "Things"), None);
    assert_eq!(large.files.len(), 23, "{:?}", large.files.keys());
    assert!(large.lock.contains("files:\n  Things: by_operation\n"), "{}", large.lock);
    assert!(!large.files["things.rs"].contains("OPERATION"));
    let (again, _) = case::generated(&document(21, "Things"), Some(&large.lock));
    assert!(again == large);
    // It stays so when operations are removed, and a client that grows stays as it is.
    let (smaller, _) = case::generated(&document(2, "Things"), Some(&large.lock));
    assert_eq!(smaller.files.keys().collect::<Vec<_>>(), ["mod.rs", "things.rs", "things/op0.rs", "things/op1.rs"]);
    let (grown, _) = case::generated(&document(21, "Things"), Some(&small.lock));
    assert_eq!(grown.files.len(), 2);
    // A tag that is new in a client that has others is divided as well.
    let both = document(22, "Things").replacen("[Things]", "[Other]", 1);
    let (beside, _) = case::generated(&both, Some("operations: { GET /api/v1/group-0: other::op0 }"));
    assert_eq!(beside.files.len(), 24, "{:?}", beside.files.keys());
}

#[test]
fn another_operation_adds_a_file_and_two_lines() {
    let (before, _) = case::generated(&document(21, "Things"), None);
    let (after, _) = case::generated(&document(22, "Things"), Some(&before.lock));
    let added: Vec<&String> = after.files.keys().filter(|path| !before.files.contains_key(*path)).collect();
    assert_eq!(added, ["things/op21.rs"]);
    let is_changed = |path: &&String| after.files[*path] != before.files[*path];
    assert_eq!(before.files.keys().filter(is_changed).collect::<Vec<_>>(), ["mod.rs", "things.rs"]);
    let new_lines = |path: &str| {
        let known: BTreeSet<&str> = before.files[path].lines().collect();
        let new: Vec<&str> = after.files[path].lines().filter(|line| !known.contains(line)).collect();
        assert_eq!(after.files[path].lines().count() - before.files[path].lines().count(), 2, "{path}");
        new.join("\n")
    };
    assert_eq!(new_lines("things.rs"), "mod op21;\npub use op21::*;");
    assert_eq!(new_lines("mod.rs").trim(), "&things::Op21Request::OPERATION,");
}

#[test]
fn the_lock_decides_whether_a_tag_has_a_file_for_each_operation() {
    let (whole, _) = case::generated(&document(21, "Things"), Some("files: { Things: by_tag }"));
    assert_eq!(whole.files.len(), 2);
    assert!(whole.lock.contains("files:\n  Things: by_tag\n"), "{}", whole.lock);
    let (divided, _) = case::generated(&document(1, "Things"), Some("files: { Things: by_operation }"));
    assert_eq!(divided.files.len(), 3);
    let findings = refused(document(1, "Things"), "files: { Things: by_path }");
    assert!(findings.contains("`Things`"), "{findings}");
}

/// Some methods have names that a file or a module cannot have, on some system.
#[test]
fn each_operation_has_a_file_that_all_systems_can_have() {
    let long = "x".repeat(300);
    let names = ["com1", "con", "things", "mod", "serde_json", "runtime", &long, "parts"];
    let mut text = document(names.len(), "Things");
    for (index, name) in names.iter().enumerate() {
        text = text.replace(&format!("operationId: op{index}\n"), &format!("operationId: {name}\n"));
    }
    let nested = document(1, "Things > Parts").replace("group-0", "other");
    text.push_str(nested.split_once("paths:\n").expect("it has paths").1);
    let (divided, findings) = case::generated(&text, Some("files: { Things: by_operation }"));
    let files: Vec<&str> = divided.files.keys().filter_map(|path| path.strip_prefix("things/")).collect();
    let (long, files): (Vec<&str>, Vec<&str>) = files.iter().partition(|file| file.starts_with("xxx"));
    assert_eq!((long.len(), long[0].len()), (1, 100 + "_01234567.rs".len()), "{findings}");
    assert_eq!(
        files,
        [
            "com1_.rs",
            "con_.rs",
            "get_api_v1_group_2_id.rs",
            "mod_.rs",
            "parts.rs",
            "runtime_.rs",
            "serde_json_.rs",
            "things_.rs"
        ],
        "{findings}"
    );
}

/// How the code is divided into files is not visible to users.
#[test]
fn the_surface_does_not_depend_on_the_files() {
    for name in case::cases("fixtures") {
        let specs = case::folder("fixtures").join(&name);
        let input = case::input(&specs, &specs);
        let merged = generator::merge(input.clone()).value.expect("a fixture is sound").to_json();
        let merged: serde_json::Value = serde_json::from_str(&merged).expect("merge prints JSON");
        let items = merged["paths"].as_object().into_iter().flatten();
        let operations = items.flat_map(|(_, item)| item.as_object().into_iter().flatten());
        let tags = operations.filter_map(|(_, operation)| operation["tags"][0].as_str());
        let tags: BTreeSet<&str> = tags.chain(["untagged"]).collect();
        let in_files = |choice: &str| {
            let mut lock = input.lock.clone().unwrap_or_else(|| File::new("names.lock", ""));
            let (before, after) = lock.text.split_once("files:\n").unwrap_or((&lock.text, ""));
            let after: String =
                after.lines().skip_while(|line| line.starts_with(' ')).map(|line| format!("{line}\n")).collect();
            let files: String = tags.iter().map(|tag| format!("  {tag:?}: {choice}\n")).collect();
            lock.text = format!("{before}{after}files:\n{files}");
            let outcome = generator::generate(Input { lock: Some(lock), ..input.clone() });
            let findings = case::findings(&outcome);
            outcome.value.unwrap_or_else(|| panic!("{name} is refused:\n{findings}"))
        };
        let (whole, divided) = (in_files("by_tag"), in_files("by_operation"));
        let operations = |generated: &Generated| -> Vec<usize> {
            generated.files.values().map(|text| text.matches("const OPERATION:").count()).collect()
        };
        assert!(operations(&divided).iter().all(|count| *count < 2), "{name}: {:?}", operations(&divided));
        assert_eq!(operations(&divided).iter().sum::<usize>(), operations(&whole).iter().sum::<usize>(), "{name}");
        assert_eq!(surface(&divided), surface(&whole), "{name}");
    }
}
