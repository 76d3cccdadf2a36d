//! The mock for users' tests: does it respond as planned, and does it report a wrong plan?

use std::time::Duration;

use generated_client::mock::{Fault, Mock};
use generated_client::users::{ListResponse, User};
use generated_client::{Error, RetryPolicy};
use serde_json::json;

fn user(id: i64) -> User {
    let mut user = User::default();
    user.id = Some(id);
    user
}

#[tokio::test]
async fn a_typed_value_is_returned_as_planned() {
    let mock = Mock::new();
    let mut page = ListResponse::default();
    page.users = vec![user(1), user(2)];
    mock.users().list().returns(page.clone());
    let users = mock.client().users();
    assert_eq!(users.list().send().await.expect("an answer"), page);
    assert_eq!(users.list().limit(7).send().await.expect("the last answer stays"), page);
    let received = mock.users().list().received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[1].query("pg[limit]").as_deref(), Some("7"));
    mock.users().list().assert_called(2);
    mock.users().update().assert_called(0);
}

#[tokio::test]
async fn received_requests_can_be_inspected() {
    let mock = Mock::new();
    mock.users().update().returns_json(json!({"user": {"id": 1}}));
    mock.client().users().update("a b/c").name("Ada").send().await.expect("an answer");
    let request = mock.users().update().only();
    assert_eq!(request.operation().name, "users.update");
    assert_eq!(request.path(), "/users/a%20b%2Fc");
    assert_eq!(request.argument("userId").as_deref(), Some("a b/c"));
    assert_eq!(request.argument("other"), None);
    assert_eq!(request.json(), Some(json!({"name": "Ada"})));
    assert!(request.headers().contains_key("user-agent") || !request.headers().is_empty());
    assert_eq!(mock.received().len(), 1);
}

#[tokio::test]
async fn responses_are_sent_in_the_order_of_the_plan() {
    let mock = Mock::new();
    mock.users()
        .list()
        .fails(Fault::rate_limited())
        .fails(Fault::status(503).header("retry-after", "0"))
        .returns_json(json!({"users": [{"id": 1}]}));
    let retry = RetryPolicy::default().first_backoff(Duration::from_millis(1));
    let client = mock.builder().retry(retry).build().expect("a client");
    let response = client.users().list().send_with_response().await.expect("an answer");
    assert_eq!((response.attempts(), response.get_ref().users[0].id), (3, Some(1)));
    mock.users().list().assert_called(3);
}

#[tokio::test]
async fn every_fault_is_the_error_that_the_network_would_cause() {
    let mock = Mock::new();
    let denied = json!({"detail": "Access denied.", "message": "Permission denied", "code": "SC403"});
    mock.users()
        .list()
        .fails(Fault::rate_limited())
        .fails(Fault::status(403).json(denied))
        .fails(Fault::proxy_page(502))
        .fails(Fault::proxy_page(200))
        .fails(Fault::unreachable())
        .fails(Fault::broken())
        .fails(Fault::silence());
    let client = mock.builder().timeout(Duration::from_millis(50)).build().expect("a client");
    let mut errors = Vec::new();
    for _ in 0..7 {
        errors.push(client.users().list().send().await.expect_err("an error"));
    }
    assert!(errors[0].is_rate_limited());
    let Error::Api(denied) = &errors[1] else { panic!("{:?}", errors[1]) };
    assert_eq!((denied.code(), denied.message()), (Some("SC403"), Some("Permission denied")));
    assert_eq!(denied.detail(), Some("Access denied."));
    assert!(errors[1].to_string().contains("needs the scope user:read"), "{}", errors[1]);
    assert!(errors[2].is_server_error() && errors[2].to_string().contains("<html>"));
    assert!(matches!(errors[3], Error::Decode(_)));
    assert!(errors[4].is_connect());
    assert!(matches!(&errors[5], Error::Transport(error) if !error.is_connect()));
    assert!(errors[6].is_timeout());
}

#[tokio::test]
async fn a_whole_list_is_served_page_by_page() {
    let mock = Mock::new();
    mock.users().list().returns_items((1..=25).map(user));
    let client = mock.client();
    let mut items = client.users().list().limit(10).items();
    let mut ids = Vec::new();
    while let Some(user) = items.next().await.expect("a user") {
        ids.extend(user.id);
    }
    assert_eq!(ids, (1..=25).collect::<Vec<_>>());
    mock.users().list().assert_called(3);
    // One short page.
    let page = client.users().list().limit(10).offset(20).send().await.expect("a page");
    assert_eq!(page.users.len(), 5);
}

#[tokio::test]
async fn a_call_without_a_plan_is_an_error_that_says_so() {
    let error = Mock::new().client().users().list().send().await.expect_err("an error");
    assert!(error.to_string().contains("the mock has no response for `users.list (GET /users)`"), "{error}");
}

#[test]
fn it_works_without_async() {
    let mock = Mock::new();
    mock.users().list().returns_items([user(1), user(2), user(3)]);
    let client = mock.client();
    let ids: Vec<_> = client.users().list().limit(2).items_blocking().map(|user| user.expect("a user").id).collect();
    assert_eq!(ids, [Some(1), Some(2), Some(3)]);
    mock.users().list().assert_called(2);
}

#[test]
#[should_panic(expected = "this is not what users.list (GET /users) returns: at `users[0].id`: invalid type: string")]
fn json_of_another_type_is_reported_at_once() {
    Mock::new().users().list().returns_json(json!({"users": [{"id": "1"}]}));
}

#[test]
#[should_panic(expected = "users.update (PATCH /users/{userId}) is not paged")]
fn items_for_an_operation_without_paging_are_reported_at_once() {
    Mock::new().users().update().returns_items([user(1)]);
}

#[test]
#[should_panic(expected = "users.list (GET /users) was called 0 times, not 2")]
fn a_missing_call_is_reported() {
    Mock::new().users().list().assert_called(2);
}

#[tokio::test]
async fn raw_requests_are_planned_by_method_and_path() {
    let mock = Mock::new();
    mock.request("GET", "/things/{thingId}").returns_json(json!({"id": 1}));
    mock.request("POST", "/things").fails(Fault::rate_limited());
    let client = mock.client();
    let get = || client.request("GET", "/things/{thingId}").path("thingId", "a/b");
    assert_eq!(get().send::<serde_json::Value>().await.expect("an answer"), json!({"id": 1}));
    let post = client.request("POST", "/things").json(&json!({"name": "x"})).send::<serde_json::Value>();
    assert!(post.await.is_err_and(|error| error.is_rate_limited()));
    assert_eq!(mock.request("GET", "/things/{thingId}").only().argument("thingId").as_deref(), Some("a/b"));
    assert_eq!(mock.request("POST", "/things").only().json(), Some(json!({"name": "x"})));
    let error = client.request("GET", "/other").send::<serde_json::Value>().await.expect_err("an error");
    assert!(error.to_string().contains("the mock has no response for `request (GET /other)`"), "{error}");
}

#[test]
#[should_panic(expected = "`retry after: 1` is not a valid HTTP header")]
fn a_header_that_cannot_be_sent_is_reported_at_once() {
    let _ = Fault::status(503).header("retry after", "1");
}

#[tokio::test]
async fn a_mock_is_shared_between_clients_and_threads() {
    let mock = Mock::new();
    mock.users().list().returns_json(json!({"users": []}));
    let calls = (0..8).map(|at| {
        let client = mock.client();
        tokio::spawn(async move { client.users().list().limit(at).send().await.is_ok() })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.expect("no panic"));
    }
    mock.users().list().assert_called(8);
}

#[tokio::test]
async fn an_unexpected_call_is_a_separate_error_and_not_retried() {
    let mock = Mock::new();
    mock.users().update().returns_json(json!({}));
    let patient = RetryPolicy::default().any_method().max_attempts(5);
    let client = mock.builder().retry(patient).build().expect("a client");
    for error in [client.users().list().send().await.err(), client.users().list().send_blocking().err()] {
        let error = error.expect("an error");
        assert!(matches!(error, Error::Refused(_)), "{error:?}");
        assert!(!error.is_retryable() && !error.is_connect() && error.attempts() == 1, "{error}");
        assert!(error.to_string().contains("the request was not sent: the mock has no response for"), "{error}");
    }
    mock.users().list().assert_called(2);
}

#[track_caller]
fn complaint(mock: &Mock) -> String {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| mock.finish())).expect_err("a complaint");
    panic.downcast_ref::<String>().expect("a message").clone()
}

#[tokio::test]
async fn what_was_planned_has_to_be_used() {
    let mock = Mock::new();
    mock.finish();
    let client = mock.client();
    let page = || json!({ "users": [] });
    mock.users().list().returns_json(page()).returns_json(page()).returns_json(page());
    mock.users().delete_current().fails(Fault::status(500));
    let text = complaint(&mock);
    let all = "the mock was not used as planned: users.delete_current (DELETE /users) did not use 1 of its plans; \
               users.list (GET /users) did not use 3 of its plans";
    assert_eq!(text, all);
    client.users().list().send().await.expect("an answer");
    client.users().delete_current().send().await.expect_err("an error");
    assert!(complaint(&mock).ends_with("planned: users.list (GET /users) did not use 2 of its plans"));
    for _ in 0..5 {
        client.users().list().send().await.expect("an answer");
    }
    mock.finish();
    // What was repeated has been used when another is planned.
    mock.users().list().fails(Fault::status(404));
    assert!(complaint(&mock).ends_with("did not use 1 of its plans"));
    assert!(client.users().list().send().await.expect_err("an error").is_not_found());
    mock.finish();
    client.users().update(1).send().await.expect_err("an error");
    let unexpected = "users.update (PATCH /users/{userId}) was called without a plan";
    assert_eq!(complaint(&mock), format!("the mock was not used as planned: {unexpected}"));
}

#[tokio::test]
async fn a_mock_can_check_its_plans_when_it_is_dropped() {
    let planned = || {
        let mock = Mock::new().finish_on_drop();
        mock.users().list().returns_json(json!({}));
        mock
    };
    let mock = planned();
    let client = mock.client();
    // A client keeps the mock.
    drop(mock);
    client.users().list().send().await.expect("an answer");
    drop(client);
    let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(planned())));
    let text = dropped.expect_err("a complaint").downcast_ref::<String>().expect("a message").clone();
    assert!(text.ends_with("users.list (GET /users) did not use 1 of its plans"), "{text}");
    // A test that has failed is not aborted by a second panic.
    let failed = std::panic::catch_unwind(|| {
        let _mock = planned();
        panic!("the failure of the test");
    });
    assert_eq!(failed.expect_err("a panic").downcast_ref::<&str>(), Some(&"the failure of the test"));
}

#[tokio::test]
async fn a_plan_can_end() {
    let mock = Mock::new();
    mock.users().list().returns_json(json!({})).fails(Fault::status(503)).ends();
    mock.users().update().ends();
    let client = mock.client();
    client.users().list().send().await.expect("an answer");
    assert!(client.users().list().send().await.expect_err("an error").is_server_error());
    mock.finish();
    for error in [client.users().list().send().await.err(), client.users().update(1).send().await.err()] {
        assert!(matches!(error, Some(Error::Refused(_))), "{error:?}");
    }
    assert!(complaint(&mock).contains("users.list (GET /users) was called without a plan; users.update"));
    // It goes on if another is planned.
    mock.users().list().returns_json(json!({}));
    client.users().list().send().await.expect("an answer");
    assert!(matches!(client.users().list().send().await, Err(Error::Refused(_))));
}

#[tokio::test]
async fn cookies_work_through_it() {
    let mock = Mock::new();
    let begun = Fault::status(200).json(json!({ "ok": 1 })).header("set-cookie", "sid=abc; Path=/users");
    mock.users().start_password_reset().fails(begun);
    mock.users().list().returns_json(json!({}));
    let client = mock.client();
    client.users().start_password_reset().hash("h").send().await.expect("an answer");
    client.clone().users().list().send().await.expect("an answer");
    assert_eq!(mock.users().list().only().headers()["cookie"], "sid=abc");
    mock.client().users().list().send().await.expect("an answer");
    assert!(!mock.users().list().received()[1].headers().contains_key("cookie"), "another client has no part in it");
}

#[test]
fn the_waits_of_blocking_calls_take_no_time() {
    let mock = Mock::new();
    mock.users().list().fails(Fault::status(503).header("retry-after", "3000")).returns_json(json!({}));
    mock.users().update().fails(Fault::silence());
    let hour = Duration::from_secs(3600);
    let retry = RetryPolicy::default().max_retry_after(hour).max_total_time(hour);
    let builder = mock.builder().retry(retry).timeout(hour).requests_per_minute(1);
    let client = builder.build().expect("a client");
    let before = std::time::Instant::now();
    for _ in 0..20 {
        client.users().list().send_blocking().expect("an answer");
    }
    assert!(client.users().update(1).send_blocking().expect_err("an error").is_timeout());
    assert!(before.elapsed() < hour / 60, "twenty minutes and two hours have passed in no time");
    mock.finish();
}
