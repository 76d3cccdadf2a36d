//! Redirects are never followed to another origin, so nothing that is meant for one server reaches another.

use std::time::Duration;

use generated_client::users::{DemandPasswordResetBody, UpdatePasswordBody};
use generated_client::{Client, ClientBuilder, Credential, Error};
use tests::server::{Answer, Server};

use super::{builder, client, shown};

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

fn passwords() -> UpdatePasswordBody {
    UpdatePasswordBody {
        current_password: "canary".into(),
        new_password1: "canary".into(),
        new_password2: "canary".into(),
    }
}

/// Asserts that a call of this client ends at the first server with an error of this status.
async fn assert_stays(status: u16, other: &Server, make: impl Fn(ClientBuilder) -> ClientBuilder) {
    let location = format!("{}/elsewhere?hash=canary", other.url());
    let first = Server::start(move |_| Answer::new(status).header("location", &location)).await;
    let client = make(builder(&first)).build().expect("a client");
    let users = client.users();
    let errors =
        [users.list().name("canary").send().await.err(), users.update_password(1, passwords()).send().await.err()];
    for error in errors {
        let error = error.expect("an error");
        assert!(matches!(error, Error::Api(_)), "{error:?}");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        let text = shown(&error);
        assert!(text.contains("redirects are followed only to the same scheme, host and port"), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }
    assert_eq!(first.received().len(), 2);
}

#[tokio::test]
async fn another_origin_receives_nothing() {
    let other = Server::start(|_| Answer::json("{}")).await;
    for status in STATUSES {
        assert_stays(status, &other, |builder| builder).await;
        assert_stays(status, &other, |builder| {
            builder.credential("token", Credential::header("X-Api-Key", "", "canary"))
        })
        .await;
    }
    assert_eq!(other.received().len(), 0);
}

#[tokio::test]
async fn another_host_or_scheme_is_another_origin() {
    for location in [
        "http://localhost:{port}/users",
        "https://127.0.0.1:{port}/users",
        "//localhost:{port}/users",
        "file:///etc/passwd",
        "http://[::1]:{port}/users",
    ] {
        let server = Server::start(move |received| {
            let host = received.header("host").unwrap_or_default();
            let port = host.rsplit(':').next().unwrap_or_default();
            Answer::new(302).header("location", &location.replace("{port}", port))
        })
        .await;
        let error = client(&server).users().list().send().await;
        let error = error.expect_err("an error");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(302), "{location}");
        assert_eq!(server.received().len(), 1, "{location}");
    }
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed_without_a_referer() {
    for status in STATUSES {
        let redirect = Answer::new(status).header("location", "/moved");
        let answer = Answer::json(r#"{"users": [{"id": 1}]}"#);
        let server = Server::play([redirect, answer]).await;
        let page = client(&server).users().list().name("canary").send().await;
        assert_eq!(page.expect("a page").users.len(), 1);
        let received = server.received();
        assert_eq!(received[1].target, "/moved");
        assert_eq!(received[1].header("referer"), None);
        assert_eq!(received[1].header("authorization"), Some("Token 11111111-aaaa"));
    }
}

#[tokio::test]
async fn a_redirect_that_preserves_the_method_preserves_the_body() {
    for status in [307, 308] {
        let answer = Answer::json(r#"{"changed": true}"#);
        let server = Server::play([Answer::new(status).header("location", "?again"), answer]).await;
        let answer = client(&server).users().update_password(1, passwords()).send().await;
        assert_eq!(answer.expect("an answer").changed, Some(true));
        let received = server.received();
        assert_eq!(received[1].target, "/users/1/attributes/password?again");
        assert_eq!((&received[1].method, &received[1].body), (&received[0].method, &received[0].body));
        assert_eq!(received[1].header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn a_redirect_that_would_change_the_method_is_not_followed() {
    for status in [301, 302, 303] {
        let server = Server::start(move |_| Answer::new(status).header("location", "/moved")).await;
        let users = client(&server).users();
        let demand = DemandPasswordResetBody { email: "ada@example.com".into() };
        for error in [
            users.update_password(1, passwords()).send().await.err(),
            users.demand_password_reset(demand).send().await.err(),
            users.delete_current().send().await.err(),
            users.update(1).name("x").send().await.err(),
        ] {
            let error = error.expect("an error");
            assert!(matches!(error, Error::Api(_)), "{error:?}");
            assert!(error.to_string().contains("with the same method"), "{error}");
        }
        assert_eq!(server.received().len(), 4);
    }
}

#[tokio::test]
async fn a_user_name_in_a_redirect_is_not_followed() {
    for user in ["canary", "canary:canary", ":canary"] {
        let server = Server::start(move |received| {
            let host = received.header("host").unwrap_or_default();
            Answer::new(307).header("location", &format!("http://{user}@{host}/moved"))
        })
        .await;
        let error = client(&server).users().list().send().await.expect_err("an error");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(307));
        assert!(!shown(&error).contains("canary"));
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_cookie_of_a_redirect_is_sent_to_its_target() {
    let start = || async {
        let redirect = Answer::new(302).header("location", "/moved").header("set-cookie", "sid=1; Path=/moved");
        Server::play([redirect, Answer::json("{}")]).await
    };
    let server = start().await;
    client(&server).users().list().send().await.expect("a page");
    assert_eq!(server.received()[0].header("cookie"), None);
    assert_eq!(server.received()[1].header("cookie"), Some("sid=1"));

    let server = start().await;
    let builder = builder(&server).credential("token", Credential::cookie("key", "k1"));
    let client = builder.build().expect("a client");
    client.users().list().send().await.expect("a page");
    assert_eq!(server.received()[0].header("cookie"), Some("key=k1"));
    assert_eq!(server.received()[1].header("cookie"), Some("key=k1; sid=1"));
}

#[tokio::test]
async fn the_timeout_of_a_call_includes_all_redirects() {
    // The server runs on the thread of this test, so its pauses delay both.
    let server = Server::start(|_| {
        std::thread::sleep(Duration::from_millis(200));
        Answer::new(302).header("location", "/again")
    })
    .await;
    let client = builder(&server).timeout(Duration::from_secs(1)).build().expect("a client");
    let error = client.users().list().send().await.expect_err("an error");
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().ends_with("no response after a redirect within 1s"), "{error}");
    let hops = server.received().len();
    assert!((2..=6).contains(&hops), "{hops}");
}

#[tokio::test]
async fn a_connection_lost_after_a_redirect_is_not_a_failure_to_connect() {
    let redirect = Answer::new(307).header("location", "/moved");
    let server = Server::play([redirect, Answer::raw("")]).await;
    let error = client(&server).users().list().send().await.expect_err("an error");
    let Error::Transport(error) = &error else {
        panic!("{error:?}");
    };
    assert!(!error.is_connect() && error.status().is_none(), "{error:?}");
    assert!(error.to_string().contains("failed after a redirect"), "{error}");
}

#[tokio::test]
async fn a_loop_ends_after_ten_redirects() {
    let server = Server::start(|_| Answer::new(302).header("location", "/again")).await;
    let error = client(&server).users().list().send().await;
    assert_eq!(error.expect_err("an error").status().map(|it| it.as_u16()), Some(302));
    assert_eq!(server.received().len(), 11);
}

#[tokio::test]
async fn a_redirect_without_a_target_is_an_error_with_its_status() {
    for answer in [
        Answer::new(302),
        Answer::new(302).header("location", ""),
        Answer::new(302).header("location", "http://"),
        Answer::new(304),
        Answer::new(300),
    ] {
        let server = Server::start(move |_| answer.clone()).await;
        let error = client(&server).users().list().send().await;
        let error = error.expect_err("an error");
        assert!(error.status().is_some_and(|it| it.is_redirection()), "{error:?}");
    }
}

#[tokio::test]
async fn cookies_stay_with_their_server() {
    let other = Server::start(|_| Answer::json("{}")).await;
    let location = format!("{}/", other.url());
    let first = Server::play([
        Answer::json(r#"{"ok": 1}"#).header("set-cookie", "session=canary; Path=/"),
        Answer::new(307).header("location", &location),
    ])
    .await;
    let client: Client = client(&first);
    let users = client.users();
    let session = users.start_password_reset();
    session.hash("h").send().await.expect("an answer");
    let error = users.update_password(1, passwords()).send().await;
    assert!(error.is_err());
    assert_eq!(first.received()[1].header("cookie"), Some("session=canary"));
    assert_eq!(other.received().len(), 0);
}
