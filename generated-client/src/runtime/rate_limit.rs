//! The rate limit of a client: all its clones together stay within a number of requests per minute, and the calls that
//! wait are served in the order in which they came.
//!
//! Each waiting call has a place in a schedule, which says when its turn comes, and sleeps until then. A call that is
//! dropped leaves the schedule, and those behind it move up. A call that is neither polled nor dropped loses its turn, and
//! delays no other.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::{Instant, timeout_at};

const MINUTE: Duration = Duration::from_secs(60);

/// Delays requests so that no interval of a minute has more of them than the limit.
pub(super) struct RateLimit(Mutex<Schedule>);

/// The turn of a request would come too late.
pub(super) struct TooLate;

impl RateLimit {
    /// Allows a tenth of the limit at once, and then equal intervals.
    pub(super) fn new(per_minute: NonZeroU32) -> Self {
        let limit = u64::from(per_minute.get());
        Self(Mutex::new(Schedule {
            limit,
            burst: (limit / 10).max(1),
            turns: VecDeque::new(),
            next_ticket: 0,
            spent: 0,
            spaced: None,
        }))
    }

    /// Waits until a request of this cost may be sent. A cost above the limit counts as the limit. If the turn would come
    /// later than `bound` from now, returns at once.
    pub(super) async fn wait(&self, cost: u32, bound: Option<Duration>) -> Result<(), TooLate> {
        if cost == 0 {
            return Ok(());
        }
        let now = Instant::now();
        let latest = bound.and_then(|bound| now.checked_add(bound));
        let Some(place) = self.enter(cost, now) else { return Ok(()) };
        let mut patience = None;
        loop {
            let order = if patience == Some(0) { Order::Any } else { Order::Polite };
            let step = self.schedule().step(&place, Instant::now(), order);
            match step {
                Step::Go => return Ok(()),
                // The turns of others came at the same time. They are about to be polled as well.
                Step::Behind(others) => {
                    patience = Some(patience.unwrap_or(others) - 1);
                    yield_now().await;
                }
                Step::Wait(at) if latest.is_some_and(|latest| at > latest) => return Err(TooLate),
                Step::Wait(at) => {
                    patience = None;
                    // Whether the time has come or the place has changed, the schedule says what is next.
                    let _ = timeout_at(at, place.moved.notified()).await;
                }
            }
        }
    }

    /// Returns a place in the schedule; `None` if the request may be sent now.
    fn enter(&self, cost: u32, now: Instant) -> Option<Place<'_>> {
        let mut schedule = self.schedule();
        let ticket = schedule.next_ticket;
        schedule.next_ticket += 1;
        let cost = u64::from(cost).min(schedule.limit);
        let moved = schedule.enter(ticket, cost, now)?;
        Some(Place { limit: self, ticket, cost, moved })
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of a waiting call. Dropping it leaves the schedule.
struct Place<'a> {
    limit: &'a RateLimit,
    ticket: u64,
    cost: u64,
    /// Notified when the turn comes earlier than it was planned.
    moved: Arc<Notify>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.limit.schedule().leave(self.ticket, Instant::now());
    }
}

/// Whether a call goes before others whose turn came earlier, but which have not taken it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Polite,
    Any,
}

enum Step {
    /// The request may be sent.
    Go,
    /// This many others whose turn has come as well are before it.
    Behind(usize),
    /// The turn comes at this time.
    Wait(Instant),
}

struct Schedule {
    limit: u64,
    burst: u64,
    /// The turns of the last minute, and those of the calls that wait.
    turns: VecDeque<Turn>,
    next_ticket: u64,
    /// The cost of all turns before the first in `turns`, and how far they used up the equal intervals.
    spent: u64,
    spaced: Option<Instant>,
}

struct Turn {
    ticket: u64,
    cost: u64,
    /// When the request was sent, or is planned to be.
    at: Instant,
    /// The cost of all turns up to this one.
    spent: u64,
    /// When the equal intervals of all turns up to this one end.
    spaced: Instant,
    /// The call, as long as it waits.
    waiting: Option<Arc<Notify>>,
}

impl Schedule {
    /// Adds a turn. Returns what notifies the call if it has to wait.
    fn enter(&mut self, ticket: u64, cost: u64, now: Instant) -> Option<Arc<Notify>> {
        self.forget(now);
        let (at, spaced) = self.plan(self.turns.len(), cost, now);
        let waiting = (at > now).then(Arc::default);
        let spent = self.spent_before(self.turns.len()) + cost;
        self.turns.push_back(Turn { ticket, cost, at, spent, spaced, waiting: waiting.clone() });
        waiting
    }

    /// Takes the turn of a waiting call, if it has come.
    fn step(&mut self, place: &Place<'_>, now: Instant, order: Order) -> Step {
        self.forget(now);
        let Some(index) = self.turns.iter().position(|turn| turn.ticket == place.ticket) else {
            return self.enter_again(place, now);
        };
        let others = self.turns.range(..index).filter(|turn| turn.waiting.is_some() && turn.at <= now).count();
        let (at, spaced) = self.plan(index, place.cost, now);
        if at <= now && others > 0 && order == Order::Polite {
            return Step::Behind(others);
        }
        if self.turns.range(index + 1..).any(|turn| turn.waiting.is_none()) {
            // The call is late, and others have gone. Its request counts from now on.
            self.leave(place.ticket, now);
            return self.enter_again(place, now);
        }
        let turn = &mut self.turns[index];
        (turn.at, turn.spaced) = (at, spaced);
        if at > now {
            return Step::Wait(at);
        }
        turn.waiting = None;
        Step::Go
    }

    /// Gives a call that has lost its turn the next one.
    fn enter_again(&mut self, place: &Place<'_>, now: Instant) -> Step {
        let index = self.turns.partition_point(|turn| turn.at <= now);
        let (at, spaced) = self.plan(index, place.cost, now);
        let waiting = (at > now).then(|| Arc::clone(&place.moved));
        let step = if at > now { Step::Wait(at) } else { Step::Go };
        self.turns.insert(index, Turn { ticket: place.ticket, cost: place.cost, at, spent: 0, spaced, waiting });
        self.count_from(index);
        step
    }

    /// Removes a call that waits. Those behind it move up.
    fn leave(&mut self, ticket: u64, now: Instant) {
        let index = self.turns.iter().position(|turn| turn.ticket == ticket && turn.waiting.is_some());
        let Some(index) = index else { return };
        self.turns.remove(index);
        self.count_from(index);
        for index in index..self.turns.len() {
            let (at, spaced) = self.plan(index, self.turns[index].cost, now);
            let turn = &mut self.turns[index];
            if let Some(moved) = turn.waiting.as_ref().filter(|_| at < turn.at) {
                moved.notify_one();
                (turn.at, turn.spaced) = (at, spaced);
            }
        }
    }

    /// Returns when a turn of this cost comes if it follows the first `index` turns, and the end of its intervals.
    fn plan(&self, index: usize, cost: u64, now: Instant) -> (Instant, Instant) {
        let spent = self.spent_before(index) + cost;
        let mut at = now;
        // The last turn that does not fit into the same minute.
        let out = self.turns.partition_point(|turn| spent.saturating_sub(turn.spent - turn.cost) > self.limit);
        if let Some(turn) = out.checked_sub(1).map(|last| &self.turns[last]) {
            at = at.max(turn.at + MINUTE);
        }
        let before = index.checked_sub(1).map(|last| &self.turns[last]);
        if let Some(turn) = before {
            at = at.max(turn.at);
        }
        let interval = |cost: u64| MINUTE.mul_f64(cost as f64 / self.limit as f64);
        let spaced = before.map_or(self.spaced, |turn| Some(turn.spaced)).unwrap_or(now);
        // As many as the burst may be ahead of the intervals.
        let ahead = interval(self.burst.saturating_sub(cost));
        if let Some(early) = spaced.checked_sub(ahead) {
            at = at.max(early);
        }
        (at, spaced.max(at) + interval(cost))
    }

    fn spent_before(&self, index: usize) -> u64 {
        index.checked_sub(1).map_or(self.spent, |last| self.turns[last].spent)
    }

    /// Computes what all turns from this one on have spent.
    fn count_from(&mut self, index: usize) {
        let mut spent = self.spent_before(index);
        for turn in self.turns.range_mut(index..) {
            spent += turn.cost;
            turn.spent = spent;
        }
    }

    /// Removes the turns that are more than a minute old, even those that no call took.
    fn forget(&mut self, now: Instant) {
        while let Some(turn) = self.turns.front().filter(|turn| turn.at + MINUTE <= now) {
            (self.spent, self.spaced) = (turn.spent, Some(turn.spaced));
            self.turns.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use tokio::time::Instant;

    use super::RateLimit;

    /// Returns the seconds at which requests of these costs are sent, one after the other.
    async fn times(per_minute: u32, costs: &[u32]) -> Vec<u64> {
        let limit = RateLimit::new(NonZeroU32::new(per_minute).expect("a limit"));
        let began = Instant::now();
        let mut times = Vec::new();
        for cost in costs {
            assert!(limit.wait(*cost, None).await.is_ok());
            times.push(began.elapsed().as_secs());
        }
        times
    }

    #[tokio::test(start_paused = true)]
    async fn some_requests_cost_more_and_some_nothing() {
        assert_eq!(times(2, &[0, 0, 1, 0, 1, 1, 1]).await, [0, 0, 0, 0, 30, 60, 90]);
        assert_eq!(times(6, &[3, 3, 3, 3]).await, [0, 30, 60, 90]);
        assert_eq!(times(6, &[4, 4, 1, 1, 4]).await, [0, 60, 100, 110, 120]);
        assert_eq!(times(6, &[100, 1, 6]).await, [0, 60, 120]);
        assert_eq!(times(20, &[2, 1, 1, 2]).await, [0, 3, 6, 12]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_is_used_for_a_burst_and_no_more() {
        let limit = RateLimit::new(NonZeroU32::new(60).expect("a limit"));
        for seconds in [0, 1000] {
            tokio::time::advance(Duration::from_secs(seconds)).await;
            let began = Instant::now();
            for at in [0, 0, 0, 0, 0, 0, 1, 2, 3] {
                assert!(limit.wait(1, None).await.is_ok());
                assert_eq!(began.elapsed().as_secs(), at);
            }
        }
    }
}
