//! The state of a walk over pages, as a machine that can be polled, and dropped at any time.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use sync_wrapper::SyncFuture;

use super::cursor::{Cursor, Fetched};
use crate::runtime::error::Error;
use crate::runtime::operation::Operation;
use crate::runtime::request::Call;

pub(super) struct Walk {
    operation: Operation,
    state: State,
}

enum State {
    /// The next page can be asked for.
    Ready(Box<Cursor>),
    /// It is on its way.
    Fetching(SyncFuture<Pin<Box<dyn Future<Output = Step> + Send>>>),
    /// There is none, or the last one did not come.
    Ended,
}

type Step = (Box<Cursor>, Result<Fetched, Error>);

impl Walk {
    pub(super) fn new(call: Call) -> Self {
        Self { operation: call.operation, state: State::Ready(Box::new(Cursor::new(call))) }
    }

    pub(super) fn operation(&self) -> &Operation {
        &self.operation
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Fetched, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ready(cursor) if !cursor.at_end => {
                    self.state = State::Fetching(SyncFuture::new(Box::pin(cursor.fetch())));
                }
                State::Ready(_) | State::Ended => return Poll::Ready(None),
                State::Fetching(mut page) => {
                    let Poll::Ready(step) = Pin::new(&mut page).poll(context) else {
                        self.state = State::Fetching(page);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(self.arrive(step)));
                }
            }
        }
    }

    /// Fetches the next page and waits for it.
    #[cfg(feature = "blocking")]
    pub(super) fn next(&mut self) -> Option<Result<Fetched, Error>> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ready(cursor) if !cursor.at_end => {
                let client = cursor.client();
                let step = client.wait(cursor.fetch());
                Some(self.arrive(step))
            }
            State::Ready(_) | State::Fetching(_) | State::Ended => None,
        }
    }

    fn arrive(&mut self, (cursor, page): Step) -> Result<Fetched, Error> {
        if page.is_ok() {
            self.state = State::Ready(cursor);
        }
        page
    }
}
