//! What goes wrong, on purpose.

use reqwest::header::{HeaderName, HeaderValue};

use super::planned_response::PlannedResponse;
use crate::runtime::transport::TransportFailure;

/// An answer that is an error, or no answer at all.
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
    /// An answer with this status and no body.
    ///
    /// # Panics
    ///
    /// If the number is no status of HTTP.
    #[track_caller]
    pub fn status(status: u16) -> Self {
        assert!((100..1000).contains(&status), "{status} is no status of HTTP");
        Self(FaultKind::Response(PlannedResponse { status, headers: Vec::new(), body: Vec::new() }))
    }

    /// The answer 429 as plain text, as limiters of requests give it, without `Retry-After`.
    pub fn rate_limited() -> Self {
        Self::status(429).text("Too many requests, please try again later.")
    }

    /// A page of HTML that a proxy in front of the API answers with this status, which may be one of success.
    ///
    /// # Panics
    ///
    /// If the number is no status of HTTP.
    #[track_caller]
    pub fn proxy_page(status: u16) -> Self {
        let page = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n";
        Self::status(status).body("text/html", page)
    }

    /// No connection comes about.
    pub fn unreachable() -> Self {
        Self(FaultKind::Unreachable)
    }

    /// The connection breaks before the response.
    pub fn broken() -> Self {
        Self(FaultKind::Broken)
    }

    /// There is no answer, ever: the time of the call runs out.
    pub fn silence() -> Self {
        Self(FaultKind::Silence)
    }

    /// Sets the body, as JSON.
    #[allow(clippy::needless_pass_by_value, reason = "it is written on the spot")]
    pub fn json(self, body: serde_json::Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Sets the body, as plain text.
    pub fn text(self, body: &str) -> Self {
        self.body("text/plain", body)
    }

    /// Sets the body and its content type. Where there is no answer, it has no effect.
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

    /// Adds a header. Where there is no answer, it has no effect.
    ///
    /// # Panics
    ///
    /// If it is none that HTTP can carry.
    #[track_caller]
    pub fn header(self, name: &str, value: &str) -> Self {
        let known = HeaderName::try_from(name).is_ok() && HeaderValue::try_from(value).is_ok();
        assert!(known, "`{name}: {value}` is no header of HTTP");
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
