//! Blocking calls. The first one of a client starts threads for them, so they can be made anywhere. Within a tokio
//! runtime they block the calling thread, like any other blocking call.

use std::future::Future;
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

use super::error::ConfigurationError;

/// The blocking calls of a client and its clones. It has no threads before the first call, and they end when it is dropped.
pub(super) struct Executor {
    clock: Clock,
    threads: OnceLock<Threads>,
    /// Only one thread at a time may start them.
    starting: Mutex<()>,
}

/// One thread runs the calls, the other their connections: a server that keeps the HTTP library busy must not delay the end
/// of a time limit.
pub(super) struct Threads {
    calls: Handle,
    connections: Handle,
    _runtimes: Vec<Background>,
    /// Ends the thread of a runtime that needs one to drive it.
    _stop: Option<oneshot::Sender<()>>,
}

/// A runtime whose threads end when this is dropped, which may be within another runtime. There, a runtime by itself would
/// panic, as it waits for its threads.
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// The clock of the blocking calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    System,
    /// It moves on whenever all calls wait.
    #[cfg(feature = "mock")]
    Virtual,
}

/// The calling thread is one of those of blocking calls, and could wait for itself forever.
pub(super) struct OwnThread;

impl Executor {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, threads: OnceLock::new(), starting: Mutex::new(()) }
    }

    /// Returns the threads, which are started if there are none yet.
    pub(super) fn threads(&self) -> Result<&Threads, ConfigurationError> {
        if let Some(threads) = self.threads.get() {
            return Ok(threads);
        }
        let _guard = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(threads) = self.threads.get() {
            return Ok(threads);
        }
        let threads = Threads::start(self.clock)?;
        Ok(self.threads.get_or_init(|| threads))
    }

    /// Returns where the connections of a blocking call run. `None` if the current thread does not run blocking calls.
    pub(super) fn connections(&self) -> Option<&Handle> {
        let threads = self.threads.get()?;
        let is_call = Handle::try_current().is_ok_and(|current| current.id() == threads.calls.id());
        is_call.then_some(&threads.connections)
    }
}

impl Threads {
    fn start(clock: Clock) -> Result<Self, ConfigurationError> {
        let (connections, runtime) = background()?;
        let mut runtimes = vec![runtime];
        let (calls, stop) = match clock {
            Clock::System => {
                let (calls, runtime) = background()?;
                runtimes.push(runtime);
                (calls, None)
            }
            #[cfg(feature = "mock")]
            Clock::Virtual => virtual_time().map(|(calls, stop)| (calls, Some(stop)))?,
        };
        Ok(Self { calls, connections, _runtimes: runtimes, _stop: stop })
    }

    /// Runs a future to its end and returns its result. A panic within it is resumed on the calling thread.
    pub(super) fn wait<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, OwnThread> {
        let (sender, receiver) = mpsc::sync_channel(1);
        if self.is_current() {
            return Err(OwnThread);
        }
        let work = self.calls.spawn(in_current_span(future));
        // The caller may be within another runtime, where `block_on` panics. A channel works everywhere.
        self.calls.spawn(async move { sender.send(work.await) });
        match receiver.recv().expect("the threads run until the executor is dropped") {
            Ok(result) => Ok(result),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => unreachable!("the task is never cancelled"),
        }
    }

    fn is_current(&self) -> bool {
        let own = [self.calls.id(), self.connections.id()];
        Handle::try_current().is_ok_and(|current| own.contains(&current.id()))
    }
}

/// Starts a runtime with a thread of its own.
fn background() -> Result<(Handle, Background), ConfigurationError> {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).thread_name(env!("CARGO_PKG_NAME")).enable_all().build();
    let runtime = runtime.map_err(|error| refused(&error))?;
    Ok((runtime.handle().clone(), Background(Some(runtime))))
}

/// Starts a runtime whose clock moves on whenever it has nothing else to do, and the thread that drives it.
#[cfg(feature = "mock")]
fn virtual_time() -> Result<(Handle, oneshot::Sender<()>), ConfigurationError> {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build();
    let runtime = runtime.map_err(|error| refused(&error))?;
    let (handle, (stop, stopped)) = (runtime.handle().clone(), oneshot::channel());
    let thread = std::thread::Builder::new().name(env!("CARGO_PKG_NAME").to_owned());
    let runtime = Background(Some(runtime));
    let drive = move || {
        if let Some(runtime) = &runtime.0 {
            // Both an end and a sender that was dropped mean that the client is gone.
            let _ = runtime.block_on(stopped);
        }
    };
    thread.spawn(drive).map_err(|error| refused(&error))?;
    Ok((handle, stop))
}

fn refused(error: &std::io::Error) -> ConfigurationError {
    ConfigurationError::new(format!("the threads for blocking calls cannot be started: {error}"))
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
