//! The future that sends a request and reads its response.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::call::Call;
use super::error::Error;
use super::execute::CallOutcome;
use super::raw_response::{RawResponse, ResponseHandling};
use super::request::Request;

/// Makes the result of a call from its response.
pub(super) type Read<T> = fn(RawResponse, &Call) -> Result<T, Error>;

/// A future that sends a request: `.await` returns `Result<T, Error>`.
///
/// Nothing is sent before it is awaited. If it is dropped, the call is cancelled.
// Each request could have an `async fn`, but the compiler takes longer for it, and more memory.
#[must_use = "a request is sent when its future is awaited"]
pub struct ResponseFuture<T> {
    call: Pin<Box<dyn Future<Output = (CallOutcome, Box<Call>)> + Send + Sync>>,
    read: Read<T>,
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (outcome, call) = ready!(self.call.as_mut().poll(context));
        Poll::Ready(outcome.decode(|response| (self.read)(response, &call)))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

impl Request {
    /// Returns the future that sends the request.
    pub(super) fn future<T>(self, handling: ResponseHandling, read: Read<T>) -> ResponseFuture<T> {
        let call = async move {
            let outcome = self.call.execute(handling).await;
            (outcome, self.call)
        };
        ResponseFuture { call: Box::pin(call), read }
    }

    /// Sends the request, blocking the thread.
    #[cfg(feature = "blocking")]
    pub(super) fn wait<T>(self, handling: ResponseHandling, read: Read<T>) -> Result<T, Error> {
        let call = self.call.clone();
        match call.client.wait(&call.operation, async move { self.call.execute(handling).await }) {
            Ok(outcome) => outcome.decode(|response| read(response, &call)),
            Err(error) => CallOutcome::failed(&call, error).decode(|response| read(response, &call)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::runtime::{Client, Nothing, Operation, Request};

    /// With many calls at once, the size decides how much memory they touch. It was 1,272 bytes; five per cent more are
    /// allowed.
    #[test]
    fn a_call_keeps_little() {
        let client = Client::builder().base_url("http://localhost").build().expect("a client");
        let future = Request::new(&client, &Operation::DEFAULT).send::<Nothing>();
        let size = size_of_val(&*future.call);
        assert!(size <= 1_336, "{size} bytes");
    }
}
