//! The nine operations: what the server receives, and what the client returns.

use generated_client::users::{
    DemandPasswordResetBody, FinishPasswordResetBody, PermissionType, SortBy, SortDir, TfaStatus, UpdateEmailBody,
    UpdatePasswordBody, UserColumn,
};
use serde_json::json;
use tests::server::{Answer, Received, Server};

use super::client;

/// Asserts what all requests of this API have in common.
fn assert_common(received: &Received, method: &str, path: &str) {
    assert_eq!((received.method.as_str(), received.path()), (method, path), "{received:?}");
    assert_eq!(received.header("authorization"), Some("Token 11111111-aaaa"));
    assert_eq!(received.header("accept"), Some("application/json"));
    let agent = received.header("user-agent").unwrap_or_default();
    assert!(agent.starts_with("generated-client/"), "{agent}");
    assert_eq!(received.header("referer"), None);
    assert_eq!(received.header("accept-encoding"), Some("gzip"));
}

fn assert_no_body(received: &Received) {
    assert_eq!(received.body, "");
    assert_eq!(received.header("content-type"), None);
}

fn assert_json(received: &Received, body: serde_json::Value) {
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.json(), body);
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[tokio::test]
async fn list() {
    let server = Server::play([Answer::json(
        r#"{"users": [{"id": 7, "name": "Ada", "email": "ada@example.com", "tfaStatus": 1,
            "features": {"allow_apps": true}, "userTeamIds": [1, 2], "lastLogin": "2024-05-06T07:08:09.000Z"}],
            "pg": {"sortBy": "name", "limit": 10000, "sortDir": "asc", "offset": 0, "returnTotalCount": false}}"#,
    )])
    .await;
    let page = client(&server)
        .users()
        .list()
        .organization_id(11)
        .name("Ada")
        .tfa_status(TfaStatus::Active)
        .cols([UserColumn::Id, UserColumn::Name])
        .sort_by(SortBy::Name)
        .sort_dir(SortDir::Asc)
        .offset(0)
        .limit(50)
        .send()
        .await
        .expect("a page");

    let received = server.only();
    assert_common(&received, "GET", "/users");
    assert_no_body(&received);
    let expected = pairs(&[
        ("organizationId", "11"),
        ("name", "Ada"),
        ("tfaStatus", "1"),
        ("cols[]", "id"),
        ("cols[]", "name"),
        ("pg[sortBy]", "name"),
        ("pg[sortDir]", "asc"),
        ("pg[offset]", "0"),
        ("pg[limit]", "50"),
    ]);
    assert_eq!(received.query(), expected);

    let user = &page.users[0];
    assert_eq!((user.id, user.name.as_deref()), (Some(7), Some("Ada")));
    assert_eq!(user.tfa_status, Some(TfaStatus::Active));
    assert_eq!(user.user_team_ids, Some(vec![1, 2]));
    let login = user.last_login.as_ref().and_then(|at| at.timestamp());
    assert_eq!(login.map(|at| at.as_second()), Some(1_714_979_289));
    assert_eq!(page.pg.and_then(|pg| pg.limit), Some(10_000));
}

#[tokio::test]
async fn list_without_any_setter_has_no_query() {
    let server = Server::play([Answer::json(r#"{"users": []}"#)]).await;
    let request = client(&server).users().list().cols([]);
    request.send().await.expect("a page");
    assert_eq!(server.only().target, "/users");
}

#[tokio::test]
async fn delete_without_a_body() {
    let server = Server::play([Answer::json(r#"{"user": 5}"#)]).await;
    let answer = client(&server).users().delete_current().send().await;
    assert_eq!(answer.expect("an answer").user, Some(5));
    let received = server.only();
    assert_common(&received, "DELETE", "/users");
    assert_no_body(&received);
}

#[tokio::test]
async fn delete_with_a_body() {
    let server = Server::play([Answer::json(r#"{"user": 5}"#)]).await;
    let request = client(&server).users().delete_current();
    let request = request.delete_connections(true).current_password("pass");
    request.send().await.expect("an answer");
    let received = server.only();
    assert_common(&received, "DELETE", "/users");
    assert_json(&received, json!({"deleteConnections": true, "currentPassword": "pass"}));
}

#[tokio::test]
async fn update_sends_only_what_was_set() {
    let answer = Answer::json(r#"{"user": {"id": 42, "name": "Ada"}}"#);
    let server = Server::play([answer.clone(), answer]).await;
    let client = client(&server);
    let request = client.users().update(42).name("Ada").timezone_id(113);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.user.and_then(|user| user.name).as_deref(), Some("Ada"));
    let request = client.users().update("42").name("");
    request.send().await.expect("an answer");

    let received = server.received();
    assert_common(&received[0], "PATCH", "/users/42");
    assert_json(&received[0], json!({"name": "Ada", "timezoneId": 113}));
    assert_common(&received[1], "PATCH", "/users/42");
    assert_json(&received[1], json!({"name": ""}));
}

#[tokio::test]
async fn update_email() {
    let server = Server::play([Answer::json(r#"{"changed": true, "emailSent": false}"#)]).await;
    let body = UpdateEmailBody {
        current_email_address: "old@example.com".into(),
        new_email_address: "new@example.com".into(),
        current_password: "pass".into(),
    };
    let answer = client(&server).users().update_email(42, body).send().await;
    let answer = answer.expect("an answer");
    assert_eq!((answer.changed, answer.email_sent), (Some(true), Some(false)));
    let received = server.only();
    assert_common(&received, "PUT", "/users/42/attributes/email");
    assert_json(
        &received,
        json!({
            "currentEmailAddress": "old@example.com",
            "newEmailAddress": "new@example.com",
            "currentPassword": "pass",
        }),
    );
}

#[tokio::test]
async fn update_password() {
    let server = Server::play([Answer::json(r#"{"changed": true}"#)]).await;
    let body = UpdatePasswordBody {
        current_password: "old".into(),
        new_password1: "New-password1".into(),
        new_password2: "New-password1".into(),
    };
    let request = client(&server).users().update_password("42", body);
    let answer = request.send().await;
    assert_eq!(answer.expect("an answer").changed, Some(true));
    let received = server.only();
    assert_common(&received, "PUT", "/users/42/attributes/password");
    assert_json(
        &received,
        json!({
            "currentPassword": "old",
            "newPassword1": "New-password1",
            "newPassword2": "New-password1",
        }),
    );
}

#[tokio::test]
async fn demand_password_reset() {
    let server = Server::play([Answer::json(r#"{"ok": 1}"#)]).await;
    let body = DemandPasswordResetBody { email: "ada@example.com".into() };
    let request = client(&server).users().demand_password_reset(body);
    assert_eq!(request.send().await.expect("an answer").ok, Some(1));
    let received = server.only();
    assert_common(&received, "POST", "/users/password-reset-demand");
    assert_json(&received, json!({"email": "ada@example.com"}));
}

#[tokio::test]
async fn start_password_reset() {
    let server = Server::play([Answer::json(r#"{"ok": 1}"#)]).await;
    let users = client(&server).users();
    let request = users.start_password_reset();
    let answer = request.hash("a+b&c").send().await;
    assert_eq!(answer.expect("an answer").ok, Some(1));
    let received = server.only();
    assert_common(&received, "GET", "/users/password-reset");
    assert_no_body(&received);
    assert_eq!(received.query(), pairs(&[("hash", "a+b&c")]));
}

#[tokio::test]
async fn finish_password_reset() {
    let server = Server::play([Answer::json(r#"{"ok": 1}"#)]).await;
    let body = FinishPasswordResetBody { new_password1: "New-password1".into(), new_password2: "New-password1".into() };
    let request = client(&server).users().finish_password_reset(body);
    assert_eq!(request.send().await.expect("an answer").ok, Some(1));
    let received = server.only();
    assert_common(&received, "POST", "/users/password-reset");
    assert_json(&received, json!({"newPassword1": "New-password1", "newPassword2": "New-password1"}));
}

#[tokio::test]
async fn list_by_permission() {
    let server =
        Server::play([Answer::json(r#"{"users": [{"id": 7, "name": null, "invitationStatus": "pending"}]}"#)]).await;
    let answer = client(&server)
        .users()
        .list_by_permission("organization users view", PermissionType::Organization)
        .organization_id(11)
        .cols(["id", "invitationStatus"].map(String::from))
        .send()
        .await
        .expect("an answer");
    assert_eq!((answer.users[0].id, &answer.users[0].name), (Some(7), &None));
    let received = server.only();
    assert_common(&received, "GET", "/users/by-permission");
    assert_no_body(&received);
    let expected = pairs(&[
        ("permission", "organization users view"),
        ("type", "organization"),
        ("organizationId", "11"),
        ("cols[]", "id"),
        ("cols[]", "invitationStatus"),
    ]);
    assert_eq!(received.query(), expected);
}
