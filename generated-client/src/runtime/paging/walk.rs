//! The progress over the pages of a list, as a state machine that can be polled, and dropped at any time.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use sync_wrapper::SyncFuture;

use super::fetcher::{FetchedPage, PageFetcher};
use crate::runtime::call::Call;
use crate::runtime::error::Error;
use crate::runtime::operation::Operation;

pub(super) struct PageWalk {
    operation: Arc<Operation>,
    state: WalkState,
}

enum WalkState {
    /// The next page can be fetched.
    Ready(Box<PageFetcher>),
    /// A page is being fetched.
    Fetching(SyncFuture<Pin<Box<dyn Future<Output = FetchResult> + Send>>>),
    /// There are no more pages, or fetching one failed.
    Ended,
}

type FetchResult = (Box<PageFetcher>, Result<FetchedPage, Error>);

impl PageWalk {
    pub(super) fn new(call: Box<Call>) -> Self {
        Self { operation: Arc::clone(&call.operation), state: WalkState::Ready(Box::new(PageFetcher::new(call))) }
    }

    pub(super) fn operation(&self) -> &Operation {
        &self.operation
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<FetchedPage, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, WalkState::Ended) {
                WalkState::Ready(fetcher) if !fetcher.at_end => {
                    self.state = WalkState::Fetching(SyncFuture::new(Box::pin(fetcher.fetch())));
                }
                WalkState::Ready(_) | WalkState::Ended => return Poll::Ready(None),
                WalkState::Fetching(mut page) => {
                    let Poll::Ready(step) = Pin::new(&mut page).poll(context) else {
                        self.state = WalkState::Fetching(page);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(self.finish_fetch(step)));
                }
            }
        }
    }

    /// Fetches the next page, blocking the thread.
    #[cfg(feature = "blocking")]
    pub(super) fn next_blocking(&mut self) -> Option<Result<FetchedPage, Error>> {
        match std::mem::replace(&mut self.state, WalkState::Ended) {
            WalkState::Ready(fetcher) if !fetcher.at_end => {
                let (client, operation) = (fetcher.client(), Arc::clone(&self.operation));
                let step = client.wait(&operation, fetcher.fetch());
                Some(step.and_then(|step| self.finish_fetch(step)))
            }
            WalkState::Ready(_) | WalkState::Fetching(_) | WalkState::Ended => None,
        }
    }

    fn finish_fetch(&mut self, (fetcher, page): FetchResult) -> Result<FetchedPage, Error> {
        if page.is_ok() {
            self.state = WalkState::Ready(fetcher);
        }
        page
    }
}
