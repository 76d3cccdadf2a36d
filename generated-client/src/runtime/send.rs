//! The sending of a request and the reading of its answer, up to the bytes: attempts, redirects and the time they have.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use reqwest::{Response, StatusCode};
use sync_wrapper::SyncFuture;
use tokio::time::{Instant, sleep, timeout_at};

use super::error::{ApiError, DecodeError, DecodeProblem, Error, Failure, Received, Stage};
use super::excerpt::Excerpt;
use super::mask::Mask;
use super::operation::Operation;
use super::prepare;
use super::redirect;
use super::request::Call;
use super::trace::Trace;
use super::transport::TransportFailure;

/// The most that is read of an answer that reports a failure, in bytes.
const MAX_ERROR_BYTES: usize = 256 << 10;

/// An answer of success.
pub(crate) struct Answer {
    pub(super) operation: Operation,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// The whole body, or nothing where it was not to be read.
    pub(super) body: Vec<u8>,
    pub(super) attempts: u32,
    /// What must not be shown of it.
    pub(super) mask: Arc<Mask>,
    /// What the body can be read from, where that is left to the caller.
    pub(super) open: Option<Response>,
}

/// What is wanted of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// The header `accept`.
    pub(super) accept: &'static str,
    pub(super) body: WantedBody,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum WantedBody {
    Whole,
    /// The status is the whole answer.
    Unread,
    /// The caller reads it, piece by piece.
    #[allow(dead_code, reason = "whether it is wanted depends on the specification")]
    Open,
}

/// How a call ended on the wire, before the answer is read.
pub(super) struct Arrived {
    result: Result<Answer, Error>,
    trace: Trace,
}

impl Arrived {
    /// Reads the answer, and tells how all of it ended.
    pub(super) fn read<T>(self, read: impl FnOnce(Answer) -> Result<T, Error>) -> Result<T, Error> {
        let success = self.result.as_ref().ok().map(|answer| (answer.status, answer.attempts));
        let result = self.result.and_then(read);
        self.trace.end(success, result.as_ref().err());
        result
    }
}

impl Call {
    /// Sends the request, as often as its policy says, and takes in the answer.
    pub(super) async fn run(&self, wanted: Wanted) -> Arrived {
        let trace = Trace::begin(&self.operation, &self.client);
        let result = trace.within(self.attempts(wanted, &trace)).await;
        Arrived { result, trace }
    }

    async fn attempts(&self, wanted: Wanted, trace: &Trace) -> Result<Answer, Error> {
        let policy = self.options.retry.as_ref().unwrap_or(&self.client.retry);
        let mask = self.mask();
        let mut attempts = 0;
        let mut began = None;
        let mut failed: Option<Error> = None;
        loop {
            // What cannot be sent takes nobody's turn.
            let request = prepare::request(self, wanted.accept)?;
            self.turn().await;
            let began = *began.get_or_insert_with(Instant::now);
            // The turn may have come later than the wait before it would have ended.
            if let Some(error) = failed.take_if(|_| policy.is_over(began.elapsed())) {
                return Err(error.after(attempts));
            }
            attempts += 1;
            let error = match self.attempt(request, wanted, &mask).await {
                Ok(answer) => return Ok(Answer { attempts, ..answer }),
                Err(error) => error,
            };
            let Some(wait) = policy.wait(&self.operation, &error, attempts, began.elapsed()) else {
                return Err(error.after(attempts));
            };
            trace.retry(&error, attempts, wait);
            failed = Some(error);
            sleep(wait).await;
        }
    }

    /// Waits until another request may go.
    async fn turn(&self) {
        if let Some(pace) = &self.client.pace {
            pace.turn().await;
        }
    }

    async fn attempt(&self, request: reqwest::Request, wanted: Wanted, mask: &Arc<Mask>) -> Result<Answer, Error> {
        let client = &self.client;
        let operation = &self.operation;
        let mut time = Time::start(self.options.timeout.unwrap_or(client.timeout));
        let mut response = self.follow(request, &mut time).await?;
        let status = response.status();
        let mut body = Vec::new();
        if !status.is_success() {
            // The status is what counts here. A body that is too large, breaks off or hangs is kept as far as it came.
            let _ = read(&mut response, MAX_ERROR_BYTES, &mut body, time).await;
            let headers = std::mem::take(response.headers_mut());
            let received = Received { status, headers, body };
            return Err(ApiError::new(operation, received, mask).into());
        }
        let broken = match wanted.body {
            WantedBody::Whole => read(&mut response, client.max_response_bytes, &mut body, time).await.err(),
            WantedBody::Unread | WantedBody::Open => None,
        };
        let Some(broken) = broken else {
            let headers = std::mem::take(response.headers_mut());
            return Ok(Answer {
                operation: *operation,
                status,
                headers,
                body,
                attempts: 1,
                mask: Arc::clone(mask),
                open: matches!(wanted.body, WantedBody::Open).then_some(response),
            });
        };
        let body = Excerpt::new(&body, mask);
        Err(match broken {
            Broken::TooLarge { limit } => {
                DecodeError::new(operation, status, DecodeProblem::TooLarge { limit }, body).into()
            }
            Broken::Off(failure) => Error::from_failure(operation, Stage::Reading(status, body), time.limit, failure),
        })
    }

    /// Sends the request, and sends it again where a redirect leads that may be followed. All of it has the time of one
    /// attempt, but for the waits that the pace asks for.
    async fn follow(&self, mut request: reqwest::Request, time: &mut Time) -> Result<Response, Error> {
        let mut followed = 0;
        loop {
            let again = request.try_clone();
            // Whoever brings a transport need not care whether its futures can be shared between threads.
            let sent = SyncFuture::new(self.client.transport.execute(&self.operation, request));
            let response = time.limit(sent).await.map_err(|failure| {
                let stage = if followed == 0 { Stage::Waiting } else { Stage::Redirected };
                Error::from_failure(&self.operation, stage, time.limit, failure)
            })?;
            let Some(mut next) = again.filter(|_| followed < redirect::MAX) else {
                return Ok(response);
            };
            let Some(url) = redirect::target(next.method(), next.url(), &response) else {
                return Ok(response);
            };
            *next.url_mut() = url;
            // The answer may have set a cookie, and the new path may ask for another one.
            prepare::set_cookies(self, &mut next);
            request = next;
            followed += 1;
            let waiting = Instant::now();
            self.turn().await;
            time.extend(waiting.elapsed());
        }
    }
}

/// The time that an attempt has.
#[derive(Clone, Copy)]
struct Time {
    limit: Duration,
    /// `None` if the end is too far away to be told.
    end: Option<Instant>,
}

impl Time {
    fn start(limit: Duration) -> Self {
        Self { limit, end: Instant::now().checked_add(limit) }
    }

    fn extend(&mut self, by: Duration) {
        self.end = self.end.and_then(|end| end.checked_add(by));
    }

    async fn limit<T>(self, work: impl Future<Output = Result<T, TransportFailure>>) -> Result<T, Failure> {
        let result = match self.end {
            Some(end) => timeout_at(end, work).await.map_err(|_| Failure::OutOfTime)?,
            None => work.await,
        };
        result.map_err(Failure::from)
    }
}

/// Why a body was not read to its end.
enum Broken {
    TooLarge { limit: usize },
    Off(Failure),
}

/// Reads a body of at most `limit` bytes. What was read before a failure is in `body`.
async fn read(response: &mut Response, limit: usize, body: &mut Vec<u8>, time: Time) -> Result<(), Broken> {
    // The length is the word of the server, so it is not worth much memory until bytes follow.
    let announced = response.content_length().unwrap_or(0);
    body.reserve(usize::try_from(announced).map_or(0, |length| length.min(limit).min(1 << 20)));
    let mut next = async || time.limit(async { Ok(response.chunk().await?) }).await.map_err(Broken::Off);
    while let Some(chunk) = next().await? {
        let room = limit - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Err(Broken::TooLarge { limit });
        }
    }
    Ok(())
}

impl Answer {
    /// The encoding of the body, if it has one that was not asked for.
    pub(super) fn encoding(&self) -> Option<String> {
        let value = self.headers.get(CONTENT_ENCODING)?;
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (!value.eq_ignore_ascii_case("identity")).then_some(value)
    }
}
