//! All public types can be moved to other threads and shared with them.

use generated_client::users::{ListRequest, ListResponse, Users};
use generated_client::{Client, ClientBuilder, Error, Secret};
use tests::server::{Answer, Server};

use super::client;

const fn shared<T: Send + Sync + 'static>() {}

const _: () = {
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<Users>();
    shared::<ListRequest>();
    shared::<Result<ListResponse, Error>>();
    shared::<Secret>();
};

/// A call in progress can be moved to another thread as well.
const _: fn(ListRequest) = |request| {
    drop(assert_shared(request.send()));
};

fn assert_shared<T: Send + Sync + 'static>(value: T) -> T {
    value
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_runs_on_any_thread() {
    let server = Server::start(|_| Answer::json(r#"{"users": [{"id": 1}]}"#)).await;
    let client = client(&server);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { assert_shared(client.users().list().send()).await })
        })
        .collect();
    for call in calls {
        let page = call.await.expect("no panic").expect("a page");
        assert_eq!(page.users.len(), 1);
    }
    assert_eq!(server.received().len(), 20);
}
