//! The plans for one operation.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fault::Fault;
use super::listing::Listing;
use super::received::Received;
use super::script::{Answer, Plan};
use super::{Mock, State};
use crate::runtime::operation::Operation;

/// One operation of a mock: what it answers, and what it received. `T` is what the operation returns.
///
/// Answers are given in the order in which they were planned; the last one is given again and again.
pub struct Stub<T> {
    mock: Mock,
    operation: &'static Operation,
    encode: fn(&T) -> Answer,
    returns: PhantomData<fn(T)>,
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Mock {
    pub(crate) fn json<T: Serialize>(&self, operation: &'static Operation) -> Stub<T> {
        self.stub(operation, |value| {
            let body = serde_json::to_vec(value).expect("a type of the API can be written as JSON");
            Answer::new(200, "application/json", body)
        })
    }

    pub(crate) fn text(&self, operation: &'static Operation) -> Stub<String> {
        self.stub(operation, |text: &String| Answer::new(200, "text/plain; charset=utf-8", text.as_str()))
    }

    pub(crate) fn bytes(&self, operation: &'static Operation) -> Stub<Vec<u8>> {
        self.stub(operation, |bytes: &Vec<u8>| Answer::new(200, "application/octet-stream", bytes.as_slice()))
    }

    pub(crate) fn nothing(&self, operation: &'static Operation) -> Stub<()> {
        self.stub(operation, |(): &()| Answer { status: 204, headers: Vec::new(), body: Vec::new() })
    }

    fn stub<T>(&self, operation: &'static Operation, encode: fn(&T) -> Answer) -> Stub<T> {
        Stub { mock: self.clone(), operation, encode, returns: PhantomData }
    }
}

impl<T> Stub<T> {
    /// Plans an answer with this value.
    #[allow(clippy::needless_pass_by_value, reason = "a value that is made on the spot reads better")]
    pub fn returns(self, value: T) -> Self {
        let answer = (self.encode)(&value);
        self.plan(Plan::Answer(answer))
    }

    /// Plans an error, or no answer.
    pub fn fails(self, fault: Fault) -> Self {
        self.plan(Plan::Fault(fault))
    }

    /// Returns the requests that this operation received, in order.
    pub fn received(&self) -> Vec<Received> {
        let mut received = self.mock.received();
        received.retain(|request| request.operation().name == self.operation.name);
        received
    }

    /// Returns the only request that this operation received.
    ///
    /// # Panics
    ///
    /// If there was none, or more than one.
    #[track_caller]
    pub fn only(&self) -> Received {
        let mut received = self.received();
        assert!(received.len() == 1, "{} was called {} times, not once", self.operation, received.len());
        received.remove(0)
    }

    /// Checks how often the operation was called.
    ///
    /// # Panics
    ///
    /// If it was another number of times.
    #[track_caller]
    pub fn assert_called(&self, times: usize) {
        let received = self.received();
        assert!(received.len() == times, "{} was called {} times, not {times}", self.operation, received.len());
    }

    fn plan(self, plan: Plan) -> Self {
        let name = self.operation.name;
        self.mock.with(|State { scripts, .. }| scripts.entry(name).or_default().add(plan));
        self
    }
}

impl<T: DeserializeOwned> Stub<T> {
    /// Plans an answer with this JSON. It is read into the type of the operation at once, so that a test cannot go on with
    /// an answer that the API does not give; what the type does not know is sent all the same.
    ///
    /// # Panics
    ///
    /// If the operation returns something else.
    #[allow(clippy::needless_pass_by_value, reason = "it is written on the spot")]
    #[track_caller]
    pub fn returns_json(self, json: Value) -> Self {
        self.check(&json);
        self.plan(Plan::Answer(Answer::new(200, "application/json", json.to_string())))
    }

    /// Plans a whole list, which is given page by page as the requests ask for it, now and later. Where a request says no
    /// limit, a page has 100 items.
    ///
    /// # Panics
    ///
    /// If the operation does not page, or its items are something else.
    #[track_caller]
    pub fn returns_items<I: Serialize>(self, items: impl IntoIterator<Item = I>) -> Self {
        let Some(paging) = self.operation.paging else { panic!("{} does not page", self.operation) };
        let items = items.into_iter().map(|item| serde_json::to_value(item).expect("an item can be written as JSON"));
        let listing = Listing { items: items.collect(), paging, page_size: 100 };
        let whole = Listing { page_size: usize::MAX, ..listing.clone() };
        let mut page = whole.page(|_| None);
        if let Some(property) = paging.applied_limit {
            super::listing::put(&mut page, property, 100.into());
        }
        self.check(&page);
        self.plan(Plan::Listing(listing))
    }

    #[track_caller]
    fn check(&self, json: &Value) {
        let text = json.to_string();
        let mut reader = serde_json::Deserializer::from_str(&text);
        if let Err(error) = serde_path_to_error::deserialize::<_, T>(&mut reader) {
            let (path, error) = (error.path().to_string(), error.into_inner());
            panic!("this is not what {} returns: at `{path}`: {error}", self.operation);
        }
    }
}

impl<T> fmt::Debug for Stub<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stub").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}
