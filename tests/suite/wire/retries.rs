//! Which calls are retried, how often, and after which time.

use std::time::{Duration, Instant};

use generated_client::{Client, Error, RequestOptions, RetryPolicy};
use tests::server::{Answer, Server};

use super::builder;

/// Returns the default policy with short waits.
fn quick() -> RetryPolicy {
    RetryPolicy::default().first_backoff(Duration::from_millis(2))
}

fn client(server: &Server, policy: RetryPolicy) -> Client {
    builder(server).retry(policy).build().expect("a client")
}

fn good() -> Answer {
    Answer::json(r#"{"users": []}"#)
}

#[tokio::test]
async fn a_safe_call_is_retried_until_it_succeeds() {
    for failure in [
        Answer::new(408),
        Answer::new(429),
        Answer::new(502),
        Answer::new(503),
        Answer::new(504),
        Answer::raw(""),
        Answer::json("{\"users\"").announcing(100),
    ] {
        let server = Server::play([failure.clone(), failure, good()]).await;
        let client = client(&server, quick());
        let response = client.users().list().send_with_response().await.expect("an answer in the end");
        assert_eq!((response.attempts(), server.received().len()), (3, 3));
        let received = server.received();
        assert_eq!(received[0].target, received[2].target);
        assert_eq!(received[0].headers, received[2].headers);
    }
}

#[tokio::test]
async fn the_third_failure_is_the_last_and_says_so() {
    let server = Server::start(|_| Answer::new(503).body("busy")).await;
    let error = client(&server, quick()).users().list().send().await.expect_err("an error");
    assert_eq!((server.received().len(), error.attempts()), (3, 3));
    assert_eq!(
        error.to_string(),
        "users.list (GET /users): the server responded with 503 Service Unavailable: busy (3 attempts)"
    );
}

#[tokio::test]
async fn a_failure_to_connect_is_retried() {
    let server = Server::play([]).await;
    let client = client(&server, quick());
    drop(server);
    tokio::task::yield_now().await;
    let error = client.users().list().send().await.expect_err("an error");
    assert!(error.is_connect() && error.to_string().ends_with("(3 attempts)"), "{error}");
}

#[tokio::test]
async fn an_unsafe_call_is_sent_once() {
    let server = Server::start(|_| Answer::new(503).header("retry-after", "0")).await;
    let client = client(&server, quick());
    let users = client.users();
    assert!(users.delete_current().send().await.is_err());
    assert!(users.update(1).name("a").send().await.is_err());
    assert_eq!(server.received().len(), 2);
    let put = client.request("PUT", "/users/{userId}/attributes/email").path("userId", 1);
    assert!(put.send::<()>().await.is_err());
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn the_policy_can_be_set_for_a_call_and_for_a_client() {
    let server = Server::start(|_| Answer::new(503)).await;
    let once = client(&server, quick());
    let options = || RequestOptions::new().retry(quick().any_method().max_attempts(4));
    let error = once.users().update(1).name("a").options(options()).send().await.expect_err("an error");
    assert_eq!((server.received().len(), error.attempts()), (4, 4));
    let bodies: Vec<_> = server.received().into_iter().map(|it| it.body).collect();
    assert!(bodies.iter().all(|body| body == r#"{"name":"a"}"#), "{bodies:?}");
    let always = client(&server, quick().any_method().max_attempts(2));
    assert!(always.users().update(1).name("a").send().await.is_err());
    assert_eq!(server.received().len(), 6);
    let never = RequestOptions::new().retry(RetryPolicy::none());
    assert!(always.users().list().options(never).send().await.is_err());
    assert_eq!(server.received().len(), 7);
}

#[tokio::test]
async fn a_permanent_error_is_not_retried() {
    for answer in [
        Answer::new(400),
        Answer::new(401),
        Answer::new(403),
        Answer::new(404),
        Answer::new(409),
        Answer::new(422),
        Answer::new(500),
        Answer::new(501),
        Answer::json("["),
        Answer::new(302).header("location", "http://elsewhere.invalid/"),
    ] {
        let server = Server::start(move |_| answer.clone()).await;
        assert!(client(&server, quick()).users().list().send().await.is_err());
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_timeout_is_not_retried() {
    let server = Server::start(|_| Answer::silence()).await;
    let client = builder(&server).retry(quick()).timeout(Duration::from_millis(100)).build().expect("a client");
    let error = client.users().list().send().await.expect_err("an error");
    assert!(error.is_timeout());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn the_client_waits_as_long_as_the_server_asks_for() {
    let server = Server::play([Answer::new(429).header("retry-after", "1"), good()]).await;
    let before = Instant::now();
    client(&server, quick()).users().list().send().await.expect("an answer");
    assert!(before.elapsed() >= Duration::from_secs(1));

    let soon = jiff_date(2);
    let server = Server::play([Answer::new(503).header("retry-after", &soon), good()]).await;
    let before = Instant::now();
    client(&server, quick()).users().list().send().await.expect("an answer");
    assert!(before.elapsed() >= Duration::from_millis(500), "the date has no fractions of a second");
}

/// Returns the HTTP date this many seconds from now.
fn jiff_date(seconds: i64) -> String {
    let then = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
    then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[tokio::test]
async fn a_wait_above_the_limit_is_not_retried() {
    let long_ahead = jiff_date(100_000);
    for asked in [
        "3600",
        "3600.5",
        "18446744073709551615",
        "99999999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Fri, 31 Dec 123456 23:59:59 GMT",
        "0, 3600",
        long_ahead.as_str(),
    ] {
        let answer = Answer::new(429).header("retry-after", "0").header("retry-after", asked);
        let server = Server::start(move |_| answer.clone()).await;
        let error = client(&server, quick()).users().list().send().await.expect_err("an error");
        assert_eq!(server.received().len(), 1, "{asked}");
        assert!(error.retry_after().is_some_and(|wait| wait >= Duration::from_secs(3600)), "{asked}");
        assert!(error.to_string().contains("the server asks to wait"), "{error}");
    }
    // The limit can be changed.
    let server = Server::play([Answer::new(429).header("retry-after", "1"), good()]).await;
    let policy = quick().max_retry_after(Duration::from_millis(500));
    assert!(client(&server, policy).users().list().send().await.is_err());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn an_invalid_retry_after_is_ignored() {
    for asked in ["-5", "soon", "", "1.", "Thu, 01 Jan 1970 00:00:00 GMT"] {
        let server = Server::play([Answer::new(503).header("retry-after", asked), good()]).await;
        client(&server, quick()).users().list().send().await.expect("an answer");
        assert_eq!(server.received().len(), 2, "{asked}");
    }
}

#[tokio::test]
async fn no_wait_begins_that_would_end_too_late() {
    let server = Server::start(|_| Answer::new(503).header("retry-after", "5")).await;
    let policy = quick().max_total_time(Duration::from_secs(2));
    let before = Instant::now();
    let error = client(&server, policy).users().list().send().await.expect_err("an error");
    assert!(before.elapsed() < Duration::from_secs(2));
    assert!(matches!(error, Error::Api(_)));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn waits_grow_and_differ() {
    let server = Server::start(|_| Answer::new(503)).await;
    let policy = quick().first_backoff(Duration::from_millis(40)).max_attempts(5);
    let call = || async {
        let before = Instant::now();
        let _ = client(&server, policy.clone()).users().list().send().await;
        before.elapsed()
    };
    let (first, second) = (call().await, call().await);
    // The waits are at most 40 + 80 + 160 + 320 ms.
    assert!(first < Duration::from_secs(5) && second < Duration::from_secs(5));
    assert_ne!(first, second);
}

#[tokio::test]
async fn no_wait_is_longer_than_the_longest() {
    for policy in [
        RetryPolicy::default().max_backoff(Duration::ZERO),
        RetryPolicy::default().first_backoff(Duration::MAX).max_backoff(Duration::from_millis(1)),
    ] {
        let server = Server::start(|_| Answer::new(503)).await;
        let policy = policy.max_attempts(20).max_total_time(Duration::MAX);
        let before = Instant::now();
        let error = client(&server, policy).users().list().send().await.expect_err("an error");
        assert_eq!(error.attempts(), 20);
        assert!(before.elapsed() < Duration::from_secs(3), "{:?}", before.elapsed());
    }
}

#[tokio::test]
async fn a_response_that_cannot_be_decoded_has_the_number_of_attempts() {
    for body in ["[", "<p>too much"] {
        let server = Server::play([Answer::new(503), Answer::new(502), Answer::json(body)]).await;
        let client = builder(&server).retry(quick()).max_response_bytes(8).build().expect("a client");
        let error = client.users().list().send().await.expect_err("an error");
        assert!(matches!(error, Error::Decode(_)));
        assert_eq!(error.attempts(), 3, "{error}");
        assert!(error.to_string().ends_with("(3 attempts)"), "{error}");
    }
}
