//! The plans for one operation.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fault::Fault;
use super::paged_list::{CursorType, PagedList};
use super::plan::Plan;
use super::planned_response::PlannedResponse;
use super::received::Received;
use super::{Mock, MockState, key};
use crate::runtime::by_status::ByStatus;
use crate::runtime::decode;
use crate::runtime::operation::Operation;
use crate::runtime::redirected::Redirect;

/// One operation of a mock: its planned responses, and the requests that it received. `T` is the type that the
/// operation returns.
///
/// Responses are sent in the order in which they were planned. The last one is repeated until another is planned, or not
/// at all after [`ends`](Stub::ends).
pub struct Stub<T> {
    mock: Mock,
    operation: Operation,
    encode: fn(&T) -> PlannedResponse,
    returns: PhantomData<fn(T)>,
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl<T: Serialize> Stub<T> {
    pub(crate) fn json(mock: &Mock, operation: &Operation) -> Self {
        Self::new(mock, operation, |value| {
            let body = serde_json::to_vec(value).expect("a type of the API can be written as JSON");
            PlannedResponse::new(200, "application/json", body)
        })
    }
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl<T: Serialize> Stub<Vec<T>> {
    /// The items of a stream of JSON texts, each on a line.
    pub(crate) fn json_items(mock: &Mock, operation: &Operation) -> Self {
        Self::new(mock, operation, |items| {
            let mut body = Vec::new();
            for item in items {
                serde_json::to_writer(&mut body, item).expect("a type of the API can be written as JSON");
                body.push(b'\n');
            }
            PlannedResponse::new(200, "application/x-ndjson", body)
        })
    }
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl<T: Serialize> Stub<T> {
    pub(crate) fn json_by_status(mock: &Mock, operation: &Operation) -> Self
    where
        T: ByStatus,
    {
        Self::new(mock, operation, |value| {
            let body = serde_json::to_vec(value).expect("a type of the API can be written as JSON");
            PlannedResponse::new(value.status(), "application/json", body)
        })
    }
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Stub<Redirect> {
    pub(crate) fn redirect(mock: &Mock, operation: &Operation) -> Self {
        Self::new(mock, operation, |redirect| {
            let location = redirect.location().map(|url| ("location".to_owned(), url.to_owned()));
            let headers = location.into_iter().collect();
            PlannedResponse { status: redirect.status().as_u16(), headers, body: Vec::new() }
        })
    }
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Stub<String> {
    pub(crate) fn text(mock: &Mock, operation: &Operation) -> Self {
        Self::new(mock, operation, |text| PlannedResponse::new(200, "text/plain; charset=utf-8", text.as_str()))
    }
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Stub<String> {
    /// The text of a stream of events.
    pub(crate) fn events(mock: &Mock, operation: &Operation) -> Self {
        Self::new(mock, operation, |text| PlannedResponse::new(200, "text/event-stream", text.as_str()))
    }
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Stub<Vec<u8>> {
    pub(crate) fn bytes(mock: &Mock, operation: &Operation) -> Self {
        Self::new(mock, operation, |bytes| PlannedResponse::new(200, "application/octet-stream", bytes.as_slice()))
    }
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Stub<()> {
    pub(crate) fn nothing(mock: &Mock, operation: &Operation) -> Self {
        Self::new(mock, operation, |()| PlannedResponse { status: 204, headers: Vec::new(), body: Vec::new() })
    }
}

impl<T> Stub<T> {
    fn new(mock: &Mock, operation: &Operation, encode: fn(&T) -> PlannedResponse) -> Self {
        Self { mock: mock.clone(), operation: *operation, encode, returns: PhantomData }
    }

    /// Plans a response with this value.
    #[allow(clippy::needless_pass_by_value, reason = "callers write the value in place")]
    pub fn returns(self, value: T) -> Self {
        let response = (self.encode)(&value);
        self.plan(Plan::Response(response))
    }

    /// Plans a failure.
    pub fn fails(self, fault: Fault) -> Self {
        self.plan(Plan::Fault(fault))
    }

    /// Ends the plan: the last response is not repeated, and a call beyond it is unexpected, which is an
    /// [`Error::Refused`](crate::Error::Refused) and a failure of [`Mock::finish`]. Without a planned response, any call
    /// is.
    pub fn ends(self) -> Self {
        let key = key(&self.operation);
        self.mock.state.with(|MockState { plans, .. }| plans.entry(key).or_default().end());
        self
    }

    /// Returns the requests that this operation received, in order.
    pub fn received(&self) -> Vec<Received> {
        let mut received = self.mock.received();
        received.retain(|request| key(request.operation()) == key(&self.operation));
        received
    }

    /// Returns the only request that this operation received.
    ///
    /// # Panics
    ///
    /// If it did not receive exactly one request.
    #[track_caller]
    pub fn only(&self) -> Received {
        let mut received = self.received();
        assert!(received.len() == 1, "{} was called {} times, not once", self.operation, received.len());
        received.remove(0)
    }

    /// Asserts how often the operation was called.
    ///
    /// # Panics
    ///
    /// If it was called any other number of times.
    #[track_caller]
    pub fn assert_called(&self, times: usize) {
        let received = self.received();
        assert!(received.len() == times, "{} was called {} times, not {times}", self.operation, received.len());
    }

    fn plan(self, plan: Plan) -> Self {
        let key = key(&self.operation);
        self.mock.state.with(|MockState { plans, .. }| plans.entry(key).or_default().add(plan));
        self
    }
}

impl<T: DeserializeOwned> Stub<T> {
    /// Plans a response with this JSON. The JSON must decode as the type of the operation, so that no test relies on a
    /// response that the API does not send. Properties that the type does not know are sent as well.
    ///
    /// # Panics
    ///
    /// If the JSON does not decode as that type.
    #[allow(clippy::needless_pass_by_value, reason = "callers write the value in place")]
    #[track_caller]
    pub fn returns_json(self, json: Value) -> Self {
        self.check(&json);
        self.plan(Plan::Response(PlannedResponse::new(200, "application/json", json.to_string())))
    }

    /// Plans a whole list, which is served page by page as requests ask for it. A page has 100 items, unless a request
    /// sets a limit.
    ///
    /// # Panics
    ///
    /// If the operation is not paged, or if the items do not decode as its items.
    #[track_caller]
    pub fn returns_items<I: Serialize>(self, items: impl IntoIterator<Item = I>) -> Self {
        let Some(paging) = self.operation.paging else { panic!("{} is not paged", self.operation) };
        let items = items.into_iter().map(|item| serde_json::to_value(item).expect("an item can be written as JSON"));
        let mut list = PagedList { items: items.collect(), paging, page_size: 100, cursor: CursorType::Text };
        // Most APIs have a string as the cursor, some a number.
        if self.decode(&list.sample()).is_err() {
            list.cursor = CursorType::Number;
        }
        self.check(&list.sample());
        self.plan(Plan::PagedList(list))
    }

    #[track_caller]
    fn check(&self, json: &Value) {
        if let Err((path, error)) = self.decode(json) {
            panic!("this is not what {} returns: at `{path}`: {error}", self.operation);
        }
    }

    /// Decodes JSON as the operation does, or returns where that fails.
    fn decode(&self, json: &Value) -> Result<T, (String, serde_json::Error)> {
        decode::from_json(json.to_string().as_bytes()).map_err(|failure| (failure.path, failure.problem))
    }
}

impl<T> fmt::Debug for Stub<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stub").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}
