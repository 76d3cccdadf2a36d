//! What a mock does when an operation is called.

use std::collections::VecDeque;

use super::fault::Fault;
use super::listing::Listing;
use crate::runtime::transport::TransportFailure;

/// The plans of one operation.
#[derive(Default)]
pub(super) struct Script {
    plans: VecDeque<Plan>,
}

#[derive(Clone)]
pub(super) enum Plan {
    Answer(Answer),
    Fault(Fault),
    Listing(Listing),
}

impl Script {
    pub(super) fn add(&mut self, plan: Plan) {
        self.plans.push_back(plan);
    }

    /// The next plan. The last one stays.
    pub(super) fn next(&mut self) -> Option<Plan> {
        if self.plans.len() > 1 { self.plans.pop_front() } else { self.plans.front().cloned() }
    }
}

/// An answer as it is sent.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    pub(super) fn send(self) -> Result<reqwest::Response, TransportFailure> {
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        response.body(self.body).map(Into::into).map_err(TransportFailure::broken)
    }
}
