//! Decides whether a call is retried, and after which wait. The library `retry-policies` computes the exponential
//! backoff.

use std::time::{Duration, SystemTime};

use retry_policies::policies::ExponentialBackoff;
use retry_policies::{Jitter, RetryDecision, RetryPolicy as _};

use super::error::Error;
use super::operation::Operation;

/// When a call is retried, and how long the waits are.
///
/// A call is retried if no connection was established, if the connection failed, or if the server responded with 408,
/// 429, 502, 503 or 504. It is retried only if that is safe: the method is safe (GET, HEAD, OPTIONS), the specification
/// declares the operation idempotent, or the policy allows [`any_method`](RetryPolicy::any_method). A call that
/// exceeded its time limit after it was sent is not retried.
///
/// The waits grow exponentially with full jitter: each is a random time between zero and a bound that doubles. If the
/// server sends `Retry-After`, in seconds or as a date, that is the wait.
///
/// ```
/// # use std::time::Duration;
/// # use generated_client::RetryPolicy;
/// let patient = RetryPolicy::default().max_attempts(6).max_total_time(Duration::from_secs(300));
/// # let _ = patient;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until it is passed to a client or a call"]
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
    /// Safe methods, and operations that are declared idempotent.
    Repeatable,
    Any,
}

/// Longer waits are useless, and with this maximum sums of durations cannot overflow.
const DAY: Duration = Duration::from_secs(86_400);

impl Default for RetryPolicy {
    /// Three attempts. The waits are at most 0.5 s and 1 s, or what the server asks for, up to a minute. No attempt
    /// begins later than two minutes after the first.
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
    /// Returns a policy without retries.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the total number of attempts of a call. With 1 there are no retries; 0 counts as 1. Defaults to 3.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the upper bound of the wait after the first attempt. It doubles with each attempt. Defaults to 0.5 seconds;
    /// at most a day.
    pub fn first_backoff(mut self, wait: Duration) -> Self {
        self.first_backoff = wait.min(DAY);
        self
    }

    /// Sets the maximum of the bound that doubles. Defaults to 30 seconds; at most a day.
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait.min(DAY);
        self
    }

    /// Sets the longest wait that a server may ask for with `Retry-After`. If it asks for more, the call is not
    /// retried, and the error reports the wait. Defaults to 60 seconds; at most a day.
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait.min(DAY);
        self
    }

    /// Sets how long after the first attempt the last one may begin. A call is not retried if its wait would end later.
    /// Defaults to 120 seconds.
    pub fn max_total_time(mut self, time: Duration) -> Self {
        self.max_total_time = time;
        self
    }

    /// Retries every method, not only those that are safe to repeat. The server may then process a POST, PATCH, PUT or
    /// DELETE twice.
    pub fn any_method(mut self) -> Self {
        self.methods = Methods::Any;
        self
    }

    /// Returns the wait before the next attempt; `None` if there is none. `elapsed` is the time since the first attempt
    /// began.
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

    /// Whether it is too late for another attempt, when this much time has passed since the first began.
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

/// Whether the same call may succeed soon. A timeout after connecting does not count: the server has the request and
/// may still be processing it.
fn is_worth_it(error: &Error) -> bool {
    match error {
        Error::Timeout(error) => error.is_connect(),
        other => other.is_retryable(),
    }
}
