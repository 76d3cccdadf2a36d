//! Does the checker know what `allowReserved` keeps, and what callers have percent-encoded themselves?

use conformance::check::{Given, Secrets, check};
use conformance::document::{Document, Location};
use conformance::http;
use serde_json::{Value, json};

/// Returns what is wrong with a request that has a parameter and a form property with this text.
fn problems(sent: &str, given: &str) -> Vec<String> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let schema = json!({"type": "object", "properties": {"b": {"type": "string"}}});
    let content = json!({FORM: {"schema": schema, "encoding": {"b": {"allowReserved": true}}}});
    let query = json!({"name": "a", "in": "query", "allowReserved": true, "schema": {"type": "string"}});
    let responses = json!({"204": {"description": "Done."}});
    let post = json!({"parameters": [query], "requestBody": {"content": content}, "responses": responses});
    let document = Document::new(json!({"paths": {"/a": {"post": post}}}));
    let head = format!("POST /v1/a?a={sent} HTTP/1.1\r\ncontent-type: {FORM}\r\n");
    let text = format!("{head}content-length: {}\r\n\r\nb={sent}", sent.len() + 2);
    let request = http::read(&mut text.as_bytes()).expect("a request").expect("a request");
    let parameters: Vec<(Location, String, Value)> = vec![(Location::Query, "a".to_owned(), given.into())];
    let given = Given { parameters, body: Some((FORM.to_owned(), json!({"b": given}))) };
    let found = check(&document, &document.operations()[0], &request, "/v1", (&given, &Secrets::new()));
    found.into_iter().map(|problem| problem.text).collect()
}

#[test]
fn what_callers_have_encoded_is_not_encoded_again() {
    for (sent, given) in [("a/b%25", "a/b%"), ("a%2Fb", "a%2Fb"), ("a%2Fb%20c", "a%2Fb c"), ("%252F", "%252F")] {
        assert_eq!(problems(sent, given), Vec::<String>::new(), "{sent}");
    }
    for (sent, given, why) in [
        ("a%252Fb", "a%2Fb", "was given as"),
        ("a%2Fb%3A", "a%2Fb:", "`:` in `"),
        ("a%2Fb", "a/b", "`/` in `"),
        ("a", "b", "was given as"),
    ] {
        let found = problems(sent, given);
        assert_eq!(found.iter().filter(|problem| problem.contains(why)).count(), 2, "{sent}: {found:?}");
    }
}
