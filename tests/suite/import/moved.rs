//! An endpoint that is known under another tag or another path, and what it leaves behind.

use std::collections::{BTreeMap, BTreeSet};

use generator::Prune;

use super::{accepted, apply, first_import, fragment, page_of, statuses};

/// A tag may be renamed, and an endpoint may move to another page. The other endpoints of the old tag are reported, and not
/// removed.
#[test]
fn a_moved_endpoint_does_not_take_its_old_page_along() {
    let old = [fragment("get", "/c", "Old", "C"), fragment("get", "/d", "Old", "D")];
    let folder = first_import(vec![page_of("page.md", &old)]);
    let new = accepted(vec![page_of("page.md", &[fragment("get", "/c", "New", "C")])], &folder, Prune::Remove);
    assert_eq!(statuses(&new), ["get /c new/get--c.json: moved from old/get--c.json"]);
    assert_eq!(new.left, BTreeMap::from([("Old".to_owned(), 1)]));
    assert_eq!(new.remove, BTreeSet::from(["old/get--c.json".to_owned()]));
}

/// A server does not see the names of path parameters, so that another one is the same endpoint.
#[test]
fn a_renamed_path_parameter_moves_its_endpoint() {
    let one = |path: &str| fragment("get", path, "A", "One");
    let folder = first_import(vec![page_of("page.md", &[one("/a/{id}"), one("/a/{id}/b")])]);
    let new = accepted(vec![page_of("page.md", &[one("/a/{aId}"), one("/a/{id}/b")])], &folder, Prune::Keep);
    let moved = "get /a/{aId} a/get--a--aid.json: moved from a/get--a--id.json";
    assert_eq!(statuses(&new), [moved, "get /a/{id}/b a/get--a--id--b.json: unchanged"]);
    assert_eq!(apply(&new, &folder).len(), 2);
    // Where both are there, they are two.
    let both = accepted(vec![page_of("page.md", &[one("/a/{id}"), one("/a/{aId}")])], &folder, Prune::Keep);
    assert_eq!(
        statuses(&both)[..2],
        ["get /a/{aId} a/get--a--aid.json: added", "get /a/{id} a/get--a--id.json: unchanged"]
    );
}
