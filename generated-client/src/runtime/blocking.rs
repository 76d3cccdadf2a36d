//! Blocking calls. Each client runs its calls on threads of its own, so they can be made anywhere. Within a tokio
//! runtime they block the calling thread, like any other blocking call.

use std::future::Future;
use std::sync::mpsc;

use tokio::runtime::{Builder, Handle, Runtime};

use super::error::ConfigurationError;
use super::transport::TransportFailure;

/// The threads that run the calls of one client.
pub(super) struct Executor(Option<Runtime>);

impl Executor {
    pub(super) fn start() -> Result<Self, ConfigurationError> {
        let runtime = Builder::new_multi_thread()
            // One of them still notices the end of a time limit while a server keeps the other busy.
            .worker_threads(2)
            .thread_name(env!("CARGO_PKG_NAME"))
            .enable_all()
            .build()
            .map_err(|error| {
                ConfigurationError::new(format!("the threads for its calls cannot be started: {error}"))
            })?;
        Ok(Self(Some(runtime)))
    }

    /// Runs a future to its end and returns its result. A panic within it is resumed on the calling thread.
    ///
    /// # Errors
    ///
    /// If the calling thread is one of the client, which could wait for itself forever.
    pub(super) fn wait<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, TransportFailure> {
        let (sender, receiver) = mpsc::sync_channel(1);
        let runtime = self.0.as_ref().expect("the runtime exists until the executor is dropped");
        if Handle::try_current().is_ok_and(|current| current.id() == runtime.handle().id()) {
            let problem = "a blocking client was called on its own thread, which would wait for itself";
            return Err(TransportFailure::refused(problem));
        }
        let work = runtime.spawn(in_current_span(future));
        // The caller may be within another runtime, where `block_on` panics. A channel works everywhere.
        runtime.spawn(async move { sender.send(work.await) });
        match receiver.recv().expect("the runtime runs until the executor is dropped") {
            Ok(result) => Ok(result),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => unreachable!("the task is never cancelled"),
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // The last clone may be dropped within a runtime of the caller, where waiting for threads panics.
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
