//! Tracing, with the feature `tracing`: a span for each call, with the attributes that OpenTelemetry defines for HTTP
//! clients. It contains the template of the path and no value of the call.

#[cfg(not(feature = "tracing"))]
use disabled as selected;
#[cfg(feature = "tracing")]
use enabled as selected;

pub(super) use selected::Trace;

#[cfg(feature = "tracing")]
mod enabled {
    use std::borrow::Cow;
    use std::future::Future;
    use std::time::{Duration, Instant};

    use reqwest::StatusCode;
    use tracing::{Instrument as _, Span, field};

    use crate::runtime::client_inner::ClientInner;
    use crate::runtime::error::Error;
    use crate::runtime::operation::Operation;

    pub(in crate::runtime) struct Trace {
        span: Span,
        began: Instant,
    }

    impl Trace {
        pub(in crate::runtime) fn begin(operation: &Operation, client: &ClientInner, base_url: Option<&str>) -> Self {
            // If the base URL is not valid, the call reports it.
            let server = client.base_url(operation, base_url).unwrap_or(Cow::Borrowed(&client.base_url));
            let span = tracing::info_span!(
                target: env!("CARGO_CRATE_NAME"),
                "call",
                otel.name = format_args!("{} {}", operation.method, operation.path),
                otel.kind = "client",
                otel.status_code = field::Empty,
                operation = operation.name,
                http.request.method = operation.method,
                url.template = operation.path,
                server.address = server.host(),
                server.port = server.port(),
                http.response.status_code = field::Empty,
                http.request.resend_count = field::Empty,
                http.client.request.duration = field::Empty,
                "error.type" = field::Empty,
            );
            Self { span, began: Instant::now() }
        }

        pub(in crate::runtime) fn within<T>(&self, work: impl Future<Output = T>) -> impl Future<Output = T> {
            work.instrument(self.span.clone())
        }

        /// Reports that an attempt failed and will be retried.
        pub(in crate::runtime) fn retry(&self, error: &Error, attempts: u32, wait: Duration) {
            let status = error.status().map(|status| status.as_u16());
            let (kind, wait) = (kind(error), wait.as_secs_f64());
            tracing::warn!(
                target: env!("CARGO_CRATE_NAME"),
                parent: &self.span,
                { "http.response.status_code" = status, "error.type" = kind.as_ref(), attempt = attempts, wait },
                "retrying the call"
            );
        }

        /// Ends the span: with the status and the number of attempts of a successful response, with an error, or with
        /// both if the response could not be decoded. The duration is in seconds.
        pub(in crate::runtime) fn end(&self, success: Option<(StatusCode, u32)>, error: Option<&Error>) {
            let span = &self.span;
            let failure = error.map(|error| (error.status(), error.attempts()));
            let (status, attempts) = match (success, failure) {
                (Some((status, attempts)), _) => (Some(status), attempts),
                (None, Some(failure)) => failure,
                (None, None) => (None, 1),
            };
            if let Some(status) = status {
                span.record("http.response.status_code", status.as_u16());
            }
            if attempts > 1 {
                span.record("http.request.resend_count", attempts - 1);
            }
            if let Some(error) = error {
                span.record("error.type", kind(error).as_ref());
                span.record("otel.status_code", "ERROR");
            }
            span.record("http.client.request.duration", self.began.elapsed().as_secs_f64());
        }
    }

    /// Returns the type of an error. It is the status if the server responded with an error, as OpenTelemetry
    /// specifies.
    fn kind(error: &Error) -> Cow<'static, str> {
        match error {
            Error::Configuration(_) => "configuration".into(),
            Error::Argument(_) => "argument".into(),
            Error::MissingCredential(_) => "missing_credential".into(),
            Error::Refused(_) => "refused".into(),
            Error::Transport(_) => "transport".into(),
            Error::Timeout(_) => "timeout".into(),
            Error::Decode(_) => "decode".into(),
            Error::Api(error) => error.status().as_str().to_owned().into(),
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod disabled {
    use std::future::Future;
    use std::time::Duration;

    use reqwest::StatusCode;

    use crate::runtime::client_inner::ClientInner;
    use crate::runtime::error::Error;
    use crate::runtime::operation::Operation;

    pub(in crate::runtime) struct Trace;

    impl Trace {
        pub(in crate::runtime) fn begin(_: &Operation, _: &ClientInner, _: Option<&str>) -> Self {
            Self
        }

        pub(in crate::runtime) fn within<T>(&self, work: impl Future<Output = T>) -> impl Future<Output = T> {
            work
        }

        pub(in crate::runtime) fn retry(&self, _: &Error, _: u32, _: Duration) {}

        pub(in crate::runtime) fn end(&self, _: Option<(StatusCode, u32)>, _: Option<&Error>) {}
    }
}
