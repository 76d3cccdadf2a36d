//! Where is the module of a tag that has a `parent` (OpenAPI 3.2, section 4.18)?

use generator::{File, Generated, Input};

/// Returns the client of a document whose only operation has the tag `used`, and the findings.
fn generate(tags: &str, used: &str, lock: Option<&str>) -> (Generated, String) {
    let operation = format!("get: {{tags: [{used}], summary: List, responses: {{'204': {{description: Done.}}}}}}");
    generate_paths(tags, &format!("paths: {{/a: {{{operation}}}}}"), lock)
}

fn generate_paths(tags: &str, paths: &str, lock: Option<&str>) -> (Generated, String) {
    let text = format!("openapi: 3.2.0\ninfo: {{title: T, version: '1'}}\ntags: {tags}\n{paths}\n");
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
        ("[{name: C, parent: a/b/c/d}]", "a::b::c::d::c"),
        ("[{name: A}, {name: A/C, parent: A}]", "a::c"),
    ] {
        let used = if tags.contains("A/C") { "A/C" } else { "C" };
        let (generated, _) = generate(tags, used, None);
        let line = format!("GET /a: {module}::list\n");
        assert!(generated.lock.contains(&line), "{tags}:\n{}", generated.lock);
        assert_eq!(generate(tags, used, Some(&generated.lock)).0, generated, "{tags}");
    }
}

#[test]
fn tags_within_each_other_are_not_nested() {
    for tags in ["[{name: C, parent: C}]", "[{name: C, parent: B}, {name: B, parent: C}]"] {
        let (generated, findings) = generate(tags, "C", None);
        assert!(generated.lock.contains("GET /a: c::list\n"), "{tags}:\n{}", generated.lock);
        assert!(findings.contains("lead in a circle"), "{tags}:\n{findings}");
    }
}

/// Whether it gets a parent, loses it, or gets another one.
#[test]
fn a_module_stays_where_it_is() {
    let nested = "[{name: C, parent: B}, {name: B}, {name: D}]";
    for (before, after, module) in [
        ("[{name: C}, {name: B}]", "[{name: C, parent: B}, {name: B}]", "c"),
        (nested, "[{name: C}, {name: B}, {name: D}]", "b::c"),
        (nested, "[{name: C, parent: D}, {name: B}, {name: D}]", "b::c"),
    ] {
        let (first, _) = generate(before, "C", None);
        let (later, findings) = generate(after, "C", Some(&first.lock));
        assert_eq!((later.lock, &later.files["mod.rs"]), (first.lock, &first.files["mod.rs"]), "{after}");
        assert!(findings.contains(&format!("the module `{module}` of the tag `C` stays where it is")), "{findings}");
    }
}

/// The operation had the tag `B/C` before.
#[test]
fn a_tag_does_not_take_the_module_of_another() {
    let (first, _) = generate("[{name: B/C}]", "B/C", None);
    assert!(first.lock.contains("GET /a: b::c::list\n"), "{}", first.lock);
    let (later, _) = generate("[{name: C}, {name: B/C}]", "C", Some(&first.lock));
    assert!(later.lock.contains("GET /a: c::list\n"), "{}", later.lock);
}

#[test]
fn a_parent_without_operations_in_the_document_is_nested() {
    let (first, _) = generate("[{name: B}]", "B", None);
    let lock = first.lock.replace("GET /a", "GET /z");
    let tags = "[{name: C, parent: B}, {name: B, parent: A}]";
    let (later, _) = generate(tags, "C", Some(&lock));
    assert!(later.lock.contains("GET /a: a::b::c::list\n"), "no operation of `B` is left:\n{}", later.lock);
}

/// The parent was at the top before it got one of its own, so it is still there, and so is what is new within it.
#[test]
fn a_new_tag_is_within_its_parent_where_that_stayed() {
    let (first, _) = generate("[{name: B}]", "B", None);
    let tags = "[{name: C, parent: B}, {name: B, parent: A}]";
    let paths = "paths: {/a: {get: {tags: [B], summary: List, responses: {'204': {description: Done.}}}}, \
                 /c: {get: {tags: [C], summary: List, responses: {'204': {description: Done.}}}}}";
    let (later, findings) = generate_paths(tags, paths, Some(&first.lock));
    for line in ["GET /a: b::list\n", "GET /c: b::c::list\n"] {
        assert!(later.lock.contains(line), "{}", later.lock);
    }
    assert!(findings.contains("the module `b` of the tag `B` stays where it is"), "{findings}");
}
