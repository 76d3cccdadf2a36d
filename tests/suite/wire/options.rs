//! The options of a single call, and the status and headers of a response.

use std::time::{Duration, Instant};

use generated_client::{Error, RequestOptions, StatusCode};
use tests::server::{Answer, Server};

use super::{builder, client, shown};

#[tokio::test]
async fn headers_and_query_are_added() {
    let server = Server::play([Answer::json("{}")]).await;
    let options = RequestOptions::new().header("x-trace", "4711").query("cols[]", "a&b").query("empty", "");
    client(&server).users().list().limit(5).options(options).send().await.expect("an answer");
    let request = server.only();
    assert_eq!(request.header("x-trace"), Some("4711"));
    assert_eq!(request.raw_query(), "pg%5Blimit%5D=5&cols%5B%5D=a%26b&empty=");
    assert_eq!(request.header("authorization"), Some("Token 11111111-aaaa"));
}

#[tokio::test]
async fn a_header_of_the_call_replaces_that_of_the_client() {
    let server = Server::play([Answer::json("{}")]).await;
    let options = RequestOptions::new().header("Authorization", "Bearer other").header("accept", "text/csv");
    client(&server).users().list().options(options).send().await.expect("an answer");
    let request = server.only();
    assert_eq!(request.header("authorization"), Some("Bearer other"));
    assert_eq!(request.header("accept"), Some("text/csv"));
}

#[tokio::test]
async fn an_invalid_header_is_refused_and_not_shown() {
    let server = Server::play([]).await;
    for (name, value) in [("x-a", "canary\r\nx-b: 1"), ("x a", "canary"), ("x-a", "canaryé"), ("", "canary")] {
        let options = RequestOptions::new().header(name, value);
        assert!(!format!("{options:?}").contains("canary"));
        let sent = client(&server).users().list().options(options).send().await;
        let error = sent.expect_err("an error");
        assert!(matches!(error, Error::Argument(_)), "{error:?}");
        assert!(!shown(&error).contains("canary"), "{error}");
    }
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn a_call_can_have_a_shorter_timeout() {
    let server = Server::start(|_| Answer::silence()).await;
    let client = builder(&server).timeout(Duration::from_secs(60)).build().expect("a client");
    let options = RequestOptions::new().timeout(Duration::from_millis(100));
    let before = Instant::now();
    let error = client.users().list().options(options).send().await.expect_err("an error");
    assert!(error.is_timeout() && before.elapsed() < Duration::from_secs(5));
    assert!(error.to_string().contains("no response within 100ms"), "{error}");
}

#[tokio::test]
async fn an_endless_timeout_does_not_panic() {
    let server = Server::play([Answer::json("{}")]).await;
    let client = builder(&server).timeout(Duration::MAX).build().expect("a client");
    client.users().list().send().await.expect("an answer");
}

#[tokio::test]
async fn status_headers_and_body_are_kept() {
    let body = r#"{"users": [{"id": 1, "shoeSize": 43}], "new": true}"#;
    let answer = Answer::new(203).header("x-request-id", "r-1").header("x-total", "1").body(body);
    let server = Server::play([answer]).await;
    let response = client(&server).users().list().send_with_response().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::NON_AUTHORITATIVE_INFORMATION);
    assert_eq!(response.headers()["x-total"], "1");
    assert_eq!((response.request_id(), response.attempts()), (Some("r-1"), 1));
    assert_eq!(response.body(), body.as_bytes());
    let whole: serde_json::Value = serde_json::from_slice(response.body()).expect("JSON");
    assert_eq!(whole["users"][0]["shoeSize"], 43);
    assert!(!format!("{response:?}").contains("shoeSize"));
    assert_eq!(response.get_ref().users.len(), 1);
    assert_eq!(response.into_inner().users[0].id, Some(1));
}

#[tokio::test]
async fn settings_of_the_http_library_reach_it_but_not_its_redirects() {
    let server =
        Server::play([Answer::new(302).header("location", "http://127.0.0.1:1/elsewhere"), Answer::json("{}")]).await;
    let client = builder(&server)
        .http(|http| {
            let mut headers = generated_client::HeaderMap::new();
            headers.insert("x-everywhere", "yes".parse().expect("a value"));
            http.default_headers(headers)
                .redirect(generated_client::reqwest::redirect::Policy::limited(5))
                .referer(true)
        })
        .build()
        .expect("a client");
    let error = client.users().list().send().await.expect_err("the redirect leads away");
    assert_eq!(error.status(), Some(StatusCode::FOUND));
    client.users().list().send().await.expect("an answer");
    assert_eq!(server.received()[1].header("x-everywhere"), Some("yes"));
}

#[tokio::test]
async fn a_cookie_of_the_call_replaces_the_credential() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let cookie = generated_client::Credential::cookie("sid", "of-the-client");
    let client = builder(&server).credential("token", cookie).build().expect("a client");
    client.users().list().send().await.expect("an answer");
    let options = RequestOptions::new().header("Cookie", "sid=of-the-call");
    client.users().list().options(options).send().await.expect("an answer");
    let cookies: Vec<_> = server.received().iter().map(|it| it.header("cookie").map(str::to_owned)).collect();
    assert_eq!(cookies, [Some("sid=of-the-client".to_owned()), Some("sid=of-the-call".to_owned())]);
}

#[tokio::test]
async fn a_client_without_a_credential_sends_the_one_of_the_call() {
    let server = Server::play([Answer::json("{}")]).await;
    let client = generated_client::Client::builder().base_url(server.url()).no_proxy().build().expect("a client");
    let options = RequestOptions::new().header("authorization", "Token of-the-call");
    client.users().list().options(options).send().await.expect("an answer");
    assert_eq!(server.only().header("authorization"), Some("Token of-the-call"));
    let other = RequestOptions::new().header("x-trace", "1");
    let error = client.users().list().options(other).send().await.expect_err("an error");
    assert!(matches!(error, Error::MissingCredential(_)), "{error:?}");
}
