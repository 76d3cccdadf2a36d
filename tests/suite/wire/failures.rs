//! Wrong responses and failed connections are typed errors with helpful messages.

use generated_client::users::ListResponse;
use generated_client::{ApiError, DecodeError, Error, StatusCode};
use tests::server::{Answer, Server};

use super::client;

async fn list(answer: Answer) -> Result<ListResponse, Error> {
    let server = Server::play([answer]).await;
    client(&server).users().list().send().await
}

async fn api_error(answer: Answer) -> Box<ApiError> {
    match list(answer).await {
        Err(Error::Api(error)) => error,
        other => panic!("not an error of the API: {other:?}"),
    }
}

async fn decode_error(answer: Answer) -> Box<DecodeError> {
    match list(answer).await {
        Err(Error::Decode(error)) => error,
        other => panic!("not an error of decoding: {other:?}"),
    }
}

#[tokio::test]
async fn an_error_body_is_typed_and_kept() {
    let body = r#"{"detail": "Access denied.", "message": "Permission denied", "code": "SC403",
        "suberrors": [{"message": "one"}]}"#;
    let answer = Answer::new(400).header("x-request-id", "r-1").body(body);
    let error = api_error(answer).await;
    assert_eq!(error.status(), StatusCode::BAD_REQUEST);
    assert_eq!(error.body(), body);
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.operation().name, "users.list");
    assert!(error.headers().contains_key("content-length"));
    let details = error.details().expect("the documented error");
    assert_eq!(details.code.as_deref(), Some("SC403"));
    assert_eq!(details.message.as_deref(), Some("Permission denied"));
    assert_eq!(details.detail.as_deref(), Some("Access denied."));
    assert_eq!(details.suberrors.len(), 1);
}

#[tokio::test]
async fn an_incomplete_error_body_is_typed_as_well() {
    let error = api_error(Answer::new(500).body(r#"{"message": "Oh", "suberrors": null}"#)).await;
    let details = error.details().expect("the documented error");
    assert_eq!(details.message.as_deref(), Some("Oh"));
    assert_eq!((&details.code, details.suberrors.len()), (&None, 0));
}

#[tokio::test]
async fn an_error_without_a_body_says_what_is_known() {
    let error = api_error(Answer::new(400)).await;
    assert_eq!((error.body(), error.details()), ("", None));
    assert_eq!(error.to_string(), "users.list (GET /users): the server responded with 400 Bad Request");
    let error = list(Answer::new(401)).await.expect_err("an error");
    assert!(error.is_unauthorized() && !error.is_forbidden() && !error.is_retryable());
    let error = list(Answer::new(403)).await.expect_err("an error");
    assert!(error.is_forbidden());
    assert_eq!(
        error.to_string(),
        "users.list (GET /users): the server responded with 403 Forbidden (the credential needs the scope \
         user:read)"
    );
    let error = list(Answer::new(404)).await.expect_err("an error");
    assert!(error.is_not_found() && !error.is_retryable());
}

#[tokio::test]
async fn a_rate_limit_in_plain_text_keeps_its_headers() {
    let answer = Answer::new(429)
        .header("retry-after", "60")
        .body("Requests limit for organization exceeded, please try again later.");
    let error = list(answer).await.expect_err("an error");
    assert!(error.is_rate_limited() && error.is_retryable());
    assert_eq!(
        error.to_string(),
        "users.list (GET /users): the server responded with 429 Too Many Requests: Requests limit for organization \
         exceeded, please try again later. (the server asks to wait 60 s)"
    );
    let error = error.as_api().expect("an error of the API");
    assert_eq!(error.headers()["retry-after"], "60");
    assert_eq!(error.details(), None);
}

#[tokio::test]
async fn a_proxy_in_html_stays_on_one_line() {
    let body = format!("<html>\r\n<body>\n{}\u{1b}[31m</body>", "bad gateway ".repeat(500));
    let error = list(Answer::new(502).body(body)).await.expect_err("an error");
    assert!(error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("<html> <body> bad gateway"), "{text}");
    assert!(text.len() < 500 && !text.contains(['\n', '\r', '\u{1b}']), "{text}");
    let body = error.as_api().expect("an error of the API").body();
    assert_eq!(body.len(), 2048);
}

#[tokio::test]
async fn html_with_a_success_shows_how_it_begins() {
    let answer = Answer::new(200).header("content-type", "text/html").body("<html>\n<title>Maintenance</title>");
    let error = decode_error(answer).await;
    assert_eq!(error.status(), StatusCode::OK);
    assert_eq!(error.path(), None);
    assert_eq!(error.body(), "<html>\n<title>Maintenance</title>");
    assert_eq!(
        error.to_string(),
        "users.list (GET /users): cannot decode the response 200 OK: expected value at line 1 column 1; the body begins: \
         <html> <title>Maintenance</title>"
    );
}

#[tokio::test]
async fn a_wrong_type_is_located() {
    for (body, path) in [
        (r#"{"users": [{"id": 1}, {"id": 2}, {}, {"id": "x"}]}"#, "users[3].id"),
        (r#"{"users": [{"id": 1, "features": {"allow_apps": "y"}}]}"#, "users[0].features.allow_apps"),
        (r#"{"users": {"id": 1}}"#, "users"),
        (r#"{"users": [{"id": "12"}]}"#, "users[0].id"),
        (r#"{"users": [{"id": 1}, {"id""#, "users[1]"),
    ] {
        let error = decode_error(Answer::json(body)).await;
        assert_eq!(error.path(), Some(path), "{body}");
        assert!(error.to_string().contains(&format!("at `{path}`: ")), "{error}");
        assert_eq!(error.body(), body);
    }
}

#[tokio::test]
async fn invalid_json_is_an_error_and_not_a_panic() {
    let deep = "[".repeat(200_000);
    let deep_unknown = format!("{{\"unknown\": {}", "[".repeat(200_000));
    let invalid = b"{\"users\": [{\"name\": \"\xff\xfe\"}]}".to_vec();
    let bodies: [Vec<u8>; 7] = [
        deep.into(),
        deep_unknown.into(),
        invalid,
        "[]".into(),
        "nul".into(),
        "\"text\"".into(),
        "{\"users\": []} trailing".into(),
    ];
    for body in bodies {
        let error = decode_error(Answer::new(200).body(body.clone())).await;
        assert_eq!(error.status(), StatusCode::OK);
        assert!(error.body().len() <= 2048);
        assert_eq!(error.body().is_empty(), body.is_empty());
    }
}

#[tokio::test]
async fn a_compressed_body_that_was_not_asked_for_is_named() {
    let answer = Answer::new(200).header("content-encoding", "br").body(b"\x0b\x02\x80\x00".to_vec());
    let error = decode_error(answer).await;
    assert!(error.to_string().contains("has the content encoding `br`"), "{error}");
}

#[tokio::test]
async fn an_incomplete_response_keeps_its_status() {
    let answer = Answer::json(r#"{"users": [{"id": 1}"#).announcing(1000);
    let error = list(answer).await.expect_err("an error");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert!(error.to_string().contains("the response 200 OK was interrupted"), "{error}");

    let answer = Answer::new(503).body("try la").announcing(1000);
    let error = api_error(answer).await;
    assert_eq!((error.status().as_u16(), error.body()), (503, "try la"));
}

#[tokio::test]
async fn a_failed_connection_is_not_an_error_response() {
    for bytes in ["", "HTTP/1.1 2", "SSH-2.0-OpenSSH_9.2\r\n\r\n"] {
        let error = list(Answer::raw(bytes)).await.expect_err("an error");
        let Error::Transport(error) = &error else {
            panic!("{error:?}");
        };
        assert!(!error.is_connect() && error.status().is_none(), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_exist_is_reported() {
    let server = Server::play([]).await;
    let client = client(&server);
    drop(server);
    // The port is free as soon as the server has stopped.
    tokio::task::yield_now().await;
    let error = client.users().list().send().await.expect_err("an error");
    let Error::Transport(inner) = &error else {
        panic!("{error:?}");
    };
    assert!(inner.is_connect() && error.is_retryable());
    let text = error.to_string();
    let start = "users.list (GET /users): cannot connect to the server: ";
    assert!(text.starts_with(start) && text.len() > start.len(), "{text}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_failed_call_is_not_sent_again() {
    for answer in [
        Answer::new(500),
        Answer::new(503).header("retry-after", "0"),
        Answer::new(429).header("retry-after", "0"),
        Answer::raw(""),
        Answer::json("{").announcing(10),
    ] {
        let server = Server::start(move |_| answer.clone()).await;
        let sent = client(&server).users().delete_current().send().await;
        assert!(sent.is_err());
        assert_eq!(server.received().len(), 1);
    }
}
