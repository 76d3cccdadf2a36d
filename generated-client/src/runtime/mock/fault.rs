//! Failures of a mock.

use reqwest::header::{HeaderName, HeaderValue};

use super::planned_response::PlannedResponse;
use crate::runtime::transport::TransportFailure;

/// A response that reports an error, or no response at all.
///
/// ```
/// # use generated_client::mock::Fault;
/// let denied = Fault::status(403).json(serde_json::json!({"code": "SC403", "message": "Permission denied"}));
/// let busy = Fault::status(503).header("retry-after", "2");
/// # let _ = (denied, busy);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing until it is planned"]
pub struct Fault(FaultKind);

#[derive(Clone, Debug)]
enum FaultKind {
    Response(PlannedResponse),
    Unreachable,
    Broken,
    Silence,
}

impl Fault {
    /// Responds with this status and no body.
    ///
    /// # Panics
    ///
    /// If the number is not an HTTP status (100 to 999).
    #[track_caller]
    pub fn status(status: u16) -> Self {
        assert!((100..1000).contains(&status), "{status} is not an HTTP status");
        Self(FaultKind::Response(PlannedResponse { status, headers: Vec::new(), body: Vec::new() }))
    }

    /// Responds with 429 in plain text and without `Retry-After`, as many rate limiters do.
    pub fn rate_limited() -> Self {
        Self::status(429).text("Too many requests, please try again later.")
    }

    /// Responds with an HTML page and this status, which may be a success, as a proxy in front of the API does.
    ///
    /// # Panics
    ///
    /// If the number is not an HTTP status (100 to 999).
    #[track_caller]
    pub fn proxy_page(status: u16) -> Self {
        let page = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n";
        Self::status(status).body("text/html", page)
    }

    /// Fails to connect.
    pub fn unreachable() -> Self {
        Self(FaultKind::Unreachable)
    }

    /// Breaks the connection before the response.
    pub fn broken() -> Self {
        Self(FaultKind::Broken)
    }

    /// Never responds, so that the call exceeds its time limit.
    pub fn silence() -> Self {
        Self(FaultKind::Silence)
    }

    /// Sets a JSON body. It has no effect on a fault without a response.
    #[allow(clippy::needless_pass_by_value, reason = "callers write the value in place")]
    pub fn json(self, body: serde_json::Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Sets a plain text body. It has no effect on a fault without a response.
    pub fn text(self, body: &str) -> Self {
        self.body("text/plain", body)
    }

    /// Sets the body and its content type. It has no effect on a fault without a response.
    ///
    /// # Panics
    ///
    /// If the content type cannot be sent in a header.
    #[track_caller]
    pub fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.change_response(|response| {
            response.headers.retain(|(name, _)| name != "content-type");
            response.body = body.into();
        })
        .header("content-type", content_type)
    }

    /// Adds a header. It has no effect on a fault without a response.
    ///
    /// # Panics
    ///
    /// If the name or the value is not valid in HTTP.
    #[track_caller]
    pub fn header(self, name: &str, value: &str) -> Self {
        let known = HeaderName::try_from(name).is_ok() && HeaderValue::try_from(value).is_ok();
        assert!(known, "`{name}: {value}` is not a valid HTTP header");
        self.change_response(|response| response.headers.push((name.to_owned(), value.to_owned())))
    }

    fn change_response(mut self, change: impl FnOnce(&mut PlannedResponse)) -> Self {
        if let FaultKind::Response(response) = &mut self.0 {
            change(response);
        }
        self
    }

    pub(super) async fn apply(self) -> Result<reqwest::Response, TransportFailure> {
        match self.0 {
            FaultKind::Response(response) => response.send(),
            FaultKind::Unreachable => Err(TransportFailure::connect("the mock is unreachable, as planned")),
            FaultKind::Broken => Err(TransportFailure::broken("the mock broke the connection, as planned")),
            FaultKind::Silence => std::future::pending().await,
        }
    }
}
