//! Requests as they would be sent, with everything that an operation can have, whether or not this API uses it.

mod bodies;
mod styles;

use std::collections::BTreeMap;

use serde_json::json;

use super::{Client, Error, Null, Nullable, Operation, Request, Requirement, build_request};

const OPEN: Operation = operation("/things/{id}", &[]);
const CLOSED: Operation = operation("/things", &[&[NEEDED]]);
const NEEDED: Requirement = Requirement::new("key", &[]);

const fn operation(path: &'static str, security: &'static [&'static [Requirement]]) -> Operation {
    Operation { name: "things.do", method: "POST", path, security, ..Operation::DEFAULT }
}

fn client() -> Client {
    let builder = Client::builder().base_url("http://localhost/api/");
    builder.build().expect("a client")
}

fn request() -> Request {
    Request::new(&client(), &OPEN).path("id", 1)
}

fn built(request: Request) -> reqwest::Request {
    build_request::build(&request.call, "*/*", None).expect("a request that can be sent")
}

fn body(request: Request) -> Option<String> {
    let request = built(request);
    let bytes = request.body()?.as_bytes()?;
    Some(String::from_utf8_lossy(bytes).into_owned())
}

#[track_caller]
fn assert_refused(request: Request, argument: &str, why: &str) {
    match build_request::build(&request.call, "*/*", None) {
        Err(Error::Argument(error)) => {
            assert_eq!(error.argument(), argument);
            assert!(error.to_string().contains(why), "{error}");
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn no_body_is_sent_unless_one_is_set() {
    let request = built(request());
    assert!(request.body().is_none());
    assert!(!request.headers().contains_key("content-type"));
    assert_eq!(request.url().as_str(), "http://localhost/api/things/1");
}

#[test]
fn a_body_is_a_value_and_its_added_properties() {
    assert_eq!(body(request().empty_object()).as_deref(), Some("{}"));
    let request_with = |value| request().body(value).property("b", 2);
    assert_eq!(body(request_with(json!({"a": 1}))).as_deref(), Some(r#"{"a":1,"b":2}"#));
    assert_eq!(body(request().property("b", "x")).as_deref(), Some(r#"{"b":"x"}"#));
    assert_eq!(body(request().body([1, 2])).as_deref(), Some("[1,2]"));
    assert_eq!(body(request().body(())).as_deref(), Some("null"));
    let kept = request().property("a", 1).empty_object();
    assert_eq!(body(kept).as_deref(), Some(r#"{"a":1}"#));
    assert_refused(request_with(json!("canary")), "b", "the body is not an object");
}

#[test]
fn null_a_value_and_nothing_are_distinct() {
    fn set(value: impl Into<Nullable<String>>) -> Option<String> {
        body(request().property("name", value.into()))
    }
    fn set_number(value: impl Into<Nullable<i64>>) -> Option<String> {
        body(request().property("n", value.into()))
    }
    assert_eq!(set("x").as_deref(), Some(r#"{"name":"x"}"#));
    assert_eq!(set("x".to_owned()).as_deref(), Some(r#"{"name":"x"}"#));
    assert_eq!(set(Some("x".to_owned())).as_deref(), Some(r#"{"name":"x"}"#));
    for null in [set(Null), set(None), set(Nullable::Null)] {
        assert_eq!(null.as_deref(), Some(r#"{"name":null}"#));
    }
    assert_eq!(set_number(5).as_deref(), Some(r#"{"n":5}"#));
    assert_eq!(set_number(Null).as_deref(), Some(r#"{"n":null}"#));
    assert_eq!(body(request()), None);
    let read: Result<Vec<Nullable<i64>>, _> = serde_json::from_str("[null, 5]");
    assert_eq!(read.ok(), Some(vec![Null, Nullable::Value(5)]));
}

#[test]
fn a_number_that_json_cannot_represent_is_not_null() {
    let why = "cannot be written as JSON: it contains a number that is infinite or NaN";
    assert_refused(request().property("n", f64::NAN), "n", why);
    assert_refused(request().body([f64::INFINITY]), "body", why);
    let keyed = BTreeMap::from([((1, 2), "canary")]);
    assert_refused(request().body(keyed), "body", "cannot be written as JSON");
}

#[test]
fn the_first_problem_is_the_one_reported() {
    let request = request().property("first", f64::NAN).property("second", f64::NAN);
    assert_refused(request, "first", "");
}

#[test]
fn a_placeholder_without_a_value_is_refused() {
    assert_refused(Request::new(&client(), &OPEN), "id", "is not set");
}

#[test]
fn a_value_that_cannot_be_displayed_is_refused() {
    struct Broken;
    impl std::fmt::Display for Broken {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            Err(std::fmt::Error)
        }
    }
    assert_refused(request().query("q", Broken), "q", "cannot be written as text");
}

#[test]
fn a_refused_header_is_not_shown() {
    let sent = built(request().header("X-Thing", "a b").header("Accept", "text/csv"));
    assert_eq!(sent.headers()["x-thing"], "a b");
    assert_eq!(sent.headers()["accept"], "text/csv");
    for value in ["canary\r\nX-Evil: 1", "canary\0", "canaryé"] {
        let refused = request().header("X-Thing", value);
        assert_refused(refused, "X-Thing", "a character that cannot be sent in a header");
    }
    assert_refused(request().header("X Thing", "canary"), "X Thing", "not a valid header name");
}

#[test]
fn a_separator_is_distinct_from_one_in_a_value() {
    for (separator, query) in [(",", "ids=a%2Cb,c%20d"), (" ", "ids=a%2Cb%20c%20d"), ("|", "ids=a%2Cb%7Cc%20d")] {
        let request = request().query_joined("ids", separator, ["a,b", "c d"]);
        assert_eq!(built(request).url().query(), Some(query));
    }
    let empty: [&str; 0] = [];
    let request = request().query_joined("ids", ",", empty).query_each("cols[]", empty);
    assert_eq!(built(request).url().query(), None);
}

#[test]
fn the_last_call_of_a_setter_counts() {
    let none: [&str; 0] = [];
    let secret = request().query_secret("k", "a").query("k", "b").query_secret("k", "c").query("other", 1);
    assert_eq!(built(secret).url().query(), Some("k=c&other=1"));
    let joined = request().query_joined("ids", ",", ["a", "b"]).query_joined("ids", ",", ["c"]);
    assert_eq!(built(joined.clone()).url().query(), Some("ids=c"));
    assert_eq!(built(joined.query_joined("ids", ",", none)).url().query(), None);
    let listed = request().header_joined("X-Ids", ["a", "b"]).header_joined("X-Ids", ["c", "d"]);
    assert_eq!(built(listed.clone()).headers()["x-ids"], "c,d");
    assert!(!built(listed.header_joined("X-Ids", none)).headers().contains_key("x-ids"));
    let single = request().header("X-Id", "a").header_secret("X-Id", "b");
    assert_eq!(built(single).headers()["x-id"], "b");
}

#[test]
fn an_operation_is_not_sent_without_its_credential() {
    let error = build_request::build(&Request::new(&client(), &CLOSED).call, "*/*", None);
    assert!(matches!(error, Err(Error::MissingCredential(_))), "{error:?}");
    // An operation that requires no credential is sent without, even if the client has one.
    let builder = Client::builder().base_url("http://localhost");
    let credential = super::Credential::header("Authorization", "", "k1");
    let client = builder.credential("key", credential).build();
    let client = client.expect("a client");
    let open = built(Request::new(&client, &OPEN).path("id", "x"));
    assert!(!open.headers().contains_key("authorization"));
    let closed = built(Request::new(&client, &CLOSED));
    assert_eq!(closed.headers()["authorization"], "k1");
    assert!(closed.headers()["authorization"].is_sensitive());
}
