//! What is refused before anything is sent: the same over the network, by a mock, and without async.

use generated_client::mock::Mock;
use generated_client::{Client, Error, RequestOptions, RetryPolicy};
use serde_json::{Value, json};
use tests::server::{Answer, Server};

use super::{builder, shown};

/// A client of the server, and one of a mock with responses.
fn both(server: &Server, mock: &Mock) -> [Client; 2] {
    mock.users().list().returns_json(json!({}));
    mock.request("GET", "/x").returns_json(json!({}));
    mock.request("CONNECT", "/x").returns_json(json!({}));
    mock.request("GET /x HTTP/1.1\r\nx:", "/x").returns_json(json!({}));
    let retry = RetryPolicy::default();
    let client = builder(server).retry(retry.clone()).build().expect("a client");
    [client, mock.builder().retry(retry).build().expect("a client")]
}

#[track_caller]
fn assert_refused<T>(sent: Result<T, Error>, argument: &str, why: &str) {
    let Err(error) = sent else { panic!("`{argument}` was sent") };
    assert!(!error.is_retryable() && error.attempts() == 1, "{error}");
    assert!(error.to_string().contains(why) && !shown(&error).contains("canary"), "{error}");
    let Error::Argument(error) = error else { panic!("{error:?}") };
    assert_eq!(error.argument(), argument);
}

#[tokio::test]
async fn the_network_and_a_mock_refuse_the_same() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let mock = Mock::new();
    for client in both(&server, &mock) {
        let get = || client.request("GET", "/x");
        for name in ["Content-Length", "transfer-encoding", "TE", "trailer", "upgrade"] {
            let options = RequestOptions::new().header(name, "7");
            let sent = client.users().list().options(options).send().await;
            assert_refused(sent, name, "a header that only the client can set");
            assert_refused(get().header(name, "7").send::<Value>().await, name, "only the client can set");
        }
        let options = RequestOptions::new().header("host", "canary");
        assert_refused(client.users().list().options(options).send().await, "host", "`RequestOptions::host` sets it");
        let options = RequestOptions::new().host("canary\r\nx: y");
        assert_refused(client.users().list().options(options).send().await, "host", "cannot be sent in a header");
        for (name, value) in [("x-a\r\nx-b", "1"), ("x-a", "canary\r\nx-b: 1"), ("x-a", "canary é"), ("", "1")] {
            let options = RequestOptions::new().header(name, value);
            assert!(matches!(client.users().list().options(options).send().await, Err(Error::Argument(_))), "{name}");
        }
        let long = client.users().list().name("canary".repeat(11_000)).send().await;
        assert_refused(long, "query", "the URL would have more than 65534 bytes");
        let long = client.request("GET", "/{x}").path("x", "canary".repeat(11_000)).send::<Value>().await;
        assert_refused(long, "path", "the URL would have more than 65534 bytes");
        let tunnel = client.request("CONNECT", "/x").send::<Value>().await;
        assert_refused(tunnel, "CONNECT", "opens a tunnel");
        let forged = client.request("GET /x HTTP/1.1\r\nx:", "/x").send::<Value>().await;
        assert_refused(forged, "GET /x HTTP/1.1\r\nx:", "is not an HTTP method");
    }
    assert_eq!((server.received().len(), mock.received().len()), (0, 0));
}

#[tokio::test]
async fn the_network_and_a_mock_report_the_same() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let mock = Mock::new();
    let mut texts = Vec::new();
    for client in both(&server, &mock) {
        let mut errors = Vec::new();
        for value in ["", ".", "..", "a/b", "a\u{0}b", "é", "%2e%2e", &"x".repeat(70_000)] {
            errors.push(client.request("GET", "/{v}").path("v", value).send::<Value>().await.err());
            let options = RequestOptions::new().header("x-odd", value).query("odd", value);
            errors.push(client.users().list().options(options).send().await.err());
            let options = RequestOptions::new().host(value);
            errors.push(client.users().list().options(options).send().await.err());
        }
        for method in ["GET", "get", "", "G T", "CONNECT", "TRACE", "É"] {
            errors.push(client.request(method, "/x").send::<Value>().await.err());
        }
        for path in ["", "x", "//x", "/../x", "/{missing}", "/x?a=b#c", "/x y", "http://elsewhere.invalid/x", "/\\x"] {
            errors.push(client.request("GET", path).send::<Value>().await.err());
        }
        // A mock has no plan for what the network sends.
        let refused = |error: Option<Error>| error.filter(|error| !matches!(error, Error::Refused(_)));
        texts.push(errors.into_iter().map(|error| refused(error).map(|error| error.to_string())).collect::<Vec<_>>());
    }
    assert_eq!(texts[0], texts[1]);
    assert!(texts[0].iter().filter(|text| text.is_some()).count() > 15, "{texts:#?}");
}

#[tokio::test]
async fn the_longest_url_is_sent() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let client = super::client(&server);
    let room = 65_534 - format!("{}/users?name=", server.url()).len();
    client.users().list().name("x".repeat(room)).send().await.expect("an answer");
    let sent = client.users().list().name("x".repeat(room + 1)).send().await;
    assert_refused(sent, "query", "too long");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_request_that_the_library_does_not_send_is_refused() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let retrying = builder(&server).retry(RetryPolicy::default()).http(|http| http.https_only(true));
    let error = retrying.build().expect("a client").users().list().send().await.expect_err("an error");
    assert!(matches!(error, Error::Refused(_)) && !error.is_retryable() && !error.is_connect(), "{error:?}");
    assert_eq!(error.to_string(), "users.list (GET /users): the request was not sent: URL scheme is not allowed");
    assert_eq!((error.attempts(), server.received().len()), (1, 0));
}

#[tokio::test]
async fn the_host_header_can_be_set() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let options = RequestOptions::new().host("api.example.com");
    super::client(&server).users().list().options(options).send().await.expect("an answer");
    assert_eq!(server.only().header("host"), Some("api.example.com"));
}

#[tokio::test]
async fn a_blocking_call_refuses_the_same() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let client = builder(&server).build().expect("a client");
    let options = RequestOptions::new().header("content-length", "0");
    assert_refused(client.users().list().options(options).send_blocking(), "content-length", "only the client can set");
    let long = client.users().list().name("canary".repeat(11_000)).send_blocking();
    assert_refused(long, "query", "more than 65534 bytes");
    assert_refused(client.request("CONNECT", "/x").send_blocking::<Value>(), "CONNECT", "opens a tunnel");
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn a_response_that_is_not_http_is_not_retried() {
    let chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\nno length\r\n";
    for (answer, status) in [
        (Answer::raw("HTTP/7.7 200 OK\r\n\r\n"), None),
        (Answer::raw("nonsense\r\n\r\n"), None),
        (Answer::raw("HTTP/1.1 x OK\r\n\r\n"), None),
        (Answer::raw("HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n"), None),
        (Answer::raw("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), None),
        (Answer::raw(chunks), Some(200)),
        (Answer::json("this is not gzip").header("content-encoding", "gzip"), Some(200)),
    ] {
        let played = answer.clone();
        let server = Server::start(move |_| played.clone()).await;
        let client = builder(&server).retry(RetryPolicy::default()).build().expect("a client");
        let error = client.users().list().send().await.expect_err("an error");
        assert_eq!((server.received().len(), error.attempts()), (1, 1), "{error}");
        let same = tokio::task::spawn_blocking(move || client.users().list().send_blocking().expect_err("an error"));
        let same = same.await.expect("no panic");
        assert_eq!((server.received().len(), same.to_string()), (2, error.to_string()));
        assert!(error.to_string().contains("is not valid HTTP"), "{answer:?}: {error}");
        assert!(!error.is_retryable() && !error.is_connect() && !error.is_timeout(), "{error}");
        let Error::Transport(error) = error else { panic!("{error:?}") };
        assert_eq!((error.is_invalid_response(), error.status().map(|it| it.as_u16())), (true, status));
    }
}
