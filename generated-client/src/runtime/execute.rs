//! Executes a call: attempts, waits, redirects, and the time limit of an attempt. The response is not decoded here.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, Response, Url};
use sync_wrapper::SyncFuture;
use tokio::time::{Instant, sleep, timeout_at};

use super::build_request;
use super::call::Call;
use super::error::{ApiError, AttemptFailure, DecodeError, DecodeProblem, Error, ErrorResponse, Stage};
use super::excerpt::{Excerpt, one_line};
use super::mask::Mask;
use super::rate_limit::TooLate;
use super::raw_response::{BodyHandling, RawResponse, ResponseHandling, other_than_events};
use super::recorder::Exchange;
use super::redirect;
use super::trace::Trace;
use super::transport::{TransportFailure, TransportFuture};

/// How much of the body of an error response is read, in bytes.
const MAX_ERROR_BYTES: usize = 256 << 10;

/// How a call ended, before the response is decoded.
pub(super) struct CallOutcome {
    result: Result<RawResponse, Error>,
    trace: Trace,
}

impl CallOutcome {
    /// Returns the outcome of a call that did not begin.
    #[cfg(feature = "blocking")]
    pub(super) fn failed(call: &Call, error: Error) -> Self {
        Self { result: Err(error), trace: call.trace() }
    }

    /// Decodes the response, and ends the span of the call.
    pub(super) fn decode<T>(self, decode: impl FnOnce(RawResponse) -> Result<T, Error>) -> Result<T, Error> {
        let success = self.result.as_ref().ok().map(|response| (response.status, response.attempts));
        let result = self.result.and_then(decode);
        self.trace.end(success, result.as_ref().err());
        result
    }
}

impl Call {
    /// Sends the request, retrying it as its policy says, and reads the response.
    pub(super) async fn execute(&self, handling: ResponseHandling) -> CallOutcome {
        let trace = self.trace();
        let result = trace.within(self.attempts(handling, &trace)).await;
        CallOutcome { result, trace }
    }

    fn trace(&self) -> Trace {
        Trace::begin(&self.operation, &self.client, self.options.base_url.as_deref())
    }

    async fn attempts(&self, handling: ResponseHandling, trace: &Trace) -> Result<RawResponse, Error> {
        let policy = self.options.retry.as_ref().unwrap_or(&self.client.retry);
        let mask = self.mask();
        let mut attempts = 0;
        let mut began = None;
        let mut failed: Option<Error> = None;
        loop {
            // A request that cannot be sent must not count against the rate limit, so it is built first.
            let request = build_request::build(self, handling.accept, None)?;
            if let Err(late) = self.wait_for_rate_limit().await {
                return Err(failed.map_or(late, |error| error.after(attempts)));
            }
            let now = Instant::now();
            let began = *began.get_or_insert(now);
            // The rate limit may have delayed the attempt beyond the time that the policy allows.
            if let Some(error) = failed.take_if(|_| policy.is_over(now - began)) {
                return Err(error.after(attempts));
            }
            attempts += 1;
            let mut sent = self.start(request, &mask);
            let error = match self.attempt(&mut sent, now, handling, &mask).await {
                Ok(response) => return Ok(RawResponse { attempts, url: Some(sent.url), ..response }),
                Err(error) => error,
            };
            drop(sent);
            let Some(wait) = policy.wait(&self.operation, &error, attempts, began.elapsed()) else {
                return Err(error.after(attempts));
            };
            trace.retry(&error, attempts, wait);
            failed = Some(error);
            sleep(wait).await;
        }
    }

    async fn wait_for_rate_limit(&self) -> Result<(), Error> {
        let Some(rate_limit) = &self.client.rate_limit else { return Ok(()) };
        let bound = self.options.pace_timeout.or(self.client.pace_timeout);
        let turn = Box::pin(rate_limit.wait(self.operation.rate_cost, bound)).await;
        turn.map_err(|TooLate| {
            let limit = bound.unwrap_or_default();
            Error::from_failure(&self.operation, Stage::Pacing, limit, AttemptFailure::OutOfTime)
        })
    }

    /// Makes one attempt. The response does not say where it comes from.
    async fn attempt(
        &self,
        sent: &mut Sent,
        now: Instant,
        handling: ResponseHandling,
        mask: &Arc<Mask>,
    ) -> Result<RawResponse, Error> {
        let mut deadline = Deadline::after(now, self.options.timeout.unwrap_or(self.client.timeout));
        let mut response = self.receive(sent, handling, &mut deadline, mask).await?;
        let exchange = &mut sent.exchange;
        let handling = handling.body;
        let status = response.status();
        let mut body = Vec::new();
        let is_wanted = status.is_redirection() && matches!(handling, BodyHandling::Redirect);
        if !status.is_success() && !is_wanted {
            // The status is what counts here. If the body is too large, breaks off or hangs, what has arrived is kept.
            let _ = read_body(&mut response, MAX_ERROR_BYTES, &mut body, deadline).await;
            Exchange::receive_body(exchange, response.headers(), &body);
            let headers = std::mem::take(response.headers_mut());
            let received = ErrorResponse { status, headers, body };
            return Err(ApiError::new(&self.operation, received, mask).into());
        }
        if let BodyHandling::Events = handling
            && let Some(content_type) = other_than_events(response.headers())
        {
            // What it says instead is short. A server that goes on sending must not delay the error.
            let _ =
                read_body(&mut response, MAX_ERROR_BYTES, &mut body, deadline.at_most(Duration::from_secs(1))).await;
            Exchange::receive_body(exchange, response.headers(), &body);
            let content_type = one_line(&mask.hide(&content_type));
            let body = Excerpt::new(response.headers(), &body, mask);
            let problem = DecodeProblem::NotEvents { content_type };
            return Err(DecodeError::new(&self.operation, status, problem, body).into());
        }
        if let BodyHandling::Buffer = handling {
            let read = read_body(&mut response, self.client.max_response_bytes, &mut body, deadline).await;
            Exchange::receive_body(exchange, response.headers(), &body);
            read.map_err(|problem| {
                let body = Excerpt::new(response.headers(), &body, mask);
                match problem {
                    BodyError::TooLarge(limit) => {
                        DecodeError::new(&self.operation, status, DecodeProblem::TooLarge { limit }, body).into()
                    }
                    BodyError::Failed(failure) => {
                        Error::from_failure(&self.operation, Stage::Reading(status, body), deadline.limit, failure)
                    }
                }
            })?;
        }
        let headers = std::mem::take(response.headers_mut());
        let streamed = matches!(handling, BodyHandling::Stream | BodyHandling::Events).then(|| Box::new(response));
        let (operation, mask) = (Arc::clone(&self.operation), Arc::clone(mask));
        Ok(RawResponse { operation, url: None, status, headers, body, attempts: 1, mask, streamed })
    }

    /// Begins to send a request.
    fn start(&self, request: reqwest::Request, mask: &Arc<Mask>) -> Sent {
        let (method, url) = (request.method().clone(), request.url().clone());
        let exchange = self.client.recorder.as_ref().map(|it| Exchange::begin(it, &self.operation, &request, mask));
        // The futures of a transport need not be `Sync`.
        let response = SyncFuture::new(self.client.transport.execute(&self.operation, request));
        Sent { method, url, exchange, response }
    }

    /// Waits for the response, and follows redirects where that is allowed. All of it shares the time of one attempt, which
    /// is extended by the waits for the rate limit.
    async fn receive(
        &self,
        sent: &mut Sent,
        handling: ResponseHandling,
        deadline: &mut Deadline,
        mask: &Arc<Mask>,
    ) -> Result<Response, Error> {
        let mut followed = 0;
        loop {
            let response = deadline.limit(&mut sent.response).await.map_err(|failure| {
                let stage = if followed == 0 { Stage::Waiting } else { Stage::Redirected };
                Error::from_failure(&self.operation, stage, deadline.limit, failure)
            })?;
            sent.exchange.iter_mut().for_each(|exchange| exchange.receive(&response));
            self.client.store_cookies(&sent.url, response.headers());
            let is_followed = followed < redirect::MAX && !matches!(handling.body, BodyHandling::Redirect);
            let target = if is_followed { redirect::target(&sent.method, &sent.url, &response) } else { None };
            let Some(target) = target else { return Ok(response) };
            sent.exchange = None;
            followed += 1;
            // Few calls are redirected, so the request is built again, and no call keeps room for this.
            let redirected = Box::pin(async {
                // The response may have set a cookie, and other cookies may belong to the new path.
                let request = build_request::build(self, handling.accept, Some(target))?;
                let waiting = Instant::now();
                self.wait_for_rate_limit().await?;
                deadline.extend(waiting.elapsed());
                Ok::<_, Error>(self.start(request, mask))
            });
            *sent = redirected.await?;
        }
    }
}

/// A request that is being sent.
struct Sent {
    method: Method,
    url: Url,
    exchange: Option<Exchange>,
    response: SyncFuture<TransportFuture>,
}

/// When an attempt has to end.
#[derive(Clone, Copy)]
struct Deadline {
    limit: Duration,
    /// `None` if it is too far in the future for an `Instant`.
    end: Option<Instant>,
}

impl Deadline {
    fn after(now: Instant, limit: Duration) -> Self {
        Self { limit, end: now.checked_add(limit) }
    }

    /// Returns the same, or this time from now on, whichever ends first.
    fn at_most(self, limit: Duration) -> Self {
        let end = Instant::now().checked_add(limit);
        Self { end: self.end.into_iter().chain(end).min(), ..self }
    }

    fn extend(&mut self, by: Duration) {
        self.end = self.end.and_then(|end| end.checked_add(by));
    }

    async fn limit<T>(self, work: impl Future<Output = Result<T, TransportFailure>>) -> Result<T, AttemptFailure> {
        let result = match self.end {
            Some(end) => timeout_at(end, work).await.map_err(|_| AttemptFailure::OutOfTime)?,
            None => work.await,
        };
        result.map_err(AttemptFailure::from)
    }
}

/// Why a body was not read to its end.
enum BodyError {
    /// It has more bytes than the limit.
    TooLarge(usize),
    Failed(AttemptFailure),
}

/// Reads a body of at most `limit` bytes. After an error, `body` has what was read before.
async fn read_body(
    response: &mut Response,
    limit: usize,
    body: &mut Vec<u8>,
    deadline: Deadline,
) -> Result<(), BodyError> {
    // A server can announce any length, so only a little memory is reserved before bytes arrive.
    let announced = response.content_length().unwrap_or(0);
    body.reserve(usize::try_from(announced).map_or(0, |length| length.min(limit).min(1 << 20)));
    let failed = BodyError::Failed;
    while let Some(chunk) = deadline.limit(async { Ok(response.chunk().await?) }).await.map_err(failed)? {
        let room = limit - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Err(BodyError::TooLarge(limit));
        }
    }
    Ok(())
}
