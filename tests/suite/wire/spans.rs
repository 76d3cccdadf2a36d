//! The spans of calls have the attributes of OpenTelemetry and the path template, but no values.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use generated_client::RetryPolicy;
use tests::server::{Answer, Server};
use tracing::Dispatch;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use super::builder;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        let bytes = self.0.lock().expect("no test panicked with it").clone();
        String::from_utf8(bytes).expect("text")
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panicked with it").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Returns everything that is traced during a function, at the most verbose level.
async fn told(work: impl Future<Output = ()>) -> String {
    let lines = Lines::default();
    work.with_subscriber(subscriber(&lines)).await;
    lines.text()
}

/// If there is only one subscriber, whether a span is wanted is asked of the thread that meets it first, which may belong to
/// another test. With a second one, all of them are asked.
static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::new()));

fn subscriber(lines: &Lines) -> impl tracing::Subscriber + Send + Sync + use<> {
    LazyLock::force(&SECOND);
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_span_events(FmtSpan::FULL)
        .with_writer(lines.clone())
        .finish()
}

#[tokio::test]
async fn a_span_shows_the_call_and_its_result() {
    let server = Server::play([Answer::new(503), Answer::json("{}"), Answer::new(404)]).await;
    let retry = RetryPolicy::default().first_backoff(Duration::from_millis(1));
    let client = builder(&server).retry(retry).build().expect("a client");
    let told = told(async {
        client.users().list().name("canary").send().await.expect("an answer");
        client.users().update("canary").name("canary").send().await.expect_err("an error");
    })
    .await;
    let closed: Vec<_> = told.lines().filter(|line| line.contains("call") && line.contains("close")).collect();
    assert_eq!(closed.len(), 2, "{told}");
    for expected in [
        "otel.name=GET /users",
        "otel.kind=\"client\"",
        "operation=\"users.list\"",
        "http.request.method=\"GET\"",
        "url.template=\"/users\"",
        "server.address=\"127.0.0.1\"",
        "server.port=",
        "http.response.status_code=200",
        "http.request.resend_count=1",
        "http.client.request.duration=",
    ] {
        assert!(closed[0].contains(expected), "{expected}: {}", closed[0]);
    }
    for expected in [
        "url.template=\"/users/{userId}\"",
        "http.response.status_code=404",
        "error.type=\"404\"",
        "otel.status_code=\"ERROR\"",
    ] {
        assert!(closed[1].contains(expected), "{expected}: {}", closed[1]);
    }
    assert!(told.contains("retrying the call"), "{told}");
    assert!(!told.contains("canary") && !told.contains("11111111"), "{told}");
}

#[tokio::test]
async fn a_response_that_cannot_be_decoded_is_an_error_of_the_span() {
    let server = Server::play([Answer::json("[")]).await;
    let client = builder(&server).build().expect("a client");
    let told = told(async {
        client.users().list().send().await.expect_err("an error");
    })
    .await;
    let closed = told.lines().find(|line| line.contains("close")).expect("a span");
    for expected in ["http.response.status_code=200", "error.type=\"decode\"", "otel.status_code=\"ERROR\""] {
        assert!(closed.contains(expected), "{expected}: {closed}");
    }
}

#[tokio::test]
async fn a_blocking_call_has_its_span_on_the_callers_thread() {
    let server = Server::play([Answer::json("{}")]).await;
    let client = builder(&server).build().expect("a client");
    let told = tokio::task::spawn_blocking(move || {
        let lines = Lines::default();
        tracing::subscriber::with_default(subscriber(&lines), || {
            tracing::info_span!("of_the_caller").in_scope(|| client.users().list().send_blocking()).expect("an answer");
        });
        lines.text()
    })
    .await
    .expect("no panic");
    let closed = told.lines().find(|line| line.contains("url.template") && line.contains("close"));
    let closed = closed.unwrap_or_else(|| panic!("no span of a call:\n{told}"));
    assert!(closed.contains("of_the_caller:call{"), "{closed}");
    assert!(closed.contains("http.response.status_code=200"), "{closed}");
}
