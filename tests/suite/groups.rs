//! Is a document without tags divided by its paths where it is large, and does the lock keep the division?

use generator::{File, Input};
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
    let input = Input {
        fragments: vec![File::new("all.yaml", document(4, ""))],
        lock: Some(File::new("names.lock", "groups: { untagged: by_size }")),
        ..Input::default()
    };
    let refused = generator::generate(input);
    assert!(refused.value.is_none() && case::findings(&refused).contains("`untagged`"), "{}", case::findings(&refused));
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
