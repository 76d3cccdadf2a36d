//! Paging: which pages are requested, and what ends a list.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_core::Stream as _;
use generated_client::{Client, Error};
use tests::server::{Answer, Received, Server};

use super::client;

fn number(request: &Received, name: &str) -> Option<usize> {
    let query = request.query();
    let value = query.iter().find(|(known, _)| known == name);
    value.map(|(_, value)| value.parse().expect("a number"))
}

fn users(ids: impl IntoIterator<Item = usize>) -> String {
    let users: Vec<String> = ids.into_iter().map(|id| format!("{{\"id\": {id}}}")).collect();
    format!("[{}]", users.join(","))
}

/// A server with this many users. It returns at most this many at once, and says so in the response.
async fn server(count: usize, most: usize) -> Server {
    Server::start(move |request| {
        let offset = number(request, "pg[offset]").unwrap_or(0);
        let limit = number(request, "pg[limit]").unwrap_or(most).min(most);
        let page = users((offset..count).take(limit).map(|id| id + 1));
        Answer::json(&format!(r#"{{"users": {page}, "pg": {{"limit": {limit}, "offset": {offset}}}}}"#))
    })
    .await
}

async fn ids(client: &Client, limit: Option<i64>) -> Result<Vec<i64>, Error> {
    let list = client.users().list().organization_id(11);
    let mut items = match limit {
        Some(limit) => list.limit(limit).items(),
        None => list.items(),
    };
    let mut ids = Vec::new();
    while let Some(user) = items.next().await? {
        ids.extend(user.id);
    }
    assert!(items.next().await?.is_none(), "the end is the end");
    Ok(ids)
}

#[tokio::test]
async fn every_item_is_returned_once_and_in_order() {
    for (count, most, limit, requests) in [
        (0, 10, None, 1),
        (7, 10, None, 1),
        (10, 10, None, 2),
        (25, 10, None, 3),
        (25, 100, Some(10), 3),
        (20, 100, Some(10), 3),
        // The server returns fewer items than requested, and says so. That does not end the list.
        (25, 10, Some(1000), 3),
    ] {
        let server = server(count, most).await;
        let ids = ids(&client(&server), limit).await.expect("all pages");
        assert_eq!(ids, (1..=count as i64).collect::<Vec<_>>());
        assert_eq!(server.received().len(), requests, "{count} by {most}, {limit:?}");
        for request in server.received() {
            assert!(request.query().contains(&("organizationId".into(), "11".into())));
            assert_eq!(number(&request, "pg[limit]"), limit.map(|limit| limit as usize));
        }
    }
}

#[tokio::test]
async fn the_caller_chooses_the_first_page() {
    let server = server(25, 10).await;
    let mut pages = client(&server).users().list().offset(18).limit(5).pages();
    let mut lengths = Vec::new();
    while let Some(page) = pages.next().await.expect("a page") {
        lengths.push(page.users.len());
    }
    assert_eq!(lengths, [5, 2]);
    let offsets: Vec<_> = server.received().iter().map(|request| number(request, "pg[offset]")).collect();
    assert_eq!(offsets, [Some(18), Some(23)]);
}

#[tokio::test]
async fn nothing_is_fetched_before_it_is_needed() {
    let server = server(25, 10).await;
    let mut items = client(&server).users().list().items();
    assert_eq!(server.received().len(), 0);
    for _ in 0..10 {
        items.next().await.expect("an item");
    }
    assert_eq!(server.received().len(), 1);
    items.next().await.expect("an item");
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_page_that_repeats_the_previous_one_is_an_error_and_not_a_loop() {
    let server = Server::start(|_| Answer::json(&format!(r#"{{"users": {}}}"#, users(1..=3)))).await;
    let mut pages = client(&server).users().list().pages();
    assert_eq!(pages.next().await.expect("a page").expect("one").users.len(), 3);
    let error = pages.next().await.expect_err("an error");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.to_string().contains("`users` is the same as in the previous page"), "{error}");
    assert!(pages.next().await.expect("the end").is_none());
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_list_that_is_null_or_absent_ends_the_paging() {
    for body in [r#"{"users": null}"#, "{}", r#"{"users": [], "pg": {"limit": 10}}"#, ""] {
        let server = Server::start(move |_| Answer::json(body)).await;
        assert_eq!(ids(&client(&server), None).await.expect("no users"), Vec::<i64>::new(), "{body}");
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn an_error_is_returned_once_and_ends_the_paging() {
    let served = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&served);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => Answer::json(&format!(r#"{{"users": {}, "pg": {{"limit": 2}}}}"#, users([1, 2]))),
        _ => Answer::new(500).body("oh"),
    })
    .await;
    let mut items = client(&server).users().list().items();
    assert!(items.next().await.expect("an item").is_some());
    assert!(items.next().await.expect("an item").is_some());
    assert!(items.next().await.is_err_and(|error| error.is_server_error()));
    assert!(items.next().await.expect("the end").is_none());
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn an_item_that_cannot_be_decoded_is_located() {
    let server = Server::start(|_| Answer::json(r#"{"users": [{"id": 1}, {"id": "x"}]}"#)).await;
    let error = client(&server).users().list().items().next().await.expect_err("an error");
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(error.path(), Some("users[1].id"));
    let server = Server::start(|_| Answer::json(r#"{"users": {"id": 1}}"#)).await;
    let error = client(&server).users().list().items().next().await.expect_err("an error");
    assert!(error.to_string().contains("at `users`: expected a list of items"), "{error}");
}

#[tokio::test]
async fn dropping_a_future_loses_no_page() {
    let server = server(3, 10).await;
    let mut items = client(&server).users().list().items();
    // It is polled once, which sends the request, and dropped.
    let mut next = Box::pin(items.next());
    let polled = std::future::poll_fn(|context| std::task::Poll::Ready(next.as_mut().poll(context))).await;
    assert!(polled.is_pending());
    drop(next);
    let mut count = 0;
    while items.next().await.expect("an item").is_some() {
        count += 1;
    }
    assert_eq!((count, server.received().len()), (3, 1));
}

#[tokio::test]
async fn pages_and_items_are_streams() {
    let server = server(12, 5).await;
    let client = client(&server);
    let mut pages = std::pin::pin!(client.users().list().pages());
    let mut seen = 0;
    while let Some(page) = std::future::poll_fn(|context| pages.as_mut().poll_next(context)).await {
        seen += page.expect("a page").users.len();
    }
    let mut items = std::pin::pin!(client.users().list().items());
    while let Some(user) = std::future::poll_fn(|context| items.as_mut().poll_next(context)).await {
        user.expect("a user");
        seen += 1;
    }
    assert_eq!(seen, 24);
}

#[tokio::test]
async fn a_response_that_is_not_a_page_is_an_error_and_not_the_end() {
    for body in ["<html>", r#"{"users": [{"id": 1}"#, "[1]", "null", "7", r#"{"users": []} x"#] {
        let server = Server::start(move |_| Answer::new(200).body(body)).await;
        let list = || client(&server).users().list();
        let items = list().items().next().await.map(|user| user.is_some());
        let pages = list().pages().next().await.map(|page| page.is_some());
        for error in [items.expect_err(body), pages.expect_err(body)] {
            assert!(matches!(error, Error::Decode(_)), "{body}: {error:?}");
        }
    }
    let server = Server::start(|_| Answer::json("xxx").header("content-encoding", "br")).await;
    let error = client(&server).users().list().items().next().await.expect_err("an error");
    assert!(error.to_string().contains("has the content encoding `br`"), "{error}");
}

#[tokio::test]
async fn a_byte_order_mark_hides_no_items() {
    let body = format!("\u{feff}{{\"users\": {}, \"pg\": {{\"limit\": 10}}}}", users(1..=3));
    let server = Server::start(move |_| Answer::json(&body)).await;
    assert_eq!(ids(&client(&server), None).await.expect("all items"), [1, 2, 3]);
    assert_eq!(server.received().len(), 1);
}
