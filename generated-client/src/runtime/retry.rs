//! When a call is tried again, and after how long. The library `retry-policies` makes the waits; here it is decided
//! whether to wait at all.

use std::time::{Duration, SystemTime};

use retry_policies::policies::ExponentialBackoff;
use retry_policies::{Jitter, RetryDecision, RetryPolicy as _};

use super::error::Error;
use super::operation::Operation;

/// How often a call is tried, and how long is waited in between.
///
/// A call is tried again when no connection came about or the connection broke, and when the server answered 408, 429,
/// 502, 503 or 504; and only if a second call does no harm: the method is safe (GET, HEAD, OPTIONS), or the
/// specification declares the operation idempotent, or the policy says [`any_method`](RetryPolicy::any_method). A call
/// whose time ran out after it was sent is not tried again.
///
/// The wait grows exponentially, with full jitter: it is anything between nothing and the current bound. Where the server
/// says how long to wait (`Retry-After`, in seconds or as a date), that is waited instead.
///
/// ```
/// # use std::time::Duration;
/// # use generated_client::RetryPolicy;
/// let patient = RetryPolicy::default().max_attempts(6).max_total_time(Duration::from_secs(300));
/// # let _ = patient;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until it is given to a client or a call"]
pub struct RetryPolicy {
    max_attempts: u32,
    first_backoff: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
    max_total_time: Duration,
    methods: Methods,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Methods {
    /// Those that do no harm when called twice.
    Repeatable,
    Any,
}

/// A longer wait is of no use to anybody, and sums of times stay far from their bounds.
const DAY: Duration = Duration::from_secs(86_400);

impl Default for RetryPolicy {
    /// Three attempts; waits of up to 0.5 s and 1 s, or what the server asks for, up to a minute; no attempt begins
    /// later than two minutes after the first.
    fn default() -> Self {
        Self {
            max_attempts: 3,
            first_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(30),
            max_retry_after: Duration::from_secs(60),
            max_total_time: Duration::from_secs(120),
            methods: Methods::Repeatable,
        }
    }
}

impl RetryPolicy {
    /// A policy that tries once.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets how often a call is tried in all. One means never again; zero counts as one. The default is 3.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the bound of the wait after the first attempt; it doubles with each attempt. The default is 0.5 seconds.
    pub fn first_backoff(mut self, wait: Duration) -> Self {
        self.first_backoff = wait.min(DAY);
        self
    }

    /// Sets where the bound of the wait stops growing: the longest wait that the server has not asked for. The default is
    /// 30 seconds.
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait.min(DAY);
        self
    }

    /// Sets the longest wait that a server may ask for with `Retry-After`. If it asks for more, the call is not tried
    /// again, and the error tells how long to wait. The default is 60 seconds.
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait.min(DAY);
        self
    }

    /// Sets how long after the first attempt the last one may begin. A wait that would end later is not begun. The
    /// default is 120 seconds.
    pub fn max_total_time(mut self, time: Duration) -> Self {
        self.max_total_time = time;
        self
    }

    /// Tries every method again, not only those that do no harm when called twice. The server may then see a POST,
    /// PATCH, PUT or DELETE twice, although only one answer comes back.
    pub fn any_method(mut self) -> Self {
        self.methods = Methods::Any;
        self
    }

    /// Returns how long to wait before the next attempt; `None` if there is none. `elapsed` is the time since the first
    /// attempt began.
    pub(super) fn wait(
        &self,
        operation: &Operation,
        error: &Error,
        attempts: u32,
        elapsed: Duration,
    ) -> Option<Duration> {
        let repeatable = self.methods == Methods::Any || operation.is_safe() || operation.idempotent;
        if !repeatable || attempts >= self.max_attempts || !is_worth_it(error) {
            return None;
        }
        let wait = match error.retry_after() {
            Some(asked) if asked > self.max_retry_after => return None,
            Some(asked) => asked,
            None => self.backoff(attempts),
        };
        (!self.is_over(elapsed.saturating_add(wait))).then_some(wait)
    }

    /// Whether it is too late for another attempt, so long after the first one began.
    pub(super) fn is_over(&self, elapsed: Duration) -> bool {
        elapsed > self.max_total_time
    }

    fn backoff(&self, attempts: u32) -> Duration {
        let longest = self.max_backoff;
        let backoff = ExponentialBackoff::builder()
            .retry_bounds(self.first_backoff.min(longest), longest)
            .jitter(Jitter::Full)
            .base(2)
            .build_with_max_retries(u32::MAX);
        let now = SystemTime::now();
        match backoff.should_retry(now, attempts.saturating_sub(1)) {
            RetryDecision::Retry { execute_after } => {
                execute_after.duration_since(now).unwrap_or_default().min(longest)
            }
            RetryDecision::DoNotRetry => longest,
        }
    }
}

/// Whether the same call may succeed soon. A timeout behind a connection is not among these: the server has the call and
/// may still be at work on it.
fn is_worth_it(error: &Error) -> bool {
    match error {
        Error::Timeout(error) => error.is_connect(),
        other => other.is_retryable(),
    }
}
