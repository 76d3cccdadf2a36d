//! Unusual but correct responses, which are all decoded.

use generated_client::Error;
use generated_client::users::{InvitationStatus, ListByPermissionResponse, ListResponse, PermissionType, TfaStatus};
use tests::server::{Answer, Server};

use super::client;

async fn list(answer: Answer) -> Result<ListResponse, Error> {
    let server = Server::play([answer]).await;
    client(&server).users().list().send().await
}

async fn by_permission(answer: Answer) -> Result<ListByPermissionResponse, Error> {
    let server = Server::play([answer]).await;
    let users = client(&server).users();
    let request = users.list_by_permission("team view", PermissionType::Company);
    request.send().await
}

/// Asserts that a list is decoded and encoded as the same JSON.
async fn assert_kept(body: &str) -> ListResponse {
    let page = list(Answer::json(body)).await.expect("a page");
    let before: serde_json::Value = serde_json::from_str(body).expect("JSON");
    let after = serde_json::to_value(&page).expect("JSON");
    assert_eq!(after["users"], before["users"]);
    page
}

#[tokio::test]
async fn an_enum_keeps_known_and_unknown_values() {
    let page = assert_kept(r#"{"users": [{"tfaStatus": 1}, {"tfaStatus": 7}]}"#).await;
    assert_eq!(page.users[0].tfa_status, Some(TfaStatus::Active));
    assert_eq!(page.users[1].tfa_status, Some(TfaStatus::from(7)));

    let body = r#"{"users": [{"invitationStatus": "pending"}, {"invitationStatus": "revoked"}]}"#;
    let page = by_permission(Answer::json(body)).await.expect("a page");
    let statuses: Vec<_> = page.users.into_iter().map(|it| it.invitation_status).collect();
    let expected = ["pending", "revoked"].map(|it| Some(InvitationStatus::from(it)));
    assert_eq!(statuses, expected);
    assert_eq!(statuses[0], Some(InvitationStatus::Pending));
}

#[tokio::test]
async fn a_number_beyond_32_bits_is_kept() {
    let page = assert_kept(r#"{"users": [{"id": 9007199254740993}]}"#).await;
    assert_eq!(page.users[0].id, Some(9_007_199_254_740_993));
}

#[tokio::test]
async fn a_date_is_kept_as_it_was_written() {
    let body = r#"{"users": [{"lastLogin": "2024-05-06 07:08:09"}, {"lastLogin": "2024-05-06T07:08:09.000+02:00"},
        {"lastLogin": "never"}, {"lastLogin": 1714979289}]}"#;
    let page = assert_kept(body).await;
    let logins: Vec<_> = page.users.iter().filter_map(|it| it.last_login.as_ref()).collect();
    assert_eq!(logins.len(), 4);
    let civil = logins[0].civil().map(|it| it.to_string());
    assert_eq!(civil.as_deref(), Some("2024-05-06T07:08:09"));
    let instant = logins[1].timestamp().map(|it| it.to_string());
    assert_eq!(instant.as_deref(), Some("2024-05-06T05:08:09Z"));
    assert_eq!((logins[2].timestamp(), logins[2].civil()), (None, None));
    assert!(logins[3].timestamp().is_some());
}

#[tokio::test]
async fn a_list_that_is_null_or_absent_is_empty() {
    for body in [r#"{"users": null}"#, r#"{"pg": null}"#, "{}"] {
        let page = list(Answer::json(body)).await.expect("a page");
        assert_eq!(page.users, []);
        let page = by_permission(Answer::json(body)).await.expect("a page");
        assert_eq!(page.users, []);
    }
}

#[tokio::test]
async fn absent_and_unknown_fields_do_no_harm() {
    let body = r#"{"users": [{"id": 1, "shoeSize": [44]}, {}], "more": {"a": [null]}}"#;
    let page = list(Answer::json(body)).await.expect("a page");
    assert_eq!(page.users.len(), 2);
}

#[tokio::test]
async fn json_is_decoded_whatever_its_content_type() {
    let body = r#"{"users": [{"id": 1}]}"#;
    for answer in [
        Answer::new(200).body(body),
        Answer::new(200).header("content-type", "text/plain").body(body),
        Answer::new(200).header("content-type", "text/html; charset=utf-8").body(body),
        Answer::new(200).header("content-type", "nonsense").body(body),
        Answer::new(200).body(format!("\u{feff}{body}")),
        Answer::new(200).body(format!("\r\n  {body}\n")),
    ] {
        let page = list(answer.clone()).await;
        let page = page.unwrap_or_else(|error| panic!("{answer:?}: {error}"));
        assert_eq!(page.users[0].id, Some(1));
    }
}

#[tokio::test]
async fn no_body_is_decoded_as_an_object_without_required_properties() {
    for answer in [
        Answer::raw("HTTP/1.1 204 No Content\r\n\r\n"),
        Answer::raw("HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n"),
        Answer::new(200),
        Answer::new(202).body(" \n"),
        Answer::new(200).body("\u{feff}"),
    ] {
        let page = list(answer.clone()).await;
        let page = page.unwrap_or_else(|error| panic!("{answer:?}: {error}"));
        assert_eq!(page, ListResponse::default());
    }
}

#[tokio::test]
async fn any_2xx_status_is_a_success() {
    for status in [200, 201, 202, 206, 299] {
        let answer = Answer::new(status).body(r#"{"users": [{"id": 1}]}"#);
        let page = list(answer).await;
        let page = page.unwrap_or_else(|error| panic!("{status}: {error}"));
        assert_eq!(page.users.len(), 1);
    }
}
