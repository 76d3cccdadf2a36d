//! Does the checker find what is wrong with `multipart/related`? Its content type names the media type of the first part (RFC
//! 2387, section 3.1).

use conformance::check::{Given, Secrets, check};
use conformance::document::Document;
use conformance::http;
use serde_json::json;

/// Returns what is wrong with a request of one part that is a number.
fn problems(parameters: &str, value: &str) -> Vec<String> {
    let schema = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}});
    let content = json!({"multipart/related": {"schema": schema}});
    let post = json!({"requestBody": {"content": content}, "responses": {"204": {"description": "Done."}}});
    let document = Document::new(json!({"paths": {"/a": {"post": post}}}));
    let body = format!("--B\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n{value}\r\n--B--\r\n");
    let head = format!("POST /v1/a HTTP/1.1\r\ncontent-type: multipart/related; boundary=B{parameters}\r\n");
    let text = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    let request = http::read(&mut text.as_bytes()).expect("a request").expect("a request");
    let given = Given { body: Some(("multipart/related".to_owned(), json!({"a": 1}))), ..Given::default() };
    let found = check(&document, &document.operations()[0], &request, "/v1", (&given, &Secrets::new()));
    found.into_iter().map(|problem| problem.text).collect()
}

#[test]
fn the_first_part_is_named() {
    assert_eq!(problems("; type=\"text/plain\"", "1"), Vec::<String>::new());
    for (parameters, value, why) in [
        ("; type=\"text/plain\"", "x", "at /a"),
        ("; type=image/png", "1", "names the first part `image/png`, but it is `text/plain`"),
        ("", "1", "does not name the media type of the first part"),
    ] {
        let found = problems(parameters, value);
        assert!(found.iter().any(|problem| problem.contains(why)), "`{why}` is not found in {found:#?}");
    }
}
