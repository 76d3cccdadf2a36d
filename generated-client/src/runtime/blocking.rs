//! Blocking calls. Each client runs its calls on threads of its own, so they can be made anywhere. Within a tokio
//! runtime they block the calling thread, like any other blocking call.

use std::future::Future;
use std::sync::mpsc;

use tokio::runtime::{Builder, Handle, Runtime};

use super::error::ConfigurationError;
use super::transport::TransportFailure;

/// The threads of one client. One runs its calls, the other its connections: a server that keeps the HTTP library busy
/// must not delay the end of a time limit.
pub(super) struct Executor {
    calls: Option<Runtime>,
    connections: Option<Runtime>,
}

impl Executor {
    pub(super) fn start() -> Result<Self, ConfigurationError> {
        Ok(Self { calls: Some(thread()?), connections: Some(thread()?) })
    }

    /// Returns where the connections run.
    pub(super) fn connections(&self) -> Option<Handle> {
        self.connections.as_ref().map(|runtime| runtime.handle().clone())
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
        if self.is_current() {
            let problem = "a blocking client was called on its own thread, which would wait for itself";
            return Err(TransportFailure::refused(problem));
        }
        let runtime = self.calls.as_ref().expect("the runtime exists until the executor is dropped");
        let work = runtime.spawn(in_current_span(future));
        // The caller may be within another runtime, where `block_on` panics. A channel works everywhere.
        runtime.spawn(async move { sender.send(work.await) });
        match receiver.recv().expect("the runtime runs until the executor is dropped") {
            Ok(result) => Ok(result),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => unreachable!("the task is never cancelled"),
        }
    }

    fn is_current(&self) -> bool {
        let own = [&self.calls, &self.connections].into_iter().flatten();
        Handle::try_current().is_ok_and(|current| own.into_iter().any(|own| own.handle().id() == current.id()))
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // The last clone may be dropped within a runtime of the caller, where waiting for threads panics.
        for runtime in [self.calls.take(), self.connections.take()].into_iter().flatten() {
            runtime.shutdown_background();
        }
    }
}

fn thread() -> Result<Runtime, ConfigurationError> {
    Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name(env!("CARGO_PKG_NAME"))
        .enable_all()
        .build()
        .map_err(|error| ConfigurationError::new(format!("the threads for its calls cannot be started: {error}")))
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
