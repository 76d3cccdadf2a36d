//! What a call tells of itself to those who watch, with the feature `tracing`: a span for each call, in the names that
//! OpenTelemetry gives to HTTP clients. It holds the template of the path and no value of the call.

#[cfg(feature = "tracing")]
pub(super) use on::Trace;

#[cfg(not(feature = "tracing"))]
pub(super) use off::Trace;

#[cfg(feature = "tracing")]
mod on {
    use std::future::Future;
    use std::time::{Duration, Instant};

    use tracing::{Instrument, Span, field};

    use crate::runtime::base_url::BaseUrl;
    use crate::runtime::error::Error;
    use crate::runtime::operation::Operation;
    use crate::runtime::send::Answer;

    pub(in crate::runtime) struct Trace {
        span: Span,
        began: Instant,
    }

    impl Trace {
        pub(in crate::runtime) fn begin(operation: &Operation, server: &BaseUrl) -> Self {
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

        pub(in crate::runtime) async fn within<T>(&self, work: impl Future<Output = T>) -> T {
            work.instrument(self.span.clone()).await
        }

        /// An attempt has failed, and there will be another one.
        pub(in crate::runtime) fn retry(&self, error: &Error, attempts: u32, wait: Duration) {
            let status = error.status().map(|status| status.as_u16());
            let (kind, wait) = (kind(error), wait.as_secs_f64());
            tracing::warn!(
                target: env!("CARGO_CRATE_NAME"),
                parent: &self.span,
                { "http.response.status_code" = status, "error.type" = kind, attempt = attempts, wait },
                "the call is tried again"
            );
        }

        /// The call has its answer, or none. The duration is in seconds.
        pub(in crate::runtime) fn end(&self, result: &Result<Answer, Error>) {
            let span = &self.span;
            let (status, attempts) = match result {
                Ok(answer) => (Some(answer.status), answer.attempts),
                Err(error) => (error.status(), error.attempts()),
            };
            if let Some(status) = status {
                span.record("http.response.status_code", status.as_u16());
            }
            if attempts > 1 {
                span.record("http.request.resend_count", attempts - 1);
            }
            if let Err(error) = result {
                span.record("error.type", kind(error));
                span.record("otel.status_code", "ERROR");
            }
            span.record("http.client.request.duration", self.began.elapsed().as_secs_f64());
        }
    }

    fn kind(error: &Error) -> &'static str {
        match error {
            Error::Configuration(_) => "configuration",
            Error::Argument(_) => "argument",
            Error::MissingCredential(_) => "missing_credential",
            Error::Transport(_) => "transport",
            Error::Timeout(_) => "timeout",
            Error::Decode(_) => "decode",
            Error::Api(_) => "api",
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::future::Future;
    use std::time::Duration;

    use crate::runtime::base_url::BaseUrl;
    use crate::runtime::error::Error;
    use crate::runtime::operation::Operation;
    use crate::runtime::send::Answer;

    pub(in crate::runtime) struct Trace;

    impl Trace {
        pub(in crate::runtime) fn begin(_: &Operation, _: &BaseUrl) -> Self {
            Self
        }

        pub(in crate::runtime) async fn within<T>(&self, work: impl Future<Output = T>) -> T {
            work.await
        }

        pub(in crate::runtime) fn retry(&self, _: &Error, _: u32, _: Duration) {}

        pub(in crate::runtime) fn end(&self, _: &Result<Answer, Error>) {}
    }
}
