//! The response that a mock sends.

use crate::runtime::transport::TransportFailure;

#[derive(Clone, Debug)]
pub(super) struct PlannedResponse {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl PlannedResponse {
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
