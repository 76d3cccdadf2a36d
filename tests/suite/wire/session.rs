//! The session cookie of the password reset, and credentials in cookies.

use generated_client::users::FinishPasswordResetBody;
use generated_client::{Client, Credential, RequestOptions};
use tests::server::{Answer, Server};

use super::{builder, client};

fn body() -> FinishPasswordResetBody {
    FinishPasswordResetBody { new_password1: "New-password1".into(), new_password2: "New-password1".into() }
}

async fn server() -> Server {
    Server::play([
        Answer::json(r#"{"ok": 1}"#).header("set-cookie", "sid=abc123; Path=/; HttpOnly"),
        Answer::json(r#"{"ok": 1}"#),
        Answer::json(r#"{"ok": 1}"#),
    ])
    .await
}

async fn begin(client: &Client) {
    let users = client.users();
    let request = users.start_password_reset().hash("h");
    request.send().await.expect("an answer");
}

async fn finish(client: &Client) {
    let request = client.users().finish_password_reset(body());
    request.send().await.expect("an answer");
}

#[tokio::test]
async fn the_session_is_used_by_the_next_operation_even_of_a_clone() {
    let server = server().await;
    let first = client(&server);
    let second = first.clone();
    begin(&first).await;
    finish(&second).await;
    let received = server.received();
    assert_eq!(received[0].header("cookie"), None);
    assert_eq!(received[1].header("cookie"), Some("sid=abc123"));
}

#[tokio::test]
async fn a_redirect_sets_cookies_and_sends_those_of_its_path() {
    let server = Server::play([
        Answer::new(302).header("location", "/other/place").header("set-cookie", "sid=1; Path=/users"),
        Answer::new(302).header("location", "/users/x").header("set-cookie", "other=2"),
        Answer::json("{}"),
        Answer::json("{}"),
    ])
    .await;
    let client = client(&server);
    client.users().list().send().await.expect("an answer");
    let own = RequestOptions::new().header("cookie", "mine=3");
    client.users().list().options(own).send().await.expect("an answer");
    let received = server.received();
    let cookies: Vec<_> = received.iter().map(|it| it.header("cookie")).collect();
    assert_eq!(cookies, [None, None, Some("sid=1"), Some("mine=3")]);
}

#[tokio::test]
async fn another_client_does_not_share_the_session() {
    let server = server().await;
    begin(&client(&server)).await;
    finish(&client(&server)).await;
    assert_eq!(server.received()[1].header("cookie"), None);
}

#[tokio::test]
async fn a_credential_in_a_cookie_is_sent_with_the_session() {
    let server = server().await;
    let builder = builder(&server).credential("token", Credential::cookie("key", "k1"));
    let client = builder.build().expect("a client");
    begin(&client).await;
    finish(&client).await;
    let received = server.received();
    assert_eq!(received[0].header("cookie"), Some("key=k1"));
    assert_eq!(received[0].header("authorization"), None);
    assert_eq!(received[1].header("cookie"), Some("key=k1; sid=abc123"));
}
