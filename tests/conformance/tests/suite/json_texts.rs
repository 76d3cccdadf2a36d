//! Does the checker find what is wrong with JSON texts one after another in a request?

use conformance::check::{Given, Secrets, check};
use conformance::document::Document;
use conformance::http;
use serde_json::json;

/// Returns what is wrong with a request that has this body of two numbers.
fn problems(media: &str, body: &str) -> Vec<String> {
    let content = json!({media: {"schema": {"type": "integer"}}});
    let post = json!({"requestBody": {"content": content}, "responses": {"204": {"description": "Done."}}});
    let document = Document::new(json!({"paths": {"/a": {"post": post}}}));
    let head = format!("POST /v1/a HTTP/1.1\r\ncontent-type: {media}\r\n");
    let text = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    let request = http::read(&mut text.as_bytes()).expect("a request").expect("a request");
    let given = Given { body: Some((media.to_owned(), json!([1, 2]))), ..Given::default() };
    let found = check(&document, &document.operations()[0], &request, "/v1", (&given, &Secrets::new()));
    found.into_iter().map(|problem| problem.text).collect()
}

#[test]
fn each_text_is_on_a_line() {
    assert_eq!(problems("application/x-ndjson", "1\n2\n"), Vec::<String>::new());
    assert_eq!(problems("application/json-seq", "\u{1e}1\n\u{1e}2\n"), Vec::<String>::new());
    for (media, body, why) in [
        ("application/x-ndjson", "1\n2", "the last text has no line break"),
        ("application/x-ndjson", "[1,2]\n", "the body is wrong"),
        ("application/x-ndjson", "1\n3\n", "the body was given as [1,2] and sent as [1,3]"),
        ("application/x-ndjson", "1\n\n2\n", "a line is not JSON"),
        ("application/json-seq", "1\n2\n", "begins without a record separator"),
    ] {
        let found = problems(media, body);
        assert!(found.iter().any(|problem| problem.contains(why)), "`{why}` is not found in {found:#?}");
    }
}
