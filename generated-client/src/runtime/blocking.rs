//! Calls that wait for their answer. They run on a thread of the client's own, so that they can be made anywhere, within
//! a runtime of tokio as well: there they block the thread that calls, as any other wait does.

use std::future::Future;
use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};

use super::client::Inner;
use super::error::ConfigurationError;
use super::trace;

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
        let work = runtime.spawn(trace::carry(future));
        // Who calls may be within a runtime itself, where a task of another one cannot be waited for.
        runtime.spawn(async move { give.send(work.await) });
        match take.recv().expect("the runtime runs until it is dropped") {
            Ok(given) => given,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => unreachable!("nobody cancels the work"),
        }
    }
}

impl Inner {
    /// Runs a future to its end on the thread of this client.
    pub(super) fn wait<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> T {
        self.executor.as_ref().expect("a blocking client is built with one").wait(future)
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
