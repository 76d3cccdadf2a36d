//! Building a client: what is accepted, what is refused, and what the settings do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use generated_client::{
    Client, Credential, Error, Network, Operation, RetryPolicy, Server as Zone, Transport, TransportFuture, reqwest,
};
use tests::server::{Answer, Server};

use super::{builder, shown};

#[track_caller]
fn assert_refused(built: Result<Client, Error>, why: &str) {
    let error = built.expect_err("a refused setting");
    assert!(matches!(error, Error::Configuration(_)), "{error:?}");
    assert!(error.operation().is_none() && !error.is_retryable());
    let text = shown(&error);
    assert!(text.contains(why), "{text}");
    assert!(!text.contains("canary"), "{text}");
}

#[test]
fn a_server_has_to_be_chosen() {
    assert_refused(Client::builder().token("canary").build(), "no server was chosen");
}

#[test]
fn a_base_url_is_absolute_and_has_no_query_or_fragment() {
    for (url, why) in [
        ("", "not an absolute http or https URL"),
        ("eu1.make.com/api/v2", "not an absolute http or https URL"),
        ("localhost:8080", "not an absolute http or https URL"),
        ("/api/v2", "not an absolute http or https URL"),
        ("ftp://canary.example.com", "not an absolute http or https URL"),
        ("file:///canary", "not an absolute http or https URL"),
        ("data:text/plain,canary", "not an absolute http or https URL"),
        ("http://", "not an absolute http or https URL"),
        ("http:canary", "not an absolute http or https URL"),
        ("http:/canary", "not an absolute http or https URL"),
        ("http:\\\\canary", "not an absolute http or https URL"),
        ("http:///canary", "more than two slashes"),
        ("https:////canary/v2", "more than two slashes"),
        ("http://example.com\\@canary", "a backslash"),
        ("http://exam\nple.com/canary", "a line break"),
        ("http://example.com/\r\nx: canary", "a line break"),
        ("ht\ntp://canary", "not an absolute http or https URL"),
        ("http://example.com/a canary", "white space"),
        ("http://example.com/\u{0}canary", "a control character"),
        ("http://canary:pass@example.com", "user name or password"),
        ("http://canary@example.com", "user name or password"),
        ("http://example.com/?key=canary", "a query"),
        ("http://example.com/#canary", "a fragment"),
    ] {
        assert_refused(Client::builder().token("t").base_url(url).build(), why);
    }
}

#[test]
fn a_credential_that_cannot_be_sent_is_refused_and_not_shown() {
    for token in ["canary\r\nX-Evil: 1", "canary\0", "canaryé", "canary\u{7f}", "日本canary"] {
        let builder = Client::builder().base_url("http://localhost").token(token);
        assert_refused(builder.build(), "`token` contains a character that cannot be sent in a header");
    }
    let builder = Client::builder().base_url("http://localhost");
    for token in ["canary\n", " canary", "canary ", "\tcanary", "Token canary\r\n", "Token  canary", " Token canary"] {
        assert_refused(builder.clone().token(token).build(), "`token` begins or ends with white space");
    }
    for name in ["Content-Length", "transfer-encoding", "HOST", "upgrade"] {
        let header = Credential::header(name, "", "canary");
        assert_refused(builder.clone().credential("token", header).build(), "a header that only the client can set");
    }
    for credential in
        [Credential::query("key", "canary "), Credential::cookie("key", " canary"), Credential::basic("a", "canary\n")]
    {
        assert_refused(builder.clone().credential("token", credential).build(), "begins or ends with white space");
    }
    assert_refused(builder.clone().token("").build(), "`token` is empty");
    assert_refused(builder.clone().token("Token ").build(), "`token` is empty");
    assert_refused(builder.clone().token("t").user_agent("a\nb").build(), "the user agent");
    let cookie = Credential::cookie("key", "canary; admin=1");
    assert_refused(builder.credential("token", cookie).build(), "cannot be sent in a cookie");
}

#[tokio::test]
async fn a_missing_credential_is_named_and_nothing_is_sent() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let builder = Client::builder().base_url(server.url()).no_proxy();
    let builder = builder.credential("other", Credential::query("key", "canary"));
    let client = builder.build().expect("a client");
    let error = client.users().list().send().await.expect_err("an error");
    assert!(matches!(error, Error::MissingCredential(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "users.list (GET /users): nothing was sent, because the client has no credential for `token`; set it on the builder"
    );
    assert!(!shown(&error).contains("canary"));
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn each_kind_of_credential_is_sent_in_its_place() {
    let server = Server::start(|_| Answer::json("{}")).await;
    for credential in [
        Credential::header("Authorization", "Bearer ", "b1"),
        Credential::header("X-Api-Key", "", "k1"),
        Credential::query("api key", "q&1"),
        Credential::basic("Aladdin", "open sesame"),
    ] {
        let client = builder(&server).credential("token", credential).build();
        let users = client.expect("a client").users();
        users.list().name("n").send().await.expect("an answer");
    }
    let received = server.received();
    assert_eq!(received[0].header("authorization"), Some("Bearer b1"));
    assert_eq!(received[1].header("x-api-key"), Some("k1"));
    assert_eq!(received[1].header("authorization"), None);
    assert_eq!(received[2].target, "/users?name=n&api%20key=q%261");
    assert_eq!(received[2].header("authorization"), None);
    // The example of RFC 7617, section 2.
    let basic = Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assert_eq!(received[3].header("authorization"), basic);
}

#[tokio::test]
async fn a_prefix_is_not_sent_twice() {
    let server = Server::start(|_| Answer::json("{}")).await;
    for token in ["Token abc", "token abc", "TOKEN abc", "abc", "Tokenabc", "Bearer abc"] {
        let client = builder(&server).token(token).build().expect("a client");
        client.users().list().send().await.expect("an answer");
    }
    let received = server.received();
    let sent: Vec<_> = received.iter().filter_map(|it| it.header("authorization")).collect();
    assert_eq!(sent, ["Token abc", "Token abc", "Token abc", "Token abc", "Token Tokenabc", "Token Bearer abc"]);
}

#[tokio::test]
async fn the_user_agent_can_be_changed() {
    let server = Server::play([Answer::json("{}")]).await;
    let client = builder(&server).user_agent("ours/1.0").build().expect("a client");
    client.users().list().send().await.expect("an answer");
    assert_eq!(server.only().header("user-agent"), Some("ours/1.0"));
}

#[test]
fn the_zones_have_their_urls() {
    assert_eq!(Zone::Eu1.base_url(), "https://eu1.make.com/api/v2");
    assert_eq!(Zone::CelonisUs1.base_url(), "https://us1.make.celonis.com/api/v2");
    assert_eq!(Zone::from("https://make.example.com/api/v2"), Zone::Other("https://make.example.com/api/v2".into()));
    let client = Client::builder().server(Zone::Us2).token("t").build();
    let shown = format!("{:?}", client.expect("a client"));
    assert!(shown.contains("https://us2.make.com/api/v2"), "{shown}");
}

/// Counts the requests, and adds a header to each.
struct Signed {
    network: Network,
    count: Arc<AtomicUsize>,
}

impl Transport for Signed {
    fn execute(&self, operation: &Operation, mut request: reqwest::Request) -> TransportFuture {
        self.count.fetch_add(1, Ordering::Relaxed);
        request.headers_mut().insert("x-signature", reqwest::header::HeaderValue::from_static("signed"));
        self.network.execute(operation, request)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transport_can_use_the_network() {
    let server = Server::play([Answer::new(503), Answer::json("{}"), Answer::json("{}")]).await;
    let count = Arc::new(AtomicUsize::new(0));
    let shared = Arc::clone(&count);
    let retry = RetryPolicy::default().first_backoff(Duration::ZERO);
    let builder = builder(&server).retry(retry).user_agent("mine");
    let builder = builder.wrap_network(move |network| Signed { network, count: Arc::clone(&shared) });
    let client = builder.build().expect("a client");
    client.users().list().send().await.expect("an answer");
    let call = std::thread::spawn(move || client.users().list().send_blocking().map(drop));
    call.join().expect("no panic").expect("an answer");
    assert_eq!(count.load(Ordering::Relaxed), 3);
    for request in server.received() {
        assert_eq!((request.header("x-signature"), request.header("user-agent")), (Some("signed"), Some("mine")));
    }
}
