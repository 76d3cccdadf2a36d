//! Calls that wait for their answer. They run on a thread of the client's own, so that they can be made anywhere, within
//! a runtime of tokio as well: there they block the thread that calls, as any other wait does.

use std::future::Future;
use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};

use super::error::ConfigurationError;

/// The thread on which the calls of one client run.
pub(super) struct Executor(Option<Runtime>);

impl Executor {
    pub(super) fn start() -> Result<Self, ConfigurationError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name(env!("CARGO_PKG_NAME"))
            .enable_all()
            .build()
            .map_err(|error| ConfigurationError::new(format!("no thread can be started for its calls: {error}")))?;
        Ok(Self(Some(runtime)))
    }

    /// Runs a future to its end and returns what it gave. A panic within it goes on here.
    pub(super) fn wait<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> T {
        let (give, take) = mpsc::sync_channel(1);
        let runtime = self.0.as_ref().expect("it is there until it is dropped");
        let work = runtime.spawn(in_current_span(future));
        // Who calls may be within a runtime itself, where a task of another one cannot be waited for.
        runtime.spawn(async move { give.send(work.await) });
        match take.recv().expect("the runtime runs until it is dropped") {
            Ok(given) => given,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => unreachable!("nobody cancels the work"),
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // The last clone may go within a runtime of the caller's, where a runtime must not wait for its threads.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Keeps the span and the subscriber of the calling thread for work that runs on another thread.
#[cfg(feature = "tracing")]
fn in_current_span<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    use tracing::Instrument as _;
    use tracing::instrument::WithSubscriber as _;
    work.instrument(tracing::Span::current()).with_current_subscriber()
}

#[cfg(not(feature = "tracing"))]
fn in_current_span<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    work
}
