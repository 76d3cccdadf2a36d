//! Do the functions of callbacks keep their names?

use generator::{File, Generated, Input};

/// Returns the client of a document with these webhooks and an operation for each path, which has an id and callbacks.
fn generate(webhooks: &str, operations: &[(&str, &str, &str)], lock: Option<&str>) -> Generated {
    let mut text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nwebhooks: {webhooks}\npaths:\n");
    for (path, id, callbacks) in operations {
        let id = if id.is_empty() { String::new() } else { format!("operationId: {id}, ") };
        let responses = "responses: {'204': {description: Done.}}";
        text.push_str(&format!("  {path}: {{post: {{tags: [T], {id}callbacks: {callbacks}, {responses}}}}}\n"));
    }
    let lock = lock.map(|text| File::new("names.lock", text));
    let outcome =
        generator::generate(Input { fragments: vec![File::new("all.yaml", text)], lock, ..Default::default() });
    let findings = tests::case::findings(&outcome);
    outcome.value.unwrap_or_else(|| panic!("refused:\n{findings}"))
}

/// A request with a body that is an object with this property.
fn request(property: &str) -> String {
    let schema = format!("{{type: object, properties: {{{property}: {{type: string}}}}}}");
    format!("{{post: {{requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}}}}}")
}

/// Returns the functions of a client, with the type that each returns.
fn functions(generated: &Generated) -> Vec<String> {
    let text = &generated.files["webhook_events.rs"];
    let names = text.lines().filter_map(|line| line.strip_prefix("pub fn ")?.split('(').next());
    names.map(str::to_owned).collect()
}

#[test]
fn callbacks_with_the_same_name_are_two() {
    let one = format!("{{done: {{'{{$url}}': {}}}}}", request("a"));
    let two = format!("{{done: {{'{{$url}}': {}}}}}", request("b"));
    let operations = [("/a", "dup", one.as_str()), ("/b", "dup", two.as_str()), ("/c/{id}", "", one.as_str())];
    let first = generate("{}", &operations, None);
    assert_eq!(functions(&first).len(), 3, "{:?}", functions(&first));
    assert_eq!(generate("{}", &operations, Some(&first.lock)), first);
}

#[test]
fn the_names_stay_when_operations_are_renamed_and_addresses_added() {
    let one = format!("{{done: {{'{{$url}}': {}}}}}", request("a"));
    let first = generate("{}", &[("/a/{id}", "make", &one)], None);
    assert_eq!(functions(&first), ["make_done"]);
    let renamed = generate("{}", &[("/a/{key}", "create", &one)], Some(&first.lock));
    assert_eq!(functions(&renamed), ["make_done"]);
    let two = format!("{{done: {{'{{$first}}': {}, '{{$url}}': {}}}}}", request("b"), request("a"));
    let grown = generate("{}", &[("/a/{id}", "make", &two)], Some(&first.lock));
    assert_eq!(functions(&grown), ["make_done_first", "make_done"]);
}

#[test]
fn a_callback_takes_no_name_from_a_webhook() {
    let webhooks = format!("{{order.paid: {}}}", request("a"));
    let callbacks = format!("{{paid: {{'{{$url}}': {}}}}}", request("b"));
    let first = generate(&webhooks, &[], None);
    assert_eq!(functions(&first), ["order_paid"]);
    let later = generate(&webhooks, &[("/a", "order", &callbacks)], Some(&first.lock));
    let names = functions(&later);
    assert!(names.len() == 2 && names[0] == "order_paid", "{names:?}");
    assert_eq!(generate(&webhooks, &[("/a", "order", &callbacks)], Some(&later.lock)), later);
}
