//! Blocking calls behave like async ones: paths, queries, headers, redirects, secrets, bad responses, retries
//! and threads. The details are tested in the other modules.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use generated_client::users::UserColumn;
use generated_client::{Client, Error, RequestOptions, RetryPolicy, StatusCode};
use tests::server::{Answer, Server};
use tokio::runtime::Handle;

use super::{builder, shown};

/// A server on a runtime of its own, for tests that are not async.
struct Here {
    server: Option<Server>,
    runtime: tokio::runtime::Runtime,
}

impl Here {
    fn start(answer: impl Fn(&tests::server::Received) -> Answer + Send + Sync + 'static) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let server = Some(runtime.block_on(Server::start(answer)));
        Self { server, runtime }
    }

    fn play(answers: impl IntoIterator<Item = Answer>) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let server = Some(runtime.block_on(Server::play(answers)));
        Self { server, runtime }
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("it is running")
    }

    fn client(&self) -> Client {
        builder(self.server()).build().expect("a client")
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        let _guard = self.runtime.enter();
        self.server = None;
    }
}

#[test]
fn a_call_is_the_same_without_await() -> Result<(), Error> {
    let here = Here::play([Answer::json(r#"{"users": [{"id": 7}]}"#), Answer::new(204)]);
    let client = here.client();
    let page = client.users().list().organization_id(11).cols([UserColumn::Id]).limit(50).send_blocking()?;
    assert_eq!(page.users[0].id, Some(7));
    let response = client.users().update("a b/c?d").name("é").send_with_response_blocking()?;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let received = here.server().received();
    assert_eq!(received[0].raw_query(), "organizationId=11&cols%5B%5D=id&pg%5Blimit%5D=50");
    assert_eq!(received[1].path(), "/users/a%20b%2Fc%3Fd");
    assert_eq!(received[1].json(), serde_json::json!({"name": "é"}));
    assert_eq!(received[1].header("authorization"), Some("Token 11111111-aaaa"));
    Ok(())
}

#[test]
fn a_path_cannot_be_left() {
    let here = Here::start(|_| Answer::json("{}"));
    for value in ["", ".", ".."] {
        assert!(matches!(here.client().users().update(value).send_blocking(), Err(Error::Argument(_))), "{value}");
    }
    assert_eq!(here.server().received().len(), 0);
    for (value, path) in [("%2e", "/users/%252e"), ("..\\..\\x", "/users/..%5C..%5Cx"), ("a?b#c", "/users/a%3Fb%23c")] {
        here.client().users().update(value).send_blocking().expect("an answer");
        assert_eq!(here.server().received().last().expect("a request").path(), path);
    }
}

#[test]
fn pages_and_items_are_iterators() -> Result<(), Error> {
    let page = |request: &tests::server::Received| {
        let offset = request
            .query()
            .iter()
            .find(|(name, _)| name == "pg[offset]")
            .map_or(0, |(_, it)| it.parse().expect("a number"));
        let users: Vec<_> = (offset..5).take(2).map(|id| format!("{{\"id\": {id}}}")).collect();
        Answer::json(&format!(r#"{{"users": [{}], "pg": {{"limit": 2}}}}"#, users.join(",")))
    };
    let here = Here::start(page);
    let client = here.client();
    let ids: Result<Vec<_>, _> = client.users().list().items_blocking().map(|user| user.map(|user| user.id)).collect();
    assert_eq!(ids?, [Some(0), Some(1), Some(2), Some(3), Some(4)]);
    assert_eq!(here.server().received().len(), 3);
    let mut pages = client.users().list().pages_blocking();
    let mut lengths = Vec::new();
    while let Some(page) = pages.next()? {
        lengths.push(page.users.len());
    }
    assert_eq!(lengths, [2, 2, 1]);
    let mut items = client.users().list().items_blocking();
    assert_eq!(items.next()?.and_then(|user| user.id), Some(0));
    assert_eq!(here.server().received().len(), 7, "nothing is fetched before it is asked for");
    Ok(())
}

#[test]
fn retries_time_and_options_are_the_same() {
    let here = Here::start(|_| Answer::new(503));
    let quick = RetryPolicy::default().first_backoff(Duration::from_millis(1));
    let client = builder(here.server()).retry(quick).build().expect("a client");
    let error = client.users().list().send_blocking().expect_err("an error");
    assert_eq!((error.attempts(), here.server().received().len()), (3, 3));
    assert!(client.users().delete_current().send_blocking().is_err());
    assert_eq!(here.server().received().len(), 4);
    let silent = Here::start(|_| Answer::silence());
    let options = RequestOptions::new().timeout(Duration::from_millis(100)).header("x-a", "b");
    let error = silent.client().users().list().options(options).send_blocking().expect_err("an error");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(silent.server().only().header("x-a"), Some("b"));
}

#[test]
fn bad_responses_are_typed_errors() {
    for (answer, kind) in [
        (Answer::new(200).header("content-type", "text/html").body("<html>"), "decode"),
        (Answer::json("{\"users\":").announcing(100), "transport"),
        (Answer::new(200).body(b"{\"users\": [{\"name\": \"\xff\"}]}".to_vec()), "decode"),
        (Answer::new(200).body("[".repeat(200_000)), "decode"),
        (Answer::raw("nonsense"), "transport"),
        (Answer::new(429).body("Too many"), "api"),
        (Answer::new(307).header("location", "http://elsewhere.invalid/"), "api"),
        (Answer::new(200).without_end().body("x".repeat(1 << 16)), "decode"),
    ] {
        let here = Here::play([answer]);
        let client = builder(here.server()).max_response_bytes(1 << 20).build().expect("a client");
        let error = client.users().list().send_blocking().expect_err("an error");
        let found = match &error {
            Error::Decode(_) => "decode",
            Error::Transport(_) => "transport",
            Error::Api(_) => "api",
            other => panic!("{other:?}"),
        };
        assert_eq!(found, kind, "{error}");
    }
}

#[test]
fn secrets_are_not_shown() {
    for answer in [Answer::new(500).body("no"), Answer::raw(""), Answer::json("["), Answer::new(403)] {
        let here = Here::start(move |_| answer.clone());
        let client = builder(here.server()).token("kanarienvogel").build().expect("a client");
        let request = client.users().delete_current().current_password("kanarienvogel");
        assert!(!format!("{client:?} {request:?}").contains("kanarienvogel"));
        let error = request.send_blocking().expect_err("an error");
        assert!(!shown(&error).contains("kanarienvogel"), "{error}");
        assert!(format!("{:?}", here.server().received()).contains("kanarienvogel"));
    }
}

#[tokio::test]
async fn within_a_runtime_it_blocks_and_does_not_panic() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let client = builder(&server).build().expect("a client");
    let call = tokio::task::spawn_blocking(move || client.users().list().send_blocking());
    call.await.expect("no panic").expect("an answer");
    // The last clone is dropped within a runtime, with and without threads.
    drop(builder(&server).build().expect("a client"));
    let mock = generated_client::mock::Mock::new();
    mock.users().list().returns_json(serde_json::json!({}));
    for client in [mock.client(), builder(&server).transport(mock.clone()).build().expect("a client")] {
        client.users().list().send_blocking().expect("an answer");
    }
}

#[test]
fn threads_can_share_it() {
    let here = Here::start(|_| Answer::json("{}"));
    let client = here.client();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let client = client.clone();
            scope.spawn(move || client.users().list().send_blocking().expect("an answer"));
        }
    });
    assert_eq!(here.server().received().len(), 8);
}

#[test]
fn its_cookies_are_kept_as_well() {
    let here = Here::play([Answer::json("{}").header("set-cookie", "sid=abc; Path=/"), Answer::json("{}")]);
    let client = here.client();
    client.users().start_password_reset().hash("h").send_blocking().expect("an answer");
    client.users().list().send_blocking().expect("an answer");
    assert_eq!(here.server().received()[1].header("cookie"), Some("sid=abc"));
}

#[tokio::test]
async fn a_client_does_both_and_neither_blocks_the_other() -> Result<(), Error> {
    // The runtime has one thread. A blocking call stops it, and with it the connections of async calls.
    let server = tokio::task::spawn_blocking(|| Here::start(|_| Answer::json("{}"))).await.expect("no panic");
    let client = server.client();
    for _ in 0..3 {
        client.users().list().send().await?;
        client.users().list().send_blocking()?;
    }
    assert_eq!(server.server().received().len(), 6);
    let client = builder(server.server()).requests_per_minute(20).build()?;
    client.users().list().send().await?;
    client.users().list().send_blocking()?;
    let none = RequestOptions::new().pace_timeout(Duration::ZERO);
    let late = client.users().list().options(none.clone()).send().await.expect_err("both count");
    let later = client.users().list().options(none).send_blocking().expect_err("both count");
    assert!([late, later].iter().all(|error| matches!(error, Error::Timeout(error) if error.is_pace())));
    tokio::task::spawn_blocking(|| drop(server)).await.expect("no panic");
    Ok(())
}

/// A transport that keeps the runtimes on which it is called.
#[derive(Clone, Default)]
struct Runtimes(Arc<Mutex<Vec<Handle>>>);

impl generated_client::Transport for Runtimes {
    fn execute(
        &self,
        _: &generated_client::Operation,
        _: generated_client::reqwest::Request,
    ) -> generated_client::TransportFuture {
        self.0.lock().expect("no panic").push(Handle::current());
        Box::pin(async { Ok(http::Response::new("{}").into()) })
    }
}

fn is_running(runtime: &Handle) -> bool {
    let (sender, receiver) = std::sync::mpsc::channel();
    drop(runtime.spawn(async move { sender.send(()) }));
    receiver.recv_timeout(Duration::from_secs(10)).is_ok()
}

#[test]
fn the_clones_of_a_client_share_threads_that_end_with_the_last_of_them() -> Result<(), Error> {
    let runtimes = Runtimes::default();
    let builder = Client::builder().base_url("http://localhost").token("t").transport(runtimes.clone());
    let [client, other] = [builder.clone().build()?, builder.build()?];
    let clone = client.clone();
    for client in [&client, &clone, &other] {
        client.users().list().send_blocking()?;
    }
    let runtimes = std::mem::take(&mut *runtimes.0.lock().expect("no panic"));
    let ids: Vec<_> = runtimes.iter().map(Handle::id).collect();
    assert!(ids[0] == ids[1] && ids[0] != ids[2], "{ids:?}");
    let request = clone.users().list();
    drop((client, clone));
    assert!(is_running(&runtimes[0]), "a request belongs to a clone");
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async { drop(request) });
    assert!(!is_running(&runtimes[0]) && is_running(&runtimes[2]));
    Ok(())
}

/// A transport that panics.
struct Panics;

impl generated_client::Transport for Panics {
    fn execute(
        &self,
        _: &generated_client::Operation,
        _: generated_client::reqwest::Request,
    ) -> generated_client::TransportFuture {
        panic!("the transport panicked")
    }
}

#[tokio::test]
async fn a_panic_within_a_call_reaches_the_caller() {
    let builder = Client::builder().base_url("http://localhost").token("t").transport(Panics);
    let client = builder.build().expect("a client");
    for _ in 0..2 {
        // This thread is within a runtime.
        let call = std::panic::AssertUnwindSafe(|| client.users().list().send_blocking().is_ok());
        let panic = std::panic::catch_unwind(call).expect_err("a panic");
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"the transport panicked"));
    }
}

/// A transport that makes blocking calls with the client that it belongs to.
#[derive(Clone, Default)]
struct Circle(Arc<OnceLock<Client>>);

impl generated_client::Transport for Circle {
    fn execute(
        &self,
        operation: &generated_client::Operation,
        _: generated_client::reqwest::Request,
    ) -> generated_client::TransportFuture {
        let client = self.0.get().expect("it is set").clone();
        let inner = match operation.name {
            "users.list" => client.users().delete_current().send_blocking().err(),
            _ => client.users().list().items_blocking().next().err(),
        };
        Box::pin(async move { Err(generated_client::TransportFailure::broken(inner.expect("an error"))) })
    }
}

#[test]
fn a_call_on_its_own_thread_is_an_error() {
    let circle = Circle::default();
    let builder = Client::builder().base_url("http://localhost").token("t").retry(RetryPolicy::none());
    let client = builder.transport(circle.clone()).build().expect("a client");
    circle.0.set(client.clone()).expect("it is set once");
    for error in [client.users().list().send_blocking().err(), client.users().update(1).send_blocking().err()] {
        let text = error.expect("an error").to_string();
        assert!(
            text.contains("a blocking call was made on a thread of its own client, which would wait for itself"),
            "{text}"
        );
    }
}

#[test]
fn a_request_without_a_body_has_a_length() -> Result<(), Error> {
    let here = Here::start(|_| Answer::json("{}"));
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        here.client().request(method, "/things").send_for_bytes_blocking()?;
    }
    let received = here.server().received();
    let lengths: Vec<_> = received.iter().map(|it| it.header("content-length")).collect();
    assert_eq!(lengths, [Some("0"), Some("0"), Some("0"), None]);
    Ok(())
}
