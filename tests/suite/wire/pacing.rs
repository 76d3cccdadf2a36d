//! The rate limit: the clones of a client share it, and no minute has more requests.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated_client::{Client, Error, Operation, RequestOptions, RetryPolicy, Transport, TransportFuture, reqwest};
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
    for budget in [1_usize, 2, 7, 60, 240] {
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
        // The whole limit is used.
        for minute in 0..3 {
            let began = times[0] + Duration::from_secs(60) * minute;
            let within = |at: &&Instant| (began..began + Duration::from_secs(60)).contains(*at);
            assert_eq!(times.iter().filter(within).count(), budget, "{budget}: minute {minute}");
        }
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

/// Records which calls were sent, by their `name`.
#[derive(Clone, Default)]
struct Names(Clock, Arc<Mutex<Vec<usize>>>);

impl Transport for Names {
    fn execute(&self, operation: &Operation, request: reqwest::Request) -> TransportFuture {
        let mut query = request.url().query_pairs();
        let name = query.find(|(name, _)| name == "name").expect("a name").1.parse().expect("a number");
        self.1.lock().expect("no test panicked with it").push(name);
        self.0.execute(operation, request)
    }
}

/// Runs calls with the names 0, 1, 2… until they end or are dropped, and returns the number of polls.
async fn run(client: &Client, calls: usize, is_dropped: impl Fn(usize) -> bool) -> usize {
    let polls = Arc::new(Mutex::new(0));
    let mut tasks = Vec::new();
    for name in 0..calls {
        let mut call = Box::pin(client.users().list().name(name.to_string()).send());
        let counter = Arc::clone(&polls);
        let task = tokio::spawn(std::future::poll_fn(move |context| {
            *counter.lock().expect("no test panicked with it") += 1;
            call.as_mut().poll(context).map(|result| result.is_ok())
        }));
        // The calls come one after the other.
        tokio::task::yield_now().await;
        tasks.push(task);
    }
    for (name, task) in tasks.iter().enumerate() {
        if is_dropped(name) {
            task.abort();
        }
    }
    for (name, task) in tasks.into_iter().enumerate() {
        assert_ne!(task.await.unwrap_or(false), is_dropped(name), "{name}");
    }
    *polls.lock().expect("no test panicked with it")
}

#[tokio::test(start_paused = true)]
async fn first_come_first_served() {
    for (budget, calls) in [(60, 200), (2, 9), (240, 700)] {
        let names = Names::default();
        let builder = Client::builder().base_url("http://localhost").token("t").requests_per_minute(budget);
        let client = builder.transport(names.clone()).build().expect("a client");
        let polls = run(&client, calls, |_| false).await;
        assert_eq!(*names.1.lock().expect("no test panicked with it"), (0..calls).collect::<Vec<_>>());
        // A turn wakes one call, and not all.
        assert!(polls < calls * 10, "{budget}: {polls}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_leaves_the_line() {
    let names = Names::default();
    let builder = Client::builder().base_url("http://localhost").token("t").requests_per_minute(60);
    let client = builder.transport(names.clone()).build().expect("a client");
    let before = Instant::now();
    // The first six have gone when others are dropped, among them the one whose turn is next.
    run(&client, 100, |name| (6..90).contains(&name)).await;
    assert_eq!(
        *names.1.lock().expect("no test panicked with it"),
        [0, 1, 2, 3, 4, 5, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99]
    );
    assert!(before.elapsed() <= Duration::from_millis(10_050), "{:?}", before.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_wait_for_a_turn_can_be_bounded() {
    let clock = Clock::default();
    let builder = Client::builder().base_url("http://localhost").token("t").requests_per_minute(1);
    let bounded = builder.transport(clock.clone()).pace_timeout(Duration::from_secs(30)).build().expect("a client");
    bounded.users().list().send().await.expect("an answer");
    let before = Instant::now();
    let error = bounded.users().list().send().await.expect_err("an error");
    assert_eq!(before.elapsed(), Duration::ZERO, "it is known at once");
    assert_eq!(
        error.to_string(),
        "users.list (GET /users): the rate limit of the client allows no request within 30s (`pace_timeout`)"
    );
    assert!(error.is_timeout() && error.is_retryable() && !error.is_connect() && error.attempts() == 1);
    assert!(matches!(error, Error::Timeout(error) if error.is_pace()));
    let longer = RequestOptions::new().pace_timeout(Duration::from_secs(60));
    bounded.users().list().options(longer).send().await.expect("an answer, as nobody is before it");
    assert_eq!(before.elapsed().as_secs(), 60);
    assert_eq!(clock.0.lock().expect("no test panicked with it").len(), 2);
}

#[test]
fn the_wait_of_a_blocking_call_can_be_bounded() {
    let clock = Clock::default();
    let builder = Client::builder().base_url("http://localhost").token("t").requests_per_minute(1);
    let bounded = builder.transport(clock.clone()).pace_timeout(Duration::ZERO).build().expect("a client");
    bounded.users().list().send_blocking().expect("an answer");
    for _ in 0..3 {
        let error = bounded.users().list().send_blocking().expect_err("an error");
        assert!(matches!(error, Error::Timeout(error) if error.is_pace()));
    }
    assert_eq!(clock.0.lock().expect("no test panicked with it").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_would_wait_too_long_is_not_made() {
    let clock = Clock::default();
    let retry = RetryPolicy::default().max_attempts(10);
    let builder = Client::builder().base_url("http://localhost").token("t").retry(retry).requests_per_minute(10);
    let bounded = builder.pace_timeout(Duration::from_secs(1)).transport(Busy(clock)).build().expect("a client");
    let error = bounded.users().list().send().await.expect_err("an error");
    assert!(error.is_server_error() && error.attempts() == 1, "{error}");
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
