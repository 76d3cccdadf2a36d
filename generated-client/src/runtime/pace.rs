//! Pacing: all clones of a client together keep within a number of requests a minute.

use std::num::NonZeroU32;
use std::ops::Add;
use std::time::Duration;

use governor::clock::{Clock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

/// Lets requests pass so that no minute, wherever it begins, has more of them than the budget.
pub(super) struct Pace {
    limiter: RateLimiter<NotKeyed, InMemoryState, Watch, NoOpMiddleware<Moment>>,
    watch: Watch,
}

impl Pace {
    /// A tenth of the budget may go at once; the rest follows at equal distances.
    pub(super) fn new(per_minute: NonZeroU32) -> Self {
        let burst = NonZeroU32::new(per_minute.get() / 10).unwrap_or(NonZeroU32::MIN);
        let steady = (per_minute.get() - burst.get()).max(1);
        let quota = Quota::with_period(MINUTE / steady).unwrap_or_else(|| Quota::per_minute(per_minute));
        let watch = Watch;
        Self { limiter: RateLimiter::direct_with_clock(quota.allow_burst(burst), watch.clone()), watch }
    }

    /// Waits until another request may go. Who waits holds nothing that others wait for, so a call that is begun and
    /// never finished stops nobody.
    pub(super) async fn turn(&self) {
        while let Err(early) = self.limiter.check() {
            tokio::time::sleep(early.wait_time_from(self.watch.now())).await;
        }
    }
}

/// The clock of tokio, which tests can stop.
#[derive(Clone, Debug, Default)]
struct Watch;

impl Clock for Watch {
    type Instant = Moment;

    fn now(&self) -> Moment {
        Moment(Instant::now())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Moment(Instant);

impl Add<Nanos> for Moment {
    type Output = Self;

    fn add(self, nanos: Nanos) -> Self {
        Self(self.0 + Duration::from(nanos))
    }
}

impl Reference for Moment {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_duration_since(earlier.0).into()
    }

    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.checked_sub(duration.into()).unwrap_or(self.0))
    }
}
