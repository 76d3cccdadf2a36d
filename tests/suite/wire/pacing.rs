//! The pace: clones of a client share one budget, and no minute has more requests than it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated_client::{Client, Operation, RetryPolicy, Transport, TransportFuture, reqwest};
use tokio::time::Instant;

/// Answers at once, and notes when it was asked.
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
async fn no_minute_has_more_requests_than_the_budget() {
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
        // It is no slower than it has to be by much.
        let all = *times.last().expect("calls") - times[0];
        assert!(all <= Duration::from_secs(60 * 4), "{budget}: {all:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_stops_nobody() {
    let clock = Clock::default();
    let client = client(&clock, 1);
    client.users().list().send().await.expect("an answer");
    // This one waits for its turn, is polled once, and then neither polled nor dropped.
    let mut waiting = Box::pin(client.users().list().send());
    let polled = std::future::poll_fn(|context| std::task::Poll::Ready(waiting.as_mut().poll(context))).await;
    assert!(polled.is_pending());
    let other = tokio::time::timeout(Duration::from_secs(300), client.users().list().send());
    other.await.expect("its turn comes").expect("an answer");
    drop(waiting);
}

#[test]
fn no_requests_at_all_is_refused() {
    let builder = Client::builder().base_url("http://localhost").requests_per_minute(0);
    let error = builder.build().expect_err("an error");
    assert!(error.to_string().contains("`requests_per_minute` is zero"), "{error}");
}
