//! A mock of the API, for the tests of programs that use this crate. Its client uses no network, and its responses are
//! planned with the types of the operations.
//!
//! ```ignore
//! let mock = Mock::new();
//! mock.things().list().returns_json(json!({"things": [{"id": 1, "name": "a thing"}]}));
//!
//! // The code under test gets the client, and knows nothing of the mock.
//! let client = mock.client();
//! let page = client.things().list().limit(50).send().await?;
//! assert_eq!(page.things[0].name.as_deref(), Some("a thing"));
//!
//! let request = mock.things().list().only();
//! assert_eq!(request.query("limit").as_deref(), Some("50"));
//!
//! // Responses are sent in the order in which they were planned. The last one is repeated, unless `ends` follows it.
//! mock.things().update().fails(Fault::rate_limited()).returns_json(json!({}));
//! assert!(client.things().update(1).name("b").send().await.is_err_and(|error| error.is_rate_limited()));
//! assert!(client.things().update(1).name("b").send().await.is_ok());
//!
//! // Every plan was used, and every call had one. `Mock::new().finish_on_drop()` checks it without this line.
//! mock.finish();
//! ```
//!
//! The methods of [`Mock`] have the names of the API. [`returns_items`](Stub::returns_items) serves a whole list page
//! by page, [`Fault`] has the failures to plan, and [`builder`](Mock::builder) is for tests of retries, rate limits and
//! timeouts.
//!
//! A mock is made for tests: a plan that is not valid panics where it is written.

mod fault;
mod paged_list;
mod plan;
mod planned_response;
mod received;
mod stub;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

pub use fault::Fault;
pub use received::Received;
pub use stub::Stub;

use serde_json::Value;

use super::builder::ClientBuilder;
use super::client::Client;
use super::credential::Credential;
use super::operation::Operation;
use super::retry::RetryPolicy;
use super::transport::{Transport, TransportFailure, TransportFuture};
use plan::{Plan, PlanQueue};

/// A mock of the API. Its methods are those of a client; where the client sends a request, the mock plans responses.
///
/// Clones share their plans and the received requests.
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<SharedState>,
}

/// What the clones of a mock share. The internal methods of a mock are here, because the name of any method of [`Mock`]
/// could be the name of a tag.
#[derive(Default)]
struct SharedState(Mutex<MockState>);

#[derive(Default)]
struct MockState {
    plans: BTreeMap<Key, PlanQueue>,
    received: Vec<Received>,
    /// The calls that had no plan.
    unexpected: Vec<Operation>,
    /// Whether the end of the last clone checks what [`Mock::finish`] checks.
    finishes_on_drop: bool,
}

impl MockState {
    /// Returns what was not used as planned; empty if all was.
    fn problems(&self) -> String {
        let unused = self.plans.iter().filter(|(_, queue)| queue.unused() > 0);
        let unused = unused.map(|([name, method, path], queue)| {
            format!("{name} ({method} {path}) did not use {} of its plans", queue.unused())
        });
        let unexpected = self.unexpected.iter().map(|operation| format!("{operation} was called without a plan"));
        unused.chain(unexpected).collect::<Vec<_>>().join("; ")
    }
}

impl Drop for SharedState {
    fn drop(&mut self) {
        let state = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        // A test that fails anyway reports its own failure.
        if state.finishes_on_drop && !std::thread::panicking() {
            assert_used(&state.problems());
        }
    }
}

#[track_caller]
fn assert_used(problems: &str) {
    assert!(problems.is_empty(), "the mock was not used as planned: {problems}");
}

/// What identifies an operation: name, method and path. All raw requests have the same name.
type Key = [&'static str; 3];

fn key(operation: &Operation) -> Key {
    [operation.name, operation.method, operation.path]
}

impl SharedState {
    fn with<T>(&self, work: impl FnOnce(&mut MockState) -> T) -> T {
        // If another thread panicked, its test reports that panic and not a poisoned lock.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Mock {
    /// Returns a mock without plans. A call that has no plan is an [`Error::Refused`](crate::Error::Refused), which is not
    /// retried.
    pub fn new() -> Self {
        Self { state: Arc::default() }
    }

    /// Returns the same mock, which checks what [`finish`](Mock::finish) checks when the last of its clones and clients is
    /// dropped. A test then fails even if it forgets to call `finish`.
    ///
    /// ```
    /// # use generated_client::mock::Mock;
    /// let mock = Mock::new().finish_on_drop();
    /// ```
    #[must_use]
    pub fn finish_on_drop(self) -> Self {
        self.state.with(|state| state.finishes_on_drop = true);
        self
    }

    /// Returns a client of this mock. It does not retry; use [`builder`](Mock::builder) for a client that does. The waits of
    /// its blocking calls, such as those of retries, rate limits and timeouts, take no time.
    pub fn client(&self) -> Client {
        self.builder().build().expect("the settings of a mock are valid")
    }

    /// Returns the builder of a client of this mock, for tests of retries, rate limits and timeouts. It has a
    /// credential for every security scheme, and does not retry by default. The waits of blocking calls take no time:
    /// whenever all of them wait, their clock moves on. For async calls, `#[tokio::test(start_paused = true)]` does the same.
    pub fn builder(&self) -> ClientBuilder {
        let mut builder = ClientBuilder::default().base_url("http://mock.invalid").retry(RetryPolicy::none());
        for requirement in crate::operations().iter().flat_map(|operation| operation.security.concat()) {
            let credential = Credential::header("x-mock-credential", "", "mock");
            builder = builder.credential(requirement.scheme, credential);
        }
        #[cfg(feature = "blocking")]
        let builder = builder.virtual_time();
        builder.transport(self.clone())
    }

    /// Checks, at the end of a test, that every planned response was used, the last one of an operation at least once, and
    /// that every call had a plan.
    ///
    /// # Panics
    ///
    /// If that is not so. The message lists the operations.
    #[track_caller]
    pub fn finish(&self) {
        assert_used(&self.state.with(|state| state.problems()));
    }

    /// Returns all requests that were received, in order.
    pub fn received(&self) -> Vec<Received> {
        self.state.with(|state| state.received.clone())
    }

    /// Plans the responses to raw requests with this method and path, which must be those of
    /// [`Client::request`](crate::Client::request): `mock.request("GET", "/users/{userId}")`.
    pub fn request(&self, method: &'static str, path: &'static str) -> Stub<Value> {
        Stub::json(self, &Operation::raw(method, path))
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").finish_non_exhaustive()
    }
}

impl Transport for Mock {
    fn execute(&self, operation: &Operation, request: reqwest::Request) -> TransportFuture {
        let received = Received::new(operation, &request);
        let plan = self.state.with(|state| {
            let plan = state.plans.get_mut(&key(operation)).and_then(PlanQueue::next);
            if plan.is_none() {
                state.unexpected.push(*operation);
            }
            state.received.push(received.clone());
            plan
        });
        let operation = *operation;
        Box::pin(async move {
            match plan {
                Some(Plan::Fault(fault)) => fault.apply().await,
                Some(Plan::Response(response)) => response.send(),
                Some(Plan::PagedList(list)) => list.respond(&received).send(),
                None => Err(TransportFailure::refused(format!(
                    "the mock has no response for `{operation}`; plan one with `returns` on the method of the same name"
                ))),
            }
        })
    }
}
