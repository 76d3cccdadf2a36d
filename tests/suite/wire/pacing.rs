//! The rate limit: the clones of a client share it, and no minute has more requests.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated_client::{Client, Error, Operation, RetryPolicy, Transport, TransportFuture, reqwest};
use tokio::time::Instant;

/// Responds at once, and records the time of each request.
#[derive(Clone, Default)]
struct Clock(Arc<Mutex<Vec<Instant>>>);

impl Transport for Clock {
    fn execute(&self, _: &Operation, _: reqwest::Request) -> TransportFuture {
        self.0.lock().expect("no test panicked with it").push(Instant::now());
        Box::pin(async { Ok(http::Response::new("{}").into()) })
    }
}

fn client(clock: &Clock, requests: u32) -> Client {
    let builder = Client::builder().base_url("http://localhost").token("t").retry(RetryPolicy::none());
    builder.requests_per_minute(requests).transport(clock.clone()).build().expect("a client")
}

#[tokio::test(start_paused = true)]
async fn no_minute_has_more_requests_than_the_limit() {
    for budget in [1_usize, 7, 60, 240] {
        let clock = Clock::default();
        let client = client(&clock, budget as u32);
        let calls: Vec<_> = (0..budget * 3)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.users().list().send().await.is_ok() })
            })
            .collect();
        for call in calls {
            assert!(call.await.expect("a call that ends"));
        }
        let mut times = clock.0.lock().expect("no test panicked with it").clone();
        times.sort();
        assert_eq!(times.len(), budget * 3);
        for (first, later) in times.iter().zip(times.iter().skip(budget)) {
            assert!(*later - *first >= Duration::from_secs(60), "{budget}: {:?}", *later - *first);
        }
        // It is not much slower than necessary.
        let all = *times.last().expect("calls") - times[0];
        assert!(all <= Duration::from_secs(60 * 4), "{budget}: {all:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_abandoned_call_does_not_block_others() {
    let clock = Clock::default();
    let client = client(&clock, 1);
    client.users().list().send().await.expect("an answer");
    // This call waits for its turn. It is polled once, and then neither polled again nor dropped.
    let mut waiting = Box::pin(client.users().list().send());
    let polled = std::future::poll_fn(|context| std::task::Poll::Ready(waiting.as_mut().poll(context))).await;
    assert!(polled.is_pending());
    let other = tokio::time::timeout(Duration::from_secs(300), client.users().list().send());
    other.await.expect("its turn comes").expect("an answer");
    drop(waiting);
}

#[test]
fn a_limit_of_zero_is_refused() {
    let builder = Client::builder().base_url("http://localhost").requests_per_minute(0);
    let error = builder.build().expect_err("an error");
    assert!(error.to_string().contains("`requests_per_minute` is 0"), "{error}");
}

/// Redirects every call once within the origin.
#[derive(Clone, Default)]
struct Around(Clock);

impl Transport for Around {
    fn execute(&self, operation: &Operation, request: reqwest::Request) -> TransportFuture {
        if request.url().path() == "/around" {
            return self.0.execute(operation, request);
        }
        let noted = self.0.execute(operation, request);
        Box::pin(async move {
            noted.await?;
            let answer = http::Response::builder().status(302).header("location", "/around").body("");
            Ok(answer.expect("an answer").into())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_counts_as_a_request() {
    let around = Around::default();
    let builder = Client::builder().base_url("http://localhost").token("t").timeout(Duration::from_secs(5));
    let client = builder.requests_per_minute(2).transport(around.clone()).build().expect("a client");
    for _ in 0..3 {
        client.users().list().send().await.expect("an answer, as the pace takes nothing of its time");
    }
    let times = around.0.0.lock().expect("no test panicked with it").clone();
    assert_eq!(times.len(), 6);
    for (first, later) in times.iter().zip(times.iter().skip(2)) {
        assert!(*later - *first >= Duration::from_secs(60), "{:?}", *later - *first);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_cannot_be_sent_does_not_count() {
    let clock = Clock::default();
    let client = client(&clock, 1);
    let before = Instant::now();
    for _ in 0..3 {
        assert!(matches!(client.users().update("..").send().await, Err(Error::Argument(_))));
    }
    client.users().list().send().await.expect("an answer");
    assert!(before.elapsed() < Duration::from_secs(1), "{:?}", before.elapsed());
}

/// Responds that it is too busy, without saying for how long.
struct Busy(Clock);

impl Transport for Busy {
    fn execute(&self, operation: &Operation, request: reqwest::Request) -> TransportFuture {
        let noted = self.0.execute(operation, request);
        Box::pin(async move {
            noted.await?;
            Ok(http::Response::builder().status(503).body("").expect("an answer").into())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_too_late_because_of_the_limit() {
    let clock = Clock::default();
    let retry = RetryPolicy::default().max_attempts(10).max_total_time(Duration::from_secs(150));
    let builder = Client::builder().base_url("http://localhost").token("t").retry(retry).requests_per_minute(1);
    let client = builder.transport(Busy(clock.clone())).build().expect("a client");
    let error = client.users().list().send().await.expect_err("an error");
    assert!(error.is_server_error() && error.attempts() == 3, "{error}");
    assert_eq!(clock.0.lock().expect("no test panicked with it").len(), 3);
}
