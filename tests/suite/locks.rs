//! Are names stable? The lock takes precedence over the document, and remembers the names of removed items.

use generator::{File, Generated, Input};

/// Returns a document with a GET operation for each path and summary, in the tag `Users`.
fn document(operations: &[(&str, &str)]) -> String {
    let paths: String = operations
        .iter()
        .map(|(path, summary)| {
            format!(
                "  {path}:\n    get:\n      tags: [Users]\n      summary: {summary}\n      responses:\n        '200':\n          \
                 description: Done.\n          content: {{ application/json: {{ schema: {{ type: object, properties: {{ user: {{ \
                 type: object, properties: {{ {summary_word}: {{ type: string }} }} }} }} }} }} }}\n",
                summary_word = path.trim_start_matches('/'),
            )
        })
        .collect();
    format!("openapi: 3.0.0\ninfo: {{ title: T, version: '1' }}\npaths:\n{paths}")
}

fn generate(operations: &[(&str, &str)], lock: Option<&str>) -> Generated {
    let input = Input {
        fragments: vec![File::new("all.yaml", document(operations))],
        lock: lock.map(|text| File::new("names.lock", text)),
        ..Default::default()
    };
    let outcome = generator::generate(input);
    let findings = tests::case::findings(&outcome);
    outcome.value.unwrap_or_else(|| panic!("refused:\n{findings}"))
}

#[test]
fn the_name_of_a_removed_item_is_not_reused() {
    let first = generate(&[("/a", "List users"), ("/b", "Get user")], None);
    assert!(first.lock.contains("GET /a: users::list\n"), "{}", first.lock);
    assert!(!first.lock.contains("removed:"), "{}", first.lock);

    let without = generate(&[("/b", "Get user")], Some(&first.lock));
    assert!(
        without.lock.contains("removed:\n  users::User: GET /a 200 user\n  users::list: GET /a\n"),
        "{}",
        without.lock
    );

    let another = generate(&[("/b", "Get user"), ("/c", "List users")], Some(&without.lock));
    assert!(another.lock.contains("GET /c: users::list_users\n"), "{}", another.lock);
    assert!(another.lock.contains("users::list: GET /a\n"), "the tombstone stays:\n{}", another.lock);
    assert!(another.lock.contains("GET /c 200 user: users::ListUsersUser\n"), "{}", another.lock);

    let back = generate(&[("/a", "Whatever it is called now"), ("/b", "Get user")], Some(&another.lock));
    assert!(back.lock.contains("GET /a: users::list\n"), "what comes back has its name back:\n{}", back.lock);
    assert!(back.lock.contains("GET /a 200 user: users::User\n"), "{}", back.lock);
}

#[test]
fn renaming_is_an_edit_of_the_lock() {
    let first = generate(&[("/a", "List users")], None);
    let edited = first.lock.replace("users::list", "users::find").replace("users::User", "users::Person");
    let renamed = generate(&[("/a", "List users")], Some(&edited));
    let text = &renamed.files["users.rs"];
    assert!(text.contains("pub fn find(") && text.contains("pub struct FindRequest("), "{text}");
    assert!(text.contains("pub struct Person {") && !text.contains("pub struct User {"), "{text}");
    assert_eq!(generate(&[("/a", "List users")], Some(&renamed.lock)), renamed);
}

#[test]
fn neighbours_and_words_rename_nothing() {
    let first = generate(&[("/a", "List users")], None);
    let grown = [("/a", "Shows all there are"), ("/b", "List users"), ("/c", "List"), ("/users", "List users")];
    let second = generate(&grown, Some(&first.lock));
    assert!(second.lock.contains("GET /a: users::list\n"), "{}", second.lock);
    let lines = |lock: &str| lock.lines().filter(|line| line.contains("GET /a")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&first.lock), lines(&second.lock));
}
