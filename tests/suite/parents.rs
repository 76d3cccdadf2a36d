//! Where is the module of a tag that has a `parent` (OpenAPI 3.2, section 4.18)?

use generator::{File, Generated, Input};

/// Returns the client of a document with these tags, of which `used` has an operation, and what was reported.
fn generate(tags: &str, used: &str, lock: Option<&str>) -> (Generated, String) {
    let operation = format!("get: {{tags: [{used}], summary: List, responses: {{'204': {{description: Done.}}}}}}");
    let text =
        format!("openapi: 3.2.0\ninfo: {{title: T, version: '1'}}\ntags: {tags}\npaths: {{/a: {{{operation}}}}}\n");
    let lock = lock.map(|text| File::new("names.lock", text));
    let outcome =
        generator::generate(Input { fragments: vec![File::new("all.yaml", text)], lock, ..Default::default() });
    let findings = tests::case::findings(&outcome);
    (outcome.value.unwrap_or_else(|| panic!("refused:\n{findings}")), findings)
}

#[test]
fn modules_are_nested_as_tags_are() {
    for (tags, module) in [
        ("[{name: C, parent: B}, {name: B, parent: A}, {name: A}]", "a::b::c"),
        ("[{name: C, parent: Not declared}]", "not_declared::c"),
        ("[{name: C, parent: B}, {name: B, parent: A/Z}]", "a::z::b::c"),
        ("[{name: C, parent: B, x-rust-name: 'y::c'}, {name: B}]", "y::c"),
        ("[{name: C, parent: B}, {name: B, parent: A, x-rust-name: x}, {name: A}]", "x::c"),
        // Modules are at most four deep.
        ("[{name: C, parent: a/b/c/d}]", "a::b::c::c"),
    ] {
        let (generated, _) = generate(tags, "C", None);
        let line = format!("GET /a: {module}::list\n");
        assert!(generated.lock.contains(&line), "{tags}:\n{}", generated.lock);
        assert_eq!(generate(tags, "C", Some(&generated.lock)).0, generated, "{tags}");
    }
}

#[test]
fn tags_within_each_other_are_not_nested() {
    for tags in ["[{name: C, parent: C}]", "[{name: C, parent: B}, {name: B, parent: C}]"] {
        let (generated, findings) = generate(tags, "C", None);
        assert!(generated.lock.contains("GET /a: c::list\n"), "{tags}:\n{}", generated.lock);
        assert!(findings.contains("the parents of the tag `C` lead back to it"), "{tags}:\n{findings}");
    }
}

#[test]
fn a_module_stays_where_it_is_when_its_tag_gets_a_parent() {
    let (first, _) = generate("[{name: C}, {name: B}]", "C", None);
    let (later, findings) = generate("[{name: C, parent: B}, {name: B}]", "C", Some(&first.lock));
    assert_eq!((later.lock, later.files), (first.lock, first.files));
    assert!(findings.contains("the module `c` stays where it is"), "{findings}");
}
